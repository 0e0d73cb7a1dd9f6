"""Results kept by their content in a folder, so that a change computes only what it changes."""

import contextlib
import os
import shutil
import tempfile
from collections.abc import Generator
from pathlib import Path

import numpy as np
import numpy.typing as npt

from guywire.engines.geo.errors import EngineError
from guywire.engines.geo.terrain import TerrainStore
from guywire.engines.propagation.coverage.grid import Grid
from guywire.engines.propagation.coverage.pages import Releasing
from guywire.engines.propagation.coverage.pathloss import PathLossMap
from guywire.engines.propagation.coverage.progress import CancelToken, Report
from guywire.engines.propagation.coverage.request import PathLossRequest, key_of
from guywire.engines.propagation.coverage.signal import Emission, Raster, signal_raster
from guywire.engines.propagation.coverage.sweep import sweep

Singles = npt.NDArray[np.float32]
UNFINISHED = ".unfinished-"
VALUES = "dbm.npy"
ABANDONED_S = 86_400.0
"""Nothing is computed for so long: an older unfinished folder is of a process that was killed."""


class CoverageCache:
    """A folder of path-loss maps and sectors' signals, each in a subfolder named by its key.

    A result appears whole or not at all: it is written beside and renamed, so that several
    processes may share the folder and a cancelled or killed one leaves no part of a result.
    limit_mb: above it the longest unused results are removed.
    """

    def __init__(self, folder: Path | str, *, limit_mb: int = 10_000) -> None:
        if limit_mb < 1:
            raise EngineError(f"a cache must hold at least 1 MB, not {limit_mb}")
        self.folder = Path(folder)
        self.folder.mkdir(parents=True, exist_ok=True)
        self.limit_bytes = limit_mb * 2**20

    def path_loss(
        self,
        store: TerrainStore,
        request: PathLossRequest,
        *,
        workers: int = 1,
        report: Report | None = None,
        token: CancelToken | None = None,
    ) -> PathLossMap:
        """The map of a request, computed if it is not kept; see `sweep`. Its arrays are files."""
        key = request.key(store)
        kept = self.folder / f"loss-{key}"
        found = self.kept_map(kept, request)
        if found is None:
            pages = Releasing(report)
            with self.entry(kept) as folder:
                sweep(
                    store,
                    request,
                    workers=workers,
                    report=pages,
                    token=token,
                    allocate=lambda layer, count: pages.keep(
                        mapped(folder / f"{layer}.npy", (count,))
                    ),
                ).save(folder)
            found = PathLossMap.load(kept, request)
        return found

    def kept_map(self, kept: Path, request: PathLossRequest) -> PathLossMap | None:
        """A map that is kept; one that cannot be read is removed, to be computed anew."""
        if not kept.is_dir():
            return None
        try:
            found = PathLossMap.load(kept, request)
        except EngineError:
            shutil.rmtree(kept, ignore_errors=True)
            return None
        self.touch(kept)
        return found

    def signal(
        self,
        found: PathLossMap,
        emission: Emission,
        grid: Grid,
        *,
        workers: int = 1,
        report: Report | None = None,
        token: CancelToken | None = None,
    ) -> Raster:
        """A sector's signal on a grid, computed if it is not kept; see `signal_raster`."""
        key = key_of([found.key, emission.key(), vars(grid)])
        kept = self.folder / f"signal-{key}"
        request = found.request
        window = grid.window(request.latitude, request.longitude, request.radius_m)
        values = self.kept_values(kept, (window.rows, window.columns))
        if values is None:
            pages = Releasing(report, (found.loss_db, found.elevation_deg))
            with self.entry(kept) as folder:
                made = signal_raster(
                    found,
                    emission,
                    grid,
                    workers=workers,
                    report=pages,
                    token=token,
                    allocate=lambda shape: pages.keep(mapped(folder / VALUES, shape)),
                ).values
                if isinstance(made, np.memmap):
                    made.flush()
            values = self.kept_values(kept, (window.rows, window.columns))
            values = made if values is None else values
        return Raster(grid, window, values)

    def kept_values(self, kept: Path, shape: tuple[int, int]) -> Singles | None:
        """A raster's values that are kept; those that cannot be read are removed."""
        if not kept.is_dir():
            return None
        try:
            values: Singles = np.load(kept / VALUES, mmap_mode="r")
        except (OSError, EOFError, ValueError):
            values = np.empty((0, 0), dtype=np.float32)
        if values.shape != shape:
            shutil.rmtree(kept, ignore_errors=True)
            return None
        self.touch(kept)
        return values

    @contextlib.contextmanager
    def entry(self, kept: Path) -> Generator[Path]:
        """A folder to write into, which becomes `kept` at the end or disappears on an error."""
        folder = Path(tempfile.mkdtemp(prefix=UNFINISHED, dir=self.folder))
        self.make_room(folder.stat().st_mtime)
        try:
            yield folder
            # another process may have been faster: its result is the same
            with contextlib.suppress(OSError):
                folder.rename(kept)
        finally:
            shutil.rmtree(folder, ignore_errors=True)
        if not kept.is_dir():
            raise EngineError(f"{kept.name} could not be kept in {self.folder}")

    def touch(self, kept: Path) -> None:
        """Mark a result as used just now."""
        with contextlib.suppress(FileNotFoundError):
            os.utime(kept)

    def make_room(self, now: float) -> None:
        """Remove the longest unused results while the folder is over its limit, and what a killed
        process left unfinished. now: time of the newest entry."""
        kept: list[tuple[float, int, Path]] = []
        for path in self.folder.iterdir():
            # another process may remove an entry meanwhile
            with contextlib.suppress(OSError):
                used = path.stat().st_mtime
                if not path.name.startswith(UNFINISHED):
                    kept.append((used, sum(file.stat().st_size for file in path.iterdir()), path))
                elif used < now - ABANDONED_S:
                    shutil.rmtree(path, ignore_errors=True)
        total = sum(size for _, size, _ in kept)
        for _, size, path in sorted(kept):
            if total <= self.limit_bytes:
                return
            shutil.rmtree(path, ignore_errors=True)
            total -= size


def mapped(path: Path, shape: tuple[int, ...]) -> Singles:
    """A new array that is a file."""
    return np.lib.format.open_memmap(path, mode="w+", dtype=np.float32, shape=shape)
