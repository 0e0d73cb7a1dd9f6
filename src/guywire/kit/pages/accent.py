"""A tenant's accent colour, bent until text in it and on it can be read.

Contrast is that of WCAG 2.1 §1.4.3 (relative luminance of sRGB); 4.5 is its level AA.
"""

import re
from dataclasses import dataclass

READABLE = 4.5
LIGHT_PAGE = "#f5f5f6"
DARK_PAGE = "#2a2a2c"
WHITE = "#ffffff"
INK = "#111318"
STEPS = 100

_HEX = re.compile(r"#[0-9a-fA-F]{6}")

Channels = tuple[int, int, int]


@dataclass(frozen=True, kw_only=True)
class Accent:
    """An accent for both themes: ``ink`` is the text colour that can be read on it."""

    light: str
    light_ink: str
    dark: str
    dark_ink: str


def accent(colour: str) -> Accent | None:
    """The readable pair for ``#rrggbb``; None when ``colour`` is empty or no such text."""
    if not _HEX.fullmatch(colour):
        return None
    light = _bent(colour, towards="#000000", against=LIGHT_PAGE)
    dark = _bent(colour, towards=WHITE, against=DARK_PAGE)
    return Accent(light=light, light_ink=ink_on(light), dark=dark, dark_ink=ink_on(dark))


def contrast(one: str, other: str) -> float:
    """The WCAG contrast ratio of two ``#rrggbb`` colours, 1 to 21."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def ink_on(colour: str) -> str:
    """White where it can be read on ``colour``, else a near black."""
    return WHITE if contrast(colour, WHITE) >= READABLE else INK


def _bent(colour: str, *, towards: str, against: str) -> str:
    """``colour`` mixed with as little of ``towards`` as makes it readable on ``against``."""
    mixes = (_mix(colour, towards, step / STEPS) for step in range(STEPS + 1))
    return next(mix for mix in mixes if contrast(mix, against) >= READABLE)


def _mix(colour: str, other: str, share: float) -> str:
    pairs = zip(_channels(colour), _channels(other), strict=True)
    red, green, blue = (round(a + (b - a) * share) for a, b in pairs)
    return f"#{red:02x}{green:02x}{blue:02x}"


def _channels(colour: str) -> Channels:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _luminance(colour: str) -> float:
    red, green, blue = (_linear(channel / 255) for channel in _channels(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4
