"""What a finished coverage study says of one place."""

import math
from dataclasses import dataclass
from uuid import UUID

from guywire.kit.tenancy import current

from ...models import CoverageStudy
from .files import layer_array
from .layers import SERVERS, SIGHT, Layer, layers_of
from .planning import grid_of
from .studies import cells_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Value:
    """A layer's value: ``label`` is as people read it, empty where there is none."""

    key: str
    title: str
    unit: str
    value: float | None
    label: str
    sector_id: UUID | None = None


def values_at(study: CoverageStudy, latitude: float, longitude: float) -> list[Value] | None:
    """Every layer's value at a place; None where it lies outside the study."""
    rows, columns = grid_of(study.grid).pixels([latitude], [longitude])
    row, column = int(rows[0]), int(columns[0])
    if row < 0:
        return None
    tenant_id = current().tenant_id
    return [
        _value(layer, float(layer_array(tenant_id, study.pk, layer.key)[row, column]))
        for layer in layers_of(study, cells_of(study))
    ]


def _value(layer: Layer, value: float) -> Value:
    if layer.kind == SERVERS:
        if value < 0:
            return _told(layer, None, "")
        server = layer.sectors[int(value)]
        return _told(layer, value, server.sector_name, server.sector_id)
    if not math.isfinite(value):
        return _told(layer, None, "")
    if layer.key == SIGHT:
        return _told(layer, value, layer.legend[0].label if value else "")
    return _told(layer, round(value, 2), f"{value:.4g} {layer.unit}".strip())


def _told(layer: Layer, value: float | None, label: str, sector_id: UUID | None = None) -> Value:
    return Value(
        key=layer.key,
        title=layer.title,
        unit=layer.unit,
        value=value,
        label=label,
        sector_id=sector_id,
    )
