"""Antenna files as they are met, well made and ugly."""

import math
from typing import Any

import numpy as np
import pytest

from guywire.engines.propagation.antennas import AntennaFileInvalid, read_antenna
from guywire.engines.propagation.antennas.text import MOST_BYTES

from .make import adf, ant, cut_lines, horizontal_loss, msi, vertical_loss

AROUND = np.array([horizontal_loss(degree) for degree in range(360)])
AHEAD = np.array([vertical_loss(degree) for degree in range(360)])


def vertical_cut(tilt: float) -> str:
    return "VERTICAL 360\n" + cut_lines(lambda degree: vertical_loss(degree, tilt))


def test_a_well_made_file_leaves_nothing_open() -> None:
    antenna = read_antenna(msi("NAME A 65\nMAKE Nobody\nFREQUENCY 3400-3800\nGAIN 17.5 dBi\n"
                               "FRONT_TO_BACK 28\nTILT 0\nPOLARIZATION +45"), "x.msi")  # fmt: skip
    assert antenna.assumed == ()
    assert (antenna.name, antenna.manufacturer, antenna.gain_dbi) == ("A 65", "Nobody", 17.5)
    assert (antenna.low_mhz, antenna.high_mhz, antenna.polarization) == (3400.0, 3800.0, "+45")
    assert (antenna.front_to_back_db, antenna.electrical_tilt_deg) == (28.0, 0.0)
    np.testing.assert_array_equal(antenna.horizontal_db, AROUND)
    np.testing.assert_array_equal(antenna.vertical_db, AHEAD)
    assert (antenna.horizontal_beamwidth_deg, antenna.vertical_beamwidth_deg) == (65.0, 8.0)


@pytest.mark.parametrize(
    ("content", "note"),
    [
        (msi("Test 65\nGAIN 17.5 dBi\nFREQUENCY 3550\nFRONT_TO_BACK 28"), "no keyword"),
        (msi("GAIN 17.5 dBi\nFREQUENCY 3550\nFRONT_TO_BACK 28"), "no NAME"),
        (msi("name\tA\ngain\t15.35\nFrequency 3550\nFront_To_Back 28"), "no unit"),
        (msi("NAME A\nGAIN 17.5 dBi\nFREQUENCY 3.55\nFRONT_TO_BACK 28"), "GHz"),
        (msi("NAME A\nGAIN 17.5 dBi\nFREQUENCY 3550"), "no front-to-back ratio: 28 dB"),
        (msi("NAME A\nFRONT_TO_BACK 28"), "tells no gain"),
        (msi("NAME A\nGAIN 17.5 dBi\nWIND_LOAD 800 N\nFRONT_TO_BACK 28"), "line 3 'WIND_LOAD'"),
        (msi(horizontal="HORIZONTAL 361\n" + cut_lines(horizontal_loss)), "says 361 values, 360"),
        (msi(horizontal="HORIZONTAL\n" + cut_lines(horizontal_loss, range(361))), ""),
        (msi(horizontal="horizontal 360\n" + cut_lines(horizontal_loss, between="\t")), ""),
        (msi(horizontal="HORIZONTAL 360\n" + cut_lines(horizontal_loss, between=";")), ""),
        (msi(horizontal="HORIZONTAL 360\n" + cut_lines(horizontal_loss, between=", ")), ""),
        (
            msi(horizontal="HORIZONTAL 360\n" + cut_lines(horizontal_loss).replace(".", ",")),
            "",
        ),
        (
            msi(horizontal="HORIZONTAL 360\n" + cut_lines(horizontal_loss, range(-180, 180))),
            "from -180°",
        ),
        (
            msi(horizontal="HORIZONTAL 360\n" + cut_lines(horizontal_loss, [*range(90, 450)][:271])
                + "\n" + cut_lines(horizontal_loss, range(1, 90))),
            "",
        ),
        (msi(horizontal="HORIZONTAL 360\n" + cut_lines(lambda a: -horizontal_loss(a))), "gains"),
        (
            msi(horizontal="HORIZONTAL 360\n" + cut_lines(lambda a: 17.5 - horizontal_loss(a))),
            "gains",
        ),
        (
            msi(horizontal="HORIZONTAL 360\n" + cut_lines(lambda a: 3.0 + horizontal_loss(a))),
            "stands at 3 dB",
        ),
        (
            msi(horizontal="HORIZONTAL 181\n" + cut_lines(horizontal_loss, range(181))),
            "same on both sides",
        ),
        (msi(tail="\n\nEND OF FILE\n"), "'END'"),
        (msi().replace(b"\n", b"\r\n"), ""),
        (msi().replace(b"\n", b"\r"), ""),
        (msi().decode().encode("utf-16"), ""),
        (b"\xef\xbb\xbf" + msi(), ""),
        (msi("NAME Gr\xfc\xdfe\nFRONT_TO_BACK 28").decode().encode("cp1252"), "no gain"),
    ],
)  # fmt: skip
def test_variants_of_msi_give_the_same_antenna_and_say_so(content: bytes, note: str) -> None:
    antenna = read_antenna(content, "stem.msi")
    np.testing.assert_allclose(antenna.horizontal_db, AROUND, atol=1e-9)
    np.testing.assert_allclose(antenna.vertical_db, AHEAD, atol=1e-9)
    assert antenna.gain_dbi in (17.5, None)
    assert note in " ".join(antenna.assumed)


def test_fewer_and_fractional_angles_are_filled_in() -> None:
    sparse = "HORIZONTAL 72\n" + cut_lines(horizontal_loss, [5.0 * n for n in range(72)])
    fine = "VERTICAL 720\n" + cut_lines(vertical_loss, [0.5 * n for n in range(720)])
    antenna = read_antenna(msi(horizontal=sparse, vertical=fine), "x")
    np.testing.assert_allclose(antenna.horizontal_db[::5], AROUND[::5], atol=1e-9)
    assert antenna.horizontal_db[7] == pytest.approx(0.6 * AROUND[5] + 0.4 * AROUND[10])
    np.testing.assert_allclose(antenna.vertical_db, AHEAD, atol=1e-9)
    assert "72 angles" in antenna.assumed[0]
    assert "720 angles" in antenna.assumed[1]


@pytest.mark.parametrize(
    ("head", "drawn", "tilt", "note"),
    [
        ("TILT 6", 6.0, 6.0, ""),
        ("TILT ELECTRICAL\nELECTRICAL_TILT 6", 6.0, 6.0, ""),
        ("TILT ELECTRICAL", 6.0, 6.0, "tells no electrical tilt"),
        ("TILT -6", 6.0, 6.0, "the beam counts"),
        ("TILT 6", 0.0, 0.0, "the beam counts"),
        ("TILT 6,5", 6.0, 6.5, ""),
    ],
)
def test_the_tilt_is_where_the_beam_looks(head: str, drawn: float, tilt: float, note: str) -> None:
    content = msi(f"NAME A\nGAIN 17 dBi\nFRONT_TO_BACK 28\nFREQUENCY 3550\n{head}",
                  vertical=vertical_cut(drawn))  # fmt: skip
    antenna = read_antenna(content)
    assert antenna.electrical_tilt_deg == tilt
    assert note in " ".join(antenna.assumed)
    assert bool(note) == bool(antenna.assumed)


def test_half_vertical_cuts_are_made_whole() -> None:
    front = "VERTICAL 181\n" + cut_lines(vertical_loss, range(-90, 91))
    antenna = read_antenna(msi(vertical=front))
    np.testing.assert_allclose(antenna.vertical_db[:91], AHEAD[:91], atol=1e-9)
    assert antenna.vertical_db[180] == 30.0
    assert "no back" in " ".join(antenna.assumed)
    zenith = "VERTICAL 181\n" + cut_lines(lambda a: vertical_loss(a - 90.0), range(181))
    antenna = read_antenna(msi(vertical=zenith))
    np.testing.assert_allclose(antenna.vertical_db[:91], AHEAD[:91], atol=1e-9)
    assert "straight up" in " ".join(antenna.assumed)


def test_a_beam_that_looks_back_is_left_so() -> None:
    turned = "HORIZONTAL 360\n" + cut_lines(lambda angle: horizontal_loss(angle - 180.0))
    antenna = read_antenna(msi(horizontal=turned))
    np.testing.assert_allclose(antenna.horizontal_db, np.roll(AROUND, 180), atol=1e-9)
    assert "looks to 180°, not ahead" in " ".join(antenna.assumed)


@pytest.mark.parametrize("tilt", [0.0, 4.0])
@pytest.mark.parametrize(
    "variant",
    [
        {},
        {"units": "DBD/DBD", "gain": "15.35", "level": lambda loss: 15.35 - loss},
        {"units": "DBI/DBI", "level": lambda loss: 17.5 - loss},
        {"units": "DBI/LIN", "level": lambda loss: 10.0 ** (-loss / 20.0)},
    ],
)
def test_nsma_files_of_all_units(variant: dict[str, Any], tilt: float) -> None:
    antenna = read_antenna(adf(tilt=tilt, **variant), "x.adf")
    np.testing.assert_allclose(antenna.horizontal_db, AROUND, atol=0.02)
    told = [vertical_loss(degree, tilt) for degree in range(360)]
    np.testing.assert_allclose(antenna.vertical_db, told, atol=0.02)
    assert (antenna.name, antenna.manufacturer) == ("Dish 60", "Nobody")
    assert (antenna.gain_dbi, antenna.electrical_tilt_deg) == (17.5, tilt)
    assert (antenna.low_mhz, antenna.high_mhz) == (5925.0, 6425.0)
    assert antenna.polarization == "V/V"
    assert antenna.assumed == (
        "The horizontal cut counts angles from -180°: turned to 0°.",
        f"The vertical cut counts angles from {-179:g}°: turned to 0°.",
    )


def test_of_many_nsma_cuts_the_first_of_like_polarization_counts() -> None:
    cross = "PATCUT:,AZ\nPOLARI:,V/H\nNUPOIN:,2\nFSTLST:,-180,0\n-180,-40\n0,-30\n"
    antenna = read_antenna(adf(before=cross, horizontal_points="359"))
    np.testing.assert_allclose(antenna.horizontal_db, AROUND, atol=1e-9)
    said = " ".join(antenna.assumed)
    assert "2 horizontal cuts" in said
    assert "(V/V, line 21)" in said
    assert "says 359 points, 360 are there" in said


@pytest.mark.parametrize("tilt", [0.0, 5.0])
def test_radio_mobile_counts_from_straight_up(tilt: float) -> None:
    antenna = read_antenna(ant(tilt), "dipole.ant")
    np.testing.assert_array_equal(antenna.horizontal_db, AROUND)
    told = [vertical_loss(degree, tilt) for degree in range(360)]
    np.testing.assert_array_equal(antenna.vertical_db, told)
    assert (antenna.name, antenna.electrical_tilt_deg, antenna.gain_dbi) == ("dipole", tilt, None)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "the file is empty"),
        (b"\n \n", "the file is empty"),
        (b"\x89PNG\0\0", "the file is not text"),
        (b"x" * (MOST_BYTES + 1), "more than 1,000,000"),
        (b"hello\nworld", "no antenna file known here"),
        (msi(vertical="COMMENT none"), "there is no VERTICAL cut"),
        (msi(horizontal="HORIZONTAL 360"), "the horizontal cut has no values"),
        (msi(horizontal="HORIZONTAL 360\n0 0\n1 zero"), "line 8: 'zero' is not a value in dB"),
        (msi(horizontal="HORIZONTAL 360\n0 0\nabc"), "line 8: 'abc' is not an angle and a value"),
        (msi(horizontal="HORIZONTAL 360\n0 nan"), "line 7: 'nan' is not a value in dB"),
        (msi(horizontal="HORIZONTAL 360\n400 0"), "line 7: an angle of 400° cannot be"),
        (msi(horizontal="HORIZONTAL 360\n0 1e9"), "line 7: 1e+09 dB cannot be"),
        (
            msi(horizontal="HORIZONTAL 4\n0 0\n90 10\n180 25\n270 10"),
            "line 6: the horizontal cut has no value between 0° and 90°",
        ),
        (msi("NAME A\nGAIN 900 dBi"), "line 2: a gain of 900 dBi cannot be"),
        (msi("NAME A\nGAIN much"), "line 2: 'much' is not a gain"),
        (msi("NAME A\nFRONT_TO_BACK lots"), "line 2: 'lots' is not a number for FRONT_TO_BACK"),
        (
            msi(horizontal="HORIZONTAL 99999\n" + cut_lines(horizontal_loss, range(360)) * 0
                + "\n".join("1 1" for _ in range(14_401))),
            "line 14407: the horizontal cut has more than 14,400 points",
        ),
        (adf().replace(b"PATCUT:,EL", b"PATCUT:,30"), "a cut '30' cannot be read"),
        (adf().replace(b"PATCUT:,EL", b"PATCUT:,AZ"), "there is no vertical cut (PATCUT)"),
        (ant().rsplit(b"\n", 5)[0], "there are 715 values, not 720"),
        (ant().replace(b"-0.0", b"zero", 1), "line 1: 'zero' is not a level in dB"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_refused_with_its_line(content: bytes, message: str) -> None:
    with pytest.raises(AntennaFileInvalid) as caught:
        read_antenna(content)
    assert message in str(caught.value)
    assert not math.isnan(caught.value.line or 0)
