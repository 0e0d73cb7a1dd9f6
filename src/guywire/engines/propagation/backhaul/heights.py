"""Antenna heights that keep a path clear as ITU-R P.530-18 section 2.2.2 asks.

The path must have the whole first Fresnel zone at the median k, and a share of it at k_e, which is
passed 99.9 % of the worst month: none over one isolated obstacle, 0.3 over an extended one, 0.6 in
the tropics on paths over 30 km.
"""

from dataclasses import dataclass
from enum import Enum

from guywire.engines.geo.geodesy import STANDARD_EARTH_FACTOR
from guywire.engines.geo.profile import Profile
from guywire.engines.propagation.paths import refuse_out_of
from guywire.engines.propagation.sight import SightReport, line_of_sight

SHORTEST_OF_FIGURE_KM = 10.0
LONG_TROPICAL_KM = 30.0


class ClearanceClimate(Enum):
    """Which of the rules for k_e holds; in doubt P.530 advises the tropical one."""

    TEMPERATE = "temperate"
    TROPICAL = "tropical"


@dataclass(frozen=True, kw_only=True)
class ClearanceRule:
    """A clearance that must hold: this share of the first Fresnel zone at this k."""

    earth_factor: float
    clearance: float


@dataclass(frozen=True, kw_only=True)
class AntennaHeights:
    """What the rules ask of a path whose antennas stand where they are.

    Raise the transmitter alone to tx_alone_m, the receiver alone to rx_alone_m, or both by
    raise_both_m. is_clear: nothing needs raising. median, lowest: the path at the two k.
    """

    is_clear: bool
    tx_alone_m: float
    rx_alone_m: float
    raise_both_m: float
    median: SightReport
    lowest: SightReport
    rules: tuple[ClearanceRule, ClearanceRule]


def lowest_earth_factor(distance_m: float) -> float:
    """k_e, passed for 99.9 % of the worst month in a temperate continental climate.

    P.530-18 figure 2 by the closed form in use for it, 157 / (144 + 2670 / d), d in km; paths below
    10 km, where the figure begins, take its first value. The constants stand in other programs too
    (public ones that follow P.530-18); the figure itself was not at hand to read values from.
    """
    refuse_out_of("path", distance_m, 10.0, 300_000.0, "m")
    kilometres = max(distance_m / 1000.0, SHORTEST_OF_FIGURE_KM)
    return 157.0 / (144.0 + 2670.0 / kilometres)


def obstruction_loss_db(report: SightReport) -> float:
    """Diffraction loss of a path whose worst point has this clearance, 10 - 20 h / F1, at least 0.

    P.530-18 section 2.2.1, over average terrain; strictly valid above 15 dB, 0 from half a zone on.
    """
    if report.worst is None:
        return 0.0
    return max(10.0 - 20.0 * report.worst.clearance_ratio, 0.0)


def clearance_rules(
    distance_m: float,
    *,
    climate: ClearanceClimate = ClearanceClimate.TEMPERATE,
    is_obstruction_extended: bool = True,
    median_earth_factor: float = STANDARD_EARTH_FACTOR,
) -> tuple[ClearanceRule, ClearanceRule]:
    """The rules for the median k and for k_e; P.530-18 section 2.2.2.1."""
    refuse_out_of("median k", median_earth_factor, 0.3, 10.0)
    share = 0.3 if is_obstruction_extended else 0.0
    if climate is ClearanceClimate.TROPICAL and distance_m > LONG_TROPICAL_KM * 1000.0:
        share = 0.6
    return (
        ClearanceRule(earth_factor=median_earth_factor, clearance=1.0),
        ClearanceRule(earth_factor=lowest_earth_factor(distance_m), clearance=share),
    )


def diversity_rules(
    *,
    is_obstruction_extended: bool = True,
    median_earth_factor: float = STANDARD_EARTH_FACTOR,
) -> ClearanceRule:
    """The rule for the lower antenna of space diversity, at the median k; section 2.2.2.2."""
    refuse_out_of("median k", median_earth_factor, 0.3, 10.0)
    share = 0.6 if is_obstruction_extended else 0.3
    return ClearanceRule(earth_factor=median_earth_factor, clearance=share)


def antenna_heights(
    profile: Profile,
    *,
    tx_height_m: float,
    rx_height_m: float,
    frequency_mhz: float,
    climate: ClearanceClimate = ClearanceClimate.TEMPERATE,
    is_obstruction_extended: bool = True,
    median_earth_factor: float = STANDARD_EARTH_FACTOR,
) -> AntennaHeights:
    """Check a path against both rules, and say how high the antennas would have to be."""
    rules = clearance_rules(
        profile.distance_m,
        climate=climate,
        is_obstruction_extended=is_obstruction_extended,
        median_earth_factor=median_earth_factor,
    )
    median, lowest = (
        line_of_sight(
            profile,
            tx_height_m=tx_height_m,
            rx_height_m=rx_height_m,
            frequency_mhz=frequency_mhz,
            earth_factor=rule.earth_factor,
            wanted_clearance=rule.clearance,
        )
        for rule in rules
    )
    return AntennaHeights(
        is_clear=median.has_clearance and lowest.has_clearance,
        tx_alone_m=tx_height_m + max(median.extra_tx_m, lowest.extra_tx_m),
        rx_alone_m=rx_height_m + max(median.extra_rx_m, lowest.extra_rx_m),
        raise_both_m=max(median.extra_both_m, lowest.extra_both_m),
        median=median,
        lowest=lowest,
        rules=rules,
    )
