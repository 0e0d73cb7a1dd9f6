"""Whole fixed links: budgets, outage, modulations, heights and coordination, by hand."""

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from guywire.engines.geo import EngineError, Profile
from guywire.engines.propagation import Polarization, backhaul, gas_loss_db
from guywire.engines.propagation.sight import free_space_db, fresnel_radius_m, line_of_sight


def hop(**change: float) -> backhaul.Hop:
    usual = {
        "distance_m": 18_000.0,
        "frequency_mhz": 11_200.0,
        "tx_asl_m": 240.0,
        "rx_asl_m": 310.0,
    }
    return backhaul.Hop(**(usual | change))


QPSK = backhaul.Modulation(name="QPSK", threshold_dbm=-88.0, capacity_mbps=40.0)
QAM64 = backhaul.Modulation(name="64QAM", threshold_dbm=-75.0, capacity_mbps=150.0)
QAM1024 = backhaul.Modulation(
    name="1024QAM", threshold_dbm=-62.0, capacity_mbps=280.0, backoff_db=3.0
)


def link(**change: Any) -> backhaul.Link:
    end = backhaul.Terminal(tx_power_dbm=20.0, antenna_gain_dbi=35.0, line_loss_db=1.0)
    path = change.pop("hop", hop())
    fading = {
        "occurrence_percent": backhaul.occurrence_by_gradient(path, -200.0),
        "rain_001_mm_h": 42.0,
    }
    whole: dict[str, Any] = {
        "hop": path,
        "near": end,
        "far": end,
        "modulations": (QAM1024, QPSK, QAM64),
        "fading": backhaul.Fading(**(fading | change.pop("fading", {}))),
    }
    return backhaul.Link(**(whole | change))


def test_a_link_is_its_parts() -> None:
    found = link().report()
    loss_db = free_space_db(18_000.0, 11_200.0) + gas_loss_db(18_000.0, 11_200.0)
    names = [row.modulation.name for row in found.modulations]
    assert names == ["QPSK", "64QAM", "1024QAM"]
    robust, _, fast = found.modulations
    assert robust.there.received_dbm == pytest.approx(20.0 + 2 * 34.0 - loss_db)
    assert fast.there.received_dbm == pytest.approx(20.0 - 3.0 + 2 * 34.0 - loss_db)
    assert robust.there.margin_db == pytest.approx(robust.there.received_dbm + 88.0)
    rain = backhaul.rain_fading(hop(), 42.0, polarization_tilt_deg=90.0)
    assert robust.there.rain_percent == rain.percent(robust.there.margin_db)
    p0 = backhaul.occurrence_by_gradient(hop(), -200.0)
    month = backhaul.fade_percent(p0, robust.there.margin_db)
    assert robust.there.worst_month_multipath_percent == month
    assert robust.there.multipath_percent == backhaul.year_percent(hop(), month)
    # rain is the same both ways, multipath is added
    assert robust.both.rain_percent == robust.there.rain_percent
    assert robust.both.multipath_percent == pytest.approx(2 * robust.there.multipath_percent)
    down = robust.both.percent
    assert robust.both.minutes_down_a_year == pytest.approx(down / 100 * 525_960)
    assert robust.both.availability_percent == 100.0 - down


def test_expected_capacity_is_weighted_by_time() -> None:
    found = link().report()
    up = [row.both.availability_percent / 100 for row in found.modulations]
    by_hand = 280 * up[2] + 150 * (up[1] - up[2]) + 40 * (up[0] - up[1])
    assert found.expected_mbps == pytest.approx(by_hand)
    assert found.availability_percent(100.0) == found.modulations[1].both.availability_percent
    assert found.availability_percent(500.0) == 0.0


def test_the_worse_direction_of_unlike_ends_decides() -> None:
    weak = backhaul.Terminal(tx_power_dbm=10.0, antenna_gain_dbi=35.0, line_loss_db=1.0)
    robust = link(far=weak).report().modulations[0]
    assert robust.back.received_dbm == pytest.approx(robust.there.received_dbm - 10.0)
    assert robust.both.received_dbm == robust.back.received_dbm
    assert robust.both.rain_percent == robust.back.rain_percent > robust.there.rain_percent


def test_a_modulation_without_margin_is_always_down() -> None:
    found = link(other_db=100.0).report()
    for row in found.modulations:
        assert row.there.margin_db < 0.0
        assert row.both.availability_percent == 0.0
    assert found.expected_mbps == 0.0


def test_diversity_lowers_multipath_and_leaves_rain() -> None:
    plain = link(hop=hop(distance_m=45_000)).report().modulations[0].both
    spaced = link(hop=hop(distance_m=45_000), fading={"spacing_m": 10.0}).report()
    better = spaced.modulations[0].both
    assert better.rain_percent == plain.rain_percent
    assert better.multipath_percent < plain.multipath_percent / 5.0
    distorted = link(
        hop=hop(distance_m=45_000),
        fading={"signature": backhaul.Signature(width_mhz=28, depth_db=18)},
    ).report()
    assert distorted.modulations[0].both.multipath_percent > plain.multipath_percent


def test_60_and_80_ghz_links_lose_to_oxygen_and_rain() -> None:
    at_60 = link(hop=hop(distance_m=1000, frequency_mhz=60_000, tx_asl_m=300)).report()
    at_80 = link(hop=hop(distance_m=1000, frequency_mhz=80_000, tx_asl_m=300)).report()
    assert at_60.gas_db == pytest.approx(15.0, abs=0.6)
    assert at_80.gas_db == pytest.approx(0.37, abs=0.05)
    for found in (at_60, at_80):
        assert found.modulations[0].both.multipath_percent == 0.0
        assert found.rain.fade_at_001_db == pytest.approx(18.0, abs=4.0)


@settings(max_examples=40, deadline=None)
@given(
    st.floats(500.0, 60_000.0),
    st.floats(1000.0, 90_000.0),
    st.floats(0.0, 150.0),
    st.floats(-700, 0),
)
def test_any_link_has_availabilities_that_fall_with_speed(
    distance_m: float, frequency_mhz: float, rain_mm_h: float, dn1: float
) -> None:
    path = hop(distance_m=distance_m, frequency_mhz=frequency_mhz)
    p0 = backhaul.occurrence_by_gradient(path, dn1)
    found = link(hop=path, fading={"occurrence_percent": p0, "rain_001_mm_h": rain_mm_h}).report()
    up = [row.both.availability_percent for row in found.modulations]
    assert 100.0 >= up[0] >= up[1] >= up[2] >= 0.0
    assert 0.0 <= found.expected_mbps <= 280.0


def flat(kilometres: float = 40.0) -> Profile:
    return Profile(kilometres * 1000 / 400, np.zeros(401))


def test_heights_clear_both_rules_exactly() -> None:
    """Over flat ground the middle decides: bulge d^2 / 8 k a, and the share of the Fresnel zone."""
    found = backhaul.antenna_heights(
        flat(), tx_height_m=10.0, rx_height_m=10.0, frequency_mhz=6000.0
    )
    assert not found.is_clear
    zone_m = fresnel_radius_m(20_000, 20_000, 6000.0)
    low_k = 157.0 / (144.0 + 2670.0 / 40.0)
    needed_m = max(
        40_000**2 / 8 / (4 / 3) / 6_371_009 + zone_m,
        40_000**2 / 8 / low_k / 6_371_009 + 0.3 * zone_m,
    )
    assert 10.0 + found.raise_both_m == pytest.approx(needed_m, rel=1e-4)
    raised = backhaul.antenna_heights(
        flat(),
        tx_height_m=10.01 + found.raise_both_m,
        rx_height_m=10.01 + found.raise_both_m,
        frequency_mhz=6000.0,
    )
    assert raised.is_clear
    assert raised.raise_both_m == 0.0


def test_climate_and_obstruction_choose_the_rule() -> None:
    def shares(**change: Any) -> tuple[float, ...]:
        usual: dict[str, Any] = {"distance_m": 40_000.0}
        return tuple(rule.clearance for rule in backhaul.clearance_rules(**(usual | change)))

    assert shares() == (1.0, 0.3)
    assert shares(is_obstruction_extended=False) == (1.0, 0.0)
    assert shares(climate=backhaul.ClearanceClimate.TROPICAL) == (1.0, 0.6)
    assert shares(climate=backhaul.ClearanceClimate.TROPICAL, distance_m=20_000.0) == (1.0, 0.3)
    assert backhaul.diversity_rules().clearance == 0.6
    assert backhaul.diversity_rules(is_obstruction_extended=False).clearance == 0.3


def test_loss_of_an_obstruction() -> None:
    """Grazing 10 dB, a whole zone below 30 dB, clear from half a zone on."""
    for clearance, loss_db in ((0.0, 10.0), (-1.0, 30.0), (0.25, 5.0), (0.5, 0.0), (2.0, 0.0)):
        heights_m = np.zeros(3)
        heights_m[1] = 500.0 - clearance * fresnel_radius_m(5000, 5000, 6000.0)
        report = line_of_sight(
            Profile(5000.0, heights_m),
            tx_height_m=500.0,
            rx_height_m=500.0,
            frequency_mhz=6000.0,
            earth_factor=1e9,
        )
        assert backhaul.obstruction_loss_db(report) == pytest.approx(loss_db, abs=1e-3)
    unbroken = line_of_sight(
        Profile(5000.0, np.zeros(2)), tx_height_m=5.0, rx_height_m=5.0, frequency_mhz=6000.0
    )
    assert backhaul.obstruction_loss_db(unbroken) == 0.0


def test_lowest_k_of_figure_2() -> None:
    """157 / (144 + 53.4) at 50 km; the figure begins at 10 km; it nears 157 / 144."""
    assert backhaul.lowest_earth_factor(50_000.0) == pytest.approx(0.795339, rel=1e-5)
    assert backhaul.lowest_earth_factor(10_000.0) == pytest.approx(0.381995, rel=1e-5)
    assert backhaul.lowest_earth_factor(1000.0) == backhaul.lowest_earth_factor(10_000.0)
    assert backhaul.lowest_earth_factor(300_000.0) < 157 / 144


@pytest.mark.parametrize(
    ("bandwidth_mhz", "designator"),
    [
        (28.0, "28M0D7W"),
        (7.0, "7M00D7W"),
        (56.0, "56M0D7W"),
        (2000.0, "2G00D7W"),
        (250.0, "250MD7W"),
        (0.0125, "12K5D7W"),
        (13.75, "13M8D7W"),
        (999.7, "1G00D7W"),
        (0.00002, "20H0D7W"),
    ],
)
def test_emission_designators(bandwidth_mhz: float, designator: str) -> None:
    assert backhaul.emission_designator(bandwidth_mhz) == designator


def station(**change: Any) -> backhaul.CoordinationStation:
    usual: dict[str, Any] = {
        "name": "North Hill",
        "latitude": 44.0,
        "longitude": -71.0,
        "ground_asl_m": 300.0,
        "antenna_height_m": 30.0,
        "antenna_model": "HP4-107",
        "antenna_gain_dbi": 40.0,
        "beamwidth_deg": 1.6,
        "tx_power_dbm": 20.0,
        "line_loss_db": 1.5,
        "tx_frequency_mhz": 11_245.0,
    }
    return backhaul.CoordinationStation(**(usual | change))


def test_coordination_sheet() -> None:
    far = station(name="South Mill", latitude=43.9, ground_asl_m=100.0, tx_frequency_mhz=10_755.0)
    sheet = backhaul.coordination_sheet(
        station(),
        far,
        polarization=Polarization.VERTICAL,
        bandwidth_mhz=40.0,
        modulation="1024QAM",
        capacity_mbps=360.0,
    )
    assert sheet.near.eirp_dbm == 58.5
    assert sheet.near.eirp_dbw == 28.5
    assert sheet.emission_designator == "40M0D7W"
    assert sheet.near_azimuth_deg == pytest.approx(180.0)
    assert sheet.far_azimuth_deg == pytest.approx(0.0, abs=1e-9)
    assert sheet.distance_m == pytest.approx(11_110.0, rel=1e-3)
    assert sheet.duplex_spacing_mhz == 490.0
    # 200 m down over 11.11 km and half the earth's bend of 1.308 mrad
    assert sheet.near_elevation_deg == pytest.approx(
        math.degrees(-200 / 11_110 - 11_110 / (2 * 8_494_678)), abs=1e-3
    )
    assert sheet.far_elevation_deg > 0.9


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: hop(distance_m=5.0), "the path must be 10 to 300000 m, is 5"),
        (lambda: hop(frequency_mhz=400.0), "the frequency must be 450 to 100000 MHz, is 400"),
        (lambda: hop(latitude=math.nan), "the latitude must be -90 to 90 degrees, is nan"),
        (lambda: link(modulations=()), "a link needs at least one modulation"),
        (lambda: link(modulations=(QPSK, QPSK)), "modulations are named twice: QPSK, QPSK"),
        (
            lambda: backhaul.Modulation(name="8PSK", threshold_dbm=3.0, capacity_mbps=1.0),
            "the threshold of 8PSK must be -130 to 0 dBm, is 3",
        ),
        (
            lambda: backhaul.rain_fading(hop(), 300.0),
            "the rain rate must be 0 to 250 mm/h, is 300",
        ),
        (
            lambda: backhaul.rain_fading(hop(distance_m=101_000.0), 42.0),
            "the path through rain must be 0.01 to 100 km, is 101",
        ),
        (
            lambda: backhaul.fade_percent(-1.0, 10.0),
            "the occurrence factor must not be negative, is -1.0",
        ),
        (
            lambda: backhaul.Fading(occurrence_percent=math.nan, rain_001_mm_h=0.0),
            "the occurrence factor must not be negative, is nan",
        ),
        (
            lambda: backhaul.space_diversity_improvement(
                hop(), spacing_m=1.0, fade_db=30.0, occurrence_percent=1.0
            ),
            "the spacing of the antennas must be 3 to 23 m, is 1",
        ),
        (
            lambda: backhaul.emission_designator(28.0, "D7"),
            "a class of emission has three signs or more, like D7W, not 'D7'",
        ),
        (lambda: station(name=" "), "a station needs a name"),
        (
            lambda: station(latitude=95.0),
            "the latitude of North Hill must be -90 to 90 degrees, is 95",
        ),
        (
            lambda: backhaul.coordination_sheet(
                station(),
                station(name="Twin"),
                polarization=Polarization.VERTICAL,
                bandwidth_mhz=40.0,
                modulation="",
                capacity_mbps=1.0,
            ),
            "North Hill and Twin are at the same place",
        ),
    ],
)
def test_what_makes_no_sense_is_refused(make: Any, words: str) -> None:
    with pytest.raises(EngineError) as refused:
        make()
    assert str(refused.value) == words
