"""Money received and what it settles."""

from django.db import models
from django.db.models import F, Q

from guywire.engines.money import Money
from guywire.kit.tenancy.models import TenantModel
from guywire.kit.tenancy.rules import AppendOnly

from .base import BulkModel, currency, money
from .documents import Invoice


class Payment(TenantModel):
    """Money a customer paid. What settles no invoice yet is ``unapplied_minor``: his credit."""

    class Method(models.TextChoices):
        CASH = "cash"
        CHEQUE = "cheque"
        BANK = "bank", "bank transfer"
        CARD = "card"
        DIRECT_DEBIT = "direct_debit", "direct debit"
        PAYPAL = "paypal", "PayPal"
        OTHER = "other"

    class State(models.TextChoices):
        PENDING = "pending"
        SETTLED = "settled"
        FAILED = "failed"
        RETURNED = "returned"
        REVERSED = "reversed", "taken back"

    number = models.CharField(max_length=40, editable=False)
    customer = models.ForeignKey("customers.Customer", models.PROTECT, related_name="payments")
    method = models.CharField(max_length=12, choices=Method)
    state = models.CharField(max_length=8, choices=State, default=State.SETTLED, editable=False)
    currency = currency()
    amount_minor = models.BigIntegerField()
    unapplied_minor = models.BigIntegerField(default=0, editable=False)
    refunded_minor = models.BigIntegerField(default=0, editable=False)
    disputed_minor = models.BigIntegerField(default=0, editable=False)
    received_on = models.DateField()
    reference = models.CharField(max_length=80, blank=True, default="")
    note = models.CharField(max_length=200, blank=True, default="")
    reason = models.CharField(max_length=200, blank=True, default="", editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("-received_on", "-created_at", "id")
        constraints = (
            models.UniqueConstraint(fields=["tenant", "number"], name="payment_number_once"),
            models.CheckConstraint(condition=Q(amount_minor__gt=0), name="payment_of_something"),
            models.CheckConstraint(
                condition=Q(
                    unapplied_minor__gte=0,
                    refunded_minor__gte=0,
                    disputed_minor__gte=0,
                    unapplied_minor__lte=F("amount_minor")
                    - F("refunded_minor")
                    - F("disputed_minor"),
                ),
                name="payment_parts",
            ),
        )
        indexes = (
            models.Index(fields=["tenant", "-received_on", "id"], name="payment_newest"),
            models.Index(fields=["tenant", "customer", "-received_on"], name="payment_of"),
            models.Index(
                fields=["tenant", "customer"],
                condition=Q(unapplied_minor__gt=0),
                name="payment_unapplied",
            ),
        )

    def __str__(self) -> str:
        return self.number

    @property
    def amount(self) -> Money:
        return money(self, "amount_minor")

    @property
    def unapplied(self) -> Money:
        return money(self, "unapplied_minor")

    @property
    def refunded(self) -> Money:
        return money(self, "refunded_minor")

    @property
    def applied(self) -> Money:
        """What settles invoices; nothing of a payment that does not stand."""
        if self.state != self.State.SETTLED:
            return Money.zero(self.currency)
        return self.amount - self.refunded - self.unapplied


class Allocation(BulkModel):
    """Part of a payment or credit note settles part of an invoice; taken back, a negative one."""

    invoice = models.ForeignKey(Invoice, models.PROTECT, related_name="allocations", db_index=False)
    payment = models.ForeignKey(
        Payment, models.PROTECT, null=True, related_name="allocations", db_index=False
    )
    credit_note = models.ForeignKey(
        Invoice, models.PROTECT, null=True, related_name="uses", db_index=False
    )
    amount_minor = models.BigIntegerField()
    applied_on = models.DateField()
    reason = models.CharField(max_length=80, blank=True, default="")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("applied_on", "created_at", "id")
        constraints = (
            models.CheckConstraint(condition=~Q(amount_minor=0), name="allocation_not_nothing"),
            models.CheckConstraint(
                condition=Q(payment=None, credit_note__isnull=False)
                | Q(payment__isnull=False, credit_note=None),
                name="allocation_of_one",
            ),
            AppendOnly(name="allocation_as_made"),
        )
        indexes = (
            models.Index(fields=["invoice"], name="allocation_of_invoice"),
            models.Index(
                fields=["payment"], condition=Q(payment__isnull=False), name="allocation_of_payment"
            ),
            models.Index(
                fields=["credit_note"],
                condition=Q(credit_note__isnull=False),
                name="allocation_of_note",
            ),
        )

    def __str__(self) -> str:
        return f"{self.amount_minor} on {self.invoice}"

    @property
    def amount(self) -> Money:
        return Money(self.amount_minor, self.invoice.currency)
