"""Gains of an antenna that points somewhere, against the rotation done by hand."""

import math
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from guywire.engines.geo.errors import EngineError
from guywire.engines.propagation import SectorPattern
from guywire.engines.propagation.antennas import (
    TR_36_814,
    TR_38_901,
    Combination,
    CutPattern,
    SectorNumbers,
    sector_antenna,
)

ANTENNA = sector_antenna(TR_36_814, name="70")


def frame(azimuth: float, elevation: float, tilt: float) -> tuple[float, float]:
    """Direction seen from an antenna to the north, tipped down by tilt: clockwise, downwards."""
    a, e, t = (math.radians(one) for one in (azimuth, elevation, tilt))
    ahead, across, up = math.cos(e) * math.cos(a), math.cos(e) * math.sin(a), math.sin(e)
    tipped = ahead * math.cos(t) - up * math.sin(t)
    raised = ahead * math.sin(t) + up * math.cos(t)
    off = math.degrees(math.atan2(across, tipped))
    return off, -math.degrees(math.atan2(raised, math.hypot(tipped, across)))


def test_the_formula_is_that_of_the_tables() -> None:
    assert SectorNumbers(
        horizontal_beamwidth_deg=70.0, vertical_beamwidth_deg=10.0, front_to_back_db=25.0,
        side_lobe_db=20.0,
    ) == TR_36_814  # fmt: skip
    assert TR_38_901.horizontal_beamwidth_deg == TR_38_901.vertical_beamwidth_deg == 65.0
    assert ANTENNA.horizontal_db[35] == pytest.approx(3.0)
    assert ANTENNA.horizontal_db[180] == 25.0
    assert (ANTENNA.vertical_db[5], ANTENNA.vertical_db[355]) == (3.0, 3.0)
    assert (ANTENNA.vertical_db[30], ANTENNA.vertical_db[180]) == (20.0, 25.0)


def test_cuts_of_the_formula_give_what_the_formula_gives() -> None:
    numbers = replace(TR_36_814, electrical_tilt_deg=6.0)
    drawn = CutPattern(antenna=sector_antenna(numbers, name="x"), azimuth_deg=120.0)
    computed = SectorPattern(
        azimuth_deg=120.0, horizontal_beamwidth_deg=70.0, vertical_beamwidth_deg=10.0,
        down_tilt_deg=6.0, front_to_back_db=25.0, side_lobe_db=20.0,
    )  # fmt: skip
    azimuth, elevation = np.meshgrid(np.arange(0.0, 360.0), np.arange(-40.0, 20.0))
    np.testing.assert_allclose(
        drawn.gains_db(azimuth, elevation), computed.gains_db(azimuth, elevation), atol=1e-4
    )


def test_electrical_tilt_moves_the_beam_down_all_around() -> None:
    pattern = CutPattern(antenna=ANTENNA, electrical_tilt_deg=4.0)
    upright = CutPattern(antenna=ANTENNA)
    for azimuth in (0.0, 60.0, 180.0):
        assert pattern.gain_db(azimuth, -4.0) == pytest.approx(upright.gain_db(azimuth), abs=1e-4)
    assert pattern.gain_db(0.0, -4.0) == pytest.approx(0.0, abs=1e-4)
    # an antenna drawn with 4 degrees already needs no moving
    own = sector_antenna(replace(TR_36_814, electrical_tilt_deg=4.0), name="4")
    assert CutPattern(antenna=own, electrical_tilt_deg=4.0).gain_db(0.0, -4.0) == 0.0
    assert CutPattern(antenna=own, electrical_tilt_deg=0.0).gain_db(0.0) == pytest.approx(0.0)


def test_mechanical_tilt_is_a_rotation() -> None:
    tilt = 7.0
    pattern = CutPattern(antenna=ANTENNA, azimuth_deg=310.0, mechanical_tilt_deg=tilt)
    upright = CutPattern(antenna=ANTENNA)
    generator = np.random.default_rng(1)
    for _ in range(300):
        azimuth, elevation = generator.uniform(-180.0, 540.0), generator.uniform(-89.0, 89.0)
        off, down = frame(azimuth - 310.0, elevation, tilt)
        expected = upright.gain_db(off, -down)
        assert pattern.gain_db(azimuth, elevation) == pytest.approx(expected, abs=0.01)
    # straight ahead the beam looks down, behind it looks up, at the sides it stays
    assert pattern.gain_db(310.0, -tilt) == pytest.approx(0.0, abs=0.001)
    behind = [pattern.gain_db(130.0, elevation) for elevation in (-tilt, 0.0, tilt)]
    assert behind[2] >= behind[1] >= behind[0]
    assert pattern.gain_db(40.0, 0.0) == pytest.approx(upright.gain_db(90.0, 0.0), abs=0.1)


@pytest.mark.parametrize("combination", Combination)
def test_both_ways_are_exact_on_the_cuts(combination: Combination) -> None:
    pattern = CutPattern(antenna=ANTENNA, combination=combination)
    around = pattern.gains_db(np.arange(360.0), 0.0)
    np.testing.assert_allclose(around, -ANTENNA.horizontal_db, atol=1e-4)
    below = np.arange(-90.0, 91.0)
    ahead = pattern.gains_db(0.0, -below)
    np.testing.assert_allclose(ahead, -np.roll(ANTENNA.vertical_db, 90)[:181], atol=1e-4)


def test_the_sum_is_held_to_the_front_to_back_ratio_and_the_mean_lies_above_it() -> None:
    added = CutPattern(antenna=ANTENNA)
    assert added.gain_db(35.0, -5.0) == pytest.approx(-6.0, abs=1e-3)
    assert added.gain_db(90.0, -30.0) == pytest.approx(-25.0, abs=1e-3)
    crossed = CutPattern(antenna=ANTENNA, combination=Combination.CROSS_WEIGHTED)
    # both weights alike: the sum of the losses over the square root of two
    assert crossed.gain_db(35.0, -5.0) == pytest.approx(-6.0 / math.sqrt(2.0), abs=0.01)


def test_an_unknown_elevation_gives_an_unknown_gain() -> None:
    for tilt in (0.0, 3.0):
        gains = CutPattern(antenna=ANTENNA, mechanical_tilt_deg=tilt).gains_db(
            [0.0, 10.0], [np.nan, 0.0]
        )
        assert np.isnan(gains).tolist() == [True, False]


def test_keys_name_the_gains() -> None:
    pattern = CutPattern(antenna=ANTENNA, azimuth_deg=20.0)
    assert pattern.key() == replace(pattern, azimuth_deg=-340.0).key()
    changed = [
        replace(pattern, azimuth_deg=21.0),
        replace(pattern, mechanical_tilt_deg=1.0),
        replace(pattern, electrical_tilt_deg=1.0),
        replace(pattern, combination=Combination.CROSS_WEIGHTED),
        replace(pattern, antenna=sector_antenna(TR_38_901, name="70")),
    ]
    assert len({one.key() for one in (pattern, *changed)}) == 6


@pytest.mark.parametrize(
    "wrong",
    [{"azimuth_deg": math.nan}, {"mechanical_tilt_deg": 91.0}, {"electrical_tilt_deg": -100.0}],
)
def test_absurd_angles_are_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(EngineError, match="must be"):
        CutPattern(antenna=ANTENNA, **wrong)
    with pytest.raises(EngineError, match="front to back must be"):
        SectorNumbers(front_to_back_db=math.nan)
