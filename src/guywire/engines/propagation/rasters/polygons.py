"""Areas as GeoJSON (RFC 7946): what lies at or above each threshold, or belongs to each server.

Edges are those of the pixels, so that an area is what the raster says, to the pixel. A raster with
more than MOST_PIXELS is thinned first, to every second, third … pixel; the file says so (`every`).
"""

import json
import math
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely
from rasterio.features import shapes

from guywire.engines.propagation.coverage.grid import Grid
from guywire.engines.propagation.coverage.progress import CancelToken, Report, Watch
from guywire.engines.propagation.rasters.files import written
from guywire.engines.propagation.rasters.palette import Categories, Classes, LegendEntry, Values
from guywire.engines.propagation.rasters.tiles import PIXELS_AT_ONCE, refuse_other_shape

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.uint8]

MOST_PIXELS = 25_000_000
DIGITS = 7
"""Of a degree: a centimetre."""


@dataclass(frozen=True)
class Outline:
    """Corners of a grid's pixels in degrees, and the pixels' areas."""

    latitudes: Floats
    longitudes: Floats
    row_areas_m2: Floats
    every: int

    @classmethod
    def of(cls, grid: Grid) -> "Outline":
        """A grid's, thinned where it has too many pixels."""
        every = math.ceil(math.sqrt(grid.rows * grid.columns / MOST_PIXELS))
        rows, columns = np.arange(0, grid.rows, every), np.arange(0, grid.columns, every)
        areas = grid.row_areas_m2()
        return cls(
            grid.latitudes(np.append(rows, grid.rows) - 0.5).round(DIGITS),
            grid.longitudes(np.append(columns, grid.columns) - 0.5).round(DIGITS),
            np.add.reduceat(areas, rows) * every,
            every,
        )


def write_geojson(
    path: Path,
    grid: Grid,
    values: Values,
    palette: Classes | Categories,
    *,
    report: Report | None = None,
    token: CancelToken | None = None,
) -> None:
    """A feature for each line of the palette's legend.

    Of classes it is the area at or above the class's threshold (below its end, where low is best),
    so that areas lie within one another; of categories each has its own. What is nowhere has no
    geometry. Properties: label, area_km2, and colours as Simplestyle names them.
    """
    refuse_other_shape(grid, values)
    outline = Outline.of(grid)
    watch = Watch(len(palette.legend), report, token)
    with written(path) as beside, beside.open("w", encoding="utf-8") as file:
        file.write('{"type": "FeatureCollection", "features": [')
        for place, entry in enumerate(palette.legend):
            feature = _feature(outline, _flags(outline, values, palette, entry), palette, entry)
            file.write(",\n" if place else "\n")
            json.dump(feature, file, ensure_ascii=False, allow_nan=False)
            watch.step()
        file.write("\n]}\n")


def areas(outline: Outline, flags: Flags) -> shapely.MultiPolygon:
    """The pixels that are not 0 as valid polygons, outer rings counterclockwise."""
    found: list[shapely.Polygon] = []
    for shape, _ in shapes(flags, mask=flags > 0, connectivity=4):
        rings = [_ring(outline, ring) for ring in shape["coordinates"]]
        found.append(shapely.Polygon(rings[0], rings[1:]))
    whole = shapely.MultiPolygon(found)
    return shapely.orient_polygons(whole, exterior_cw=False)


def _ring(outline: Outline, corners: list[tuple[float, float]]) -> Floats:
    """A ring's corners, given by column and row, in degrees."""
    places = np.asarray(corners, dtype=np.int64)
    return np.column_stack((outline.longitudes[places[:, 0]], outline.latitudes[places[:, 1]]))


def _flags(
    outline: Outline, values: Values, palette: Classes | Categories, entry: LegendEntry
) -> Flags:
    """1 for the pixels of a legend's line, by bands so that memory stays flat."""
    every = outline.every
    parts: list[Flags] = []
    for thinned in _bands(values, every):
        if isinstance(palette, Categories):
            is_in = thinned == entry.code
        elif palette.is_low_best:
            end = math.inf if entry.high is None else entry.high
            is_in = (thinned >= palette.edges[0]) & (thinned < end)
        else:
            assert entry.low is not None
            is_in = (thinned >= entry.low) & ((thinned < palette.top) | (palette.top == math.inf))
        parts.append(is_in.astype(np.uint8))
    return np.concatenate(parts)


def _bands(values: Values, every: int) -> Iterator[Values]:
    rows = every * max(1, PIXELS_AT_ONCE // (values.shape[1] * every))
    for first in range(0, values.shape[0], rows):
        yield np.asarray(values[first : first + rows : every, ::every])


def _feature(
    outline: Outline, flags: Flags, palette: Classes | Categories, entry: LegendEntry
) -> dict[str, Any]:
    area_km2 = float(outline.row_areas_m2 @ flags.sum(axis=1, dtype=np.int64)) / 1e6
    properties: dict[str, Any] = {"label": entry.label, "area_km2": round(area_km2, 6)}
    if isinstance(palette, Categories):
        properties["code"] = entry.code
    else:
        properties["from"] = palette.edges[0] if palette.is_low_best else entry.low
        end = entry.high if palette.is_low_best else palette.top
        properties["below"] = None if end is None or end == math.inf else end
    properties |= {"fill": entry.colour, "fill-opacity": 0.5, "stroke": entry.colour}
    if outline.every > 1:
        properties["every"] = outline.every
    shape = shapely.geometry.mapping(areas(outline, flags)) if flags.any() else None
    return {"type": "Feature", "properties": properties, "geometry": shape}
