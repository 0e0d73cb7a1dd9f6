"""Service locations as points on the map, and the map's layer of them."""

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, Max
from django.urls import reverse

from guywire.domains.network.queries.layers import Box, Feature, MapLayer

from ..models import Customer, Service, ServiceLocation

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


def _point(row: Service) -> ServicePoint:
    place = row.location
    assert place.longitude is not None
    assert place.latitude is not None
    return ServicePoint(
        location_id=place.pk,
        service_id=row.pk,
        customer_id=row.customer_id,
        name=row.customer.name,
        number=row.number,
        state=row.state,
        sector_id=row.sector_id,
        longitude=place.longitude,
        latitude=place.latitude,
    )


def points_in(
    west: float, south: float, east: float, north: float, *, limit: int = 20_000
) -> list[ServicePoint]:
    """The locations inside a box that have services, each once with its most telling state."""
    rows = Service.objects.filter(
        location__longitude__range=(west, east), location__latitude__range=(south, north)
    ).select_related("customer", "location")
    best: dict[UUID, ServicePoint] = {}
    for row in rows.order_by("-created_at", "pk")[:limit]:
        other = best.get(row.location_id)
        if other is None or RANK.index(row.state) < RANK.index(other.state):
            best[row.location_id] = _point(row)
    return list(best.values())


def layer_features(box: Box, zoom: int) -> Iterator[Feature]:
    """The points of the map's layer; a click leads to the customer."""
    base = reverse("customers:customer-list")
    for point in points_in(box.west, box.south, box.east, box.north):
        yield Feature(
            ((point.longitude, point.latitude),),
            {
                "id": str(point.location_id),
                "name": point.name,
                "status": point.state,
                "kind": "customer",
                "service": point.number,
                "url": f"{base}{point.customer_id}/",
            },
        )


def layer_version() -> str:
    """Changes with every service, place or name on the map."""
    parts = []
    for model in (Service, ServiceLocation, Customer):
        found = model._default_manager.aggregate(count=Count("pk"), latest=Max("updated_at"))
        latest = found["latest"]
        parts.append(f"{found['count']}-{latest.timestamp() if latest else 0:.6f}")
    return "-".join(parts)


CUSTOMERS_LAYER = MapLayer(
    name="customers",
    label="Customers",
    code="customers.customer.view",
    geometry="point",
    features=layer_features,
    version=layer_version,
    status_labels=dict(Service.State.choices),
    order=60,
)
