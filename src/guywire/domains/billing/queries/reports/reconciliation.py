"""Reconciliation of receivables: what the ledger says of each customer, and what documents say."""

from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from guywire.domains.customers.queries import customers
from guywire.engines.money import Money
from guywire.kit.access import NOBODY

from ..laws import balances_by_customer
from .sheet import Column, Question, Report, Row, Sheet, sums


def answer(question: Question) -> Sheet:
    """Every balance that is not nothing, differences first."""
    balances = {
        (customer, code): both
        for (customer, code), both in balances_by_customer().items()
        if any(both) and isinstance(customer, UUID)
    }
    named = customers(NOBODY).filter(pk__in={customer for customer, _code in balances})
    names = {pk: (name, number) for pk, name, number in named.values_list("pk", "name", "number")}
    rows = [
        _line(customer, code, both, names.get(customer, ("–", "")))
        for (customer, code), both in balances.items()
    ]
    rows.sort(key=lambda row: (-abs(_minor(row, 4)), -_minor(row, 2)))
    wrong = sum(1 for row in rows if _minor(row, 4))
    says = (
        _("%(count)d customers differ: tell whoever keeps the books.") % {"count": wrong}
        if wrong
        else _("Ledger and documents agree for every customer.")
    )
    totals = sums(rows, [_("All")], range(2, 5))
    return Sheet(_columns(), [*rows, *totals], says, "bad" if wrong else "ok", _notes())


def _minor(row: Row, place: int) -> int:
    cell = row.cells[place]
    return cell.minor if isinstance(cell, Money) else 0


def _line(customer: UUID, code: str, both: tuple[int, int], name: tuple[str, str]) -> Row:
    ledger, items = (Money(minor, code) for minor in both)
    url = reverse("billing:customer-money", args=[customer])
    return Row([*name, ledger, items, ledger - items], [url] * 5)


def _columns() -> list[Column]:
    money = [Column(title, "money") for title in (_("Ledger"), _("Documents"), _("Difference"))]
    return [Column(_("Customer")), Column(_("Number")), *money]


def _notes() -> list[str]:
    return [
        _("As things stand now: documents are open invoices less unused credit notes and payments;"
          " the ledger is the account of receivables."),
    ]  # fmt: skip


REPORT = Report(
    "reconciliation",
    gettext_lazy("Reconciliation of receivables"),
    gettext_lazy("Whether ledger and documents say the same of every customer."),
    "arrows-exchange",
    answer,
    asks=(),
)
