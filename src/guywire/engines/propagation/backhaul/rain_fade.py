"""Rain fading of a hop: ITU-R P.530-18 section 2.4.1.

The rain rate exceeded for 0.01 % of the average year is given: typed, or read from a map of
ITU-R P.837 (which may not be handed on). For 1 to 100 GHz and 0.001 to 1 % of the year; the formula
is valid to 60 km, is taken on to 100 km, and then says so.
Proof: 1,008 values in `tests/vectors/itu_p530_rain.csv`, each within 0.1 %.
"""

import math
from dataclasses import dataclass

from guywire.engines.propagation.backhaul.hop import Hop
from guywire.engines.propagation.conditions import Polarization
from guywire.engines.propagation.paths import refuse_out_of
from guywire.engines.propagation.rain import rain_coefficients, tilt_deg

NO_RAIN_BELOW_MHZ = 1000.0
LARGEST_PATH_FACTOR = 2.5
LONGEST_VALID_KM = 60.0


@dataclass(frozen=True, kw_only=True)
class RainFading:
    """How deep rain fades a hop: the fade at 0.01 % of the year, and the curve around it.

    effective_m: length of the path that it rains on. is_within_range: the hop is at most 60 km, as
    P.530 has it.
    """

    fade_at_001_db: float
    effective_m: float
    frequency_ghz: float
    is_within_range: bool = True

    @property
    def _curve(self) -> tuple[float, float, float]:
        """C_1, C_2 and C_3 of step 5.

        C_0 takes log10(f / 10) to the power 0.8, as the vectors do. The Recommendation's print can
        be read as 0.8 log10(f / 10) too, as crc-covlib does where itur does as here: the same at
        0.01 %, 1 to 3 % more dB at 0.001 %.
        """
        c0 = 0.12
        if self.frequency_ghz >= 10.0:
            c0 += 0.4 * math.pow(math.log10(self.frequency_ghz / 10.0), 0.8)
        c1 = math.pow(0.07, c0) * math.pow(0.12, 1.0 - c0)
        return c1, 0.855 * c0 + 0.546 * (1.0 - c0), 0.139 * c0 + 0.043 * (1.0 - c0)

    def fade_db(self, percent: float) -> float:
        """Fade that is exceeded for this percent of the average year, 0.001 to 1."""
        refuse_out_of("share of the year", percent, 0.001, 1.0, "%")
        return self._fade_db(math.log10(percent))

    def percent(self, fade_db: float) -> float:
        """Percent of the average year with a deeper fade.

        Beyond 0.001 and 1 % the same curve goes on, to its top at some 0.00001 %: what is deeper
        does not happen. A fade of 0 dB is reached all the time.
        """
        refuse_out_of("fade depth", fade_db, 0.0, 1e6, "dB")
        c1, c2, c3 = self._curve
        if self.fade_at_001_db == 0.0:
            return 0.0
        if fade_db == 0.0:
            return 100.0
        # log A = log(A_001 C_1) - C_2 x - C_3 x^2 with x = log p: the root beyond the curve's top
        ratio = math.log10(fade_db / (self.fade_at_001_db * c1))
        root = c2 * c2 - 4.0 * c3 * ratio
        if root < 0.0:
            return 0.0
        return min(math.pow(10.0, (-c2 + math.sqrt(root)) / (2.0 * c3)), 100.0)

    def _fade_db(self, logarithm: float) -> float:
        c1, c2, c3 = self._curve
        exponent = -(c2 + c3 * logarithm) * logarithm
        return self.fade_at_001_db * c1 * math.pow(10.0, exponent)


def rain_fading(
    hop: Hop, rain_001_mm_h: float, *, polarization_tilt_deg: float = 0.0
) -> RainFading:
    """Rain fading of a hop; P.530-18 section 2.4.1.

    rain_001_mm_h: R_0.01, exceeded for 0.01 % of the average year in 1-minute integration; below
    1 GHz it counts for nothing. polarization_tilt_deg: 0 horizontal, 90 vertical, 45 circular.
    """
    if hop.frequency_mhz < NO_RAIN_BELOW_MHZ:
        return RainFading(fade_at_001_db=0.0, effective_m=0.0, frequency_ghz=hop.frequency_ghz)
    refuse_out_of("path through rain", hop.distance_km, 0.01, 100.0, "km")
    refuse_out_of("rain rate", rain_001_mm_h, 0.0, 250.0, "mm/h")
    coefficients = rain_coefficients(
        hop.frequency_mhz, tilt_deg=polarization_tilt_deg, elevation_deg=hop.elevation_deg
    )
    factor = 0.0
    if rain_001_mm_h > 0.0:
        factor = _path_factor(hop, rain_001_mm_h, coefficients.alpha)
    effective_km = factor * hop.distance_km
    return RainFading(
        fade_at_001_db=coefficients.attenuation_db_km(rain_001_mm_h) * effective_km,
        effective_m=effective_km * 1000.0,
        frequency_ghz=hop.frequency_ghz,
        is_within_range=hop.distance_km <= LONGEST_VALID_KM,
    )


def rain_fading_by(hop: Hop, rain_001_mm_h: float, polarization: Polarization) -> RainFading:
    """The same for a horizontal or vertical polarization."""
    return rain_fading(hop, rain_001_mm_h, polarization_tilt_deg=tilt_deg(polarization))


def _path_factor(hop: Hop, rain_001_mm_h: float, alpha: float) -> float:
    """r of the effective path length, at most 2.5; step 3."""
    kilometres = hop.distance_km
    inverse = 0.477 * math.pow(kilometres, 0.633) * math.pow(rain_001_mm_h, 0.073 * alpha)
    inverse *= math.pow(hop.frequency_ghz, 0.123)
    inverse -= 10.579 * (1.0 - math.exp(-0.024 * kilometres))
    return min(1.0 / inverse, LARGEST_PATH_FACTOR) if inverse > 0.0 else LARGEST_PATH_FACTOR
