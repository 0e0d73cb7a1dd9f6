"""From losses to pixels: the pattern pass, grids, and sectors that turn."""

import math
import os
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from guywire.engines.geo import EngineError, azimuth_deg, distance_m
from guywire.engines.propagation import SectorPattern
from guywire.engines.propagation.coverage import (
    CancelToken,
    CoverageCache,
    CoverageCancelled,
    Emission,
    Grid,
    Lattice,
    Method,
    layer_raster,
    sight_raster,
    signal_raster,
)
from guywire.engines.propagation.coverage.tests import make

GRIDS = [
    make.grid(),
    Grid.around([(*make.SITE, 5000.0)], pixel_m=100.0, lattice=Lattice.WEB_MERCATOR),
    Grid.around([(*make.SITE, 5000.0), (44.60, -71.60, 3000.0)], pixel_m=250.0),
]


@pytest.mark.parametrize("grid", GRIDS, ids=["degrees", "mercator", "coarse and wider"])
def test_pixel_is_power_plus_pattern_minus_the_nearest_receivers_loss(grid: Grid) -> None:
    found, emission = make.losses(), make.emission()
    raster = signal_raster(found, emission, grid)
    random = np.random.default_rng(3)
    checked = other_receiver = 0
    for _ in range(200):
        row, column = int(random.integers(grid.rows)), int(random.integers(grid.columns))
        latitude, longitude = float(grid.latitudes(row)), float(grid.longitudes(column))
        length_m = distance_m(*make.SITE, latitude, longitude)
        if abs(length_m - found.request.rings.steps * make.STEP_M) < make.STEP_M:
            continue
        if length_m > found.request.radius_m:
            assert math.isnan(raster.at(latitude, longitude))
            continue
        receiver = found.at(latitude, longitude)
        gain_db = emission.pattern.gains_db(
            azimuth_deg(*make.SITE, latitude, longitude), receiver.elevation_deg
        )
        expected = 47.0 + float(gain_db) - receiver.loss_db
        checked += 1
        other_receiver += abs(raster.at(latitude, longitude) - expected) > 0.03
    assert checked > 30
    assert other_receiver <= 2  # of a pixel midway between two receivers either is the nearest


def test_receiver_of_a_pixel_is_less_than_a_step_away() -> None:
    grid, found = make.grid(), make.losses()
    for row, column in ((20, 60), (54, 61), (70, 100), (40, 33)):
        latitude, longitude = float(grid.latitudes(row)), float(grid.longitudes(column))
        receiver = found.at(latitude, longitude)
        length_m = distance_m(*make.SITE, latitude, longitude)
        bearing = azimuth_deg(*make.SITE, latitude, longitude)
        across_m = length_m * math.radians(
            abs((receiver.azimuth_deg - bearing + 180.0) % 360.0 - 180.0)
        )
        assert abs(receiver.distance_m - length_m) <= 0.51 * make.STEP_M
        assert across_m <= 0.51 * make.STEP_M


@settings(max_examples=15, deadline=None)
@given(st.floats(0.0, 359.0))
def test_whole_turn_changes_nothing(azimuth: float) -> None:
    one = make.emission(azimuth_deg=azimuth)
    other = make.emission(azimuth_deg=azimuth - 360.0)
    first = signal_raster(make.losses(), one, make.grid())
    second = signal_raster(make.losses(), other, make.grid())
    np.testing.assert_allclose(first.values, second.values, rtol=0, atol=1e-4)
    if azimuth == round(azimuth):
        assert one.key() == other.key()


def test_turned_and_tilted_sector_shifts_by_the_pattern_alone() -> None:
    grid = make.grid()
    all_round = signal_raster(
        make.losses(), Emission(eirp_dbm=40.0, pattern=SectorPattern()), grid
    )  # fmt: skip
    flat = make.emission(vertical_beamwidth_deg=360.0)
    sector = signal_raster(make.losses(), flat, grid)
    gain_db = sector.values - all_round.values - 7.0
    known = np.isfinite(gain_db)
    assert gain_db[known].max() <= 1e-4
    assert gain_db[known].min() == pytest.approx(-30.0, abs=1e-4)
    north_east, south_west = sector.at(44.55, -71.445), sector.at(44.50, -71.50)
    assert north_east - all_round.at(44.55, -71.445) > -3.0
    assert south_west - all_round.at(44.50, -71.50) == pytest.approx(-23.0, abs=1e-3)


def test_line_of_sight_is_by_the_height_that_sees() -> None:
    grid, found = make.grid(), make.losses()
    needed, seen = layer_raster(found, found.sight_height_m, grid), sight_raster(found, grid)
    known = np.isfinite(needed.values)
    np.testing.assert_array_equal(known, np.isfinite(seen.values))
    np.testing.assert_array_equal(seen.values[known] == 1.0, needed.values[known] < 5.0)
    assert 0.1 < seen.values[known].mean() < 0.9


def test_grids_of_one_step_share_their_pixels() -> None:
    for lattice in Lattice:
        one = Grid.around([(44.5, -71.5, 4000.0)], pixel_m=90.0, lattice=lattice)
        two = Grid.holding(44.4, -71.6, 44.45, -71.5, step=one.step, lattice=lattice)
        rows = np.arange(two.rows) + two.first_row - one.first_row
        np.testing.assert_allclose(one.latitudes(rows), two.latitudes(np.arange(two.rows)))
        row, column = one.pixels(float(one.latitudes(7)), float(one.longitudes(11)))
        assert (int(row[0]), int(column[0])) == (7, 11)
        assert [int(v[0]) for v in one.pixels(0.0, 0.0)] == [-1, -1]


def test_area_of_the_pixels_is_that_of_the_earth() -> None:
    for lattice, step in ((Lattice.DEGREES, 0.5), (Lattice.WEB_MERCATOR, 60_000.0)):
        grid = Grid.holding(44.0, -72.0, 45.0, -71.0, step=step, lattice=lattice)
        edges = grid.latitudes(np.array([-0.5, grid.rows - 0.5]))
        south, north = np.radians(edges[::-1])
        a2, e2 = 6378137.0**2, 0.00669437999014
        e = math.sqrt(e2)

        def zone(latitude: float, e: float = e, e2: float = e2) -> float:
            s = math.sin(latitude)
            return s / (1 - e2 * s * s) + math.log((1 + e * s) / (1 - e * s)) / (2 * e)

        width = np.radians(grid.longitudes(0.5) - grid.longitudes(-0.5))
        expected = a2 * (1 - e2) / 2 * (zone(float(north)) - zone(float(south))) * float(width)
        assert float(grid.row_areas_m2().sum()) == pytest.approx(expected, rel=2e-5)


@pytest.mark.parametrize(
    ("act", "message"),
    [
        (lambda: Emission(eirp_dbm=500.0, pattern=SectorPattern()), "EIRP .* is 500 dBm"),
        (lambda: Emission(eirp_dbm=math.nan, pattern=SectorPattern()), "EIRP .* is nan"),
        (lambda: Grid.around([(10.0, 179.99, 20e3)], pixel_m=90.0), "20000 m around 10, 179.99"),
        (lambda: Grid.around([], pixel_m=90.0), "at least one place"),
        (lambda: Grid.around([(10.0, 10.0, 1e3)], pixel_m=0.0), "pixel .* is 0 m"),
        (lambda: Grid.around([(10.0, 10.0, 5e5)], pixel_m=1.0), "1 to 400,000,000 pixels"),
        (
            lambda: Grid.holding(84.0, 0.0, 86.0, 1.0, step=1e4, lattice=Lattice.WEB_MERCATOR),
            "web mercator ends at 85 degrees",
        ),
        (lambda: make.losses().at(44.7, -71.4), "44.700000, -71.400000 lies outside the 5000 m"),
    ],
)
def test_absurd_values_are_named(act: Any, message: str) -> None:
    with pytest.raises(EngineError, match=message):
        act()


class Dipole:
    """An antenna that is no SectorPattern."""

    def gains_db(
        self, azimuths_deg: npt.ArrayLike, elevations_deg: npt.ArrayLike
    ) -> npt.NDArray[np.float64]:
        _, elevations = np.broadcast_arrays(azimuths_deg, elevations_deg)
        return -np.abs(elevations.astype(np.float64))


def test_any_antenna_can_be_used_and_kept_if_it_is_named(tmp_path: Path) -> None:
    cache, grid = CoverageCache(tmp_path), make.grid()
    emission = Emission(eirp_dbm=30.0, pattern=Dipole())
    assert np.nanmax(signal_raster(make.losses(), emission, grid).values) < 0.0
    with pytest.raises(EngineError, match="Dipole needs a pattern_key"):
        cache.signal(make.losses(), emission, grid)
    named = Emission(eirp_dbm=30.0, pattern=Dipole(), pattern_key="dipole 1")
    cache.signal(make.losses(), named, grid)
    assert len(list(tmp_path.iterdir())) == 1


def test_kept_results_are_computed_once_and_a_turn_computes_no_loss(tmp_path: Path) -> None:
    cache, grid, request = CoverageCache(tmp_path), make.grid(), make.request()
    shares: list[float] = []
    first = cache.path_loss(make.store(), request, report=shares.append)
    assert shares[-1] == 1.0
    shares.clear()
    again = cache.path_loss(make.store(), request, report=shares.append)
    assert shares == []
    assert again.key == first.key
    np.testing.assert_array_equal(again.loss_db, make.losses().loss_db)
    north = cache.signal(first, make.emission(azimuth_deg=0.0), grid)
    cache.signal(first, make.emission(azimuth_deg=90.0), grid)
    kept = sorted(path.name.split("-")[0] for path in tmp_path.iterdir())
    assert kept == ["loss", "signal", "signal"]
    same = cache.signal(first, make.emission(azimuth_deg=360.0), grid, report=shares.append)
    assert shares == []
    np.testing.assert_array_equal(north.values, same.values)


def test_broken_kept_result_is_computed_anew(tmp_path: Path) -> None:
    cache, request = CoverageCache(tmp_path), make.request(method=Method.FREE_SPACE)
    found = cache.path_loss(make.store(), request)
    (tmp_path / f"loss-{found.key}" / "loss_db.npy").write_bytes(b"broken")
    again = cache.path_loss(make.store(), request)
    assert np.isfinite(again.loss_db).all()
    before = np.array(cache.signal(again, make.emission(), make.grid()).values)
    (kept,) = tmp_path.glob("signal-*")
    (kept / "dbm.npy").write_bytes(b"")
    second = cache.signal(again, make.emission(), make.grid())
    np.testing.assert_array_equal(before, second.values)


def test_longest_unused_results_make_room(tmp_path: Path) -> None:
    cache = CoverageCache(tmp_path, limit_mb=1)
    heights = [10.0 + i for i in range(8)]
    for height in heights:
        cache.path_loss(
            make.store(),
            make.request(tx_height_m=height, radius_m=12_000.0, method=Method.FREE_SPACE),
        )
    sizes = [sum(f.stat().st_size for f in path.iterdir()) for path in tmp_path.iterdir()]
    assert sum(sizes) < 2 * 2**20 + max(sizes)
    assert len(sizes) < len(heights)


def test_what_a_killed_process_left_is_removed_a_day_later(tmp_path: Path) -> None:
    cache = CoverageCache(tmp_path)
    for name, age_s in ((".unfinished-old", 90_000.0), (".unfinished-new", 60.0)):
        (tmp_path / name).mkdir()
        (tmp_path / name / "loss_db.npy").write_bytes(b"part")
        now = (tmp_path / name).stat().st_mtime
        os.utime(tmp_path / name, (now - age_s, now - age_s))
    cache.signal(make.losses(), make.emission(), make.grid())
    left = sorted(path.name for path in tmp_path.iterdir())
    assert left[0] == ".unfinished-new"
    assert [name.split("-")[0] for name in left[1:]] == ["signal"]


def test_cancelled_raster_leaves_nothing(tmp_path: Path) -> None:
    cache, token = CoverageCache(tmp_path), CancelToken()
    with pytest.raises(CoverageCancelled):
        cache.signal(
            make.losses(), make.emission(), make.grid(),
            report=lambda _: token.cancel(), token=token,
        )  # fmt: skip
    assert list(tmp_path.iterdir()) == []
