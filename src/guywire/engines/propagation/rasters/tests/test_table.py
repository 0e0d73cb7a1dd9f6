"""CSV, read back by the standard library."""

import csv
import io

import numpy as np
import pytest

from guywire.engines.geo.errors import EngineError
from guywire.engines.propagation.rasters import (
    csv_lines,
)

from .make import signal, small_grid


def test_lines_hold_each_pixel_that_has_a_value(monkeypatch: pytest.MonkeyPatch) -> None:
    grid, values = small_grid(), signal(60, 80)
    best = np.where(np.isnan(values), -1, 0).astype(np.int16)
    best[5, 5], values[5, 5] = 1, np.nan
    pieces = list(
        csv_lines(grid, {"dbm": values, "server": best}, names={"server": ['=a,"b"', "B"]})
    )
    rows = list(csv.reader(io.StringIO("".join(pieces), newline="")))
    assert rows[0] == ["latitude", "longitude", "dbm", "server"]
    assert len(rows) - 1 == (np.isfinite(values) | (best >= 0)).sum()
    for line in rows[1:]:
        row, column = (int(one[0]) for one in grid.pixels(float(line[0]), float(line[1])))
        wanted = "" if np.isnan(values[row, column]) else f"{values[row, column]:.1f}"
        assert line[2:] == [wanted, "B" if (row, column) == (5, 5) else '\'=a,"b"']


def test_lines_come_in_pieces_and_of_nothing_comes_the_head(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("guywire.engines.propagation.rasters.table.LINES_AT_ONCE", 160)
    assert len(list(csv_lines(small_grid(), {"dbm": np.zeros((60, 80))}))) == 31
    empty = csv_lines(small_grid(), {"dbm": np.full((60, 80), np.nan)})
    assert list(empty) == ["latitude,longitude,dbm\r\n"]
    with pytest.raises(EngineError, match="the column dbm has names, but no whole numbers"):
        next(csv_lines(small_grid(), {"dbm": np.zeros((60, 80))}, names={"dbm": ["a"]}))
