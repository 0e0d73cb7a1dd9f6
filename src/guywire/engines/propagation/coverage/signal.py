"""The pattern pass: a path-loss map seen through an antenna, on the pixels of a grid."""

import math
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from typing import Any, Protocol, cast

import numpy as np
import numpy.typing as npt

from guywire.engines.geo.errors import EngineError
from guywire.engines.propagation.antennas.pattern import CutPattern
from guywire.engines.propagation.coverage.grid import Grid, Window
from guywire.engines.propagation.coverage.pathloss import PathLossMap
from guywire.engines.propagation.coverage.progress import CancelToken, Report, Watch, completed
from guywire.engines.propagation.coverage.request import key_of, refuse_outside
from guywire.engines.propagation.kernels import coverage_places
from guywire.engines.propagation.pattern import SectorPattern

Singles = npt.NDArray[np.float32]
Integers = npt.NDArray[np.int64]
Allocate = Callable[[tuple[int, int]], Singles]
kernels = cast(Any, coverage_places)

KNOT = 32
"""Pixels between two knots whose bearing from the site is computed; straight between."""

ROWS_A_PART = 4 * KNOT
"""Rows that a thread takes at once: whole knots, so that the parts fit."""

PIXELS_AT_ONCE = 32_768
LEAST_EIRP_DBM, GREATEST_EIRP_DBM = -60.0, 120.0


class Pattern(Protocol):
    """An antenna that points somewhere: gain relative to boresight (dB) by azimuth and elevation
    in degrees, arrays that broadcast."""

    def gains_db(
        self, azimuths_deg: npt.ArrayLike, elevations_deg: npt.ArrayLike
    ) -> npt.NDArray[np.float64]:
        """Gains towards azimuths and elevations."""
        ...


@dataclass(frozen=True, kw_only=True)
class Emission:
    """What a sector adds to its site's path loss: power and antenna.

    eirp_dbm: on boresight, over the whole channel. pattern_key: names a pattern other than
    SectorPattern and CutPattern for the cache; equal keys promise equal gains.
    """

    eirp_dbm: float
    pattern: Pattern
    pattern_key: str = ""

    def __post_init__(self) -> None:
        refuse_outside("EIRP", self.eirp_dbm, LEAST_EIRP_DBM, GREATEST_EIRP_DBM, "dBm")

    def key(self) -> str:
        """Name of what is sent; EngineError if the pattern has none."""
        if isinstance(self.pattern, SectorPattern):
            told = {name: float(value) for name, value in asdict(self.pattern).items()}
            told["azimuth_deg"] %= 360.0
            return key_of([float(self.eirp_dbm), told])
        if isinstance(self.pattern, CutPattern):
            return key_of([float(self.eirp_dbm), self.pattern.key()])
        if not self.pattern_key:
            name = type(self.pattern).__name__
            raise EngineError(f"a {name} needs a pattern_key to be kept by its content")
        return key_of([float(self.eirp_dbm), self.pattern_key])


@dataclass(frozen=True, eq=False)
class Raster:
    """Values of the pixels of a window of a grid, nan where there is none."""

    grid: Grid
    window: Window
    values: Singles

    def at(self, latitude: float, longitude: float) -> float:
        """Value of the pixel that holds a point, nan outside the window."""
        rows, columns = self.grid.pixels([latitude], [longitude])
        row, column = int(rows[0]) - self.window.row, int(columns[0]) - self.window.column
        if not (0 <= row < self.window.rows and 0 <= column < self.window.columns):
            return math.nan
        return float(self.values[row, column])


@dataclass(frozen=True, eq=False)
class Band:
    """Some rows of a window: nearest receiver (-1: none) and azimuth of each pixel, flat."""

    first_row: int
    rows: int
    place: Integers
    azimuth_deg: Singles


def bands(found: PathLossMap, grid: Grid, window: Window) -> Iterator[Band]:
    """The rows of a window in bands that fit the processor's cache."""
    request, rings = found.request, found.request.rings
    rows_at_once = max(1, PIXELS_AT_ONCE // max(window.columns, 1))
    shape = (window.rows // KNOT + 2, window.columns // KNOT + 2)
    east, north = np.empty((2, *shape))
    kernels.knots(
        request.latitude, request.longitude,
        grid.latitudes(window.row + np.arange(shape[0]) * KNOT),
        grid.longitudes(window.column + np.arange(shape[1]) * KNOT), east, north,
    )  # fmt: skip
    east, north = east.astype(np.float32), north.astype(np.float32)
    size = rows_at_once * window.columns
    east_m, north_m, azimuth_deg, distance_m = np.empty((4, size), dtype=np.float32)
    place = np.empty(size, dtype=np.int64)
    for first in range(0, window.rows, rows_at_once):
        rows = min(rows_at_once, window.rows - first)
        used = slice(0, rows * window.columns)
        kernels.spread(east, north, first, rows, KNOT, east_m[used], north_m[used])
        kernels.bearings(east_m[used], north_m[used], azimuth_deg[used], distance_m[used])
        kernels.nearest_receivers(
            azimuth_deg[used], distance_m[used], rings.table, rings.radials, rings.step_m,
            place[used],
        )  # fmt: skip
        yield Band(first, rows, place[used], azimuth_deg[used])


def rasterized(
    found: PathLossMap,
    grid: Grid,
    values_of: Callable[[Band], npt.NDArray[np.floating[Any]]],
    *,
    workers: int = 1,
    report: Report | None = None,
    token: CancelToken | None = None,
    allocate: Allocate | None = None,
) -> Raster:
    """A raster whose values a function of a band's pixels gives, nan outside the radius.

    allocate: gives its array by the shape (memory by default), which is then filled in place.
    """
    request = found.request
    window = grid.window(request.latitude, request.longitude, request.radius_m)
    values = (allocate or in_memory)((window.rows, window.columns))
    firsts = range(0, window.rows, ROWS_A_PART)
    watch = Watch(len(firsts), report, token)
    watch.check()

    def work(first: int) -> None:
        rows = min(ROWS_A_PART, window.rows - first)
        part = Window(window.row + first, window.column, rows, window.columns)
        for band in bands(found, grid, part):
            target = values[first + band.first_row : first + band.first_row + band.rows]
            target[:] = values_of(band).reshape(target.shape)

    for _ in completed(work, firsts, workers):
        watch.step()
    return Raster(grid, window, values)


def in_memory(shape: tuple[int, int]) -> Singles:
    """An array of pixels in memory."""
    return np.empty(shape, dtype=np.float32)


def gathered(source: Singles, place: Integers) -> Singles:
    """Values of a map's layer at places, nan for -1."""
    found = np.empty(len(place), dtype=np.float32)
    kernels.gather(place, source, found)
    return found


def layer_raster(
    found: PathLossMap,
    layer: Singles,
    grid: Grid,
    *,
    workers: int = 1,
    report: Report | None = None,
    token: CancelToken | None = None,
    allocate: Allocate | None = None,
) -> Raster:
    """A layer of the map itself on the grid, e.g. `found.sight_height_m`."""
    return rasterized(
        found,
        grid,
        lambda band: gathered(layer, band.place),
        workers=workers,
        report=report,
        token=token,
        allocate=allocate,
    )


def signal_raster(
    found: PathLossMap,
    emission: Emission,
    grid: Grid,
    *,
    workers: int = 1,
    report: Report | None = None,
    token: CancelToken | None = None,
    allocate: Allocate | None = None,
) -> Raster:
    """Power (dBm, over the whole channel) at an isotropic receiver: EIRP + pattern - loss."""
    eirp_dbm = np.float32(emission.eirp_dbm)

    def power_dbm(band: Band) -> Singles:
        elevation_deg = gathered(found.elevation_deg, band.place)
        gains_db = emission.pattern.gains_db(band.azimuth_deg, elevation_deg)
        power = gains_db.astype(np.float32)
        power += eirp_dbm
        power -= gathered(found.loss_db, band.place)
        return power

    return rasterized(
        found, grid, power_dbm, workers=workers, report=report, token=token, allocate=allocate
    )


def sight_raster(found: PathLossMap, grid: Grid) -> Raster:
    """1 where the receiver sees the transmitter, 0 where not, nan where unknown."""
    height_m = np.float32(found.request.rx_height_m)

    def seen(band: Band) -> Singles:
        needed_m = gathered(found.sight_height_m, band.place)
        is_seen = (needed_m < height_m).astype(np.float32)
        is_seen[np.isnan(needed_m)] = np.nan
        return is_seen

    return rasterized(found, grid, seen)
