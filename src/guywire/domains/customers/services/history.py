"""From what was booked to what holds on each day. Pure: no clock, no database.

Changes take effect in the order of their days, those of one day in the order of booking. What was
decided before a service began cannot take effect after it began: an activation booked with an
earlier date pulls the quote, the order and the rest back with it.
"""

from calendar import monthrange
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

from ..models import ServiceChange
from ..models.service import ServiceState as State

Kind = ServiceChange.Kind
LIVE = frozenset({State.ACTIVE, State.SUSPENDED, State.PAUSED})
OPEN = LIVE | {State.QUOTED, State.ORDERED, State.SCHEDULED}
WAITING = frozenset({State.QUOTED, State.ORDERED, State.SCHEDULED})

STEPS: dict[str, tuple[frozenset[State], State | None]] = {
    Kind.ORDER: (frozenset({State.QUOTED}), State.ORDERED),
    Kind.SCHEDULE: (frozenset({State.ORDERED, State.SCHEDULED}), State.SCHEDULED),
    Kind.ACTIVATE: (frozenset({State.ORDERED, State.SCHEDULED}), State.ACTIVE),
    Kind.SUSPEND: (LIVE, State.SUSPENDED),
    Kind.RESUME: (frozenset({State.SUSPENDED, State.PAUSED}), State.ACTIVE),
    Kind.PAUSE: (frozenset({State.ACTIVE, State.SUSPENDED}), State.PAUSED),
    Kind.END: (LIVE, State.ENDED),
    Kind.CANCEL: (WAITING, State.CANCELLED),
    Kind.CHANGE_PLAN: (OPEN, None),
    Kind.MOVE: (OPEN, None),
    Kind.TRANSFER: (OPEN, None),
    Kind.ASSIGN_SECTOR: (OPEN, None),
    Kind.ADD_ADD_ON: (OPEN, None),
    Kind.REMOVE_ADD_ON: (OPEN, None),
    Kind.GIVE_DISCOUNT: (OPEN, None),
    Kind.END_DISCOUNT: (OPEN, None),
}
FULL = 100


@dataclass(frozen=True, slots=True)
class Terms:
    """What holds on a day."""

    state: State
    reason: str
    customer_id: UUID
    location_id: UUID
    sector_id: UUID | None
    plan_version_id: UUID
    price: Decimal
    currency: str
    charging_percent: int
    access: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Booked:
    """A change as it was booked; ``None`` leaves that term as it is."""

    id: UUID
    kind: str
    effective_on: date
    ordinal: int
    is_pending: bool = False
    reason: str = ""
    charging_percent: int | None = None
    customer_id: UUID | None = None
    location_id: UUID | None = None
    sector_id: UUID | None = None
    plan_version_id: UUID | None = None
    price: Decimal | None = None
    currency: str = ""


@dataclass(frozen=True, slots=True)
class Span:
    """The terms of the days ``[from_on, to_on)``; without an end when ``to_on`` is None."""

    from_on: date
    to_on: date | None
    terms: Terms

    def holds_on(self, day: date) -> bool:
        return self.from_on <= day and (self.to_on is None or day < self.to_on)


class Misfit(Exception):
    """A change that the state of its day does not allow."""

    def __init__(self, change: Booked, state: State | None) -> None:
        super().__init__(f"{change.kind} on {change.effective_on} while {state}")
        self.change = change
        self.state = state


def in_order(changes: Iterable[Booked]) -> list[Booked]:
    """By day, then by booking; what preceded the activation is not later than it."""
    changes = list(changes)
    start = next((c for c in changes if c.kind == Kind.ACTIVATE), None)
    if start is not None:
        changes = [
            replace(c, effective_on=min(c.effective_on, start.effective_on))
            if c.ordinal < start.ordinal and not c.is_pending
            else c
            for c in changes
        ]
    return sorted(changes, key=lambda c: (c.effective_on, c.ordinal))


def unfold(changes: Iterable[Booked]) -> list[Span]:
    """The spans that follow from the changes, the first of which is a quote; raises Misfit."""
    spans: list[Span] = []
    for change in in_order(changes):
        before = spans[-1].terms if spans else None
        terms = after(before, change)
        if spans and spans[-1].from_on == change.effective_on:
            spans.pop()
        elif spans:
            spans[-1] = replace(spans[-1], to_on=change.effective_on)
        if spans and spans[-1].terms == terms:
            spans[-1] = replace(spans[-1], to_on=None)
        else:
            spans.append(Span(change.effective_on, None, terms))
    return spans


def after(before: Terms | None, change: Booked) -> Terms:
    """The terms that follow a change; raises Misfit."""
    if change.kind == Kind.QUOTE:
        if before is not None:
            raise Misfit(change, before.state)
        return _quoted(change)
    if before is None:
        raise Misfit(change, None)
    allowed, state = STEPS[change.kind]
    if before.state not in allowed:
        raise Misfit(change, before.state)
    terms = _with_facts(before, change)
    return terms if state is None else _with_state(terms, state, change)


def _quoted(change: Booked) -> Terms:
    assert change.customer_id
    assert change.location_id
    assert change.plan_version_id
    assert change.price is not None
    return Terms(
        state=State.QUOTED,
        reason="",
        customer_id=change.customer_id,
        location_id=change.location_id,
        sector_id=change.sector_id,
        plan_version_id=change.plan_version_id,
        price=change.price,
        currency=change.currency,
        charging_percent=0,
        access=False,
    )


def _with_facts(terms: Terms, change: Booked) -> Terms:
    sets_sector = change.kind in {Kind.MOVE, Kind.ASSIGN_SECTOR}
    return replace(
        terms,
        customer_id=change.customer_id or terms.customer_id,
        location_id=change.location_id or terms.location_id,
        sector_id=change.sector_id if sets_sector else terms.sector_id,
        plan_version_id=change.plan_version_id or terms.plan_version_id,
        price=terms.price if change.price is None else change.price,
        currency=change.currency or terms.currency,
    )


def _with_state(terms: Terms, state: State, change: Booked) -> Terms:
    """Money and access of each state (B-DUN-9); a suspension is charged in full unless it says."""
    percent = change.charging_percent
    charged = {
        State.ACTIVE: FULL,
        State.SUSPENDED: FULL if percent is None else percent,
        State.PAUSED: percent or 0,
    }
    return replace(
        terms,
        state=state,
        reason=change.reason,
        charging_percent=charged.get(state, 0),
        access=state == State.ACTIVE,
    )


def put_out(new: Booked, standing: Iterable[Booked]) -> list[Booked]:
    """What a new change puts out of force of what holds from later days.

    An end drops everything, a cancellation what is booked. A suspension drops booked pauses and
    resumptions: whoever does not pay is not let in again by a holiday that is over.
    """
    later = [c for c in standing if c.effective_on > new.effective_on and c.ordinal > 1]
    if new.kind == Kind.END:
        return later
    booked = [c for c in later if c.is_pending]
    if new.kind == Kind.CANCEL:
        return booked
    if new.kind == Kind.SUSPEND:
        return [c for c in booked if c.kind in {Kind.PAUSE, Kind.RESUME}]
    return []


def settle(
    standing: Sequence[Booked], new: Booked, *, overrides: bool
) -> tuple[list[Span], list[Booked]]:
    """The spans with a new change, and the later changes it puts out of force; raises Misfit.

    A change that ``overrides`` also drops later pending changes that no longer fit. Any other
    must fit what is booked.
    """
    kept = in_order(standing)
    dropped = put_out(new, kept)
    kept = [c for c in kept if c not in dropped]
    while True:
        try:
            return unfold([*kept, new]), dropped
        except Misfit as misfit:
            late = next((c for c in kept if c.id == misfit.change.id), None)
            if not overrides or late is None or not late.is_pending:
                raise
            kept.remove(late)
            dropped.append(late)


def span_on(spans: Sequence[Span], day: date) -> Span | None:
    return next((span for span in spans if span.holds_on(day)), None)


def first_live(spans: Sequence[Span]) -> date | None:
    """The day the service began."""
    return next((span.from_on for span in spans if span.terms.state in LIVE), None)


def ended_on(spans: Sequence[Span]) -> date | None:
    last = spans[-1]
    return last.from_on if last.terms.state in {State.ENDED, State.CANCELLED} else None


def paused_days(spans: Sequence[Span]) -> int:
    """The days of finished or planned pauses, by which a contract's end moves (B-PR-9)."""
    return sum(
        (span.to_on - span.from_on).days
        for span in spans
        if span.terms.state == State.PAUSED and span.to_on is not None
    )


def add_months(day: date, months: int) -> date:
    """The same day of a later month, or that month's last day (B-CYC-1)."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def contract_end(spans: Sequence[Span], months: int) -> date | None:
    """The first day after the contract; None without a contract or before the start."""
    start = first_live(spans)
    if start is None or not months:
        return None
    return add_months(start, months) + timedelta(days=paused_days(spans))
