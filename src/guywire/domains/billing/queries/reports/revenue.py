"""Revenue by month, account and plan: invoiced, earned and deferred kept apart."""

from collections import defaultdict
from datetime import date, timedelta
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from guywire.domains.customers.queries import plans_by_version
from guywire.engines.money import Money
from guywire.kit.errors import DomainError

from ...models import Account, InvoiceLine
from .lines import by_month, each_of
from .sheet import Cell, Column, Question, Report, Row, Sheet, report_url, sums

Key = tuple[date, str, str, UUID | None, str]


class NoSuchRows(DomainError):
    """A report of rows was asked for without saying which."""

    code = "no_such_rows"


def answer(question: Question) -> Sheet:
    """A row for each month, account and plan; then each month, then what is deferred."""
    plans = plans_by_version()
    names = {pk: name for pk, name in plans.values()}
    merged: dict[Key, list[Money]] = {}
    for one in by_month(question):
        plan = plans[one.version_id][0] if one.version_id in plans else None
        key = (one.month, one.income, one.what, plan, one.invoiced.currency)
        amounts = [one.invoiced, one.earned, one.deferred]
        known = merged.get(key)
        merged[key] = [a + b for a, b in zip(known, amounts, strict=True)] if known else amounts
    found: list[Row] = []
    by_months: dict[date, list[Row]] = defaultdict(list)
    for key in sorted(merged, key=lambda key: (-key[0].toordinal(), key[1], key[2], str(key[3]))):
        by_months[key[0]].append(_line(key, merged[key], names, question.as_of))
    for month, rows in by_months.items():
        found += [*rows, *_of_month(month, rows)]
    flows = [row for row in found if not row.is_total]
    totals = [_without_deferred(row) for row in sums(flows, [None, _("All months")], [3, 4])]
    says = _says(by_months)
    return Sheet(_columns(), [*found, *totals], says, "info" if found else "off", _notes())


def _line(key: Key, amounts: list[Money], names: dict[UUID, str], as_of: date) -> Row:
    month, income, what, plan, _code = key
    label = names[plan] if plan else str(InvoiceLine.Source(what).label).capitalize()
    url = report_url(LINES.name, month=month, income=income, what=what, plan=plan, as_of=as_of)
    cells: list[Cell] = [month, str(Account.Role(income).label).capitalize(), label, *amounts]
    return Row(cells, ["", "", "", url, url, url])


def _of_month(month: date, rows: list[Row]) -> list[Row]:
    totals = sums(rows, ["", _("All accounts"), ""], [3, 4, 5])
    return [Row([month, *total.cells[1:]], is_total=True) for total in totals]


def _without_deferred(row: Row) -> Row:
    return Row([*row.cells[:5], None], is_total=True)


def _says(by_months: dict[date, list[Row]]) -> str:
    """What is deferred at the end, the newest month first."""
    newest = next(iter(by_months.values()), [])
    deferred = [str(row.cells[5]) for row in sums(newest, ["", "", ""], [3, 4, 5])]
    if not deferred:
        return _("Nothing was invoiced.")
    return _("%(deferred)s are invoiced for days to come.") % {"deferred": ", ".join(deferred)}


def _columns() -> list[Column]:
    money = [Column(title, "money") for title in (_("Invoiced"), _("Earned"), _("Deferred"))]
    return [Column(_("Month"), "month"), Column(_("Account")), Column(_("For")), *money]


def _notes() -> list[str]:
    return [
        _("Before tax. Invoiced: lines by the day of their document; credit notes and voids count"
          " against it on their own day."),
        _("Earned: by the days a line is for, from its document on; a line without days at once."),
        _("Deferred: what is invoiced and not earned yet, at the end of the month."),
    ]  # fmt: skip


def answer_lines(question: Question) -> Sheet:
    """The lines behind one number."""
    try:
        month = date.fromisoformat(question.more["month"]).replace(day=1)
        plan = UUID(question.more["plan"]) if question.more.get("plan") else None
        income = Account.Role(question.more["income"])
        what = InvoiceLine.Source(question.more["what"])
    except (KeyError, ValueError) as error:
        raise NoSuchRows("Open these rows from the report of revenue.") from error
    versions = [pk for pk, (of, _name) in plans_by_version().items() if of == plan]
    parts = each_of(month, question.as_of, income.value, what.value, versions if plan else None)
    rows = []
    for one in parts:
        url = reverse("billing:invoice-detail", args=[one.invoice_id])
        last = one.to_on - timedelta(days=1) if one.to_on else None
        cells: list[Cell] = [one.number, one.customer, one.description, one.from_on, last,
                             one.invoiced, one.earned, one.deferred]  # fmt: skip
        rows.append(Row(cells, [url]))
    totals = sums(rows, [_("All")], [5, 6, 7])
    says = _("%(count)d lines.") % {"count": len(rows)}
    return Sheet(_line_columns(), [*rows, *totals], says, "info")


def _line_columns() -> list[Column]:
    return [
        Column(_("Document")), Column(_("Customer")), Column(_("Line")), Column(_("From"), "day"),
        Column(_("To"), "day"), *_columns()[3:],
    ]  # fmt: skip


REPORT = Report(
    "revenue",
    gettext_lazy("Revenue by month"),
    gettext_lazy("What was invoiced, what of it is earned, and what is still deferred."),
    "chart-bar",
    answer,
    asks=("since", "as_of"),
)
LINES = Report(
    "revenue-lines",
    gettext_lazy("Revenue: the lines"),
    gettext_lazy("The lines behind one number of the report of revenue."),
    "list-details",
    answer_lines,
    is_detail=True,
    of_rows=("month", "income", "what", "plan"),
)
