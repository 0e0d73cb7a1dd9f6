"""Electrical tilt of a file: what it says, and where the beam of its vertical cut really looks."""

from guywire.engines.propagation.antennas.antenna import beam_below_horizon_deg, beamwidth_deg
from guywire.engines.propagation.antennas.tables import Floats

NEAR_DEG = 1.5
WIDEST_TOLD_DEG = 60.0
"""A vertical beam wider than this shows no tilt."""


def electrical_tilt_of(told_deg: float | None, vertical_db: Floats) -> tuple[float, list[str]]:
    """Degrees down, and what was assumed. The cut decides where the two disagree."""
    if beamwidth_deg(vertical_db) > WIDEST_TOLD_DEG:
        return (told_deg or 0.0), []
    seen = beam_below_horizon_deg(vertical_db)
    if told_deg is not None and abs(told_deg - seen) <= NEAR_DEG:
        return told_deg, []
    if told_deg is None and abs(seen) <= NEAR_DEG:
        return 0.0, []
    if told_deg is None:
        return seen, [f"The file tells no electrical tilt: {seen:g}°, as its vertical beam looks."]
    return seen, [
        f"The file says {told_deg:g}° of electrical tilt, its vertical beam looks {seen:g}° down:"
        " the beam counts."
    ]
