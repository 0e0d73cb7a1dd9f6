"""Write shapes of the network."""

from .addresses import AddressInput, QualificationInput
from .antennas import AntennaPatternInput
from .coverage import CoverageInput
from .equipment import BackhaulLinkInput, EquipmentInput
from .sectors import SectorInput
from .sites import SiteContactInput, SiteInput

__all__ = [
    "AddressInput",
    "AntennaPatternInput",
    "BackhaulLinkInput",
    "CoverageInput",
    "EquipmentInput",
    "QualificationInput",
    "SectorInput",
    "SiteContactInput",
    "SiteInput",
]
