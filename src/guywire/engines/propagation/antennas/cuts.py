"""From the points of a file to 360 losses: order, gaps, signs and levels as they come in the wild.

Every function gives back what it had to assume, in words, beside its result.
"""

from dataclasses import dataclass, field
from enum import StrEnum

import numpy as np

from guywire.engines.propagation.antennas.antenna import (
    DEGREES,
    GREATEST_LOSS_DB,
    front_to_back_of,
)
from guywire.engines.propagation.antennas.errors import AntennaFileInvalid
from guywire.engines.propagation.antennas.tables import Floats

WIDEST_GAP_DEG = 30.0
AHEAD_DEG = 20.0
"""Where a beam is looked for to tell losses from gains."""

SAME_DB = 0.5
LEVEL_DB = 0.05
"""A cut whose beam stands this near 0 is one relative to its beam."""

FLAT_DB = 1.0
"""A cut that varies less has no beam: its sign cannot be told from its shape."""

OFF_AHEAD_DEG = 45
BEAM_DB = 3.0
HALF_SPAN_DEG = 170.0
ZENITH_BEAM_DEG = (60.0, 120.0)
MOST_POINTS = 14_400


class Plane(StrEnum):
    """Which cut."""

    HORIZONTAL = "horizontal"
    VERTICAL = "vertical"


@dataclass
class Cut:
    """The points of a cut as they stood in the file.

    first_line: where it begins. declared: how many points the file announces, None if it does not.
    """

    plane: Plane
    first_line: int
    declared: int | None = None
    angles_deg: list[float] = field(default_factory=list)
    values_db: list[float] = field(default_factory=list)

    def add(self, angle_deg: float, value_db: float, line: int) -> None:
        """One more point; raises AntennaFileInvalid past any sensible number."""
        if len(self.angles_deg) >= MOST_POINTS:
            reason = f"the {self.plane} cut has more than {MOST_POINTS:,} points"
            raise AntennaFileInvalid(reason, line)
        if abs(value_db) > 1000.0:
            raise AntennaFileInvalid(f"{value_db:g} dB cannot be", line)
        self.angles_deg.append(angle_deg)
        self.values_db.append(value_db)


def losses_of(cut: Cut, *, are_gains: bool) -> tuple[Floats, list[str]]:
    """A cut as 360 losses (dB, least 0), and what was assumed.

    are_gains: what the format says its values are; the shape of the cut may say otherwise.
    Raises AntennaFileInvalid where the cut leaves too much open.
    """
    if not cut.angles_deg:
        raise AntennaFileInvalid(f"the {cut.plane} cut has no values", cut.first_line)
    angles, values, notes = in_order(cut)
    losses, more = as_losses(cut.plane, angles, values, are_gains=are_gains)
    notes += more
    angles, losses, more = whole_turn(cut, angles, losses)
    notes += more
    refuse_gaps(cut, angles)
    if len(angles) != DEGREES or not np.array_equal(angles, np.arange(DEGREES)):
        notes.append(
            f"The {cut.plane} cut has {len(angles)} angles that are not the 360 whole degrees:"
            " filled in between by straight lines."
        )
    filled = np.interp(np.arange(DEGREES), angles, losses, period=DEGREES)
    if np.max(filled) > GREATEST_LOSS_DB:
        notes.append(f"Losses of the {cut.plane} cut over {GREATEST_LOSS_DB:g} dB count as that.")
        filled = np.minimum(filled, GREATEST_LOSS_DB)
    filled = filled - np.min(filled)
    beam = beam_of(filled)
    if min(beam, DEGREES - beam) > OFF_AHEAD_DEG and filled[0] >= BEAM_DB:
        notes.append(f"The beam of the {cut.plane} cut looks to {beam:g}°, not ahead: left so.")
    return filled, notes


def beam_of(losses: Floats) -> float:
    """Angle of the beam: the middle of where the cut loses next to nothing."""
    first = int(np.argmin(losses))
    flat = np.flatnonzero(losses <= LEVEL_DB)
    return float((first + np.mean((flat - first + 180) % DEGREES - 180)) % DEGREES)


def in_order(cut: Cut) -> tuple[Floats, Floats, list[str]]:
    """Angles from 0 to below 360, each once."""
    notes: list[str] = []
    turned = np.mod(np.array(cut.angles_deg), 360.0)
    values = np.array(cut.values_db)
    order = np.argsort(turned, kind="stable")
    angles, first, inverse = np.unique(turned[order], return_index=True, return_inverse=True)
    kept = values[order][first]
    if np.any(np.abs(values[order] - kept[inverse]) > 0.005):
        notes.append(f"The {cut.plane} cut has two values for one angle: the first one counts.")
    if min(cut.angles_deg) < 0.0:
        lowest = min(cut.angles_deg)
        notes.append(f"The {cut.plane} cut counts angles from {lowest:g}°: turned to 0°.")
    return angles, kept, notes


def as_losses(
    plane: Plane, angles: Floats, values: Floats, *, are_gains: bool
) -> tuple[Floats, list[str]]:
    """Values as losses below the beam, whichever sign and level they came with."""
    notes: list[str] = []
    low, high = float(np.min(values)), float(np.max(values))
    found = are_gains
    if abs(low) <= LEVEL_DB < high:
        found = False
    elif abs(high) <= LEVEL_DB and low < -LEVEL_DB:
        found = True
    elif high - low >= FLAT_DB:
        found = shape_says_gains(angles, values, default=are_gains)
    if found != are_gains:
        told, is_said = ("gains", "losses") if found else ("losses", "gains")
        notes.append(f"The values of the {plane} cut are {told}, not {is_said}: taken as such.")
    offset = high if found else low
    if abs(offset) > LEVEL_DB:
        notes.append(
            f"The {plane} cut stands at {offset:g} dB in its beam, not 0: moved by as much."
        )
    return (high - values if found else values - low), notes


def shape_says_gains(angles: Floats, values: Floats, *, default: bool) -> bool:
    """Whether what stands ahead is the greatest value of the cut, and not the least."""
    is_ahead = (angles <= AHEAD_DEG) | (angles >= 360.0 - AHEAD_DEG)
    front = values[is_ahead] if np.any(is_ahead) else values
    may_be_gains = bool(np.max(front) >= np.max(values) - SAME_DB)
    may_be_losses = bool(np.min(front) <= np.min(values) + SAME_DB)
    return may_be_gains if may_be_gains != may_be_losses else default


def whole_turn(cut: Cut, angles: Floats, losses: Floats) -> tuple[Floats, Floats, list[str]]:
    """Half a cut made whole: mirrored, or behind the antenna as in front and weaker."""
    turned = np.where(angles > 180.0, angles - 360.0, angles)
    low, high = float(np.min(turned)), float(np.max(turned))
    if low >= 0.0 and high - low >= HALF_SPAN_DEG and np.max(angles) <= 180.0:
        beam = float(angles[int(np.argmin(losses))])
        if cut.plane is Plane.VERTICAL and ZENITH_BEAM_DEG[0] <= beam <= ZENITH_BEAM_DEG[1]:
            note = "The vertical cut counts from straight up: turned to count from the horizon."
            angles, losses, notes = behind(np.sort(angles - 90.0), losses)
            return angles, losses, [note, *notes]
        note = f"The {cut.plane} cut ends at {high:g}°: taken as the same on both sides."
        inner = (angles > 0.0) & (angles < 180.0)
        around = np.concatenate([angles, 360.0 - angles[inner][::-1]])
        return around, np.concatenate([losses, losses[inner][::-1]]), [note]
    is_front = low >= -90.0 and high <= 90.0 and high - low >= HALF_SPAN_DEG
    if cut.plane is Plane.VERTICAL and is_front:
        order = np.argsort(turned)
        return behind(turned[order], losses[order])
    return angles, losses, []


def behind(angles: Floats, losses: Floats) -> tuple[Floats, Floats, list[str]]:
    """A vertical cut of the front (-90 to 90) with a back: the same, 30 dB weaker."""
    note = "The vertical cut has no back: taken as the front, 30 dB weaker."
    inner = np.abs(angles) < 90.0
    around = np.concatenate([angles, 180.0 - angles[inner]])
    both = np.concatenate([losses, losses[inner] + 30.0])
    around = np.mod(around, 360.0)
    order = np.argsort(around)
    return around[order], both[order], [note]


def refuse_gaps(cut: Cut, angles: Floats) -> None:
    """Raises AntennaFileInvalid if a part of the circle has no value."""
    gaps = np.diff(np.append(angles, angles[0] + 360.0))
    widest = int(np.argmax(gaps))
    if len(angles) > 1 and gaps[widest] <= WIDEST_GAP_DEG + 1e-9:
        return
    start = float(angles[widest])
    end = (start + float(gaps[widest])) % 360.0
    raise AntennaFileInvalid(
        f"the {cut.plane} cut has no value between {start:g}° and {end:g}°", cut.first_line
    )


def told_or_found_front_to_back(
    told: float | None, horizontal_db: Floats
) -> tuple[float, list[str]]:
    """Front to back as the file says it, else as the cut shows it."""
    if told is not None and 0.0 < abs(told) <= GREATEST_LOSS_DB:
        return abs(told), []
    found = round(front_to_back_of(horizontal_db), 2)
    return found, [f"The file tells no front-to-back ratio: {found:g} dB, by its horizontal cut."]
