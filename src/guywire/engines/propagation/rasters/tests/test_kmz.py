"""KMZ files, unpacked and parsed by lxml, their pictures read by GDAL."""

import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from lxml import etree

from guywire.engines.geo.geodesy import inverse
from guywire.engines.propagation.coverage import Grid, Lattice
from guywire.engines.propagation.rasters import (
    SectorMark,
    SiteMark,
    categories,
    kmz,
    legend_png,
    tiles,
    write_kmz,
)

from .make import PALETTE, picture, signal, small_grid, true_colours

KML = {"k": "http://www.opengis.net/kml/2.2"}


def kml_of(path: Path) -> tuple[Any, zipfile.ZipFile]:
    archive = zipfile.ZipFile(path)
    assert archive.testzip() is None
    return etree.fromstring(archive.read("doc.kml")), archive


def overlays(root: Any) -> list[tuple[str, float, float, float, float]]:
    found = []
    for one in root.iterfind(".//k:GroundOverlay", KML):
        sides = [
            float(one.findtext(f"k:LatLonBox/k:{side}", "", KML))
            for side in ("west", "south", "east", "north")
        ]
        found.append((one.findtext("k:Icon/k:href", "", KML), *sides))
    return found


def test_the_overlay_lies_where_google_earth_puts_it(tmp_path: Path) -> None:
    """Rows of the picture are equally far apart in degrees: 60° north they would be off by far."""
    grid = Grid.around([(60.2, 10.5, 60_000)], pixel_m=200, lattice=Lattice.WEB_MERCATOR)
    rows, columns = np.indices((grid.rows, grid.columns))
    values = (rows % 4 * 10 - 105 + columns % 2 * 0).astype(np.float32)
    write_kmz(tmp_path / "a.kmz", grid, values, PALETTE, title="Signal")
    root, archive = kml_of(tmp_path / "a.kmz")
    [(name, west, south, east, north)] = overlays(root)
    assert (west, south, east, north) == pytest.approx(tiles.bounds(grid), abs=1e-9)
    numbers, _ = picture(archive.read(name))
    high, wide = numbers.shape
    latitudes = north - (np.arange(high) + 0.5) * (north - south) / high
    longitudes = west + (np.arange(wide) + 0.5) * (east - west) / wide
    at_rows, _ = grid.pixels(latitudes, np.full(high, 10.5))
    _, at_columns = grid.pixels(np.full(wide, 60.2), longitudes)
    assert (numbers == PALETTE.numbers(values)[np.ix_(at_rows, at_columns)]).all()
    assert set(at_rows.tolist()) == set(range(grid.rows))
    stretched = np.round((np.arange(high) + 0.5) * grid.rows / high - 0.5)
    assert abs(at_rows - stretched).max() > 2


def test_large_overlays_come_in_pieces_side_by_side_and_empty_ones_are_left_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kmz, "PIECE", 32)
    grid, values = small_grid(), signal(60, 80)
    values[:40, :40] = np.nan
    write_kmz(tmp_path / "a.kmz", grid, values, PALETTE, title="S")
    root, archive = kml_of(tmp_path / "a.kmz")
    found = overlays(root)
    assert len(found) == len({name for name, *_ in found}) == 5
    west, south, east, north = tiles.bounds(grid)
    for name, *box in found:
        numbers, _ = picture(archive.read(name))
        high, wide = numbers.shape
        middle = ((box[1] + box[3]) / 2, (box[0] + box[2]) / 2)
        row, column = grid.pixels(
            box[3] - (box[3] - box[1]) / high / 2, box[0] + (box[2] - box[0]) / wide / 2
        )
        assert numbers[0, 0] == PALETTE.numbers(values)[row[0], column[0]]
        assert south <= middle[0] <= north
        assert west <= middle[1] <= east
    assert max(box[2] for _, *box in found) == pytest.approx(east, abs=1e-9)


def test_an_overlay_beyond_what_earth_shows_is_thinned(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kmz, "MOST_SIDE", 30)
    write_kmz(tmp_path / "a.kmz", small_grid(), np.full((60, 80), -85.0), PALETTE, title="S")
    root, archive = kml_of(tmp_path / "a.kmz")
    [(name, *box)] = overlays(root)
    numbers, _ = picture(archive.read(name))
    assert numbers.shape == (30, 30)
    assert (numbers == 2).all()
    assert box == pytest.approx(tiles.bounds(small_grid()), abs=1e-9)


def test_sites_have_folders_and_any_name_is_only_a_name(tmp_path: Path) -> None:
    name = 'A & <B> "]]>" \x0b 北'
    site = SiteMark(
        name=name, latitude=44.31, longitude=-71.29, description="<script>alert(1)</script>",
        sectors=(
            SectorMark(name="north & up", azimuth_deg=350, beamwidth_deg=60),
            SectorMark(name="omni", azimuth_deg=0, beamwidth_deg=360),
        ),
    )  # fmt: skip
    write_kmz(
        tmp_path / "a.kmz", small_grid(), signal(60, 80), PALETTE,
        title="T & T", description="made <here>", sites=[site],
    )  # fmt: skip
    root, archive = kml_of(tmp_path / "a.kmz")
    assert root.tag == "{http://www.opengis.net/kml/2.2}kml"
    assert root.findtext("k:Document/k:name", "", KML) == "T & T"
    assert root.findtext("k:Document/k:description", "", KML) == "made <here>"
    folder = root.findall("k:Document/k:Folder", KML)[1]
    assert folder.findtext("k:name", "", KML) == name.replace("\x0b", "�")
    marks = folder.findall("k:Placemark", KML)
    assert [one.findtext("k:name", "", KML) for one in marks[1:]] == ["north & up", "omni"]
    assert marks[0].findtext("k:Point/k:coordinates", "", KML) == "-71.2900000,44.3100000"
    assert marks[0].findtext("k:description", "", KML) == "<script>alert(1)</script>"
    cone, circle = (
        [
            tuple(map(float, one.split(",")))
            for one in mark.findtext("k:LineString/k:coordinates", "", KML).split()
        ]
        for mark in marks[1:]
    )
    assert cone[0] == cone[-1] == (-71.29, 44.31)
    for corner, azimuth in ((cone[1], 320), (cone[-2], 20)):
        distance, towards, *_ = inverse(44.31, -71.29, corner[1], corner[0])
        assert float(distance) == pytest.approx(400, abs=0.1)
        assert float(towards) % 360 == pytest.approx(azimuth, abs=0.01)
    assert circle[0] == circle[-1]
    overlay = root.find(".//k:ScreenOverlay", KML)
    assert overlay.findtext("k:Icon/k:href", "", KML) == "legend.png"
    assert true_colours(archive.read("legend.png")).shape[2] == 4


def test_the_legend_shows_every_colour_and_tells_how_many_lines_it_leaves_out() -> None:
    pixels = true_colours(legend_png("Signal #[b]", PALETTE.legend))
    shown = {tuple(one) for one in pixels[..., :3].reshape(-1, 3).tolist()}
    assert {tuple(bytes.fromhex(one[1:])) for one in PALETTE.colours} <= shown
    many = categories([(f"S{place}", "#112233") for place in range(300)]).legend
    rows = {
        count: true_colours(legend_png("", many[:count])).shape[0] for count in (39, 40, 41, 300)
    }
    assert rows[39] < rows[40] < rows[41] == rows[300]
