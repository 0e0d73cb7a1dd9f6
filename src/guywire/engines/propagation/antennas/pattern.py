"""An antenna that stands somewhere and points: gains for the coverage and qualification engines."""

import hashlib
from dataclasses import dataclass
from typing import Any, cast

import numpy as np
import numpy.typing as npt

from guywire.engines.geo.errors import EngineError
from guywire.engines.propagation.antennas.antenna import DEGREES, Antenna
from guywire.engines.propagation.antennas.tables import Combination, Floats, Singles
from guywire.engines.propagation.kernels import antenna_table

kernels = cast(Any, antenna_table)


@dataclass(frozen=True, kw_only=True, eq=False)
class CutPattern:
    """Where an antenna points and what it radiates there, relative to its beam.

    azimuth_deg: clockwise from north. mechanical_tilt_deg: the antenna is tipped down; behind it
    the beam then looks up. electrical_tilt_deg: how far down the beam looks all around, None as the
    cuts have it. beamwidth_deg: within which the sector is said to look, None that of the cut.
    """

    antenna: Antenna
    azimuth_deg: float = 0.0
    mechanical_tilt_deg: float = 0.0
    electrical_tilt_deg: float | None = None
    beamwidth_deg: float | None = None
    combination: Combination = Combination.SUM

    def __post_init__(self) -> None:
        for name, value, low, high in (
            ("azimuth", self.azimuth_deg, -360.0, 360.0),
            ("mechanical tilt", self.mechanical_tilt_deg, -90.0, 90.0),
            ("electrical tilt", self.electrical_tilt_deg or 0.0, -90.0, 90.0),
            ("beamwidth", self.horizontal_beamwidth_deg, 0.1, 360.0),
        ):
            if not low <= value <= high:
                raise EngineError(f"the {name} must be {low:g} to {high:g}, is {value}")

    @property
    def horizontal_beamwidth_deg(self) -> float:
        """Within which the sector is said to look; 360: all around."""
        if self.beamwidth_deg is not None:
            return self.beamwidth_deg
        return self.antenna.horizontal_beamwidth_deg

    @property
    def is_all_round(self) -> bool:
        """Whether the antenna has no horizontal direction."""
        return self.horizontal_beamwidth_deg >= DEGREES

    @property
    def table(self) -> Singles:
        """Gains by whole degrees clockwise from boresight (0-360) and below the horizon (-90 to
        90), as the cuts are drawn. One table for all that point the same antenna somewhere."""
        return self.antenna.table(self.combination)

    @property
    def bounds_db(self) -> Singles:
        """Greatest gain at any elevation by whole degrees clockwise from boresight (0-360)."""
        return cast(Singles, self.table.max(axis=1))

    def gain_db(self, azimuth_deg: float, elevation_deg: float = 0.0) -> float:
        """Gain towards an azimuth and an elevation (positive upwards) relative to the beam."""
        return float(self.gains_db(azimuth_deg, elevation_deg))

    def gains_db(self, azimuths_deg: npt.ArrayLike, elevations_deg: npt.ArrayLike) -> Floats:
        """The same for arrays that broadcast against one another; nan where an elevation is nan."""
        azimuths, elevations = np.broadcast_arrays(
            np.asarray(azimuths_deg, dtype=np.float32), np.asarray(elevations_deg, dtype=np.float32)
        )
        shape = azimuths.shape
        azimuths = np.ascontiguousarray(azimuths).reshape(-1)
        elevations = np.ascontiguousarray(elevations).reshape(-1)
        off, down, gains = np.empty((3, azimuths.size), dtype=np.float32)
        aim = np.float32(self.azimuth_deg)
        if self.mechanical_tilt_deg:
            tilt = np.float32(self.mechanical_tilt_deg)
            kernels.rotated(azimuths, elevations, aim, tilt, off, down)
        else:
            kernels.upright(azimuths, elevations, aim, off, down)
        kernels.looked_up(off, down, np.float32(self.shift_deg), self.table, gains)
        return gains.reshape(shape).astype(np.float64)

    @property
    def shift_deg(self) -> float:
        """How much farther down the beam looks than the cuts have it."""
        if self.electrical_tilt_deg is None:
            return 0.0
        return self.electrical_tilt_deg - self.antenna.electrical_tilt_deg

    def key(self) -> str:
        """Name of the gains by their content, for caches."""
        digest = hashlib.sha256(self.table.tobytes())
        aim = (self.azimuth_deg % 360.0, self.mechanical_tilt_deg, self.shift_deg)
        digest.update(repr(tuple(float(one) for one in aim)).encode())
        return digest.hexdigest()
