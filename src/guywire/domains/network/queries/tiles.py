"""Vector tiles out of the database, and the arithmetic of web mercator.

A tile is Mapbox Vector Tile 2.1 (protocol buffers) of one layer, written here: points, lines and
polygons of one ring are all the map needs. Where many points fall on one spot of a low zoom, one
stands for all and carries their ``count``.
"""

import math
import struct
from collections.abc import Iterable, Sequence
from itertools import islice

import numpy as np
import shapely

from .layers import Box, Feature, MapLayer, Point, Value

EXTENT = 4096
BUFFER = 256
HIGHEST_ZOOM = 18
THIN_BELOW_ZOOM = 13
CELL = 64
MOST_FEATURES = 4000
KINDS = {"point": 1, "line": 2, "polygon": 3}
MOVE_TO, LINE_TO, CLOSE = 1, 2, 7


def box_of(z: int, x: int, y: int, buffer: int = BUFFER) -> Box:
    """The tile in degrees, widened by the buffer."""
    margin = buffer / EXTENT
    return Box(
        west=max(-180.0, _longitude(x - margin, z)),
        south=_latitude(y + 1 + margin, z),
        east=min(180.0, _longitude(x + 1 + margin, z)),
        north=_latitude(y - margin, z),
    )


def _longitude(x: float, z: int) -> float:
    return float(x / 2**z * 360.0 - 180.0)


def _latitude(y: float, z: int) -> float:
    return math.degrees(math.atan(math.sinh(math.pi * (1.0 - 2.0 * y / 2**z))))


def project(point: Point, z: int, x: int, y: int) -> tuple[float, float]:
    """(longitude, latitude) in the tile's own units, y downwards."""
    longitude, latitude = point
    sine = math.sin(math.radians(max(-85.0511, min(85.0511, latitude))))
    across = (longitude + 180.0) / 360.0
    down = 0.5 - math.log((1.0 + sine) / (1.0 - sine)) / (4.0 * math.pi)
    return (across * 2**z - x) * EXTENT, (down * 2**z - y) * EXTENT


def vector_tile(layer: MapLayer, z: int, x: int, y: int) -> bytes:
    """The layer's tile; empty bytes where nothing lies."""
    if z < layer.min_zoom:
        return b""
    features = layer.features(box_of(z, x, y), z)
    if layer.geometry == "point":
        drawn = _thinned(features, z, x, y)
    else:
        drawn = _clipped(features, layer.geometry, z, x, y)
    return _layer(layer.name, KINDS[layer.geometry], drawn)


Drawn = list[tuple[Sequence[tuple[int, int]], dict[str, Value]]]


def _thinned(features: Iterable[Feature], z: int, x: int, y: int) -> Drawn:
    """Every point, or at a low zoom one for each spot."""
    cell = CELL if z < THIN_BELOW_ZOOM else 1
    spots: dict[tuple[int, int], tuple[Sequence[tuple[int, int]], dict[str, Value]]] = {}
    drawn: Drawn = []
    for feature in features:
        across, down = project(feature.points[0], z, x, y)
        spot = (math.floor(across / cell), math.floor(down / cell))
        if cell > 1 and spot in spots:
            properties = spots[spot][1]
            properties["count"] = int(properties.get("count", 1)) + 1
            continue
        spots[spot] = ([(round(across), round(down))], dict(feature.properties))
        drawn.append(spots[spot])
    return drawn


def _clipped(features: Iterable[Feature], geometry: str, z: int, x: int, y: int) -> Drawn:
    """Lines and polygons cut at the tile's border, since their numbers must stay small."""
    kept = list(islice(features, MOST_FEATURES))
    if not kept:
        return []
    points = [project(point, z, x, y) for one in kept for point in one.points]
    owners = np.repeat(np.arange(len(kept)), [len(one.points) for one in kept])
    make = shapely.linestrings if geometry == "line" else shapely.linearrings
    shapes = make(np.array(points), indices=owners)
    shapes = shapes if geometry == "line" else shapely.polygons(shapes)
    low, high = -BUFFER, EXTENT + BUFFER
    drawn: Drawn = []
    for feature, cut in zip(kept, shapely.clip_by_rect(shapes, low, low, high, high), strict=True):
        for part in shapely.get_parts(cut):
            ring = part.exterior if part.geom_type == "Polygon" else part
            path = _rounded(shapely.get_coordinates(ring).tolist())
            if geometry == "polygon":
                path = _clockwise(path[:-1])
            if len(path) >= (3 if geometry == "polygon" else 2):
                drawn.append((path, dict(feature.properties)))
    return drawn


def _rounded(points: Iterable[Sequence[float]]) -> list[tuple[int, int]]:
    rounded: list[tuple[int, int]] = []
    for across, down in points:
        point = (round(across), round(down))
        if not rounded or rounded[-1] != point:
            rounded.append(point)
    return rounded


def _clockwise(ring: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """An outer ring runs clockwise on the screen (MVT 2.1 §4.3.4.4)."""
    area = sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(ring, ring[1:] + ring[:1], strict=True))
    return ring if area > 0 else ring[::-1]


# Protocol buffers: varint fields are tag|0, length-delimited tag|2, doubles tag|1.


def _varint(value: int) -> bytes:
    out = bytearray()
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    out.append(value)
    return bytes(out)


def _delimited(field: int, body: bytes) -> bytes:
    return _varint(field << 3 | 2) + _varint(len(body)) + body


def _packed(field: int, numbers: Iterable[int]) -> bytes:
    return _delimited(field, b"".join(map(_varint, numbers)))


def _value(value: Value) -> bytes:
    if isinstance(value, bool):
        return _delimited(4, b"\x38" + _varint(int(value)))
    if isinstance(value, int) and value >= 0:
        return _delimited(4, b"\x28" + _varint(value))
    if isinstance(value, str):
        return _delimited(4, _delimited(1, value.encode()))
    return _delimited(4, b"\x19" + struct.pack("<d", float(value)))


def _zigzag(value: int) -> int:
    return value * 2 if value >= 0 else -value * 2 - 1


def _commands(points: Sequence[tuple[int, int]], kind: int) -> list[int]:
    out = [1 << 3 | MOVE_TO]
    before = (0, 0)
    for index, (across, down) in enumerate(points):
        if index == 1:
            out.append((len(points) - 1) << 3 | LINE_TO)
        out += [_zigzag(across - before[0]), _zigzag(down - before[1])]
        before = (across, down)
    return [*out, 1 << 3 | CLOSE] if kind == KINDS["polygon"] else out


def _layer(name: str, kind: int, drawn: Drawn) -> bytes:
    if not drawn:
        return b""
    keys: dict[str, int] = {}
    values: dict[tuple[type, Value], int] = {}
    features = []
    for points, properties in drawn:
        tags: list[int] = []
        for key, value in properties.items():
            tags.append(keys.setdefault(key, len(keys)))
            tags.append(values.setdefault((type(value), value), len(values)))
        body = _packed(2, tags) + _varint(3 << 3) + _varint(kind)
        features.append(_delimited(2, body + _packed(4, _commands(points, kind))))
    whole = (
        _varint(15 << 3) + _varint(2) + _delimited(1, name.encode()) + b"".join(features)
        + b"".join(_delimited(3, key.encode()) for key in keys)
        + b"".join(_value(value) for _, value in values)
        + _varint(5 << 3) + _varint(EXTENT)
    )  # fmt: skip
    return _delimited(3, whole)
