"""Tiles on one lattice joined into a layer, and the pages of it that are in memory."""

import itertools
import math
from collections.abc import Callable, Sequence
from typing import Any, cast

import numpy as np
import numpy.typing as npt
import pyproj

from guywire.engines.geo.kernels import sampling
from guywire.engines.geo.kernels.sampling import MISSING, NO_TILE, NOT_LOADED, PAGE
from guywire.engines.geo.tiles import Tile

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]
Fill = Callable[..., None]
Lattice = Callable[["Layer"], tuple[Any, ...]]
compiled = cast(Any, sampling)
reopen = cast(Callable[[Floats], bool], compiled.reopen)
close = cast(Callable[[Floats], None], compiled.close)
ALIGNED = 1e-3
"""Share of a post by which tiles of a layer may be off its lattice."""

MOST_PAGES = 4_000_000
"""A continent of 1" terrain; a layer keeps 20 bytes for each."""


class Layer:
    """Tiles of one coordinate system, resolution and phase, seamless across their borders."""

    def __init__(self, tiles: Sequence[Tile]) -> None:
        self.tiles = tiles
        first = tiles[0]
        self.crs = first.crs
        self.step_x, self.step_y = first.step_x, first.step_y
        starts = seam_free(tiles) if self.crs is None else [tile.first_x for tile in tiles]
        self.first_x = min(starts)
        self.first_y = max(tile.first_y for tile in tiles)
        self.origins = [
            (
                1 + round((self.first_y - tile.first_y) / self.step_y),
                1 + round((start - self.first_x) / self.step_x),
            )
            for tile, start in zip(tiles, starts, strict=True)
        ]
        rows = 1 + max(o[0] + t.info.rows for o, t in zip(self.origins, tiles, strict=True))
        columns = 1 + max(o[1] + t.info.columns for o, t in zip(self.origins, tiles, strict=True))
        # in the middle of what is not covered: no path over terrain jumps there
        self.cut_x = self.first_x - (360.0 - min(360.0, columns * self.step_x)) / 2.0
        shape = (math.ceil(rows / PAGE), math.ceil(columns / PAGE))
        self.table = np.full(shape, NOT_LOADED, dtype=np.int32)
        self.stamp = np.zeros(shape, dtype=np.int64)
        self.wanted = np.empty(shape[0] * shape[1] + 1, dtype=np.int64)
        self.to_xy = (
            None
            if self.crs is None
            else pyproj.Transformer.from_crs(4326, self.crs, always_xy=True)
        )

    def positions(self, latitudes: Floats, longitudes: Floats) -> tuple[Floats, Floats]:
        """Rows and columns of points on the lattice (posts count from 1)."""
        if self.to_xy is None:
            x, y = (longitudes - self.cut_x) % 360.0 + self.cut_x, latitudes
        else:
            x, y = cast(tuple[Floats, Floats], self.to_xy.transform(longitudes, latitudes))
        return 1.0 + (self.first_y - y) / self.step_y, 1.0 + (x - self.first_x) / self.step_x

    def tile_at(self, latitude: float, longitude: float) -> Tile | None:
        """The tile that holds a point."""
        rows, columns = self.positions(np.array([latitude]), np.array([longitude]))
        for (row, column), tile in zip(self.origins, self.tiles, strict=True):
            inside = row - 0.5 <= rows[0] <= row + tile.info.rows - 0.5
            if inside and column - 0.5 <= columns[0] <= column + tile.info.columns - 0.5:
                return tile
        return None

    def fill_page(self, page_row: int, page_column: int, page: npt.NDArray[np.float32]) -> bool:
        """Read a page (with its border) out of the tiles; whether any tile reaches it."""
        top, left = page_row * PAGE, page_column * PAGE
        page[:] = MISSING
        is_reached = False
        for (row, column), tile in zip(self.origins, self.tiles, strict=True):
            r0, c0 = max(top, row), max(left, column)
            r1 = min(top + PAGE + 1, row + tile.info.rows)
            c1 = min(left + PAGE + 1, column + tile.info.columns)
            if r0 >= r1 or c0 >= c1:
                continue
            heights = tile.read(r0 - row, c0 - column, r1 - r0, c1 - c0)
            window = page[r0 - top : r1 - top, c0 - left : c1 - left]
            # where tiles share a border, a height of either wins over a void of the other
            np.minimum(window, heights, out=window, where=window > sampling.LEAST_SENTINEL)
            is_reached = True
        return is_reached


class PagePool:
    """Memory for the pages of all layers; the longest unused one makes room."""

    def __init__(self, capacity: int) -> None:
        self.pages = np.empty((capacity, PAGE + 1, PAGE + 1), dtype=np.float32)
        self.owners: list[tuple[Layer, int, int]] = []
        self.tick = 0

    def fill(
        self, layers: Sequence[Layer], kernel: Fill, lattice: Lattice, heights: Floats
    ) -> None:
        """Settle heights by a filling kernel of `sampling`, layer after layer while any lacks.

        lattice: the kernel's arguments for a layer that say where the heights lie.
        """
        for layer in layers:
            if not reopen(heights):
                return
            self.fill_from(layer, kernel, lattice(layer), heights)
        close(heights)

    def fill_from(
        self, layer: Layer, kernel: Fill, lattice: tuple[Any, ...], heights: Floats
    ) -> None:
        """Settle heights out of one layer.

        Each round brings in pages that the one before wanted, at most as many as fit at once;
        what was settled stays, so a batch may need more pages than fit.
        """
        while True:
            self.tick += 1
            layer.wanted[-1] = 0
            kernel(*lattice, layer.table, self.pages, layer.stamp, self.tick, layer.wanted, heights)
            count = int(layer.wanted[-1])
            if count == 0:
                return
            for flat in layer.wanted[: min(count, len(self.pages))].tolist():
                self.bring_in(layer, *divmod(flat, layer.table.shape[1]))

    def bring_in(self, layer: Layer, row: int, column: int) -> None:
        """Read a page into memory."""
        slot = self.free_slot()
        if layer.fill_page(row, column, self.pages[slot]):
            layer.table[row, column] = slot
            layer.stamp[row, column] = self.tick
            if slot == len(self.owners):
                self.owners.append((layer, row, column))
            else:
                self.owners[slot] = (layer, row, column)
        else:
            layer.table[row, column] = NO_TILE

    def free_slot(self) -> int:
        """An empty slot, or that of the longest unused page, which is dropped."""
        if len(self.owners) < len(self.pages):
            return len(self.owners)
        slot = min(range(len(self.owners)), key=self.stamp_of)
        layer, row, column = self.owners[slot]
        layer.table[row, column] = NOT_LOADED
        return slot

    def stamp_of(self, slot: int) -> int:
        """Tick at which the page in a slot was last wanted."""
        layer, row, column = self.owners[slot]
        return int(layer.stamp[row, column])


def seam_free(tiles: Sequence[Tile]) -> list[float]:
    """First longitude of each tile, those before the widest gap moved on by a whole turn.

    So tiles on both sides of the date line lie beside one another, as they do on the earth.
    """
    order = sorted(range(len(tiles)), key=lambda index: tiles[index].first_x)
    starts = [tile.first_x for tile in tiles]
    widest, first_after = 360.0 - (starts[order[-1]] - starts[order[0]]), 0
    for place, (here, there) in enumerate(itertools.pairwise(order), start=1):
        gap = starts[there] - starts[here]
        if gap > widest:
            widest, first_after = gap, place
    moved = set(order[:first_after])
    return [start + (360.0 if index in moved else 0.0) for index, start in enumerate(starts)]


def layers_of(tiles: Sequence[Tile]) -> list[Layer]:
    """Tiles grouped by lattice, the finest layer first.

    Tiles far apart go into layers of their own, lest the table of the pages between them grow.
    """
    groups: list[list[Tile]] = []
    for tile in tiles:
        for group in groups:
            if is_aligned(group[0], tile):
                group.append(tile)
                break
        else:
            groups.append([tile])
    groups.sort(key=lambda group: group[0].info.resolution_m)
    return [Layer(near) for group in groups for near in parted(group)]


def parted(tiles: list[Tile]) -> list[list[Tile]]:
    """Tiles of one lattice, cut where they lie farthest apart until no layer is too large."""
    starts = seam_free(tiles) if tiles[0].crs is None else [tile.first_x for tile in tiles]
    columns = [start / tile.step_x for start, tile in zip(starts, tiles, strict=True)]
    rows = [-tile.first_y / tile.step_y for tile in tiles]
    width = max(c + t.info.columns for c, t in zip(columns, tiles, strict=True)) - min(columns)
    height = max(r + t.info.rows for r, t in zip(rows, tiles, strict=True)) - min(rows)
    if len(tiles) == 1 or width / PAGE * height / PAGE <= MOST_PAGES:
        return [tiles]
    places = columns if width > height else rows
    order = sorted(range(len(tiles)), key=lambda index: places[index])
    gaps = [places[there] - places[here] for here, there in itertools.pairwise(order)]
    cut = 1 + max(range(len(gaps)), key=lambda index: gaps[index])
    return [
        *parted([tiles[index] for index in order[:cut]]),
        *parted([tiles[index] for index in order[cut:]]),
    ]


def is_aligned(one: Tile, other: Tile) -> bool:
    """Whether two tiles' posts stand on one lattice."""
    if one.crs != other.crs:
        return False
    # over the breadth of a tile, a difference in step must not add up to a share of a post
    limit = ALIGNED / max(one.info.rows, one.info.columns)
    if abs(one.step_x / other.step_x - 1.0) > limit or abs(one.step_y / other.step_y - 1.0) > limit:
        return False
    x = (other.first_x - one.first_x) / one.step_x
    y = (other.first_y - one.first_y) / one.step_y
    return abs(x - round(x)) <= ALIGNED and abs(y - round(y)) <= ALIGNED
