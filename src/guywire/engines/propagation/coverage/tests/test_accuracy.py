"""The fast sweep against the exact one, the exact one against the single path."""

import math
from dataclasses import replace
from pathlib import Path
from typing import cast

import numpy as np
import pytest

from guywire.engines.propagation import (
    Climate,
    Conditions,
    Polarization,
    free_space_db,
    itm_point_to_point,
    line_of_sight,
)
from guywire.engines.propagation.coverage import Method, PathLossRequest, profile_to, sweep
from guywire.engines.propagation.coverage.tests import make
from guywire.engines.propagation.kernels import coverage_simd

CASES = [
    pytest.param(make.request(radius_m=20_000.0), id="3500 MHz"),
    pytest.param(make.request(radius_m=20_000.0, frequency_mhz=900.0), id="900 MHz"),
    pytest.param(
        make.request(radius_m=20_000.0, frequency_mhz=5800.0, tx_height_m=10.0), id="5800 MHz, low"
    ),
]
MODES = [
    Conditions(mdvar=mdvar, time_percent=time, location_percent=30.0, situation_percent=80.0,
               climate=climate)
    for mdvar, time, climate in (
        (0, 50.0, Climate.CONTINENTAL_TEMPERATE),
        (1, 90.0, Climate.DESERT),
        (2, 10.0, Climate.MARITIME_TEMPERATE_OVER_SEA),
        (3, 5.0, Climate.CONTINENTAL_SUBTROPICAL),
        (13, 95.0, Climate.EQUATORIAL),
        (21, 1.0, Climate.MARITIME_TEMPERATE_OVER_LAND),
        (32, 50.0, Climate.MARITIME_SUBTROPICAL),
    )
]  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("request_", CASES)
def test_fast_sweep_is_within_goal_r2_of_the_exact_one(request_: PathLossRequest) -> None:
    fast = sweep(make.store(), request_)
    exact = sweep(make.store(), replace(request_, method=Method.EXACT))
    assert np.isfinite(fast.loss_db).all()
    assert np.isfinite(exact.loss_db).all()
    gap_db = np.abs(fast.loss_db - exact.loss_db)
    assert np.median(gap_db) <= 0.02
    assert np.percentile(gap_db, 99) <= 0.5
    assert (gap_db <= 1.0).mean() >= 0.995


@pytest.mark.parametrize("conditions", MODES, ids=lambda c: f"mdvar {c.mdvar}")
def test_fast_sweep_knows_every_mode_of_variability(conditions: Conditions) -> None:
    request = make.request(
        radius_m=3000.0, conditions=conditions, polarization=Polarization.HORIZONTAL
    )
    fast = sweep(make.store(), request)
    exact = sweep(make.store(), replace(request, method=Method.EXACT))
    gap_db = np.abs(fast.loss_db - exact.loss_db)
    assert np.median(gap_db) <= 0.02
    assert (gap_db <= 1.0).mean() >= 0.995


@pytest.mark.slow
def test_fast_sweep_knows_troposcatter() -> None:
    """Far over smooth ground most receivers are beyond the horizon, and some in scatter."""
    request = make.request(
        radius_m=150_000.0, step_m=1500.0, frequency_mhz=9000.0, tx_height_m=10.0, gaps="bridge"
    )
    fast = sweep(make.store(), request)
    exact = sweep(make.store(), replace(request, method=Method.EXACT))
    place = int(np.nanargmax(exact.loss_db))
    assert exact.loss_db[place] > 200.0
    gap_db = np.abs(fast.loss_db - exact.loss_db)
    assert np.median(gap_db) <= 0.02
    assert np.percentile(gap_db, 99) <= 0.5
    assert (gap_db <= 1.0).mean() >= 0.995
    modes = set()
    for latitude in np.linspace(44.6, 45.85, 12):
        profile = profile_to(make.store(), exact, exact.at(latitude, -71.4))
        loss = itm_point_to_point(
            profile, tx_height_m=10.0, rx_height_m=5.0, frequency_mhz=9000.0
        )  # fmt: skip
        modes.add(int(loss.mode))
    assert 3 in modes


@pytest.mark.parametrize("height_m", [0, 300])
def test_flat_ground_has_no_irregularity_to_get_wrong(tmp_path: Path, height_m: int) -> None:
    store = make.write_hgt(tmp_path, make.heights() * 0 + height_m)
    request = make.request(radius_m=12_000.0)
    fast = sweep(store, request)
    exact = sweep(store, replace(request, method=Method.EXACT))
    assert np.abs(fast.loss_db - exact.loss_db).max() <= 0.05


def test_exact_receiver_is_the_single_path() -> None:
    conditions = Conditions(mdvar=3, time_percent=20.0, situation_percent=75.0)
    found = sweep(
        make.store(), make.request(radius_m=3000.0, method=Method.EXACT, conditions=conditions)
    )
    random = np.random.default_rng(4)
    for _ in range(25):
        north, east = random.uniform(-0.018, 0.018), random.uniform(-0.025, 0.025)
        receiver = found.at(make.SITE[0] + north, make.SITE[1] + east)
        profile = profile_to(make.store(), found, receiver)
        assert profile.distance_m == pytest.approx(receiver.distance_m)
        single = itm_point_to_point(
            profile, tx_height_m=30.0, rx_height_m=5.0, frequency_mhz=3500.0, conditions=conditions
        )
        assert receiver.loss_db == pytest.approx(single.loss_db, abs=2e-5)


def test_receivers_profile_is_that_of_the_store() -> None:
    """The radial's terrain is that of a path to the receiver itself."""
    found = make.losses()
    receiver = found.at(44.555, -71.44)
    profile = profile_to(make.store(), found, receiver)
    rings = found.request.rings
    assert receiver.azimuth_deg == 360.0 * receiver.radial / rings.radials
    other = make.store().profile(*make.SITE, 44.555, -71.44, step_m=make.STEP_M)
    assert abs(len(other.heights_m) - len(profile.heights_m)) <= 1
    assert profile.heights_m[0] == other.heights_m[0]
    assert profile.heights_m[-1] == pytest.approx(other.heights_m[-1], abs=60.0)


def test_free_space_and_line_of_sight() -> None:
    free = sweep(make.store(), make.request(method=Method.FREE_SPACE))
    seen = sweep(make.store(), make.request(method=Method.LINE_OF_SIGHT))
    counts = [0, 0]
    for latitude in np.linspace(44.49, 44.56, 9):
        for longitude in (-71.50, -71.45):
            receiver = seen.at(latitude, longitude)
            expected = free_space_db(receiver.distance_m, 3500.0)
            assert free.at(latitude, longitude).loss_db == pytest.approx(expected, abs=0.01)
            profile = profile_to(make.store(), seen, receiver)
            sight = line_of_sight(
                profile, tx_height_m=30.0, rx_height_m=5.0, frequency_mhz=3500.0
            )  # fmt: skip
            counts[sight.has_line_of_sight] += 1
            assert math.isnan(receiver.loss_db) == (not sight.has_line_of_sight)
            if sight.has_line_of_sight:
                assert receiver.loss_db == pytest.approx(expected, abs=0.01)
    assert min(counts) > 0


def test_height_for_sight_is_the_least_that_sees() -> None:
    found = make.losses()
    hidden = np.flatnonzero(found.sight_height_m > 6.0)[::701]
    assert len(hidden) > 3
    for place in hidden.tolist():
        radial, step = found.request.rings.radial_and_receiver(place)
        receiver = replace(found.at(44.55, -71.44), radial=radial, step=step)
        profile = profile_to(make.store(), found, receiver)
        needed_m = float(found.sight_height_m[place])
        for height_m, expected in ((needed_m - 0.05, False), (needed_m + 0.05, True)):
            sight = line_of_sight(
                profile, tx_height_m=30.0, rx_height_m=height_m, frequency_mhz=3500.0
            )  # fmt: skip
            assert sight.has_line_of_sight == expected


@pytest.mark.parametrize(
    ("which", "function", "low", "high", "limit"),
    [
        (0, np.log2, 1e-6, 1e6, 3e-7),
        (1, np.exp2, -30.0, 30.0, 5e-7),
        (2, np.sin, -math.pi / 2, math.pi / 2, 4e-6),
        (3, np.cos, -math.pi / 2, math.pi / 2, 1e-6),
        (4, np.arctan, -50.0, 50.0, 3e-6),
    ],
)
def test_elementary_functions_keep_their_errors(
    which: int, function: np.ufunc, low: float, high: float, limit: float
) -> None:
    values = np.linspace(low, high, 20_001).astype(np.float32)
    found = np.empty_like(values)
    coverage_simd.apply(which, values, found)
    wanted = cast(np.ndarray, function(values.astype(np.float64)))
    error = np.abs(found - wanted) / np.maximum(np.abs(wanted), 1.0)
    assert error.max() <= limit
