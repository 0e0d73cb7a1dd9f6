"""PMTiles archives, read back by the format's own reader."""

from pathlib import Path
from typing import Any, cast

import numpy as np
import pytest
from pmtiles import reader
from pmtiles.tile import Compression, TileType, tileid_to_zxy

from guywire.engines.geo.errors import EngineError
from guywire.engines.propagation.rasters import (
    tile,
    tiles,
    write_pmtiles,
)

from .make import PALETTE, ZOOM, X, Y, grid_of_tile, picture, signal

untyped = cast(Any, reader)


def archived(
    path: Path,
) -> tuple[dict[str, Any], dict[str, Any], dict[tuple[int, int, int], bytes]]:
    with path.open("rb") as file:
        source = untyped.MmapSource(file)
        opened = untyped.Reader(source)
        found = {place: bytes(data) for place, data in untyped.all_tiles(source)}
        for (z, x, y), data in found.items():
            assert opened.get(z, x, y) == data
        return dict(opened.header()), opened.metadata(), found


def test_an_archive_holds_every_tile_that_shows_something(tmp_path: Path) -> None:
    grid, values = grid_of_tile(tiles=2), signal(512, 512)
    values[:256, :256] = np.nan
    write_pmtiles(tmp_path / "a.pmtiles", grid, values, PALETTE, title="Signal")
    header, metadata, found = archived(tmp_path / "a.pmtiles")
    wanted = {
        (z, x, y)
        for z in range(ZOOM + 1)
        for x in range(X >> (ZOOM - z), ((X + 1) >> (ZOOM - z)) + 1)
        for y in range(Y >> (ZOOM - z), ((Y + 1) >> (ZOOM - z)) + 1)
    }
    drawn = {one: png for one in wanted if (png := tile(grid, values, PALETTE, *one)) is not None}
    assert not picture(found.pop((0, 0, 0)))[0].any()
    assert found == drawn
    assert (ZOOM, X, Y) not in found
    assert (ZOOM, X + 1, Y + 1) in found
    assert (header["min_zoom"], header["max_zoom"]) == (0, ZOOM)
    assert header["tile_type"] == TileType.PNG
    assert header["tile_compression"] == Compression.NONE
    assert header["clustered"] is True
    west, south, east, north = tiles.bounds(grid)
    assert header["min_lon_e7"] == round(west * 1e7)
    assert header["max_lat_e7"] == round(north * 1e7)
    assert header["max_lon_e7"] == round(east * 1e7)
    assert header["min_lat_e7"] == round(south * 1e7)
    assert metadata["name"] == "Signal"
    assert [one["colour"] for one in metadata["legend"]] == list(PALETTE.colours)


def test_an_archive_of_nothing_has_one_empty_tile(tmp_path: Path) -> None:
    values = np.full((256, 256), np.nan, dtype=np.float32)
    write_pmtiles(tmp_path / "a.pmtiles", grid_of_tile(), values, PALETTE)
    _, _, found = archived(tmp_path / "a.pmtiles")
    assert list(found) == [tileid_to_zxy(0)]
    assert not picture(found[0, 0, 0])[0].any()


def test_deeper_zooms_may_be_asked_for_within_reason(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    values = np.full((256, 256), -85.0)
    write_pmtiles(tmp_path / "a.pmtiles", grid_of_tile(), values, PALETTE, deepest=ZOOM + 2)
    header, _, found = archived(tmp_path / "a.pmtiles")
    assert header["max_zoom"] == ZOOM + 2
    assert sum(z == ZOOM + 2 for z, _, _ in found) == 16
    # equal pictures are kept once
    assert header["tile_contents_count"] < header["addressed_tiles_count"] == len(found)
    with pytest.raises(EngineError, match="a zoom is 0 to 30, not 31"):
        write_pmtiles(tmp_path / "b.pmtiles", grid_of_tile(), values, PALETTE, deepest=31)
    with pytest.raises(EngineError, match="there are more than 2,000,000 tiles"):
        write_pmtiles(tmp_path / "b.pmtiles", grid_of_tile(), values, PALETTE, deepest=24)
    assert sorted(one.name for one in tmp_path.iterdir()) == ["a.pmtiles"]
