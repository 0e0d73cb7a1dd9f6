"""Tables of the network."""

from .addresses import AddressPoint
from .antennas import AntennaPattern
from .coverage import CoverageCell, CoverageStudy
from .equipment import Equipment
from .history import EquipmentVersion, LinkVersion, SectorVersion, SiteVersion
from .links import BackhaulLink
from .measurements import Calibration, CalibrationPoint, SignalMeasurement
from .plans import ClimatePoint, LinkPlan, RadioModel
from .qualification import QualificationPart, QualificationRun
from .sectors import Sector
from .sites import Site, SiteContact
from .terrain import TerrainFetch

__all__ = [
    "AddressPoint",
    "AntennaPattern",
    "BackhaulLink",
    "ClimatePoint",
    "CoverageCell",
    "CoverageStudy",
    "Calibration",
    "CalibrationPoint",
    "Equipment",
    "EquipmentVersion",
    "LinkPlan",
    "LinkVersion",
    "QualificationPart",
    "QualificationRun",
    "RadioModel",
    "Sector",
    "SectorVersion",
    "SignalMeasurement",
    "Site",
    "SiteContact",
    "SiteVersion",
    "TerrainFetch",
]
