"""Service locations as points on the map."""

from dataclasses import dataclass
from uuid import UUID

from ..models import Service

# When several services stand at one location, the point shows the most telling state.
RANK = ("suspended", "active", "paused", "scheduled", "ordered", "quoted", "ended", "cancelled")


@dataclass(frozen=True, slots=True)
class ServicePoint:
    """A location with a service; degrees of WGS 84."""

    location_id: UUID
    service_id: UUID
    customer_id: UUID
    name: str
    number: str
    state: str
    sector_id: UUID | None
    longitude: float
    latitude: float


def points_in(
    west: float, south: float, east: float, north: float, *, limit: int = 20_000
) -> list[ServicePoint]:
    """The locations inside a box that have services, each once with its most telling state."""
    rows = Service.objects.filter(
        location__longitude__range=(west, east), location__latitude__range=(south, north)
    ).values_list(
        "location_id",
        "pk",
        "customer_id",
        "customer__name",
        "number",
        "state",
        "sector_id",
        "location__longitude",
        "location__latitude",
    )
    best: dict[UUID, ServicePoint] = {}
    for values in rows.order_by("-created_at", "pk")[:limit]:
        point = ServicePoint(*values)
        other = best.get(point.location_id)
        if other is None or RANK.index(point.state) < RANK.index(other.state):
            best[point.location_id] = point
    return list(best.values())
