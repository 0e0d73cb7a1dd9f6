"""A folder of terrain tiles: heights of points and profiles of paths, across tile borders."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import numpy as np
import numpy.typing as npt

from guywire.engines.geo.errors import EngineError, TerrainMissing, TerrainVoid
from guywire.engines.geo.folder import TileFolder
from guywire.engines.geo.geodesy import refuse_bad_points
from guywire.engines.geo.kernels import sampling
from guywire.engines.geo.layout import flat, paths_between
from guywire.engines.geo.profile import Profile
from guywire.engines.geo.tiles import TileInfo, inspect_tile, is_terrain_name, open_tile

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]
compiled = cast(Any, sampling)
fill_points = cast(Callable[..., None], compiled.fill_points)
fill_paths = cast(Callable[..., None], compiled.fill_paths)
judge_paths = cast(Callable[..., None], compiled.judge_paths)
great_circle_point = cast(Callable[..., tuple[float, float]], compiled.great_circle_point)
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


class TerrainStore:
    """Terrain out of the tiles of a folder and its subfolders, memory-mapped or read by windows.

    Where tiles overlap the finest wins, and fills its voids from the next. Files that cannot be
    used do not stop the others: they stand in `rejected`. Paths may cross the date line, and find
    tiles in degrees on both sides of it. Threads may share a store. `cache_mb` bounds the pages
    kept in memory.

    Raises TerrainError if there is no such folder.
    """

    def __init__(self, folder: Path | str, *, cache_mb: int = 256) -> None:
        self._tiles = TileFolder(
            folder, kind="terrain", is_name=is_terrain_name, opened=open_tile, cache_mb=cache_mb
        )
        self.folder = self._tiles.folder
        self.rejected = self._tiles.rejected

    @staticmethod
    def inspect(path: Path | str) -> TileInfo:
        """Read a file through before adding it. Raises TerrainFileInvalid with the reason."""
        return inspect_tile(Path(path))

    def coverage(self) -> list[TileInfo]:
        """The tiles in use, by name."""
        return self._tiles.coverage()

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
        north, east = flat(latitudes), flat(longitudes)
        refuse_bad_points(north, east)
        heights = self._tiles.at_points(fill_points, north, east)
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
        paths = paths_between(latitudes_1, longitudes_1, latitudes_2, longitudes_2, step_m)
        heights = self._tiles.along(fill_paths, paths)
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
            for layer in self._tiles.layers:
                tile = layer.tile_at(latitude, longitude)
                if tile is not None:
                    return TerrainVoid(latitude, longitude, tile.info.name)
        return TerrainMissing(latitude, longitude, srtm_name(latitude, longitude))


def srtm_name(latitude: float, longitude: float) -> str:
    """Name of the SRTM tile that holds a point, e.g. N44W072.hgt."""
    south, west = int(np.floor(latitude)), int(np.floor((longitude + 180.0) % 360.0 - 180.0))
    vertical, horizontal = "S" if south < 0 else "N", "W" if west < 0 else "E"
    return f"{vertical}{abs(south):02d}{horizontal}{abs(west):03d}.hgt"
