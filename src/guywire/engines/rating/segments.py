"""What should have been billed of a service: its entitlement, as segments (B-PR-1 to B-PR-10)."""

from collections.abc import Iterator
from datetime import date, timedelta
from enum import StrEnum
from itertools import pairwise
from typing import NamedTuple, Protocol

from guywire.engines.money import QUANTITY_ONE, half_up, shares
from guywire.engines.rating.basis import Basis
from guywire.engines.rating.calendar import Period, Timing
from guywire.engines.rating.dates import months_after
from guywire.engines.rating.discounts import Priced, discounted
from guywire.engines.rating.effective import Effective, Terms, effective, period_at
from guywire.engines.rating.history import (
    STANDARD,
    AddOn,
    MidPeriod,
    OneOff,
    Part,
    Policies,
    Ref,
    ServiceHistory,
)


class Kind(StrEnum):
    """What a line is for; also the order of lines on a document (B-CYC-7)."""

    PLAN = "plan"
    ADD_ON = "add_on"
    SETUP = "setup"
    ONE_OFF = "one_off"


ONE_OFFS = frozenset({Kind.SETUP, Kind.ONE_OFF})


class Segment(NamedTuple):
    """Days of a period that a service owes one unchanging price for.

    source_id     the price of a plan, the add-on or the one-off
    number        of an instalment, from 0; else 0
    from_on, to_on   the days, `[from_on, to_on)`; of a one-off its day
    basis         the measure of the whole period, see `Basis`
    amount_minor  for the whole term, after charged percent, quantity and discounts
    gross_minor   the same before discounts, and `discounts` what each took off
    quantity      millionths
    percent       charged percent of the price
    bill_on       the date of its bill; `apart` on an invoice of its own
    """

    service_id: Ref
    kind: Kind
    source_id: Ref
    number: int
    from_on: date
    to_on: date
    basis: Basis
    amount_minor: int
    gross_minor: int
    discounts: tuple[tuple[Ref, int], ...]
    quantity: int
    percent: int
    tax_class: str
    location_id: Ref | None
    bill_on: date
    apart: bool

    @property
    def cost_minor(self) -> int:
        """What the segment's days cost."""
        if self.kind in ONE_OFFS:
            return self.amount_minor
        return self.basis.cost(self.amount_minor, self.from_on, self.to_on)


class Frame(NamedTuple):
    """A period as it is charged: the days within which terms count, and bill dates."""

    lo: date
    hi: date
    basis: Basis
    bill_on: date
    late_on: date
    apart: bool


def entitled(
    history: ServiceHistory,
    until: date,
    *,
    since: date = date.min,
    policies: Policies = STANDARD,
    covered: date = date.min,
) -> list[Segment]:
    """The segments of all periods that end after `since` and whose bill date is `until` or before.

    Periods that begin before `covered` are there too, whatever their bill date: what is billed
    already is compared with them. One-offs are there whatever `since`. Ordered by period, then
    plan, add-ons and one-offs as listed.
    """
    found: list[Segment] = []
    charged = effective(history, policies) if history.spans else None
    if charged is not None and charged.terms:
        for frame in frames(charged, policies, since, until, covered):
            _charge(found, history, charged, frame, policies)
    for one_off in history.one_offs:
        for segment in _instalments(history, charged, one_off):
            if segment.bill_on <= until or segment.from_on < covered:
                found.append(segment)
    return found


def frames(
    charged: Effective,
    policies: Policies,
    since: date,
    until: date,
    covered: date,
) -> Iterator[Frame]:
    """The periods to look at, in order."""
    hindmost = max(terms.to_on for terms in charged.terms)
    early = _early(charged, policies)
    for regime in charged.regimes:
        prepaid = regime.schedule.timing is Timing.PREPAY
        is_late = prepaid and policies.mid_period is MidPeriod.NEXT_BILL
        for period in regime.walk(since):
            if period.from_on >= hindmost:
                return
            bill_on = _due(period, prepaid, early, charged.last, policies)
            if bill_on > until and period.from_on >= covered:
                if period.is_stub:  # it may wait for, or come after, the bill of the next
                    continue
                break
            lo, hi = _window(period, policies)
            late_on = bill_on
            if is_late:
                late_on = period_at(charged.regimes, period.to_on).bill_on
            yield Frame(lo, hi, period.basis, bill_on, late_on, period.apart)


def _due(
    period: Period, prepaid: bool, early: dict[date, date], last: date, policies: Policies
) -> date:
    """The bill date of a period: earlier after a plan change, or where the service ends."""
    if prepaid:
        return min(period.bill_on, early.get(period.from_on, date.max))
    if policies.final_at_once and last < period.to_on:
        return min(period.bill_on, last)
    return period.bill_on


def _early(charged: Effective, policies: Policies) -> dict[date, date]:
    """Periods that are billed on the day of a plan change in the one before, by first day."""
    if policies.mid_period is not MidPeriod.WITH_NEXT:
        return {}
    periods = [(period_at(charged.regimes, day), day) for day in charged.changes]
    return {period.to_on: day for period, day in periods if day > period.from_on}


def _window(period: Period, policies: Policies) -> tuple[date, date]:
    """The days within which terms are charged: a stub has all its days, none, or a whole term's."""
    if not period.is_stub:
        return period.from_on, period.to_on
    part = policies.bridge if period.is_bridge else policies.start
    if part is Part.NONE:
        return period.to_on, period.to_on
    if part is Part.WHOLE:
        return period.basis.from_on, period.to_on
    return period.from_on, period.to_on


def _charge(
    found: list[Segment],
    history: ServiceHistory,
    charged: Effective,
    frame: Frame,
    policies: Policies,
) -> None:
    """Add the segments of one period."""
    began, pieces, lines = len(found), 0, None
    for index, terms in enumerate(charged.terms):
        lo = frame.lo if index == 0 else max(frame.lo, terms.from_on)
        hi = min(frame.hi, terms.to_on)
        if terms.kept is not None:
            hi = terms.to_on if terms.kept == frame.basis else lo
        if lo >= hi:
            continue
        if not history.discounts and not history.add_ons:
            found.append(_plan(history.service_id, terms, lo, hi, frame, Priced(terms.amount)))
            pieces += 1
            continue
        if lines is None:
            lines = _add_ons(history, charged.terms[0].from_on, charged.last, frame, policies)
        cuts = _cuts(history, lines, lo, hi)
        for a, b in pairwise(cuts):
            _piece(found, history, terms, lines, (a, b), frame, policies)
        pieces += len(cuts) - 1
    if pieces > 1:
        found[began:] = _merged(found[began:])


Lines = list[tuple[AddOn, date, date]]


def _add_ons(
    history: ServiceHistory, start: date, end: date, frame: Frame, policies: Policies
) -> Lines:
    """Add-ons with the days of this period they are charged on, by the policy for parts.

    `start` and `end` are those of the service: with it an add-on has no part period of its own.
    """
    lines: Lines = []
    for add_on in history.add_ons:
        lo, hi = add_on.from_on, add_on.to_on or date.max
        if policies.add_on is not Part.DAYS:
            is_whole = policies.add_on is Part.WHOLE
            if frame.lo < lo < frame.hi and lo > start:
                lo = frame.lo if is_whole else frame.hi
            if frame.lo < hi < frame.hi and hi < end:
                hi = frame.hi if is_whole else frame.lo
        lines.append((add_on, lo if lo > start else frame.lo, hi))
    return lines


def _cuts(history: ServiceHistory, lines: Lines, lo: date, hi: date) -> list[date]:
    """The days between `lo` and `hi` on which something changes, with both of them."""
    days: set[date] = set()
    for _, from_on, to_on in lines:
        if lo < from_on < hi:
            days.add(from_on)
        if lo < to_on < hi:
            days.add(to_on)
    for discount in history.discounts:
        days.update(day for day in (discount.from_on, discount.to_on) if day and lo < day < hi)
    return [lo, *sorted(days), hi] if days else [lo, hi]


def _piece(
    found: list[Segment],
    history: ServiceHistory,
    terms: Terms,
    lines: Lines,
    days: tuple[date, date],
    frame: Frame,
    policies: Policies,
) -> None:
    """Add the segments of days on which nothing changes."""
    a, b = days
    chosen = [] if terms.kept else [line[0] for line in lines if line[1] <= a and line[2] >= b]
    gross = [terms.amount, *(_amount(add_on, terms) for add_on in chosen)]
    priced = [Priced(amount) for amount in gross]
    if history.discounts:
        active = [d for d in history.discounts if d.from_on <= a and (d.to_on or date.max) >= b]
        if active:
            priced = discounted(gross, active, policies.discounts, terms.percent)
    found.append(_plan(history.service_id, terms, a, b, frame, priced[0]))
    for add_on, before, after in zip(chosen, gross[1:], priced[1:], strict=True):
        percent = terms.percent if add_on.is_suspended else 100
        bill_on = _billed_on(frame, max(terms.from_on, add_on.from_on))
        found.append(
            Segment(
                history.service_id, Kind.ADD_ON, add_on.id, 0, a, b, frame.basis,
                after.net_minor, before, after.taken, add_on.quantity, percent,
                add_on.tax_class, terms.span.location_id, bill_on, frame.apart,
            )
        )  # fmt: skip


def _billed_on(frame: Frame, begins: date) -> date:
    """The bill date of what begins on a day, within the period or before it."""
    return frame.late_on if begins > frame.lo else frame.bill_on


def _amount(add_on: AddOn, terms: Terms) -> int:
    """Minor units of a whole term of an add-on, before discounts."""
    amount = add_on.price_minor
    if add_on.quantity != QUANTITY_ONE:
        amount = half_up(amount * add_on.quantity, QUANTITY_ONE)
    if terms.percent != 100 and add_on.is_suspended:
        amount = half_up(amount * terms.percent, 100)
    return amount


def _plan(service_id: Ref, terms: Terms, a: date, b: date, frame: Frame, priced: Priced) -> Segment:
    span = terms.span
    bill_on = _billed_on(frame, terms.from_on)
    return Segment(
        service_id, Kind.PLAN, span.price_id, 0, a, b, frame.basis, priced.net_minor, terms.amount,
        priced.taken, QUANTITY_ONE, terms.percent, span.tax_class, span.location_id, bill_on,
        frame.apart,
    )  # fmt: skip


def _merged(segments: list[Segment]) -> list[Segment]:
    """Neighbours of one price as one segment, overlapping days once; in the order they began."""
    open_at: dict[tuple[object, ...], int] = {}
    merged: list[Segment] = []
    for segment in segments:
        key = line_key(segment)
        at = open_at.get(key)
        if at is not None and merged[at].to_on >= segment.from_on:
            to_on = max(merged[at].to_on, segment.to_on)
            merged[at] = merged[at]._replace(to_on=to_on)
            continue
        open_at[key] = len(merged)
        merged.append(segment)
    return merged


class Line(Protocol):
    """What a segment and a billed line have in common."""

    @property
    def kind(self) -> Kind: ...
    @property
    def source_id(self) -> Ref: ...
    @property
    def number(self) -> int: ...
    @property
    def amount_minor(self) -> int: ...
    @property
    def tax_class(self) -> str: ...
    @property
    def location_id(self) -> Ref | None: ...
    @property
    def basis(self) -> Basis: ...


def line_key(line: Line) -> tuple[object, ...]:
    """What makes days the same days: source, its price, how it is taxed, and the whole period.

    A one-off has no period: it is the same whatever its date became.
    """
    key = (
        line.kind, line.source_id, line.number, line.amount_minor, line.tax_class,
        line.location_id,
    )  # fmt: skip
    basis = line.basis
    return key if line.kind in ONE_OFFS else (*key, basis.from_on, basis.days, basis.parts)


def _instalments(
    history: ServiceHistory, charged: Effective | None, one_off: OneOff
) -> Iterator[Segment]:
    amount = half_up(one_off.price_minor * one_off.quantity, QUANTITY_ONE)
    kind = Kind.SETUP if one_off.is_setup else Kind.ONE_OFF
    for number, part in enumerate(shares(amount, [1] * one_off.instalments)):
        on = months_after(one_off.on, number)
        waits = one_off.with_next and charged is not None
        yield Segment(
            history.service_id, kind, one_off.id, number, on, on + timedelta(1), Basis(on, 1),
            part, part, (), one_off.quantity, 100, one_off.tax_class, one_off.location_id,
            _next_bill(charged, on) if waits and charged else on, False,
        )  # fmt: skip


def _next_bill(charged: Effective, on: date) -> date:
    """The first bill date of the service on or after a day; after its end, the day itself."""
    for regime in charged.regimes:
        for period in regime.walk(on):
            if period.from_on >= charged.last:
                return max(on, charged.last)
            if period.bill_on >= on:
                return min(period.bill_on, max(on, charged.last))
    return on
