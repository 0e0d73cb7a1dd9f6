"""An antenna as its maker drew it: two cuts of 360 losses, and what is told of it."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from guywire.engines.geo.errors import EngineError
from guywire.engines.propagation.antennas.tables import (
    Combination,
    Floats,
    Singles,
    gain_table,
)

DEGREES = 360
GREATEST_LOSS_DB = 100.0
HALF_POWER_DB = 3.0
BACK = slice(150, 211)
"""Angles that count as behind the antenna: 30 degrees to either side of straight back."""

LOOKED_AT_DEG = 45
"""A beam is looked for so far above and below the horizon."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Antenna:
    """Two cuts in steps of one degree, as losses below the beam: dB, 0 or more, least 0.

    horizontal_db: by degrees clockwise from boresight. vertical_db: by degrees *below* the horizon
    (90 straight down, 180 behind, 270 straight up), as MSI Planet has it. electrical_tilt_deg: how
    far down the beam of the vertical cut looks. front_to_back_db: what the sum of both losses is
    held to. low_mhz, high_mhz: the band, None unknown. assumed: in words, what the file left open.
    """

    name: str
    horizontal_db: Floats
    vertical_db: Floats
    manufacturer: str = ""
    model: str = ""
    gain_dbi: float | None = None
    front_to_back_db: float = 30.0
    electrical_tilt_deg: float = 0.0
    low_mhz: float | None = None
    high_mhz: float | None = None
    polarization: str = ""
    assumed: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        for plane, cut in (("horizontal", self.horizontal_db), ("vertical", self.vertical_db)):
            if np.shape(cut) != (DEGREES,):
                raise EngineError(f"the {plane} cut has {np.size(cut)} values, not {DEGREES}")
            if not (np.min(cut) >= 0.0 and np.max(cut) <= GREATEST_LOSS_DB):
                raise EngineError(f"losses of the {plane} cut must be 0 to {GREATEST_LOSS_DB:g} dB")

    def table(self, combination: Combination) -> Singles:
        """Gains in every direction, see `gain_table`; made once and kept."""
        if combination not in self._tables:
            self._tables[combination] = gain_table(
                self.horizontal_db, self.vertical_db, self.front_to_back_db, combination
            )
        return self._tables[combination]

    @cached_property
    def _tables(self) -> dict[Combination, Singles]:
        return {}

    @property
    def horizontal_beamwidth_deg(self) -> float:
        """Between the half-power points, 360 without direction."""
        return beamwidth_deg(self.horizontal_db)

    @property
    def vertical_beamwidth_deg(self) -> float:
        """Between the half-power points of the vertical cut, 360 without direction."""
        return beamwidth_deg(self.vertical_db)


def beamwidth_deg(cut_db: Floats) -> float:
    """Width of the main beam at half power, to a tenth of a degree."""
    peak = int(np.argmin(cut_db))
    sides = (np.roll(cut_db, -peak), np.roll(cut_db[::-1], peak + 1))
    width = 0.0
    for side in sides:
        below = np.flatnonzero(side >= HALF_POWER_DB)
        if not len(below):
            return float(DEGREES)
        end = int(below[0])
        rise = float(side[end] - side[end - 1])
        width += end - 1 + (HALF_POWER_DB - float(side[end - 1])) / rise
    return round(min(width, float(DEGREES)), 1)


def front_to_back_of(horizontal_db: Floats) -> float:
    """Least loss behind the antenna, within 30 degrees of straight back."""
    return float(np.min(horizontal_db[BACK]))


def beam_below_horizon_deg(vertical_db: Floats) -> float:
    """Where the beam of a vertical cut looks: middle of the flat part of its peak."""
    around = np.roll(vertical_db, LOOKED_AT_DEG)[: 2 * LOOKED_AT_DEG + 1]
    first = int(np.argmin(around))
    last = first
    while last + 1 < len(around) and around[last + 1] - around[first] < 0.05:
        last += 1
    return (first + last) / 2.0 - LOOKED_AT_DEG
