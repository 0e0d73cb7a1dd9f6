"""The tables of the customers domain, split by noun."""

from .catalogue import AddOn, AddOnVersion, Discount, Plan, PlanVersion, TaxClass, Technology
from .checks import AddressCheck, AddressCheckDay, AddressEnquiry, Verdict
from .history import ServiceAddOn, ServiceChange, ServiceDiscount, ServicePeriod
from .people import Contact, Customer, Kind, Lead, Note
from .places import LocationOccupancy, ServiceLocation
from .service import Service, SuspendReason

__all__ = [
    "AddressCheck",
    "AddressCheckDay",
    "AddressEnquiry",
    "AddOn",
    "AddOnVersion",
    "Contact",
    "Customer",
    "Discount",
    "Kind",
    "Lead",
    "LocationOccupancy",
    "Note",
    "Plan",
    "PlanVersion",
    "Service",
    "ServiceAddOn",
    "ServiceChange",
    "ServiceDiscount",
    "ServiceLocation",
    "ServicePeriod",
    "SuspendReason",
    "TaxClass",
    "Technology",
    "Verdict",
]
