"""The tenant's own accounts at payment gateways, and what they tell us."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from guywire.kit.secrets.fields import SecretField
from guywire.kit.tenancy.models import TenantModel

from .base import BulkModel, words


class GatewayAccount(TenantModel):
    """An account of the WISP at a gateway. It takes money only once a test of it succeeded.

    ``base_url`` is empty but for a simulator: nobody types it. ``told_until`` is up to when the
    gateway was asked for events that our webhook may have missed.
    """

    audit_silent: ClassVar[tuple[str, ...]] = ("told_until", "updated_at")
    audit_hidden: ClassVar[tuple[str, ...]] = ("secret", "webhook_secret")

    class Gateway(models.TextChoices):
        STRIPE = "stripe", "Stripe"
        PAYPAL = "paypal", "PayPal"

    class State(models.TextChoices):
        TESTING = "testing", "not in use yet"
        ACTIVE = "active"
        ERROR = "error"

    name = models.CharField(max_length=80)
    gateway = models.CharField(max_length=8, choices=Gateway)
    client_id = models.CharField(max_length=200, blank=True, default="")
    secret = SecretField()
    is_sandbox = models.BooleanField(default=False)
    base_url = models.CharField(max_length=200, blank=True, default="", editable=False)
    webhook_id = models.CharField(max_length=120, blank=True, default="", editable=False)
    webhook_secret = SecretField(editable=False)
    state = models.CharField(max_length=7, choices=State, default=State.TESTING, editable=False)
    problem = models.CharField(max_length=200, blank=True, default="", editable=False)
    external_id = models.CharField(max_length=120, blank=True, default="", editable=False)
    external_name = models.CharField(max_length=160, blank=True, default="", editable=False)
    is_live = models.BooleanField(default=False, editable=False)
    currencies = words(3)
    tested_at = models.DateTimeField(null=True, editable=False)
    told_until = models.DateTimeField(null=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = "gateway account"
        ordering = ("name", "id")
        constraints = (
            models.UniqueConstraint(fields=["tenant", "name"], name="gateway_account_name_once"),
            models.CheckConstraint(
                condition=~Q(state="active") | Q(tested_at__isnull=False),
                name="gateway_account_tested_first",
            ),
        )

    def __str__(self) -> str:
        return self.name


class GatewayCustomer(TenantModel):
    """What a gateway calls a customer."""

    account = models.ForeignKey(GatewayAccount, models.CASCADE, related_name="customers")
    customer = models.ForeignKey("customers.Customer", models.PROTECT, related_name="+")
    external_id = models.CharField(max_length=120, blank=True, default="")

    class Meta:
        verbose_name = "customer at a gateway"
        verbose_name_plural = "customers at gateways"
        constraints = (
            models.UniqueConstraint(
                fields=["tenant", "account", "customer"], name="gateway_customer_once"
            ),
        )

    def __str__(self) -> str:
        return self.external_id


class GatewayMessage(BulkModel):
    """What a gateway told, by webhook or when asked. One message is kept and worked on once."""

    class State(models.TextChoices):
        RECEIVED = "received", "waits"
        APPLIED = "applied"
        IGNORED = "ignored", "nothing to do"
        PARKED = "parked", "somebody has to look"

    account = models.ForeignKey(
        GatewayAccount, models.PROTECT, related_name="messages", db_index=False
    )
    external_id = models.CharField(max_length=160)
    kind = models.CharField(max_length=24)
    type = models.CharField(max_length=80)
    told = models.JSONField()
    occurred_at = models.DateTimeField()
    received_at = models.DateTimeField()
    processed_at = models.DateTimeField(null=True)
    state = models.CharField(max_length=8, choices=State, default=State.RECEIVED)
    outcome = models.CharField(max_length=200, blank=True, default="")
    attempt = models.ForeignKey(
        "billing.PaymentAttempt", models.PROTECT, null=True, related_name="messages", db_index=False
    )

    class Meta:
        verbose_name = "gateway message"
        ordering = ("-received_at", "id")
        constraints = (
            models.UniqueConstraint(
                fields=["tenant", "account", "external_id"], name="gateway_message_once"
            ),
        )
        indexes = (
            models.Index(fields=["tenant", "-received_at", "id"], name="gateway_message_newest"),
            models.Index(
                fields=["tenant", "received_at"],
                condition=Q(state="received"),
                name="gateway_message_waiting",
            ),
            models.Index(
                fields=["tenant", "attempt"],
                condition=Q(attempt__isnull=False),
                name="gateway_message_of_attempt",
            ),
        )

    def __str__(self) -> str:
        return self.type
