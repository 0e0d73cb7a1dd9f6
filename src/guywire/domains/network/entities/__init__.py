"""The network's entities, each declared once."""

from .antennas import ANTENNA_PATTERN
from .measurements import MEASUREMENT
from .places import ADDRESS, CONTACT, SITE
from .plans import CLIMATE_POINT, LINK_PLAN, RADIO_MODEL
from .radio import EQUIPMENT, LINK, SECTOR

ENTITIES = (
    SITE,
    SECTOR,
    EQUIPMENT,
    LINK,
    ANTENNA_PATTERN,
    RADIO_MODEL,
    CLIMATE_POINT,
    LINK_PLAN,
    CONTACT,
    ADDRESS,
    MEASUREMENT,
)

__all__ = [
    "ADDRESS",
    "ANTENNA_PATTERN",
    "CLIMATE_POINT",
    "CONTACT",
    "ENTITIES",
    "EQUIPMENT",
    "LINK",
    "LINK_PLAN",
    "RADIO_MODEL",
    "MEASUREMENT",
    "SECTOR",
    "SITE",
]
