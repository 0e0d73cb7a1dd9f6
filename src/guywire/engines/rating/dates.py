"""Month arithmetic that never erodes a day: what is clamped in February is whole again in March."""

from calendar import monthrange
from datetime import date, timedelta

LAST_DAY = 31
"""As a day of the month: the last one, however long the month is."""


def month_of(day: date) -> int:
    """Months since year 0, so that months subtract."""
    return day.year * 12 + day.month - 1


def day_in(month: int, day: int) -> date:
    """A day (1-31) of a month as `month_of` counts them; days it has not fall on its last."""
    year, index = divmod(month, 12)
    if day > 28:
        day = min(day, monthrange(year, index + 1)[1])
    return date(year, index + 1, day)


def months_after(day: date, months: int) -> date:
    """The same day some months on (or back, < 0), clamped to the month's end: 31 Jan + 1 is 28 Feb.

    From the first date every time: adding 1 twice to 31 Jan gives 28 Mar, adding 2 gives 31 Mar.
    """
    return day_in(month_of(day) + months, day.day)


def days_after(day: date, days: int) -> date:
    """Some days on, or back (< 0)."""
    return day + timedelta(days)


def day_on_or_after(day: date, wanted: int) -> date:
    """The first date on or after `day` that is the wanted day (1-31, clamped) of its month."""
    found = day_in(month_of(day), wanted)
    return found if found >= day else day_in(month_of(day) + 1, wanted)
