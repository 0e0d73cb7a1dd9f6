"""Empirical models without terrain: Okumura-Hata, COST-231, extended Hata, 3GPP TR 38.901.

Sources: M. Hata 1980; COST 231 final report section 4.4.1; Report ITU-R SM.2028-2 Annex 2 with the
SEAMCAT handbook's extension to 4 GHz (extended Hata); 3GPP TR 38.901 v16.1 tables 7.4.1-1,
7.4.2-1, 7.4.3-1 and -2. Metres, MHz, dB. Every model tells the median loss and its spread.
"""

import math
from dataclasses import dataclass
from enum import Enum

from guywire.engines.propagation.paths import refuse_out_of

SPEED_M_S = 3.0e8
"""As TR 38.901 rounds it."""


class Environment(Enum):
    """Surroundings of the Hata models."""

    URBAN = "urban"
    SUBURBAN = "suburban"
    OPEN = "open"


class Scenario(Enum):
    """Scenarios of TR 38.901."""

    URBAN_MICRO = "UMi-Street Canyon"
    URBAN_MACRO = "UMa"
    RURAL_MACRO = "RMa"


@dataclass(frozen=True, kw_only=True)
class UrbanLoss:
    """Median loss and its standard deviation over places, dB."""

    loss_db: float
    sigma_db: float


def hata_db(
    distance_m: float,
    *,
    base_height_m: float,
    user_height_m: float,
    frequency_mhz: float,
    environment: Environment = Environment.URBAN,
    is_large_city: bool = False,
) -> float:
    """Okumura-Hata (150 to 1500 MHz), above it COST-231 (to 2000 MHz); 1 to 20 km.

    base_height_m: 30 to 200. user_height_m: 1 to 10. is_large_city: Hata's correction for large
    cities, and above 1500 MHz COST-231's 3 dB for a metropolitan centre.
    """
    refuse_out_of("distance", distance_m, 1000.0, 20_000.0, "m")
    refuse_out_of("base height", base_height_m, 30.0, 200.0, "m")
    refuse_out_of("user height", user_height_m, 1.0, 10.0, "m")
    refuse_out_of("frequency", frequency_mhz, 150.0, 2000.0, "MHz")
    logarithm = math.log10(frequency_mhz)
    base = math.log10(base_height_m)
    slope = (44.9 - 6.55 * base) * math.log10(distance_m / 1000.0)
    gain_db = _user_gain_db(user_height_m, frequency_mhz, is_large_city=is_large_city)
    if frequency_mhz > 1500.0:
        urban_db = 46.3 + 33.9 * logarithm - 13.82 * base - gain_db + slope
        urban_db += 3.0 if is_large_city else 0.0
    else:
        urban_db = 69.55 + 26.16 * logarithm - 13.82 * base - gain_db + slope
    if environment is Environment.SUBURBAN:
        return urban_db - 2.0 * math.log10(frequency_mhz / 28.0) ** 2 - 5.4
    if environment is Environment.OPEN:
        return urban_db - 4.78 * logarithm**2 + 18.33 * logarithm - 40.94
    return urban_db


def extended_hata(
    distance_m: float,
    *,
    tx_height_m: float,
    rx_height_m: float,
    frequency_mhz: float,
    environment: Environment = Environment.URBAN,
    is_below_roofs: bool = False,
) -> UrbanLoss:
    """Extended Hata; Report ITU-R SM.2028-2 Annex 2. 30 to 4000 MHz, up to 100 km.

    The higher antenna is the base station. Never less than free space. is_below_roofs: both
    antennas, which spreads the loss further at 40 to 600 m.
    """
    refuse_out_of("distance", distance_m, 0.1, 100_000.0, "m")
    refuse_out_of("transmitter height", tx_height_m, 1.0, 300.0, "m")
    refuse_out_of("receiver height", rx_height_m, 1.0, 300.0, "m")
    refuse_out_of("frequency", frequency_mhz, 30.0, 4000.0, "MHz")
    kilometres = distance_m / 1000.0
    user_m, base_m = sorted((tx_height_m, rx_height_m))
    free_db = _slant_free_space_db(kilometres, base_m - user_m, frequency_mhz)
    if kilometres <= 0.04:
        loss_db = free_db
    elif kilometres >= 0.1:
        loss_db = _extended_db(kilometres, base_m, user_m, frequency_mhz, environment)
    else:
        near_db = _slant_free_space_db(0.04, base_m - user_m, frequency_mhz)
        far_db = _extended_db(0.1, base_m, user_m, frequency_mhz, environment)
        far_db = max(far_db, _slant_free_space_db(0.1, base_m - user_m, frequency_mhz))
        share = math.log10(kilometres / 0.04) / math.log10(0.1 / 0.04)
        loss_db = near_db + share * (far_db - near_db)
    return UrbanLoss(
        loss_db=max(loss_db, free_db),
        sigma_db=_extended_sigma_db(kilometres, is_below_roofs=is_below_roofs),
    )


def tr38901(
    distance_m: float,
    *,
    scenario: Scenario,
    base_height_m: float,
    user_height_m: float,
    frequency_mhz: float,
    is_line_of_sight: bool,
    building_height_m: float = 5.0,
    street_width_m: float = 20.0,
) -> UrbanLoss:
    """Path loss and shadow fading; TR 38.901 table 7.4.1-1.

    distance_m: on the map (d_2D), 10 m to 10 km (rural macro; 5 km without sight, and else).
    base_height_m: meant for 10 (micro), 25 (macro) and 35 m (rural). user_height_m: 1.5 to 22.5,
    rural 1 to 10. frequency_mhz: 500 to 100,000, rural to 30,000. building_height_m and
    street_width_m: averages of the rural scenario. The environment height h_E is 1 m.
    """
    is_rural = scenario is Scenario.RURAL_MACRO
    farthest = 10_000.0 if is_rural and is_line_of_sight else 5000.0
    refuse_out_of("distance", distance_m, 10.0, farthest, "m")
    refuse_out_of("frequency", frequency_mhz, 500.0, 30_000.0 if is_rural else 100_000.0, "MHz")
    if is_rural:
        refuse_out_of("base height", base_height_m, 10.0, 150.0, "m")
        refuse_out_of("user height", user_height_m, 1.0, 10.0, "m")
        refuse_out_of("building height", building_height_m, 5.0, 50.0, "m")
        refuse_out_of("street width", street_width_m, 5.0, 50.0, "m")
        heights_m = (base_height_m, user_height_m, building_height_m)
        return _rural(distance_m, heights_m, street_width_m, frequency_mhz, is_line_of_sight)
    refuse_out_of("base height", base_height_m, 5.0, 150.0, "m")
    refuse_out_of("user height", user_height_m, 1.5, 22.5, "m")
    micro = scenario is Scenario.URBAN_MICRO
    sight_db = _urban_sight_db(
        distance_m, base_height_m, user_height_m, frequency_mhz / 1000.0, is_micro=micro
    )
    if is_line_of_sight:
        return UrbanLoss(loss_db=sight_db, sigma_db=4.0)
    through = math.log10(math.hypot(distance_m, base_height_m - user_height_m))
    frequency = math.log10(frequency_mhz / 1000.0)
    if micro:
        loss_db = 35.3 * through + 22.4 + 21.3 * frequency - 0.3 * (user_height_m - 1.5)
        return UrbanLoss(loss_db=max(sight_db, loss_db), sigma_db=7.82)
    loss_db = 13.54 + 39.08 * through + 20.0 * frequency - 0.6 * (user_height_m - 1.5)
    return UrbanLoss(loss_db=max(sight_db, loss_db), sigma_db=6.0)


def line_of_sight_probability(
    distance_m: float, scenario: Scenario, user_height_m: float = 1.5
) -> float:
    """Probability of line of sight, 0 to 1; TR 38.901 table 7.4.2-1. distance_m: outdoors."""
    refuse_out_of("distance", distance_m, 0.0, 1e7, "m")
    refuse_out_of("user height", user_height_m, 1.0, 23.0, "m")
    if scenario is Scenario.RURAL_MACRO:
        return 1.0 if distance_m <= 10.0 else math.exp(-(distance_m - 10.0) / 1000.0)
    if distance_m <= 18.0:
        return 1.0
    near = 18.0 / distance_m
    if scenario is Scenario.URBAN_MICRO:
        return near + math.exp(-distance_m / 36.0) * (1.0 - near)
    high = math.pow(max(user_height_m - 13.0, 0.0) / 10.0, 1.5)
    lift = high * 1.25 * (distance_m / 100.0) ** 3 * math.exp(-distance_m / 150.0)
    # just beyond 18 m the table's product passes 1 for high users
    return min((near + math.exp(-distance_m / 63.0) * (1.0 - near)) * (1.0 + lift), 1.0)


def penetration_loss_db(
    frequency_mhz: float, *, is_high_loss: bool = False, indoor_distance_m: float = 0.0
) -> UrbanLoss:
    """Loss from outdoors into a building; TR 38.901 tables 7.4.3-1 and -2.

    is_high_loss: infra-red reflecting glass, as new buildings have (not for the rural scenario).
    indoor_distance_m: from the wall, 0.5 dB a metre.
    """
    refuse_out_of("frequency", frequency_mhz, 500.0, 100_000.0, "MHz")
    refuse_out_of("indoor distance", indoor_distance_m, 0.0, 200.0, "m")
    gigahertz = frequency_mhz / 1000.0
    concrete_db = 5.0 + 4.0 * gigahertz
    glass_db, share = (
        (23.0 + 0.3 * gigahertz, 0.7) if is_high_loss else (2.0 + 0.2 * gigahertz, 0.3)
    )
    through = share * math.pow(10.0, -glass_db / 10.0)
    through += (1.0 - share) * math.pow(10.0, -concrete_db / 10.0)
    return UrbanLoss(
        loss_db=5.0 - 10.0 * math.log10(through) + 0.5 * indoor_distance_m,
        sigma_db=6.5 if is_high_loss else 4.4,
    )


def _user_gain_db(user_height_m: float, frequency_mhz: float, *, is_large_city: bool) -> float:
    """Hata's a(h_m); that of large cities only below 1500 MHz."""
    logarithm = math.log10(frequency_mhz)
    if not is_large_city or frequency_mhz > 1500.0:
        return (1.1 * logarithm - 0.7) * user_height_m - (1.56 * logarithm - 0.8)
    if frequency_mhz < 300.0:
        return 8.29 * math.log10(1.54 * user_height_m) ** 2 - 1.1
    return 3.2 * math.log10(11.75 * user_height_m) ** 2 - 4.97


def _slant_free_space_db(kilometres: float, rise_m: float, frequency_mhz: float) -> float:
    squared = kilometres * kilometres + rise_m * rise_m / 1e6
    return 32.4 + 20.0 * math.log10(frequency_mhz) + 10.0 * math.log10(squared)


def _extended_db(
    kilometres: float, base_m: float, user_m: float, frequency_mhz: float, environment: Environment
) -> float:
    """Extended Hata from 100 m on."""
    logarithm = math.log10(frequency_mhz)
    user_db = (1.1 * logarithm - 0.7) * min(10.0, user_m) - (1.56 * logarithm - 0.8)
    user_db += max(0.0, 20.0 * math.log10(user_m / 10.0))
    low_db = min(0.0, 20.0 * math.log10(base_m / 30.0))
    base = math.log10(max(30.0, base_m))
    far = 1.0
    if kilometres > 20.0:
        bend = 0.14 + 1.87e-4 * frequency_mhz + 1.07e-3 * base_m
        far += bend * math.pow(math.log10(kilometres / 20.0), 0.8)
    slope_db = far * (44.9 - 6.55 * base) * math.log10(kilometres)
    urban_db = _extended_intercept_db(frequency_mhz) - 13.82 * base + slope_db - user_db - low_db
    bounded = math.log10(min(max(150.0, frequency_mhz), 2000.0))
    if environment is Environment.SUBURBAN:
        return urban_db - 2.0 * (bounded - math.log10(28.0)) ** 2 - 5.4
    if environment is Environment.OPEN:
        return urban_db - 4.78 * bounded**2 + 18.33 * bounded - 40.94
    return urban_db


def _extended_intercept_db(frequency_mhz: float) -> float:
    logarithm = math.log10(frequency_mhz)
    if frequency_mhz <= 150.0:
        return 69.6 + 26.2 * math.log10(150.0) - 20.0 * math.log10(150.0 / frequency_mhz)
    if frequency_mhz <= 1500.0:
        return 69.6 + 26.2 * logarithm
    if frequency_mhz <= 2000.0:
        return 46.3 + 33.9 * logarithm
    return 46.3 + 33.9 * math.log10(2000.0) + 10.0 * math.log10(frequency_mhz / 2000.0)


def _extended_sigma_db(kilometres: float, *, is_below_roofs: bool) -> float:
    """Standard deviation by distance, straight lines between four distances."""
    middle_db = 17.0 if is_below_roofs else 12.0
    corners = ((0.04, 3.5), (0.1, middle_db), (0.2, middle_db), (0.6, 9.0))
    if kilometres <= corners[0][0]:
        return corners[0][1]
    for (near, near_db), (far, far_db) in zip(corners, corners[1:], strict=False):
        if kilometres <= far:
            return near_db + (far_db - near_db) * (kilometres - near) / (far - near)
    return corners[-1][1]


def _urban_sight_db(
    distance_m: float, base_m: float, user_m: float, frequency_ghz: float, *, is_micro: bool
) -> float:
    through_m = math.hypot(distance_m, base_m - user_m)
    intercept_db, slope, corner = (32.4, 21.0, 9.5) if is_micro else (28.0, 22.0, 9.0)
    frequency_db = 20.0 * math.log10(frequency_ghz)
    break_m = 4.0 * (base_m - 1.0) * (user_m - 1.0) * frequency_ghz * 1e9 / SPEED_M_S
    if distance_m <= break_m:
        return intercept_db + slope * math.log10(through_m) + frequency_db
    beyond_db = corner * math.log10(break_m**2 + (base_m - user_m) ** 2)
    return intercept_db + 40.0 * math.log10(through_m) + frequency_db - beyond_db


def _rural(
    distance_m: float,
    heights_m: tuple[float, float, float],
    street_width_m: float,
    frequency_mhz: float,
    is_line_of_sight: bool,
) -> UrbanLoss:
    base_m, user_m, building_m = heights_m
    gigahertz = frequency_mhz / 1000.0
    through_m = math.hypot(distance_m, base_m - user_m)
    break_m = 2.0 * math.pi * base_m * user_m * frequency_mhz * 1e6 / SPEED_M_S
    if distance_m <= break_m:
        sight_db, sigma_db = _rural_near_db(through_m, building_m, gigahertz), 4.0
    else:
        beyond_db = 40.0 * math.log10(through_m / break_m)
        sight_db, sigma_db = _rural_near_db(break_m, building_m, gigahertz) + beyond_db, 6.0
    if is_line_of_sight:
        return UrbanLoss(loss_db=sight_db, sigma_db=sigma_db)
    loss_db = 161.04 - 7.1 * math.log10(street_width_m) + 7.5 * math.log10(building_m)
    loss_db -= (24.37 - 3.7 * (building_m / base_m) ** 2) * math.log10(base_m)
    loss_db += (43.42 - 3.1 * math.log10(base_m)) * (math.log10(through_m) - 3.0)
    loss_db += 20.0 * math.log10(gigahertz) - (3.2 * math.log10(11.75 * user_m) ** 2 - 4.97)
    return UrbanLoss(loss_db=max(sight_db, loss_db), sigma_db=8.0)


def _rural_near_db(through_m: float, building_m: float, frequency_ghz: float) -> float:
    """PL_1 of the rural scenario."""
    power = math.pow(building_m, 1.72)
    loss_db = 20.0 * math.log10(40.0 * math.pi * through_m * frequency_ghz / 3.0)
    loss_db += min(0.03 * power, 10.0) * math.log10(through_m) - min(0.044 * power, 14.77)
    return loss_db + 0.002 * math.log10(building_m) * through_m
