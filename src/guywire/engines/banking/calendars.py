"""Banking days: on which days money moves.

`FEDERAL_RESERVE` and `TARGET` know their own holidays for any year; a tenant may add days on which
its own bank is shut.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta

DAY = timedelta(days=1)
SATURDAY, SUNDAY = 5, 6
MONDAY, THURSDAY = 0, 3
LONGEST_CLOSURE_DAYS = 60


@dataclass(frozen=True)
class BankingCalendar:
    """Weekdays that are not holidays. `holidays_of` gives a year's, `closed_on` adds more."""

    name: str
    holidays_of: Callable[[int], frozenset[date]]
    closed_on: frozenset[date] = field(default_factory=frozenset[date])

    def is_banking_day(self, day: date) -> bool:
        """Whether money moves on the day."""
        is_weekend = day.weekday() in (SATURDAY, SUNDAY)
        return not (is_weekend or day in self.closed_on or day in self.holidays_of(day.year))

    def on_or_after(self, day: date) -> date:
        """The day itself or the next banking day."""
        last = day + DAY * LONGEST_CLOSURE_DAYS
        while not self.is_banking_day(day):
            day += DAY
            if day > last:
                raise ValueError(f"{self.name} has no banking day in {LONGEST_CLOSURE_DAYS} days")
        return day

    def after(self, day: date, banking_days: int) -> date:
        """So many banking days after a day; 0 is the day itself or the next banking day."""
        day = self.on_or_after(day) if banking_days == 0 else day
        for _ in range(banking_days):
            day = self.on_or_after(day + DAY)
        return day


def federal_reserve_holidays(year: int) -> frozenset[date]:
    """Holidays of the Federal Reserve Banks.

    One that falls on a Sunday is kept on the Monday, one on a Saturday is not moved (Federal
    Reserve Financial Services, holiday schedules).
    """
    fixed = [date(year, 1, 1), date(year, 7, 4), date(year, 11, 11), date(year, 12, 25)]
    if year >= 2021:
        fixed.append(date(year, 6, 19))
    moved = [day + DAY if day.weekday() == SUNDAY else day for day in fixed]
    floating = [
        _nth(year, 1, MONDAY, 3),
        _nth(year, 2, MONDAY, 3),
        _last(year, 5, MONDAY),
        _nth(year, 9, MONDAY, 1),
        _nth(year, 10, MONDAY, 2),
        _nth(year, 11, THURSDAY, 4),
    ]
    return frozenset([*moved, *floating])


def target_holidays(year: int) -> frozenset[date]:
    """Closing days of TARGET, the Eurosystem's settlement (ECB, since 2002)."""
    easter = _easter(year)
    days = [date(year, 1, 1), date(year, 5, 1), date(year, 12, 25), date(year, 12, 26)]
    return frozenset([*days, easter - 2 * DAY, easter + DAY])


FEDERAL_RESERVE = BankingCalendar("the Federal Reserve", federal_reserve_holidays)
TARGET = BankingCalendar("TARGET", target_holidays)


def _nth(year: int, month: int, weekday: int, nth: int) -> date:
    first = date(year, month, 1)
    return first + DAY * ((weekday - first.weekday()) % 7 + 7 * (nth - 1))


def _last(year: int, month: int, weekday: int) -> date:
    end = date(year + month // 12, month % 12 + 1, 1) - DAY
    return end - DAY * ((end.weekday() - weekday) % 7)


def _easter(year: int) -> date:
    """Gregorian Easter Sunday (Meeus, Astronomical Algorithms, chapter 8)."""
    a, (b, c) = year % 19, divmod(year, 100)
    d, e = divmod(b, 4)
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    m = (32 + 2 * e + 2 * i - h - k) % 7
    n = (a + 11 * h + 22 * m) // 451
    month, day = divmod(h + m - 7 * n + 114, 31)
    return date(year, month, day + 1)
