"""Clutter: what trees and houses take from a signal, by their class, height and density.

Sources: ITU-R P.2108-1 (losses at a terminal and over land, slant), ITU-R P.833-9 (density of
woods), ITU-R P.1812-6 table 2 (representative heights). Land cover codes: ESA WorldCover v200 and
NLCD. The density of trees is that of P.833; the other densities, and heights beyond those of the
Recommendations, are starting values of ours, to calibrate against measured signals. Proof: NTIA's
test data of P.2108 in `tests/vectors/ntia_p2108_*.csv`.
"""

import math
from dataclasses import dataclass
from enum import Enum
from statistics import NormalDist

from guywire.engines.geo.errors import EngineError
from guywire.engines.geo.landcover import LandCover
from guywire.engines.propagation.diffraction import knife_edge_db
from guywire.engines.propagation.foliage import woodland_density_db_m
from guywire.engines.propagation.paths import refuse_out_of

STREET_WIDTH_M = 27.0
EDGE_AT_GRAZING_DB = 6.03
MOST_TERMINAL_MHZ = 3000.0
FARTHEST_LAND_KM = 2.0


class TerminalClutter(Enum):
    """Clutter around a terminal, with its usual height; P.2108-1 table 3."""

    WATER = ("water or sea", 10.0)
    OPEN = ("open or rural", 10.0)
    SUBURBAN = ("suburban", 10.0)
    URBAN = ("urban", 15.0)
    TREES = ("trees or forest", 15.0)
    DENSE_URBAN = ("dense urban", 20.0)

    def __init__(self, title: str, height_m: float) -> None:
        self.title = title
        self.height_m = height_m

    @property
    def is_open(self) -> bool:
        """Nothing stands on it: the height gain is that over open ground."""
        return self in (TerminalClutter.WATER, TerminalClutter.OPEN)


@dataclass(frozen=True, kw_only=True)
class ClutterClass:
    """A class of land cover.

    height_m: representative, over the ground. density_db_m: loss of a metre through it at 1 GHz;
    with the frequency it grows as that of a wood does (P.833-9 figure 2).
    """

    name: str
    terminal: TerminalClutter
    height_m: float
    density_db_m: float
    worldcover: tuple[int, ...] = ()
    nlcd: tuple[int, ...] = ()

    def density_at_db_m(self, frequency_mhz: float) -> float:
        """Loss of a metre through it at a frequency."""
        growth = woodland_density_db_m(frequency_mhz) / woodland_density_db_m(1000.0)
        return self.density_db_m * growth


def _class(
    name: str,
    terminal: TerminalClutter,
    height_m: float,
    density_db_m: float,
    worldcover: tuple[int, ...] = (),
    nlcd: tuple[int, ...] = (),
) -> ClutterClass:
    return ClutterClass(
        name=name,
        terminal=terminal,
        height_m=height_m,
        density_db_m=density_db_m,
        worldcover=worldcover,
        nlcd=nlcd,
    )


CLUTTER_CLASSES = (
    _class("water", TerminalClutter.WATER, 0.0, 0.0, (80,), (11,)),
    _class("bare, ice or moss", TerminalClutter.OPEN, 0.0, 0.0, (60, 70, 100), (12, 31, 73, 74)),
    _class("grassland", TerminalClutter.OPEN, 0.5, 0.0, (30,), (71, 72, 81)),
    _class("cropland", TerminalClutter.OPEN, 1.5, 0.0, (40,), (82,)),
    _class("herbaceous wetland", TerminalClutter.OPEN, 1.0, 0.0, (90,), (95,)),
    _class("shrubland", TerminalClutter.OPEN, 2.5, 0.05, (20,), (51, 52)),
    _class("broad-leaved trees", TerminalClutter.TREES, 15.0, 0.2, (10,), (41, 43)),
    _class("coniferous trees", TerminalClutter.TREES, 18.0, 0.2, (), (42,)),
    _class("wooded wetland", TerminalClutter.TREES, 12.0, 0.2, (95,), (90,)),
    _class("developed open space", TerminalClutter.OPEN, 3.0, 0.02, (), (21,)),
    _class("suburban", TerminalClutter.SUBURBAN, 8.0, 0.1, (50,), (22,)),
    _class("urban", TerminalClutter.URBAN, 12.0, 0.2, (), (23,)),
    _class("dense urban", TerminalClutter.DENSE_URBAN, 20.0, 0.3, (), (24,)),
)


def clutter_class_of(code: int, source: LandCover) -> ClutterClass:
    """The class of a land cover code; EngineError where the source has no such code."""
    for found in CLUTTER_CLASSES:
        if code in (found.worldcover if source is LandCover.WORLDCOVER else found.nlcd):
            return found
    raise EngineError(f"{source.value} has no land cover {code}")


def terminal_clutter_loss_db(
    height_m: float,
    frequency_mhz: float,
    clutter: TerminalClutter,
    *,
    clutter_height_m: float | None = None,
    street_width_m: float = STREET_WIDTH_M,
) -> float:
    """Loss of a terminal below the clutter around it; P.2108-1 section 3.1, 30 to 3000 MHz.

    It goes onto the loss of a path that was computed to the height of the clutter; at that height
    and above it is 0. clutter_height_m: None for the usual height of the class.
    """
    top_m = clutter.height_m if clutter_height_m is None else clutter_height_m
    refuse_out_of("frequency", frequency_mhz, 30.0, MOST_TERMINAL_MHZ, "MHz")
    refuse_out_of("terminal's height", height_m, 1e-3, 10_000.0, "m")
    refuse_out_of("clutter's height", top_m, 1e-3, 1000.0, "m")
    refuse_out_of("street width", street_width_m, 1e-3, 10_000.0, "m")
    return terminal_db(height_m, frequency_mhz / 1000.0, clutter, top_m, street_width_m)


def terminal_db(
    height_m: float,
    gigahertz: float,
    clutter: TerminalClutter,
    top_m: float,
    street_width_m: float,
) -> float:
    """The same formulas at any frequency and without checks."""
    if height_m >= top_m:
        return 0.0
    if clutter.is_open:
        return -(21.8 + 6.2 * math.log10(gigahertz)) * math.log10(height_m / top_m)
    below_m = top_m - height_m
    angle_deg = math.degrees(math.atan(below_m / street_width_m))
    v = 0.342 * math.sqrt(gigahertz * below_m * angle_deg)
    return knife_edge_db(v) - EDGE_AT_GRAZING_DB


def statistical_clutter_loss_db(
    distance_m: float, frequency_mhz: float, *, percent: float = 50.0
) -> float:
    """Loss of a terminal within urban or suburban clutter, not exceeded in this percent of places.

    P.2108-1 section 3.2: 500 MHz to 67 GHz, from 250 m on. distance_m: of the whole path.
    """
    refuse_out_of("distance", distance_m, 250.0, 1e7, "m")
    refuse_out_of("frequency", frequency_mhz, 500.0, 67_000.0, "MHz")
    _refuse_bad_percent(percent)
    deviate = NormalDist().inv_cdf(1.0 - percent / 100.0)
    kilometres = distance_m / 1000.0
    return min(
        _land_clutter_db(kilometres, frequency_mhz / 1000.0, deviate),
        _land_clutter_db(FARTHEST_LAND_KM, frequency_mhz / 1000.0, deviate),
    )


def _land_clutter_db(kilometres: float, gigahertz: float, deviate: float) -> float:
    """P.2108-1 section 3.2 at one distance; the loss at 2 km bounds that of every distance."""
    frequency = math.log10(gigahertz)
    long_db = -2.0 * math.log10(math.pow(10.0, -5.0 * frequency - 12.5) + math.pow(10.0, -16.5))
    short_db = 32.98 + 23.9 * math.log10(kilometres) + 3.0 * frequency
    weights = (math.pow(10.0, -0.2 * long_db), math.pow(10.0, -0.2 * short_db))
    spread_db = math.sqrt((16.0 * weights[0] + 36.0 * weights[1]) / sum(weights))
    return -5.0 * math.log10(sum(weights)) - spread_db * deviate


def slant_clutter_loss_db(
    frequency_mhz: float, elevation_deg: float, *, percent: float = 50.0
) -> float:
    """Loss of a ground terminal towards the sky; P.2108-1 section 3.3, 10 to 100 GHz."""
    refuse_out_of("frequency", frequency_mhz, 10_000.0, 100_000.0, "MHz")
    refuse_out_of("elevation", elevation_deg, 0.0, 90.0, "degrees")
    _refuse_bad_percent(percent)
    scale = 93.0 * math.pow(frequency_mhz / 1000.0, 0.175)
    angle = 0.05 * (1.0 - elevation_deg / 90.0) + math.radians(elevation_deg)
    inner = -scale * math.log(1.0 - percent / 100.0) / math.tan(angle)
    power = 0.5 * (90.0 - elevation_deg) / 90.0
    median_db = math.pow(max(inner, 0.0), power) if power > 0.0 else 1.0
    return median_db - 1.0 - 0.6 * NormalDist().inv_cdf(1.0 - percent / 100.0)


def _refuse_bad_percent(percent: float) -> None:
    refuse_out_of("share of places", percent, 1e-6, 100.0 - 1e-6, "%")
