"""The surroundings and the certainty for which ITM predicts."""

import math
from dataclasses import dataclass
from enum import IntEnum
from typing import Self

from guywire.engines.propagation.errors import ItmError, ItmErrorCode, ItmWarning

EXTREME_DEVIATE = 3.10


class Climate(IntEnum):
    """Radio climates of ITM."""

    EQUATORIAL = 1
    CONTINENTAL_SUBTROPICAL = 2
    MARITIME_SUBTROPICAL = 3
    DESERT = 4
    CONTINENTAL_TEMPERATE = 5
    MARITIME_TEMPERATE_OVER_LAND = 6
    MARITIME_TEMPERATE_OVER_SEA = 7


class Polarization(IntEnum):
    """Polarization of the wave."""

    HORIZONTAL = 0
    VERTICAL = 1


class Siting(IntEnum):
    """Care taken in placing a terminal, for area mode."""

    RANDOM = 0
    CAREFUL = 1
    VERY_CAREFUL = 2


class Mode(IntEnum):
    """How the wave gets there."""

    LINE_OF_SIGHT = 1
    DIFFRACTION = 2
    TROPOSCATTER = 3


def standard_normal_deviate(fraction: float) -> float:
    """Deviate that a standard normal variable exceeds with this probability (0 to 1, exclusive).

    Abramowitz & Stegun 26.2.23, as ITM uses it (error up to 4.5e-4).
    """
    t = math.sqrt(-2.0 * math.log(min(fraction, 1.0 - fraction)))
    numerator = (0.010328 * t + 0.802853) * t + 2.515516
    denominator = ((0.001308 * t + 0.189269) * t + 1.432788) * t + 1.0
    deviate = t - numerator / denominator
    return -deviate if fraction > 0.5 else deviate


@dataclass(frozen=True, kw_only=True)
class Conditions:
    """Surroundings and certainty of an ITM prediction; the defaults suit temperate farmland.

    climate: radio climate. sea_level_refractivity_n: surface refractivity reduced to sea level
    (N_0), 250-400 N-units. ground_permittivity: relative, >= 1. ground_conductivity_s_m: S/m, > 0.
    mdvar: mode of variability, 0 single message, 1 accidental, 2 mobile, 3 broadcast; +10 leaves
    out location variability, +20 direct situation variability. time, location, situation percent:
    share of the time, of locations, of like situations in which the loss is not exceeded, above 0
    and below 100. Raises ItmError with NTIA's code.
    """

    climate: Climate = Climate.CONTINENTAL_TEMPERATE
    sea_level_refractivity_n: float = 301.0
    ground_permittivity: float = 15.0
    ground_conductivity_s_m: float = 0.005
    mdvar: int = 12
    time_percent: float = 50.0
    location_percent: float = 50.0
    situation_percent: float = 50.0

    def __post_init__(self) -> None:
        if self.climate not in tuple(Climate):
            raise ItmError(ItmErrorCode.INVALID_RADIO_CLIMATE, self.climate)
        if not 250.0 <= self.sea_level_refractivity_n <= 400.0:
            raise ItmError(ItmErrorCode.REFRACTIVITY, self.sea_level_refractivity_n)
        if not 1.0 <= self.ground_permittivity < math.inf:
            raise ItmError(ItmErrorCode.EPSILON, self.ground_permittivity)
        if not 0.0 < self.ground_conductivity_s_m < math.inf:
            raise ItmError(ItmErrorCode.SIGMA, self.ground_conductivity_s_m)
        if not (0 <= self.mdvar <= 33 and self.mdvar % 10 <= 3):
            raise ItmError(ItmErrorCode.MDVAR, self.mdvar)
        refuse_percent(self.situation_percent, ItmErrorCode.INVALID_SITUATION)
        refuse_percent(self.time_percent, ItmErrorCode.INVALID_TIME)
        refuse_percent(self.location_percent, ItmErrorCode.INVALID_LOCATION)

    @classmethod
    def of_confidence(
        cls,
        confidence_percent: float,
        reliability_percent: float,
        *,
        climate: Climate = Climate.CONTINENTAL_TEMPERATE,
        sea_level_refractivity_n: float = 301.0,
        ground_permittivity: float = 15.0,
        ground_conductivity_s_m: float = 0.005,
        mdvar: int = 12,
    ) -> Self:
        """Conditions by confidence and reliability: time = reliability, situation = confidence."""
        refuse_percent(confidence_percent, ItmErrorCode.INVALID_CONFIDENCE)
        refuse_percent(reliability_percent, ItmErrorCode.INVALID_RELIABILITY)
        return cls(
            climate=climate,
            sea_level_refractivity_n=sea_level_refractivity_n,
            ground_permittivity=ground_permittivity,
            ground_conductivity_s_m=ground_conductivity_s_m,
            mdvar=mdvar,
            time_percent=reliability_percent,
            situation_percent=confidence_percent,
        )

    @property
    def deviates(self) -> tuple[float, float, float]:
        """Standard normal deviates of time, location and situation."""
        return (
            standard_normal_deviate(self.time_percent / 100.0),
            standard_normal_deviate(self.location_percent / 100.0),
            standard_normal_deviate(self.situation_percent / 100.0),
        )

    @property
    def surroundings(self) -> tuple[float, float, float, int, int, tuple[float, float, float]]:
        """The same as the bulk kernel takes them."""
        return (
            float(self.ground_permittivity),
            float(self.ground_conductivity_s_m),
            float(self.sea_level_refractivity_n),
            int(self.climate),
            int(self.mdvar),
            self.deviates,
        )

    @property
    def warnings(self) -> ItmWarning:
        """EXTREME_VARIABILITIES if a deviate in use is far in the tail, else none."""
        time, location, situation = self.deviates
        in_use = {
            0: (situation,),
            1: (time, situation),
            2: (time, situation),
        }.get(self.mdvar % 10, (time, location, situation))
        is_extreme = any(abs(deviate) > EXTREME_DEVIATE for deviate in in_use)
        return ItmWarning.EXTREME_VARIABILITIES if is_extreme else ItmWarning.NONE


def refuse_percent(percent: float, code: ItmErrorCode) -> None:
    """Raise ItmError(code) unless 0 < percent < 100."""
    if not 0.0 < percent < 100.0:
        raise ItmError(code, percent)
