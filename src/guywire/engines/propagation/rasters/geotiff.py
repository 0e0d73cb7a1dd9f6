"""GeoTIFF (OGC 19-008r4): the values themselves, for any geographic program."""

import math
from pathlib import Path
from typing import Any, cast

import numpy as np
import rasterio
from rasterio import windows
from rasterio.crs import CRS
from rasterio.transform import Affine

from guywire.engines.propagation.coverage.grid import Grid, Lattice
from guywire.engines.propagation.coverage.progress import CancelToken, Report, Watch
from guywire.engines.propagation.rasters.files import written
from guywire.engines.propagation.rasters.palette import Values
from guywire.engines.propagation.rasters.tiles import HALF_WORLD_M, refuse_other_shape

blocks = cast(Any, windows)

BLOCK = 256
NO_SERVER = -1


def write_geotiff(
    path: Path,
    grid: Grid,
    values: Values,
    *,
    title: str = "",
    unit: str = "",
    report: Report | None = None,
    token: CancelToken | None = None,
) -> None:
    """One band, tiled and deflated, written by bands of rows; BigTIFF where it must be.

    Floats are float32 with nan for "none"; whole numbers int32 with -1.
    """
    refuse_other_shape(grid, values)
    is_float = np.issubdtype(values.dtype, np.floating)
    profile: dict[str, Any] = {
        "driver": "GTiff", "count": 1, "height": grid.rows, "width": grid.columns,
        "dtype": "float32" if is_float else "int32", "nodata": math.nan if is_float else NO_SERVER,
        "crs": CRS.from_string(grid.lattice.value), "transform": transform_of(grid),
        "tiled": True, "blockxsize": BLOCK, "blockysize": BLOCK, "BIGTIFF": "IF_SAFER",
        "compress": "deflate", "predictor": 3 if is_float else 2,
    }  # fmt: skip
    firsts = range(0, grid.rows, BLOCK)
    watch = Watch(len(firsts), report, token)
    with written(path) as beside, rasterio.open(beside, "w", **profile) as made:
        made.set_band_description(1, title)
        made.units = (unit,)
        for first in firsts:
            band = np.asarray(values[first : first + BLOCK], dtype=profile["dtype"])
            made.write(band, 1, window=blocks.Window(0, first, grid.columns, len(band)))
            watch.step()


def transform_of(grid: Grid) -> Affine:
    """From pixels to the lattice's coordinates: degrees, or metres of EPSG:3857."""
    if grid.lattice == Lattice.DEGREES:
        west, north = grid.first_column * grid.step - 180.0, 90.0 - grid.first_row * grid.step
    else:
        west = grid.first_column * grid.step - HALF_WORLD_M
        north = HALF_WORLD_M - grid.first_row * grid.step
    return Affine(grid.step, 0.0, west, 0.0, -grid.step, north)
