"""Days of the tenant's zone, and the moments at which they begin and end."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from guywire.domains.tenants.queries import this_tenant
from guywire.kit import clock


def today() -> date:
    """The date it is now where the tenant is."""
    return clock.today(this_tenant().time_zone)


def day_of(moment: datetime) -> date:
    """The tenant's date at an aware moment."""
    return moment.astimezone(ZoneInfo(this_tenant().time_zone)).date()


def day_bounds(first: date, after: date, zone: str) -> tuple[datetime, datetime]:
    """The moments ``[begin, end)`` in UTC of the days ``[first, after)`` in an IANA zone.

    A day on which the clock is put forward has 23 hours, one on which it is put back 25. Where
    midnight itself is skipped, the day begins at the first moment there is.
    """
    begin, end = (datetime.combine(day, time(), ZoneInfo(zone)) for day in (first, after))
    return begin.astimezone(UTC), end.astimezone(UTC)
