"""What part of a period's price its days cost, so that parts always add up to the whole.

Days `[a, b)` of a period cost `C(b) - C(a)`, where `C(k)` is the cost of its first k days, rounded
half up. Whatever the cuts and whoever made them, the differences telescope to the price: B-PR-4
holds without any part knowing the others. A part may differ by one minor unit from rounding its own
days; Kill Bill and Lago round each part, and their parts may miss the whole by a unit.
"""

from datetime import date
from enum import StrEnum
from typing import NamedTuple

from guywire.engines.money import half_up
from guywire.engines.rating.errors import CalendarInvalid


class DayCount(StrEnum):
    """Days of a period: as they are, or 30 a month as the 30/360 convention has them."""

    ACTUAL = "actual"
    THIRTY = "thirty"


class Basis(NamedTuple):
    """The measure of a period's price, one value for all its parts.

    from_on   first day of the whole period, also where only a part of it is billed
    days      its length, the denominator
    parts     1; or the months (weeks) of a long term of which this is one, billed alone: a part
              month before a quarter has 3, and its price is that of the quarter
    thirty    0; or its months where a month counts 30 days: day 31 is free, what February lacks
              comes with its last day (30/360)
    unit      prorated amounts are whole multiples of it, 1 or 100 minor units
    """

    from_on: date
    days: int
    parts: int = 1
    thirty: int = 0
    unit: int = 1

    @property
    def end_on(self) -> date:
        """The day after the last of the whole period."""
        return date.fromordinal(self.from_on.toordinal() + self.days)

    def upto(self, amount: int, day: date) -> int:
        """Minor units of the days before `day`, of an amount (>= 0) a whole term."""
        days = day.toordinal() - self.from_on.toordinal()
        if days <= 0:
            return 0
        if days >= self.days:
            days = self.days
            if self.parts == 1:
                return amount
        length = self.days
        if self.thirty:
            length = 30 * self.thirty
            days = length if days == self.days else min(days, length)
        cost = self.unit * half_up(amount * days, length * self.parts * self.unit)
        return min(cost, amount)

    def cost(self, amount: int, from_on: date, to_on: date) -> int:
        """Minor units of days `[from_on, to_on)`, of an amount (>= 0) a whole term."""
        if from_on == self.from_on:
            return self.upto(amount, to_on)
        return self.upto(amount, to_on) - self.upto(amount, from_on)

    @property
    def code(self) -> str:
        """The basis as text, to be stored with a line: "2026-02-01/28/1/0/1"."""
        return f"{self.from_on.isoformat()}/{self.days}/{self.parts}/{self.thirty}/{self.unit}"

    @classmethod
    def of(cls, code: str) -> "Basis":
        """The basis that `code` wrote; CalendarInvalid for other text."""
        try:
            start, *numbers = code.split("/")
            days, parts, thirty, unit = map(int, numbers)
            found = cls(date.fromisoformat(start), days, parts, thirty, unit)
        except ValueError:
            raise CalendarInvalid(f"{code!r} is no basis such as 2026-02-01/28/1/0/1") from None
        if days < 1 or parts < 1 or thirty < 0 or unit < 1 or found.code != code:
            raise CalendarInvalid(f"{code!r} is no basis such as 2026-02-01/28/1/0/1")
        return found
