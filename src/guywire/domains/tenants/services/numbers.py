"""Numbers such as CUST-2026-0001: per tenant, gapless, safe with many writers at once."""

import re
from datetime import date

from guywire.kit import clock
from guywire.kit.errors import DomainError

from ..models import NumberSeries, Tenant

DEFAULT_PATTERNS = {
    "customer": "CUST-{year}-{number:4}",
    "lead": "LEAD-{year}-{number:4}",
    "service": "SVC-{number:6}",
}
PLACE = re.compile(r"\{number(?::(\d{1,2}))?\}")


class BadPattern(DomainError):
    code = "bad_number_pattern"


def check_pattern(pattern: str) -> str:
    """A pattern holds {number} or {number:N digits} once, and may hold {year}."""
    rest = PLACE.sub("", pattern).replace("{year}", "")
    if len(PLACE.findall(pattern)) != 1 or "{" in rest or "}" in rest:
        raise BadPattern(
            "Write {number} or {number:4} once, and {year} where the year is to stand.",
            field="pattern",
        )
    return pattern


def render_number(pattern: str, number: int, year: int) -> str:
    width = PLACE.search(pattern)
    digits = int(width.group(1) or 1) if width else 1
    return PLACE.sub(f"{number:0{digits}d}", pattern).replace("{year}", str(year))


def next_number(key: str, *, on: date | None = None) -> str:
    """The next number of a series, taken in the caller's transaction.

    The series' row is locked until that transaction ends, so numbers have no gaps: a rolled-back
    writer gives its number back. A pattern with {year} starts again at 1 each year.
    """
    tenant = Tenant.objects.get()
    year = (on or clock.today(tenant.time_zone)).year
    NumberSeries.objects.bulk_create(
        [NumberSeries(key=key, pattern=DEFAULT_PATTERNS.get(key, key.upper() + "-{number:4}"))],
        ignore_conflicts=True,
    )
    series = NumberSeries.objects.select_for_update().get(key=key)
    if "{year}" in series.pattern and series.year != year:
        series.year, series.next_value = year, 1
    number = series.next_value
    series.next_value = number + 1
    series.save(update_fields=["year", "next_value"])
    return render_number(series.pattern, number, year)


def set_pattern(key: str, pattern: str) -> NumberSeries:
    """Change how a series is written; numbers given out stay as they are."""
    check_pattern(pattern)
    series, _ = NumberSeries.objects.get_or_create(key=key, defaults={"pattern": pattern})
    series.pattern = pattern
    series.save(update_fields=["pattern"])
    return series
