"""The facts of a link that a frequency coordinator or licensing authority asks for.

Sources: ITU Radio Regulations Appendix 1 (designation of emissions); FCC 47 CFR 101.103 and 101.21
and ETSI practice for what a notice holds.
"""

import math
from dataclasses import dataclass

from guywire.engines.geo.errors import EngineError
from guywire.engines.geo.geodesy import azimuth_deg, distance_m, effective_earth_radius_m
from guywire.engines.propagation.conditions import Polarization
from guywire.engines.propagation.paths import refuse_out_of

DIGITAL_DATA = "D7W"
"""Amplitude and angle modulated, digital, a combination of information: QAM data."""

_UNITS = (("H", 1.0), ("K", 1e3), ("M", 1e6), ("G", 1e9))


@dataclass(frozen=True, kw_only=True)
class CoordinationStation:
    """One end of a link as it is notified.

    antenna_height_m: centre line above ground. beamwidth_deg: at 3 dB. line_loss_db: radio to
    antenna. Coordinates in degrees, WGS-84.
    """

    name: str
    latitude: float
    longitude: float
    ground_asl_m: float
    antenna_height_m: float
    antenna_model: str
    antenna_gain_dbi: float
    beamwidth_deg: float
    tx_power_dbm: float
    line_loss_db: float
    tx_frequency_mhz: float

    def __post_init__(self) -> None:
        if not self.name.strip():
            raise EngineError("a station needs a name")
        refuse_out_of(f"latitude of {self.name}", self.latitude, -90.0, 90.0, "degrees")
        refuse_out_of(f"longitude of {self.name}", self.longitude, -180.0, 180.0, "degrees")
        refuse_out_of(f"ground of {self.name}", self.ground_asl_m, -500.0, 9000.0, "m")
        refuse_out_of(f"antenna height of {self.name}", self.antenna_height_m, 0.1, 1000.0, "m")
        refuse_out_of(f"gain of {self.name}", self.antenna_gain_dbi, -10.0, 70.0, "dBi")
        refuse_out_of(f"beamwidth of {self.name}", self.beamwidth_deg, 0.05, 360.0, "degrees")
        refuse_out_of(f"power of {self.name}", self.tx_power_dbm, -60.0, 60.0, "dBm")
        refuse_out_of(f"line loss of {self.name}", self.line_loss_db, 0.0, 60.0, "dB")
        refuse_out_of(f"frequency of {self.name}", self.tx_frequency_mhz, 450.0, 100_000.0, "MHz")

    @property
    def antenna_asl_m(self) -> float:
        """Altitude of the centre line."""
        return self.ground_asl_m + self.antenna_height_m

    @property
    def eirp_dbm(self) -> float:
        """Equivalent isotropically radiated power."""
        return self.tx_power_dbm - self.line_loss_db + self.antenna_gain_dbi

    @property
    def eirp_dbw(self) -> float:
        """The same in dBW, as most forms ask."""
        return self.eirp_dbm - 30.0


@dataclass(frozen=True, kw_only=True)
class CoordinationSheet:
    """A link as it is notified: its two stations, and what lies between them.

    azimuths from true north; elevations of the ray at each antenna, on the earth of k = 4/3.
    """

    near: CoordinationStation
    far: CoordinationStation
    polarization: Polarization
    bandwidth_mhz: float
    emission_designator: str
    modulation: str
    capacity_mbps: float
    distance_m: float
    near_azimuth_deg: float
    far_azimuth_deg: float
    near_elevation_deg: float
    far_elevation_deg: float
    duplex_spacing_mhz: float


def emission_designator(bandwidth_mhz: float, emission: str = DIGITAL_DATA) -> str:
    """Necessary bandwidth and class of emission, e.g. 28M0D7W; Radio Regulations Appendix 1.

    The bandwidth takes three digits with the unit's letter where the decimal point would be.
    """
    refuse_out_of("bandwidth", bandwidth_mhz, 1e-9, 999_000.0, "MHz")
    if len(emission) < 3 or not emission.isalnum():
        raise EngineError(
            f"a class of emission has three signs or more, like D7W, not {emission!r}"
        )
    hertz = bandwidth_mhz * 1e6
    figures = 10.0 ** (math.floor(math.log10(hertz)) - 2)
    hertz = round(hertz / figures) * figures
    letter, size = next(
        (letter, size) for letter, size in reversed(_UNITS) if hertz >= size * (1.0 - 1e-9)
    )
    whole, decimals = f"{hertz / size:.2f}".split(".")
    digits = (whole + decimals)[:3]
    return digits[: len(whole)] + letter + digits[len(whole) :] + emission.upper()


def coordination_sheet(
    near: CoordinationStation,
    far: CoordinationStation,
    *,
    polarization: Polarization,
    bandwidth_mhz: float,
    modulation: str,
    capacity_mbps: float,
    emission: str = DIGITAL_DATA,
) -> CoordinationSheet:
    """The sheet of a link; EngineError if the two stations are at one place."""
    length_m = distance_m(near.latitude, near.longitude, far.latitude, far.longitude)
    if length_m < 1.0:
        raise EngineError(f"{near.name} and {far.name} are at the same place")
    refuse_out_of("capacity", capacity_mbps, 0.0, 1e6, "Mbit/s")
    return CoordinationSheet(
        near=near,
        far=far,
        polarization=polarization,
        bandwidth_mhz=bandwidth_mhz,
        emission_designator=emission_designator(bandwidth_mhz, emission),
        modulation=modulation,
        capacity_mbps=capacity_mbps,
        distance_m=length_m,
        near_azimuth_deg=azimuth_deg(near.latitude, near.longitude, far.latitude, far.longitude),
        far_azimuth_deg=azimuth_deg(far.latitude, far.longitude, near.latitude, near.longitude),
        near_elevation_deg=_ray_elevation_deg(near, far, length_m),
        far_elevation_deg=_ray_elevation_deg(far, near, length_m),
        duplex_spacing_mhz=abs(near.tx_frequency_mhz - far.tx_frequency_mhz),
    )


def _ray_elevation_deg(
    here: CoordinationStation, there: CoordinationStation, length_m: float
) -> float:
    rise = (there.antenna_asl_m - here.antenna_asl_m) / length_m
    return math.degrees(math.atan(rise - length_m / (2.0 * effective_earth_radius_m())))
