"""Write shapes of the network."""

from .addresses import AddressInput, QualificationInput
from .antennas import AntennaPatternInput
from .coverage import CoverageInput
from .equipment import BackhaulLinkInput, EquipmentInput
from .measurements import CalibrationInput, MeasurementInput
from .plans import ClimatePointInput, LinkPlanInput, RadioModelInput
from .sectors import SectorInput
from .sites import SiteContactInput, SiteInput

__all__ = [
    "AddressInput",
    "AntennaPatternInput",
    "BackhaulLinkInput",
    "ClimatePointInput",
    "CoverageInput",
    "CalibrationInput",
    "EquipmentInput",
    "MeasurementInput",
    "LinkPlanInput",
    "QualificationInput",
    "RadioModelInput",
    "SectorInput",
    "SiteContactInput",
    "SiteInput",
]
