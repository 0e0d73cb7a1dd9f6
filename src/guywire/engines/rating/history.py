"""What rating is told of a service: its dated terms, and the tenant's policies.

Days are half-open, `[from_on, to_on)`, `to_on` None for good; amounts are whole minor units of the
account's one currency and never negative, what reduces them is a `Discount`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import pairwise
from typing import TypeAlias
from uuid import UUID

from guywire.engines.money import QUANTITY_ONE, RATE_ONE
from guywire.engines.rating.calendar import MONTHLY, Cycle, Schedule
from guywire.engines.rating.errors import HistoryInvalid

Ref: TypeAlias = str | int | UUID
"""An id of the caller's; kept and compared, never read."""

WHOLE_PERCENT = 100


class When(StrEnum):
    """From when on changed terms are charged: their day, the end of the period in progress, or
    the end of the one after (B-PR-2, B-PR-7).
    """

    NOW = "now"
    PERIOD_END = "period_end"
    NEXT_PERIOD = "next_period"


class Part(StrEnum):
    """What is charged of a period that is used in part: its days, all of it, or nothing."""

    DAYS = "days"
    WHOLE = "whole"
    NONE = "none"


class MidPeriod(StrEnum):
    """When charges that arise within a prepaid period are billed (B-PR-2): with it or, once it is
    billed, at once; with the next bill; at once and the next period with them.
    """

    AT_ONCE = "at_once"
    NEXT_BILL = "next_bill"
    WITH_NEXT = "with_next"


class DiscountOrder(StrEnum):
    """Which of stacked discounts is taken off first: as listed, amounts, or percentages."""

    AS_LISTED = "as_listed"
    FIXED_FIRST = "fixed_first"
    PERCENT_FIRST = "percent_first"


@dataclass(frozen=True, slots=True)
class TermsSpan:
    """Terms that hold of a service for some days.

    price_id     the plan version (or bundle member) agreed; another one is a plan change
    price_minor  for a whole cycle
    percent      how much of the price is charged, 0-100: 0 while paused, less while suspended
                 (B-PR-9); a keep-alive fee is a span of its own with that price
    tax_class, location_id   by which it is taxed; a change of them is billed anew
    takes        when these terms are charged from; None: by the tenant's policies
    is_price_list            a new price of the same plan, not a change the customer asked for
    restarts     terms begin anew here: a yearly plan does not keep its end date (B-PR-8)

    Raises HistoryInvalid for amounts and days that cannot be.
    """

    from_on: date
    price_id: Ref
    price_minor: int
    cycle: Cycle = MONTHLY
    to_on: date | None = None
    percent: int = WHOLE_PERCENT
    tax_class: str = ""
    location_id: Ref | None = None
    takes: When | None = None
    is_price_list: bool = False
    restarts: bool = False

    def __post_init__(self) -> None:
        if self.price_minor < 0 or not 0 <= self.percent <= WHOLE_PERCENT:
            raise HistoryInvalid(
                f"price {self.price_id} is {self.price_minor} at {self.percent} %:"
                " a price is 0 or more, a percentage 0 to 100"
            )
        _check_days(self.price_id, self.from_on, self.to_on)


@dataclass(frozen=True, slots=True)
class AddOn:
    """Something charged each cycle on top of the plan, with its percent and its periods (B-PR-5).

    quantity is in millionths; `is_suspended` False: charged in full while the plan is not.
    Raises HistoryInvalid for amounts, quantities and days that cannot be.
    """

    id: Ref
    from_on: date
    price_minor: int
    to_on: date | None = None
    quantity: int = QUANTITY_ONE
    tax_class: str = ""
    is_suspended: bool = True

    def __post_init__(self) -> None:
        if self.price_minor < 0 or self.quantity < 0:
            raise HistoryInvalid(
                f"add-on {self.id} is {self.price_minor} x {self.quantity}: neither is below 0"
            )
        _check_days(self.id, self.from_on, self.to_on)


@dataclass(frozen=True, slots=True)
class Discount:
    """A reduction: a rate (hundred-millionths, at most 1) or an amount a cycle, for some days.

    on_add_ons   taken off plan and add-ons, else off the plan alone
    combines     False: stands alone; of such and the stack of the others, the customer gets
                 whichever takes off more

    Raises HistoryInvalid unless exactly one of rate and amount is given.
    """

    id: Ref
    from_on: date
    to_on: date | None = None
    rate: int = 0
    amount_minor: int = 0
    on_add_ons: bool = False
    combines: bool = True

    def __post_init__(self) -> None:
        if not 0 <= self.rate <= RATE_ONE or self.amount_minor < 0:
            raise HistoryInvalid(f"discount {self.id} takes off less than nothing, or over 100 %")
        if bool(self.rate) is bool(self.amount_minor):
            raise HistoryInvalid(f"discount {self.id} has a rate or an amount, one of them")
        _check_days(self.id, self.from_on, self.to_on)


@dataclass(frozen=True, slots=True)
class OneOff:
    """A charge made once and never prorated: set-up, an item, a fee (B-MISC).

    quantity is in millionths; `instalments` split it into so many, a month apart. It is billed on
    its day, `with_next` on the first bill date of the service from then on. Left out of the history
    again (the job was cancelled) it is credited. Raises HistoryInvalid for what cannot be.
    """

    id: Ref
    on: date
    price_minor: int
    quantity: int = QUANTITY_ONE
    tax_class: str = ""
    location_id: Ref | None = None
    instalments: int = 1
    with_next: bool = False
    is_setup: bool = False

    def __post_init__(self) -> None:
        if self.price_minor < 0 or self.quantity < 0 or self.instalments < 1:
            raise HistoryInvalid(
                f"one-off {self.id} is {self.price_minor} x {self.quantity} in {self.instalments}:"
                " price and quantity are not below 0, instalments at least 1"
            )


@dataclass(frozen=True, slots=True)
class Policies:
    """What a tenant has decided. Policies choose days and dates, never the arithmetic.

    start, end   the partial period at the start (B-PR-1) and at the end (B-PR-10) of a service
    bridge       the days between two bill days (B-CYC-10)
    status       suspension and pause: by day; `whole`, only whole periods of it reduce the charge;
                 `none`, they do not
    add_on       the partial periods of an add-on
    upgrade, downgrade, price_list   from when on new terms are charged, unless they say
    credits_changes   False: what was prepaid for the old plan is kept by the tenant
    credits_unpaid    False: an unpaid line is credited once it is paid (B-PR-6); True: at once, so
                      that the credit nets with the open invoice
    mid_period   when charges that arise within a prepaid period are billed
    final_at_once     the last period of an ended service is billed at its end, not on its bill date
    discounts    the order in which they are taken off
    keeps_zero   lines of nothing are billed too
    charges_last_day  the day a service ends on is charged too (as Lago does; Kill Bill does not)
    """

    start: Part = Part.DAYS
    end: Part = Part.DAYS
    bridge: Part = Part.DAYS
    status: Part = Part.DAYS
    add_on: Part = Part.DAYS
    upgrade: When = When.NOW
    downgrade: When = When.NOW
    price_list: When = When.NOW
    credits_changes: bool = True
    credits_unpaid: bool = True
    mid_period: MidPeriod = MidPeriod.AT_ONCE
    final_at_once: bool = True
    discounts: DiscountOrder = DiscountOrder.AS_LISTED
    keeps_zero: bool = False
    charges_last_day: bool = False


STANDARD = Policies()


@dataclass(frozen=True, slots=True)
class ServiceHistory:
    """All that is known of a service, booked future included (B-CYC-9).

    The spans follow one another without overlap; a gap is not charged. Raises HistoryInvalid if
    they do not, or if there is no schedule.
    """

    service_id: Ref
    spans: Sequence[TermsSpan]
    schedules: Sequence[Schedule]
    add_ons: Sequence[AddOn] = ()
    discounts: Sequence[Discount] = ()
    one_offs: Sequence[OneOff] = ()

    def __post_init__(self) -> None:
        if not self.schedules:
            raise HistoryInvalid(f"service {self.service_id} has no schedule")
        if len(self.spans) > 1:
            for span, following in pairwise(self.spans):
                if span.to_on is None or span.to_on > following.from_on:
                    raise HistoryInvalid(
                        f"service {self.service_id}: the terms from {span.from_on} do not end"
                        f" before those from {following.from_on}"
                    )


def _check_days(what: Ref, from_on: date, to_on: date | None) -> None:
    if to_on is not None and to_on < from_on:
        raise HistoryInvalid(f"{what} ends on {to_on}, before it begins on {from_on}")
