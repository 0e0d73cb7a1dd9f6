"""Leads, customers, contacts and notes."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Prefetch, prefetch_related_objects

from guywire.kit.access import Actor
from guywire.kit.entity import (
    Action,
    Changes,
    Column,
    Entity,
    Filter,
    Html,
    Panel,
    Related,
    Timeline,
)

from .. import queries
from ..inputs import (
    ContactInput,
    ConvertInput,
    CustomerInput,
    LeadInput,
    MergeInput,
    NoteInput,
    ReasonInput,
)
from ..models import Contact, Customer, Lead, Note
from ..queries.checks import enquiry_of
from ..services import customers as services
from ..services import leads as lead_services
from ..services.checks import SOURCE
from ..services.merging import merge_customer
from .cells import by_keywords, said_by
from .outputs import ContactOutput, CustomerOutput, LeadOutput, NoteOutput


def _standing(customer: Customer) -> bool:
    return customer.state != Customer.State.MERGED


def _health(customer: Customer, actor: Actor) -> Mapping[str, Any]:
    visible = actor.may("customers.service.view")
    # once for this panel and for the timeline
    by_number = Prefetch("merged_from", Customer.objects.order_by("number"))
    prefetch_related_objects([customer], by_number)
    return {
        "health": queries.health_of(customer) if visible else None,
        "merged": customer.merged_from.all(),
        "may_add": _standing(customer) and actor.may("customers.service.add"),
    }


def _merged(customer: Customer) -> Iterable[UUID]:
    return [other.pk for other in customer.merged_from.all()]


def _checked(lead: Lead, actor: Actor) -> Mapping[str, Any]:
    at = (lead.serviceability or {}).get("checked_at")
    return {"checked_at": datetime.fromisoformat(at) if at else None}


def _came_by_check(lead: Lead, actor: Actor) -> bool:
    return lead.source == SOURCE


def _enquiry(lead: Lead, actor: Actor) -> Mapping[str, Any]:
    return {
        "enquiry": enquiry_of(lead),
        "may_see_check": actor.may("customers.address_check.view"),
    }


def _known(lead: Lead, actor: Actor) -> Mapping[str, Any]:
    visible = lead.is_open and actor.may("customers.customer.view")
    return {
        "twins": queries.customers_like(lead) if visible else (),
        "may_convert": lead.is_open and actor.may("customers.lead.convert"),
    }


def _stays(customer: Customer, actor: Actor) -> Mapping[str, Any]:
    visible = actor.may("customers.service_location.view")
    return {"stays": queries.stays_of(customer) if visible else ()}


def _twins(customer: Customer, actor: Actor) -> Mapping[str, Any]:
    return {
        "twins": queries.duplicates_of(customer),
        "may_merge": actor.may("customers.customer.merge"),
    }


LEAD = Entity(
    model=Lead,
    input=LeadInput,
    output=LeadOutput,
    rows=queries.leads,
    create=lead_services.create_lead,
    change=lead_services.change_lead,
    remove=lead_services.remove_lead,
    columns=(
        Column("number", link=True),
        Column("name"),
        Column("state", badge=True),
        Column("phone"),
        Column("city"),
        Column("source"),
        Column("wanted_plan"),
        Column("created_at", "Added"),
        Column("email", "E-mail", hidden=True),
        Column("street", hidden=True),
        Column("postcode", hidden=True),
        Column("campaign", hidden=True),
        Column("customer", hidden=True),
    ),
    filters=("state", "source", "campaign", "city", "wanted_plan", "created_at"),
    search=("search_text",),
    natural_key=("number",),
    default_sort="-created_at",
    panels=(
        Panel(
            "Lead",
            "name",
            Column("state", badge=True),
            "state_reason",
            "phone",
            "email",
            "source",
            "campaign",
            "wanted_plan",
            "customer",
            "notes",
        ),
        Html("Can we serve it?", "customers/panels/serviceability.html", _checked),
        Html(
            "Asked on your web site", "customers/panels/enquiry.html", _enquiry, when=_came_by_check
        ),
        Html("A customer already?", "customers/panels/known.html", _known),
        Panel(
            "Place",
            "street",
            "unit",
            "city",
            "region",
            "postcode",
            "country",
            Column("latitude", unit="°", decimals=5),
            Column("longitude", unit="°", decimals=5),
        ),
        Timeline(),
        Changes(),
    ),
    actions=(
        Action(
            "convert",
            by_keywords(lead_services.convert_lead),
            input=ConvertInput,
            when=lambda lead: lead.is_open,
            icon="user-check",
            description="Make the lead a customer with its location and, for the plan it wants,"
            " a quoted service",
        ),
        Action(
            "contact",
            lead_services.contact_lead,
            label="Contacted",
            when=lambda lead: lead.state == Lead.State.NEW,
            icon="phone",
            bulk=True,
            description="Note that somebody has talked to the lead",
        ),
        Action(
            "qualify",
            lead_services.qualify_lead,
            when=lambda lead: lead.state in {Lead.State.NEW, Lead.State.CONTACTED},
            icon="check",
            bulk=True,
            description="Note that the lead can be served and wants to be",
        ),
        Action(
            "check",
            lead_services.check_lead,
            label="Check serviceability",
            when=lambda lead: lead.is_open and lead.latitude is not None,
            icon="radar-2",
            bulk=True,
            description="Ask again whether the lead's place can be served",
        ),
        Action(
            "disqualify",
            by_keywords(lead_services.disqualify_lead),
            input=ReasonInput,
            when=lambda lead: lead.is_open,
            icon="x",
            danger=True,
            description="Give the lead up, with a reason",
        ),
        Action(
            "reopen",
            lead_services.reopen_lead,
            when=lambda lead: lead.state == Lead.State.DISQUALIFIED,
            icon="refresh",
            description="Open a disqualified lead again",
        ),
    ),
    group="customers",
    order=11,
    icon="user-plus",
    empty="Leads come from the serviceability check, from a CSV file, or one by one.",
)

CUSTOMER = Entity(
    model=Customer,
    input=CustomerInput,
    output=CustomerOutput,
    rows=queries.customers,
    create=services.create_customer,
    create_many=services.create_customers,
    change=services.change_customer,
    remove=services.remove_customer,
    columns=(
        Column("name", link=True),
        Column("number"),
        Column("state", badge=True),
        Column("phone", sort=""),
        Column("email", "E-mail"),
        Column("service_count", "Services", sort=""),
        Column("tags", sort=""),
        Column("kind", hidden=True),
        Column("source", hidden=True),
        Column("campaign", hidden=True),
        Column("language", hidden=True),
        Column("created_at", "Since", hidden=True),
    ),
    filters=("state", "kind", "source", Filter("tag", queries.with_tag, "Tag"), "created_at"),
    search=("search_text",),
    natural_key=("number",),
    default_sort="name",
    panels=(
        Html("Is it all right?", "customers/panels/health.html", _health),
        Panel(
            "Customer",
            "number",
            "kind",
            Column("state", badge=True),
            "phone",
            "email",
            "language",
            "source",
            "campaign",
            "referred_by",
            "merged_into",
            "created_at",
        ),
        Related(
            "contacts",
            "customers.contact",
            "Contacts",
            ("kind", "name", "phone", "email", "preferred"),
        ),
        Html("Locations", "customers/panels/stays.html", _stays),
        Related("notes", "customers.note", "Notes", ("text", "author", "created_at")),
        Html("May be the same", "customers/panels/twins.html", _twins),
        Timeline(also=_merged),
    ),
    actions=(
        Action(
            "merge",
            by_keywords(merge_customer),
            input=MergeInput,
            when=_standing,
            icon="git-merge",
            danger=True,
            confirm="Services with their history, contacts, notes, locations, leads and referrals"
            " of this customer move to the one you name. This record stays with its number and"
            " audit trail and points there. It cannot be undone by a button.",
            description="Merge this customer into another, which keeps everything",
        ),
    ),
    group="customers",
    order=10,
    icon="users",
    empty="Convert a lead, add a customer, or import your customers from a CSV file.",
)

CONTACT = Entity(
    model=Contact,
    input=ContactInput,
    output=ContactOutput,
    rows=queries.contacts,
    create=services.create_contact,
    change=services.change_contact,
    remove=services.remove_contact,
    columns=(
        Column("name", link=True),
        Column("customer", sort="customer__name"),
        Column("kind"),
        Column("phone"),
        Column("email", "E-mail"),
        Column("channel", hidden=True),
        Column("preferred", hidden=True),
    ),
    filters=("kind", "channel", "preferred", "customer"),
    search=("name", "email", "phone", "phone_digits"),
    default_sort="name",
    panels=(
        Panel(
            "Contact",
            "customer",
            "kind",
            "name",
            "email",
            "phone",
            "address",
            "channel",
            "preferred",
        ),
        Changes(),
    ),
    icon="address-book",
    empty="People to reach about a customer: billing, technical, emergency.",
)

NOTE = Entity(
    model=Note,
    input=NoteInput,
    output=NoteOutput,
    rows=queries.notes,
    create=services.create_note,
    change=services.change_note,
    remove=services.remove_note,
    columns=(
        Column("text", link=True),
        Column("customer", sort="customer__name"),
        said_by("author"),
        Column("pinned"),
        Column("created_at", "Written"),
    ),
    filters=("pinned", "customer", "created_at"),
    search=("text",),
    default_sort="-created_at",
    panels=(Panel("Note", "customer", "author", "pinned", "text", "created_at"), Changes()),
    icon="message",
    empty="What is to be remembered of customers.",
    importable=False,
)
