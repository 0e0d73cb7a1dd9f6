"""P.526: single edges by hand, and what holds for every obstacle. Paths are in test_p1812.py."""

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from guywire.engines.geo import EngineError
from guywire.engines.propagation import (
    Ground,
    TerrainPath,
    bullington_db,
    delta_bullington,
    knife_edge_db,
    knife_edge_parameter,
    rounded_obstacle_db,
    smooth_earth_db,
)


@pytest.mark.parametrize(
    ("v", "loss_db"),
    [
        (-0.79, 0.0),
        (0.0, 6.0328),  # 6.9 + 20 log(sqrt(1.01) - 0.1)
        (0.1, 6.9),
        (1.0, 13.9257),  # 6.9 + 20 log(sqrt(1.81) + 0.9)
        (2.4, 20.5393),  # 6.9 + 20 log(sqrt(6.29) + 2.3)
    ],
)
def test_knife_edge_by_hand(v: float, loss_db: float) -> None:
    assert knife_edge_db(v) == pytest.approx(loss_db, abs=1e-4)


def test_parameter_of_an_edge_by_hand() -> None:
    """10 m over the ray, 5 km from both ends, 300 MHz: 10 sqrt(2 / 0.99931 x 2 / 5000)."""
    assert knife_edge_parameter(10.0, 5000.0, 5000.0, 300.0) == pytest.approx(0.282941, abs=1e-6)
    assert knife_edge_parameter(-10.0, 5000.0, 5000.0, 300.0) == pytest.approx(-0.282941, abs=1e-6)


def test_rounded_obstacle_by_hand() -> None:
    """R = 1 km, 10 m over the ray, 5 km from both ends, 300 MHz.

    pi R / lambda = 3143.77, its third root 14.6496: m = 0.4 / 14.6496 = 0.0273045,
    n = 10 x 214.611 / 1000 = 2.14611, mn = 0.0586; v = 0.282943, J = 8.4886;
    T = 1.18973 - (2 - 26.8264) m + 0.01624 - 0.00060 = 1.88325.
    """
    found = rounded_obstacle_db(10.0, 5000.0, 5000.0, 1000.0, 300.0)
    assert found == pytest.approx(knife_edge_db(0.282943) + 1.88325, abs=2e-4)


def test_an_obstacle_of_no_radius_is_an_edge() -> None:
    edge = knife_edge_db(knife_edge_parameter(10.0, 4000.0, 6000.0, 900.0))
    assert rounded_obstacle_db(10.0, 4000.0, 6000.0, 0.0, 900.0) == edge
    # T falls with the third root of sqrt R
    thin = rounded_obstacle_db(10.0, 4000.0, 6000.0, 1e-6, 900.0)
    assert thin == pytest.approx(edge, abs=0.05)


@given(st.floats(-5.0, 50.0), st.floats(0.001, 5.0))
def test_a_higher_edge_costs_more(v: float, more: float) -> None:
    assert 0.0 <= knife_edge_db(v) <= knife_edge_db(v + more)


def test_the_rounded_formula_joins_at_mn_4() -> None:
    """Both branches of T hold at mn = 4 within the 1 dB that P.526 promises."""
    radius_m, frequency_mhz, half_m = 5000.0, 900.0, 3000.0
    size = math.pi * radius_m * frequency_mhz / 299.792458
    m = radius_m * 2.0 / half_m / size ** (1 / 3)
    excess_m = 4.0 / m * radius_m / size ** (2 / 3)
    below = rounded_obstacle_db(excess_m * 0.999, half_m, half_m, radius_m, frequency_mhz)
    above = rounded_obstacle_db(excess_m * 1.001, half_m, half_m, radius_m, frequency_mhz)
    assert above == pytest.approx(below, abs=1.0)


@given(
    st.floats(1000.0, 200_000.0),
    st.floats(1.0, 300.0),
    st.floats(1.0, 300.0),
    st.floats(30.0, 6000.0),
)
def test_smooth_earth_is_reciprocal_and_never_negative(
    distance_m: float, tx_height_m: float, rx_height_m: float, frequency_mhz: float
) -> None:
    there = smooth_earth_db(
        distance_m, tx_height_m=tx_height_m, rx_height_m=rx_height_m, frequency_mhz=frequency_mhz
    )
    back = smooth_earth_db(
        distance_m, tx_height_m=rx_height_m, rx_height_m=tx_height_m, frequency_mhz=frequency_mhz
    )
    assert there == pytest.approx(back, abs=1e-6)
    assert there >= 0.0


def test_smooth_earth_grows_beyond_the_horizon() -> None:
    losses = [
        smooth_earth_db(d, tx_height_m=30.0, rx_height_m=5.0, frequency_mhz=600.0)
        for d in np.linspace(20_000.0, 120_000.0, 41)
    ]
    assert all(after > before for before, after in zip(losses, losses[1:], strict=False))


def test_one_ridge_is_its_knife_edge_with_bullingtons_correction() -> None:
    """10 km flat earth (k huge), one 60 m ridge half-way, antennas 10 m: v from 50 m."""
    heights_m = np.zeros(101)
    heights_m[50] = 60.0
    path = TerrainPath(distances_m=np.linspace(0.0, 10_000.0, 101), heights_m=heights_m)
    found = bullington_db(
        path, tx_height_m=10.0, rx_height_m=10.0, frequency_mhz=600.0, earth_factor=1e6
    )
    edge = knife_edge_db(knife_edge_parameter(50.0, 5000.0, 5000.0, 600.0))
    assert found == pytest.approx(edge + (1.0 - math.exp(-edge / 6.0)) * 10.2, abs=0.01)


def test_clutter_counts_but_not_at_the_ends() -> None:
    distances_m = np.linspace(0.0, 10_000.0, 101)
    bare = TerrainPath(distances_m=distances_m, heights_m=np.zeros(101))
    trees = TerrainPath(
        distances_m=distances_m, heights_m=np.zeros(101), clutter_m=np.full(101, 15.0)
    )
    ends_m = np.zeros(101)
    ends_m[[0, -1]] = 15.0
    ends = TerrainPath(distances_m=distances_m, heights_m=np.zeros(101), clutter_m=ends_m)
    link: dict[str, Any] = {"tx_height_m": 30.0, "rx_height_m": 5.0, "frequency_mhz": 600.0}
    assert delta_bullington(trees, **link).loss_db > delta_bullington(bare, **link).loss_db + 5.0
    assert delta_bullington(ends, **link) == delta_bullington(bare, **link)


def test_what_is_out_of_range_is_refused() -> None:
    with pytest.raises(EngineError, match=r"^the distance from the receiver must be"):
        knife_edge_parameter(1.0, 100.0, 0.0, 600.0)
    with pytest.raises(EngineError, match=r"^the diffraction parameter v must be a number$"):
        knife_edge_db(math.nan)
    with pytest.raises(EngineError, match=r"^the radius of the obstacle must be 0 to 1e\+09 m"):
        rounded_obstacle_db(1.0, 100.0, 100.0, -1.0, 600.0)
    with pytest.raises(EngineError, match=r"^the ground permittivity must be 1 to 100, is 0$"):
        Ground(permittivity=0.0)
    with pytest.raises(EngineError, match=r"^the transmitter height must be positive, is 0"):
        smooth_earth_db(1000.0, tx_height_m=0.0, rx_height_m=1.0, frequency_mhz=600.0)
