"""Radio Mobile antenna files (.ant): 720 numbers, one a line, as levels in dB.

The first 360 by azimuth from 0; the others along the vertical circle from straight up (-90) over
the horizon ahead (0) and straight down (90) to 269, as crc-covlib reads them. (From code, not from
the program's own documentation.)
"""

from guywire.engines.propagation.antennas.antenna import DEGREES, Antenna
from guywire.engines.propagation.antennas.cuts import (
    Cut,
    Plane,
    losses_of,
    told_or_found_front_to_back,
)
from guywire.engines.propagation.antennas.errors import AntennaFileInvalid
from guywire.engines.propagation.antennas.text import (
    NUMBER,
    Line,
    lines_of,
    number_of,
    shortened,
)
from guywire.engines.propagation.antennas.tilt import electrical_tilt_of

FIRST_ELEVATION = -90


def is_radio_mobile(lines: list[Line]) -> bool:
    """Whether the lines are single numbers, all but a few."""
    single = sum(bool(NUMBER.fullmatch(line.text)) for line in lines)
    return single >= 0.9 * len(lines) and len(lines) > DEGREES


def read_ant(content: bytes, name: str = "") -> Antenna:
    """An antenna from a Radio Mobile file. Raises AntennaFileInvalid naming the line."""
    lines = lines_of(content)
    notes = []
    if len(lines) > 2 * DEGREES:
        left = len(lines) - 2 * DEGREES
        notes.append(f"{left} lines after the 720 values are left out.")
        lines = lines[: 2 * DEGREES]
    levels = [number_of(line.text, line.number, "a level in dB") for line in lines]
    if len(levels) < 2 * DEGREES:
        raise AntennaFileInvalid(f"there are {len(levels)} values, not {2 * DEGREES}")
    horizontal = Cut(Plane.HORIZONTAL, lines[0].number)
    vertical = Cut(Plane.VERTICAL, lines[DEGREES].number)
    for place, line in enumerate(lines):
        if place < DEGREES:
            horizontal.add(float(place), levels[place], line.number)
        else:
            angle = float((place - DEGREES + FIRST_ELEVATION) % DEGREES)
            vertical.add(angle, levels[place], line.number)
    horizontal_db, more = losses_of(horizontal, are_gains=True)
    notes += more
    vertical_db, more = losses_of(vertical, are_gains=True)
    notes += more
    front_to_back_db, more = told_or_found_front_to_back(None, horizontal_db)
    notes += more
    tilt_deg, more = electrical_tilt_of(None, vertical_db)
    return Antenna(
        name=shortened(name) or "Antenna",
        horizontal_db=horizontal_db,
        vertical_db=vertical_db,
        front_to_back_db=front_to_back_db,
        electrical_tilt_deg=tilt_deg,
        assumed=(*notes, *more, "The file has no name, gain or frequency."),
    )
