"""GeoTIFF files, read back by GDAL."""

import math
from pathlib import Path

import numpy as np
import pytest
import rasterio

from guywire.engines.propagation.coverage import Lattice
from guywire.engines.propagation.rasters import (
    write_geotiff,
)

from .make import signal, small_grid


@pytest.mark.parametrize("lattice", Lattice)
def test_a_geotiff_holds_each_value_at_its_place(lattice: Lattice, tmp_path: Path) -> None:
    grid = small_grid(600, 530, lattice)
    values = signal(600, 530)
    write_geotiff(tmp_path / "a.tif", grid, values, title="Signal", unit="dBm")
    with rasterio.open(tmp_path / "a.tif") as made:
        assert made.crs.to_string() == lattice.value
        assert (made.dtypes, made.count, made.units, made.descriptions) == (
            ("float32",), 1, ("dBm",), ("Signal",),
        )  # fmt: skip
        assert math.isnan(made.nodata)
        assert made.profile["compress"] == "deflate"
        np.testing.assert_array_equal(made.read(1), values)
        for row, column in ((0, 0), (599, 529), (300, 17)):
            x, y = made.xy(row, column)
            lon, lat = rasterio.warp.transform(made.crs, "EPSG:4326", [x], [y])
            assert lat[0] == pytest.approx(grid.latitudes(row).item(), abs=1e-9)
            assert lon[0] == pytest.approx(grid.longitudes(column).item(), abs=1e-9)


def test_servers_are_whole_numbers_and_none_is_no_data(tmp_path: Path) -> None:
    best = np.array([[0, 1, -1], [300, 2, 2]], dtype=np.int32)
    write_geotiff(tmp_path / "b.tif", small_grid(2, 3), best)
    with rasterio.open(tmp_path / "b.tif") as made:
        assert (made.dtypes[0], made.nodata) == ("int32", -1)
        assert made.read(1, masked=True).mask.tolist() == [[False, False, True], [False] * 3]
        assert (made.read(1) == best).all()


def test_memory_mapped_values_are_written_alike(tmp_path: Path) -> None:
    values = signal(60, 80)
    np.save(tmp_path / "v.npy", values)
    write_geotiff(tmp_path / "a.tif", small_grid(), np.load(tmp_path / "v.npy", mmap_mode="r"))
    with rasterio.open(tmp_path / "a.tif") as made:
        np.testing.assert_array_equal(made.read(1), values)
