"""Cycles, schedules and the grid of periods they lay over the days (rules B-CYC).

A period is half-open, `[from_on, to_on)`, in dates of the tenant's zone: hours, and so the days of
23 and 25 hours, do not exist here.
"""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple

from guywire.engines.rating.basis import Basis, DayCount
from guywire.engines.rating.dates import day_in, day_on_or_after, days_after, month_of
from guywire.engines.rating.errors import CalendarInvalid

WEEK = 7
EPOCH = date(2001, 1, 1)  # a Monday


class Unit(StrEnum):
    """What a cycle is counted in."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"


LONGEST = {Unit.DAY: 365, Unit.WEEK: 52, Unit.MONTH: 60}


@dataclass(frozen=True, slots=True)
class Cycle:
    """A price is for `length` units: 1-60 months, 1-52 weeks or 1-365 days (B-CYC-3).

    Raises CalendarInvalid for other lengths.
    """

    unit: Unit = Unit.MONTH
    length: int = 1

    def __post_init__(self) -> None:
        most = LONGEST[self.unit]
        if not 1 <= self.length <= most:
            raise CalendarInvalid(f"a cycle has 1 to {most} {self.unit}s, not {self.length}")


MONTHLY = Cycle()


class Mode(StrEnum):
    """Whether periods begin on the account's day, or on the day of the service's activation."""

    FIXED = "fixed"
    ANNIVERSARY = "anniversary"


class Timing(StrEnum):
    """Whether a period is billed before its days, or after them."""

    PREPAY = "prepay"
    POSTPAY = "postpay"


class FirstTerm(StrEnum):
    """What is done with the days before the first whole term (B-PR-1).

    alone      billed at once, the first whole term on its own date
    with_next  both at once on one invoice
    apart      both at once on two invoices
    at_next    the days wait for the date of the first whole term, one invoice
    included   a long term includes them: it begins with the month of the activation
    """

    ALONE = "alone"
    WITH_NEXT = "with_next"
    APART = "apart"
    AT_NEXT = "at_next"
    INCLUDED = "included"


@dataclass(frozen=True, slots=True)
class Schedule:
    """When an account is billed, from a date on. The account's first holds for all days before.

    bill_day      day of the month the bill is made on, 1-31; 31 is the last, 29 and 30 likewise
                  fall on the last of shorter months and come back after it (B-CYC-1)
    start_day     day on which periods begin; 0: the bill day. Else, as Sonar has it: bigger than
                  the bill day is billed on the bill day of the same month, smaller or equal on that
                  of the month before; postpaid periods on the first bill day from their end on
    weekday       1-7 (Monday is 1) on which periods of weeks begin; 0: the day of the activation
    anchor_month  1-12: long terms begin in this month and every `length` from it, 0: with the
                  service
    advance_days  the bill is made that many days before the date so found (after, if < 0), prepaid
                  and postpaid alike (B-CYC-3)
    bridge_long   the days between two bill days are billed with the whole period that follows
                  (long), or alone (short) (B-CYC-10)
    day_count     the denominator of proration; `thirty` concerns cycles of months
    round_to      prorated amounts are whole multiples of so many minor units: 1, or 100

    Raises CalendarInvalid for days, months and counts out of range.
    """

    bill_day: int = 1
    from_on: date = date.min
    mode: Mode = Mode.FIXED
    start_day: int = 0
    weekday: int = 0
    anchor_month: int = 0
    timing: Timing = Timing.PREPAY
    advance_days: int = 0
    first: FirstTerm = FirstTerm.ALONE
    bridge_long: bool = False
    day_count: DayCount = DayCount.ACTUAL
    round_to: int = 1
    _hash: int = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        _within("the bill day", self.bill_day, 1, 31)
        _within("the day on which periods start", self.start_day, 0, 31)
        _within("the weekday", self.weekday, 0, 7)
        _within("the month in which long terms begin", self.anchor_month, 0, 12)
        _within("days in advance", self.advance_days, -60, 60)
        _within("the multiple to round to", self.round_to, 1, 10**6)
        values = (self.bill_day, self.from_on, self.mode, self.start_day, self.timing)
        object.__setattr__(self, "_hash", hash(values))

    def __hash__(self) -> int:
        """Computed once: schedules are looked up for every service, and few differ."""
        return self._hash


def _within(what: str, value: int, least: int, most: int) -> None:
    if not least <= value <= most:
        raise CalendarInvalid(f"{what} is {least} to {most}, not {value}")


class Period(NamedTuple):
    """A stretch of days billed together.

    from_on, to_on  its days, `[from_on, to_on)`
    basis           the whole period it is (a part of), see `Basis`
    bill_on         the date of its bill
    is_stub         less than a whole period, at a start or between two schedules
    is_bridge       a stub between two schedules
    apart           on an invoice of its own
    """

    from_on: date
    to_on: date
    basis: Basis
    bill_on: date
    is_stub: bool = False
    is_bridge: bool = False
    apart: bool = False


class Grid:
    """Equal terms laid end to end from a first date on; `start(0)` is that date, clamped."""

    __slots__ = ("anchor", "months", "origin", "size")

    def __init__(self, cycle: Cycle, length: int, anchor: int, phase: date) -> None:
        self.months = length if cycle.unit is Unit.MONTH else 0
        self.anchor = anchor
        self.size = length * (WEEK if cycle.unit is Unit.WEEK else 1)
        self.origin = month_of(phase) if self.months else phase.toordinal()

    def start(self, index: int) -> date:
        """First day of the term of that number; numbers before 0 are as good."""
        if self.months:
            return day_in(self.origin + index * self.months, self.anchor)
        return date.fromordinal(self.origin + index * self.size)

    def index(self, day: date) -> int:
        """The number of the term that holds the day."""
        if not self.months:
            return (day.toordinal() - self.origin) // self.size
        month = day.year * 12 + day.month - 1 - self.origin
        index = month // self.months
        if index * self.months < month or day.day >= self.anchor:
            return index
        return index if self.start(index) <= day else index - 1


class Layout:
    """A grid with its whole periods, each made once; `parts` as in `Basis`."""

    __slots__ = ("_periods", "grid", "longest", "parts", "schedule", "thirty")

    def __init__(self, grid: Grid, schedule: Schedule, parts: int) -> None:
        self.grid, self.schedule, self.parts = grid, schedule, parts
        self.thirty = grid.months if schedule.day_count is DayCount.THIRTY else 0
        self.longest = 31 * grid.months or grid.size
        self._periods: dict[int, Period] = {}

    def period_at(self, day: date) -> Period:
        """The whole period that holds the day."""
        return self.period(self.grid.index(day))

    def period(self, index: int) -> Period:
        """The whole period of that number."""
        found = self._periods.get(index)
        return found if found is not None else self._made(index)

    def _made(self, index: int) -> Period:
        start, end = self.grid.start(index), self.grid.start(index + 1)
        days = (end - start).days
        basis = Basis(start, days, self.parts, self.thirty, self.schedule.round_to)
        bill_on = bill_date(self.schedule, self.grid.months > 0, start, end)
        period = Period(start, end, basis, bill_on)
        self._periods[index] = period
        return period


def bill_date(schedule: Schedule, by_month: bool, from_on: date, to_on: date) -> date:
    """The date of the bill of a whole period; see `Schedule` for the rule of two days."""
    start, bill = schedule.start_day, schedule.bill_day
    is_apart = by_month and bool(start) and schedule.mode is Mode.FIXED
    if schedule.timing is Timing.POSTPAY:
        due = day_on_or_after(to_on, bill) if is_apart else to_on
    elif is_apart:
        due = day_in(month_of(from_on) - (start <= bill), bill)
    else:
        due = from_on
    return days_after(due, -schedule.advance_days)


@lru_cache(maxsize=4096)
def layout(cycle: Cycle, schedule: Schedule, phase: date, anchor: int, parts: int) -> Layout:
    """Periods of whole cycles (`parts` 1), or of their single months or weeks (`parts` of them)."""
    return Layout(Grid(cycle, cycle.length // parts, anchor, phase), schedule, parts)
