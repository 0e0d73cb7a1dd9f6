"""MSI Planet antenna files (.msi, .pln, .ant of some makers): read leniently, written strictly.

Facts: a keyword and its value a line (NAME first), then HORIZONTAL 360 and VERTICAL 360, each with
angle and loss in dB; GAIN is dBd unless dBi follows; the vertical cut counts from the horizon
downwards (90 is straight down), as crc-covlib reads it.
"""

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
from guywire.engines.propagation.antennas.text import (
    Line,
    lines_of,
    number_of,
    numbers_in,
    pair_of,
    shortened,
)
from guywire.engines.propagation.antennas.tilt import electrical_tilt_of

DBI_PER_DBD = 2.15
GAINS_DBI = (-30.0, 80.0)
KEYWORD = re.compile(r"([A-Za-z][A-Za-z_]*)\s*[:=]?\s*(.*)", re.DOTALL)
PLANES = {"HORIZONTAL": Plane.HORIZONTAL, "VERTICAL": Plane.VERTICAL}
SAME_AS = {
    "MANUFACTURER": "MAKE",
    "FREQ": "FREQUENCY",
    "POLARISATION": "POLARIZATION",
    "POLARITY": "POLARIZATION",
    "COMMENTS": "COMMENT",
    "ELECTRICALTILT": "ELECTRICAL_TILT",
    "FRONTTOBACK": "FRONT_TO_BACK",
}
KNOWN = (
    "NAME", "MAKE", "MODEL", "FREQUENCY", "H_WIDTH", "V_WIDTH", "FRONT_TO_BACK", "GAIN", "TILT",
    "ELECTRICAL_TILT", "POLARIZATION", "COMMENT", *PLANES,
)  # fmt: skip
GHZ_BELOW = 100.0
"""A frequency below this without a unit is one in GHz."""


@dataclass
class Reading:
    """What has been read so far."""

    told: dict[str, Line] = field(default_factory=dict)
    cuts: dict[Plane, Cut] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)

    def text(self, key: str) -> str:
        """Value of a keyword, empty if it is missing."""
        return shortened(self.told[key].text) if key in self.told else ""


def is_msi(lines: list[Line]) -> bool:
    """Whether the lines have the cuts of such a file."""
    return any(keyword_of(line)[0] in PLANES for line in lines)


def read_msi(content: bytes, name: str = "") -> Antenna:
    """An antenna from an MSI Planet file; `name` is used where the file has none.

    Raises AntennaFileInvalid naming the line.
    """
    reading = read_lines(lines_of(content))
    for plane in Plane:
        if plane not in reading.cuts:
            raise AntennaFileInvalid(f"there is no {plane.upper()} cut")
    horizontal_db, notes = losses_of(reading.cuts[Plane.HORIZONTAL], are_gains=False)
    vertical_db, more = losses_of(reading.cuts[Plane.VERTICAL], are_gains=False)
    notes = [*reading.notes, *notes, *more]
    gain_dbi, more = gain_of(reading)
    notes += more
    told = number_told(reading, "FRONT_TO_BACK")
    front_to_back_db, more = told_or_found_front_to_back(told, horizontal_db)
    notes += more
    tilt_deg, more = electrical_tilt_of(tilt_told(reading), vertical_db)
    notes += more
    low_mhz, high_mhz, more = band_of(reading)
    notes += more
    if reading.unknown:
        notes.append(f"Not understood and left out: {shortened(', '.join(reading.unknown))}.")
    if not reading.text("NAME"):
        notes.append("The file has no NAME: called after the file.")
    return Antenna(
        name=reading.text("NAME") or shortened(name) or "Antenna",
        horizontal_db=horizontal_db,
        vertical_db=vertical_db,
        manufacturer=reading.text("MAKE"),
        model=reading.text("MODEL"),
        gain_dbi=gain_dbi,
        front_to_back_db=front_to_back_db,
        electrical_tilt_deg=tilt_deg,
        low_mhz=low_mhz,
        high_mhz=high_mhz,
        polarization=reading.text("POLARIZATION"),
        assumed=tuple(notes),
    )


def keyword_of(line: Line) -> tuple[str, str]:
    """Keyword in capitals and its value; empty where the line begins with none that is known."""
    found = KEYWORD.fullmatch(line.text)
    if not found:
        return "", ""
    key = SAME_AS.get(found[1].upper(), found[1].upper())
    return (key, found[2].strip()) if key in KNOWN else ("", "")


def read_lines(lines: list[Line]) -> Reading:
    """Keywords and cuts of the lines."""
    reading = Reading()
    cut: Cut | None = None
    due = 0
    for place, line in enumerate(lines):
        key, value = keyword_of(line)
        if key in PLANES:
            cut, due = begun(reading, PLANES[key], value, line)
        elif key:
            cut = None
            reading.told.setdefault(key, Line(line.number, value))
        elif cut is not None and (len(cut.angles_deg) < due or line.text[0] in "+-.0123456789"):
            cut.add(*pair_of(line), line.number)
        elif place == 0:
            reading.told["NAME"] = line
            reading.notes.append("The first line has no keyword: taken as the name.")
        else:
            cut = None
            reading.unknown.append(f"line {line.number} {line.text.split()[0]!r}")
    for plane, read in reading.cuts.items():
        told, count = read.declared, len(read.angles_deg)
        if told is not None and told != count:
            reading.notes.append(f"{plane.upper()} says {told} values, {count} are there.")
    return reading


def begun(reading: Reading, plane: Plane, value: str, line: Line) -> tuple[Cut, int]:
    """A cut that begins here, and how many values are due in any case: at least one."""
    cut = Cut(plane, line.number)
    counts = numbers_in(value)
    cut.declared = int(counts[0]) if counts else None
    if plane in reading.cuts:
        note = f"There is more than one {plane.upper()} cut: the first one counts."
        if note not in reading.notes:
            reading.notes.append(note)
    else:
        reading.cuts[plane] = cut
    return cut, cut.declared if cut.declared is not None else 1


def number_told(reading: Reading, key: str) -> float | None:
    """Number behind a keyword, None without; raises AntennaFileInvalid for what is none."""
    if key not in reading.told or not reading.told[key].text:
        return None
    line = reading.told[key]
    return number_of(line.text.split()[0], line.number, f"a number for {key}")


def gain_of(reading: Reading) -> tuple[float | None, list[str]]:
    """Gain in dBi: dBd unless the file says dBi."""
    if not reading.text("GAIN"):
        return None, ["The file tells no gain."]
    line = reading.told["GAIN"]
    found = re.fullmatch(r"([-+\u2212]?[\d.,]+)\s*(db[di]?)?(?:\W.*)?", line.text, re.IGNORECASE)
    if not found:
        raise AntennaFileInvalid(f"{shortened(line.text)!r} is not a gain", line.number)
    value = number_of(found[1], line.number, "a gain")
    unit = (found[2] or "").lower()
    gain_dbi = value if unit == "dbi" else value + DBI_PER_DBD
    if not GAINS_DBI[0] <= gain_dbi <= GAINS_DBI[1]:
        raise AntennaFileInvalid(f"a gain of {gain_dbi:g} dBi cannot be", line.number)
    if unit in ("dbi", "dbd"):
        return round(gain_dbi, 2), []
    return round(gain_dbi, 2), [
        f"GAIN {value:g} has no unit: taken as dBd, which makes {gain_dbi:.2f} dBi."
    ]


def tilt_told(reading: Reading) -> float | None:
    """Electrical tilt by ELECTRICAL_TILT or a number behind TILT, None if neither is there."""
    told = number_told(reading, "ELECTRICAL_TILT")
    if told is None:
        signed = re.search(r"[-+]?\d+(?:[.,]\d+)?", reading.text("TILT"))
        told = float(signed[0].replace(",", ".")) if signed else None
    return told


def band_of(reading: Reading) -> tuple[float | None, float | None, list[str]]:
    """Lowest and highest frequency in MHz: one number or a range, in MHz or GHz."""
    text = reading.text("FREQUENCY")
    found = numbers_in(text)
    if not found or max(found) <= 0.0:
        return None, None, ["The file tells no frequency."] if not found else []
    is_ghz = "ghz" in text.lower()
    notes = []
    if not is_ghz and "mhz" not in text.lower() and max(found) < GHZ_BELOW:
        is_ghz = True
        notes.append(f"FREQUENCY {text} is taken as GHz.")
    scale = 1000.0 if is_ghz else 1.0
    return round(min(found) * scale, 3), round(max(found) * scale, 3), notes


def write_msi(antenna: Antenna) -> str:
    """The antenna as an MSI Planet file, losses to a hundredth of a dB."""
    lines = [f"NAME {shortened(antenna.name)}"]
    for key, value in (("MAKE", antenna.manufacturer), ("MODEL", antenna.model)):
        if value:
            lines.append(f"{key} {shortened(value)}")
    if antenna.low_mhz is not None and antenna.high_mhz is not None:
        band = sorted({antenna.low_mhz, antenna.high_mhz})
        lines.append(f"FREQUENCY {'-'.join(f'{one:.10g}' for one in band)}")
    lines += [
        f"H_WIDTH {antenna.horizontal_beamwidth_deg:.1f}",
        f"V_WIDTH {antenna.vertical_beamwidth_deg:.1f}",
        f"FRONT_TO_BACK {antenna.front_to_back_db:.2f}",
    ]
    if antenna.gain_dbi is not None:
        lines.append(f"GAIN {antenna.gain_dbi:.2f} dBi")
    lines += ["TILT ELECTRICAL", f"ELECTRICAL_TILT {antenna.electrical_tilt_deg:.10g}"]
    if antenna.polarization:
        lines.append(f"POLARIZATION {shortened(antenna.polarization)}")
    for key, cut in (("HORIZONTAL", antenna.horizontal_db), ("VERTICAL", antenna.vertical_db)):
        lines.append(f"{key} 360")
        lines += [f"{degree} {loss:.2f}" for degree, loss in enumerate(cut)]
    return "\r\n".join(lines) + "\r\n"
