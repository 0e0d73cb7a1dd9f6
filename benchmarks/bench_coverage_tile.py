"""coverage-tile: map tiles out of a coverage raster, as a multiple of rasterio's.

The raster is a sector's signal, 20 km at 30 m in web mercator. Every tile of zooms 8 to 13 with
something in it, and a hundred of zoom 16, is made as a PNG with five classes. Ours reads a
memory-mapped file of values. The peer is what one writes with rasterio: the same values as a
GeoTIFF (tiled, not compressed), read through a WarpedVRT with the tile's transform, classified by
the same palette, written by GDAL's PNG driver. Both must draw the same: more than 1 % of pixels
that differ is no result. Value: tiles per CPU-second, ours over the peer's, one thread.
"""

import itertools
import math
import tempfile
import warnings
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import rasterio
from rasterio.crs import CRS
from rasterio.errors import NotGeoreferencedWarning
from rasterio.io import DatasetReader, MemoryFile
from rasterio.transform import from_origin
from rasterio.vrt import WarpedVRT

from benchmarks.coverage import EMISSION, RADIUS_M, SITE, request, terrain
from benchmarks.measure import close, fail, least_cpu_seconds, row
from guywire.engines.geo import TerrainStore
from guywire.engines.propagation.coverage import Grid, Lattice, signal_raster, sweep
from guywire.engines.propagation.coverage.grid import MERCATOR_RADIUS_M
from guywire.engines.propagation.coverage.statistics import on_whole_grid
from guywire.engines.propagation.rasters import classes, tile, tiles_at
from guywire.engines.propagation.rasters.palette import rgb

GOAL = 3.0
ROUNDS = 3
POSTS = 1200
HALF_WORLD_M = math.pi * MERCATOR_RADIUS_M
PALETTE = classes([-110, -100, -90, -80, -70], unit="dBm")
MOST_DIFFERENT = 0.01


def main() -> None:
    """Measure and print."""
    grid = Grid.around([(*SITE, RADIUS_M)], pixel_m=30.0, lattice=Lattice.WEB_MERCATOR)
    with terrain(POSTS) as folder:
        losses = sweep(TerrainStore(folder), request(POSTS))
    values = on_whole_grid(signal_raster(losses, EMISSION, grid)).astype(np.float32)
    wanted = [one for z in range(8, 14) for one in drawn_at(grid, values, z)]
    wanted += list(itertools.islice(drawn_at(grid, values, 16), 400, 500))
    with tempfile.TemporaryDirectory() as name:
        np.save(Path(name) / "signal.npy", values)
        kept = np.load(Path(name) / "signal.npy", mmap_mode="r")
        write_tiff(Path(name) / "signal.tif", grid, values)
        with rasterio.open(Path(name) / "signal.tif") as opened, warnings.catch_warnings():
            warnings.simplefilter("ignore", NotGeoreferencedWarning)
            compare(grid, values, opened, wanted)
            ours = least_cpu_seconds(
                lambda: [tile(grid, kept, PALETTE, *one) for one in wanted], ROUNDS
            )
            theirs = least_cpu_seconds(lambda: [peer(opened, *one) for one in wanted], ROUNDS)
    print(f"{grid.rows:,} x {grid.columns:,} pixels, {len(wanted):,} tiles")
    row("", "tiles per CPU s", "ms a tile")
    for label, spent in (("guywire", ours), ("rasterio: WarpedVRT and PNG", theirs)):
        row(label, f"{len(wanted) / spent:.0f}", f"{spent / len(wanted) * 1e3:.2f}")
    close("coverage-tile", theirs / ours, ">=", GOAL)


def drawn_at(grid: Grid, values: np.ndarray, z: int) -> Iterator[tuple[int, int, int]]:
    """The tiles of a zoom that show something."""
    for x, y in tiles_at(grid, z):
        if tile(grid, values, PALETTE, z, x, y) is not None:
            yield z, x, y


def write_tiff(path: Path, grid: Grid, values: np.ndarray) -> None:
    """The peer's file."""
    west_m = grid.first_column * grid.step - HALF_WORLD_M
    north_m = HALF_WORLD_M - grid.first_row * grid.step
    with rasterio.open(
        path, "w", driver="GTiff", dtype="float32", count=1, nodata=math.nan, tiled=True,
        height=grid.rows, width=grid.columns, crs=CRS.from_epsg(3857),
        transform=from_origin(west_m, north_m, grid.step, grid.step),
    ) as made:  # fmt: skip
        made.write(values, 1)


def numbers_of(opened: DatasetReader, z: int, x: int, y: int) -> np.ndarray:
    """A tile's classes by GDAL."""
    size_m = 2 * HALF_WORLD_M / 2**z
    corner = from_origin(
        x * size_m - HALF_WORLD_M, HALF_WORLD_M - y * size_m, size_m / 256, size_m / 256
    )
    with WarpedVRT(opened, crs="EPSG:3857", transform=corner, width=256, height=256) as seen:
        return PALETTE.numbers(seen.read(1))


def peer(opened: DatasetReader, z: int, x: int, y: int) -> bytes:
    """A tile as a PNG by GDAL."""
    numbers = numbers_of(opened, z, x, y)
    with MemoryFile() as file:
        with file.open(driver="PNG", height=256, width=256, count=1, dtype="uint8") as made:
            made.write(numbers, 1)
            colours = {n: (*rgb(one), 255) for n, one in enumerate(PALETTE.colours, 1)}
            made.write_colormap(1, {0: (0, 0, 0, 0), **colours})
        return bytes(file.read())


def compare(
    grid: Grid, values: np.ndarray, opened: DatasetReader, wanted: list[tuple[int, int, int]]
) -> None:
    """End without a result when the two draw something else."""
    different = 0
    for one in wanted:
        ours = tile(grid, values, PALETTE, *one)
        theirs = numbers_of(opened, *one)
        assert ours is not None
        with MemoryFile(ours) as file, file.open() as made:
            different += int((made.read(1) != theirs).sum())
    if different > MOST_DIFFERENT * len(wanted) * 256 * 256:
        fail(f"{different:,} of {len(wanted) * 65536:,} pixels differ from rasterio's")


if __name__ == "__main__":
    main()
