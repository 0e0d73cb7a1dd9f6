"""One hop of a fixed link, as ITU-R P.530 looks at it."""

import math
from dataclasses import dataclass

from guywire.engines.propagation.paths import refuse_out_of

LEAST_MULTIPATH_KM = 5.0
"""Multipath counts on longer paths only; P.530-18 section 2.3."""

MOST_MULTIPATH_GHZ = 45.0


@dataclass(frozen=True, kw_only=True)
class Hop:
    """Length, frequency and antenna altitudes of a hop.

    tx_asl_m, rx_asl_m: antennas above sea level; which is which does not matter. latitude: of the
    path. Raises EngineError out of what P.530 covers: 450 MHz to 100 GHz, up to 300 km.
    """

    distance_m: float
    frequency_mhz: float
    tx_asl_m: float
    rx_asl_m: float
    latitude: float = 45.0

    def __post_init__(self) -> None:
        refuse_out_of("path", self.distance_m, 10.0, 300_000.0, "m")
        refuse_out_of("frequency", self.frequency_mhz, 450.0, 100_000.0, "MHz")
        refuse_out_of("transmitter's altitude", self.tx_asl_m, -500.0, 9000.0, "m")
        refuse_out_of("receiver's altitude", self.rx_asl_m, -500.0, 9000.0, "m")
        refuse_out_of("latitude", self.latitude, -90.0, 90.0, "degrees")

    @property
    def distance_km(self) -> float:
        """Length, as P.530 counts it."""
        return self.distance_m / 1000.0

    @property
    def frequency_ghz(self) -> float:
        """Frequency, as P.530 counts it."""
        return self.frequency_mhz / 1000.0

    @property
    def inclination_mrad(self) -> float:
        """Inclination |eps_p| of the path."""
        return abs(self.tx_asl_m - self.rx_asl_m) / self.distance_km

    @property
    def elevation_deg(self) -> float:
        """Elevation of the path over the horizontal, without sign."""
        return math.degrees(math.atan2(abs(self.tx_asl_m - self.rx_asl_m), self.distance_m))

    @property
    def lowest_asl_m(self) -> float:
        """Altitude of the lower antenna, h_L."""
        return min(self.tx_asl_m, self.rx_asl_m)

    @property
    def has_multipath(self) -> bool:
        """Whether the methods for multipath apply: over 5 km, 15 / d to 45 GHz."""
        is_long = self.distance_km > LEAST_MULTIPATH_KM
        return is_long and 15.0 / self.distance_km <= self.frequency_ghz <= MOST_MULTIPATH_GHZ
