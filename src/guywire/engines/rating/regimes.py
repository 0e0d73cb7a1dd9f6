"""The periods of a service over its whole life: one regime after another.

A regime is a time in which cycle and schedule stay. A new schedule takes over at the end of the
period in progress, and the days up to its own first whole period are a bridge (B-CYC-10); a new
cycle, or terms that restart (B-PR-8), take over on their day.
"""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from guywire.engines.rating.calendar import (
    WEEK,
    Cycle,
    FirstTerm,
    Layout,
    Mode,
    Period,
    Schedule,
    Timing,
    Unit,
    layout,
)
from guywire.engines.rating.dates import LAST_DAY, day_in, days_after, month_of
from guywire.engines.rating.errors import CalendarInvalid

EARLY_MONTH, EARLY_DAY = 24_000, 730_000  # about the year 2000; any would do
DAY = timedelta(1)
FAR = 60 + 62  # days in advance, and how far a bill day apart can lie before its period
AT_ONCE = (FirstTerm.WITH_NEXT, FirstTerm.APART)


class Turn(NamedTuple):
    """From a date on a service has this cycle; `restarts` begins its terms anew on that date."""

    from_on: date
    cycle: Cycle
    restarts: bool = False


class Regime:
    """Periods of one cycle and schedule, from a date on and until `to_on` (date.max: for good)."""

    __slots__ = (
        "_early", "_floor", "_is_bridge", "_lead", "_near", "_settled_on", "_whole",
        "anniversary", "cycle", "from_on", "schedule", "to_on",
    )  # fmt: skip

    def __init__(
        self, start: date, cycle: Cycle, schedule: Schedule, anniversary: date, floor: date | None
    ) -> None:
        """Nothing is billed before `floor`; None where a new schedule takes over, by a bridge."""
        self.from_on, self.to_on = start, date.max
        self.cycle, self.schedule, self.anniversary = cycle, schedule, anniversary
        self._floor, self._is_bridge = floor or date.min, floor is None
        self._whole, self._lead = _layouts(start, cycle, schedule, anniversary)
        self._near = start.toordinal() + 2 * self._whole.longest + FAR
        self._early: list[Period] = []
        self._settled_on: date | None = None

    def period_at(self, day: date) -> Period:
        """The period that holds a day of this regime."""
        if day < self._settled(day):
            return self._ended(next(p for p in self._early if day < p.to_on))
        return self._ended(self._whole.period_at(day))

    def walk(self, since: date) -> Iterator[Period]:
        """The periods that end after a date, in order; without end if the regime has none.

        One that the regime's end cuts short counts as long as the whole of it.
        """
        day = max(min(since, self.to_on - DAY), self.from_on)
        settled_on = self._settled(day)
        while day < settled_on and day < self.to_on:
            period = self.period_at(day)
            if period.basis.end_on > since:
                yield period
            day = period.to_on
        if day >= self.to_on:
            return
        index = self._whole.grid.index(day)
        period = self._whole.period(index)
        while period.to_on <= self.to_on:
            if period.to_on > since:
                yield period
            index += 1
            period = self._whole.period(index)
        if period.from_on < self.to_on and period.to_on > since:
            yield self._ended(period)

    def _settled(self, day: date) -> date:
        """The end of the periods at the beginning that are not as the grid has them.

        Far from there, where they do not matter, they are not looked for.
        """
        if self._settled_on is None:
            if day.toordinal() >= self._near:
                return day
            self._settled_on = self._settle()
        return self._settled_on

    def _settle(self) -> date:
        first = (self._lead or self._whole).period_at(self.from_on)
        following = first
        if first.from_on != self.from_on:
            stub = first._replace(from_on=self.from_on, is_stub=True, is_bridge=self._is_bridge)
            following = self._whole.period_at(first.to_on)
            self._early += self._pair(stub, following)
            following = self._whole.period_at(following.to_on)
        while following.bill_on < self._floor:
            self._early.append(following._replace(bill_on=self._floor))
            following = self._whole.period_at(following.to_on)
        return self._early[-1].to_on if self._early else self.from_on

    def _ended(self, period: Period) -> Period:
        if period.to_on <= self.to_on:
            return period
        bill_on = period.bill_on
        if self.schedule.timing is Timing.POSTPAY:
            bill_on = min(bill_on, days_after(self.to_on, -self.schedule.advance_days))
        return period._replace(to_on=self.to_on, bill_on=max(bill_on, self._floor))

    def _pair(self, stub: Period, following: Period) -> tuple[Period, Period]:
        """The bill dates of a stub and of the whole period after it."""
        schedule = self.schedule
        together = FirstTerm.WITH_NEXT if schedule.bridge_long else FirstTerm.ALONE
        how = together if stub.is_bridge else schedule.first
        due = max(following.bill_on, self._floor)
        if schedule.timing is Timing.PREPAY:
            at_once = days_after(stub.from_on, -schedule.advance_days)
            stub = stub._replace(bill_on=max(at_once, self._floor))
            if how in AT_ONCE:
                due = min(due, stub.bill_on)
        elif stub.is_bridge and schedule.bridge_long:
            stub = stub._replace(bill_on=due)
        if how is FirstTerm.AT_NEXT:
            stub = stub._replace(bill_on=due)
        return stub._replace(apart=how is FirstTerm.APART), following._replace(bill_on=due)


def _layouts(
    start: date, cycle: Cycle, schedule: Schedule, anniversary: date
) -> tuple[Layout, Layout | None]:
    """The whole terms of a regime; and the single months or weeks before the first of them, if
    those are billed apart from it.
    """
    is_fixed = schedule.mode is Mode.FIXED
    if cycle.unit is Unit.MONTH:
        anchor = (schedule.start_day or schedule.bill_day) if is_fixed else anniversary.day
        phase = date(2000, 1, anchor)
        months = schedule.anchor_month if is_fixed else 0
        if months:
            return layout(cycle, schedule, date(2000, months, 1), anchor, 1), None
    else:
        is_aligned = is_fixed and schedule.weekday and cycle.unit is Unit.WEEK
        if not is_aligned:
            return layout(cycle, schedule, anniversary, LAST_DAY, 1), None
        anchor, phase = LAST_DAY, date(2001, 1, schedule.weekday)
    units = layout(cycle, schedule, phase, anchor, cycle.length)
    if cycle.length == 1:
        return units, None
    unit = units.period_at(start)
    if unit.from_on == start or schedule.first is FirstTerm.INCLUDED:
        return layout(cycle, schedule, _phase(cycle, unit.from_on), anchor, 1), None
    return layout(cycle, schedule, _phase(cycle, unit.to_on), anchor, 1), units


def _phase(cycle: Cycle, start: date) -> date:
    """One phase for all long terms that begin on the same days, so that they share a layout."""
    if cycle.unit is Unit.MONTH:
        return day_in(
            EARLY_MONTH // cycle.length * cycle.length + month_of(start) % cycle.length, 1
        )
    size = cycle.length * WEEK
    return date.fromordinal(EARLY_DAY // size * size + start.toordinal() % size)


def regimes(turns: Sequence[Turn], schedules: Sequence[Schedule]) -> tuple[Regime, ...]:
    """The regimes of a service activated on the first turn's date.

    Turns and schedules are in order of their dates. Raises CalendarInvalid if they are not, or if
    there is none of them.
    """
    if len(turns) == len(schedules) == 1:
        (turn,) = turns
        return (Regime(turn.from_on, turn.cycle, schedules[0], turn.from_on, turn.from_on),)
    return _regimes(tuple(turns), tuple(schedules))


@lru_cache(maxsize=8192)
def _regimes(turns: tuple[Turn, ...], schedules: tuple[Schedule, ...]) -> tuple[Regime, ...]:
    _check_order("turns of a service", [turn.from_on for turn in turns])
    _check_order("schedules", [schedule.from_on for schedule in schedules])
    found: list[Regime] = []
    anniversary = floor = turns[0].from_on
    for turn, until in zip(turns, [*(turn.from_on for turn in turns[1:]), date.max], strict=True):
        if turn.restarts:
            anniversary = turn.from_on
        known = [s for s in schedules if s.from_on <= turn.from_on]
        regime = Regime(
            turn.from_on, turn.cycle, (known or schedules)[-1 if known else 0], anniversary, floor
        )
        floor = date.min
        for schedule in schedules[max(len(known), 1) :]:
            regime = _taken_over(regime, schedule, until, found)
        regime.to_on = until
        found.append(regime)
    return tuple(found)


def _taken_over(regime: Regime, schedule: Schedule, until: date, closed: list[Regime]) -> Regime:
    """The regime after a new schedule; the one before is closed, if the new one has days at all."""
    if schedule.from_on >= until:
        return regime
    period = regime.period_at(max(schedule.from_on, regime.from_on))
    start = period.from_on if period.from_on >= schedule.from_on else period.to_on
    if start >= until:
        return regime
    following = Regime(start, regime.cycle, schedule, regime.anniversary, None)
    if start > regime.from_on:
        regime.to_on = start
        closed.append(regime)
    return following


def _check_order(what: str, days: list[date]) -> None:
    if not days:
        raise CalendarInvalid(f"there are no {what}")
    if any(later <= earlier for earlier, later in pairwise(days)):
        raise CalendarInvalid(f"{what} follow one another, but their dates are {days}")


def service_periods(
    turns: Sequence[Turn], schedules: Sequence[Schedule], since: date, until: date
) -> Iterator[Period]:
    """The periods that overlap `[since, until)`, in order, from the first turn's date on."""
    for regime in regimes(turns, schedules):
        if regime.from_on >= until:
            return
        if regime.to_on > since:
            for period in regime.walk(since):
                if period.from_on >= until:
                    return
                if period.to_on > since:
                    yield period


def periods(
    cycle: Cycle, schedules: Sequence[Schedule], activated_on: date, since: date, until: date
) -> list[Period]:
    """The periods of a service with one cycle that overlap `[since, until)`, in order.

    The schedules are the account's, in order of their dates (B-CYC-1 to 3, 7, 10). Raises
    CalendarInvalid if they are not, or if there is none.
    """
    return list(service_periods((Turn(activated_on, cycle),), schedules, since, until))
