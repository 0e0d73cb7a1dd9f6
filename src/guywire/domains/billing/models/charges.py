"""What waits to be billed, and how far services are."""

from django.db import models
from django.db.models import Q

from guywire.domains.customers.models import TaxClass
from guywire.engines.money import Money
from guywire.kit.tenancy.models import TenantModel

from .base import BulkModel, currency, money


class Charge(TenantModel):
    """Something to bill once: a visit, a device, usage, a late fee. Never prorated.

    ``key`` is the caller's own name for it, so that telling it twice charges once.
    """

    class Kind(models.TextChoices):
        ONE_OFF = "one_off", "one-off"
        USAGE = "usage"
        LATE_FEE = "late_fee", "late fee"
        RECONNECTION = "reconnection", "reconnection fee"
        TERMINATION = "termination", "early termination fee"
        PAPER = "paper", "paper invoice fee"
        RETURNED = "returned", "returned payment fee"

    class State(models.TextChoices):
        WAITING = "waiting"
        BILLED = "billed"
        CANCELLED = "cancelled"

    customer = models.ForeignKey("customers.Customer", models.PROTECT, related_name="charges")
    service = models.ForeignKey(
        "customers.Service", models.PROTECT, null=True, blank=True, related_name="charges"
    )
    kind = models.CharField(max_length=12, choices=Kind, default=Kind.ONE_OFF)
    description = models.CharField(max_length=200)
    quantity = models.DecimalField(max_digits=14, decimal_places=6, default=1)
    unit_minor = models.BigIntegerField()
    amount_minor = models.BigIntegerField(editable=False)
    currency = currency()
    tax_class = models.CharField(max_length=9, choices=TaxClass, default=TaxClass.LABOUR)
    bill_on = models.DateField()
    key = models.CharField(max_length=80, blank=True, default="")
    state = models.CharField(max_length=9, choices=State, default=State.WAITING, editable=False)
    reason = models.CharField(max_length=200, blank=True, default="", editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("-bill_on", "-created_at", "id")
        constraints = (
            models.UniqueConstraint(
                fields=["tenant", "key"], condition=~Q(key=""), name="charge_key_once"
            ),
            models.CheckConstraint(
                condition=Q(quantity__gt=0, amount_minor__gte=0), name="charge_not_negative"
            ),
        )
        indexes = (
            models.Index(fields=["tenant", "customer", "-bill_on"], name="charge_of_customer"),
            models.Index(
                fields=["tenant", "bill_on"],
                condition=Q(state="waiting"),
                name="charge_waiting",
            ),
        )

    def __str__(self) -> str:
        return self.description

    @property
    def amount(self) -> Money:
        return money(self, "amount_minor")

    @property
    def unit(self) -> Money:
        return money(self, "unit_minor")


class RatedService(BulkModel):
    """How far a service of a customer is billed.

    ``terms_digest`` is that of what held before ``rated_to``: while it is the same, nothing before
    is looked at again. Lines reach past ``rated_to`` unless it ``is_settled``. Nothing is due
    before ``next_bill_on`` (None: never again) while the service is not touched: ``touched`` counts
    its changes, ``rated_at_touch`` says which of them the last run has seen.
    """

    service = models.ForeignKey(
        "customers.Service", models.PROTECT, related_name="rated", db_index=False
    )
    customer = models.ForeignKey(
        "customers.Customer", models.PROTECT, related_name="+", db_index=False
    )
    rated_to = models.DateField()
    next_bill_on = models.DateField(null=True)
    is_settled = models.BooleanField(default=True)
    terms_digest = models.CharField(max_length=32)
    touched = models.PositiveIntegerField(db_default=0)
    rated_at_touch = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = "rated service"
        constraints = (
            models.UniqueConstraint(
                fields=["tenant", "service", "customer"], name="rated_service_once"
            ),
        )
        indexes = (
            models.Index(fields=["tenant", "next_bill_on"], name="rated_service_due"),
            models.Index(fields=["tenant", "customer"], name="rated_service_of"),
            models.Index(
                fields=["tenant", "service"],
                condition=~Q(touched=models.F("rated_at_touch")),
                name="rated_service_touched",
            ),
        )

    def __str__(self) -> str:
        return f"{self.service} to {self.rated_to}"
