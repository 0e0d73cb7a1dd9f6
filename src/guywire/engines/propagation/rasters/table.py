"""Rasters as CSV (RFC 4180), a line a pixel, made as it is read."""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from guywire.engines.geo.errors import EngineError
from guywire.engines.propagation.coverage.grid import Grid
from guywire.engines.propagation.rasters.palette import Values
from guywire.engines.propagation.rasters.tiles import refuse_other_shape

FORMULA = ("=", "+", "-", "@", "\t", "\r")
LINES_AT_ONCE = 50_000


def csv_lines(
    grid: Grid,
    columns: Mapping[str, Values],
    *,
    names: Mapping[str, Sequence[str]] | None = None,
    digits: int = 1,
) -> Iterator[str]:
    """Pieces of the file: latitude and longitude of each pixel's centre, and what the columns say.

    Pixels where no column has a value are left out. A column with `names` holds their places and is
    written as text; one that a spreadsheet would take for a formula gets an apostrophe before it
    (OWASP: CSV injection).
    """
    for name, values in columns.items():
        refuse_other_shape(grid, values)
        if np.issubdtype(values.dtype, np.floating) and name in (names or {}):
            raise EngineError(f"the column {name} has names, but no whole numbers")
    texts = {name: [safe(one) for one in known] for name, known in (names or {}).items()}
    yield _joined([["latitude", "longitude", *(safe(name) for name in columns)]])
    rows = max(1, LINES_AT_ONCE // grid.columns)
    longitudes = [f"{one:.6f}" for one in grid.longitudes(np.arange(grid.columns))]
    for first in range(0, grid.rows, rows):
        last = min(first + rows, grid.rows)
        bands = [np.asarray(values[first:last]) for values in columns.values()]
        has = np.logical_or.reduce([_is_known(band) for band in bands])
        latitudes = [f"{one:.6f}" for one in grid.latitudes(np.arange(first, last))]
        down, across = np.nonzero(has)
        cells = [
            _cells(band[down, across], texts.get(name), digits)
            for name, band in zip(columns, bands, strict=True)
        ]
        places = zip(down.tolist(), across.tolist(), *cells, strict=True)
        lines = [[latitudes[row], longitudes[column], *rest] for row, column, *rest in places]
        if lines:
            yield _joined(lines)


def safe(text: str) -> str:
    """A text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(FORMULA) else text


def _is_known(band: Values) -> np.ndarray[tuple[int, ...], np.dtype[np.bool_]]:
    return np.isfinite(band) if np.issubdtype(band.dtype, np.floating) else band >= 0


def _cells(found: Values, texts: Sequence[str] | None, digits: int) -> list[str]:
    if texts is not None:
        places = [int(place) for place in found.tolist()]
        return [texts[place] if 0 <= place < len(texts) else "" for place in places]
    if np.issubdtype(found.dtype, np.floating):
        return [f"{one:.{digits}f}" if np.isfinite(one) else "" for one in found.tolist()]
    return [str(one) if one >= 0 else "" for one in found.tolist()]


def _joined(lines: Sequence[Sequence[str]]) -> str:
    out = io.StringIO(newline="")
    csv.writer(out).writerows(lines)
    return out.getvalue()
