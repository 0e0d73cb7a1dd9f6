"""The network's entities, each declared once."""

from .antennas import ANTENNA_PATTERN
from .measurements import MEASUREMENT
from .places import ADDRESS, CONTACT, SITE
from .radio import EQUIPMENT, LINK, SECTOR

ENTITIES = (SITE, SECTOR, EQUIPMENT, LINK, ANTENNA_PATTERN, CONTACT, ADDRESS, MEASUREMENT)

__all__ = [
    "ADDRESS",
    "ANTENNA_PATTERN",
    "CONTACT",
    "ENTITIES",
    "EQUIPMENT",
    "LINK",
    "MEASUREMENT",
    "SECTOR",
    "SITE",
]
