"""Terrain without heights under a sweep: told by tile, or bridged."""

import threading
from typing import Any, cast

import numpy as np
import numpy.typing as npt

from guywire.engines.geo.kernels import sampling
from guywire.engines.geo.terrain import TerrainStore, srtm_name
from guywire.engines.propagation.coverage.pathloss import TerrainGap
from guywire.engines.propagation.coverage.request import PathLossRequest
from guywire.engines.propagation.kernels import coverage_places

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]
points_at = cast(Any, coverage_places).points_at

PROBE_EVERY = 16
"""Of a long gap every so many points are looked up."""


class GapLog:
    """Gaps met by the radials of a sweep, from any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._met: list[tuple[Integers, Integers, Flags]] = []

    def note(self, radial: int, steps: Integers, heights_m: Floats) -> None:
        """Points `steps` of a radial have no height; heights_m are their sentinels."""
        is_void = heights_m < sampling.LEAST_MISSING
        with self._lock:
            self._met.append((np.full(len(steps), radial), steps, is_void))

    def gaps(self, store: TerrainStore, request: PathLossRequest) -> tuple[TerrainGap, ...]:
        """The tiles behind them, by name."""
        if not self._met:
            return ()
        radials, steps, is_void = (np.concatenate(part) for part in zip(*self._met, strict=True))
        order = np.lexsort((steps, radials))
        radials, steps, is_void = radials[order], steps[order], is_void[order]
        latitudes, longitudes = np.empty((2, len(steps)))
        rings = request.rings
        points_at(
            request.latitude, request.longitude, radials * (360.0 / rings.radials),
            steps * rings.step_m, latitudes, longitudes,
        )  # fmt: skip
        names = names_of(request, store, latitudes, longitudes, is_void)
        found: list[TerrainGap] = []
        for name, kind in sorted({(name, kind) for name, kind in names if name}):
            own = [i for i, named in enumerate(names) if named == (name, kind)]
            count = len(np.unique(radials[own]))
            point = float(latitudes[own[0]]), float(longitudes[own[0]])
            found.append(TerrainGap(name, kind, *point, count))
        return tuple(found)


def names_of(
    request: PathLossRequest,
    store: TerrainStore,
    latitudes: Floats,
    longitudes: Floats,
    is_void: Flags,
) -> list[tuple[str, str]]:
    """(tile, kind) of each point: the finest tile that covers a void, the one that is missing."""
    names = [("", "")] * len(latitudes)
    for i in np.flatnonzero(~is_void).tolist():
        names[i] = (srtm_name(float(latitudes[i]), float(longitudes[i])), "missing")
    for tile in sorted(request.tiles(store), key=lambda tile: -tile.resolution_m):
        margin = tile.resolution_m / 111_195.0
        inside = is_void & (np.abs(latitudes - (tile.south + tile.north) / 2.0)
                            <= (tile.north - tile.south) / 2.0 + margin)  # fmt: skip
        inside &= np.abs(longitudes - (tile.west + tile.east) / 2.0) <= (
            (tile.east - tile.west) / 2.0 + margin
        )
        for i in np.flatnonzero(inside).tolist():
            names[i] = (tile.name, "void")
    return names


def probes(is_gap: Flags) -> Integers:
    """Indices of gap points worth a look-up: the first of each run, and some of the rest."""
    index = np.flatnonzero(is_gap)
    is_first = np.diff(index, prepend=-2) > 1
    chosen: Integers = index[is_first | (index % PROBE_EVERY == 0)]
    return chosen


def bridged(heights_m: Floats) -> Floats:
    """A radial without gaps: missing tiles at sea level, voids straight between their edges."""
    is_missing = heights_m > sampling.LEAST_MISSING
    heights_m = np.where(is_missing, 0.0, heights_m)
    is_void = heights_m > sampling.LEAST_SENTINEL
    index = np.arange(len(heights_m))
    heights_m[is_void] = np.interp(index[is_void], index[~is_void], heights_m[~is_void])
    return heights_m
