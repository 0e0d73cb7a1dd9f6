"""Tiles against a grid whose pixels are known, read back by GDAL."""

import math
from pathlib import Path

import numpy as np
import pytest
import rasterio
from rasterio.crs import CRS
from rasterio.transform import from_origin
from rasterio.vrt import WarpedVRT

from guywire.engines.geo.errors import EngineError
from guywire.engines.propagation.coverage import Grid, Lattice, Window
from guywire.engines.propagation.rasters import (
    bounds,
    classes,
    image,
    natural_zoom,
    part_of,
    rgb_png,
    tile,
    tile_values,
    tiles_at,
)

from .make import WORLD_M, ZOOM, X, Y, grid_of_tile, picture, true_colours

PALETTE = classes([0, 1, 2, 3], unit="dB")


def noise(rows: int, columns: int, *, seed: int = 3) -> np.ndarray:
    values = np.random.default_rng(seed).integers(-1, 4, (rows, columns)).astype(np.float32)
    values[values == -1] = np.nan
    return values


def expected(values: np.ndarray) -> np.ndarray:
    return np.where(np.isnan(values), 0, values + 1).astype(np.uint8)


def test_a_grid_of_a_tile_s_own_pixels_is_that_tile() -> None:
    values = noise(256, 256)
    numbers, colours = picture(tile(grid_of_tile(), values, PALETTE, ZOOM, X, Y))
    assert (numbers == expected(values)).all()
    assert colours[0] == (0, 0, 0, 0)
    assert colours[1] == (0x44, 0x01, 0x54, 255)
    assert colours[4] == (0xFD, 0xE7, 0x25, 255)


@pytest.mark.parametrize(("dx", "dy"), [(0, 0), (1, 0), (0, 1), (1, 1)])
def test_over_zoomed_each_pixel_is_a_square(dx: int, dy: int) -> None:
    values = noise(256, 256)
    numbers, _ = picture(tile(grid_of_tile(), values, PALETTE, ZOOM + 1, 2 * X + dx, 2 * Y + dy))
    quarter = values[128 * dy : 128 * dy + 128, 128 * dx : 128 * dx + 128]
    assert (numbers == expected(np.kron(quarter, np.ones((2, 2))))).all()


def test_far_over_zoomed_a_pixel_fills_tiles() -> None:
    values = np.full((256, 256), np.nan, dtype=np.float32)
    values[10, 20] = 2
    deep = 2**10
    x, y = (X * 256 + 20) * deep // 256, (Y * 256 + 10) * deep // 256
    numbers, _ = picture(tile(grid_of_tile(), values, PALETTE, ZOOM + 10, x + 3, y + 3))
    assert (numbers == 3).all()
    assert tile(grid_of_tile(), values, PALETTE, ZOOM + 10, x - 1, y) is None


def test_under_zoomed_a_pixel_is_one_of_those_below_it() -> None:
    values = noise(1024, 1024)
    grid = grid_of_tile(ZOOM, 4 * (X // 4), 4 * (Y // 4), tiles=4)
    numbers, _ = picture(tile(grid, values, PALETTE, ZOOM - 2, X // 4, Y // 4))
    assert (numbers == expected(values[2::4, 2::4])).all()


def test_outside_the_grid_a_tile_is_transparent() -> None:
    grid = grid_of_tile()
    values = np.ones((256, 256), dtype=np.float32)
    shifted = Grid(
        lattice=grid.lattice, step=grid.step, rows=256, columns=256,
        first_row=grid.first_row + 100, first_column=grid.first_column - 56,
    )  # fmt: skip
    numbers, _ = picture(tile(shifted, values, PALETTE, ZOOM, X, Y))
    assert (numbers[:100] == 0).all()
    assert (numbers[100:, :200] == 2).all()
    assert (numbers[:, 200:] == 0).all()


@pytest.mark.parametrize(("z", "x", "y"), [(ZOOM, X + 1, Y), (ZOOM, X, Y - 1), (12, 0, 0)])
def test_where_nothing_is_drawn_there_is_no_tile(z: int, x: int, y: int) -> None:
    assert tile(grid_of_tile(), np.ones((256, 256)), PALETTE, z, x, y) is None


def test_nothing_but_nan_has_no_tile_and_an_empty_picture() -> None:
    values = np.full((256, 256), np.nan, dtype=np.float32)
    assert tile(grid_of_tile(), values, PALETTE, ZOOM, X, Y) is None
    numbers, _ = picture(image(grid_of_tile(), values, PALETTE))
    assert not numbers.any()


@pytest.mark.parametrize("at", [(-1, 0, 0), (3, 8, 0), (3, 0, -1), (31, 0, 0)])
def test_a_tile_that_cannot_be_is_refused(at: tuple[int, int, int]) -> None:
    with pytest.raises(EngineError, match=f"there is no tile {at[0]}/{at[1]}/{at[2]}"):
        tile(grid_of_tile(), np.ones((256, 256)), PALETTE, *at)


def test_values_of_another_shape_are_refused() -> None:
    with pytest.raises(EngineError, match=r"values of \(2, 2\) are not those of 256 x 256"):
        tile(grid_of_tile(), np.ones((2, 2)), PALETTE, ZOOM, X, Y)


@pytest.mark.parametrize("zoom", [9, 11, 13, 15])
def test_gdal_warps_the_same_pixels(zoom: int, tmp_path: Path) -> None:
    """Any step, any place: at most a few pixels on an edge fall to the other side."""
    grid = Grid.around([(44.3, -71.3, 9000)], pixel_m=37.3, lattice=Lattice.WEB_MERCATOR)
    values = noise(grid.rows, grid.columns)
    west_m, north_m = (
        grid.first_column * grid.step - WORLD_M / 2,
        WORLD_M / 2 - grid.first_row * grid.step,
    )
    with rasterio.open(
        tmp_path / "a.tif", "w", driver="GTiff", dtype="float32", count=1, nodata=math.nan,
        height=grid.rows, width=grid.columns, crs=CRS.from_epsg(3857),
        transform=from_origin(west_m, north_m, grid.step, grid.step),
    ) as made:  # fmt: skip
        made.write(values, 1)
    size_m = WORLD_M / 2**zoom
    with rasterio.open(tmp_path / "a.tif") as source:
        for x, y in list(tiles_at(grid, zoom))[:6]:
            corner = from_origin(
                x * size_m - WORLD_M / 2, WORLD_M / 2 - y * size_m, size_m / 256, size_m / 256
            )
            with WarpedVRT(
                source, crs="EPSG:3857", transform=corner, width=256, height=256
            ) as seen:
                theirs = seen.read(1)
            ours = tile_values(grid, values, zoom, x, y)
            same = (ours == theirs) | (np.isnan(ours) & np.isnan(theirs))
            assert (~same).sum() <= 256


def test_a_grid_of_equal_degrees_gives_tiles_too() -> None:
    grid = Grid.around([(44.3, -71.3, 3000)], pixel_m=30)
    rows, columns = np.indices((grid.rows, grid.columns))
    values = (rows * 1000 + columns).astype(np.float32)
    zoom = natural_zoom(grid)
    x, y = next(iter(tiles_at(grid, zoom)))
    shown = tile_values(grid, values, zoom, x, y)
    for row, column in ((200, 250), (255, 130)):
        if not np.isnan(shown[row, column]):
            north = math.degrees(
                math.atan(math.sinh(math.pi * (1 - 2 * (y + (row + 0.5) / 256) / 2**zoom)))
            )
            east = (x + (column + 0.5) / 256) / 2**zoom * 360 - 180
            at_row, at_column = grid.pixels(north, east)
            assert shown[row, column] == values[at_row[0], at_column[0]]


def test_the_whole_picture_is_the_grid_and_lies_where_its_bounds_say() -> None:
    values = noise(256, 256)
    numbers, colours = picture(image(grid_of_tile(), values, PALETTE))
    assert (numbers == expected(values)).all()
    assert len(PALETTE.colours) == 4
    assert colours[2] == (*bytes.fromhex(PALETTE.colours[1][1:]), 255)
    west, south, east, north = bounds(grid_of_tile())
    assert west == pytest.approx(X / 2**ZOOM * 360 - 180, abs=1e-9)
    assert east - west == pytest.approx(360 / 2**ZOOM, abs=1e-9)
    top = math.degrees(math.atan(math.sinh(math.pi * (1 - 2 * Y / 2**ZOOM))))
    bottom = math.degrees(math.atan(math.sinh(math.pi * (1 - 2 * (Y + 1) / 2**ZOOM))))
    assert north == pytest.approx(top, abs=1e-9)
    assert south == pytest.approx(bottom, abs=1e-9)


def test_tiles_at_a_zoom_are_those_that_the_grid_touches() -> None:
    grid = grid_of_tile(tiles=2)
    assert (X + 1, Y + 1) in set(tiles_at(grid, ZOOM))
    assert set(tiles_at(grid_of_tile(), 3)) == {(X >> 9, Y >> 9)}
    assert natural_zoom(grid) == ZOOM


def test_memory_mapped_values_give_the_same_tile(tmp_path: Path) -> None:
    values = noise(256, 256)
    np.save(tmp_path / "v.npy", values)
    kept = np.load(tmp_path / "v.npy", mmap_mode="r")
    one = tile(grid_of_tile(), values, PALETTE, ZOOM + 2, 4 * X + 1, 4 * Y + 2)
    assert one is not None
    assert tile(grid_of_tile(), kept, PALETTE, ZOOM + 2, 4 * X + 1, 4 * Y + 2) == one


def test_a_window_is_a_grid_of_its_own() -> None:
    whole, window = grid_of_tile(tiles=2), Window(256, 256, 256, 256)
    part = part_of(whole, window)
    values = noise(512, 512)
    assert tile(part, values[window.slices], PALETTE, ZOOM, X + 1, Y + 1) == tile(
        whole, values, PALETTE, ZOOM, X + 1, Y + 1
    )


def test_pictures_of_true_colours_keep_every_pixel() -> None:
    pixels = np.random.default_rng(1).integers(0, 256, (5, 7, 3)).astype(np.uint8)
    assert (true_colours(rgb_png(pixels)) == pixels).all()
    with pytest.raises(EngineError, match="a picture of 0 x 3 pixels cannot be"):
        rgb_png(np.zeros((3, 0, 3), dtype=np.uint8))
