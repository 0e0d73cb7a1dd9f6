"""What one coverage study gains and loses against another, pixel by pixel.

Two studies' pixels fit one another where they are of one size: all lie on the lattice of the map.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from guywire.engines.propagation import coverage
from guywire.kit.errors import DomainError
from guywire.kit.tenancy import current

from ...models import CoverageStudy
from .files import layer_array
from .layers import SIGNAL, Layer, difference_layer, difference_tiles_of
from .planning import grid_of

PIXELS_AT_ONCE = 1_000_000
LEAST_CHANGE_DB = 3.0
"""Smaller changes of the signal are not shown: the models are no better than that."""

GAINED, LOST, STRONGER, WEAKER = 1, 2, 3, 4
Singles = npt.NDArray[np.float32]


class NotComparable(DomainError):
    """The studies' pixels do not fit one another."""

    code = "not_comparable"


@dataclass(frozen=True, slots=True)
class Change:
    """Area that only the later study reaches, only the earlier one, and both."""

    threshold_dbm: float
    gained_km2: float
    lost_km2: float
    kept_km2: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    changes: Sequence[Change]
    layer: Layer
    tiles: str


@dataclass(frozen=True, slots=True)
class Signals:
    """The signals of two studies on the grid that holds both."""

    grid: coverage.Grid
    before: coverage.Raster
    after: coverage.Raster

    def rows(self, band: slice, columns: slice) -> tuple[Singles, Singles]:
        """Both signals on a part of the grid, nan where a study does not reach."""
        return _part(self.before, band, columns), _part(self.after, band, columns)


def refuse_different_pixels(before: CoverageStudy, after: CoverageStudy) -> None:
    """Raise NotComparable where the pixels are not of one size."""
    if before.grid["step"] != after.grid["step"]:
        raise NotComparable(
            f"“{before}” has points {before.resolution_m:g} m apart, “{after}”"
            f" {after.resolution_m:g} m, and the pixels of their maps do not fit: compute one"
            " again with the other's resolution."
        )


def signals_of(before: CoverageStudy, after: CoverageStudy) -> Signals:
    """Both signals on one grid. Raises NotComparable."""
    refuse_different_pixels(before, after)
    grids = [grid_of(before.grid), grid_of(after.grid)]
    first = grids[0]
    top, left = (min(getattr(one, name) for one in grids) for name in ("first_row", "first_column"))
    whole = coverage.Grid(
        lattice=first.lattice,
        step=first.step,
        first_row=top,
        first_column=left,
        rows=max(one.first_row + one.rows for one in grids) - top,
        columns=max(one.first_column + one.columns for one in grids) - left,
    )
    rasters = [
        coverage.Raster(
            whole,
            coverage.Window(one.first_row - top, one.first_column - left, one.rows, one.columns),
            layer_array(current().tenant_id, study.pk, SIGNAL),
        )
        for study, one in zip((before, after), grids, strict=True)
    ]
    return Signals(whole, *rasters)


def compared(before: CoverageStudy, after: CoverageStudy) -> Comparison:
    """The areas gained and lost by the thresholds of the earlier study. Raises NotComparable."""
    signals = signals_of(before, after)
    sums = {threshold: np.zeros(3) for threshold in before.thresholds_dbm}
    areas_km2 = signals.grid.row_areas_m2() / 1e6
    for band in _bands(signals.grid):
        had_dbm, has_dbm = signals.rows(band, slice(0, signals.grid.columns))
        for threshold, found in sums.items():
            had, has = had_dbm >= threshold, has_dbm >= threshold
            for place, counted in enumerate((has & ~had, had & ~has, had & has)):
                found[place] += float(areas_km2[band] @ counted.sum(axis=1))
    return Comparison(
        changes=[
            Change(threshold, *(round(float(area), 4) for area in found))
            for threshold, found in sums.items()
        ],
        layer=difference_layer(),
        tiles=difference_tiles_of(before, after),
    )


def difference_of(
    had_dbm: Singles, has_dbm: Singles, threshold_dbm: float
) -> npt.NDArray[np.float32]:
    """The class of each pixel: gained, lost, stronger, weaker, or 0."""
    had, has = had_dbm >= threshold_dbm, has_dbm >= threshold_dbm
    rise_db = has_dbm - had_dbm
    found = np.zeros(had_dbm.shape, dtype=np.float32)
    found[had & has & (rise_db >= LEAST_CHANGE_DB)] = STRONGER
    found[had & has & (rise_db <= -LEAST_CHANGE_DB)] = WEAKER
    found[has & ~had] = GAINED
    found[had & ~has] = LOST
    return found


def _bands(grid: coverage.Grid) -> Iterator[slice]:
    rows = max(1, PIXELS_AT_ONCE // grid.columns)
    for first in range(0, grid.rows, rows):
        yield slice(first, min(first + rows, grid.rows))


def _part(raster: coverage.Raster, rows: slice, columns: slice) -> Singles:
    """A part of the whole grid, nan outside the raster's window."""
    window = raster.window
    found = np.full((rows.stop - rows.start, columns.stop - columns.start), np.nan, np.float32)
    top, bottom = max(rows.start, window.row), min(rows.stop, window.row + window.rows)
    left = max(columns.start, window.column)
    right = min(columns.stop, window.column + window.columns)
    if top < bottom and left < right:
        part = raster.values[top - window.row : bottom - window.row]
        found[
            top - rows.start : bottom - rows.start, left - columns.start : right - columns.start
        ] = part[:, left - window.column : right - window.column]
    return found
