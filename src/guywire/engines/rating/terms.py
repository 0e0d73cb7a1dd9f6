"""Terms of a contract that change what is charged: new prices, fees, notice, pauses (B-PR)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from itertools import pairwise

from guywire.engines.money import RATE_ONE, half_up
from guywire.engines.rating.dates import days_after, month_of, months_after
from guywire.engines.rating.errors import TermsInvalid
from guywire.engines.rating.history import OneOff, Ref, TermsSpan


def repriced(
    spans: Iterable[TermsSpan],
    on: date,
    price_id: Ref,
    new_price_id: Ref,
    new_price_minor: int,
    *,
    locked_until: date | None = None,
) -> list[TermsSpan]:
    """Spans with a new price of one plan from a day on (B-PR-7).

    Where the customer's price is promised until later, from then on. Whether the new price counts
    at once or from the next period is `Policies.price_list`, or `TermsSpan.takes`.
    """
    begins = max(on, locked_until or on)
    found: list[TermsSpan] = []
    for span in spans:
        if span.price_id != price_id or (span.to_on is not None and span.to_on <= begins):
            found.append(span)
            continue
        if span.from_on < begins:
            found.append(replace(span, to_on=begins))
        found.append(
            replace(
                span,
                from_on=max(begins, span.from_on),
                price_id=new_price_id,
                price_minor=new_price_minor,
                is_price_list=span.from_on < begins,
            )
        )
    return found


def change_fees(
    service_id: Ref,
    spans: Sequence[TermsSpan],
    *,
    upgrade_minor: int = 0,
    downgrade_minor: int = 0,
    tax_class: str = "",
) -> list[OneOff]:
    """The fee of each change of plan, by whether the new price is higher (B-PR-2).

    One a day at most, and none for a change that is undone the same day or a new price list.
    """
    lasting = [span for span in spans if span.to_on != span.from_on]
    fees: list[OneOff] = []
    for before, span in pairwise(lasting):
        joins = before.to_on == span.from_on
        if not joins or span.price_id == before.price_id or span.is_price_list:
            continue
        is_up = span.price_minor * before.cycle.length >= before.price_minor * span.cycle.length
        fee = upgrade_minor if is_up else downgrade_minor
        if fee:
            name = f"{service_id}/change/{span.from_on}"
            fees.append(OneOff(name, span.from_on, fee, tax_class=tax_class))
    return fees


def charged_until(ended_on: date, noticed_on: date, notice_days: int) -> date:
    """The day until which a service that ends is charged: not before the notice runs out (B-PR-10).

    Raises TermsInvalid for a notice of less than 0 days.
    """
    if notice_days < 0:
        raise TermsInvalid(f"a notice is 0 days or more, not {notice_days}")
    return max(ended_on, days_after(noticed_on, notice_days))


def paused_days(spans: Iterable[TermsSpan], until: date) -> int:
    """Days on which nothing is charged, up to a day; the contract's end moves by them (B-PR-9)."""
    return sum(
        max((min(span.to_on or until, until) - span.from_on).days, 0)
        for span in spans
        if span.percent == 0
    )


def check_pause(from_on: date, to_on: date, least_months: int, most_months: int) -> None:
    """TermsInvalid unless a pause lasts so many whole months (B-PR-9)."""
    if not months_after(from_on, least_months) <= to_on <= months_after(from_on, most_months):
        raise TermsInvalid(
            f"a pause lasts {least_months} to {most_months} months, not {from_on} to {to_on}"
        )


class Waiver(StrEnum):
    """Why a contract may be left without a fee (B-PR-10; 50 USC 3956 for the military)."""

    DEATH = "death"
    MILITARY = "military"
    MOVE = "move"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class TerminationTerms:
    """The fee for leaving a contract early, by what is left of it.

    fee_minor   on the first day; `declines`: it falls by an equal part with each month served,
                else it stays until the end
    rate        instead: this part of the monthly price for each month that is left
    cap_minor   at most so much

    Raises TermsInvalid for what cannot be.
    """

    fee_minor: int = 0
    declines: bool = True
    rate: int = 0
    cap_minor: int | None = None

    def __post_init__(self) -> None:
        if self.fee_minor < 0 or self.rate < 0 or (self.cap_minor or 0) < 0:
            raise TermsInvalid("a fee for leaving a contract is not below 0")
        if self.fee_minor and self.rate:
            raise TermsInvalid("a fee for leaving is an amount or a rate, not both")


def early_termination_fee(
    terms: TerminationTerms,
    began_on: date,
    ends_on: date,
    left_on: date,
    *,
    monthly_minor: int = 0,
    waiver: Waiver | None = None,
) -> int:
    """Minor units owed for leaving on a day a contract of `[began_on, ends_on)`, pauses included.

    Months count from the contract's first day; one that is begun when the customer leaves is left.
    Nothing on or after the end, and nothing with a waiver. Raises TermsInvalid for other days.
    """
    if not began_on < ends_on or left_on < began_on:
        raise TermsInvalid(f"nobody leaves on {left_on} a contract of {began_on} to {ends_on}")
    if left_on >= ends_on or waiver is not None:
        return 0
    total = _months_begun(began_on, ends_on)
    left = total - _months_served(began_on, left_on)
    fee = terms.fee_minor
    if terms.rate:
        fee = half_up(monthly_minor * left * terms.rate, RATE_ONE)
    elif terms.declines:
        fee = half_up(fee * left, total)
    return fee if terms.cap_minor is None else min(fee, terms.cap_minor)


def _months_served(began_on: date, on: date) -> int:
    months = month_of(on) - month_of(began_on)
    return months if months_after(began_on, months) <= on else months - 1


def _months_begun(began_on: date, ends_on: date) -> int:
    months = _months_served(began_on, ends_on)
    return months if months_after(began_on, months) == ends_on else months + 1
