"""Fixed links by ITU-R P.530: from a hop to minutes down a year.

    from guywire.engines.propagation import backhaul

    hop = backhaul.Hop(distance_m=18_000, frequency_mhz=11_200, tx_asl_m=240, rx_asl_m=310)
    fading = backhaul.Fading(
        occurrence_percent=backhaul.occurrence_by_gradient(hop, -200), rain_001_mm_h=42
    )
    link = backhaul.Link(
        hop=hop, near=terminal, far=terminal, modulations=(qpsk, qam1024), fading=fading
    )
    report = link.report()
    report.expected_mbps, report.modulations[0].both.minutes_down_a_year
    backhaul.antenna_heights(profile, tx_height_m=30, rx_height_m=20, frequency_mhz=11_200)
    backhaul.coordination_sheet(near, far, polarization=..., bandwidth_mhz=28, ...)

Rooms: `hop` (geometry), `multipath` (P.530-17 and -18 section 2.3), `roughness` (s_a of P.530-17),
`rain_fade` (section 2.4), `diversity` (sections 5 and 6), `link` (budget, outage, modulations),
`heights` (section 2.2.2), `coordination`. crc-covlib's P.530-18 (MIT) names sections 2.1 to 2.4
likewise; 5 and 6 stand here from memory. 60 and 80 GHz are links like others: gases by P.676, rain
to 100 GHz. Not covered: wet snow (section 2.4.4), cross-polar discrimination (section 4),
reflection from water.
"""

from guywire.engines.propagation.backhaul.coordination import (
    CoordinationSheet,
    CoordinationStation,
    coordination_sheet,
    emission_designator,
)
from guywire.engines.propagation.backhaul.diversity import (
    Signature,
    frequency_diversity_improvement,
    selective_outage_percent,
    space_diversity_improvement,
)
from guywire.engines.propagation.backhaul.heights import (
    AntennaHeights,
    ClearanceClimate,
    ClearanceRule,
    antenna_heights,
    clearance_rules,
    diversity_rules,
    lowest_earth_factor,
    obstruction_loss_db,
)
from guywire.engines.propagation.backhaul.hop import Hop
from guywire.engines.propagation.backhaul.link import (
    MINUTES_A_YEAR,
    Fading,
    Link,
    LinkReport,
    Modulation,
    ModulationReport,
    Outage,
    Terminal,
    expected_mbps,
)
from guywire.engines.propagation.backhaul.multipath import (
    deep_fade_percent,
    fade_percent,
    geoclimatic_factor,
    occurrence_by_gradient,
    occurrence_by_map,
    year_fade_percent,
    year_gain_db,
    year_percent,
)
from guywire.engines.propagation.backhaul.rain_fade import (
    RainFading,
    rain_fading,
    rain_fading_by,
)
from guywire.engines.propagation.backhaul.roughness import Roughness, terrain_roughness

__all__ = [
    "MINUTES_A_YEAR",
    "AntennaHeights",
    "ClearanceClimate",
    "ClearanceRule",
    "CoordinationSheet",
    "CoordinationStation",
    "Fading",
    "Hop",
    "Link",
    "LinkReport",
    "Modulation",
    "ModulationReport",
    "Outage",
    "RainFading",
    "Roughness",
    "Signature",
    "Terminal",
    "antenna_heights",
    "clearance_rules",
    "coordination_sheet",
    "deep_fade_percent",
    "diversity_rules",
    "emission_designator",
    "expected_mbps",
    "fade_percent",
    "frequency_diversity_improvement",
    "geoclimatic_factor",
    "lowest_earth_factor",
    "obstruction_loss_db",
    "occurrence_by_gradient",
    "occurrence_by_map",
    "rain_fading",
    "rain_fading_by",
    "selective_outage_percent",
    "space_diversity_improvement",
    "terrain_roughness",
    "year_fade_percent",
    "year_gain_db",
    "year_percent",
]
