"""Hata, extended Hata and TR 38.901 by hand, and what holds everywhere."""

import math
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from guywire.engines.geo import EngineError
from guywire.engines.propagation import (
    Environment,
    Scenario,
    extended_hata,
    hata_db,
    line_of_sight_probability,
    penetration_loss_db,
    tr38901,
)

CLASSIC: dict[str, Any] = {"base_height_m": 30.0, "user_height_m": 1.5, "frequency_mhz": 900.0}


@pytest.mark.parametrize(
    ("change", "loss_db"),
    [
        # 69.55 + 26.16 x 2.954243 - 13.82 x 1.477121 - 0.015881
        ({}, 126.4035),
        # - 2 x 1.507084^2 - 5.4
        ({"environment": Environment.SUBURBAN}, 116.4609),
        # - 4.78 x 8.727550 + 18.33 x 2.954243 - 40.94
        ({"environment": Environment.OPEN}, 97.8970),
        # a = 3.2 log(17.625)^2 - 4.97 = -0.000919 instead
        ({"is_large_city": True}, 126.4203),
        # 46.3 + 33.9 x 3.255273 - 20.4138 - 0.042975 + 35.2249 log 5
        ({"frequency_mhz": 1800.0, "distance_m": 5000.0}, 160.8181),
        ({"frequency_mhz": 1800.0, "distance_m": 5000.0, "is_large_city": True}, 163.8181),
    ],
)
def test_hata_by_hand(change: dict[str, Any], loss_db: float) -> None:
    link = {"distance_m": 1000.0} | CLASSIC | change
    assert hata_db(**link) == pytest.approx(loss_db, abs=2e-3)


@pytest.mark.parametrize(
    ("frequency_mhz", "rx_height_m", "environment", "loss_db"),
    [
        # 69.6 + 26.2 x 2.954243 - 13.82 x 1.477121 - 0.015881
        (900.0, 1.5, Environment.URBAN, 126.5715),
        # 46.3 + 33.9 x 3.301030 + 10 log 1.775 - 20.4138 - 11.287899
        (3550.0, 5.0, Environment.URBAN, 128.9952),
        # - 2 x (log 2000 / 28)^2 - 5.4
        (3550.0, 5.0, Environment.SUBURBAN, 116.7215),
    ],
)
def test_extended_hata_by_hand(
    frequency_mhz: float, rx_height_m: float, environment: Environment, loss_db: float
) -> None:
    found = extended_hata(
        1000.0,
        tx_height_m=30.0,
        rx_height_m=rx_height_m,
        frequency_mhz=frequency_mhz,
        environment=environment,
    )
    assert found.loss_db == pytest.approx(loss_db, abs=2e-3)
    assert found.sigma_db == 9.0


def test_spread_of_extended_hata() -> None:
    def sigma(distance_m: float, *, is_below_roofs: bool = False) -> float:
        return extended_hata(
            distance_m,
            tx_height_m=10.0,
            rx_height_m=2.0,
            frequency_mhz=900.0,
            is_below_roofs=is_below_roofs,
        ).sigma_db

    assert [sigma(d) for d in (10, 40, 100, 200, 400, 600, 50_000)] == pytest.approx(
        [3.5, 3.5, 12.0, 12.0, 10.5, 9.0, 9.0]
    )
    assert sigma(70, is_below_roofs=True) == pytest.approx(10.25)
    assert sigma(150, is_below_roofs=True) == 17.0


@given(
    st.floats(30.0, 4000.0),
    st.floats(1.0, 10.0),
    st.floats(10.0, 200.0),
    st.sampled_from(Environment),
    st.floats(1.0, 99_000.0),
)
def test_extended_hata_has_no_jumps_in_distance(
    frequency_mhz: float,
    rx_height_m: float,
    tx_height_m: float,
    environment: Environment,
    distance_m: float,
) -> None:
    near, far = (
        extended_hata(
            metres,
            tx_height_m=tx_height_m,
            rx_height_m=rx_height_m,
            frequency_mhz=frequency_mhz,
            environment=environment,
        ).loss_db
        for metres in (distance_m, distance_m * 1.0001)
    )
    assert far == pytest.approx(near, abs=0.05)
    assert far >= near - 1e-9


def test_extended_hata_meets_at_its_borders() -> None:
    for border_mhz in (150.0, 2000.0):
        below, above = (
            extended_hata(
                3000.0, tx_height_m=40.0, rx_height_m=3.0, frequency_mhz=border_mhz + step
            ).loss_db
            for step in (-0.001, 0.001)
        )
        assert above == pytest.approx(below, abs=0.01)
    swapped = extended_hata(3000.0, tx_height_m=3.0, rx_height_m=40.0, frequency_mhz=900.0)
    assert swapped == extended_hata(3000.0, tx_height_m=40.0, rx_height_m=3.0, frequency_mhz=900.0)


@pytest.mark.parametrize(
    ("scenario", "base_m", "distance_m", "sees", "loss_db", "sigma_db"),
    [
        # 32.4 + 21 log 100.3606 + 20 log 3.5
        (Scenario.URBAN_MICRO, 10.0, 100.0, True, 85.3142, 4.0),
        # past 210 m: 32.4 + 40 log 500.0722 + 20 log 3.5 - 9.5 log(210^2 + 8.5^2)
        (Scenario.URBAN_MICRO, 10.0, 500.0, True, 107.1137, 4.0),
        # 22.4 + 35.3 log 100.3606 + 21.3 log 3.5
        (Scenario.URBAN_MICRO, 10.0, 100.0, False, 104.6438, 7.82),
        (Scenario.URBAN_MACRO, 25.0, 500.0, True, 98.2692, 4.0),
        # past 560 m: 28 + 40 log 1000.276 + 20 log 3.5 - 9 log(560^2 + 23.5^2)
        (Scenario.URBAN_MACRO, 25.0, 1000.0, True, 109.4119, 4.0),
        # 13.54 + 39.08 log 500.552 + 20 log 3.5
        (Scenario.URBAN_MACRO, 25.0, 500.0, False, 129.9158, 6.0),
        # 20 log(40 pi 1000.561 x 3.5 / 3) + 0.477915 log d - 0.700942 + 1.398723
        (Scenario.RURAL_MACRO, 35.0, 1000.0, True, 105.4596, 4.0),
        # 161.04 - 9.2373 + 5.2423 - 37.5123 + 0.0094 + 10.8814 + 0.0009
        (Scenario.RURAL_MACRO, 35.0, 1000.0, False, 130.4243, 8.0),
    ],
)
def test_38901_by_hand(
    scenario: Scenario,
    base_m: float,
    distance_m: float,
    sees: bool,
    loss_db: float,
    sigma_db: float,
) -> None:
    found = tr38901(
        distance_m,
        scenario=scenario,
        base_height_m=base_m,
        user_height_m=1.5,
        frequency_mhz=3500.0,
        is_line_of_sight=sees,
    )
    assert found.loss_db == pytest.approx(loss_db, abs=2e-3)
    assert found.sigma_db == sigma_db


@given(
    st.sampled_from(Scenario),
    st.floats(500.0, 30_000.0),
    st.floats(10.0, 50.0),
    st.floats(1.5, 10.0),
    st.booleans(),
)
def test_38901_grows_with_distance_and_is_never_below_sight(
    scenario: Scenario, frequency_mhz: float, base_m: float, user_m: float, sees: bool
) -> None:
    losses = [
        tr38901(
            float(metres),
            scenario=scenario,
            base_height_m=base_m,
            user_height_m=user_m,
            frequency_mhz=frequency_mhz,
            is_line_of_sight=sees,
        ).loss_db
        for metres in np.geomspace(10.0, 5000.0, 30)
    ]
    # at the break point the two formulas differ by the height of the masts: less than 1 dB
    assert all(far > near - 1.0 for near, far in pairwise(losses))
    assert losses[-1] > losses[0] + 30.0
    if not sees:
        direct = tr38901(
            5000.0,
            scenario=scenario,
            base_height_m=base_m,
            user_height_m=user_m,
            frequency_mhz=frequency_mhz,
            is_line_of_sight=True,
        )
        assert losses[-1] >= direct.loss_db


@pytest.mark.parametrize(
    ("distance_m", "scenario", "user_m", "probability"),
    [
        (18.0, Scenario.URBAN_MICRO, 1.5, 1.0),
        (100.0, Scenario.URBAN_MICRO, 1.5, 0.230985),  # 0.18 + e^(-100/36) x 0.82
        (100.0, Scenario.URBAN_MACRO, 1.5, 0.347671),  # 0.18 + e^(-100/63) x 0.82
        # C' = 1: times 1 + 1.25 e^(-100/150)
        (100.0, Scenario.URBAN_MACRO, 23.0, 0.570794),
        (18.1, Scenario.URBAN_MACRO, 23.0, 1.0),  # 0.99862 x 1.00657 without the bound
        (10.0, Scenario.RURAL_MACRO, 1.5, 1.0),
        (1010.0, Scenario.RURAL_MACRO, 1.5, math.exp(-1.0)),
    ],
)
def test_line_of_sight_probability_by_hand(
    distance_m: float, scenario: Scenario, user_m: float, probability: float
) -> None:
    found = line_of_sight_probability(distance_m, scenario, user_m)
    assert found == pytest.approx(probability, abs=1e-5)


@given(st.floats(0.0, 1e5), st.sampled_from(Scenario), st.floats(1.5, 23.0))
def test_a_probability_is_one(distance_m: float, scenario: Scenario, user_m: float) -> None:
    assert 0.0 <= line_of_sight_probability(distance_m, scenario, user_m) <= 1.0


def test_penetration_by_hand() -> None:
    """3.5 GHz: 5 - 10 log(0.3 x 10^-0.27 + 0.7 x 10^-1.9), 5 - 10 log(0.7 x 10^-2.405 + ...)."""
    assert penetration_loss_db(3500.0).loss_db == pytest.approx(12.6975, abs=1e-3)
    assert penetration_loss_db(3500.0).sigma_db == 4.4
    high = penetration_loss_db(3500.0, is_high_loss=True, indoor_distance_m=10.0)
    assert high.loss_db == pytest.approx(26.8497 + 5.0, abs=1e-3)
    assert high.sigma_db == 6.5


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"distance_m": 5.0}, "the distance must be 10 to 5000 m, is 5"),
        ({"frequency_mhz": 400.0}, "the frequency must be 500 to 100000 MHz, is 400"),
        ({"user_height_m": 23.0}, "the user height must be 1.5 to 22.5 m, is 23"),
        (
            {"scenario": Scenario.RURAL_MACRO, "street_width_m": 1.0},
            "the street width must be 5 to 50 m, is 1",
        ),
        (
            {"scenario": Scenario.RURAL_MACRO, "frequency_mhz": 31_000.0},
            "the frequency must be 500 to 30000 MHz, is 31000",
        ),
    ],
)
def test_38901_out_of_range_is_refused(change: dict[str, Any], words: str) -> None:
    usual: dict[str, Any] = {
        "distance_m": 100.0,
        "scenario": Scenario.URBAN_MACRO,
        "base_height_m": 25.0,
        "user_height_m": 1.5,
        "frequency_mhz": 3500.0,
        "is_line_of_sight": True,
    }
    with pytest.raises(EngineError) as refused:
        tr38901(**(usual | change))
    assert str(refused.value) == words


def test_hata_out_of_range_is_refused() -> None:
    with pytest.raises(EngineError, match=r"^the distance must be 1000 to 20000 m, is 999$"):
        hata_db(999.0, **CLASSIC)
    with pytest.raises(EngineError, match=r"^the frequency must be 30 to 4000 MHz, is 5800$"):
        extended_hata(1000.0, tx_height_m=30.0, rx_height_m=5.0, frequency_mhz=5800.0)
    with pytest.raises(EngineError, match=r"^the indoor distance must be 0 to 200 m, is -1$"):
        penetration_loss_db(3500.0, indoor_distance_m=-1.0)
