"""Service locations as points on the map, and the map's layer of them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import TextField
from django.db.models.functions import Cast
from django.urls import reverse

from guywire.domains.network.queries.layers import Box, Feature, MapLayer

from ..models import Customer, Service, ServiceLocation

# When several services stand at one location, the point shows the most telling state.
TELLING = ("suspended", "active", "paused", "scheduled", "ordered", "quoted", "ended", "cancelled")
RANK = {state: rank for rank, state in enumerate(TELLING)}
MOST_DRAWN = 20_000


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


COLUMNS = (
    *("location_id", "pk", "customer_id", "customer__name", "number", "state", "sector_id"),
    *("location__longitude", "location__latitude"),
)


def points_in(
    west: float, south: float, east: float, north: float, *, limit: int = MOST_DRAWN
) -> list[ServicePoint]:
    """The locations inside a box that have services, each once with its most telling state."""
    rows = Service.objects.filter(
        location__longitude__range=(west, east), location__latitude__range=(south, north)
    )
    best: dict[UUID, ServicePoint] = {}
    for row in rows.order_by("-created_at", "pk").values_list(*COLUMNS)[:limit]:
        point = ServicePoint(*row)
        other = best.get(point.location_id)
        if other is None or RANK[point.state] < RANK[other.state]:
            best[point.location_id] = point
    return list(best.values())


def layer_features(box: Box, zoom: int) -> Iterator[Feature]:
    """The points of the map's layer; a click leads to the customer."""
    base = reverse("customers:customer-list")
    for _place, owner, name, state, longitude, latitude in _drawn(box):
        yield Feature(
            ((longitude, latitude),),
            {
                "id": owner,
                "name": name,
                "status": state,
                "kind": "customer",
                "url": f"{base}{owner}/",
            },
        )


def _drawn(box: Box) -> Iterable[tuple[Any, ...]]:
    """As ``points_in``, as bare tuples with their ids as text: a far tile has all customers."""
    rows = Service.objects.filter(
        location__longitude__range=(box.west, box.east),
        location__latitude__range=(box.south, box.north),
    ).order_by("-created_at", "pk")
    best: dict[str, tuple[Any, ...]] = {}
    for row in rows.values_list(
        Cast("location_id", TextField()), Cast("customer_id", TextField()), "customer__name",
        "state", "location__longitude", "location__latitude",
    )[:MOST_DRAWN]:  # fmt: skip
        other = best.setdefault(row[0], row)
        if other is not row and RANK[row[3]] < RANK[other[3]]:
            best[row[0]] = row
    return best.values()


CUSTOMERS_LAYER = MapLayer(
    name="customers",
    label="Customers",
    code="customers.customer.view",
    geometry="point",
    features=layer_features,
    rows_of=(Service, ServiceLocation, Customer),
    status_labels=dict(Service.State.choices),
    order=60,
)
