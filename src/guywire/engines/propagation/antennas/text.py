"""The text of an antenna file: its encoding, its lines, its numbers."""

import re
from dataclasses import dataclass

from guywire.engines.propagation.antennas.errors import AntennaFileInvalid

MOST_BYTES = 1_000_000
MOST_LINES = 50_000
LONGEST_TEXT = 200
NUMBER = re.compile(r"[-+]?(?:\d+(?:[.,]\d*)?|[.,]\d+)(?:[eE][-+]?\d+)?")
BYTE_ORDER_MARKS = ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))


@dataclass(frozen=True)
class Line:
    """A line that is not empty; number counts from 1."""

    number: int
    text: str


def lines_of(content: bytes) -> list[Line]:
    """The lines that are not empty. Raises AntennaFileInvalid for what is no text or too large."""
    if len(content) > MOST_BYTES:
        raise AntennaFileInvalid(
            f"the file has {len(content):,} bytes, more than {MOST_BYTES:,}: it is no antenna file"
        )
    found = [
        Line(number, text.strip())
        for number, text in enumerate(decoded(content).splitlines(), start=1)
        if text.strip()
    ]
    if not found:
        raise AntennaFileInvalid("the file is empty")
    if len(found) > MOST_LINES:
        raise AntennaFileInvalid(f"the file has {len(found):,} lines, more than {MOST_LINES:,}")
    return found


def decoded(content: bytes) -> str:
    """UTF-8 or UTF-16 where it says so, else Windows-1252, as old programs wrote."""
    for mark, encoding in BYTE_ORDER_MARKS:
        if content.startswith(mark):
            try:
                return content.decode(encoding)
            except UnicodeDecodeError as error:
                raise AntennaFileInvalid("the file is not text") from error
    if b"\0" in content:
        raise AntennaFileInvalid("the file is not text")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def number_of(text: str, line: int, what: str) -> float:
    """A number with a point or a comma; raises AntennaFileInvalid naming the line."""
    written = text.strip().replace("\u2212", "-")
    if not NUMBER.fullmatch(written):
        raise AntennaFileInvalid(f"{shortened(text)!r} is not {what}", line)
    return float(written.replace(",", "."))


def numbers_in(text: str) -> list[float]:
    """All numbers of a text, each without its sign: a minus between two is a dash."""
    return [float(one.replace(",", ".")) for one in re.findall(r"\d+(?:[.,]\d+)?", text)]


def pair_of(line: Line) -> tuple[float, float]:
    """Angle and value of a line of a cut, apart by spaces, tabs, a semicolon or a comma."""
    parts = [part.rstrip(",") for part in re.split(r"[\s;]+", line.text)]
    parts = [part for part in parts if part]
    if len(parts) == 1:
        parts = [part for part in parts[0].split(",") if part]
    if len(parts) < 2:
        reason = f"{shortened(line.text)!r} is not an angle and a value"
        raise AntennaFileInvalid(reason, line.number)
    angle = number_of(parts[0], line.number, "an angle")
    if not -360.0 <= angle <= 360.0:
        raise AntennaFileInvalid(f"an angle of {angle:g}° cannot be", line.number)
    return angle, number_of(parts[1], line.number, "a value in dB")


def shortened(text: str) -> str:
    """Text of a file as it may stand in a message or a column."""
    held = " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())
    return held if len(held) <= LONGEST_TEXT else held[: LONGEST_TEXT - 1] + "…"
