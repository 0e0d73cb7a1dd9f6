"""Numbers such as CUST-2026-0001: per tenant, gapless, safe with many writers at once."""

from datetime import date

from guywire.kit import clock

from ..models import NumberCounter, NumberSeries, Tenant
from ..patterns import check_pattern, default_pattern, render_number


def next_number(key: str, *, on: date | None = None) -> str:
    """The next number of a series, taken in the caller's transaction.

    The counter's row is locked until that transaction ends, so numbers have no gaps: a rolled-back
    writer gives its number back. A pattern with {year} counts each year by itself, so that a
    number dated into an older year goes on where that year stopped.
    """
    [number] = next_numbers(key, 1, on=on)
    return number


def next_numbers(key: str, count: int, *, on: date | None = None) -> list[str]:
    """The next ``count`` numbers of a series, as ``next_number`` gives one."""
    tenant = Tenant.objects.get()
    year = (on or clock.today(tenant.time_zone)).year
    NumberSeries.objects.bulk_create(
        [NumberSeries(key=key, pattern=default_pattern(key))], ignore_conflicts=True
    )
    series = NumberSeries.objects.select_for_update().get(key=key)
    counter, _ = NumberCounter.objects.select_for_update().get_or_create(
        series=series, year=year if "{year}" in series.pattern else 0
    )
    first = counter.next_value
    counter.next_value = first + count
    counter.save(update_fields=["next_value"])
    return [render_number(series.pattern, first + step, year) for step in range(count)]


def set_pattern(key: str, pattern: str) -> NumberSeries:
    """Change how a series is written; numbers given out stay as they are."""
    check_pattern(pattern)
    NumberSeries.objects.bulk_create(
        [NumberSeries(key=key, pattern=pattern)], ignore_conflicts=True
    )
    series = NumberSeries.objects.select_for_update().get(key=key)
    if series.pattern != pattern:
        series.pattern = pattern
        series.save(update_fields=["pattern"])
    return series
