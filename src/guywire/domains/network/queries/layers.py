"""Layers of the map: data that this domain and those above it register.

    add_layer(MapLayer(name="customers", label="Customers", code="customers.customer.view",
                       geometry="point", features=..., rows_of=(Customer, ...)))

A domain above registers its layer in its ``urls`` module. A layer is shown to who holds its code.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Literal

from django.db.models import Count, Max, Model

from guywire.kit.access import Actor

Value = str | int | float | bool
Point = tuple[float, float]
FORM = 2
"""Of the tiles: a number more when the same rows are drawn in another way."""


@dataclass(frozen=True, slots=True)
class Box:
    """A piece of the map in degrees; it never crosses the date line."""

    west: float
    south: float
    east: float
    north: float


@dataclass(frozen=True, slots=True)
class Feature:
    """One thing on the map: its points as (longitude, latitude), and what the map knows of it.

    ``properties`` hold at least ``id``, ``name``, ``url`` (the page of it) and ``status``.
    """

    points: tuple[Point, ...]
    properties: Mapping[str, Value]


@dataclass(frozen=True, slots=True, kw_only=True)
class MapLayer:
    """A layer: ``features(box, zoom)`` of the active tenant, out of the rows of ``rows_of``.

    ``status_labels`` names each status in the legend and the filter.
    """

    name: str
    label: str
    code: str
    geometry: Literal["point", "line", "polygon"]
    features: Callable[[Box, int], Iterable[Feature]]
    rows_of: tuple[type[Model], ...]
    status_labels: Mapping[str, str] = field(default_factory=dict)
    min_zoom: int = 0
    order: int = 50


_layers: dict[str, MapLayer] = {}


def add_layer(layer: MapLayer) -> None:
    """Offer a layer on the map; the same name again replaces it."""
    _layers[layer.name] = layer


def layers_for(actor: Actor) -> list[MapLayer]:
    """The layers that somebody may see, the lowest drawn first."""
    return sorted((one for one in _layers.values() if actor.may(one.code)), key=lambda x: x.order)


def version_of(layers: Sequence[MapLayer]) -> str:
    """Changes with every row that is added, changed or removed, and with the layers themselves."""
    models = {model._meta.label: model for layer in layers for model in layer.rows_of}
    parts = [str(FORM), *(layer.name for layer in layers)]
    for _label, model in sorted(models.items()):
        found = model._default_manager.aggregate(count=Count("pk"), latest=Max("updated_at"))
        parts.append(f"{found['count']} {found['latest']}")
    return sha256("\n".join(parts).encode()).hexdigest()[:20]
