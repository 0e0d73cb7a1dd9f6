"""The entities of the customers domain, each declared once."""

from .catalogue import ADD_ON, DISCOUNT, PLAN
from .checks import ADDRESS_CHECK
from .people import CONTACT, CUSTOMER, LEAD, NOTE
from .places import SERVICE_LOCATION
from .services import SERVICE, SERVICE_CHANGE

ENTITIES = (
    LEAD,
    CUSTOMER,
    SERVICE,
    SERVICE_LOCATION,
    SERVICE_CHANGE,
    PLAN,
    ADD_ON,
    DISCOUNT,
    CONTACT,
    NOTE,
    ADDRESS_CHECK,
)

__all__ = [
    "ADDRESS_CHECK",
    "ADD_ON",
    "CONTACT",
    "CUSTOMER",
    "DISCOUNT",
    "ENTITIES",
    "LEAD",
    "NOTE",
    "PLAN",
    "SERVICE",
    "SERVICE_CHANGE",
    "SERVICE_LOCATION",
]
