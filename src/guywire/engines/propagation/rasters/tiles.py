"""Map tiles of 256 x 256 pixels out of a grid's values, and the grid as one picture.

Tiles are those of web maps (z/x/y, EPSG:3857, y from the north). A pixel takes the value under its
centre, whether the map is closer than the grid or further off; so a colour is never one that no
pixel of the grid has. Values may be memory-mapped: a tile reads only what it shows.
"""

import math
from collections.abc import Iterator
from typing import Any

import numpy as np
import numpy.typing as npt

from guywire.engines.geo.errors import EngineError
from guywire.engines.propagation.coverage.grid import MERCATOR_RADIUS_M, Grid, Lattice, Window
from guywire.engines.propagation.rasters.palette import Bytes, Palette, Values
from guywire.engines.propagation.rasters.png import indexed_png

Places = npt.NDArray[np.int64]

SIZE = 256
DEEPEST_ZOOM = 30
HALF_WORLD_M = math.pi * MERCATOR_RADIUS_M
PIXELS_AT_ONCE = 1_000_000


def tile(grid: Grid, values: Values, palette: Palette, z: int, x: int, y: int) -> bytes | None:
    """The PNG of a tile; None where nothing of it is drawn."""
    numbers = tile_numbers(grid, values, palette, z, x, y)
    return None if numbers is None else indexed_png(numbers, palette.colours)


def tile_numbers(
    grid: Grid, values: Values, palette: Palette, z: int, x: int, y: int
) -> Bytes | None:
    """Numbers of a tile's colours; None where nothing of it is drawn."""
    refuse_other_shape(grid, values)
    rows, columns = tile_places(grid, z, x, y)
    return drawn(values, palette, rows, columns)


def drawn(values: Values, palette: Palette, rows: Places, columns: Places) -> Bytes | None:
    """Numbers of the colours at rows and columns of which -1 is outside; None if there is none."""
    has_row, has_column = rows >= 0, columns >= 0
    if not has_row.any() or not has_column.any():
        return None
    numbers = np.zeros((len(rows), len(columns)), dtype=np.uint8)
    numbers[_extent(has_row), _extent(has_column)] = _numbers_at(
        values, palette, rows[has_row], columns[has_column]
    )
    return numbers if numbers.any() else None


def _numbers_at(values: Values, palette: Palette, rows: Places, columns: Places) -> Bytes:
    """Where the map is closer than the grid, its few pixels are coloured once and spread then."""
    top, left = int(rows[0]), int(columns[0])
    block = values[top : int(rows[-1]) + 1, left : int(columns[-1]) + 1]
    if block.size > len(rows) * len(columns):
        return palette.numbers(block[np.ix_(rows - top, columns - left)])
    return palette.numbers(block).take(rows - top, axis=0).take(columns - left, axis=1)


def _extent(is_in: npt.NDArray[np.bool_]) -> slice:
    """Where the true ones are: they stand side by side."""
    first = int(is_in.argmax())
    return slice(first, first + int(is_in.sum()))


def tile_values(grid: Grid, values: Values, z: int, x: int, y: int) -> npt.NDArray[np.float32]:
    """What a tile's pixels stand for, nan outside the grid: to compare two results by."""
    refuse_other_shape(grid, values)
    rows, columns = tile_places(grid, z, x, y)
    has_row, has_column = rows >= 0, columns >= 0
    shown = np.full((SIZE, SIZE), np.nan, dtype=np.float32)
    found = values[np.ix_(rows[has_row], columns[has_column])]
    shown[np.ix_(has_row, has_column)] = found
    return shown


def tile_places(grid: Grid, z: int, x: int, y: int) -> tuple[Places, Places]:
    """The grid's row of each of a tile's rows, and its column of each column; -1 outside."""
    if not 0 <= z <= DEEPEST_ZOOM or not (0 <= x < 2**z and 0 <= y < 2**z):
        raise EngineError(f"there is no tile {z}/{x}/{y}")
    across = (np.arange(SIZE) + 0.5) / SIZE
    # steps of the whole world's lattice, from its north-west corner
    down, right = (y + across) / 2**z, (x + across) / 2**z
    if grid.lattice == Lattice.WEB_MERCATOR:
        rows, columns = (
            down * 2.0 * HALF_WORLD_M / grid.step,
            right * 2.0 * HALF_WORLD_M / grid.step,
        )
    else:
        latitudes = np.degrees(np.arctan(np.sinh(math.pi * (1.0 - 2.0 * down))))
        rows, columns = (90.0 - latitudes) / grid.step, right * 360.0 / grid.step
    return (
        _inside(np.floor(rows).astype(np.int64) - grid.first_row, grid.rows),
        _inside(np.floor(columns).astype(np.int64) - grid.first_column, grid.columns),
    )


def tiles_at(grid: Grid, z: int) -> Iterator[tuple[int, int]]:
    """The (x, y) of every tile of a zoom that the grid touches."""
    across, down = tile_span(grid, z)
    for y in down:
        for x in across:
            yield x, y


def tile_span(grid: Grid, z: int) -> tuple[range, range]:
    """The x and the y of the tiles of a zoom that the grid touches."""
    west, south, east, north = bounds(grid)
    left, top = _tile_of(north, west, z)
    right, bottom = _tile_of(south, east, z)
    return range(left, right + 1), range(top, bottom + 1)


def natural_zoom(grid: Grid) -> int:
    """The first zoom whose pixels are not coarser than the grid's."""
    step_m = grid.step
    if grid.lattice == Lattice.DEGREES:
        step_m = math.radians(grid.step) * MERCATOR_RADIUS_M
    # a hair's breadth of tolerance, for a grid made to fit a zoom
    zoom = math.ceil(math.log2(2.0 * HALF_WORLD_M / (SIZE * step_m)) - 1e-9)
    return min(max(zoom, 0), DEEPEST_ZOOM)


def image(grid: Grid, values: Values, palette: Palette) -> bytes:
    """The whole grid as one PNG, a pixel a pixel."""
    refuse_other_shape(grid, values)
    return indexed_png(np.concatenate(list(number_bands(grid, values, palette))), palette.colours)


def number_bands(grid: Grid, values: Values, palette: Palette) -> Iterator[Bytes]:
    """Numbers of the colours by bands of rows, so that memory stays flat."""
    rows = max(1, PIXELS_AT_ONCE // grid.columns)
    for first in range(0, grid.rows, rows):
        yield palette.numbers(np.asarray(values[first : first + rows]))


def bounds(grid: Grid) -> tuple[float, float, float, float]:
    """West, south, east and north of the grid's outer edges, in degrees."""
    north, south = grid.latitudes([-0.5, grid.rows - 0.5]).tolist()
    west, east = grid.longitudes([-0.5, grid.columns - 0.5]).tolist()
    return west, south, east, north


def part_of(grid: Grid, window: Window) -> Grid:
    """A window as a grid of its own: that of a `Raster`, whose values are the window's."""
    return Grid(
        lattice=grid.lattice,
        step=grid.step,
        first_row=grid.first_row + window.row,
        first_column=grid.first_column + window.column,
        rows=window.rows,
        columns=window.columns,
    )


def refuse_other_shape(grid: Grid, values: npt.NDArray[Any]) -> None:
    """Raise EngineError unless the values are the grid's."""
    if values.shape != (grid.rows, grid.columns):
        raise EngineError(f"values of {values.shape} are not those of {grid.rows} x {grid.columns}")


def _inside(places: Places, count: int) -> Places:
    return np.where((places >= 0) & (places < count), places, -1)


def _tile_of(latitude: float, longitude: float, z: int) -> tuple[int, int]:
    down = 0.5 - math.asinh(math.tan(math.radians(latitude))) / (2.0 * math.pi)
    right = (longitude + 180.0) / 360.0
    return (
        min(max(math.floor(right * 2**z), 0), 2**z - 1),
        min(max(math.floor(down * 2**z), 0), 2**z - 1),
    )
