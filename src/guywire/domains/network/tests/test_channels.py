"""Channel numbers against values that the standards and regulators print."""

import pytest

from guywire.domains.network.inputs.channels import (
    earfcn_mhz,
    lte_band,
    nr_arfcn_mhz,
    wifi_band_of,
    wifi_channel_mhz,
)


@pytest.mark.parametrize(
    ("earfcn", "band", "mhz"),
    [
        (0, 1, 2110.0),
        (300, 1, 2140.0),
        (900, 2, 1960.0),
        (2525, 5, 881.5),
        (5230, 13, 751.0),
        (9820, 30, 2355.0),
        (39750, 41, 2506.0),
        (55240, 48, 3550.0),
        (55990, 48, 3625.0),
        (56739, 48, 3699.9),
        (66436, 66, 2110.0),
        (68586, 71, 617.0),
    ],
)
def test_an_earfcn_is_the_frequency_of_ts_36_101(earfcn: int, band: int, mhz: float) -> None:
    assert (lte_band(earfcn), earfcn_mhz(earfcn)) == (band, mhz)


@pytest.mark.parametrize("earfcn", [18000, 60255, 70596 + 50, 5000])
def test_an_uplink_number_or_a_gap_is_no_earfcn(earfcn: int) -> None:
    with pytest.raises(ValueError, match=f"{earfcn} is no downlink EARFCN"):
        earfcn_mhz(earfcn)


@pytest.mark.parametrize(
    ("nr_arfcn", "mhz"),
    [
        (123_400, 617.0),
        (599_999, 2999.995),
        (600_000, 3000.0),
        (636_667, 3550.005),
        (653_333, 3799.995),
        (2_016_667, 24250.08),
        (2_070_833, 27500.04),
        (3_279_165, 99999.96),
    ],
)
def test_an_nr_arfcn_is_the_frequency_of_ts_38_104(nr_arfcn: int, mhz: float) -> None:
    assert nr_arfcn_mhz(nr_arfcn) == mhz


def test_an_nr_arfcn_beyond_the_raster_is_refused() -> None:
    with pytest.raises(ValueError, match="3279166 is no NR-ARFCN"):
        nr_arfcn_mhz(3_279_166)


@pytest.mark.parametrize(
    ("channel", "band", "mhz"),
    [
        (1, "2.4", 2412.0),
        (14, "2.4", 2484.0),
        (36, "5", 5180.0),
        (165, "5", 5825.0),
        (184, "5", 4920.0),
        (1, "6", 5955.0),
        (2, "6", 5935.0),
        (233, "6", 7115.0),
    ],
)
def test_a_wifi_channel_is_the_frequency_of_802_11(channel: int, band: str, mhz: float) -> None:
    assert wifi_channel_mhz(channel, wifi_band_of(f"{band} GHz", channel)) == mhz


def test_without_a_band_the_channel_number_tells_it() -> None:
    assert (wifi_band_of("", 11), wifi_band_of("", 149)) == ("2.4", "5")


def test_a_channel_that_the_band_lacks_is_refused() -> None:
    with pytest.raises(ValueError, match=r"the 2\.4 GHz band has no channel 36"):
        wifi_channel_mhz(36, "2.4")
