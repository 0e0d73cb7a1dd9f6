"""Antennas out of files and formulas, and their gain in every direction.

    from guywire.engines.propagation import antennas

    antenna = antennas.read_antenna(content, "sector65.msi")       # MSI, NSMA or Radio Mobile
    antenna.assumed                                                # what the file left open
    pattern = antennas.CutPattern(antenna=antenna, azimuth_deg=120, mechanical_tilt_deg=2)
    pattern.gains_db(azimuths_deg, elevations_deg)                 # for coverage and qualify
    antennas.write_msi(antenna)
    antennas.sector_antenna(antennas.TR_36_814, name="70 degrees", gain_dbi=17)

Degrees and dB; losses are positive, gains relative to the beam. What a file leaves open is decided
and said in words in `assumed`; what cannot be read raises AntennaFileInvalid with its line.

Sources: 3GPP TR 36.814 table A.2.1.1-2, TR 38.901 table 7.3-1; NSMA WG16.99.050; for the sense of
the angles of MSI, NSMA and Radio Mobile files crc-covlib (MIT), read and not copied.
"""

from guywire.engines.propagation.antennas.antenna import Antenna
from guywire.engines.propagation.antennas.errors import AntennaFileInvalid
from guywire.engines.propagation.antennas.formula import (
    TR_36_814,
    TR_38_901,
    SectorNumbers,
    sector_antenna,
)
from guywire.engines.propagation.antennas.msi import read_msi, write_msi
from guywire.engines.propagation.antennas.nsma import read_adf
from guywire.engines.propagation.antennas.pattern import CutPattern
from guywire.engines.propagation.antennas.radio_mobile import read_ant
from guywire.engines.propagation.antennas.reading import read_antenna
from guywire.engines.propagation.antennas.tables import Combination

__all__ = [
    "TR_36_814",
    "TR_38_901",
    "Antenna",
    "AntennaFileInvalid",
    "Combination",
    "CutPattern",
    "SectorNumbers",
    "read_adf",
    "read_ant",
    "read_antenna",
    "read_msi",
    "sector_antenna",
    "write_msi",
]
