"""Reads of the customers domain, split by noun."""

from .board import Due, changes_due, leads_by_state, services_by_state
from .catalogue import PlanOffer, add_on_version_on, plan_version_on, plans_on_offer
from .days import day_bounds, today
from .duplicates import DuplicateGroup, Twin, duplicate_groups, duplicates_of
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
from .people import ContactCard, CustomerCard, customer_card
from .terms import TermsSpan, services_on_sectors, terms_at, terms_between, terms_on

__all__ = [
    "ContactCard",
    "CustomerCard",
    "Due",
    "DuplicateGroup",
    "PlanOffer",
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
    "leads",
    "leads_by_state",
    "locations",
    "near_place",
    "notes",
    "plan_version_on",
    "plans",
    "plans_on_offer",
    "points_in",
    "service_changes",
    "services",
    "services_by_state",
    "services_on_sectors",
    "terms_at",
    "terms_between",
    "terms_on",
    "today",
    "with_tag",
]
