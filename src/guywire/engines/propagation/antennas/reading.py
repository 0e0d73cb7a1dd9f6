"""Which format a file is in; by what stands in it, since `.ant` and `.txt` mean many things."""

from pathlib import PurePath

from guywire.engines.propagation.antennas.antenna import Antenna
from guywire.engines.propagation.antennas.errors import AntennaFileInvalid
from guywire.engines.propagation.antennas.msi import is_msi, read_msi
from guywire.engines.propagation.antennas.nsma import is_nsma, read_adf
from guywire.engines.propagation.antennas.radio_mobile import is_radio_mobile, read_ant
from guywire.engines.propagation.antennas.text import lines_of


def read_antenna(content: bytes, file_name: str = "") -> Antenna:
    """An antenna from a file in any format known here.

    Raises AntennaFileInvalid, which names the line where there is one to blame.
    """
    lines = lines_of(content)
    stem = PurePath(file_name.replace("\\", "/")).stem
    if is_nsma(lines):
        return read_adf(content, stem)
    if is_msi(lines):
        return read_msi(content, stem)
    if is_radio_mobile(lines):
        return read_ant(content, stem)
    raise AntennaFileInvalid(
        "this is no antenna file known here: neither MSI Planet (HORIZONTAL and VERTICAL), nor"
        " NSMA (REVNUM, PATCUT), nor Radio Mobile (720 numbers)"
    )
