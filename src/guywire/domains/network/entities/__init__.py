"""The network's entities, each declared once."""

from .places import ADDRESS, CONTACT, SITE
from .radio import EQUIPMENT, LINK, SECTOR

ENTITIES = (SITE, SECTOR, EQUIPMENT, LINK, CONTACT, ADDRESS)

__all__ = ["ADDRESS", "CONTACT", "ENTITIES", "EQUIPMENT", "LINK", "SECTOR", "SITE"]
