"""What can be credited of an issued line, in three measures that run out together.

A line has a price (by which it was rated, with the taxes that prices contain), a net amount and
taxes. A credit is known by its price or by its net amount; the others follow in proportion, as
differences of rounded sums, so that the credits of a whole line are the line (B-DOC-4).
"""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Self

from guywire.engines.money import half_up

from ..models import InvoiceLine
from ..queries.history import Given
from .issuing import LineDraft, TaxDraft


def part_of(total: int, whole: int, before: int, after: int) -> int:
    """What of a total belongs to the part ``[before, after)`` of a whole; parts add up to it."""
    if not whole:
        return 0
    size = abs(whole)
    return half_up(total * abs(after), size) - half_up(total * abs(before), size)


@dataclass(frozen=True, slots=True)
class Creditable:
    """A line with what was credited of it before; its invoice and taxes are read with it."""

    line: InvoiceLine
    before_price: int
    before_amount: int

    @classmethod
    def of(cls, line: InvoiceLine, given: Iterable[Given]) -> Self:
        rows = list(given)
        return cls(line, sum(g.price_minor for g in rows), sum(g.amount_minor for g in rows))

    @property
    def left_minor(self) -> int:
        """The net amount that is left."""
        return self.line.amount_minor - self.before_amount

    def by_amount(self, amount: int) -> tuple[int, int]:
        """Price and net amount of a credit of a net amount."""
        line, after = self.line, self.before_amount + amount
        if after == line.amount_minor:
            return line.price_minor - self.before_price, amount
        reached = half_up(line.price_minor * after, line.amount_minor)
        return max(reached - self.before_price, 0), amount

    def by_price(self, price: int) -> tuple[int, int]:
        """Price and net amount of a credit of a price."""
        line, after = self.line, self.before_price + price
        if after == line.price_minor:
            return price, self.left_minor
        reached = half_up(line.amount_minor * after, line.price_minor)
        return price, max(reached - self.before_amount, 0)

    def draft(
        self, parts: tuple[int, int], from_on: date | None = None, to_on: date | None = None
    ) -> LineDraft:
        """The line of the credit note; with days, those are given back."""
        line, (price, amount) = self.line, parts
        before, after = self.before_price, self.before_price + price
        return LineDraft(
            source_kind=InvoiceLine.Source.CREDIT.value,
            source_id=uuid.uuid4(),
            service_id=line.service_id,
            customer_id=line.customer_id,
            location_id=line.location_id,
            description=line.description,
            from_on=from_on,
            to_on=to_on,
            unit_minor=amount,
            price_minor=price,
            amount_minor=amount,
            tax_class=line.tax_class,
            income=line.income,
            credits_line_id=line.pk,
            taxes=[
                TaxDraft(
                    tax.rate_id,
                    part_of(tax.base_minor, line.price_minor, before, after),
                    part_of(tax.tax_minor, line.price_minor, before, after),
                    tax.relief,
                )
                for tax in line.taxes.all()
            ],
        )
