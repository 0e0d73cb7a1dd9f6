"""What is written as MSI is read back the same; whatever is read, it is an antenna or a refusal."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from guywire.engines.propagation.antennas import (
    Antenna,
    AntennaFileInvalid,
    read_antenna,
    read_msi,
    write_msi,
)

from .make import adf, ant, msi, vertical_loss

HUNDREDTHS = st.integers(0, 6000).map(lambda n: n / 100.0)
TEXT = st.text(st.characters(exclude_categories=("C", "Z")), min_size=1, max_size=30).filter(
    lambda name: name[0] not in ":="
)


@given(
    name=TEXT,
    around=st.lists(HUNDREDTHS, min_size=359, max_size=359),
    gain=st.one_of(st.none(), st.integers(-1000, 4000).map(lambda n: n / 100.0)),
    tilt=st.integers(-15, 15),
    band=st.integers(100, 90_000),
)
def test_msi_round_trip(
    name: str, around: list[float], gain: float | None, tilt: int, band: int
) -> None:
    antenna = Antenna(
        name=name,
        horizontal_db=np.array([0.0, *(max(loss, 0.6) for loss in around)]),
        vertical_db=np.array([vertical_loss(degree, float(tilt)) for degree in range(360)]),
        gain_dbi=gain,
        front_to_back_db=27.5,
        electrical_tilt_deg=float(tilt),
        low_mhz=float(band),
        high_mhz=band + 12.5,
        polarization="V",
    )
    read = read_msi(write_msi(antenna).encode())
    assert (read.name, read.gain_dbi, read.polarization) == (name, gain, "V")
    assert (read.low_mhz, read.high_mhz) == (antenna.low_mhz, antenna.high_mhz)
    assert (read.front_to_back_db, read.electrical_tilt_deg) == (27.5, float(tilt))
    np.testing.assert_allclose(read.horizontal_db, antenna.horizontal_db, atol=1e-9)
    np.testing.assert_allclose(read.vertical_db, antenna.vertical_db, atol=1e-9)
    assert read.assumed == (() if gain is not None else ("The file tells no gain.",))


@given(
    content=st.sampled_from([msi(), adf(), ant()]),
    place=st.floats(0.0, 1.0),
    length=st.integers(0, 40),
    instead=st.binary(max_size=20),
)
def test_a_damaged_file_is_read_or_refused(
    content: bytes, place: float, length: int, instead: bytes
) -> None:
    at = int(place * len(content))
    damaged = content[:at] + instead + content[at + length :]
    try:
        antenna = read_antenna(damaged, "x")
    except AntennaFileInvalid:
        return
    assert antenna.horizontal_db.min() == 0.0 == antenna.vertical_db.min()
