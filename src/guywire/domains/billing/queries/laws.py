"""The laws of the ledger, asked of the database (B-MISC). Each answer is a fault in words."""

from django.db import connection
from django.db.models import F, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce

from guywire.engines.money import Money
from guywire.kit.errors import DomainError

from ..models import Account, Allocation, Invoice, InvoiceLine, InvoiceTax, Payment, Posting

SHOWN = 5
CHECK_BOOKS = "billing.check_books"
"""The nightly work that asks the laws."""


class BooksUnsound(DomainError):
    """The books break a law of theirs."""

    code = "books_unsound"


def broken_laws() -> list[str]:
    """What is wrong with the books; nothing, if they are sound."""
    return [*_sums(), *_receivables(), *_documents(), *_allocations(), *_payments()]


def require_sound_books() -> None:
    """BooksUnsound, with every fault in words, unless the books are sound."""
    faults = broken_laws()
    if faults:
        raise BooksUnsound(" ".join(faults))


def _sums() -> list[str]:
    """Debits are credits, in every currency."""
    sums = Posting.objects.order_by().values_list("currency").annotate(sum=Sum("amount_minor"))
    return [
        f"Debits and credits differ by {Money(total, currency)}."
        for currency, total in sums
        if total
    ]


def balances_by_customer() -> dict[tuple[object, str], tuple[int, int]]:
    """By customer and currency: receivables by the ledger, and open items less credit."""
    ledger = (
        Posting.objects.filter(account__role=Account.Role.RECEIVABLE)
        .order_by()
        .values_list("customer", "currency")
        .annotate(sum=Sum("amount_minor"))
    )
    found = {(customer, currency): [total, 0] for customer, currency, total in ledger}
    items = Invoice.objects.filter(balance_minor__gt=0).order_by()
    signed = ((Invoice.Kind.INVOICE, 1), (Invoice.Kind.CREDIT_NOTE, -1))
    for kind, sign in signed:
        rows = items.filter(kind=kind).values_list("customer", "currency")
        for customer, currency, total in rows.annotate(sum=Sum("balance_minor")):
            found.setdefault((customer, currency), [0, 0])[1] += sign * total
    credit = Payment.objects.filter(unapplied_minor__gt=0, state=Payment.State.SETTLED).order_by()
    unused = credit.values_list("customer", "currency").annotate(sum=Sum("unapplied_minor"))
    for customer, currency, total in unused:
        found.setdefault((customer, currency), [0, 0])[1] -= total
    return {key: (ledger_sum, item_sum) for key, (ledger_sum, item_sum) in found.items()}


def _receivables() -> list[str]:
    """A customer's balance is what is open less what is to his credit."""
    faults = [
        f"Customer {customer}: {Money(ledger, currency)} by the ledger,"
        f" {Money(items, currency)} by documents."
        for (customer, currency), (ledger, items) in balances_by_customer().items()
        if ledger != items
    ]
    return faults[:SHOWN]


def _documents() -> list[str]:
    """Lines and taxes add up to their document, once it is issued."""
    lines = InvoiceLine.objects.filter(invoice=OuterRef("pk")).order_by().values("invoice")
    taxes = InvoiceTax.objects.filter(invoice=OuterRef("pk")).order_by().values("invoice")
    rows = (
        Invoice.objects.exclude(state=Invoice.State.DRAFT)
        .annotate(
            lines_sum=Coalesce(Subquery(lines.annotate(s=Sum("amount_minor")).values("s")), 0),
            taxes_sum=Coalesce(Subquery(taxes.annotate(s=Sum("tax_minor")).values("s")), 0),
        )
        .filter(~Q(lines_sum=F("net_minor")) | ~Q(taxes_sum=F("tax_minor")))
    )
    return [f"{row}: lines and taxes do not add up to it." for row in rows[:SHOWN]]


def _allocations() -> list[str]:
    """What is open is the total less what settled it."""
    on_invoice = Allocation.objects.filter(invoice=OuterRef("pk")).order_by().values("invoice")
    of_note = Allocation.objects.filter(credit_note=OuterRef("pk")).order_by().values("credit_note")
    closed = (Invoice.State.VOID, Invoice.State.WRITTEN_OFF, Invoice.State.DRAFT)
    settled = Coalesce(Subquery(on_invoice.annotate(s=Sum("amount_minor")).values("s")), 0)
    used = Coalesce(Subquery(of_note.annotate(s=Sum("amount_minor")).values("s")), 0)
    rows = (
        Invoice.objects.exclude(state__in=closed)
        .filter(kind__in=(Invoice.Kind.INVOICE, Invoice.Kind.CREDIT_NOTE))
        .annotate(moved=settled + used)
        .exclude(balance_minor=F("total_minor") - F("moved"))
    )
    return [f"{row}: what settled it and what is open differ." for row in rows[:SHOWN]]


def _payments() -> list[str]:
    """A payment is what it settled, what was refunded and what is left."""
    used = Allocation.objects.filter(payment=OuterRef("pk")).order_by().values("payment")
    rows = (
        Payment.objects.filter(state=Payment.State.SETTLED)
        .annotate(used=Coalesce(Subquery(used.annotate(s=Sum("amount_minor")).values("s")), 0))
        .exclude(
            amount_minor=F("used")
            + F("refunded_minor")
            + F("disputed_minor")
            + F("unapplied_minor")
        )
    )
    return [f"{row}: its parts do not add up to it." for row in rows[:SHOWN]]


def check_now() -> None:
    """Ask the constraints that wait for the end of the transaction now."""
    with connection.cursor() as cursor:
        cursor.execute("set constraints all immediate")
        cursor.execute("set constraints all deferred")
