"""Channel numbers to centre frequencies in MHz, after the standards that number them."""

from bisect import bisect_right
from typing import Literal

WifiBand = Literal["2.4", "5", "6"]

# 3GPP TS 36.101 table 5.7.3-1, downlink: band, F_DL_low in MHz, first and last N_DL (the first is
# also N_Offs-DL).
LTE_BANDS: tuple[tuple[int, float, int, int], ...] = (
    (1, 2110, 0, 599), (2, 1930, 600, 1199), (3, 1805, 1200, 1949), (4, 2110, 1950, 2399),
    (5, 869, 2400, 2649), (6, 875, 2650, 2749), (7, 2620, 2750, 3449), (8, 925, 3450, 3799),
    (9, 1844.9, 3800, 4149), (10, 2110, 4150, 4749), (11, 1475.9, 4750, 4949),
    (12, 729, 5010, 5179), (13, 746, 5180, 5279), (14, 758, 5280, 5379), (17, 734, 5730, 5849),
    (18, 860, 5850, 5999), (19, 875, 6000, 6149), (20, 791, 6150, 6449), (21, 1495.9, 6450, 6599),
    (22, 3510, 6600, 7399), (23, 2180, 7500, 7699), (24, 1525, 7700, 8039), (25, 1930, 8040, 8689),
    (26, 859, 8690, 9039), (27, 852, 9040, 9209), (28, 758, 9210, 9659), (29, 717, 9660, 9769),
    (30, 2350, 9770, 9869), (31, 462.5, 9870, 9919), (32, 1452, 9920, 10359),
    (33, 1900, 36000, 36199), (34, 2010, 36200, 36349), (35, 1850, 36350, 36949),
    (36, 1930, 36950, 37549), (37, 1910, 37550, 37749), (38, 2570, 37750, 38249),
    (39, 1880, 38250, 38649), (40, 2300, 38650, 39649), (41, 2496, 39650, 41589),
    (42, 3400, 41590, 43589), (43, 3600, 43590, 45589), (44, 703, 45590, 46589),
    (45, 1447, 46590, 46789), (46, 5150, 46790, 54539), (47, 5855, 54540, 55239),
    (48, 3550, 55240, 56739), (49, 3550, 56740, 58239), (50, 1432, 58240, 59089),
    (51, 1427, 59090, 59139), (52, 3300, 59140, 60139), (53, 2483.5, 60140, 60254),
    (65, 2110, 65536, 66435), (66, 2110, 66436, 67335), (67, 738, 67336, 67535),
    (68, 753, 67536, 67835), (69, 2570, 67836, 68335), (70, 1995, 68336, 68585),
    (71, 617, 68586, 68935), (72, 461, 68936, 68985), (73, 460, 68986, 69035),
    (74, 1475, 69036, 69465), (75, 1432, 69466, 70315), (76, 1427, 70316, 70365),
    (85, 728, 70366, 70545), (87, 420, 70546, 70595), (88, 422, 70596, 70645),
)  # fmt: skip
LTE_STARTS = tuple(first for _, _, first, _ in LTE_BANDS)

# 3GPP TS 38.104 table 5.4.2.1-1: first N_REF, last N_REF, F_REF-Offs in MHz, ΔF_Global in kHz.
NR_RASTERS: tuple[tuple[int, int, float, int], ...] = (
    (0, 599_999, 0.0, 5),
    (600_000, 2_016_666, 3000.0, 15),
    (2_016_667, 3_279_165, 24250.08, 60),
)

# IEEE 802.11-2020 Annex E: first and last channel, MHz at channel 0.
WIFI_RANGES: dict[WifiBand, tuple[tuple[int, int, int], ...]] = {
    "2.4": ((1, 13, 2407),),
    "5": ((32, 177, 5000), (182, 196, 4000)),
    "6": ((1, 233, 5950),),
}


def lte_band(earfcn: int) -> int:
    """The E-UTRA band of a downlink EARFCN. ValueError when no band holds it (an uplink number)."""
    at = bisect_right(LTE_STARTS, earfcn) - 1
    if at < 0 or earfcn > LTE_BANDS[at][3]:
        raise ValueError(f"{earfcn} is no downlink EARFCN of any LTE band")
    return LTE_BANDS[at][0]


def earfcn_mhz(earfcn: int) -> float:
    """Centre of a downlink EARFCN in MHz: F_DL_low + 0.1 (N_DL - N_Offs-DL); TS 36.101 §5.7.3."""
    band = lte_band(earfcn)
    low, first = next((low, first) for number, low, first, _ in LTE_BANDS if number == band)
    return round(low + 0.1 * (earfcn - first), 1)


def nr_arfcn_mhz(nr_arfcn: int) -> float:
    """F_REF of an NR-ARFCN in MHz: offset + ΔF_Global (N_REF - N_REF-Offs); TS 38.104 §5.4.2."""
    for first, last, offset_mhz, step_khz in NR_RASTERS:
        if first <= nr_arfcn <= last:
            return round(offset_mhz + step_khz * (nr_arfcn - first) / 1000, 3)
    raise ValueError(f"{nr_arfcn} is no NR-ARFCN: they run from 0 to 3279165")


def wifi_band_of(band: str, channel: int) -> WifiBand:
    """The Wi-Fi band that the words mean ("5 GHz", "U-NII-3", ""); without any, by the number.

    ValueError where they name a frequency that is none of Wi-Fi's.
    """
    words = band.lower().replace("ghz", "").strip()
    known: tuple[WifiBand, ...] = ("2.4", "5", "6")
    for name in known:
        if words == name or words.startswith(f"{name}."):
            return name
    if words[:1].isdigit() and words != "4.9":
        raise ValueError(f"Wi-Fi has bands at 2.4, 5 and 6 GHz, not {band!r}")
    if words == "4.9":
        return "5"
    return "2.4" if channel <= 14 else "5"


def wifi_channel_mhz(channel: int, band: WifiBand) -> float:
    """Centre of a Wi-Fi channel in MHz. ValueError when the band has no such channel."""
    if (band, channel) == ("2.4", 14):
        return 2484.0
    if (band, channel) == ("6", 2):
        return 5935.0
    for first, last, base_mhz in WIFI_RANGES[band]:
        if first <= channel <= last:
            return float(base_mhz + 5 * channel)
    raise ValueError(f"the {band} GHz band has no channel {channel}")
