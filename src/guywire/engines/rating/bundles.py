"""Bundles: one price for several members, shared out for tax and revenue (B-MISC)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from guywire.engines.money import shares
from guywire.engines.rating.calendar import MONTHLY, Cycle
from guywire.engines.rating.errors import HistoryInvalid
from guywire.engines.rating.history import Ref, TermsSpan


@dataclass(frozen=True, slots=True)
class Member:
    """A member of a bundle, with the price it has alone, for some days."""

    id: Ref
    price_id: Ref
    price_minor: int
    from_on: date
    to_on: date | None = None
    tax_class: str = ""
    location_id: Ref | None = None


@dataclass(frozen=True, slots=True)
class Bundle:
    """A price (a cycle) that holds on the days on which all members are there; else each its own.

    Raises HistoryInvalid without members, and for a price that is no less than theirs together.
    """

    id: Ref
    price_minor: int
    members: Sequence[Member]
    from_on: date = date.min
    to_on: date | None = None
    cycle: Cycle = MONTHLY

    def __post_init__(self) -> None:
        alone = sum(member.price_minor for member in self.members)
        if not self.members or not 0 <= self.price_minor <= alone:
            raise HistoryInvalid(
                f"bundle {self.id} costs {self.price_minor}, its members alone {alone}"
            )


def bundle_shares(price_minor: int, alone_minor: Sequence[int]) -> list[int]:
    """A bundle's price by the members' stand-alone prices, largest remainder (IFRS 15.76, ASC 606).

    Where all of them are free alone, in equal parts.
    """
    return shares(price_minor, alone_minor if any(alone_minor) else [1] * len(alone_minor))


def bundle_spans(bundle: Bundle) -> dict[Ref, list[TermsSpan]]:
    """The terms of each member, by its id: its share while the bundle is whole, else its own price.

    A member that is removed re-prices the others from that day (B-MISC); each member is then a
    service (or part of one) like any other.
    """
    whole_from = max([bundle.from_on, *(member.from_on for member in bundle.members)])
    ends = [bundle.to_on, *(member.to_on for member in bundle.members)]
    whole_to = min(end or date.max for end in ends)
    parts = bundle_shares(bundle.price_minor, [m.price_minor for m in bundle.members])
    found: dict[Ref, list[TermsSpan]] = {}
    for member, share in zip(bundle.members, parts, strict=True):
        together = (f"{bundle.id}/{member.id}", share)
        alone = (member.price_id, member.price_minor)
        end = member.to_on or date.max
        if whole_from >= whole_to:
            cuts = [(member.from_on, end, alone)]
        else:
            cuts = [
                (member.from_on, whole_from, alone),
                (whole_from, whole_to, together),
                (whole_to, end, alone),
            ]
        found[member.id] = [
            TermsSpan(
                a, price_id, price, bundle.cycle, None if b == date.max else b,
                tax_class=member.tax_class, location_id=member.location_id,
            )
            for a, b, (price_id, price) in cuts
            if a < b
        ]  # fmt: skip
    return found
