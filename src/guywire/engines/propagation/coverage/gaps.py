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

PROBE_EVERY = 64
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
        names, label = labelled(request, store, latitudes, longitudes, is_void)
        found: list[TerrainGap] = []
        for number, (tile, kind) in enumerate(names):
            own = np.flatnonzero(label == number)
            if len(own):
                point = float(latitudes[own[0]]), float(longitudes[own[0]])
                found.append(TerrainGap(tile, kind, *point, len(np.unique(radials[own]))))
        return tuple(sorted(found, key=lambda gap: (gap.tile, gap.kind)))


def labelled(
    request: PathLossRequest,
    store: TerrainStore,
    latitudes: Floats,
    longitudes: Floats,
    is_void: Flags,
) -> tuple[list[tuple[str, str]], Integers]:
    """(tile, kind) by number, and the number of each point: the finest tile that covers a void,
    the name of the one that is missing."""
    corners = np.floor(np.stack([latitudes, longitudes], axis=1)[~is_void])
    cells, cell_of = np.unique(corners, axis=0, return_inverse=True)
    names = [(srtm_name(float(north), float(east)), "missing") for north, east in cells]
    label = np.full(len(latitudes), -1, dtype=np.int64)
    label[~is_void] = cell_of.reshape(-1)
    for tile in sorted(request.tiles(store), key=lambda tile: -tile.resolution_m):
        margin = tile.resolution_m / 111_195.0
        inside = is_void & (latitudes >= tile.south - margin) & (latitudes <= tile.north + margin)
        inside &= (longitudes >= tile.west - margin) & (longitudes <= tile.east + margin)
        label[inside] = len(names)
        names.append((tile.name, "void"))
    return names, label


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
