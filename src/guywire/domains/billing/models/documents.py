"""Invoices, credit notes and what stands in them."""

from datetime import date, timedelta

from django.db import models
from django.db.models import F, Q

from guywire.domains.customers.models import TaxClass
from guywire.engines.money import Money
from guywire.kit.tenancy.rules import AppendOnly

from .base import BulkModel, currency, money
from .ledger import Account
from .rules import Frozen, PartOfDraft


class Party(BulkModel):
    """Who a document is from or for, as they were then: content is never changed, only added.

    ``customer`` is empty for the WISP itself. The same content is kept once (B-DOC: snapshot).
    """

    customer = models.ForeignKey(
        "customers.Customer", models.PROTECT, null=True, related_name="+", db_index=False
    )
    digest = models.CharField(max_length=32)
    content = models.JSONField()

    class Meta:
        verbose_name_plural = "parties"
        constraints = (
            models.UniqueConstraint(
                fields=["tenant", "customer", "digest"],
                name="party_once",
                nulls_distinct=False,
            ),
            AppendOnly(name="party_as_it_was"),
        )

    def __str__(self) -> str:
        return str(self.content.get("name", ""))


class Invoice(BulkModel):
    """A document for a customer: an invoice, a credit note, a proforma or a quote.

    A draft has no number. Issued, it never changes but in what is still open and how it stands;
    a correction is a credit note. ``balance_minor`` of an invoice is what is owed, of a credit
    note what of it is not yet used.
    """

    class Kind(models.TextChoices):
        INVOICE = "invoice"
        CREDIT_NOTE = "credit_note", "credit note"
        PROFORMA = "proforma"
        QUOTE = "quote"

    class State(models.TextChoices):
        DRAFT = "draft"
        ISSUED = "issued"
        PART_PAID = "part_paid", "partly paid"
        PAID = "paid"
        VOID = "void"
        WRITTEN_OFF = "written_off", "written off"
        ACCEPTED = "accepted"
        DECLINED = "declined"

    kind = models.CharField(max_length=11, choices=Kind, default=Kind.INVOICE)
    number = models.CharField(max_length=40, blank=True, default="", editable=False)
    state = models.CharField(max_length=11, choices=State, default=State.DRAFT, editable=False)
    customer = models.ForeignKey(
        "customers.Customer", models.PROTECT, related_name="invoices", db_index=False
    )
    payer_party = models.ForeignKey(
        Party, models.PROTECT, null=True, related_name="+", db_index=False
    )
    issuer_party = models.ForeignKey(
        Party, models.PROTECT, null=True, related_name="+", db_index=False
    )
    currency = currency()
    issued_on = models.DateField(null=True, editable=False)
    due_on = models.DateField(null=True, editable=False)
    net_minor = models.BigIntegerField(default=0, editable=False)
    tax_minor = models.BigIntegerField(default=0, editable=False)
    total_minor = models.BigIntegerField(default=0, editable=False)
    balance_minor = models.BigIntegerField(default=0, editable=False)
    includes_tax = models.BooleanField(default=False, editable=False)
    tax_rounding = models.CharField(max_length=8, default="line", editable=False)
    credits = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="credit_notes", db_index=False
    )
    made_from = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="became", db_index=False, editable=False
    )
    is_courtesy = models.BooleanField(default=False)
    run = models.ForeignKey(
        "billing.BillingRun", models.PROTECT, null=True, related_name="documents", db_index=False
    )
    note = models.TextField(blank=True, default="")
    reason = models.CharField(max_length=200, blank=True, default="")
    created_at = models.DateTimeField(auto_now_add=True)
    settled_on = models.DateField(null=True, editable=False)
    sent_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        ordering = ("-issued_on", "-number", "id")
        constraints = (
            models.UniqueConstraint(
                fields=["tenant", "kind", "number"],
                condition=~Q(number=""),
                name="invoice_number_once",
            ),
            models.CheckConstraint(
                condition=Q(state="draft", number="", issued_on=None)
                | (~Q(state="draft") & ~Q(number="") & Q(issued_on__isnull=False)),
                name="invoice_number_at_issue",
            ),
            models.CheckConstraint(
                condition=Q(total_minor=F("net_minor") + F("tax_minor")), name="invoice_sum"
            ),
            models.CheckConstraint(
                condition=Q(balance_minor__gte=0, balance_minor__lte=F("total_minor")),
                name="invoice_balance",
            ),
            models.CheckConstraint(
                condition=Q(kind="credit_note") | Q(credits=None), name="invoice_credits"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=("paid", "void", "written_off")) | Q(balance_minor=0),
                name="invoice_settled",
            ),
            Frozen(
                name="invoice_as_issued",
                mutable=("state", "balance_minor", "settled_on", "sent_at", "reason"),
            ),
        )
        indexes = (
            models.Index(fields=["tenant", "-issued_on", "id"], name="invoice_newest"),
            models.Index(fields=["tenant", "customer", "-issued_on"], name="invoice_of_customer"),
            models.Index(
                fields=["tenant", "customer", "due_on"],
                condition=Q(balance_minor__gt=0),
                name="invoice_open_of",
            ),
            models.Index(
                fields=["tenant", "due_on"],
                condition=Q(balance_minor__gt=0),
                name="invoice_open_by_day",
            ),
            models.Index(
                fields=["tenant", "credits"],
                condition=Q(credits__isnull=False),
                name="invoice_credited",
            ),
            models.Index(
                fields=["tenant", "made_from"],
                condition=Q(made_from__isnull=False),
                name="invoice_made_from",
            ),
            models.Index(
                fields=["tenant", "run"], condition=Q(run__isnull=False), name="invoice_of_run"
            ),
        )

    def __str__(self) -> str:
        return self.number or f"draft {self.get_kind_display()}"

    @property
    def total(self) -> Money:
        return money(self, "total_minor")

    @property
    def balance(self) -> Money:
        return money(self, "balance_minor")

    @property
    def net(self) -> Money:
        return money(self, "net_minor")

    @property
    def tax(self) -> Money:
        return money(self, "tax_minor")

    @property
    def is_credit_note(self) -> bool:
        return self.kind == self.Kind.CREDIT_NOTE


class InvoiceLine(BulkModel):
    """One line. ``[from_on, to_on)`` are the days it is for, within ``[period_from, period_to)``.

    ``rate_minor`` is the price of the whole period that the days are measured by (``basis``), after
    ``discounts``, each as its name and what it took off; ``price_minor`` what the days cost by it,
    ``amount_minor`` the same without the taxes that prices contain.
    ``customer`` is who used it, who may not be who pays. A line of a credit note names the line it
    credits and holds a positive amount too; with days, those days are given back. The key of its
    source with ``revision`` keeps one thing from being billed twice (B-CYC-4).
    """

    class Source(models.TextChoices):
        PLAN = "plan"
        ADD_ON = "add_on", "add-on"
        SETUP = "setup", "set-up fee"
        CHARGE = "charge"
        CREDIT = "credit"
        TYPED = "typed", "typed in"

    invoice = models.ForeignKey(Invoice, models.CASCADE, related_name="lines", db_index=False)
    position = models.PositiveSmallIntegerField()
    source_kind = models.CharField(max_length=8, choices=Source)
    source_id = models.UUIDField()
    instalment = models.PositiveSmallIntegerField(default=0)
    revision = models.PositiveSmallIntegerField(default=0)
    customer = models.ForeignKey(
        "customers.Customer", models.PROTECT, related_name="+", db_index=False
    )
    location = models.ForeignKey(
        "customers.ServiceLocation", models.PROTECT, null=True, related_name="+", db_index=False
    )
    service = models.ForeignKey(
        "customers.Service", models.PROTECT, null=True, related_name="+", db_index=False
    )
    description = models.CharField(max_length=300)
    from_on = models.DateField(null=True)
    to_on = models.DateField(null=True)
    period_from = models.DateField(null=True)
    period_to = models.DateField(null=True)
    rate_minor = models.BigIntegerField(default=0)
    basis = models.CharField(max_length=40, blank=True, default="")
    quantity = models.DecimalField(max_digits=14, decimal_places=6, default=1)
    discounts = models.JSONField(default=list)
    unit_minor = models.BigIntegerField()
    price_minor = models.BigIntegerField()
    amount_minor = models.BigIntegerField()
    tax_class = models.CharField(max_length=9, choices=TaxClass, default=TaxClass.EXEMPT)
    income = models.CharField(max_length=16, choices=Account.Role, default=Account.Role.OTHER)
    credits_line = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="credited_by", db_index=False
    )

    class Meta:
        verbose_name = "invoice line"
        ordering = ("position",)
        constraints = (
            models.UniqueConstraint(
                fields=[
                    "tenant",
                    "source_id",
                    "service",
                    "customer",
                    "from_on",
                    "source_kind",
                    "instalment",
                    "revision",
                ],
                name="invoice_line_billed_once",
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                condition=Q(from_on=None) | Q(to_on__gt=F("from_on")), name="invoice_line_days"
            ),
            PartOfDraft(name="invoice_line_as_issued"),
        )
        indexes = (
            models.Index(fields=["invoice"], name="invoice_line_of"),
            models.Index(
                fields=["tenant", "service", "period_to"],
                condition=Q(service__isnull=False),
                name="invoice_line_of_service",
            ),
            models.Index(
                fields=["tenant", "credits_line"],
                condition=Q(credits_line__isnull=False),
                name="invoice_line_credited",
            ),
        )

    def __str__(self) -> str:
        return self.description

    @property
    def amount(self) -> Money:
        return Money(self.amount_minor, self.invoice.currency)

    @property
    def unit(self) -> Money:
        return Money(self.unit_minor, self.invoice.currency)

    @property
    def last_on(self) -> date | None:
        """The last of its days."""
        return self.to_on - timedelta(days=1) if self.to_on else None


class Relief(models.TextChoices):
    """Why a tax comes to nothing, which a document says."""

    EXEMPT = "exempt"
    REVERSE_CHARGE = "reverse_charge", "reverse charge"


class InvoiceTax(BulkModel):
    """One tax of one line; rounded with the document, its share of the document's."""

    invoice = models.ForeignKey(Invoice, models.CASCADE, related_name="taxes", db_index=False)
    line = models.ForeignKey(InvoiceLine, models.CASCADE, related_name="taxes", db_index=False)
    rate = models.ForeignKey("billing.TaxRate", models.PROTECT, related_name="+", db_index=False)
    base_minor = models.BigIntegerField()
    tax_minor = models.BigIntegerField()
    relief = models.CharField(max_length=14, choices=Relief, blank=True, default="")

    class Meta:
        verbose_name = "invoice tax"
        verbose_name_plural = "invoice taxes"
        constraints = (PartOfDraft(name="invoice_tax_as_issued"),)
        indexes = (
            models.Index(fields=["invoice"], name="invoice_tax_of"),
            models.Index(fields=["line"], name="invoice_tax_of_line"),
        )

    def __str__(self) -> str:
        return f"{self.rate} {self.tax_minor}"

    @property
    def amount(self) -> Money:
        return Money(self.tax_minor, self.line.invoice.currency)

    @property
    def base(self) -> Money:
        return Money(self.base_minor, self.line.invoice.currency)
