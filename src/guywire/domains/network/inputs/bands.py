"""Bands and channel widths of each technology, and whether a carrier lies where its band says."""

import re

from ..models import Sector
from .channels import LTE_BANDS, wifi_band_of

Technology = Sector.Technology
Edges = tuple[float, float]

# 3GPP TS 38.104 tables 5.2-1 and 5.2-2: the downlink of each band that has one, MHz.
NR_BANDS: dict[int, Edges] = {
    1: (2110, 2170), 2: (1930, 1990), 3: (1805, 1880), 5: (869, 894), 7: (2620, 2690),
    8: (925, 960), 12: (729, 746), 13: (746, 756), 14: (758, 768), 18: (860, 875),
    20: (791, 821), 24: (1525, 1559), 25: (1930, 1995), 26: (859, 894), 28: (758, 803),
    29: (717, 728), 30: (2350, 2360), 34: (2010, 2025), 38: (2570, 2620), 39: (1880, 1920),
    40: (2300, 2400), 41: (2496, 2690), 46: (5150, 5925), 48: (3550, 3700), 50: (1432, 1517),
    51: (1427, 1432), 53: (2483.5, 2495), 65: (2110, 2200), 66: (2110, 2200), 67: (738, 758),
    70: (1995, 2020), 71: (617, 652), 74: (1475, 1518), 75: (1432, 1517), 76: (1427, 1432),
    77: (3300, 4200), 78: (3300, 3800), 79: (4400, 5000), 85: (728, 746), 90: (2496, 2690),
    91: (1427, 1432), 92: (1432, 1517), 93: (1427, 1432), 94: (1432, 1517), 96: (5925, 7125),
    100: (919.4, 925), 101: (1900, 1910), 102: (5925, 6425), 104: (6425, 7125), 105: (612, 652),
    257: (26_500, 29_500), 258: (24_250, 27_500), 259: (39_500, 43_500), 260: (37_000, 40_000),
    261: (27_500, 28_350), 262: (47_200, 48_200), 263: (57_000, 71_000),
}  # fmt: skip
FIRST_FR2_BAND = 257
LTE_EDGES: dict[int, Edges] = {
    band: (low, round(low + 0.1 * (last - first + 1), 1)) for band, low, first, last in LTE_BANDS
}
WIFI_EDGES: dict[str, Edges] = {"2.4": (2400, 2500), "5": (4900, 5925), "6": (5925, 7125)}
CBRS_EDGES: Edges = (3550.0, 3700.0)

LTE_WIDTHS = (1.4, 3, 5, 10, 15, 20)
"""3GPP TS 36.104 table 5.6-1."""
NR_WIDTHS = (3, 5, 10, 15, 20, 25, 30, 35, 40, 45, 50, 60, 70, 80, 90, 100)
NR_FR2_WIDTHS = (50, 100, 200, 400, 800, 1600, 2000)
"""3GPP TS 38.104 tables 5.3.5-1 and 5.3.5-2."""

BAND = {
    Technology.LTE: re.compile(r"(?:b|band ?)?(\d+)", re.IGNORECASE),
    Technology.CBRS: re.compile(r"(?:b|band ?)?(\d+)", re.IGNORECASE),
    Technology.NR: re.compile(r"(?:n|band n?)?(\d+)", re.IGNORECASE),
}


def band_number(technology: Sector.Technology, band: str) -> int:
    """The number in the name of an LTE or NR band. ValueError where it names none."""
    match = BAND[technology].fullmatch(band)
    known = NR_BANDS if technology == Technology.NR else LTE_EDGES
    letter = "n" if technology == Technology.NR else "B"
    if match is None:
        raise ValueError(f"write the band of {technology.label} as {letter}48, not {band!r}")
    number = int(match[1])
    if number not in known:
        raise ValueError(f"{technology.label} has no band {letter}{number}")
    return number


def named_band(technology: Sector.Technology, band: str) -> str:
    """The band as it is written here: B48, n78; other technologies keep their words."""
    if technology == Technology.CBRS and band.upper() in {"", "CBRS"}:
        return "B48"
    if technology not in BAND or not band:
        return band
    letter = "n" if technology == Technology.NR else "B"
    return f"{letter}{band_number(technology, band)}"


def refuse_width(technology: Sector.Technology, band: str, width_mhz: float) -> None:
    """Raise ValueError unless LTE or NR has channels of this width."""
    if technology in {Technology.LTE, Technology.CBRS}:
        widths: tuple[float, ...] = LTE_WIDTHS
    elif technology == Technology.NR:
        is_fr2 = bool(band) and band_number(technology, band) >= FIRST_FR2_BAND
        widths = NR_FR2_WIDTHS if is_fr2 else NR_WIDTHS
        if not band:
            widths = tuple(sorted({*NR_WIDTHS, *NR_FR2_WIDTHS}))
    else:
        return
    if width_mhz not in widths:
        told = ", ".join(f"{one:g}" for one in widths)
        raise ValueError(f"{technology.label} has channels of {told} MHz, not {width_mhz:g} MHz")


def refuse_outside(
    technology: Sector.Technology, band: str, center_mhz: float, width_mhz: float
) -> None:
    """Raise ValueError where the carrier leaves its band (CBRS: 47 CFR 96.11)."""
    places: list[tuple[str, Edges]] = []
    if technology == Technology.CBRS:
        places.append(("the CBRS band", CBRS_EDGES))
    if technology in BAND and band:
        edges = NR_BANDS if technology == Technology.NR else LTE_EDGES
        places.append((f"band {band}", edges[band_number(technology, band)]))
    if technology == Technology.WIFI and band[:1].isdigit():
        wifi = wifi_band_of(band, 1)
        places.append((f"the {wifi} GHz band", WIFI_EDGES[wifi]))
    for name, (low, high) in places:
        if center_mhz - width_mhz / 2 < low or center_mhz + width_mhz / 2 > high:
            raise ValueError(
                f"{width_mhz:g} MHz around {center_mhz:g} MHz leave {name}"
                f" of {low:g} to {high:g} MHz"
            )
