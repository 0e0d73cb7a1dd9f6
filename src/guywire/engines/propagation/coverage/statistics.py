"""Figures of a raster: area and points above thresholds, and what a change gains and loses."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from guywire.engines.geo.errors import EngineError
from guywire.engines.propagation.coverage.grid import Grid, Window
from guywire.engines.propagation.coverage.signal import Raster

Values = npt.NDArray[np.floating[Any]]
Integers = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Reached:
    """What lies at or above a threshold. points: None if none were asked for."""

    threshold: float
    area_km2: float
    points: int | None = None


@dataclass(frozen=True)
class Change:
    """What one result reaches and the other does not, at a threshold."""

    threshold: float
    gained_km2: float
    lost_km2: float
    kept_km2: float
    gained_points: Integers
    lost_points: Integers


def area_km2(grid: Grid, window: Window, is_counted: Flags) -> float:
    """Area of the pixels of a window that count."""
    per_row = grid.row_areas_m2()[window.row : window.row + window.rows]
    return float(per_row @ is_counted.sum(axis=1)) / 1e6


def reached(
    raster: Raster,
    thresholds: Sequence[float],
    points: tuple[npt.ArrayLike, npt.ArrayLike] | None = None,
) -> list[Reached]:
    """Area, and count of points (latitudes, longitudes), at or above each threshold."""
    at_points = None if points is None else values_at(raster, *points)
    return [
        Reached(
            threshold=threshold,
            area_km2=area_km2(raster.grid, raster.window, raster.values >= threshold),
            points=None if at_points is None else int((at_points >= threshold).sum()),
        )
        for threshold in thresholds
    ]


def values_at(raster: Raster, latitudes: npt.ArrayLike, longitudes: npt.ArrayLike) -> Values:
    """Value of the pixel under each point, nan outside the window."""
    rows, columns = raster.grid.pixels(latitudes, longitudes)
    window = raster.window
    rows, columns = rows - window.row, columns - window.column
    is_in = (rows >= 0) & (rows < window.rows) & (columns >= 0) & (columns < window.columns)
    found = np.full(len(rows), np.nan, dtype=np.float32)
    found[is_in] = raster.values[rows[is_in], columns[is_in]]
    return found


def on_whole_grid(raster: Raster) -> Values:
    """Values of the whole grid, nan outside the raster's window."""
    whole = np.full((raster.grid.rows, raster.grid.columns), np.nan, dtype=np.float32)
    whole[raster.window.slices] = raster.values
    return whole


def compare(
    before: Raster,
    after: Raster,
    threshold: float,
    points: tuple[npt.ArrayLike, npt.ArrayLike] = ((), ()),
) -> Change:
    """What `after` gains and loses against `before`; points by their index."""
    if before.grid != after.grid:
        raise EngineError("results on different grids cannot be compared")
    had = on_whole_grid(before) >= threshold
    has = on_whole_grid(after) >= threshold
    grid, whole = before.grid, before.grid.whole
    point_had = values_at(before, *points) >= threshold
    point_has = values_at(after, *points) >= threshold
    return Change(
        threshold=threshold,
        gained_km2=area_km2(grid, whole, has & ~had),
        lost_km2=area_km2(grid, whole, had & ~has),
        kept_km2=area_km2(grid, whole, had & has),
        gained_points=np.flatnonzero(point_has & ~point_had),
        lost_points=np.flatnonzero(point_had & ~point_has),
    )
