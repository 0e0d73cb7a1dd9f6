"""Vector tiles out of the database, and the arithmetic of web mercator.

A tile holds the layers that somebody may see, each of points, lines or polygons of one ring; so
the map asks once for what it would else ask for layer by layer. Where many
points fall on one spot of a low zoom, one of each status stands for all and carries their
``count``: a screen shows no more, and the tile stays small however many there are.
"""

import math
from collections.abc import Iterable, Sequence
from itertools import islice

import numpy as np
import numpy.typing as npt
import shapely

from . import mvt
from .layers import Box, Feature, MapLayer, Point, Value
from .mvt import EXTENT, Integers

BUFFER = 128
HIGHEST_ZOOM = 18
# Side of a spot in the tile's units, by zoom: 24 pixels far out, then 16 and 8; each point from 13.
SPOTS = {zoom: 192 for zoom in range(11)} | {11: 128, 12: 64}
MOST_FEATURES = 4000
LEAST_POINTS = {"line": 2, "polygon": 3}
HIGHEST_LATITUDE = 85.0511
Floats = npt.NDArray[np.float64]
Whose = npt.NDArray[np.intp]


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


def project(points: Sequence[Point], z: int, x: int, y: int) -> Floats:
    """(longitude, latitude) each in the tile's own units, y downwards."""
    degrees = np.array(points, dtype=np.float64).reshape(-1, 2)
    sine = np.sin(np.radians(np.clip(degrees[:, 1], -HIGHEST_LATITUDE, HIGHEST_LATITUDE)))
    across = (degrees[:, 0] + 180.0) / 360.0
    down = 0.5 - np.log((1.0 + sine) / (1.0 - sine)) / (4.0 * math.pi)
    return np.column_stack((across * 2**z - x, down * 2**z - y)) * EXTENT


def vector_tile(layers: Iterable[MapLayer], z: int, x: int, y: int) -> bytes:
    """The tile of these layers; empty bytes where nothing lies."""
    return b"".join(_layer(one, z, x, y) for one in layers)


def _layer(layer: MapLayer, z: int, x: int, y: int) -> bytes:
    if z < layer.min_zoom:
        return b""
    features = layer.features(box_of(z, x, y), z)
    if layer.geometry == "point":
        points, counts, properties = _thinned(features, z, x, y)
    else:
        points, counts, properties = _clipped(features, layer.geometry, z, x, y)
    return mvt.layer(layer.name, layer.geometry, points, counts, properties)


Drawn = tuple[Integers, Integers, list[dict[str, Value]]]
NOTHING = np.empty((0, 2), dtype=np.int64), np.empty(0, dtype=np.int64), list[dict[str, Value]]()


def _thinned(features: Iterable[Feature], z: int, x: int, y: int) -> Drawn:
    """Every point, or at a low zoom one of each status for each spot."""
    found = list(features)
    if not found:
        return NOTHING
    places = project([one.points[0] for one in found], z, x, y)
    kept = list(range(len(found)))
    properties = [dict(one.properties) for one in found]
    if z in SPOTS:
        kept, properties = _spots(found, np.floor(places / SPOTS[z]).tolist())
    points = np.rint(places[kept]).astype(np.int64)
    return points, np.ones(len(kept), dtype=np.int64), properties


def _spots(
    found: Sequence[Feature], cells: Sequence[Sequence[float]]
) -> tuple[list[int], list[dict[str, Value]]]:
    """The first of each spot and status, with how many it stands for."""
    spots: dict[tuple[float, float, Value], list[int]] = {}
    for index, (feature, (across, down)) in enumerate(zip(found, cells, strict=True)):
        spots.setdefault((across, down, feature.properties.get("status", "")), []).append(index)
    properties = []
    for members in spots.values():
        first = found[members[0]].properties
        # A spot of many is named and counted; it is nobody's page.
        shown = {k: v for k, v in first.items() if k != "url"}
        properties.append(dict(first) if len(members) == 1 else shown | {"count": len(members)})
    return [members[0] for members in spots.values()], properties


def _clipped(features: Iterable[Feature], kind: mvt.Kind, z: int, x: int, y: int) -> Drawn:
    """Lines and polygons cut at the tile's border, since their numbers must stay small."""
    found = list(islice(features, MOST_FEATURES))
    if not found:
        return NOTHING
    points = project([point for one in found for point in one.points], z, x, y)
    whose = np.repeat(np.arange(len(found)), [len(one.points) for one in found])
    points, whose, owners = _cut(points, whose, kind)
    if kind == "polygon":
        points = _clockwise(points, whose)
    rounded = np.rint(points).astype(np.int64)
    is_new = _starts(whose) | (np.diff(rounded, axis=0, prepend=0) != 0).any(axis=1)
    if kind == "polygon":
        is_new &= ~np.append(_starts(whose)[1:], True)  # a ring closes by itself
    counts = np.bincount(whose, weights=is_new, minlength=len(owners)).astype(np.int64)
    is_drawn = counts >= LEAST_POINTS[kind]
    return (
        rounded[is_new & is_drawn[whose]],
        counts[is_drawn],
        [dict(found[owner].properties) for owner in owners[is_drawn].tolist()],
    )


def _starts(whose: Whose) -> npt.NDArray[np.bool_]:
    """Whether a point is the first of its shape."""
    return np.concatenate(([True], whose[1:] != whose[:-1]))


def _cut(points: Floats, whose: Whose, kind: mvt.Kind) -> tuple[Floats, Whose, Whose]:
    """The points inside the tile, the shape of each, and the feature of each shape.

    What lies inside as a whole is left as it is; cutting the rest may part it in several.
    """
    firsts = np.flatnonzero(_starts(whose))
    low, high = -BUFFER, EXTENT + BUFFER
    inside = (np.minimum.reduceat(points, firsts).min(axis=1) >= low) & (
        np.maximum.reduceat(points, firsts).max(axis=1) <= high
    )
    across = ~inside[whose]
    crossing = np.flatnonzero(~inside)
    kept = np.flatnonzero(inside)
    if not len(crossing):
        return points, whose, kept
    make = shapely.linestrings if kind == "line" else shapely.linearrings
    shapes = make(points[across], indices=np.cumsum(_starts(whose[across])) - 1)
    shapes = shapes if kind == "line" else shapely.polygons(shapes)
    parts, of = shapely.get_parts(
        shapely.clip_by_rect(shapes, low, low, high, high), return_index=True
    )
    wanted = shapely.get_type_id(parts) == (1 if kind == "line" else 3)
    parts, owners = parts[wanted], crossing[of[wanted]]
    rings = parts if kind == "line" else shapely.get_exterior_ring(parts)
    cut, part = shapely.get_coordinates(rings, return_index=True)
    return (
        np.concatenate((points[~across], cut)),
        np.concatenate((np.searchsorted(kept, whose[~across]), len(kept) + part)),
        np.concatenate((kept, owners)),
    )


def _clockwise(points: Floats, whose: Whose) -> Floats:
    """Each outer ring clockwise on the screen (MVT 2.1 §4.3.4.4); the rings are closed."""
    if not len(points):
        return points
    firsts = np.flatnonzero(_starts(whose))
    ends = np.append(firsts[1:], len(points)) - 1
    after = np.roll(points, -1, axis=0)
    crossed = points[:, 0] * after[:, 1] - after[:, 0] * points[:, 1]
    crossed[ends] = 0.0
    is_wrong = np.add.reduceat(crossed, firsts) < 0
    ring = np.cumsum(_starts(whose)) - 1
    place = np.arange(len(points))
    turned = firsts[ring] + ends[ring] - place
    return points[np.where(is_wrong[ring], turned, place)]
