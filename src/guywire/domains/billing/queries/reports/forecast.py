"""What the next three months will bill: prices agreed, by the periods that begin in each."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal

from django.db.models import Count, F, OuterRef, Subquery, Sum
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from guywire.domains.customers.queries import services
from guywire.engines.money import Money
from guywire.engines.rating import Cycle, Unit
from guywire.kit.access import NOBODY

from ...models import Charge, RatedService
from .sheet import Cell, Column, Question, Report, Row, Sheet, next_month, sums

MONTHS = 3
Line = tuple[date, str, str]


def answer(question: Question) -> Sheet:
    """Recurring prices by plan, and charges that wait."""
    months = _months(question.as_of)
    counts: dict[Line, int] = defaultdict(int)
    amounts: dict[Line, int] = defaultdict(int)
    for plan, code, count, minor, first, cycle in _agreed():
        for day in _begins(first, cycle, months):
            key = (day.replace(day=1), plan, code)
            counts[key] += count
            amounts[key] += minor
    for month in months:
        for code, count, minor in _waiting(month, is_first=month == months[0]):
            counts[month, "", code], amounts[month, "", code] = count, minor
    rows = [
        _line(key, counts[key], amounts[key]) for key in sorted(amounts, key=lambda k: (k[0], k[1]))
    ]
    totals = []
    for month in months:
        mine = [row for row in rows if row.cells[0] == month]
        totals += [Row([month, *one.cells[1:]], is_total=True)
                   for one in sums(mine, ["", _("All"), None], [3])]  # fmt: skip
    said = ", ".join(str(row.cells[3]) for row in totals if row.cells[0] == months[0])
    says = _("%(amount)s next month.") % {"amount": said} if said else _("Nothing recurs.")
    return Sheet(_columns(), [*rows, *totals], says, "info" if rows else "off", _notes())


def _months(as_of: date) -> list[date]:
    found = [next_month(as_of)]
    while len(found) < MONTHS:
        found.append(next_month(found[-1]))
    return found


def _agreed() -> Iterator[tuple[str, str, int, int, date, Cycle]]:
    """Equal services together: plan, currency, how many, their price, where the next begins."""
    mine = RatedService.objects.filter(service=OuterRef("pk"), customer=OuterRef("customer"))
    rows = (
        services(NOBODY)
        .filter(state__in=("active", "suspended", "paused"), charging_percent__gt=0)
        .annotate(first=Coalesce(Subquery(mine.values("rated_to")[:1]), F("activated_on")))
        .order_by()
        .values_list(
            "plan_version__plan__name", "currency", "price", "charging_percent", "first",
            "plan_version__cycle_unit", "plan_version__cycle_length",
        )
    )  # fmt: skip
    for plan, code, price, percent, first, unit, length, count in rows.annotate(n=Count("pk")):
        charged = Money.from_decimal(price * percent / Decimal(100), code)
        yield plan, code, count, charged.minor * count, first, Cycle(Unit(unit), length)


def _begins(first: date, cycle: Cycle, months: list[date]) -> Iterator[date]:
    """The days within the months on which a period begins, counted on from a first one."""
    end, number, day = next_month(months[-1]), 0, first
    while day < end:
        if day >= months[0]:
            yield day
        number += 1
        day = _stepped(first, cycle, number)


def _stepped(first: date, cycle: Cycle, number: int) -> date:
    """The first day, a number of cycles on; in a shorter month its last day."""
    steps = cycle.length * number
    if cycle.unit != Unit.MONTH:
        return first + timedelta(days=steps * (7 if cycle.unit == Unit.WEEK else 1))
    years, month = divmod(first.month - 1 + steps, 12)
    begin = date(first.year + years, month + 1, 1)
    return min(begin + timedelta(days=first.day - 1), next_month(begin) - timedelta(days=1))


def _waiting(month: date, *, is_first: bool) -> Iterator[tuple[str, int, int]]:
    """Charges that wait for a month; those of before it for the first."""
    rows = Charge.objects.filter(state=Charge.State.WAITING, bill_on__lt=next_month(month))
    if not is_first:
        rows = rows.filter(bill_on__gte=month)
    grouped = rows.order_by("currency").values_list("currency")
    yield from grouped.annotate(n=Count("pk"), sum=Sum("amount_minor"))


def _line(key: Line, count: int, minor: int) -> Row:
    month, plan, code = key
    cells: list[Cell] = [month, plan or _("Charges that wait"), count, Money(minor, code)]
    url = reverse("customers:service-list") if plan else reverse("billing:charge-list")
    return Row(cells, ["", url + ("?state=active" if plan else "?state=waiting")])


def _columns() -> list[Column]:
    return [
        Column(_("Month"), "month"), Column(_("For")), Column(_("Periods"), "number"),
        Column(_("Amount"), "money"),
    ]  # fmt: skip


def _notes() -> list[str]:
    return [
        _("The prices agreed with services as they are today, once for each period that begins in"
          " the month, from where each is billed to; before discounts, add-ons, usage and tax."),
        _("Changes and ends that are booked for later are not in it."),
    ]  # fmt: skip


REPORT = Report(
    "forecast",
    gettext_lazy("Forecast of the next three months"),
    gettext_lazy("What services and waiting charges will bill."),
    "chart-line",
    answer,
)
