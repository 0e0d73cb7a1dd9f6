"""A folder of terrain tiles: heights of points and profiles of paths, across tile borders."""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import numpy as np
import numpy.typing as npt

from guywire.engines.geo.errors import (
    EngineError,
    TerrainError,
    TerrainFileInvalid,
    TerrainMissing,
    TerrainVoid,
)
from guywire.engines.geo.geodesy import refuse_bad_points
from guywire.engines.geo.kernels import sampling
from guywire.engines.geo.layers import Layer, PagePool, layers_of
from guywire.engines.geo.profile import Profile
from guywire.engines.geo.tiles import Tile, TileInfo, inspect_tile, is_terrain_name, open_tile

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]
compiled = cast(Any, sampling)
fill_points = cast(Callable[..., None], compiled.fill_points)
fill_paths = cast(Callable[..., None], compiled.fill_paths)
judge_paths = cast(Callable[..., None], compiled.judge_paths)
lay_out = cast(Callable[..., None], compiled.lay_out)
place_knots = cast(Callable[..., None], compiled.place_knots)
great_circle_point = cast(Callable[..., tuple[float, float]], compiled.great_circle_point)
PAGE_BYTES = (sampling.PAGE + 1) ** 2 * 4
DEFAULT_STEP_M = 30.0


@dataclass(frozen=True, eq=False)
class ProfileBatch:
    """Profiles of n paths in one array: path i is heights_m[starts[i]:starts[i + 1]].

    heights_m: float64 metres. starts: int64, shape (n + 1,). step_m: float64, shape (n,); 0 where
    both ends are the same point. status: uint8, shape (n,), one of the STATUS_ values of
    `geo.kernels.sampling`; only profiles with status 0 may be used.
    """

    heights_m: Floats
    starts: Integers
    step_m: Floats
    status: npt.NDArray[np.uint8]
    worst: Integers


@dataclass(frozen=True, eq=False)
class _Paths:
    """Where the heights of a batch of paths lie."""

    intervals: Integers
    segments: Integers
    step_m: Floats
    starts: Integers
    first_knot: Integers
    latitudes: Floats
    longitudes: Floats


class TerrainStore:
    """Terrain out of the tiles of a folder and its subfolders, memory-mapped or read by windows.

    Where tiles overlap the finest wins, and fills its voids from the next. Files that cannot be
    used do not stop the others: they stand in `rejected`. Paths may cross the date line, and find
    tiles in degrees on both sides of it. Threads may share a store. `cache_mb` bounds the pages
    kept in memory.

    Raises TerrainError if there is no such folder.
    """

    def __init__(self, folder: Path | str, *, cache_mb: int = 256) -> None:
        self.folder = Path(folder)
        if not self.folder.is_dir():
            raise TerrainError(f"the terrain folder {self.folder} does not exist")
        tiles: list[Tile] = []
        rejected: list[TerrainFileInvalid] = []
        for path in sorted(self.folder.rglob("*")):
            if path.is_file() and is_terrain_name(path):
                try:
                    tiles.append(open_tile(path))
                except TerrainFileInvalid as error:
                    rejected.append(error)
        self.rejected = tuple(rejected)
        self._tiles = tiles
        self._layers = layers_of(tiles)
        self._pool = PagePool(max(4, cache_mb * 2**20 // PAGE_BYTES))
        self._lock = threading.Lock()

    @staticmethod
    def inspect(path: Path | str) -> TileInfo:
        """Read a file through before adding it. Raises TerrainFileInvalid with the reason."""
        return inspect_tile(Path(path))

    def coverage(self) -> list[TileInfo]:
        """The tiles in use, by name."""
        return sorted((tile.info for tile in self._tiles), key=lambda info: info.name)

    def height_m(self, latitude: float, longitude: float) -> float:
        """Height of a point; raises TerrainMissing or TerrainVoid, naming the tile."""
        return float(self.heights_m([latitude], [longitude])[0])

    def heights_m(
        self, latitudes: npt.ArrayLike, longitudes: npt.ArrayLike, *, gaps_as_nan: bool = False
    ) -> Floats:
        """Bilinear heights (m) of points in degrees, arrays of shape (n,).

        Raises TerrainMissing or TerrainVoid for the first point without height, unless
        gaps_as_nan asks for nan there.
        """
        north, east = _flat(latitudes), _flat(longitudes)
        refuse_bad_points(north, east)
        heights = np.full(len(north), sampling.MISSING)
        with self._lock:
            self._pool.fill(
                self._layers, fill_points, lambda layer: layer.positions(north, east), heights
            )
        is_gap = heights > sampling.LEAST_SENTINEL
        if is_gap.any() and not gaps_as_nan:
            index = int(np.argmax(is_gap))
            raise self._gap(float(north[index]), float(east[index]), float(heights[index]))
        heights[is_gap] = np.nan
        return heights

    def profile(
        self,
        latitude_1: float,
        longitude_1: float,
        latitude_2: float,
        longitude_2: float,
        *,
        step_m: float = DEFAULT_STEP_M,
    ) -> Profile:
        """Heights along the great circle between two points, at most step_m (> 0) apart.

        Raises TerrainMissing or TerrainVoid naming the first point without height and its tile,
        EngineError if the two points are the same.
        """
        ends = ([latitude_1], [longitude_1], [latitude_2], [longitude_2])
        batch = self.profiles(*ends, step_m=step_m)
        if batch.status[0] == sampling.STATUS_SAME_POINT:
            raise EngineError(
                f"no profile between {latitude_1}, {longitude_1} and {latitude_2}, {longitude_2}:"
                " the points are the same or antipodal"
            )
        if batch.status[0] != sampling.STATUS_OK:
            raise self.gap_of(batch, 0, latitude_1, longitude_1, latitude_2, longitude_2)
        return Profile(float(batch.step_m[0]), batch.heights_m)

    def profiles(
        self,
        latitudes_1: npt.ArrayLike,
        longitudes_1: npt.ArrayLike,
        latitudes_2: npt.ArrayLike,
        longitudes_2: npt.ArrayLike,
        *,
        step_m: float = DEFAULT_STEP_M,
    ) -> ProfileBatch:
        """Profiles of n paths (arrays of shape (n,), degrees) at once; gaps are told by status.

        Needs 8 bytes a height: hand in paths by the thousand, not by the million.
        """
        if not 0.0 < step_m < np.inf:
            raise EngineError(f"a profile's step must be positive, is {step_m} m")
        ends = (_flat(latitudes_1), _flat(longitudes_1), _flat(latitudes_2), _flat(longitudes_2))
        refuse_bad_points(ends[0], ends[1])
        refuse_bad_points(ends[2], ends[3])
        paths = _lay_out(ends, float(step_m))
        heights = np.full(int(paths.starts[-1]), sampling.MISSING)

        def lattice(layer: Layer) -> tuple[Any, ...]:
            rows, columns = layer.positions(paths.latitudes, paths.longitudes)
            return rows, columns, paths.first_knot, paths.segments, paths.intervals, paths.starts

        with self._lock:
            self._pool.fill(self._layers, fill_paths, lattice, heights)
        status = np.empty(len(paths.intervals), dtype=np.uint8)
        worst = np.empty(len(paths.intervals), dtype=np.int64)
        judge_paths(heights, paths.starts, paths.intervals, status, worst)
        return ProfileBatch(heights, paths.starts, paths.step_m, status, worst)

    def gap_of(
        self,
        batch: ProfileBatch,
        index: int,
        latitude_1: float,
        longitude_1: float,
        latitude_2: float,
        longitude_2: float,
    ) -> TerrainMissing | TerrainVoid:
        """The error that tells the first gap of path `index` of a batch between these ends."""
        first, last = int(batch.starts[index]), int(batch.starts[index + 1])
        share = int(batch.worst[index]) / (last - first - 1)
        point = great_circle_point(latitude_1, longitude_1, latitude_2, longitude_2, share)
        return self._gap(*point, float(batch.heights_m[first + int(batch.worst[index])]))

    def _gap(self, latitude: float, longitude: float, value: float) -> TerrainMissing | TerrainVoid:
        if value < sampling.LEAST_MISSING:
            for layer in self._layers:
                tile = layer.tile_at(latitude, longitude)
                if tile is not None:
                    return TerrainVoid(latitude, longitude, tile.info.name)
        return TerrainMissing(latitude, longitude, srtm_name(latitude, longitude))


def srtm_name(latitude: float, longitude: float) -> str:
    """Name of the SRTM tile that holds a point, e.g. N44W072.hgt."""
    south, west = int(np.floor(latitude)), int(np.floor((longitude + 180.0) % 360.0 - 180.0))
    vertical, horizontal = "S" if south < 0 else "N", "W" if west < 0 else "E"
    return f"{vertical}{abs(south):02d}{horizontal}{abs(west):03d}.hgt"


def _flat(values: npt.ArrayLike) -> Floats:
    return np.ascontiguousarray(values, dtype=np.float64).reshape(-1)


def _lay_out(ends: tuple[Floats, Floats, Floats, Floats], step_m: float) -> _Paths:
    """Count the heights of every path and place the knots between which it runs straight."""
    lengths = {len(values) for values in ends}
    if len(lengths) != 1:
        raise EngineError(f"the ends of the paths have different counts: {sorted(lengths)}")
    count = len(ends[0])
    intervals = np.empty(count, dtype=np.int64)
    segments = np.empty(count, dtype=np.int64)
    steps = np.empty(count)
    lay_out(*ends, step_m, intervals, segments, steps)
    starts = np.zeros(count + 1, dtype=np.int64)
    np.cumsum(np.where(intervals > 0, intervals + 1, 0), out=starts[1:])
    first_knot = np.zeros(count + 1, dtype=np.int64)
    np.cumsum(segments + 1, out=first_knot[1:])
    latitudes = np.empty(int(first_knot[-1]))
    longitudes = np.empty(int(first_knot[-1]))
    place_knots(*ends, segments, first_knot, latitudes, longitudes)
    return _Paths(intervals, segments, steps, starts, first_knot, latitudes, longitudes)
