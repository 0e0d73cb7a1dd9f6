"""Antennas as a study keeps them: where they point, and the cuts of those that are drawn."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

import numpy as np

from guywire.engines.propagation import SectorPattern, antennas, coverage

BY_WIDTHS, BY_CUTS = "widths", "cuts"


def told_pattern(pattern: SectorPattern | antennas.CutPattern) -> dict[str, Any]:
    """A pattern as plain values."""
    if isinstance(pattern, SectorPattern):
        return {"kind": BY_WIDTHS, **asdict(pattern)}
    antenna = pattern.antenna
    return {
        "kind": BY_CUTS,
        "horizontal_db": np.asarray(antenna.horizontal_db).tolist(),
        "vertical_db": np.asarray(antenna.vertical_db).tolist(),
        "front_to_back_db": antenna.front_to_back_db,
        "cuts_tilt_deg": antenna.electrical_tilt_deg,
        "azimuth_deg": pattern.azimuth_deg,
        "mechanical_tilt_deg": pattern.mechanical_tilt_deg,
        "electrical_tilt_deg": pattern.electrical_tilt_deg,
        "beamwidth_deg": pattern.beamwidth_deg,
        "combination": pattern.combination.value,
    }


def emission_of(told: Mapping[str, Any], power_dbm: float) -> coverage.Emission:
    """What a kept pattern sends with a power."""
    given = dict(told)
    if given.pop("kind") == BY_WIDTHS:
        return coverage.Emission(eirp_dbm=power_dbm, pattern=SectorPattern(**given))
    antenna = antennas.Antenna(
        name="",
        horizontal_db=np.array(given.pop("horizontal_db"), dtype=np.float64),
        vertical_db=np.array(given.pop("vertical_db"), dtype=np.float64),
        front_to_back_db=given.pop("front_to_back_db"),
        electrical_tilt_deg=given.pop("cuts_tilt_deg"),
    )
    combination = antennas.Combination(given.pop("combination"))
    pattern = antennas.CutPattern(antenna=antenna, combination=combination, **given)
    return coverage.Emission(eirp_dbm=power_dbm, pattern=pattern, pattern_key=pattern.key())
