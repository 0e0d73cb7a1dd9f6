"""The ledger: double entry, added to and never changed.

An amount is positive on the debit side and negative on the credit side. The customer of a posting
to receivables, credits or deposits makes the subsidiary ledger; a correction is another journal.
"""

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from guywire.engines.money import Money
from guywire.kit.tenancy.models import TenantModel
from guywire.kit.tenancy.rules import AppendOnly

from .base import BulkModel, currency, money
from .rules import Balanced, InOpenPeriod, WithJournal


class Account(TenantModel):
    """An account of the chart. ``role`` says what Guywire posts to it; empty for the WISP's own."""

    class Kind(models.TextChoices):
        ASSET = "asset"
        LIABILITY = "liability"
        EQUITY = "equity"
        INCOME = "income"
        EXPENSE = "expense"

    class Role(models.TextChoices):
        RECEIVABLE = "receivable", "accounts receivable"
        CASH = "cash", "cash in the till"
        CHEQUES = "cheques", "cheques not yet deposited"
        BANK = "bank"
        CLEARING = "clearing", "payments on their way"
        TAX = "tax", "taxes collected"
        DEPOSITS = "deposits", "customers' deposits"
        DEFERRED = "deferred", "deferred revenue"
        INTERNET = "internet", "revenue: internet"
        VOICE = "voice", "revenue: voice"
        EQUIPMENT = "equipment", "revenue: equipment"
        LABOUR = "labour", "revenue: labour"
        OTHER = "exempt", "revenue: other"
        LATE_FEES = "late_fees", "revenue: late fees"
        CREDITS = "credits", "credits given"
        BAD_DEBT = "bad_debt", "bad debt"
        GATEWAY_FEES = "gateway_fees", "fees of payment providers"
        TILL_DIFFERENCES = "till_differences", "till differences"
        INTEREST = "interest", "interest on deposits"
        EXCHANGE = "exchange", "exchange differences"
        OPENING = "opening", "opening balances"

    code = models.CharField(max_length=20)
    name = models.CharField(max_length=80)
    kind = models.CharField(max_length=9, choices=Kind)
    role = models.CharField(max_length=16, choices=Role, blank=True, default="")
    is_open = models.BooleanField(default=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("code",)
        constraints = (
            models.UniqueConstraint(fields=["tenant", "code"], name="ledger_account_code_once"),
            models.UniqueConstraint(
                fields=["tenant", "role"], condition=~Q(role=""), name="ledger_account_role_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class Journal(BulkModel):
    """One entry of the ledger; ``kind`` and ``source_id`` name its cause, which is posted once."""

    class Kind(models.TextChoices):
        INVOICE = "invoice"
        CREDIT_NOTE = "credit_note", "credit note"
        VOID = "void", "invoice voided"
        WRITE_OFF = "write_off", "write-off"
        RECOVERY = "recovery", "write-off recovered"
        PAYMENT = "payment"
        PAYMENT_BACK = "payment_back", "payment taken back"
        FEE = "fee", "provider's fee"
        REFUND = "refund"
        REFUND_BACK = "refund_back", "refund that failed"
        DISPUTE = "dispute"
        DISPUTE_WON = "dispute_won", "dispute won"
        DISPUTE_FEE = "dispute_fee", "fee of a dispute"
        DEPOSIT = "deposit", "deposit received"
        DEPOSIT_USED = "deposit_used", "deposit applied"
        DEPOSIT_BACK = "deposit_back", "deposit given back"
        INTEREST = "interest", "interest on a deposit"
        BANKED = "banked", "paid into the bank"
        TILL = "till", "till difference"
        DEFERRAL = "deferral"
        EXCHANGE = "exchange", "exchange difference"
        TRANSFER = "transfer", "moved to another customer"
        MANUAL = "manual"

    kind = models.CharField(max_length=12, choices=Kind)
    source_id = models.UUIDField()
    posted_on = models.DateField()
    memo = models.CharField(max_length=200, blank=True, default="")
    tx = models.BigIntegerField(
        db_default=models.Func(function="txid_current", output_field=models.BigIntegerField()),
        editable=False,
    )
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ("-posted_on", "-created_at", "id")
        constraints = (
            models.UniqueConstraint(fields=["tenant", "kind", "source_id"], name="journal_once"),
            AppendOnly(name="journal_as_posted"),
            Balanced(name="journal_balanced"),
            InOpenPeriod(name="journal_in_open_period"),
        )
        indexes = (models.Index(fields=["tenant", "-posted_on", "id"], name="journal_newest"),)

    def __str__(self) -> str:
        return f"{self.get_kind_display()} of {self.posted_on}"

    @property
    def currency(self) -> str:
        """That of its postings."""
        return next((posting.currency for posting in self.postings.all()), "")

    @property
    def amount_minor(self) -> int:
        """What it moves: its debits in the currency of the first posting."""
        mine = [one for one in self.postings.all() if one.currency == self.currency]
        return sum(one.amount_minor for one in mine if one.amount_minor > 0)


class Posting(BulkModel):
    """One side of a journal."""

    journal = models.ForeignKey(Journal, models.PROTECT, related_name="postings", db_index=False)
    account = models.ForeignKey(Account, models.PROTECT, related_name="postings", db_index=False)
    customer = models.ForeignKey(
        "customers.Customer", models.PROTECT, null=True, related_name="+", db_index=False
    )
    amount_minor = models.BigIntegerField()
    currency = currency()
    posted_on = models.DateField()

    class Meta:
        ordering = ("posted_on", "id")
        constraints = (
            models.CheckConstraint(condition=~Q(amount_minor=0), name="posting_not_nothing"),
            AppendOnly(name="posting_as_posted"),
            WithJournal(name="posting_with_journal"),
        )
        indexes = (
            models.Index(fields=["journal"], name="posting_of_journal"),
            models.Index(fields=["tenant", "account", "posted_on"], name="posting_by_account"),
            models.Index(
                fields=["tenant", "customer", "account", "posted_on"],
                condition=Q(customer__isnull=False),
                name="posting_by_customer",
            ),
        )

    def __str__(self) -> str:
        return f"{self.account} {self.amount_minor}"

    @property
    def amount(self) -> Money:
        return money(self, "amount_minor")

    @property
    def size(self) -> Money:
        return abs(self.amount)


class LedgerPeriod(TenantModel):
    """The books of the days ``[from_on, to_on)``; closed, they take no posting (B-DOC-8).

    An open one was closed and reopened; those of its days that are closed again go into the next.
    """

    class State(models.TextChoices):
        OPEN = "open"
        CLOSED = "closed"

    from_on = models.DateField()
    to_on = models.DateField()
    state = models.CharField(max_length=6, choices=State, default=State.OPEN)
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.CharField(max_length=160, blank=True, default="")

    class Meta:
        verbose_name = "ledger period"
        ordering = ("-from_on",)
        constraints = (
            models.UniqueConstraint(fields=["tenant", "from_on"], name="ledger_period_once"),
            models.CheckConstraint(
                condition=Q(to_on__gt=F("from_on")), name="ledger_period_has_days"
            ),
        )

    def __str__(self) -> str:
        return f"{self.from_on} – {self.to_on}"
