"""Loss into a building: ITU-R P.2109-2, 80 MHz to 100 GHz.

Proof: 1,000 values in `tests/vectors/itu_p2109.csv`, each within 1e-6 dB.
"""

import math
from enum import Enum
from statistics import NormalDist
from typing import NamedTuple

from guywire.engines.propagation.paths import refuse_out_of

FLOOR_DB = -3.0
DB_A_DEGREE = 0.212


class BuildingType(Enum):
    """Kinds of building of P.2109: metallised glass and foil make one thermally efficient."""

    TRADITIONAL = "traditional"
    THERMALLY_EFFICIENT = "thermally efficient"


class _Coefficients(NamedTuple):
    """Table 1 of P.2109."""

    r: float
    s: float
    t: float
    u: float
    v: float
    w: float
    x: float
    y: float
    z: float


_TABLE = {
    BuildingType.TRADITIONAL: _Coefficients(12.64, 3.72, 0.96, 9.6, 2.0, 9.1, -3.0, 4.5, -2.0),
    BuildingType.THERMALLY_EFFICIENT: _Coefficients(
        28.19, -3.00, 8.48, 13.5, 3.8, 27.8, -2.9, 9.4, -2.1
    ),
}


def entry_loss_db(
    frequency_mhz: float,
    *,
    percent: float = 50.0,
    building: BuildingType = BuildingType.TRADITIONAL,
    elevation_deg: float = 0.0,
) -> float:
    """Loss that is not exceeded in this percent of places in such buildings; P.2109-2 section 3.

    percent: above 0, below 100. elevation_deg: of the path at the facade.
    """
    refuse_out_of("frequency", frequency_mhz, 80.0, 100_000.0, "MHz")
    refuse_out_of("share of places", percent, 1e-6, 100.0 - 1e-6, "%")
    refuse_out_of("elevation", elevation_deg, -90.0, 90.0, "degrees")
    c = _TABLE[building]
    logarithm = math.log10(frequency_mhz / 1000.0)
    deviate = NormalDist().inv_cdf(percent / 100.0)
    level_db = c.r + c.s * logarithm + c.t * logarithm**2 + DB_A_DEGREE * abs(elevation_deg)
    first_db = deviate * (c.u + c.v * logarithm) + level_db
    second_db = deviate * (c.y + c.z * logarithm) + c.w + c.x * logarithm
    powers = sum(math.pow(10.0, part / 10.0) for part in (first_db, second_db, FLOOR_DB))
    return 10.0 * math.log10(powers)
