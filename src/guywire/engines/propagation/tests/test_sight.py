"""Fresnel zones, line of sight, and heights that clear an obstacle."""

import math

import numpy as np
import pytest

from guywire.engines.geo import EngineError, Profile, effective_earth_radius_m
from guywire.engines.propagation import (
    free_space_db,
    fresnel_radius_m,
    line_of_sight,
    ray_heights_m,
)


def hill(height_m: float, at: int = 50, intervals: int = 100, step_m: float = 100.0) -> Profile:
    heights_m = np.zeros(intervals + 1)
    heights_m[at] = height_m
    return Profile(step_m, heights_m)


def test_free_space_after_p525() -> None:
    assert free_space_db(1000.0, 1.0) == 32.45
    assert free_space_db(10000.0, 3500.0) == pytest.approx(123.331, abs=1e-3)
    with pytest.raises(EngineError, match="distance must be positive"):
        free_space_db(0.0, 3500.0)


def test_fresnel_radius_after_p530() -> None:
    """17.3 sqrt(d1 d2 / (f d)) m with km and GHz."""
    assert fresnel_radius_m(5000.0, 5000.0, 3500.0) == pytest.approx(
        17.3 * math.sqrt(5 * 5 / (3.5 * 10)), rel=1e-3
    )
    assert fresnel_radius_m(0.0, 10000.0, 3500.0) == 0.0
    assert fresnel_radius_m(5000.0, 5000.0, 3500.0, zone=4) == pytest.approx(
        2 * fresnel_radius_m(5000.0, 5000.0, 3500.0)
    )
    with pytest.raises(EngineError, match="beyond its end"):
        fresnel_radius_m(-1.0, 100.0, 3500.0)


def test_obstacle_in_the_middle_is_reported() -> None:
    report = line_of_sight(hill(40.0), tx_height_m=30.0, rx_height_m=30.0, frequency_mhz=3500.0)
    bulge_m = 5000.0**2 / (2 * effective_earth_radius_m())
    worst = report.worst
    assert worst is not None
    assert worst.distance_m == 5000.0
    assert worst.terrain_m == 40.0
    assert worst.ray_m == 30.0
    assert worst.bulge_m == pytest.approx(bulge_m)
    assert worst.clearance_m == pytest.approx(-10.0 - bulge_m)
    assert worst.clearance_ratio == pytest.approx((-10.0 - bulge_m) / worst.fresnel_radius_m)
    assert not report.has_line_of_sight
    assert not report.has_clearance


@pytest.mark.parametrize(("at", "earth_factor"), [(50, 4 / 3), (20, 4 / 3), (85, 2 / 3)])
def test_extra_heights_are_just_enough(at: int, earth_factor: float) -> None:
    link = {"frequency_mhz": 3500.0, "earth_factor": earth_factor}
    profile = hill(60.0, at)
    report = line_of_sight(profile, tx_height_m=30.0, rx_height_m=10.0, **link)
    for tx_m, rx_m in (
        (report.extra_tx_m, 0.0),
        (0.0, report.extra_rx_m),
        (report.extra_both_m, report.extra_both_m),
    ):
        raised = line_of_sight(profile, tx_height_m=30 + tx_m, rx_height_m=10 + rx_m, **link)
        assert raised.worst is not None
        assert raised.worst.clearance_ratio == pytest.approx(0.6, abs=1e-6)
        assert raised.has_line_of_sight


def test_clear_path_needs_no_height() -> None:
    report = line_of_sight(hill(0.0), tx_height_m=50.0, rx_height_m=50.0, frequency_mhz=5800.0)
    assert report.has_line_of_sight
    assert report.has_clearance
    assert (report.extra_tx_m, report.extra_rx_m, report.extra_both_m) == (0.0, 0.0, 0.0)


def test_sight_without_clearance_is_neither_clear_nor_blocked() -> None:
    report = line_of_sight(hill(25.0), tx_height_m=30.0, rx_height_m=30.0, frequency_mhz=900.0)
    assert report.has_line_of_sight
    assert not report.has_clearance


def test_path_without_inner_point_is_clear() -> None:
    profile = Profile(20.0, np.array([100.0, 0.0]))
    report = line_of_sight(profile, tx_height_m=5.0, rx_height_m=5.0, frequency_mhz=5800.0)
    assert report.worst is None
    assert report.has_line_of_sight
    assert report.has_clearance


def test_ray_meets_the_antennas_and_the_report() -> None:
    profile = hill(40.0)
    ray_m = ray_heights_m(profile, tx_height_m=30.0, rx_height_m=10.0)
    assert ray_m[[0, -1]].tolist() == [30.0, 10.0]
    report = line_of_sight(profile, tx_height_m=30.0, rx_height_m=10.0, frequency_mhz=3500.0)
    assert report.worst is not None
    assert ray_m[50] - 40.0 == pytest.approx(report.worst.clearance_m)


def test_bad_links_are_refused() -> None:
    profile = hill(0.0)
    for tx_m, rx_m, mhz, reason in (
        (-1.0, 5.0, 3500.0, "transmitter height must not be negative"),
        (5.0, math.nan, 3500.0, "receiver height must not be negative"),
        (5.0, 5.0, 0.0, "frequency must be positive"),
    ):
        with pytest.raises(EngineError, match=reason):
            line_of_sight(profile, tx_height_m=tx_m, rx_height_m=rx_m, frequency_mhz=mhz)
    with pytest.raises(EngineError, match="earth factor"):
        line_of_sight(
            profile, tx_height_m=5.0, rx_height_m=5.0, frequency_mhz=3500.0, earth_factor=-1.0
        )
