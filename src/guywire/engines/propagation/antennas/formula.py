"""Sector antennas by the 3GPP formula, as two cuts.

TR 36.814 table A.2.1.1-2 (70 and 10 degrees, 25 dB, side lobes 20 dB) and TR 38.901 table 7.3-1
(65 degrees both ways, 30 dB): A(x) = min(12 (x / width)^2, limit).
"""

from dataclasses import dataclass

import numpy as np

from guywire.engines.geo.errors import EngineError
from guywire.engines.propagation.antennas.antenna import DEGREES, Antenna
from guywire.engines.propagation.antennas.tables import Floats


@dataclass(frozen=True, kw_only=True)
class SectorNumbers:
    """The numbers of the formula; the defaults are those of TR 36.814."""

    horizontal_beamwidth_deg: float = 70.0
    vertical_beamwidth_deg: float = 10.0
    front_to_back_db: float = 25.0
    side_lobe_db: float = 20.0
    electrical_tilt_deg: float = 0.0

    def __post_init__(self) -> None:
        for name, value, low, high in (
            ("horizontal beamwidth", self.horizontal_beamwidth_deg, 0.1, 360.0),
            ("vertical beamwidth", self.vertical_beamwidth_deg, 0.1, 360.0),
            ("front to back", self.front_to_back_db, 0.0, 100.0),
            ("side lobe", self.side_lobe_db, 0.0, 100.0),
            ("electrical tilt", self.electrical_tilt_deg, -45.0, 45.0),
        ):
            if not low <= value <= high:
                raise EngineError(f"the {name} must be {low:g} to {high:g}, is {value}")


TR_36_814 = SectorNumbers()
TR_38_901 = SectorNumbers(
    horizontal_beamwidth_deg=65.0,
    vertical_beamwidth_deg=65.0,
    front_to_back_db=30.0,
    side_lobe_db=30.0,
)


def sector_antenna(numbers: SectorNumbers, *, name: str, gain_dbi: float | None = None) -> Antenna:
    """An antenna whose cuts follow the formula. Behind it, the vertical cut is that of the front
    and the front-to-back ratio together, at most the ratio."""
    degrees = np.arange(DEGREES, dtype=np.float64)
    off = np.minimum(degrees, DEGREES - degrees)
    limit_db = numbers.front_to_back_db
    horizontal_db = fall(off, numbers.horizontal_beamwidth_deg, limit_db)
    below = np.where(degrees > 180.0, degrees - DEGREES, degrees)
    is_behind = np.abs(below) > 90.0
    ahead = np.where(is_behind, np.sign(below) * 180.0 - below, below)
    vertical_db = fall(
        np.abs(ahead - numbers.electrical_tilt_deg),
        numbers.vertical_beamwidth_deg,
        numbers.side_lobe_db,
    )
    back_db = float(horizontal_db[DEGREES // 2])
    most_db = max(limit_db, numbers.side_lobe_db)
    vertical_db = np.where(is_behind, np.minimum(vertical_db + back_db, most_db), vertical_db)
    return Antenna(
        name=name,
        horizontal_db=horizontal_db,
        vertical_db=vertical_db - np.min(vertical_db),
        gain_dbi=gain_dbi,
        front_to_back_db=limit_db,
        electrical_tilt_deg=numbers.electrical_tilt_deg,
    )


def fall(off_deg: Floats, width_deg: float, limit_db: float) -> Floats:
    """Loss off the beam, none for a width of 360."""
    if width_deg >= DEGREES:
        return np.zeros_like(off_deg)
    return np.minimum(12.0 * (off_deg / width_deg) ** 2, limit_db)
