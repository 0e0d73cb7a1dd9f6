"""Layers of the map: data that this domain and those above it register.

    add_layer(MapLayer(name="customers", label="Customers", code="customers.customer.view",
                       geometry="point", version=..., features=...))

A domain above registers its layer in its ``urls`` module. A layer is shown to who holds its code.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from guywire.kit.access import Actor
from guywire.kit.errors import NotFound

Value = str | int | float | bool
Point = tuple[float, float]


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
    """A layer: ``features(box, zoom)`` of the active tenant, ``version()`` changes with them.

    ``status_labels`` names each status in the legend and the filter.
    """

    name: str
    label: str
    code: str
    geometry: Literal["point", "line", "polygon"]
    features: Callable[[Box, int], Iterable[Feature]]
    version: Callable[[], str]
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


def layer_named(name: str) -> MapLayer:
    """The layer of a name. Raises NotFound."""
    if name not in _layers:
        raise NotFound(f"The map has no layer “{name[:40]}”.")
    return _layers[name]
