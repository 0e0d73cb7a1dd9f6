"""GeoJSON files, read back by shapely."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import shapely

from guywire.engines.propagation.rasters import (
    categories,
    classes,
    polygons,
    tiles,
    write_geojson,
)

from .make import PALETTE, signal, small_grid


def areas_of(path: Path) -> list[dict[str, Any]]:
    told = json.loads(path.read_text())
    assert told["type"] == "FeatureCollection"
    return list(told["features"])


def test_polygons_are_the_pixels_at_or_above_each_threshold(tmp_path: Path) -> None:
    grid, values = small_grid(), signal(60, 80)
    write_geojson(tmp_path / "a.geojson", grid, values, PALETTE)
    features = areas_of(tmp_path / "a.geojson")
    assert [one["properties"]["from"] for one in features] == [-100, -90, -80]
    rows, columns = np.indices(values.shape)
    points = shapely.points(grid.longitudes(columns), grid.latitudes(rows))
    previous = None
    for feature in features:
        shape = shapely.geometry.shape(feature["geometry"])
        assert (shape.geom_type, shape.is_valid) == ("MultiPolygon", True)
        is_in = values >= feature["properties"]["from"]
        assert (shapely.contains(shape, points) == is_in).all()
        area = (grid.row_areas_m2() @ is_in.sum(axis=1)) / 1e6
        assert feature["properties"]["area_km2"] == pytest.approx(area, abs=1e-6)
        assert all(one.exterior.is_ccw for one in shape.geoms)
        assert not any(ring.is_ccw for one in shape.geoms for ring in one.interiors)
        assert previous is None or previous.covers(shape)
        previous = shape
    assert features[0]["properties"]["label"] == "−100 … −90 dBm"
    assert features[0]["properties"]["fill"] == PALETTE.colours[0]


def test_corners_are_those_of_the_pixels(tmp_path: Path) -> None:
    grid = small_grid(4, 4)
    values = np.full((4, 4), np.nan)
    values[1, 2] = -95
    write_geojson(tmp_path / "a.geojson", grid, values, PALETTE)
    first, second, _ = areas_of(tmp_path / "a.geojson")
    north, south = grid.latitudes([0.5, 1.5]).round(7).tolist()
    west, east = grid.longitudes([1.5, 2.5]).round(7).tolist()
    [[ring]] = first["geometry"]["coordinates"]
    assert {tuple(one) for one in ring} == {
        (west, north),
        (east, north),
        (east, south),
        (west, south),
    }
    assert ring[0] == ring[-1]
    assert second["geometry"] is None
    assert second["properties"]["area_km2"] == 0


@pytest.mark.parametrize("seed", range(20))
def test_polygons_of_the_wildest_raster_are_valid(seed: int) -> None:
    """Noise has every way in which pixels can touch: by corners, holes within holes."""
    flags = np.random.default_rng(seed).integers(0, 2, (40, 40)).astype(np.uint8)
    outline = polygons.Outline.of(small_grid(40, 40))
    whole = polygons.areas(outline, flags)
    assert whole.is_valid
    rows, columns = np.indices(flags.shape)
    grid = small_grid(40, 40)
    points = shapely.points(grid.longitudes(columns), grid.latitudes(rows))
    assert (shapely.contains(whole, points) == (flags == 1)).all()


def test_where_low_is_best_an_area_ends_above(tmp_path: Path) -> None:
    values = np.array([[1.0, 7.0, 12.0, 40.0, np.nan, np.inf]])
    palette = classes([0, 5, 10], unit="m", top=30, is_low_best=True)
    write_geojson(tmp_path / "h.geojson", small_grid(1, 6), values, palette)
    features = areas_of(tmp_path / "h.geojson")
    told = [(one["properties"]["from"], one["properties"]["below"]) for one in features]
    assert told == [(0, 5), (0, 10), (0, 30)]
    one = small_grid(1, 1).row_areas_m2()[0] / 1e6
    assert [each["properties"]["area_km2"] for each in features] == [
        pytest.approx(count * one, abs=1e-6) for count in (1, 2, 3)
    ]


def test_each_server_has_its_own_area(tmp_path: Path) -> None:
    best = np.array([[0, 0, 1], [-1, 0, 1]], dtype=np.int32)
    palette = categories([("Ä & <b>", "#112233"), ("B", "#445566"), ("C", "#112233")])
    write_geojson(tmp_path / "s.geojson", small_grid(2, 3), best, palette)
    features = areas_of(tmp_path / "s.geojson")
    assert [one["properties"]["label"] for one in features] == ["Ä & <b>", "B", "C"]
    assert [one["properties"]["code"] for one in features] == [0, 1, 2]
    assert features[2]["geometry"] is None
    shapes = [shapely.geometry.shape(one["geometry"]) for one in features[:2]]
    assert not shapes[0].overlaps(shapes[1])
    assert shapely.union_all(shapes).area == pytest.approx(shapes[0].area + shapes[1].area)


def test_too_many_pixels_for_polygons_are_thinned_and_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(polygons, "MOST_PIXELS", 1200)
    grid, values = small_grid(), np.full((60, 80), -85.0)
    write_geojson(tmp_path / "a.geojson", grid, values, PALETTE)
    feature = areas_of(tmp_path / "a.geojson")[0]
    assert feature["properties"]["every"] == 2
    assert feature["properties"]["area_km2"] == pytest.approx(grid.row_areas_m2().sum() * 80 / 1e6)
    west, south, east, north = shapely.geometry.shape(feature["geometry"]).bounds
    assert (west, south, east, north) == pytest.approx(tiles.bounds(grid), abs=1e-7)
