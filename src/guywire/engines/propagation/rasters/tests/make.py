"""Grids and pictures for the tests; pictures are read by GDAL."""

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
import numpy.typing as npt
from rasterio.errors import NotGeoreferencedWarning
from rasterio.io import DatasetReader, MemoryFile

from guywire.engines.propagation.coverage import Grid, Lattice
from guywire.engines.propagation.coverage.grid import MERCATOR_RADIUS_M
from guywire.engines.propagation.rasters import classes

PALETTE = classes([-100, -90, -80], unit="dBm")
WORLD_M = 2 * np.pi * MERCATOR_RADIUS_M
ZOOM, X, Y = 12, 1235, 1480
"""A tile in the White Mountains."""


def grid_of_tile(z: int = ZOOM, x: int = X, y: int = Y, *, tiles: int = 1) -> Grid:
    """The grid whose pixels are those of `tiles` x `tiles` tiles."""
    return Grid(
        lattice=Lattice.WEB_MERCATOR,
        step=float(WORLD_M / 2**z / 256),
        first_row=y * 256,
        first_column=x * 256,
        rows=256 * tiles,
        columns=256 * tiles,
    )


@contextmanager
def opened(png: bytes) -> Iterator[DatasetReader]:
    """A picture as GDAL sees it; that it does not say where on earth it lies is as it should be."""
    with warnings.catch_warnings(), MemoryFile(png) as file:
        warnings.simplefilter("ignore", NotGeoreferencedWarning)
        with file.open() as dataset:
            assert dataset.driver == "PNG"
            yield dataset


def picture(png: bytes | None) -> tuple[npt.NDArray[Any], dict[int, tuple[int, ...]]]:
    """The numbers of a picture's pixels, and its colours by number."""
    assert png is not None
    with opened(png) as dataset:
        return dataset.read(1), dataset.colormap(1)


def true_colours(png: bytes) -> npt.NDArray[Any]:
    with opened(png) as dataset:
        return np.moveaxis(dataset.read(), 0, -1)


def signal(rows: int, columns: int, *, seed: int = 5) -> np.ndarray:
    """Patches of signal with nan among them."""
    coarse = np.random.default_rng(seed).uniform(-115, -70, (rows // 4 + 1, columns // 4 + 1))
    values = np.kron(coarse, np.ones((4, 4)))[:rows, :columns].astype(np.float32)
    values[values < -110] = np.nan
    return values


def small_grid(rows: int = 60, columns: int = 80, lattice: Lattice = Lattice.WEB_MERCATOR) -> Grid:
    whole = Grid.around([(44.3, -71.3, 3000)], pixel_m=50, lattice=lattice)
    return Grid(
        lattice=lattice, step=whole.step, rows=rows, columns=columns,
        first_row=whole.first_row, first_column=whole.first_column,
    )  # fmt: skip
