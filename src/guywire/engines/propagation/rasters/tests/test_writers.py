"""What all files have in common: whole or not at all, progress, nothing to show."""

import json
import zipfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from guywire.engines.geo.errors import EngineError
from guywire.engines.propagation.coverage import CancelToken, CoverageCancelled
from guywire.engines.propagation.rasters import (
    write_geojson,
    write_geotiff,
    write_kmz,
    write_pmtiles,
)

from .make import PALETTE, signal, small_grid

Write = Callable[..., None]
WRITERS: dict[str, Write] = {
    "tif": write_geotiff,
    "geojson": lambda path, grid, values, **more: write_geojson(
        path, grid, values, PALETTE, **more
    ),
    "kmz": lambda path, grid, values, **more: write_kmz(
        path, grid, values, PALETTE, title="t", **more
    ),
    "pmtiles": lambda path, grid, values, **more: write_pmtiles(
        path, grid, values, PALETTE, **more
    ),
}


@pytest.mark.parametrize("kind", WRITERS)
def test_a_file_that_is_stopped_leaves_the_old_one_and_nothing_beside(
    kind: str, tmp_path: Path
) -> None:
    path = tmp_path / f"a.{kind}"
    path.write_bytes(b"the old one")
    token = CancelToken()
    with pytest.raises(CoverageCancelled):
        WRITERS[kind](
            path, small_grid(), signal(60, 80), token=token, report=lambda _: token.cancel()
        )
    assert path.read_bytes() == b"the old one"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("kind", WRITERS)
def test_progress_rises_to_one_and_the_file_may_be_read(kind: str, tmp_path: Path) -> None:
    path, told = tmp_path / f"a.{kind}", list[float]()
    WRITERS[kind](path, small_grid(), signal(60, 80), report=told.append)
    assert told == sorted(told)
    assert told[-1] == 1
    assert path.stat().st_mode & 0o777 == 0o644
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("kind", WRITERS)
@pytest.mark.parametrize("value", [np.nan, -150.0])
def test_a_raster_of_nothing_makes_a_file_that_says_so(
    kind: str, value: float, tmp_path: Path
) -> None:
    values = np.full((60, 80), value, dtype=np.float32)
    path = tmp_path / f"a.{kind}"
    WRITERS[kind](path, small_grid(), values)
    if kind == "kmz":
        with zipfile.ZipFile(path) as archive:
            assert archive.namelist() == ["legend.png", "doc.kml"]
            assert b"GroundOverlay" not in archive.read("doc.kml")
    elif kind == "geojson":
        features = json.loads(path.read_text())["features"]
        assert [one["geometry"] for one in features] == [None] * 3


@pytest.mark.parametrize("kind", WRITERS)
def test_values_of_another_shape_make_no_file(kind: str, tmp_path: Path) -> None:
    with pytest.raises(EngineError, match=r"values of \(3, 3\) are not those of 60 x 80"):
        WRITERS[kind](tmp_path / "a", small_grid(), np.zeros((3, 3)))
    assert list(tmp_path.iterdir()) == []
