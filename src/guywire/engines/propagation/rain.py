"""Rain: specific attenuation by ITU-R P.838-3.

The closed forms of k and alpha for any frequency from 1 GHz to 1 THz, polarization tilt and
elevation. Proof: 270 values in `tests/vectors/itu_p838.csv`, each within 0.1 %.
"""

import math
from dataclasses import dataclass

from guywire.engines.propagation.conditions import Polarization
from guywire.engines.propagation.paths import refuse_out_of

_Bells = tuple[tuple[float, float, float], ...]

# tables 1-4: a, b, c of each bell curve in log10 f; then the slope and intercept of its base line
K_HORIZONTAL: tuple[_Bells, float, float] = (
    (
        (-5.33980, -0.10008, 1.13098),
        (-0.35351, 1.26970, 0.45400),
        (-0.23789, 0.86036, 0.15354),
        (-0.94158, 0.64552, 0.16817),
    ),
    -0.18961,
    0.71147,
)
K_VERTICAL: tuple[_Bells, float, float] = (
    (
        (-3.80595, 0.56934, 0.81061),
        (-3.44965, -0.22911, 0.51059),
        (-0.39902, 0.73042, 0.11899),
        (0.50167, 1.07319, 0.27195),
    ),
    -0.16398,
    0.63297,
)
ALPHA_HORIZONTAL: tuple[_Bells, float, float] = (
    (
        (-0.14318, 1.82442, -0.55187),
        (0.29591, 0.77564, 0.19822),
        (0.32177, 0.63773, 0.13164),
        (-5.37610, -0.96230, 1.47828),
        (16.1721, -3.29980, 3.43990),
    ),
    0.67849,
    -1.95537,
)
ALPHA_VERTICAL: tuple[_Bells, float, float] = (
    (
        (-0.07771, 2.33840, -0.76284),
        (0.56727, 0.95545, 0.54039),
        (-0.20238, 1.14520, 0.26809),
        (-48.2991, 0.791669, 0.116226),
        (48.5833, 0.791459, 0.116479),
    ),
    -0.053739,
    0.83433,
)


@dataclass(frozen=True, kw_only=True)
class RainCoefficients:
    """k and alpha of gamma = k R^alpha, dB/km with R in mm/h."""

    k: float
    alpha: float

    def attenuation_db_km(self, rain_mm_h: float) -> float:
        """Specific attenuation at a rain rate; P.838-3 eqn 1."""
        refuse_out_of("rain rate", rain_mm_h, 0.0, 500.0, "mm/h")
        return self.k * math.pow(rain_mm_h, self.alpha)


def tilt_deg(polarization: Polarization) -> float:
    """Tilt of the polarization against the horizontal, as the coefficients take it."""
    return 90.0 if polarization == Polarization.VERTICAL else 0.0


def rain_coefficients(
    frequency_mhz: float, *, tilt_deg: float = 0.0, elevation_deg: float = 0.0
) -> RainCoefficients:
    """k and alpha; P.838-3 eqns 2-5.

    frequency_mhz: 1,000 to 1,000,000. tilt_deg: of the polarization, 0 horizontal, 90 vertical, 45
    circular. elevation_deg: of the path.
    """
    refuse_out_of("frequency", frequency_mhz, 1000.0, 1_000_000.0, "MHz")
    refuse_out_of("polarization tilt", tilt_deg, -180.0, 180.0, "degrees")
    refuse_out_of("path elevation", elevation_deg, -90.0, 90.0, "degrees")
    logarithm = math.log10(frequency_mhz / 1000.0)
    k_h = 10.0 ** _curve(K_HORIZONTAL, logarithm)
    k_v = 10.0 ** _curve(K_VERTICAL, logarithm)
    alpha_h = _curve(ALPHA_HORIZONTAL, logarithm)
    alpha_v = _curve(ALPHA_VERTICAL, logarithm)
    turn = math.cos(math.radians(elevation_deg)) ** 2 * math.cos(2.0 * math.radians(tilt_deg))
    k = (k_h + k_v + (k_h - k_v) * turn) / 2.0
    weighted = k_h * alpha_h + k_v * alpha_v + (k_h * alpha_h - k_v * alpha_v) * turn
    return RainCoefficients(k=k, alpha=weighted / (2.0 * k))


def rain_attenuation_db_km(
    rain_mm_h: float,
    frequency_mhz: float,
    *,
    tilt_deg: float = 0.0,
    elevation_deg: float = 0.0,
) -> float:
    """Specific attenuation of rain; P.838-3 eqn 1."""
    coefficients = rain_coefficients(frequency_mhz, tilt_deg=tilt_deg, elevation_deg=elevation_deg)
    return coefficients.attenuation_db_km(rain_mm_h)


def _curve(table: tuple[_Bells, float, float], logarithm: float) -> float:
    bells, slope, intercept = table
    total = slope * logarithm + intercept
    for a, b, c in bells:
        total += a * math.exp(-(((logarithm - b) / c) ** 2))
    return total
