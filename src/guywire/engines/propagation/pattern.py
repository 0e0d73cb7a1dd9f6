"""Sector antennas after 3GPP: parabolic cuts, limited side lobes, electrical or mechanical tilt.

Sources: 3GPP TR 38.901 table 7.3-1 and TR 36.942 section 4.2.1 (front to back 20 dB there). Degrees
and dB; gains are relative to boresight, so 0 or less.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from guywire.engines.geo.errors import EngineError
from guywire.engines.geo.geodesy import STANDARD_EARTH_FACTOR, effective_earth_radius_m

Floats = npt.NDArray[np.float64]
ALL_ROUND_DEG = 360.0


@dataclass(frozen=True, kw_only=True)
class SectorPattern:
    """Where a sector's antenna points and how its gain falls off.

    azimuth_deg: boresight, clockwise from north. horizontal_beamwidth_deg: at half power, 360 for
    an antenna without direction. vertical_beamwidth_deg: at half power, 360 for none.
    down_tilt_deg: positive downwards. front_to_back_db: greatest attenuation in all. side_lobe_db:
    greatest attenuation of the vertical cut. Raises EngineError on values out of range.
    """

    azimuth_deg: float = 0.0
    horizontal_beamwidth_deg: float = ALL_ROUND_DEG
    vertical_beamwidth_deg: float = ALL_ROUND_DEG
    down_tilt_deg: float = 0.0
    front_to_back_db: float = 30.0
    side_lobe_db: float = 30.0

    def __post_init__(self) -> None:
        for name, value, low, high in (
            ("azimuth", self.azimuth_deg, -360.0, 360.0),
            ("horizontal beamwidth", self.horizontal_beamwidth_deg, 0.1, 360.0),
            ("vertical beamwidth", self.vertical_beamwidth_deg, 0.1, 360.0),
            ("down-tilt", self.down_tilt_deg, -90.0, 90.0),
            ("front to back", self.front_to_back_db, 0.0, 100.0),
            ("side lobe", self.side_lobe_db, 0.0, 100.0),
        ):
            if not low <= value <= high:
                raise EngineError(f"the {name} must be {low:g} to {high:g}, is {value}")

    @property
    def is_all_round(self) -> bool:
        """Whether the antenna has no horizontal direction."""
        return self.horizontal_beamwidth_deg >= ALL_ROUND_DEG

    def gain_db(self, azimuth_deg: float, elevation_deg: float = 0.0) -> float:
        """Gain towards an azimuth and an elevation (positive upwards) relative to boresight."""
        return float(self.gains_db(azimuth_deg, elevation_deg))

    def gains_db(self, azimuths_deg: npt.ArrayLike, elevations_deg: npt.ArrayLike) -> Floats:
        """The same for arrays that broadcast against one another."""
        return pattern_gains_db(
            np.asarray(azimuths_deg, dtype=np.float64) - self.azimuth_deg,
            np.asarray(elevations_deg, dtype=np.float64) + self.down_tilt_deg,
            self.horizontal_beamwidth_deg,
            self.vertical_beamwidth_deg,
            self.front_to_back_db,
            self.side_lobe_db,
        )


def pattern_gains_db(
    off_azimuth_deg: npt.ArrayLike,
    off_elevation_deg: npt.ArrayLike,
    horizontal_beamwidth_deg: npt.ArrayLike,
    vertical_beamwidth_deg: npt.ArrayLike,
    front_to_back_db: npt.ArrayLike,
    side_lobe_db: npt.ArrayLike,
) -> Floats:
    """Gain off boresight: A = min(A_H + A_V, A_max), TR 38.901 table 7.3-1; arrays broadcast."""
    off = np.abs((np.asarray(off_azimuth_deg) + 180.0) % 360.0 - 180.0)
    width = np.asarray(horizontal_beamwidth_deg, dtype=np.float64)
    limit_db = np.asarray(front_to_back_db, dtype=np.float64)
    horizontal_db = np.where(
        width < ALL_ROUND_DEG, np.minimum(12.0 * (off / width) ** 2, limit_db), 0.0
    )
    height = np.asarray(vertical_beamwidth_deg, dtype=np.float64)
    vertical_db = 12.0 * (np.asarray(off_elevation_deg) / height) ** 2
    vertical_db = np.where(height < ALL_ROUND_DEG, np.minimum(vertical_db, side_lobe_db), 0.0)
    return -np.minimum(horizontal_db + vertical_db, limit_db)


def elevations_deg(
    tx_altitude_m: npt.ArrayLike,
    rx_altitude_m: npt.ArrayLike,
    distance_m: npt.ArrayLike,
    earth_factor: float = STANDARD_EARTH_FACTOR,
) -> Floats:
    """Angle above the horizontal of the ray that leaves for the receiver, on the effective earth.

    Altitudes of the antennas above the datum; distance_m > 0; arrays broadcast.
    """
    length_m = np.asarray(distance_m, dtype=np.float64)
    rise_m = np.asarray(rx_altitude_m, dtype=np.float64)
    rise_m = rise_m - np.asarray(tx_altitude_m, dtype=np.float64)
    drop = length_m / (2.0 * effective_earth_radius_m(earth_factor))
    return np.degrees(np.arctan(rise_m / length_m - drop))


def elevation_deg(
    tx_altitude_m: float,
    rx_altitude_m: float,
    distance_m: float,
    earth_factor: float = STANDARD_EARTH_FACTOR,
) -> float:
    """`elevations_deg` of one path."""
    return float(elevations_deg(tx_altitude_m, rx_altitude_m, distance_m, earth_factor))
