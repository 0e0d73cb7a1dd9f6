"""Reads of the customers domain, split by noun."""

from .board import Due, changes_due, leads_by_state, services_by_state
from .cards import (
    ServiceNow,
    first_day_in,
    priced_day,
    service_now,
    stays_at,
    stays_of,
    versions_of,
)
from .catalogue import PlanOffer, add_on_version_on, fits, plan_version_on, plans_on_offer
from .days import day_bounds, today
from .duplicates import DuplicateGroup, Twin, customers_like, duplicate_groups, duplicates_of
from .health import Health, health_of
from .home import has_customers, has_plans
from .keys import Phone, address_key, name_key, phone_of
from .lists import (
    add_ons,
    contacts,
    customers,
    discounts,
    due_within,
    leads,
    locations,
    near_place,
    notes,
    plans,
    service_changes,
    services,
    with_tag,
)
from .map import ServicePoint, points_in
from .one_row import lead_of, location_at, radiating_sector
from .people import ContactCard, CustomerCard, customer_card
from .places import (
    address_parts,
    lead_address,
    offered_here,
    place_offers,
    place_panel,
    snapshot,
)
from .terms import TermsSpan, services_on_sectors, terms_at, terms_between, terms_on

__all__ = [
    "Health",
    "health_of",
    "customers_like",
    "Phone",
    "phone_of",
    "location_at",
    "fits",
    "name_key",
    "address_key",
    "address_parts",
    "ContactCard",
    "CustomerCard",
    "Due",
    "DuplicateGroup",
    "PlanOffer",
    "ServiceNow",
    "ServicePoint",
    "TermsSpan",
    "Twin",
    "add_on_version_on",
    "add_ons",
    "changes_due",
    "contacts",
    "customer_card",
    "customers",
    "day_bounds",
    "discounts",
    "due_within",
    "duplicate_groups",
    "duplicates_of",
    "lead_address",
    "lead_of",
    "leads",
    "leads_by_state",
    "locations",
    "near_place",
    "notes",
    "has_customers",
    "has_plans",
    "offered_here",
    "first_day_in",
    "priced_day",
    "place_offers",
    "place_panel",
    "plan_version_on",
    "plans",
    "plans_on_offer",
    "points_in",
    "radiating_sector",
    "service_changes",
    "service_now",
    "services",
    "services_by_state",
    "services_on_sectors",
    "snapshot",
    "stays_at",
    "stays_of",
    "terms_at",
    "terms_between",
    "terms_on",
    "today",
    "versions_of",
    "with_tag",
]
