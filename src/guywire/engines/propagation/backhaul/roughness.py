"""Roughness of the terrain around a hop: s_a of ITU-R P.530-17 section 2.3.1.

The standard deviation of the terrain's heights in a square of 110 km at a resolution of 30", half
of it on either side of the meridian through the middle of the path. P.530-18 has maps of K in its
place; `geoclimatic_factor` takes s_a for the detailed method of P.530-17.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from guywire.engines.geo.area import LocalPlane
from guywire.engines.geo.errors import EngineError
from guywire.engines.geo.terrain import TerrainStore

SIDE_M = 110_000.0
CELL_DEG = 30.0 / 3600.0
SAMPLES = 3
"""Of a cell's side: its height is the mean of nine points, as a 30" raster tells means."""

NEAREST_POLE_DEG = 85.0
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, kw_only=True)
class Roughness:
    """s_a in metres over the cells of the square whose height is known, and their share of all."""

    roughness_m: float
    known_share: float


def terrain_roughness(store: TerrainStore, latitude: float, longitude: float) -> Roughness | None:
    """s_a around the middle of a path; None where the store knows fewer than two cells.

    Cells without height (missing tiles, voids, sea that has no tile) are left out.
    """
    if not abs(latitude) <= NEAREST_POLE_DEG:
        raise EngineError(
            f"the roughness is computed up to {NEAREST_POLE_DEG:g} degrees north or south,"
            f" not at {latitude:g}"
        )
    heights_m = _cell_heights_m(store, latitude, longitude)
    known = heights_m[np.isfinite(heights_m)]
    if len(known) < 2:
        return None
    return Roughness(roughness_m=float(np.std(known)), known_share=len(known) / len(heights_m))


def _cell_heights_m(store: TerrainStore, latitude: float, longitude: float) -> Floats:
    """Mean heights of all cells, nan where one of its points has none."""
    plane = LocalPlane(latitude, longitude)
    rows = _offsets_deg(SIDE_M / plane.metres_per_latitude)
    columns = _offsets_deg(SIDE_M / plane.metres_per_longitude)
    inner = (np.arange(SAMPLES) - (SAMPLES - 1) / 2.0) * CELL_DEG / SAMPLES
    north = (latitude + rows[:, np.newaxis] + inner).ravel()
    east = (longitude + columns[:, np.newaxis] + inner).ravel()
    points = np.meshgrid(north, (east + 180.0) % 360.0 - 180.0, indexing="ij")
    heights_m = store.heights_m(points[0].ravel(), points[1].ravel(), gaps_as_nan=True)
    cells = heights_m.reshape(len(rows), SAMPLES, len(columns), SAMPLES)
    means_m: Floats = cells.mean(axis=(1, 3)).ravel()
    return means_m


def _offsets_deg(side_deg: float) -> Floats:
    """Middles of the cells of a side, around 0."""
    count = max(round(side_deg / CELL_DEG), 1)
    half_deg = (count - 1) / 2.0 * CELL_DEG
    return np.linspace(-half_deg, half_deg, count)
