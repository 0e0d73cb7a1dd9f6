"""Made-up histories and policies, all of them possible, from a seed."""

from collections.abc import Sequence
from datetime import date, timedelta
from random import Random
from typing import TypeVar

from guywire.engines.money import QUANTITY_ONE
from guywire.engines.rating import (
    MONTHLY,
    AddOn,
    Cycle,
    DayCount,
    Discount,
    DiscountOrder,
    FirstTerm,
    MidPeriod,
    Mode,
    OneOff,
    Part,
    Policies,
    Schedule,
    ServiceHistory,
    TermsSpan,
    Timing,
    Unit,
    When,
)

ORIGIN = date(2023, 11, 15)  # a leap year follows
DAYS = 700
T = TypeVar("T")


class World:
    """A random source of histories, schedules and policies."""

    def __init__(self, seed: int) -> None:
        self.chance = Random(seed)

    def one(self, choices: Sequence[T]) -> T:
        """One of some values."""
        return self.chance.choice(choices)

    def odds(self, one_in: int) -> bool:
        """True once in so many times."""
        return self.chance.randrange(one_in) == 0

    def day(self) -> date:
        """A day of the time in which things happen."""
        return ORIGIN + timedelta(self.chance.randrange(DAYS))

    def cycle(self) -> Cycle:
        """Mostly months."""
        if self.odds(4):
            unit = self.one((Unit.WEEK, Unit.DAY))
            return Cycle(unit, self.chance.randint(1, 6) * (1 if unit is Unit.WEEK else 15))
        return self.one((MONTHLY, MONTHLY, Cycle(length=3), Cycle(length=12), Cycle(length=5)))

    def schedule(self, from_on: date = date.min) -> Schedule:
        """Any schedule."""
        return Schedule(
            bill_day=self.chance.randint(1, 31),
            from_on=from_on,
            mode=self.one((Mode.FIXED, Mode.FIXED, Mode.ANNIVERSARY)),
            start_day=self.one((0, 0, 1, 15, 30, 31)),
            weekday=self.chance.randint(0, 7),
            anchor_month=self.one((0, 0, 4)),
            timing=self.one(tuple(Timing)),
            advance_days=self.chance.randint(-10, 20),
            first=self.one(tuple(FirstTerm)),
            bridge_long=self.odds(2),
            day_count=self.one(tuple(DayCount)),
            round_to=self.one((1, 1, 100)),
        )

    def schedules(self) -> list[Schedule]:
        """One schedule, and up to two later ones."""
        later = sorted({self.day() for _ in range(self.chance.randint(0, 2))})
        return [self.schedule(), *(self.schedule(on) for on in later)]

    def policies(self) -> Policies:
        """Any policies that credit and bill everything in the end."""
        return Policies(
            start=self.one(tuple(Part)),
            end=self.one(tuple(Part)),
            bridge=self.one(tuple(Part)),
            status=self.one(tuple(Part)),
            add_on=self.one(tuple(Part)),
            upgrade=self.one(tuple(When)),
            downgrade=self.one(tuple(When)),
            price_list=self.one(tuple(When)),
            credits_changes=self.odds(2),
            mid_period=self.one(tuple(MidPeriod)),
            final_at_once=self.odds(2),
            discounts=self.one(tuple(DiscountOrder)),
            charges_last_day=self.odds(4),
        )

    def spans(self) -> list[TermsSpan]:
        """Up to five spans: changes of plan, price, percent and cycle, gaps, empty days."""
        bounds = sorted(self.day() for _ in range(self.chance.randint(2, 6)))
        cycle = self.cycle()
        spans: list[TermsSpan] = []
        for i, (a, b) in enumerate(zip(bounds, bounds[1:], strict=False)):
            if spans and self.odds(8):
                continue
            cycle = self.cycle() if self.odds(6) else cycle
            price = self.one((0, 1, 1999, 3333, 5000, 12000))
            is_open = i == len(bounds) - 2 and self.odds(2)
            spans.append(
                TermsSpan(
                    a, f"p{price}", price, cycle, None if is_open else b,
                    self.one((100, 100, 100, 0, 50)), self.one(("net", "net", "voice")),
                    is_price_list=self.odds(2), restarts=self.odds(7),
                )
            )  # fmt: skip
        return spans

    def add_ons(self) -> list[AddOn]:
        """Up to two add-ons."""
        return [
            AddOn(
                f"a{n}", (on := self.day()), self.chance.randint(0, 1500),
                self.one((None, on + timedelta(50))), self.one((QUANTITY_ONE, 2_500_000)),
                is_suspended=self.odds(2),
            )
            for n in range(self.chance.randint(0, 2))
        ]  # fmt: skip

    def discounts(self) -> list[Discount]:
        """Up to three discounts."""
        reductions = ((10_000_000, 0), (33_333_333, 0), (100_000_000, 0), (0, 700))
        return [
            Discount(
                f"d{n}", (on := self.day()), on + timedelta(self.chance.randint(0, 200)),
                *self.one(reductions), self.odds(2), not self.odds(3),
            )
            for n in range(self.chance.randint(0, 3))
        ]  # fmt: skip

    def one_offs(self) -> list[OneOff]:
        """Up to two one-offs."""
        return [
            OneOff(
                f"o{n}", self.day(), self.chance.randint(0, 9999),
                instalments=self.chance.randint(1, 3), with_next=self.odds(2),
            )
            for n in range(self.chance.randint(0, 2))
        ]  # fmt: skip

    def history(self) -> ServiceHistory:
        """A whole history."""
        return ServiceHistory(
            "S", self.spans(), self.schedules(), self.add_ons(), self.discounts(), self.one_offs()
        )

    def known_of(self, history: ServiceHistory) -> ServiceHistory:
        """A part of a history, as it is known before all of it is; the last end may be unknown."""
        spans = list(history.spans[: self.chance.randint(0, len(history.spans))])
        if spans and self.odds(2):
            last = spans.pop()
            spans.append(
                TermsSpan(
                    last.from_on, last.price_id, last.price_minor, last.cycle, None, last.percent,
                    last.tax_class, last.location_id, last.takes, last.is_price_list,
                    last.restarts,
                )
            )  # fmt: skip
        return ServiceHistory(
            "S",
            spans,
            history.schedules,
            [add_on for add_on in history.add_ons if self.odds(2)],
            [discount for discount in history.discounts if self.odds(2)],
            [one_off for one_off in history.one_offs if self.odds(2)],
        )
