"""Taxes of the lines of a document, and of its credit notes (rules B-TAX)."""

from collections.abc import Hashable, Iterable, Sequence
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from guywire.engines.money import (
    QUANTITY_ONE,
    RATE_ONE,
    Direction,
    half_up,
    rounded,
    shares,
)
from guywire.engines.rating.basis import Basis
from guywire.engines.rating.errors import CreditTooLarge, TaxInvalid
from guywire.engines.rating.history import Ref
from guywire.engines.rating.tax_rules import Plan, Relief, Step, TaxRule, TaxTable

NO_CODES: frozenset[str] = frozenset()
SQUARE = RATE_ONE * RATE_ONE


class Level(StrEnum):
    """Where a tax is rounded: each line, or once a document, the lines sharing the result.

    EN 16931 (BR-CO-17) wants the document; one level a tenant, the same for credit notes (B-TAX-1).
    """

    LINE = "line"
    DOCUMENT = "document"


class Taxable(NamedTuple):
    """A line to be taxed.

    key            the caller's, to find its taxes by
    amount_minor   the price of the line, >= 0; with the taxes that prices contain
    jurisdictions  of the service's location: state, county, city, special districts
    on             its tax point, see `tax_point`
    exempt         codes the customer is exempt from then, see `exempt_codes`
    reverse_charge the customer owes the VAT
    units          millionths, what flat fees are multiplied with
    days           basis and days of a part of a period, so that flat fees are prorated as the price
                   is; None: the whole fee
    """

    key: Hashable
    amount_minor: int
    tax_class: str
    jurisdictions: frozenset[str]
    on: date
    exempt: frozenset[str] = NO_CODES
    reverse_charge: bool = False
    units: int = QUANTITY_ONE
    days: tuple[Basis, date, date] | None = None


class TaxLine(NamedTuple):
    """A tax of a line. `base_minor` is what the rate is on, rounded half up to be shown; the tax is
    computed from the unrounded one. With a relief the tax is 0 and says why.
    """

    key: Hashable
    rule: TaxRule
    base_minor: int
    tax_minor: int
    relief: Relief = Relief.NONE


class Taxed(NamedTuple):
    """The taxes of a document.

    lines    in the order of the document's lines, then of the rules
    net      the amount of each line without the taxes that its price contains
    """

    lines: list[TaxLine]
    net: list[int]

    @property
    def tax_minor(self) -> int:
        """All taxes; with the sum of `net`, what is to be paid."""
        return sum(line.tax_minor for line in self.lines)

    def totals(self) -> dict[Ref, tuple[int, int]]:
        """Base and tax of each rule, by its id."""
        found: dict[Ref, tuple[int, int]] = {}
        for line in self.lines:
            base, tax = found.get(line.rule.id, (0, 0))
            found[line.rule.id] = (base + line.base_minor, tax + line.tax_minor)
        return found


def taxes(
    lines: Sequence[Taxable],
    table: TaxTable,
    level: Level = Level.LINE,
    direction: Direction = Direction.HALF_UP,
) -> Taxed:
    """The taxes of one document's lines; amounts in whole minor units, whatever the exponent.

    Raises TaxInvalid for a negative line: what is given back is taxed by `reversed_taxes`.
    """
    plans: list[Plan] = []
    for line in lines:
        if line.amount_minor < 0 or line.units < 0:
            raise TaxInvalid(f"line {line.key} is negative; credits reverse the original taxes")
        plans.append(
            table.plan(line.tax_class, line.jurisdictions, line.on, line.exempt,
                       line.reverse_charge)
        )  # fmt: skip
    sheet = _Sheet(lines, plans, direction)
    if level is Level.LINE:
        sheet.by_line()
    else:
        sheet.by_document()
    return sheet.result()


class _Sheet:
    """The taxes of lines while they are computed: `got[line][place in its plan]`."""

    __slots__ = ("caps", "direction", "got", "lines", "net", "plans")

    def __init__(
        self, lines: Sequence[Taxable], plans: Sequence[Plan], direction: Direction
    ) -> None:
        self.lines, self.plans, self.direction = lines, plans, direction
        self.net = [line.amount_minor for line in lines]
        self.got = [[0] * len(plan.steps) for plan in plans]
        self.caps: dict[Ref, int] = {}

    def by_line(self) -> None:
        """Round each line."""
        for at, plan in enumerate(self.plans):
            if plan.inclusive:
                self._contained([at], plan)
            got = self.got[at]
            for place, step in enumerate(plan.steps):
                if step.is_added:
                    tax = self._tax(at, step)
                    got[place] = tax if step.rule.cap_minor is None else self._limited(step, tax)

    def by_document(self) -> None:
        """Round each tax once, lowest order first, and share it out."""
        for plan in {id(plan): plan for plan in self.plans if plan.inclusive}.values():
            self._contained([at for at, own in enumerate(self.plans) if own is plan], plan)
        rules: dict[Ref, TaxRule] = {}
        places: dict[Ref, list[tuple[int, int]]] = {}
        for at, plan in enumerate(self.plans):
            for place, step in enumerate(plan.steps):
                if step.is_added:
                    rules[step.rule.id] = step.rule
                    places.setdefault(step.rule.id, []).append((at, place))
        for rule in sorted(rules.values(), key=lambda rule: (rule.order, rule.code)):
            self._together(rule, places[rule.id])

    def result(self) -> Taxed:
        """The tax lines."""
        found: list[TaxLine] = []
        for at, plan in enumerate(self.plans):
            key, got = self.lines[at].key, self.got[at]
            for place, step in enumerate(plan.steps):
                base = self._base(at, step) if step.upon else self.net[at]
                if step.rule.assessable != RATE_ONE:
                    base = half_up(base * step.rule.assessable, RATE_ONE)
                found.append(TaxLine(key, step.rule, base, got[place], step.relief))
        return Taxed(found, self.net)

    def _base(self, at: int, step: Step) -> int:
        base = self.net[at]
        if step.upon:
            got = self.got[at]
            for below in step.upon:
                base += got[below]
        return base

    def _flat(self, at: int, rule: TaxRule) -> int:
        line = self.lines[at]
        flat = rule.flat_minor
        if line.units != QUANTITY_ONE:
            flat = half_up(flat * line.units, QUANTITY_ONE)
        if line.days is None:
            return flat
        basis, from_on, to_on = line.days
        return basis.cost(flat, from_on, to_on)

    def _tax(self, at: int, step: Step) -> int:
        if step.rule.flat_minor:
            return self._flat(at, step.rule)
        share = (self._base(at, step) if step.upon else self.net[at]) * step.factor
        if step.rule.pass_through:
            return share // SQUARE
        if self.direction is Direction.HALF_UP:
            return (2 * share + SQUARE) // (2 * SQUARE)
        return rounded(share, SQUARE, self.direction)

    def _limited(self, step: Step, tax: int) -> int:
        rule = step.rule
        if rule.cap_minor is None:
            return tax
        used = self.caps.get(rule.id, 0)
        tax = min(tax, rule.cap_minor - used)
        self.caps[rule.id] = used + tax
        return tax

    def _together(self, rule: TaxRule, places: Sequence[tuple[int, int]]) -> None:
        """One rule over the lines of a document: rounded once, then shared out."""
        if rule.flat_minor:
            weights = [self._flat(at, rule) for at, _ in places]
            total = sum(weights)
        else:
            weights = [self._base(at, self.plans[at].steps[p]) for at, p in places]
            way = Direction.DOWN if rule.pass_through else self.direction
            total = rounded(sum(weights) * rule.rate * rule.assessable, SQUARE, way)
        at, place = places[0]
        total = self._limited(self.plans[at].steps[place], total)
        if total:
            for (at, place), tax in zip(places, shares(total, weights), strict=True):
                self.got[at][place] = tax

    def _contained(self, group: Sequence[int], plan: Plan) -> None:
        """Take the taxes in prices out of lines of one plan; with a relief only the net is owed."""
        amounts = [self.lines[at].amount_minor for at in group]
        inside = rounded(sum(amounts) * plan.contained, plan.contained_of, self.direction)
        if not inside:
            return
        parts = shares(inside, plan.weights)
        for place, part in zip(plan.inclusive, parts, strict=True):
            if not part:
                continue
            for at, tax in zip(group, shares(part, amounts), strict=True):
                self.net[at] -= tax
                if not plan.steps[place].relief:
                    self.got[at][place] = tax


def reversed_taxes(
    original: Iterable[TaxLine], whole_minor: int, before_minor: int, part_minor: int
) -> list[TaxLine]:
    """The taxes of a credit for a part of a line, by the line's own taxes (B-DOC-4, B-TAX-2).

    whole_minor is what the line came to, before_minor what earlier credits took of it. The taxes
    (and bases) of credits that make up the line add up to those of the line exactly; of a line of
    nothing all is given back. Raises CreditTooLarge if more is credited than is left.
    """
    after = before_minor + part_minor
    if part_minor < 0 or before_minor < 0 or after > whole_minor:
        raise CreditTooLarge(
            f"{part_minor} cannot be credited of a line of {whole_minor}"
            f" of which {before_minor} are credited"
        )
    if not whole_minor:
        return list(original)
    return [
        line._replace(
            base_minor=_between(line.base_minor, before_minor, after, whole_minor),
            tax_minor=_between(line.tax_minor, before_minor, after, whole_minor),
        )
        for line in original
    ]


def _between(amount: int, before: int, after: int, whole: int) -> int:
    return half_up(amount * after, whole) - half_up(amount * before, whole)
