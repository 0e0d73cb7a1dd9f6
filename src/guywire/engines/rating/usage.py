"""Usage: tiers, allowances, roll-over, shared pools, notices (B-MISC)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction
from itertools import pairwise
from typing import NamedTuple

from guywire.engines.money import half_up, shares
from guywire.engines.rating.errors import TermsInvalid
from guywire.engines.rating.history import Ref


class Tiers(StrEnum):
    """How tiers price: each unit by the tier it falls in, or all by the tier of the last one."""

    GRADUATED = "graduated"
    VOLUME = "volume"


class Tier(NamedTuple):
    """`price_minor` for `per` units, up to and with unit `upto` of the period (None: all more)."""

    upto: int | None
    price_minor: int
    per: int = 1


@dataclass(frozen=True, slots=True)
class UsageTerms:
    """The price of use beyond what is included; units are whole (bytes, seconds).

    step         billable units are rounded up to whole multiples: 60 bills seconds by the minute
    block        whole blocks only: a begun one of `per` units costs its full price
    rollover_cap at most so many unused units go into the next period, for one period

    Raises TermsInvalid unless the tiers rise and the last has no end.
    """

    tiers: Sequence[Tier]
    included: int = 0
    kind: Tiers = Tiers.GRADUATED
    step: int = 1
    block: bool = False
    rollover_cap: int = 0

    def __post_init__(self) -> None:
        bounds = [tier.upto for tier in self.tiers]
        ends = [bound for bound in bounds if bound is not None]
        if not bounds or bounds[-1] is not None or len(ends) != len(bounds) - 1:
            raise TermsInvalid("the last tier of usage has no end, and only the last")
        if any(later <= earlier for earlier, later in pairwise([0, *ends])):
            raise TermsInvalid(f"tiers of usage rise, but they end at {ends}")
        if any(tier.price_minor < 0 or tier.per < 1 for tier in self.tiers):
            raise TermsInvalid("a tier's price is not below 0, and for 1 unit at least")
        if self.included < 0 or self.step < 1 or self.rollover_cap < 0:
            raise TermsInvalid("included units and roll-over are not below 0, a step is 1 or more")


class Usage(NamedTuple):
    """A period's usage: the units that cost, the amount, and the unused units that roll over."""

    billable: int
    amount_minor: int
    rolled_over: int


def usage_charge(units: int, terms: UsageTerms, brought: int = 0) -> Usage:
    """What a period's units cost; `brought` were left from the one before and are used first.

    Rounded once, half up. What was brought and is not used is lost. Raises TermsInvalid for units
    below 0.
    """
    if units < 0 or brought < 0:
        raise TermsInvalid(f"units of usage are not below 0, as {min(units, brought)}")
    beyond_brought = max(0, units - brought)
    billable = max(0, beyond_brought - terms.included)
    billable = -(-billable // terms.step) * terms.step
    unused = max(0, terms.included - beyond_brought)
    cost = Fraction(0)
    for count, tier in _by_tier(billable, terms):
        blocks = Fraction(-(-count // tier.per)) if terms.block else Fraction(count, tier.per)
        cost += tier.price_minor * blocks
    amount = half_up(cost.numerator, cost.denominator)
    return Usage(billable, amount, min(unused, terms.rollover_cap))


def _by_tier(units: int, terms: UsageTerms) -> list[tuple[int, Tier]]:
    """Units with the tier that prices them."""
    if terms.kind is Tiers.VOLUME:
        tier = next(t for t in terms.tiers if t.upto is None or units <= t.upto)
        return [(units, tier)]
    found: list[tuple[int, Tier]] = []
    below = 0
    for tier in terms.tiers:
        count = units - below if tier.upto is None else min(units, tier.upto) - below
        if count <= 0:
            break
        found.append((count, tier))
        below += count
    return found


def pooled(used: Mapping[Ref, int], allowance: int) -> dict[Ref, int]:
    """The units beyond a shared allowance, by member, in proportion to what each used.

    They add up to what the pool is over by; largest remainder.
    """
    over = max(0, sum(used.values()) - allowance)
    if not over:
        return dict.fromkeys(used, 0)
    return dict(zip(used, shares(over, list(used.values())), strict=True))


def crossed(before: int, after: int, limit: int, percents: Sequence[int] = (80, 100)) -> list[int]:
    """The percentages of a limit that were reached between two readings, each once (80, 100)."""
    return [p for p in percents if before * 100 < limit * p <= after * 100]


def billed_with(used_on: date, billed_to: date) -> date:
    """The day usage counts for: its own or, where usage up to `billed_to` is billed, that day.

    So late records go on the next invoice, and an issued one stays as it is.
    """
    return max(used_on, billed_to)
