"""What a sweep does at seams, gaps and borders, with other models, and when it is stopped."""

import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from guywire.engines.geo import (
    EngineError,
    Profile,
    TerrainMissing,
    TerrainStore,
    TerrainVoid,
)
from guywire.engines.propagation import Conditions
from guywire.engines.propagation.coverage import (
    CancelToken,
    CoverageCache,
    CoverageCancelled,
    Gaps,
    Method,
    PathLossRequest,
    ProfileModel,
    Radial,
    profile_to,
    signal_raster,
    sweep,
)
from guywire.engines.propagation.coverage.tests import make

LAYERS = ("loss_db", "elevation_deg", "sight_height_m")


def test_tile_cut_in_four_gives_the_same_map(tmp_path: Path) -> None:
    make.write_quarters(tmp_path)
    parts = TerrainStore(tmp_path)
    assert len(parts.coverage()) == 4
    found = sweep(parts, make.request())
    assert found.gaps == ()
    for layer in LAYERS:
        np.testing.assert_allclose(
            getattr(found, layer), getattr(make.losses(), layer), rtol=0, atol=2e-3
        )
    assert np.median(np.abs(found.loss_db - make.losses().loss_db)) == 0.0


def test_threads_do_not_change_the_map() -> None:
    one = signal_raster(make.losses(), make.emission(), make.grid())
    three = signal_raster(make.losses(), make.emission(), make.grid(), workers=3)
    np.testing.assert_array_equal(one.values, three.values)
    with pytest.raises(EngineError, match="at least 1 worker, not 0"):
        sweep(make.store(), make.request(), workers=0)
    found = sweep(make.store(), make.request(), workers=3)
    for layer in LAYERS:
        np.testing.assert_array_equal(getattr(found, layer), getattr(make.losses(), layer))


def test_missing_tile_is_named_and_radials_end_before_it(tmp_path: Path) -> None:
    make.write_quarters(tmp_path)
    (tmp_path / "sw.tif").unlink()
    store = TerrainStore(tmp_path)
    found = sweep(store, make.request())
    (gap,) = found.gaps
    assert (gap.tile, gap.kind) == ("N44W072.hgt", "missing")
    assert gap.latitude < 45.0 - 579.0 * make.POST
    assert gap.longitude < -72.0 + 620.0 * make.POST
    assert 0.18 < gap.radials / found.request.rings.radials < 0.25
    known = np.isfinite(found.loss_db)
    np.testing.assert_array_equal(known, np.isfinite(found.elevation_deg))
    np.testing.assert_array_equal(known, np.isfinite(found.sight_height_m))
    # next to the hole heights lean on the posts that are left
    is_same = np.isclose(found.loss_db[known], make.losses().loss_db[known], rtol=0, atol=2e-3)
    assert is_same.mean() > 0.995
    assert np.isnan(found.at(44.50, -71.51).loss_db)
    assert np.isfinite(found.at(44.55, -71.44).loss_db)
    with pytest.raises(EngineError, match="no terrain .* steps out: .*N44W072"):
        profile_to(store, found, found.at(44.50, -71.51))


def test_void_is_named_and_hides_what_lies_behind_it(tmp_path: Path) -> None:
    posts = make.heights()
    posts[540:544, 600:660] = -32768
    store = make.write_hgt(tmp_path, posts)
    found = sweep(store, make.request())
    (gap,) = found.gaps
    assert (gap.tile, gap.kind) == ("N44W072.hgt", "void")
    assert gap.latitude == pytest.approx(45.0 - 543 * make.POST, abs=2 * make.POST)
    assert np.isnan(found.at(44.56, -71.4758).loss_db)
    assert np.isfinite(found.at(44.535, -71.4758).loss_db)
    assert np.isfinite(found.at(44.49, -71.4758).loss_db)


def test_bridged_void_is_named_too_but_hides_nothing(tmp_path: Path) -> None:
    posts = make.heights()
    posts[540:544, 600:660] = -32768
    store = make.write_hgt(tmp_path, posts)
    found = sweep(store, make.request(gaps=Gaps.BRIDGE))
    assert [gap.kind for gap in found.gaps] == ["void"]
    assert np.isfinite(found.loss_db).all()
    profile = profile_to(store, found, found.at(44.56, -71.4758))
    rows = (45.0 - make.SITE[0]) * 1200 - np.arange(len(profile.heights_m)) * make.STEP_M / 92.6
    inside = (rows > 540) & (rows < 543)
    assert inside.sum() >= 2
    assert (np.abs(np.diff(profile.heights_m, 2))[inside[1:-1]] < 1e-9).any()


def test_missing_tiles_can_count_as_sea() -> None:
    found = sweep(make.store(), make.request(latitude=44.98, gaps=Gaps.BRIDGE))
    assert [(gap.tile, gap.kind) for gap in found.gaps] == [("N45W072.hgt", "missing")]
    assert np.isfinite(found.loss_db).all()
    profile = profile_to(make.store(), found, found.at(45.02, make.SITE[1]))
    assert profile.heights_m[-1] == 0.0
    assert profile.heights_m[0] > 100.0


def test_site_without_terrain_is_refused(tmp_path: Path) -> None:
    with pytest.raises(TerrainMissing, match=r"46\.500000.*N46W072"):
        sweep(make.store(), make.request(latitude=46.5))
    posts = make.heights()
    posts[560:580, 620:640] = -32768
    with pytest.raises(TerrainVoid, match="N44W072"):
        sweep(make.write_hgt(tmp_path, posts), make.request(gaps=Gaps.BRIDGE))


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"latitude": 95.0}, "latitude must be within .* is 95"),
        ({"latitude": float("nan")}, "latitude must be within .* is nan"),
        ({"longitude": -190.0}, "longitude .* is -190"),
        ({"latitude": 84.99}, "within 85 degrees of the equator: latitude 84.99"),
        ({"tx_height_m": 5000.0}, "transmitter height must be 0.5 to 3000 m, is 5000"),
        ({"tx_height_m": float("nan")}, "transmitter height .* is nan"),
        ({"rx_height_m": 0.1}, "receiver height must be 0.5 to 3000 m, is 0.1"),
        ({"frequency_mhz": 10.0}, "frequency must be 20 to 20000 MHz, is 10"),
        ({"radius_m": 1e6}, "radius must be 1 to 500000 m, is 1e"),
        ({"radius_m": float("inf")}, "radius .* is inf"),
        ({"radius_m": 1000.0}, "at least 32 steps of 92.66 m, is 1000 m"),
        ({"step_m": 0.0}, "step must be 0.5 to 5000 m, is 0 m"),
        ({"radius_m": 400e3, "step_m": 1.0}, "receivers, 500,000,000 are possible"),
        ({"earth_factor": 0.0}, "earth factor k must be positive, is 0"),
        ({"polarization": 2}, "polarization must be 0 .* is 2"),
    ],
)
def test_absurd_values_are_named(changes: dict[str, Any], message: str) -> None:
    with pytest.raises(EngineError, match=message):
        make.request(**changes)


def test_terrain_above_the_air_of_itm_gives_no_loss(tmp_path: Path) -> None:
    """Where the refractivity at the surface is out of range both ways say nothing."""
    store = make.write_hgt(tmp_path, make.heights() * 0 + 8000)
    request = make.request(conditions=Conditions(sea_level_refractivity_n=300.0))
    for method in (Method.FAST, Method.EXACT):
        assert np.isnan(sweep(store, replace(request, method=method)).loss_db).all()
    assert np.isfinite(sweep(store, replace(request, method=Method.FREE_SPACE)).loss_db).all()


def test_other_models_take_part_as_a_function_of_the_profile() -> None:
    def climb_db(profile: Profile, request: PathLossRequest) -> float:
        return float(profile.heights_m[-1] - profile.heights_m[0]) + request.rx_height_m

    model = ProfileModel("climb 1", climb_db)
    found = sweep(make.store(), make.request(radius_m=3000.0, model=model))
    receiver = found.at(44.54, -71.46)
    profile = profile_to(make.store(), found, receiver)
    assert receiver.loss_db == pytest.approx(climb_db(profile, found.request), abs=1e-3)
    assert np.isfinite(found.loss_db).all()
    assert found.key != sweep(make.store(), make.request(radius_m=3000.0)).key


def test_model_that_gives_too_few_losses_is_refused() -> None:
    class Short:
        key = "short 1"

        def losses_db(self, radial: Radial, _: PathLossRequest) -> npt.ArrayLike:
            return np.zeros(len(radial.heights_m) - radial.begin - 1)

    with pytest.raises(EngineError, match="short 1 gave"):
        sweep(make.store(), make.request(model=Short()))


def test_progress_rises_to_one_and_a_cancelled_sweep_leaves_nothing(tmp_path: Path) -> None:
    shares: list[float] = []
    request = make.request(radius_m=20_000.0)
    sweep(make.store(), request, report=shares.append)
    assert shares == sorted(shares)
    assert shares[-1] == 1.0
    assert len(shares) > 3

    token = CancelToken()
    seen: list[float] = []

    def stop_at_half(share: float) -> None:
        seen.append(share)
        if share >= 0.5:
            token.cancel()

    cache = CoverageCache(tmp_path / "cache")
    with pytest.raises(CoverageCancelled):
        cache.path_loss(make.store(), request, report=stop_at_half, token=token)
    assert seen[-1] < 1.0
    assert list(cache.folder.iterdir()) == []
    with pytest.raises(CoverageCancelled):
        cache.path_loss(make.store(), request, token=token)
    assert list(cache.folder.iterdir()) == []


def test_key_tells_every_input_and_the_terrains_content_not_its_folder(tmp_path: Path) -> None:
    request = make.request()
    changed: list[dict[str, Any]] = [
        {"latitude": 44.526}, {"longitude": -71.47}, {"tx_height_m": 31.0}, {"rx_height_m": 6.0},
        {"frequency_mhz": 3501.0}, {"radius_m": 5100.0}, {"step_m": 93.0}, {"polarization": 0},
        {"conditions": Conditions(time_percent=51.0)}, {"method": Method.EXACT},
        {"gaps": Gaps.BRIDGE}, {"earth_factor": 1.0},
        {"model": ProfileModel("a", lambda _, __: 0.0)},
        {"model": ProfileModel("b", lambda _, __: 0.0)},
    ]  # fmt: skip
    keys = [request.key(make.store())]
    keys += [replace(request, **change).key(make.store()) for change in changed]
    assert len(set(keys)) == len(changed) + 1
    assert make.request().key(make.store()) == keys[0]
    assert make.request(tx_height_m=30, radius_m=5000).key(make.store()) == keys[0]

    shutil.copy(make.DEMO / make.TILE, tmp_path)
    assert request.key(TerrainStore(tmp_path)) == keys[0]
    shutil.copy(make.DEMO / make.TILE, tmp_path / "N10E010.hgt")
    assert request.key(TerrainStore(tmp_path)) == keys[0]
    posts = make.heights()
    posts[0, 0] += 1
    assert request.key(make.write_hgt(tmp_path, posts)) != keys[0]
