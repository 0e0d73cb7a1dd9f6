"""Tax rules, and which of them hold for a line (rules B-TAX)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction
from itertools import combinations
from typing import NamedTuple

from guywire.engines.money import RATE_ONE
from guywire.engines.rating.errors import TaxInvalid
from guywire.engines.rating.history import Ref

ALL_TAXES = "*"
"""As an exempt code: every tax."""


class Relief(StrEnum):
    """Why a tax that would hold comes to nothing; the document must say so."""

    NONE = ""
    EXEMPT = "exempt"
    REVERSE_CHARGE = "reverse_charge"


class TaxPoint(StrEnum):
    """Which date decides the rate (B-TAX-2)."""

    SUPPLY_START = "supply_start"
    SUPPLY_END = "supply_end"
    INVOICE = "invoice"
    PAYMENT = "payment"


@dataclass(frozen=True, slots=True)
class TaxRule:
    """A tax, fee or surcharge at one rate, for some days.

    code          of the tax; its rates over time are rules of one code
    rate          hundred-millionths: 19 % is 19,000,000
    flat_minor    instead: minor units a unit a period, such as 911 a voice line
    assessable    the share of the amount that is assessed, hundred-millionths: 64,900,000 where a
                  carrier takes the VoIP safe harbour of 64.9 % interstate (B-TAX-3)
    classes       the tax classes it holds for; none: all
    jurisdiction  that of the service's location it holds in; None: everywhere
    order         taxes are computed from low to high; `compound` is also on all taxes of lower
                  order, `on_codes` also on those named: a state's tax on the USF surcharge
    inclusive     prices contain it
    reverses      a VAT that business customers abroad owe themselves (B-TAX-4)
    pass_through  never above factor x assessable base: rounded down (47 CFR 54.712)
    cap_minor     at most so much on a document
    on_cash       owed to the authority when paid, not when invoiced; data for the ledger

    Raises TaxInvalid for what cannot be.
    """

    id: Ref
    code: str
    rate: int = 0
    flat_minor: int = 0
    assessable: int = RATE_ONE
    classes: frozenset[str] = frozenset()
    jurisdiction: str | None = None
    from_on: date = date.min
    to_on: date | None = None
    order: int = 0
    compound: bool = False
    on_codes: frozenset[str] = frozenset()
    inclusive: bool = False
    reverses: bool = False
    pass_through: bool = False
    cap_minor: int | None = None
    on_cash: bool = False

    def __post_init__(self) -> None:
        if self.rate < 0 or self.flat_minor < 0 or not 0 <= self.assessable <= RATE_ONE:
            raise TaxInvalid(f"tax {self.code} takes less than nothing, or of more than all")
        if self.rate and self.flat_minor:
            raise TaxInvalid(f"tax {self.code} has a rate or a flat amount, not both")
        if self.inclusive and (self.flat_minor or self.cap_minor is not None):
            raise TaxInvalid(f"tax {self.code} is in the price: it can only be a rate without cap")
        if self.cap_minor is not None and self.cap_minor < 0:
            raise TaxInvalid(f"tax {self.code} is capped below nothing")
        if self.to_on is not None and self.to_on <= self.from_on:
            raise TaxInvalid(f"tax {self.code} ends on {self.to_on}, before it begins")


class Certificate(NamedTuple):
    """An exemption of a customer for some days, from the taxes of these codes (none: all)."""

    from_on: date
    to_on: date | None = None
    codes: frozenset[str] = frozenset()


def exempt_codes(certificates: Iterable[Certificate], on: date) -> frozenset[str]:
    """The codes a customer is exempt from on a tax point."""
    found: set[str] = set()
    for certificate in certificates:
        if certificate.from_on <= on and (certificate.to_on is None or on < certificate.to_on):
            found |= certificate.codes or {ALL_TAXES}
    return frozenset(found)


def tax_point(
    setting: TaxPoint, from_on: date, to_on: date, invoiced_on: date, paid_on: date | None = None
) -> date:
    """The date whose rate holds for a line of days `[from_on, to_on)`.

    By payment, an invoice not paid yet goes by its own date.
    """
    if setting is TaxPoint.SUPPLY_START:
        return from_on
    if setting is TaxPoint.SUPPLY_END:
        return date.fromordinal(to_on.toordinal() - 1)
    return paid_on if setting is TaxPoint.PAYMENT and paid_on is not None else invoiced_on


class Step(NamedTuple):
    """A rule as it holds for a line; `upon` are the places of the taxes it is also on.

    is_added   comes on top of the price: neither contained in it nor relieved
    """

    rule: TaxRule
    relief: Relief
    factor: int
    upon: tuple[int, ...]
    is_added: bool


class Plan(NamedTuple):
    """The rules of a line in order; of the price, `contained` over `contained_of` is tax.

    inclusive   places of the taxes in the price, and `weights` their proportions
    """

    steps: tuple[Step, ...]
    inclusive: tuple[int, ...]
    weights: tuple[int, ...]
    contained: int
    contained_of: int


class TaxTable:
    """A tenant's rules, looked up by line; what was found is kept.

    Raises TaxInvalid if two rules of one code hold for the same class, place and day.
    """

    __slots__ = ("_plans", "rules")

    def __init__(self, rules: Iterable[TaxRule]) -> None:
        self.rules = sorted(rules, key=lambda rule: (rule.order, rule.code))
        self._plans: dict[tuple[object, ...], Plan] = {}
        by_tax: dict[tuple[str, str | None], list[TaxRule]] = {}
        for rule in self.rules:
            by_tax.setdefault((rule.code, rule.jurisdiction), []).append(rule)
        for rates in by_tax.values():
            for one, other in combinations(rates, 2):
                if _overlap(one, other):
                    raise TaxInvalid(
                        f"two rates of {one.code} hold from {max(one.from_on, other.from_on)} on:"
                        f" {one.id} and {other.id}"
                    )

    def plan(
        self,
        tax_class: str,
        jurisdictions: frozenset[str],
        on: date,
        exempt: frozenset[str],
        reverse_charge: bool,
    ) -> Plan:
        """The rules for lines of a class and place at a tax point."""
        key = (tax_class, jurisdictions, on, exempt, reverse_charge)
        plan = self._plans.get(key)
        if plan is None:
            held = [rule for rule in self.rules if _holds(rule, tax_class, jurisdictions, on)]
            plan = self._plans[key] = _plan(held, exempt, reverse_charge)
        return plan


def _overlap(one: TaxRule, other: TaxRule) -> bool:
    return (
        (not one.classes or not other.classes or bool(one.classes & other.classes))
        and one.from_on < (other.to_on or date.max)
        and other.from_on < (one.to_on or date.max)
    )


def _holds(rule: TaxRule, tax_class: str, jurisdictions: frozenset[str], on: date) -> bool:
    return (
        rule.from_on <= on
        and (rule.to_on is None or on < rule.to_on)
        and (not rule.classes or tax_class in rule.classes)
        and (rule.jurisdiction is None or rule.jurisdiction in jurisdictions)
    )


def _plan(held: Sequence[TaxRule], exempt: frozenset[str], reverse_charge: bool) -> Plan:
    steps: list[Step] = []
    for rule in held:
        relief = Relief.NONE
        if reverse_charge and rule.reverses:
            relief = Relief.REVERSE_CHARGE
        elif rule.code in exempt or ALL_TAXES in exempt:
            relief = Relief.EXEMPT
        upon = tuple(
            place
            for place, below in enumerate(held)
            if (rule.compound and below.order < rule.order)
            or (below.code in rule.on_codes and place < len(steps))
        )
        is_added = relief is Relief.NONE and not rule.inclusive
        steps.append(Step(rule, relief, rule.rate * rule.assessable, upon, is_added))
    return Plan(tuple(steps), *_contained(steps))


def _contained(steps: Sequence[Step]) -> tuple[tuple[int, ...], tuple[int, ...], int, int]:
    """What part of a price is tax, if some of the taxes are in it."""
    inclusive = tuple(place for place, step in enumerate(steps) if step.rule.inclusive)
    if not inclusive:
        return (), (), 0, 1
    of_net: dict[int, Fraction] = {}
    for place in inclusive:
        upon = [of_net[below] for below in steps[place].upon if below in of_net]
        of_net[place] = Fraction(steps[place].factor, RATE_ONE**2) * (1 + sum(upon))
    total = sum(of_net.values(), Fraction(0))
    part = total / (1 + total)
    scale = RATE_ONE ** (2 * len(steps))
    weights = tuple(int(of_net[place] * scale) for place in inclusive)
    return inclusive, weights, part.numerator, part.denominator
