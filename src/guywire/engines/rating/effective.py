"""Which days terms are charged on, after the policies: a policy moves days and nothing else."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise, zip_longest
from typing import NamedTuple

from guywire.engines.money import half_up
from guywire.engines.rating.basis import Basis
from guywire.engines.rating.calendar import Cycle, Period, Timing, Unit
from guywire.engines.rating.history import Part, Policies, ServiceHistory, TermsSpan, When
from guywire.engines.rating.regimes import Regime, Turn, regimes

DAY = timedelta(1)
DAYS_IN = {Unit.DAY: 16, Unit.WEEK: 7 * 16, Unit.MONTH: 487}
"""Sixteenths of a day; a mean month has 30.4375 days. Only to tell an upgrade from a downgrade."""


class Terms(NamedTuple):
    """Terms and the days they are charged on; `amount` a whole term, after the charged percent.

    kept      the period of a given-up plan, prepaid, whose days the tenant keeps; else None
    """

    from_on: date
    to_on: date
    span: TermsSpan
    amount: int
    percent: int
    kept: Basis | None = None


class Effective(NamedTuple):
    """Terms in order of their days, the regimes that they make, and the days of plan changes."""

    terms: list[Terms]
    regimes: tuple[Regime, ...]
    changes: list[date]
    last: date


def effective(history: ServiceHistory, policies: Policies) -> Effective:
    """The history's terms on the days they are charged. There is at least one span."""
    first = history.spans[0]
    if len(history.spans) == 1 and first.to_on is None:
        terms = [_charged(first, first.from_on, date.max, policies)]
        turns = (Turn(first.from_on, first.cycle),)
        return Effective(terms, regimes(turns, history.schedules), [], date.max)
    if policies.charges_last_day:
        history = replace(history, spans=_with_last_days(history.spans))
    starts = _starts(history, policies)
    if not starts:
        return Effective([], (), [], date.min)
    found = _regimes(starts, history)
    terms = _with_ends(starts, found, policies)
    changes = [
        start.begins
        for before, start in pairwise(starts)
        if start.run is before.run and start.span.price_id != before.span.price_id
    ]
    last = max((term.to_on for term in terms if term.kept is None), default=date.min)
    return Effective(terms, found, changes, last)


def _with_last_days(spans: Sequence[TermsSpan]) -> list[TermsSpan]:
    """Spans, of which those that nothing joins on to are a day longer."""
    found: list[TermsSpan] = []
    for span, following in zip_longest(spans, spans[1:]):
        ends = span.to_on is not None and (following is None or following.from_on > span.to_on)
        found.append(replace(span, to_on=span.to_on + DAY) if ends and span.to_on else span)
    return found


def _charged(span: TermsSpan, from_on: date, to_on: date, policies: Policies) -> Terms:
    percent = 100 if policies.status is Part.NONE else span.percent
    amount = span.price_minor
    if percent != 100:
        amount = half_up(amount * percent, 100)
    return Terms(from_on, to_on, span, amount, percent)


def _regimes(starts: Sequence["Start"], history: ServiceHistory) -> tuple[Regime, ...]:
    turns: list[Turn] = []
    for start in starts:
        span = start.span
        if not turns or span.restarts or span.cycle != turns[-1].cycle:
            turns.append(Turn(start.begins, span.cycle, span.restarts))
    return regimes(turns, history.schedules)


def period_at(found: Iterable[Regime], day: date) -> Period:
    """The period that holds a day on or after the activation."""
    return next(r for r in found if day < r.to_on).period_at(day)


class Start:
    """From when on a span is charged; its run is that of all spans without a gap between them."""

    __slots__ = ("begins", "run", "span")

    def __init__(self, span: TermsSpan, run: "Run") -> None:
        self.span, self.begins, self.run = span, span.from_on, run


class Run:
    """Spans that join one another: the first day, and the day after the last (None: for good)."""

    __slots__ = ("from_on", "to_on")

    def __init__(self, from_on: date) -> None:
        self.from_on = from_on
        self.to_on: date | None = None


def _starts(history: ServiceHistory, policies: Policies) -> list[Start]:
    """When each span begins to be charged.

    Spans overtaken by a later one are gone, and so are those still waiting when their run ends. An
    empty span charges nothing, so it is no change either (two changes on one day, B-PR-3).
    """
    starts: list[Start] = []
    before: TermsSpan | None = None
    run: Run | None = None
    for span in history.spans:
        if span.to_on == span.from_on:
            continue
        joins = before is not None and before.to_on == span.from_on
        if run is None or not joins:
            _drop_waiting(starts, run)
            run = Run(span.from_on)
        run.to_on = span.to_on
        start = Start(span, run)
        if before is not None and joins:
            begins = _begins(span, before, _regimes(starts, history), policies)
            start.begins = max(begins, run.from_on)
        while starts and starts[-1].begins >= start.begins:
            starts.pop()
        starts.append(start)
        before = span
    _drop_waiting(starts, run)
    return starts


def _drop_waiting(starts: list[Start], run: Run | None) -> None:
    """Take away spans that would be charged from their run's end on, or later."""
    while starts and run is not None and run.to_on is not None and starts[-1].begins >= run.to_on:
        starts.pop()


def _begins(
    span: TermsSpan, before: TermsSpan, found: tuple[Regime, ...], policies: Policies
) -> date:
    """The day from which terms are charged that follow others without a gap."""
    when = _when(span, before, policies)
    day = span.from_on
    period = period_at(found, day)
    if day == period.from_on:
        return period.to_on if when is When.NEXT_PERIOD else day
    if when is When.NOW:
        return day
    if when is None:
        return period.to_on if span.percent < before.percent else period.from_on
    if when is When.PERIOD_END:
        return period.to_on
    return period_at(found, period.to_on).to_on


def _when(span: TermsSpan, before: TermsSpan, policies: Policies) -> When | None:
    """None: whole periods only, for a change of the charged percent."""
    if span.takes is not None:
        return span.takes
    if span.price_id == before.price_id:
        return None if policies.status is Part.WHOLE else When.NOW
    if span.is_price_list:
        return policies.price_list
    ours = span.price_minor * _length(before.cycle)
    theirs = before.price_minor * _length(span.cycle)
    return policies.upgrade if ours >= theirs else policies.downgrade


def _length(cycle: Cycle) -> int:
    return DAYS_IN[cycle.unit] * cycle.length


def _with_ends(
    starts: Sequence[Start], found: tuple[Regime, ...], policies: Policies
) -> list[Terms]:
    """Terms with both ends, among them what is kept of plans that were given up."""
    terms: list[Terms] = []
    for start, following in zip_longest(starts, starts[1:]):
        changed = following if following is not None and following.run is start.run else None
        end = changed.begins if changed is not None else _ended(start, found, policies)
        if following is not None:
            end = min(end, following.begins)
        if start.begins >= end:
            continue
        charged = _charged(start.span, start.begins, end, policies)
        terms.append(charged)
        if changed is None or policies.credits_changes:
            continue
        if start.span.price_id != changed.span.price_id:
            terms += _kept(charged, found)
    return terms


def _ended(start: Start, found: tuple[Regime, ...], policies: Policies) -> date:
    """The end of the terms after which the service has none."""
    until = start.run.to_on
    if until is None:
        return date.max
    if policies.end is Part.DAYS:
        return until
    period = period_at(found, until - DAY)
    if period.to_on == until:
        return until
    return period.to_on if policies.end is Part.WHOLE else period.from_on


def _kept(terms: Terms, found: tuple[Regime, ...]) -> list[Terms]:
    """The days of a prepaid period that the tenant keeps, though the plan was changed."""
    regime = next(r for r in found if terms.to_on - DAY < r.to_on)
    if regime.schedule.timing is Timing.POSTPAY:
        return []
    basis = regime.period_at(terms.to_on - DAY).basis
    end = basis.end_on
    if end <= terms.to_on:
        return []
    return [terms._replace(from_on=terms.to_on, to_on=end, kept=basis)]
