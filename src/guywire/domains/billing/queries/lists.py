"""The rows of each entity, as an actor may see them, and its special filters."""

from datetime import timedelta
from uuid import UUID

from django.db.models import CharField, Prefetch, Q, QuerySet, Value

from guywire.domains.tenants.queries import this_tenant
from guywire.kit.access import Actor

from ..models import (
    Account,
    BillingAccount,
    Charge,
    Invoice,
    InvoiceTax,
    Journal,
    LedgerPeriod,
    Payment,
    Posting,
    TaxExemption,
    TaxRate,
)
from .days import day_here

OPEN = (Invoice.State.ISSUED, Invoice.State.PART_PAID)
LONGEST = 36_500


def invoices(actor: Actor) -> QuerySet[Invoice]:
    """Documents with their lines and taxes."""
    taxes = InvoiceTax.objects.select_related("rate").order_by("rate__step", "rate__code")
    return Invoice.objects.select_related("customer").prefetch_related(
        "lines", Prefetch("lines__taxes", queryset=taxes)
    )


def invoice_names(actor: Actor) -> QuerySet[Invoice]:
    """Documents without what stands in them."""
    return Invoice.objects.select_related("customer")


def payments(actor: Actor) -> QuerySet[Payment]:
    return Payment.objects.select_related("customer")


def charges(actor: Actor) -> QuerySet[Charge]:
    return Charge.objects.select_related("customer", "service")


def tax_rates(actor: Actor) -> QuerySet[TaxRate]:
    """Rates with the currency of their amounts: the tenant's."""
    currency = Value(this_tenant().currency, output_field=CharField())
    return TaxRate.objects.annotate(currency=currency)


def tax_exemptions(actor: Actor) -> QuerySet[TaxExemption]:
    return TaxExemption.objects.select_related("customer")


def accounts(actor: Actor) -> QuerySet[Account]:
    return Account.objects.all()


def journals(actor: Actor) -> QuerySet[Journal]:
    """Entries with their postings."""
    postings = Posting.objects.select_related("account", "customer").order_by("-amount_minor", "id")
    return Journal.objects.prefetch_related(Prefetch("postings", queryset=postings))


def ledger_periods(actor: Actor) -> QuerySet[LedgerPeriod]:
    return LedgerPeriod.objects.all()


def billing_accounts(actor: Actor) -> QuerySet[BillingAccount]:
    return BillingAccount.objects.select_related("customer", "payer")


def that_are_open(rows: QuerySet[Invoice], answer: str) -> QuerySet[Invoice]:
    """What is owed, or what is not."""
    owed = Q(kind=Invoice.Kind.INVOICE, balance_minor__gt=0)
    return rows.filter(owed) if answer == "true" else rows.exclude(owed)


def overdue_by(rows: QuerySet[Invoice], days: str) -> QuerySet[Invoice]:
    """Invoices open for more than N days after they were due; ValueError when it is no number."""
    count = int(days)
    if not 0 <= count <= LONGEST:
        raise ValueError(f"Write a number of days from 0 to {LONGEST}.")
    before = day_here() - timedelta(days=count)
    return rows.filter(kind=Invoice.Kind.INVOICE, balance_minor__gt=0, due_on__lt=before)


def posted_to(rows: QuerySet[Journal], account_id: str) -> QuerySet[Journal]:
    """Entries with a posting to an account; ValueError when it is no id."""
    found = Posting.objects.filter(account=UUID(account_id)).values("journal")
    return rows.filter(pk__in=found)


def in_force_on(rows: QuerySet[TaxRate], day: str) -> QuerySet[TaxRate]:
    """Rates of a day; ValidationError when it is none."""
    wanted = TaxRate._meta.get_field("from_on").to_python(day)
    return rows.filter(Q(to_on=None) | Q(to_on__gt=wanted), from_on__lte=wanted)
