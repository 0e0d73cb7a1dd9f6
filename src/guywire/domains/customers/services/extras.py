"""Add-ons and discounts on each day, from what was booked. Pure, as ``history`` is."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from ..models import ServiceChange
from .history import add_months

Kind = ServiceChange.Kind


@dataclass(frozen=True, slots=True)
class Extra:
    """A booked change of an add-on (``quantity``, ``price``) or of a discount (``months``)."""

    kind: str
    item_id: UUID
    effective_on: date
    ordinal: int
    version_id: UUID | None = None
    quantity: int = 1
    price: Decimal = Decimal(0)
    months: int | None = None


@dataclass(frozen=True, slots=True)
class ExtraSpan:
    """An add-on or a discount for the days ``[from_on, to_on)``."""

    item_id: UUID
    version_id: UUID | None
    from_on: date
    to_on: date | None
    quantity: int
    price: Decimal

    def meets(self, other: "ExtraSpan") -> bool:
        """Whether some day has both."""
        begins = max(self.from_on, other.from_on)
        return all(span.to_on is None or begins < span.to_on for span in (self, other))


def unfold_extras(
    extras: Iterable[Extra], *, starts_on: date | None, ends_on: date | None
) -> list[ExtraSpan]:
    """The spans of each item: booking it again replaces it, its removal or the end closes it.

    What was booked before the service began counts from its beginning, months of a discount too.
    """
    spans: list[ExtraSpan] = []
    for extra in sorted(extras, key=lambda e: (e.effective_on, e.ordinal)):
        day = max(extra.effective_on, starts_on) if starts_on else extra.effective_on
        spans = [_closed(s, day) if s.item_id == extra.item_id else s for s in spans]
        if extra.kind in {Kind.ADD_ADD_ON, Kind.GIVE_DISCOUNT}:
            until = add_months(day, extra.months) if extra.months else None
            version, price = extra.version_id, extra.price
            spans.append(ExtraSpan(extra.item_id, version, day, until, extra.quantity, price))
    if ends_on is not None:
        spans = [_closed(s, ends_on) for s in spans]
    return [s for s in spans if s.to_on is None or s.from_on < s.to_on]


def _closed(span: ExtraSpan, on: date) -> ExtraSpan:
    end = on if span.to_on is None else min(span.to_on, on)
    return ExtraSpan(span.item_id, span.version_id, span.from_on, end, span.quantity, span.price)
