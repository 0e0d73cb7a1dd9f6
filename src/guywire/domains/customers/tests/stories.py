"""What tests ask of the event log and of a service's history."""

from datetime import UTC, date, datetime, timedelta

from guywire.domains.customers.models import Service, ServicePeriod
from guywire.kit.events.models import LoggedEvent


def told(name: str) -> list[dict[str, object]]:
    rows = LoggedEvent.objects.filter(name=f"customers.{name}").order_by("happened_at")
    return [row.payload for row in rows]


def later(days: int) -> datetime:
    return datetime(2026, 3, 4, 12, tzinfo=UTC) + timedelta(days=days)


def story(service: Service) -> list[tuple[str, date, date | None]]:
    """The states of a service with their days."""
    rows = ServicePeriod.objects.filter(service=service).order_by("from_on")
    return [(row.state, row.from_on, row.to_on) for row in rows]
