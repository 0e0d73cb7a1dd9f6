"""Vegetation: ITU-R P.833-9, a terminal within a wood or a path through trees."""

import math
from enum import Enum

from guywire.engines.propagation.paths import refuse_out_of

_FIGURE_2 = ((30.0, 0.02), (1000.0, 0.2), (30_000.0, 6.0))
"""MHz and dB/m: corners of the curve for vertical polarization, straight between on log scales."""


class Woodland(Enum):
    """Woods in which the greatest loss A_m = A_1 f^alpha was measured; P.833-9 section 2.1.

    A_1 in dB, alpha, the band of the measurement in MHz.
    """

    TROPICAL_RIO = (0.18, 0.752, 900.0, 1800.0)
    MIXED_MULHOUSE = (1.15, 0.43, 900.0, 2200.0)
    MIXED_ST_PETERSBURG = (1.37, 0.42, 105.9, 2117.5)

    def greatest_loss_db(self, frequency_mhz: float) -> float:
        """A_m, which a path within the wood does not exceed however long it is.

        Out of the band of the measurement it is the formula's: take care.
        """
        refuse_out_of("frequency", frequency_mhz, 30.0, 100_000.0, "MHz")
        scale_db, exponent, _, _ = self.value
        return scale_db * math.pow(frequency_mhz, exponent)


def woodland_density_db_m(frequency_mhz: float) -> float:
    """Specific attenuation of a wood in leaf, vertical polarization; P.833-9 figure 2.

    30 MHz to 100 GHz; the figure ends at 30 GHz and goes on with its slope. Its values are typical:
    woods differ by a factor of two (table 1 has 0.17 dB/m at 949 MHz and 0.34 at 2118).
    """
    refuse_out_of("frequency", frequency_mhz, 30.0, 100_000.0, "MHz")
    (low_mhz, low), (high_mhz, high) = _FIGURE_2[:2] if frequency_mhz < 1000.0 else _FIGURE_2[1:]
    slope = math.log(high / low) / math.log(high_mhz / low_mhz)
    return low * math.pow(frequency_mhz / low_mhz, slope)


def foliage_loss_db(depth_m: float, density_db_m: float, greatest_db: float) -> float:
    """Loss beyond free space of a path within a wood; P.833-9 eqn 1.

    depth_m: of the path within the trees. density_db_m: specific attenuation of very short paths.
    greatest_db: A_m, e.g. `Woodland.MIXED_ST_PETERSBURG.greatest_loss_db(900)`.
    """
    refuse_out_of("depth", depth_m, 0.0, 1e6, "m")
    refuse_out_of("density", density_db_m, 0.0, 20.0, "dB/m")
    refuse_out_of("greatest loss", greatest_db, 0.0, 200.0, "dB")
    if greatest_db == 0.0:
        return 0.0
    return greatest_db * (1.0 - math.exp(-depth_m * density_db_m / greatest_db))


def slant_foliage_loss_db(depth_m: float, frequency_mhz: float, elevation_deg: float) -> float:
    """Loss of a slant path through trees, 0.25 f^0.39 d^0.25 theta^0.05; P.833-9.

    Its constants were fitted in a pine wood in Austria. elevation_deg: above 0.
    """
    refuse_out_of("depth", depth_m, 0.0, 1e4, "m")
    refuse_out_of("frequency", frequency_mhz, 1000.0, 100_000.0, "MHz")
    refuse_out_of("elevation", elevation_deg, 0.1, 90.0, "degrees")
    loss_db = 0.25 * math.pow(frequency_mhz, 0.39) * math.pow(depth_m, 0.25)
    return loss_db * math.pow(elevation_deg, 0.05)
