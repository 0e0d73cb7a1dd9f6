"""Multipath fading of a hop: ITU-R P.530-17 and P.530-18 section 2.3.

The occurrence factor p_0 (percent of the average worst month at fade depth 0) comes from P.530-17
by the point refractivity gradient dN1 (quick method, or detailed with the roughness of the terrain)
or from P.530-18 by its maps of K and dN75. Everything after it is the same. Proof: 200 and 327
vectors in `tests/vectors/itu_p530_17_multipath.csv` and `itu_p530_multipath.csv`.
"""

import math

from guywire.engines.geo.errors import EngineError
from guywire.engines.propagation.backhaul.hop import Hop
from guywire.engines.propagation.paths import refuse_out_of

LARGEST_YEAR_GAIN_DB = 10.8


def geoclimatic_factor(dn1_n_km: float, roughness_m: float | None = None) -> float:
    """K from the gradient of refractivity not exceeded for 1 % of the year; P.530-17 section 2.3.1.

    dn1_n_km: dN1 of P.453, through the lowest 65 m (typically -700 to 0). roughness_m: s_a,
    standard deviation of the terrain heights in a square of 110 km at 30"; None for the quick
    method.
    """
    refuse_out_of("refractivity gradient dN1", dn1_n_km, -2000.0, 100.0, "N/km")
    if roughness_m is None:
        return math.pow(10.0, -4.6 - 0.0027 * dn1_n_km)
    refuse_out_of("terrain roughness", roughness_m, 0.0, 5000.0, "m")
    return math.pow(10.0, -4.4 - 0.0027 * dn1_n_km) * math.pow(10.0 + roughness_m, -0.46)


def occurrence_by_gradient(hop: Hop, dn1_n_km: float, roughness_m: float | None = None) -> float:
    """p_0 in percent of the worst month; P.530-17 section 2.3.1. 0 below 5 km.

    dn1_n_km, roughness_m: as `geoclimatic_factor` takes them.
    """
    factor = geoclimatic_factor(dn1_n_km, roughness_m)
    if not hop.has_multipath:
        return 0.0
    tilt = 1.0 + hop.inclination_mrad
    if roughness_m is None:
        by_path = math.pow(hop.distance_km, 3.1) * math.pow(tilt, -1.29)
        height_db = 0.00089 * hop.lowest_asl_m
    else:
        by_path = math.pow(hop.distance_km, 3.4) * math.pow(tilt, -1.03)
        height_db = 0.00076 * hop.lowest_asl_m
    return factor * by_path * math.pow(hop.frequency_ghz, 0.8) * math.pow(10.0, -height_db)


def occurrence_by_map(
    hop: Hop, *, geoclimatic_factor: float, dn75_n: float, terrain_asl_m: float
) -> float:
    """p_0 in percent of the worst month; P.530-18 section 2.3.1. 0 below 5 km.

    geoclimatic_factor, dn75_n: K and dN75 from the maps of P.530-18. terrain_asl_m: mean height of
    the ground along the path, without trees.
    """
    refuse_out_of("geoclimatic factor", geoclimatic_factor, 1e-9, 1.0)
    refuse_out_of("refractivity change dN75", dn75_n, 0.0, 200.0, "N-units")
    refuse_out_of("mean height of the terrain", terrain_asl_m, -500.0, 9000.0, "m")
    if not hop.has_multipath:
        return 0.0
    kilometres = hop.distance_km
    over_m = (hop.tx_asl_m + hop.rx_asl_m) / 2.0 - kilometres * kilometres / 102.0 - terrain_asl_m
    duct = math.pow(dn75_n / 50.0, 1.8) * math.exp(-over_m / (2.5 * math.sqrt(kilometres)))
    most = dn75_n * math.pow(kilometres, 1.5) * math.sqrt(hop.frequency_ghz) / 24730.0
    logarithm = -0.376 * math.tanh((over_m - 147.0) / 125.0)
    logarithm -= 0.334 * math.pow(hop.inclination_mrad, 0.39) + 0.00027 * hop.lowest_asl_m
    logarithm += 17.85 * min(duct, most)
    by_path = math.pow(kilometres, 3.51) * math.pow(hop.frequency_ghz**2 + 13.0, 0.447)
    return geoclimatic_factor * by_path * math.pow(10.0, logarithm)


def deep_fade_percent(occurrence_percent: float, fade_db: float) -> float:
    """Percent of the worst month with a deeper fade, for deep fades; P.530-18 section 2.3.1.

    Not bounded by 100: it is the tail of a distribution, not the distribution.
    """
    _refuse_bad_fade(occurrence_percent, fade_db)
    return occurrence_percent * math.pow(10.0, -fade_db / 10.0)


def fade_percent(occurrence_percent: float, fade_db: float) -> float:
    """Percent of the worst month with a deeper fade, for any fade; P.530-18 section 2.3.2.

    occurrence_percent: p_0, up to 2000 by the Recommendation; above, this says 100.
    """
    return _distribution(occurrence_percent, fade_db, 0.0)


def year_fade_percent(hop: Hop, occurrence_percent: float, fade_db: float) -> float:
    """Percent of the average year with a deeper fade, for any fade; P.530-18 section 2.3.4.

    Deep fades are rarer by `year_gain_db`; of shallow ones only the point where they join the deep
    ones is moved, so that a fade of 0 dB is as common over the year as in the worst month.
    """
    return _distribution(occurrence_percent, fade_db, year_gain_db(hop))


def _distribution(occurrence_percent: float, fade_db: float, gain_db: float) -> float:
    """Section 2.3.2 with its tail taken down by gain_db."""
    _refuse_bad_fade(occurrence_percent, fade_db)
    if occurrence_percent == 0.0:
        return 0.0
    joint_db = 25.0 + 1.2 * math.log10(occurrence_percent)
    rarer = math.pow(10.0, -gain_db / 10.0)
    if fade_db >= joint_db:
        return min(deep_fade_percent(occurrence_percent, fade_db) * rarer, 100.0)
    joint_percent = deep_fade_percent(occurrence_percent, joint_db) * rarer
    if joint_percent >= 100.0:
        return 100.0
    slope = -20.0 * math.log10(-math.log((100.0 - joint_percent) / 100.0)) / joint_db
    decay = math.pow(10.0, -joint_db / 20.0)
    scale = (1.0 + 0.3 * decay) * math.pow(10.0, -0.016 * joint_db)
    shape = (slope - 2.0) / scale - 4.3 * (decay + joint_db / 800.0)
    decay = math.pow(10.0, -fade_db / 20.0)
    scale = (1.0 + 0.3 * decay) * math.pow(10.0, -0.016 * fade_db)
    slope = 2.0 + scale * (shape + 4.3 * (decay + fade_db / 800.0))
    return 100.0 * (1.0 - math.exp(-math.pow(10.0, -slope * fade_db / 20.0)))


def year_gain_db(hop: Hop) -> float:
    """Delta G: how much rarer a fade is over the average year; P.530-18 section 2.3.4."""
    turn = math.cos(2.0 * math.radians(hop.latitude))
    sign = 1.0 if abs(hop.latitude) <= 45.0 else -1.0
    gain_db = 10.5 - 5.6 * math.log10(1.1 + sign * math.pow(abs(turn), 0.7))
    gain_db -= 2.7 * math.log10(hop.distance_km)
    gain_db += 1.7 * math.log10(1.0 + hop.inclination_mrad)
    return min(gain_db, LARGEST_YEAR_GAIN_DB)


def year_percent(hop: Hop, worst_month_percent: float) -> float:
    """Percent of the average year from that of the worst month, for what is as rare as deep fades;
    P.530-18 section 2.3.4."""
    refuse_out_of("share of the worst month", worst_month_percent, 0.0, 100.0, "%")
    return min(worst_month_percent * math.pow(10.0, -year_gain_db(hop) / 10.0), 100.0)


def _refuse_bad_fade(occurrence_percent: float, fade_db: float) -> None:
    if not 0.0 <= occurrence_percent < math.inf:
        raise EngineError(f"the occurrence factor must not be negative, is {occurrence_percent}")
    refuse_out_of("fade depth", fade_db, 0.0, 200.0, "dB")
