"""Should minus was: what is new to charge, and what to credit (B-PR-2, B-PR-3, B-PR-6).

Nothing billed is ever edited. Days that should have been billed at a price and were not are
charged; days that were billed at a price and should not have been are credited, line by line. So a
run that finds nothing new adds nothing, and changes that are late, backdated, undone or made twice
a day need no case of their own.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple

from guywire.engines.rating.basis import Basis
from guywire.engines.rating.history import STANDARD, Policies, Ref, ServiceHistory
from guywire.engines.rating.segments import ONE_OFFS, Kind, Segment, entitled, line_key

Days = tuple[date, date]
ONCE = (date.min, date.max)
"""The days of a one-off: it is billed or not, whatever its date became since."""


class Billed(NamedTuple):
    """A line that was issued, as the caller stored it from its `Charge`.

    amount_minor      for the whole term, as the segment had it
    cost_minor        what the line came to
    left_minor        what is left of that after all credits, those for days and others
    credited          the days given back by credits for days, each `[from_on, to_on)`
    is_paid           whether it was paid in full (B-PR-6)
    """

    line_id: Ref
    kind: Kind
    source_id: Ref
    number: int
    from_on: date
    to_on: date
    basis: Basis
    amount_minor: int
    tax_class: str
    location_id: Ref | None
    cost_minor: int
    left_minor: int
    credited: tuple[Days, ...] = ()
    is_paid: bool = True


class Charge(NamedTuple):
    """Days of a segment to be billed now.

    dated_on   its bill date, so that each missed one has an invoice of its own (B-CYC-6); the day
               of the run, if it is only known since an earlier run, or corrects what was billed
    """

    segment: Segment
    from_on: date
    to_on: date
    amount_minor: int
    dated_on: date

    @property
    def discounts(self) -> tuple[tuple[Ref, int], ...]:
        """What each discount took off these days; with `amount_minor` it makes `gross_minor`."""
        segment, before = self.segment, self.segment.gross_minor
        parts: list[tuple[Ref, int]] = []
        above = self.priced(before)
        for discount_id, off in segment.discounts:
            before -= off
            below = self.priced(before) if before != segment.amount_minor else self.amount_minor
            parts.append((discount_id, above - below))
            above = below
        return tuple(parts)

    @property
    def gross_minor(self) -> int:
        """What these days cost before discounts."""
        return self.amount_minor + sum(off for _, off in self.discounts)

    @property
    def why(self) -> tuple[str | int | date, ...]:
        """How the amount comes about: ("days", days, of days, price of the term, parts), or
        ("whole", price of the term), ("once", price); the days since `basis.from_on` make it exact.
        """
        basis, amount = self.segment.basis, self.segment.amount_minor
        if self.segment.kind in ONE_OFFS:
            return ("once", amount)
        days = (self.to_on - self.from_on).days
        if days == basis.days and basis.parts == 1:
            return ("whole", amount)
        return ("days", days, basis.days, amount, basis.parts)

    def priced(self, amount: int) -> int:
        """What these days cost at an amount a whole term."""
        if self.segment.kind in ONE_OFFS:
            return amount
        return self.segment.basis.cost(amount, self.from_on, self.to_on)


class Credit(NamedTuple):
    """Days of an issued line to be given back, on a credit note to its invoice."""

    line: Billed
    from_on: date
    to_on: date
    amount_minor: int

    @property
    def why(self) -> tuple[str | int | date, ...]:
        """("days", days, of days, price of the term), ("once", price)."""
        if self.line.kind in ONE_OFFS:
            return ("once", self.line.amount_minor)
        days = (self.to_on - self.from_on).days
        return ("days", days, self.line.basis.days, self.line.amount_minor)


class Difference(NamedTuple):
    """What a run adds for a service; `waiting` are credits that are due later (B-PR-2, B-PR-6)."""

    charges: list[Charge]
    credits: list[Credit]
    waiting: list[Credit]


def rate(
    history: ServiceHistory,
    billed: Sequence[Billed],
    as_of: date,
    *,
    since: date = date.min,
    last_run: date = date.min,
    policies: Policies = STANDARD,
) -> Difference:
    """What a run on a day adds for one service, all missed bill dates included.

    `billed` are the service's issued lines whose whole period (`basis.end_on`) ends after `since`,
    and those of every one-off that the history still lists. `last_run` is the day up to which runs
    went through: bill dates after it were missed and are made up for; what is due by it and not
    billed was not known then. With the charges and credits stored, a second run adds nothing.
    Raises what `ServiceHistory` and `entitled` raise.
    """
    covered = max((line.to_on for line in billed), default=date.min)
    segments = entitled(history, as_of, since=since, policies=policies, covered=covered)
    if billed:
        return difference(segments, billed, as_of, last_run=last_run, policies=policies)
    return Difference(
        [
            Charge(
                segment,
                segment.from_on,
                segment.to_on,
                cost,
                segment.bill_on if segment.bill_on > last_run else as_of,
            )
            for segment in segments
            if segment.bill_on <= as_of
            if (cost := segment.cost_minor) or policies.keeps_zero
        ],
        [],
        [],
    )


def difference(
    segments: Sequence[Segment],
    billed: Iterable[Billed],
    as_of: date,
    *,
    last_run: date = date.min,
    policies: Policies = STANDARD,
) -> Difference:
    """Segments of one service less its billed lines; segments billed after `as_of` only hold
    against credits. See `rate`, which brings both together.
    """
    left = [[_days(segment)] for segment in segments]
    by_key: dict[tuple[object, ...], list[list[Days]]] = {}
    for segment, days in zip(segments, left, strict=True):
        by_key.setdefault(line_key(segment), []).append(days)
    credits: list[Credit] = []
    known: set[tuple[date, int]] = set()
    for line in billed:
        known.add((line.basis.from_on, line.basis.days))
        credits += _settle(line, by_key.get(line_key(line), ()))
    charges: list[Charge] = []
    late: set[Basis] = set()
    for segment, days in zip(segments, left, strict=True):
        if segment.bill_on > as_of:
            if days:
                late.add(segment.basis)
            continue
        is_late = segment.bill_on <= last_run
        is_late = is_late or (segment.basis.from_on, segment.basis.days) in known
        charges += _charges(segment, days, as_of if is_late else segment.bill_on, policies)
    given: list[Credit] = []
    waiting: list[Credit] = []
    for credit in credits:
        is_due = credit.line.basis not in late and (policies.credits_unpaid or credit.line.is_paid)
        (given if is_due else waiting).append(credit)
    return Difference(charges, given, waiting)


def _days(line: Segment | Billed) -> Days:
    return ONCE if line.kind in ONE_OFFS else (line.from_on, line.to_on)


def _settle(line: Billed, wanted: Iterable[list[Days]]) -> list[Credit]:
    """Take a line's days from those wanted at its price; credit the days nobody wants."""
    is_once = line.kind in ONE_OFFS
    billed = [] if is_once and line.credited else without([_days(line)], line.credited)
    unwanted = billed
    for days in wanted:
        both = unwanted
        unwanted = without(unwanted, days)
        days[:] = without(days, both)
    credits: list[Credit] = []
    left = line.left_minor
    for from_on, to_on in unwanted:
        is_last = unwanted == billed and to_on == billed[-1][1]
        cost = left if is_once or is_last else line.basis.cost(line.amount_minor, from_on, to_on)
        amount = min(cost, left)
        left -= amount
        if amount:
            lo, hi = (line.from_on, line.to_on) if is_once else (from_on, to_on)
            credits.append(Credit(line, lo, hi, amount))
    return credits


def _charges(
    segment: Segment, days: Iterable[Days], dated_on: date, policies: Policies
) -> Iterable[Charge]:
    if segment.kind in ONE_OFFS:
        days = [(segment.from_on, segment.to_on) for _ in days]
    for from_on, to_on in days:
        charge = Charge(segment, from_on, to_on, 0, dated_on)
        cost = charge.priced(segment.amount_minor)
        if cost or policies.keeps_zero:
            yield charge._replace(amount_minor=cost)


def without(days: Iterable[Days], taken: Iterable[Days]) -> list[Days]:
    """Intervals `[from, to)` less other intervals, in order; empty ones vanish."""
    left = list(days)
    for lo, hi in taken:
        rest: list[Days] = []
        for from_on, to_on in left:
            if hi <= from_on or to_on <= lo:
                rest.append((from_on, to_on))
                continue
            if from_on < lo:
                rest.append((from_on, lo))
            if hi < to_on:
                rest.append((hi, to_on))
        left = rest
    return left
