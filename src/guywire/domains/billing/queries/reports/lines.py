"""Lines of documents month by month: what was invoiced, earned and is deferred of each.

An invoice counts on the day it was issued, a credit note against it on its own, a void on the day
it was voided. A line with days is earned by them, from its issue on, by differences of rounded
sums, so that its months add up to it; one without days at once. A credit without days of its own
is earned back by those of the line it credits. Deferred is what is invoiced and not earned yet.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db import connection

from guywire.engines.money import Money

from .sheet import Question, next_month

REACHED = """
case when l.issued_on >= :day or l.void_on < :day then 0
     when l.from_on is null then l.amount
     else round(l.amount::numeric * least(greatest(:day - l.from_on, 0), l.to_on - l.from_on)
                / (l.to_on - l.from_on))::bigint end
"""

PARTS = """
with months as (
  select * from unnest(%(begins)s::date[], %(ends)s::date[]) as m(begins, ends)
), lines as (
  select l.id, i.id as invoice_id, i.number, i.currency, i.customer_id, l.description,
         i.issued_on, v.posted_on as void_on,
         case when i.kind = 'credit_note' then -l.amount_minor else l.amount_minor end as amount,
         coalesce(l.from_on, o.from_on) as from_on, coalesce(l.to_on, o.to_on) as to_on,
         case when i.is_courtesy then 'credits' else l.income end as income,
         coalesce(o.source_kind, l.source_kind) as what,
         case when coalesce(o.source_kind, l.source_kind) = 'plan'
              then coalesce(o.source_id, l.source_id) end as version_id
    from billing_invoiceline l
    join billing_invoice i on i.id = l.invoice_id
    left join billing_invoiceline o on o.id = l.credits_line_id
    left join billing_journal v on i.state = 'void' and v.kind = 'void' and v.source_id = i.id
   where i.kind in ('invoice', 'credit_note') and i.state <> 'draft'
     and i.issued_on < (select max(ends) from months)
), parts as (
  select m.begins, l.*,
         case when l.issued_on >= m.begins then l.amount else 0 end
       - case when l.void_on >= m.begins and l.void_on < m.ends then l.amount else 0 end
         as invoiced,
         (:after) - (:before) as earned,
         case when l.void_on < m.ends then 0 else l.amount - (:after) end as deferred
    from months m
    join lines l on l.issued_on < m.ends
     and (l.issued_on >= m.begins or l.to_on > m.begins or l.void_on >= m.begins)
)
""".replace(":after", REACHED.replace(":day", "m.ends")).replace(
    ":before", REACHED.replace(":day", "m.begins")
)

BY_MONTH = (
    PARTS
    + """
select begins, income, what, version_id, currency, sum(invoiced), sum(earned), sum(deferred)
  from parts group by 1, 2, 3, 4, 5
having sum(invoiced) <> 0 or sum(earned) <> 0 or sum(deferred) <> 0
"""
)

EACH = (
    PARTS
    + """
select p.invoice_id, p.number, c.name, p.description, p.from_on, p.to_on, p.currency,
       p.invoiced, p.earned, p.deferred
  from parts p join customers_customer c on c.id = p.customer_id
 where p.income = %(income)s and p.what = %(what)s
   and (%(versions)s::uuid[] is null or p.version_id = any(%(versions)s))
   and (p.invoiced <> 0 or p.earned <> 0 or p.deferred <> 0)
 order by p.number, p.id
"""
)


@dataclass(frozen=True, slots=True)
class MonthSum:
    """What lines of one account and source come to in a month."""

    month: date
    income: str
    what: str
    version_id: UUID | None
    invoiced: Money
    earned: Money
    deferred: Money


@dataclass(frozen=True, slots=True)
class LinePart:
    """What one line comes to in a month."""

    invoice_id: UUID
    number: str
    customer: str
    description: str
    from_on: date | None
    to_on: date | None
    invoiced: Money
    earned: Money
    deferred: Money


def by_month(question: Question) -> list[MonthSum]:
    """The months of the question, the last up to its day."""
    rows = _asked(BY_MONTH, _bounds(question.months(), question.as_of))
    return [
        MonthSum(month, income, what, version, *(Money(int(n), code) for n in sums))
        for month, income, what, version, code, *sums in rows
    ]


def each_of(
    month: date, as_of: date, income: str, what: str, versions: Sequence[UUID] | None
) -> list[LinePart]:
    """The lines of a month, an account and a source."""
    given = {"income": income, "what": what, "versions": list(versions) if versions else None}
    rows = _asked(EACH, _bounds([month], as_of) | given)
    return [
        LinePart(pk, number, name, text, begins, ends, *(Money(int(n), code) for n in sums))
        for pk, number, name, text, begins, ends, code, *sums in rows
    ]


def _bounds(months: Sequence[date], as_of: date) -> dict[str, Any]:
    after = as_of + timedelta(days=1)
    return {"begins": list(months), "ends": [min(next_month(day), after) for day in months]}


def _asked(query: str, given: dict[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(query, given)
        found: list[tuple[Any, ...]] = cursor.fetchall()
    return found
