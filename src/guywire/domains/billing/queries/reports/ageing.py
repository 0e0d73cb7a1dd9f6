"""Ageing of receivables: what is owed by how long it is overdue; its sum is the ledger's."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from guywire.engines.money import Money

from ...models import Account, Allocation, Invoice, Journal, Posting
from .sheet import Column, Question, Report, Row, Sheet, sums

BOUNDS = (0, 30, 60, 90)
CLOSED = (Invoice.State.VOID, Invoice.State.WRITTEN_OFF)
OPEN = "open_minor"
BUCKETS = ("current", "late_30", "late_60", "late_90", "older")


def owed_on(day: date, *, is_today: bool) -> QuerySet[Invoice]:
    """Invoices with what was open of each at the end of a day, as ``open_minor``.

    Of one that was voided or written off since, what was open before that.
    """
    invoices = Invoice.objects.filter(kind=Invoice.Kind.INVOICE, issued_on__lte=day)
    if is_today:
        return invoices.filter(balance_minor__gt=0).annotate(open_minor=F("balance_minor"))
    kinds = (Journal.Kind.VOID, Journal.Kind.WRITE_OFF)
    gone = Journal.objects.filter(source_id=OuterRef("pk"), kind__in=kinds, posted_on__lte=day)
    settled = (
        Allocation.objects.filter(invoice=OuterRef("pk"), applied_on__lte=day)
        .order_by()
        .values("invoice")
        .annotate(sum=Sum("amount_minor"))
        .values("sum")
    )
    then = Q(balance_minor__gt=0) | Q(settled_on__gt=day) | Q(state__in=CLOSED)
    rows = invoices.filter(then).exclude(state=Invoice.State.DRAFT).exclude(Exists(gone))
    return rows.annotate(open_minor=F("total_minor") - Coalesce(Subquery(settled), 0)).filter(
        open_minor__gt=0
    )


def _bucket(day: date, place: int) -> Q:
    """Due in these days before: the due day itself is not late (B-DUN-1)."""
    bounds = [day - timedelta(days=bound) for bound in BOUNDS]
    if place == 0:
        return Q(due_on__gte=bounds[0]) | Q(due_on=None)
    if place == len(BOUNDS):
        return Q(due_on__lt=bounds[-1])
    return Q(due_on__lt=bounds[place - 1], due_on__gte=bounds[place])


def _owed(question: Question) -> Iterable[Any]:
    rows = owed_on(question.as_of, is_today=question.as_of >= question.today)
    buckets = {
        name: Sum(OPEN, filter=_bucket(question.as_of, place), default=0)
        for place, name in enumerate(BUCKETS)
    }
    grouped = rows.order_by().values("customer", "customer__name", "customer__number", "currency")
    return grouped.annotate(**buckets)


def _ledger(day: date) -> dict[tuple[Any, str], int]:
    rows = Posting.objects.filter(account__role=Account.Role.RECEIVABLE, posted_on__lte=day)
    grouped = rows.order_by().values_list("customer", "currency")
    return {
        (customer, currency): minor
        for customer, currency, minor in grouped.annotate(sum=Sum("amount_minor"))
    }


def answer(question: Question) -> Sheet:
    """By customer; credit is what the ledger says beyond what is open."""
    ledger, found = _ledger(question.as_of), []
    for row in _owed(question):
        key = (row["customer"], row["currency"])
        found.append(_line(row, ledger.pop(key, 0)))
    names = _names({customer for (customer, _code), minor in ledger.items() if minor})
    for (customer, currency), minor in ledger.items():
        if minor:
            name, number = names.get(customer, ("–", ""))
            given = {"customer": customer, "customer__name": name, "customer__number": number,
                     "currency": currency, **dict.fromkeys(BUCKETS, 0)}  # fmt: skip
            found.append(_line(given, minor))
    found.sort(key=lambda row: (-_minor(row.cells[-1]), str(row.cells[0])))
    totals = sums(found, [_("All")], range(2, 9))
    late = [
        str(Money(sum(_minor(one.cells[place]) for place in range(3, 7)), _code_of(one)))
        for one in totals
    ]
    says = _("%(late)s are overdue.") % {"late": ", ".join(late)} if late else _("Nothing is open.")
    return Sheet(_columns(), [*found, *totals], says, "warn" if late else "ok", _notes())


def _minor(cell: Any) -> int:
    return cell.minor if isinstance(cell, Money) else 0


def _code_of(row: Row) -> str:
    return next(cell.currency for cell in row.cells if isinstance(cell, Money))


def _names(customers: set[Any]) -> dict[Any, tuple[str, str]]:
    """Names of customers with a ledger balance and nothing open."""
    rows = Posting.objects.filter(customer__in=customers).order_by()
    named = rows.values_list("customer", "customer__name", "customer__number").distinct()
    return {pk: (name, number) for pk, name, number in named}


def _line(row: dict[str, Any], balance: int) -> Row:
    code = row["currency"]
    parts = [row[name] for name in BUCKETS]
    credit = balance - sum(parts)
    amounts = [Money(minor, code) for minor in (*parts, credit, balance)]
    url = reverse("billing:customer-money", args=[row["customer"]])
    open_ = f"{reverse('billing:invoice-list')}?customer={row['customer']}&open=true"
    return Row(
        [row["customer__name"], row["customer__number"], *amounts],
        [url, url, *[open_] * len(parts), url, url],
    )


def _notes() -> list[str]:
    return [
        _("An invoice is overdue from the day after it is due."),
        _("Credit is what payments and credit notes leave beyond what is open; the balance is"
          " that of the ledger at the end of the day."),
    ]  # fmt: skip


def _columns() -> list[Column]:
    ages = (_("Not due"), _("1–30 days"), _("31–60 days"), _("61–90 days"), _("Over 90 days"))
    money = [Column(title, "money") for title in (*ages, _("Credit"), _("Balance"))]
    return [Column(_("Customer")), Column(_("Number")), *money]


REPORT = Report(
    "ageing",
    gettext_lazy("Ageing of receivables"),
    gettext_lazy("Who owes how much, and for how long."),
    "hourglass",
    answer,
)
