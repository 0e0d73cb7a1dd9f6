"""A folder of tiles, opened: those in use, those that cannot be, and what samples them."""

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from guywire.engines.geo.errors import TerrainError, TerrainFileInvalid
from guywire.engines.geo.kernels import sampling
from guywire.engines.geo.layers import Fill, Layer, PagePool, layers_of
from guywire.engines.geo.layout import Paths
from guywire.engines.geo.tiles import Tile, TileInfo

Floats = npt.NDArray[np.float64]
PAGE_BYTES = (sampling.PAGE + 1) ** 2 * 4


class TileFolder:
    """Tiles of a folder and its subfolders as layers, the finest first.

    kind: what they are, for errors. is_name: whether a file is looked at. opened: opens one, or
    raises TerrainFileInvalid; such files do not stop the others, they stand in `rejected`. Threads
    may share a folder. cache_mb bounds the pages kept in memory.
    """

    def __init__(
        self,
        folder: Path | str,
        *,
        kind: str,
        is_name: Callable[[Path], bool],
        opened: Callable[[Path], Tile],
        cache_mb: int,
    ) -> None:
        self.folder = Path(folder)
        if not self.folder.is_dir():
            raise TerrainError(f"the {kind} folder {self.folder} does not exist")
        tiles: list[Tile] = []
        rejected: list[TerrainFileInvalid] = []
        for path in sorted(self.folder.rglob("*")):
            if path.is_file() and is_name(path):
                try:
                    tiles.append(opened(path))
                except TerrainFileInvalid as error:
                    rejected.append(error)
        self.rejected = tuple(rejected)
        self.tiles = tiles
        self.layers = layers_of(tiles)
        self.pool = PagePool(max(4, cache_mb * 2**20 // PAGE_BYTES))
        self._lock = threading.Lock()

    def coverage(self) -> list[TileInfo]:
        """The tiles in use, by name."""
        return sorted((tile.info for tile in self.tiles), key=lambda info: info.name)

    def at_points(self, kernel: Fill, latitudes: Floats, longitudes: Floats) -> Floats:
        """Values of points by a filling kernel; sentinels where there is none."""
        values = np.full(len(latitudes), sampling.MISSING)
        with self._lock:
            self.pool.fill(
                self.layers, kernel, lambda layer: layer.positions(latitudes, longitudes), values
            )
        return values

    def along(self, kernel: Fill, paths: Paths) -> Floats:
        """The same for the points of paths."""
        values = np.full(int(paths.starts[-1]), sampling.MISSING)

        def lattice(layer: Layer) -> tuple[Any, ...]:
            rows, columns = layer.positions(paths.latitudes, paths.longitudes)
            return rows, columns, paths.first_knot, paths.segments, paths.intervals, paths.starts

        with self._lock:
            self.pool.fill(self.layers, kernel, lattice, values)
        return values
