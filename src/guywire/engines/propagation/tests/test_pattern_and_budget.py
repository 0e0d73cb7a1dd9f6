"""Sector patterns after 3GPP, link budgets, RSRP."""

import math

import numpy as np
import pytest

from guywire.engines.geo import EngineError
from guywire.engines.propagation import (
    LinkBudget,
    SectorPattern,
    eirp_dbm,
    elevation_deg,
    lte_resource_blocks,
    nr_resource_blocks,
    rsrp_dbm,
    thermal_noise_dbm,
)

SECTOR = SectorPattern(
    azimuth_deg=350.0, horizontal_beamwidth_deg=65.0, vertical_beamwidth_deg=8.0, down_tilt_deg=4.0
)


def test_gain_is_3_db_down_at_half_the_beamwidth() -> None:
    assert SECTOR.gain_db(350.0, -4.0) == 0.0
    assert SECTOR.gain_db(350.0 + 32.5, -4.0) == pytest.approx(-3.0)
    assert SECTOR.gain_db(22.5, -4.0) == pytest.approx(-3.0)
    assert SECTOR.gain_db(350.0, 0.0) == pytest.approx(-3.0)
    assert SECTOR.gain_db(22.5, 0.0) == pytest.approx(-6.0)


def test_gain_never_falls_below_front_to_back() -> None:
    assert SECTOR.gain_db(170.0, 0.0) == -30.0
    assert SECTOR.gain_db(350.0, 80.0) == -30.0
    tr_36942 = SectorPattern(horizontal_beamwidth_deg=65.0, front_to_back_db=20.0)
    assert tr_36942.gain_db(180.0, 40.0) == -20.0


def test_all_round_antenna_has_no_direction() -> None:
    assert SectorPattern().is_all_round
    assert SectorPattern().gains_db(np.arange(0, 360, 10), -10.0).tolist() == [0.0] * 36
    assert not SECTOR.is_all_round


def test_elevation_counts_the_bending_earth() -> None:
    assert elevation_deg(130.0, 30.0, 1000.0) == pytest.approx(-5.714, abs=5e-3)
    assert elevation_deg(100.0, 100.0, 10000.0) == pytest.approx(
        -math.degrees(10000 / (2 * 4 / 3 * 6371008.8)), rel=1e-4
    )


@pytest.mark.parametrize(
    ("field", "value"),
    [("horizontal_beamwidth_deg", 0.0), ("down_tilt_deg", 91.0), ("azimuth_deg", math.nan)],
)
def test_impossible_patterns_are_refused(field: str, value: float) -> None:
    with pytest.raises(EngineError, match="must be"):
        SectorPattern(**{field: value})


def test_budget_adds_up() -> None:
    budget = LinkBudget(
        eirp_dbm=eirp_dbm(30.0, 17.0, 1.0),
        pattern_gain_db=-3.0,
        path_loss_db=130.0,
        rx_gain_dbi=15.0,
        rx_loss_db=0.5,
        other_loss_db=6.0,
        rx_sensitivity_dbm=-90.0,
    )
    assert budget.received_dbm == -78.5
    assert budget.margin_db == 11.5
    with pytest.raises(EngineError, match="path_loss_db of a link budget must be finite"):
        LinkBudget(eirp_dbm=47.0, path_loss_db=math.nan, rx_sensitivity_dbm=-90.0)


def test_rsrp_is_one_of_twelve_hundred_subcarriers() -> None:
    assert rsrp_dbm(-60.0, lte_resource_blocks(20)) == pytest.approx(-90.79, abs=5e-3)
    assert rsrp_dbm(-60.0, lte_resource_blocks(10)) == pytest.approx(-87.78, abs=5e-3)
    assert [nr_resource_blocks(40), nr_resource_blocks(20, 15)] == [106, 106]
    with pytest.raises(EngineError, match=r"no channel of 12 MHz, only 1.4, 3, 5, 10, 15, 20"):
        lte_resource_blocks(12)
    with pytest.raises(EngineError, match="no channel of 20 MHz at 60 kHz"):
        nr_resource_blocks(20, 60)
    with pytest.raises(EngineError, match="at least 1 resource block"):
        rsrp_dbm(-60.0, 0)


def test_thermal_noise() -> None:
    assert thermal_noise_dbm(20.0, 5.0) == pytest.approx(-95.96, abs=0.01)
    with pytest.raises(EngineError, match="bandwidth must be positive"):
        thermal_noise_dbm(0.0)
