"""Taxes by rate and month, as a return asks for them: what was taxed, and the tax."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db import connection
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from guywire.engines.money import Money

from ...models import InvoiceTax
from .revenue import NoSuchRows
from .sheet import Cell, Column, Question, Report, Row, Sheet, next_month, report_url, sums

FACTS = """
with documents as (
  select i.id, i.number, i.customer_id, i.currency, i.issued_on as day,
         case when i.kind = 'credit_note' then -1 else 1 end as sign
    from billing_invoice i
   where i.kind in ('invoice', 'credit_note') and i.state <> 'draft'
     and i.issued_on >= %(since)s and i.issued_on < %(until)s
  union all
  select i.id, i.number, i.customer_id, i.currency, v.posted_on, -1
    from billing_invoice i
    join billing_journal v on v.kind = 'void' and v.source_id = i.id
   where i.state = 'void' and v.posted_on >= %(since)s and v.posted_on < %(until)s
), facts as (
  select d.*, t.rate_id, t.relief, d.sign * t.base_minor as base, d.sign * t.tax_minor as tax
    from documents d join billing_invoicetax t on t.invoice_id = d.id
  union all
  select d.*, null, 'untaxed', d.sign * l.amount_minor, 0
    from documents d join billing_invoiceline l on l.invoice_id = d.id
   where not exists (select 1 from billing_invoicetax t where t.line_id = l.id)
)
"""

BY_RATE = (
    FACTS
    + """
select date_trunc('month', f.day)::date, f.rate_id, coalesce(r.code, ''), coalesce(r.name, ''),
       coalesce(r.percent, 0), f.relief, f.currency, sum(f.base), sum(f.tax)
  from facts f left join billing_taxrate r on r.id = f.rate_id
 group by 1, 2, 3, 4, 5, 6, 7 order by 1 desc, 3, 5, 6, 7
"""
)

EACH = (
    FACTS
    + """
select f.id, f.number, c.name, f.day, f.currency, sum(f.base), sum(f.tax)
  from facts f join customers_customer c on c.id = f.customer_id
 where f.rate_id is not distinct from %(rate)s and f.relief = %(relief)s
 group by 1, 2, 3, 4, 5 order by 2, 4
"""
)
UNTAXED = "untaxed"


def answer(question: Question) -> Sheet:
    """A row for each month, rate and relief."""
    rows = []
    for month, rate, code, name, percent, relief, money, base, tax in _asked(
        BY_RATE, question.since.replace(day=1), question.as_of
    ):
        url = report_url(
            LINES.name, month=month, rate=rate, relief=relief, as_of=question.as_of
        )  # fmt: skip
        amounts = [Money(int(base), money), Money(int(tax), money)]
        label, per = _name(name, relief), f"{percent.normalize():f} %" if percent else ""
        rows.append(Row([month, label, code, per, *amounts], ["", url, "", "", url, url]))
    totals = sums(rows, [_("All")], [4, 5])
    taxes = ", ".join(str(row.cells[5]) for row in totals)
    says = _("%(taxes)s of tax.") % {"taxes": taxes} if totals else _("Nothing was invoiced.")
    return Sheet(_columns(), [*rows, *totals], says, "info" if rows else "off", _notes())


def _name(name: str, relief: str) -> str:
    if relief == UNTAXED:
        return _("Without tax")
    return f"{name}: {InvoiceTax(relief=relief).get_relief_display()}" if relief else name


def _asked(query: str, since: date, last: date, **given: Any) -> Sequence[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(query, {"since": since, "until": last + timedelta(days=1), **given})
        found: list[tuple[Any, ...]] = cursor.fetchall()
    return found


def _columns() -> list[Column]:
    return [
        Column(_("Month"), "month"), Column(_("Tax")), Column(_("Code")), Column(_("Rate")),
        Column(_("Base"), "money"), Column(_("Tax"), "money"),
    ]  # fmt: skip


def _notes() -> list[str]:
    return [
        _("By the day of the document; credit notes and voids count against it on their own day."),
        _("Base is the part of the price that a tax is taken from; without tax are lines that no"
          " rate applies to."),
    ]  # fmt: skip


def answer_lines(question: Question) -> Sheet:
    """The documents behind one number."""
    try:
        month = date.fromisoformat(question.more["month"]).replace(day=1)
        rate = UUID(question.more["rate"]) if question.more.get("rate") else None
    except (KeyError, ValueError) as error:
        raise NoSuchRows("Open these rows from the report of taxes.") from error
    last = min(next_month(month) - timedelta(days=1), question.as_of)
    found = _asked(EACH, month, last, rate=rate, relief=question.more.get("relief", ""))
    rows = []
    for pk, number, name, day, code, base, tax in found:
        cells: list[Cell] = [number, name, day, Money(int(base), code), Money(int(tax), code)]
        rows.append(Row(cells, [reverse("billing:invoice-detail", args=[pk])]))
    totals = sums(rows, [_("All")], [3, 4])
    columns = [Column(_("Document")), Column(_("Customer")), Column(_("Day"), "day"),
               *_columns()[4:]]  # fmt: skip
    says = _("%(count)d documents.") % {"count": len(rows)}
    return Sheet(columns, [*rows, *totals], says, "info")


REPORT = Report(
    "taxes",
    gettext_lazy("Taxes by rate and month"),
    gettext_lazy("Base and tax of each rate, for the return."),
    "receipt-tax",
    answer,
    asks=("since", "as_of"),
)
LINES = Report(
    "tax-lines",
    gettext_lazy("Taxes: the documents"),
    gettext_lazy("The documents behind one number of the report of taxes."),
    "list-details",
    answer_lines,
    is_detail=True,
    of_rows=("month", "rate", "relief"),
)
