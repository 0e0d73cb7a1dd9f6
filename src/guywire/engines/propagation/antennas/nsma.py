"""NSMA antenna files (.adf): WG16.99.050, the same as TIA-804.

Facts: `TAG:,value` a line, then for each cut PATCUT, POLARI, NUPOIN, FSTLST and as many lines of
angle and level. GUNITS says the unit of the gain and of the levels (DBR: below the beam; LIN: a
voltage). Angles of vertical cuts count upwards, as crc-covlib reads them.
"""

import math
import re
from dataclasses import dataclass, field

from guywire.engines.propagation.antennas.antenna import Antenna
from guywire.engines.propagation.antennas.cuts import (
    Cut,
    Plane,
    losses_of,
    told_or_found_front_to_back,
)
from guywire.engines.propagation.antennas.errors import AntennaFileInvalid
from guywire.engines.propagation.antennas.msi import DBI_PER_DBD, GAINS_DBI
from guywire.engines.propagation.antennas.text import (
    Line,
    lines_of,
    number_of,
    pair_of,
    shortened,
)
from guywire.engines.propagation.antennas.tilt import electrical_tilt_of

TAG = re.compile(r"([A-Za-z][A-Za-z0-9]{2,7})\s*:\s*,?\s*(.*)")
PLANES = {
    "H": Plane.HORIZONTAL, "AZ": Plane.HORIZONTAL, "V": Plane.VERTICAL, "EL": Plane.VERTICAL,
}  # fmt: skip
LEAST_VOLTAGE = 1e-5


@dataclass
class Reading:
    """What has been read so far: cuts with their polarization, in the order of the file."""

    told: dict[str, Line] = field(default_factory=dict)
    cuts: list[tuple[Cut, str]] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)

    def text(self, tag: str) -> str:
        """Value of a tag, empty if it is missing."""
        return shortened(self.told[tag].text.rstrip(", ")) if tag in self.told else ""

    def number(self, tag: str) -> float | None:
        """First number behind a tag, None without."""
        if not self.text(tag):
            return None
        line = self.told[tag]
        return number_of(line.text.split(",")[0], line.number, f"a number for {tag}")


def is_nsma(lines: list[Line]) -> bool:
    """Whether the lines are tagged as in such a file."""
    return any(re.match(r"(REVNUM|PATCUT)\s*:", line.text, re.IGNORECASE) for line in lines)


def read_adf(content: bytes, name: str = "") -> Antenna:
    """An antenna from an NSMA file. Raises AntennaFileInvalid naming the line."""
    reading = read_lines(lines_of(content))
    levels = levels_of(reading)
    notes = [*levels.notes]
    chosen = {plane: chosen_cut(reading, plane, notes) for plane in Plane}
    losses = {}
    for plane, cut in chosen.items():
        if levels.are_voltages:
            cut.values_db = [20.0 * math.log10(max(abs(v), LEAST_VOLTAGE)) for v in cut.values_db]
        cut.values_db = [value - levels.beam_db for value in cut.values_db]
        if plane is Plane.VERTICAL:
            cut.angles_deg = [-angle for angle in cut.angles_deg]
        losses[plane], more = losses_of(cut, are_gains=True)
        notes += more
    horizontal_db, vertical_db = losses[Plane.HORIZONTAL], losses[Plane.VERTICAL]
    front_to_back_db, more = told_or_found_front_to_back(reading.number("FRTOBA"), horizontal_db)
    notes += more
    tilt_deg, more = electrical_tilt_of(reading.number("ELTILT"), vertical_db)
    notes += more
    low_mhz, high_mhz = band_of(reading)
    if reading.skipped:
        notes.append(f"Not understood and left out: {shortened(', '.join(reading.skipped))}.")
    return Antenna(
        name=reading.text("MODNUM") or shortened(name) or "Antenna",
        horizontal_db=horizontal_db,
        vertical_db=vertical_db,
        manufacturer=reading.text("ANTMAN"),
        model=reading.text("MODNUM"),
        gain_dbi=levels.gain_dbi,
        front_to_back_db=front_to_back_db,
        electrical_tilt_deg=tilt_deg,
        low_mhz=low_mhz,
        high_mhz=high_mhz,
        polarization=next((told for cut, told in reading.cuts if cut in chosen.values()), ""),
        assumed=tuple(notes),
    )


def read_lines(lines: list[Line]) -> Reading:
    """Tags and cuts of the lines."""
    reading = Reading()
    cut: Cut | None = None
    for line in lines:
        found = TAG.fullmatch(line.text)
        if found:
            tag, value = found[1].upper(), found[2]
            if tag == "ENDFIL":
                break
            cut = tagged(reading, cut, Line(line.number, value), tag)
        elif cut is not None:
            cut.add(*pair_of(line), line.number)
        else:
            reading.skipped.append(f"line {line.number}")
    return reading


def tagged(reading: Reading, cut: Cut | None, line: Line, tag: str) -> Cut | None:
    """Take a tag in; the cut that its lines belong to."""
    value = line.text.split("!")[0].strip(" ,")
    if tag == "PATCUT":
        plane = PLANES.get(value.upper())
        if plane is None:
            raise AntennaFileInvalid(
                f"a cut {value!r} cannot be read, only H, V, AZ and EL", line.number
            )
        cut = Cut(plane, line.number)
        reading.cuts.append((cut, ""))
    elif tag == "POLARI" and cut is not None:
        reading.cuts[-1] = (cut, shortened(value))
    elif tag == "NUPOIN" and cut is not None:
        cut.declared = int(number_of(value.split(",")[0], line.number, "a number of points"))
    elif tag != "FSTLST":
        reading.told.setdefault(tag, line)
    return cut


def chosen_cut(reading: Reading, plane: Plane, notes: list[str]) -> Cut:
    """The first cut of a plane that is received as it was sent."""
    own = [(cut, told) for cut, told in reading.cuts if cut.plane is plane]
    if not own:
        raise AntennaFileInvalid(f"there is no {plane} cut (PATCUT)")
    same = [cut for cut, told in own if len(set(told.upper().split("/"))) == 1]
    chosen = same[0] if same else own[0][0]
    if len(own) > 1:
        told = next(one for cut, one in own if cut is chosen)
        notes.append(
            f"The file has {len(own)} {plane} cuts: the first one of like polarization counts"
            f" ({told or 'unnamed'}, line {chosen.first_line})."
        )
    if chosen.declared is not None and chosen.declared != len(chosen.angles_deg):
        notes.append(
            f"The {plane} cut says {chosen.declared} points, {len(chosen.angles_deg)} are there."
        )
    return chosen


@dataclass(frozen=True)
class Levels:
    """Gain, and how the levels of the cuts are meant; beam_db: what they say in the beam."""

    gain_dbi: float | None
    are_voltages: bool
    beam_db: float
    notes: list[str]


def levels_of(reading: Reading) -> Levels:
    """GUNITS and MDGAIN (else the gains of the edges of the band)."""
    units = [one.strip() for one in re.split(r"[/,]", reading.text("GUNITS").upper())]
    notes = []
    if not units[0]:
        units = ["DBI", "DBR"]
        notes.append("The file tells no units (GUNITS): dBi, and levels below the beam.")
    of_levels = units[1] if len(units) > 1 else "DBR"
    tag = next((one for one in ("MDGAIN", "LWGAIN", "HGGAIN") if reading.text(one)), "")
    told = reading.number(tag) if tag else None
    if told is None:
        notes.append("The file tells no gain.")
        return Levels(None, of_levels == "LIN", 0.0, notes)
    if units[0] not in ("DBI", "DBD"):
        notes.append(f"The unit {units[0]} of the gain is taken as dBi.")
    gain_dbi = told + (DBI_PER_DBD if units[0] == "DBD" else 0.0)
    if not GAINS_DBI[0] <= gain_dbi <= GAINS_DBI[1]:
        raise AntennaFileInvalid(f"a gain of {gain_dbi:g} dBi cannot be", reading.told[tag].number)
    beam_db = {"DBI": gain_dbi, "DBD": gain_dbi - DBI_PER_DBD}.get(of_levels, 0.0)
    return Levels(round(gain_dbi, 2), of_levels == "LIN", beam_db, notes)


def band_of(reading: Reading) -> tuple[float | None, float | None]:
    """Lowest and highest frequency in MHz."""
    low, high = reading.number("LOWFRQ"), reading.number("HGHFRQ")
    told = [one for one in (low, high) if one]
    return (min(told), max(told)) if told else (None, None)
