"""What a second antenna or a second frequency does for a hop, and selective outage.

Sources: ITU-R P.530-18 sections 5.1 (outage by selective fading, signature method) and 6.2
(improvement by space and frequency diversity).
"""

import math
from dataclasses import dataclass

from guywire.engines.propagation.backhaul.hop import Hop
from guywire.engines.propagation.paths import refuse_out_of


def space_diversity_improvement(
    hop: Hop,
    *,
    spacing_m: float,
    fade_db: float,
    occurrence_percent: float,
    gain_difference_db: float = 0.0,
) -> float:
    """Factor by which multipath outage falls with two antennas, one over the other.

    spacing_m: vertical, between centres, 3 to 23. fade_db: fade margin of the main antenna.
    gain_difference_db: of the two antennas. Measured for 43 to 240 km and 2 to 11 GHz; at least 1.
    """
    refuse_out_of("spacing of the antennas", spacing_m, 3.0, 23.0, "m")
    refuse_out_of("fade margin", fade_db, 0.0, 100.0, "dB")
    refuse_out_of("gain difference", gain_difference_db, -60.0, 60.0, "dB")
    if occurrence_percent <= 0.0:
        return 1.0
    exponent = -0.04 * math.pow(spacing_m, 0.87) * math.pow(hop.frequency_ghz, -0.12)
    exponent *= math.pow(hop.distance_km, 0.48) * math.pow(occurrence_percent, -1.04)
    level_db = fade_db - abs(gain_difference_db)
    return max((1.0 - math.exp(exponent)) * math.pow(10.0, level_db / 10.0), 1.0)


def frequency_diversity_improvement(hop: Hop, *, spacing_mhz: float, fade_db: float) -> float:
    """Factor by which multipath outage falls with 1+1 on two frequencies.

    spacing_mhz: between the two frequencies, up to 5 % of them (more counts as 5 %). Measured for
    30 to 70 km and 2 to 11 GHz; at least 1.
    """
    refuse_out_of("frequency spacing", spacing_mhz, 0.1, hop.frequency_mhz, "MHz")
    refuse_out_of("fade margin", fade_db, 0.0, 100.0, "dB")
    relative = min(spacing_mhz / hop.frequency_mhz, 0.05)
    factor = 80.0 / (hop.frequency_ghz * hop.distance_km) * relative
    return max(factor * math.pow(10.0, fade_db / 10.0), 1.0)


@dataclass(frozen=True, kw_only=True)
class Signature:
    """Signature of a radio against a delayed echo, minimum and non-minimum phase alike.

    width_mhz: of the signature. depth_db: of the notch. delay_ns: at which it was measured, 6.3 as
    a rule.
    """

    width_mhz: float
    depth_db: float
    delay_ns: float = 6.3

    def __post_init__(self) -> None:
        refuse_out_of("signature's width", self.width_mhz, 0.1, 2000.0, "MHz")
        refuse_out_of("signature's depth", self.depth_db, 0.0, 60.0, "dB")
        refuse_out_of("signature's delay", self.delay_ns, 0.1, 100.0, "ns")


def selective_outage_percent(hop: Hop, occurrence_percent: float, signature: Signature) -> float:
    """Outage of the worst month by distortion, beside that by fading; P.530-18 section 5.1."""
    refuse_out_of("occurrence factor", occurrence_percent, 0.0, 1e12, "%")
    if not hop.has_multipath:
        return 0.0
    mean_delay_ns = 0.7 * math.pow(hop.distance_km / 50.0, 1.3)
    activity = 1.0 - math.exp(-0.2 * math.pow(occurrence_percent / 100.0, 0.75))
    one_phase = signature.width_mhz / 1000.0 * math.pow(10.0, -signature.depth_db / 20.0)
    one_phase *= mean_delay_ns**2 / signature.delay_ns
    return min(100.0 * 2.15 * activity * 2.0 * one_phase, 100.0)
