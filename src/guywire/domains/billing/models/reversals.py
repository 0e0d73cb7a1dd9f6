"""Money that goes back: given back by us, or taken back by the payer's bank."""

from django.db import models
from django.db.models import Q

from guywire.engines.money import Money
from guywire.kit.tenancy.models import TenantModel

from .base import currency, money
from .collecting import PaymentAttempt
from .documents import Invoice
from .gateways import GatewayAccount
from .payments import Payment


class Refund(TenantModel):
    """Money of a payment that settled nothing is given back (B-PAY-3, B-PAY-5).

    It is out of the customer's credit at once; if the gateway cannot give it back, it returns.
    """

    class Way(models.TextChoices):
        SOURCE = "source", "to where it came from"
        CASH = "cash"
        BANK = "bank", "bank transfer"
        CHEQUE = "cheque"

    class State(models.TextChoices):
        CREATED = "created", "not sent yet"
        PENDING = "pending", "on its way"
        SUCCEEDED = "succeeded", "given back"
        FAILED = "failed"

    number = models.CharField(max_length=40, editable=False)
    customer = models.ForeignKey("customers.Customer", models.PROTECT, related_name="refunds")
    payment = models.ForeignKey(Payment, models.PROTECT, related_name="refunds")
    attempt = models.ForeignKey(
        PaymentAttempt, models.PROTECT, null=True, blank=True, related_name="refunds"
    )
    way = models.CharField(max_length=6, choices=Way, default=Way.SOURCE)
    amount_minor = models.BigIntegerField()
    currency = currency()
    reason = models.CharField(max_length=200)
    key = models.CharField(max_length=100, editable=False)
    state = models.CharField(max_length=9, choices=State, default=State.CREATED)
    gateway_id = models.CharField(max_length=120, blank=True, default="")
    problem = models.CharField(max_length=200, blank=True, default="")
    refunded_on = models.DateField()
    created_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-created_at", "id")
        constraints = (
            models.UniqueConstraint(fields=["tenant", "number"], name="refund_number_once"),
            models.UniqueConstraint(fields=["tenant", "key"], name="refund_key_once"),
            models.CheckConstraint(condition=Q(amount_minor__gt=0), name="refund_of_something"),
        )
        indexes = (models.Index(fields=["tenant", "-created_at", "id"], name="refund_newest"),)

    def __str__(self) -> str:
        return self.number

    @property
    def amount(self) -> Money:
        return money(self, "amount_minor")


class Dispute(TenantModel):
    """The payer's bank took money back and asks who is right; no refund of ours (B-PAY-6)."""

    class State(models.TextChoices):
        OPEN = "open"
        WON = "won"
        LOST = "lost"

    customer = models.ForeignKey("customers.Customer", models.PROTECT, related_name="disputes")
    account = models.ForeignKey(GatewayAccount, models.PROTECT, related_name="disputes")
    payment = models.ForeignKey(Payment, models.PROTECT, related_name="disputes")
    external_id = models.CharField(max_length=120)
    amount_minor = models.BigIntegerField()
    fee_minor = models.BigIntegerField(default=0)
    currency = currency()
    state = models.CharField(max_length=4, choices=State, default=State.OPEN)
    reason = models.CharField(max_length=120, blank=True, default="")
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-opened_at", "id")
        constraints = (
            models.UniqueConstraint(
                fields=["tenant", "account", "external_id"], name="dispute_once"
            ),
            models.CheckConstraint(
                condition=Q(amount_minor__gt=0, fee_minor__gte=0), name="dispute_of_something"
            ),
        )
        indexes = (
            models.Index(
                fields=["tenant", "customer"], condition=Q(state="open"), name="dispute_open_of"
            ),
        )

    def __str__(self) -> str:
        return f"{self.amount} of {self.payment}"

    @property
    def amount(self) -> Money:
        return money(self, "amount_minor")

    @property
    def fee(self) -> Money:
        return money(self, "fee_minor")


class DisputedInvoice(TenantModel):
    """An invoice that a dispute has opened again, and by how much: no late fee, no dunning."""

    dispute = models.ForeignKey(Dispute, models.CASCADE, related_name="invoices")
    invoice = models.ForeignKey(Invoice, models.PROTECT, related_name="disputes")
    amount_minor = models.BigIntegerField()

    class Meta:
        verbose_name = "disputed invoice"
        constraints = (
            models.UniqueConstraint(
                fields=["tenant", "dispute", "invoice"], name="disputed_invoice_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.invoice}"
