"""Fading by P.530 against its vectors, and by numbers worked by hand."""

import csv
import math
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guywire.engines.propagation import Polarization, backhaul

VECTORS = Path(__file__).parent / "vectors"
GOAL = 0.001


def rows_of(name: str) -> list[dict[str, float]]:
    rows = csv.DictReader((VECTORS / name).read_text().splitlines())
    return [{key: float(value) for key, value in row.items()} for row in rows]


def hop(**change: float) -> backhaul.Hop:
    usual = {
        "distance_m": 18_000.0,
        "frequency_mhz": 11_200.0,
        "tx_asl_m": 240.0,
        "rx_asl_m": 310.0,
    }
    return backhaul.Hop(**(usual | change))


def test_rain_fading_against_every_vector() -> None:
    rows = rows_of("itu_p530_rain.csv")
    for row in rows:
        flat = hop(
            distance_m=row["d_km"] * 1000, frequency_mhz=row["f_ghz"] * 1000, tx_asl_m=0, rx_asl_m=0
        )
        found = backhaul.rain_fading(
            flat, row["R001_mm_h"], polarization_tilt_deg=row["tau_deg"]
        ).fade_db(row["p_percent"])
        # the vectors have 6 decimals
        assert found == pytest.approx(row["A_rain_dB"], rel=1e-5, abs=1e-6)
    assert len(rows) == 1008


def test_published_reference_point() -> None:
    """11.2 GHz, 42 mm/h, horizontal, 20 km: 17.97 dB at 0.01 %."""
    level = hop(distance_m=20_000, tx_asl_m=100, rx_asl_m=100)
    found = backhaul.rain_fading_by(level, 42.0, Polarization.HORIZONTAL)
    assert found.fade_db(0.01) == pytest.approx(17.97, abs=0.005)
    assert found.is_within_range
    assert not backhaul.rain_fading(hop(distance_m=61_000), 42.0).is_within_range


@given(st.floats(0.001, 1.0), st.floats(1000.0, 100_000.0), st.floats(0.2, 60.0), st.floats(5, 150))
def test_percent_of_a_rain_fade_is_the_inverse(
    percent: float, frequency_mhz: float, kilometres: float, rain_mm_h: float
) -> None:
    rain = backhaul.rain_fading(
        hop(distance_m=kilometres * 1000, frequency_mhz=frequency_mhz), rain_mm_h
    )
    assert rain.percent(rain.fade_db(percent)) == pytest.approx(percent, rel=1e-6)


@given(st.floats(0.0, 300.0), st.floats(0.001, 50.0))
def test_a_deeper_rain_fade_is_rarer(fade_db: float, more_db: float) -> None:
    rain = backhaul.rain_fading(hop(), 42.0)
    assert 100.0 >= rain.percent(fade_db) >= rain.percent(fade_db + more_db) >= 0.0


def test_ends_of_the_rain_curve() -> None:
    rain = backhaul.rain_fading(hop(), 42.0)
    assert rain.percent(0.0) == 100.0
    assert rain.percent(500.0) == 0.0
    assert backhaul.rain_fading(hop(), 0.0).percent(0.0) == 0.0
    assert backhaul.rain_fading(hop(frequency_mhz=900), 42.0).fade_at_001_db == 0.0


def test_multipath_by_gradient_against_every_vector() -> None:
    rows = rows_of("itu_p530_17_multipath.csv")
    for row in rows:
        p0 = backhaul.occurrence_by_gradient(
            backhaul.Hop(
                distance_m=row["distance_km"] * 1000,
                frequency_mhz=row["f_ghz"] * 1000,
                tx_asl_m=row["tx_asl_m"],
                rx_asl_m=row["rx_asl_m"],
            ),
            row["dN1"],
            row["roughness_m"],
        )
        deep = backhaul.deep_fade_percent(p0, row["fade_db"])
        assert deep == pytest.approx(row["deep_month_percent"], rel=1e-7)
    assert len(rows) == 200


def test_multipath_by_map_against_every_vector() -> None:
    rows = rows_of("itu_p530_multipath.csv")
    for row in rows:
        path = backhaul.Hop(
            distance_m=row["distance_km"] * 1000,
            frequency_mhz=row["f_ghz"] * 1000,
            tx_asl_m=row["tx_asl_m"],
            rx_asl_m=row["rx_asl_m"],
        )
        p0 = backhaul.occurrence_by_map(
            path,
            geoclimatic_factor=row["K"],
            dn75_n=row["dN75"],
            terrain_asl_m=row["terrain_asl_m"],
        )
        deep = backhaul.deep_fade_percent(p0, row["fade_db"])
        assert deep == pytest.approx(row["deep_month_percent"], rel=1e-7)
        month = backhaul.fade_percent(p0, row["fade_db"])
        assert month == pytest.approx(min(row["month_percent"], 100.0), rel=1e-6)
    assert len(rows) == 327


def test_year_against_the_worst_month_by_hand() -> None:
    """18 km, 70 / 18 = 3.8889 mrad: -2.7 log 18 = -3.38924, 1.7 log 4.8889 = 1.17166.

    At 30 degrees |cos 60|^0.7 = 0.615572: -5.6 log 1.715572 = -1.31269, in all 6.96973 dB. At 60
    the sign turns: -5.6 log 0.484428 = 1.76272, in all 10.0451 dB. At 90 degrees log 0.1 would make
    13.88 dB: no more than 10.8, since a month is a twelfth of a year.
    """
    assert backhaul.year_gain_db(hop(latitude=30.0)) == pytest.approx(6.96973, abs=1e-4)
    assert backhaul.year_gain_db(hop(latitude=-60.0)) == pytest.approx(10.0451, abs=1e-4)
    assert backhaul.year_gain_db(hop(latitude=90.0)) == 10.8
    assert backhaul.year_percent(hop(latitude=90.0), 1.2) == pytest.approx(0.0998117)


def test_quick_method_by_hand() -> None:
    """K = 10^(-4.6 + 0.54) = 8.70964e-5; 40^3.1 = 92553.6; 2.75^-1.29 = 0.271204;
    6^0.8 = 4.19296; 10^(-0.1335) = 0.735360: p_0 = 6.7404 %."""
    found = backhaul.occurrence_by_gradient(
        hop(distance_m=40_000, frequency_mhz=6000, tx_asl_m=150, rx_asl_m=220), -200.0
    )
    assert found == pytest.approx(6.7404, rel=1e-3)
    assert backhaul.geoclimatic_factor(-200.0) == pytest.approx(8.70964e-5, rel=1e-5)


def test_short_and_high_hops_have_no_multipath() -> None:
    for path in (hop(distance_m=5000), hop(frequency_mhz=80_000), hop(frequency_mhz=800)):
        assert backhaul.occurrence_by_gradient(path, -400.0) == 0.0
        assert (
            backhaul.occurrence_by_map(path, geoclimatic_factor=1e-3, dn75_n=20, terrain_asl_m=0)
            == 0.0
        )


@given(st.floats(1e-6, 1000.0), st.floats(0.0, 60.0), st.floats(0.01, 20.0))
def test_a_deeper_fade_is_rarer(occurrence: float, fade_db: float, more_db: float) -> None:
    less = backhaul.fade_percent(occurrence, fade_db)
    more = backhaul.fade_percent(occurrence, fade_db + more_db)
    assert 0.0 <= more <= less + 1e-9 <= 100.0 + 2e-9


def test_the_two_parts_of_the_distribution_meet() -> None:
    for occurrence in (0.01, 1.0, 50.0):
        joint_db = 25.0 + 1.2 * math.log10(occurrence)
        below = backhaul.fade_percent(occurrence, joint_db - 1e-6)
        above = backhaul.fade_percent(occurrence, joint_db + 1e-6)
        assert below == pytest.approx(above, rel=1e-4)


def test_shallow_fades_are_as_common_over_the_year() -> None:
    """Only deep fades are rarer over the year; a radio with no margin is down as often.

    18 km, 30 degrees: 6.96973 dB. p_0 = 10 %: joint at 26.2 dB, 0.0239883 % of the month, of the
    year 0.00481951 %; at 30 dB 0.01 %, of the year 10^-0.696973 = 0.200924 of it.
    """
    path = hop(latitude=30.0)
    for fade_db in (0.0, 1e-6):
        year = backhaul.year_fade_percent(path, 10.0, fade_db)
        assert year == pytest.approx(backhaul.fade_percent(10.0, fade_db), rel=1e-4)
        assert year == pytest.approx(100.0 * (1.0 - math.exp(-1.0)), rel=1e-4)
    assert backhaul.year_fade_percent(path, 10.0, 26.2) == pytest.approx(0.00481951, rel=1e-4)
    assert backhaul.year_fade_percent(path, 10.0, 26.2 - 1e-6) == pytest.approx(0.0048195, rel=1e-3)
    assert backhaul.year_fade_percent(path, 10.0, 30.0) == pytest.approx(0.00200924, rel=1e-4)
    middle = backhaul.year_fade_percent(path, 10.0, 10.0)
    assert backhaul.fade_percent(10.0, 10.0) * 0.200924 < middle < backhaul.fade_percent(10.0, 10.0)


def test_diversity_by_hand() -> None:
    """S = 10 m, 6 GHz, 50 km, p_0 = 10 %, margin 35 dB:
    0.04 x 7.41310 x 0.806633 x 6.53914 x 0.0912011 = 0.142643; 1 - e^-x = 0.132936; x 3162.28."""
    path = hop(distance_m=50_000, frequency_mhz=6000)
    found = backhaul.space_diversity_improvement(
        path, spacing_m=10.0, fade_db=35.0, occurrence_percent=10.0
    )
    assert found == pytest.approx(420.38, rel=1e-3)
    unlike = backhaul.space_diversity_improvement(
        path, spacing_m=10.0, fade_db=35.0, occurrence_percent=10.0, gain_difference_db=-3.0
    )
    assert unlike == pytest.approx(found / 10**0.3)
    # 80 / (6 x 50) x 0.02 x 10^3.5
    assert backhaul.frequency_diversity_improvement(
        path, spacing_mhz=120.0, fade_db=35.0
    ) == pytest.approx(16.8655, rel=1e-5)


def test_selective_outage_by_hand() -> None:
    """50 km: tau = 0.7 ns, p_0 = 10 %: eta = 1 - exp(-0.2 x 0.1^0.75) = 0.0349430;
    28 MHz, 20 dB, 6.3 ns: 2.15 x 0.034943 x 2 x 0.028 x 0.1 x 0.49 / 6.3 = 3.2722e-5."""
    found = backhaul.selective_outage_percent(
        hop(distance_m=50_000, frequency_mhz=6000),
        10.0,
        backhaul.Signature(width_mhz=28.0, depth_db=20.0),
    )
    assert found == pytest.approx(3.2722e-3, rel=1e-3)
