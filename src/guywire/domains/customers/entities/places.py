"""Service locations."""

from collections.abc import Mapping
from typing import Any

from django.urls import reverse

from guywire.kit.access import Actor
from guywire.kit.entity import Action, Changes, Column, Entity, Html, Panel, Related, Timeline

from .. import queries
from ..inputs import LocationInput, OccupyInput, VacateInput
from ..models import ServiceLocation
from ..services import locations as services
from .cells import by_keywords
from .outputs import ServiceLocationOutput

SHOW_GATE_CODE = "customers.service_location.show_gate_code"


def _occupants(location: ServiceLocation, actor: Actor) -> Mapping[str, Any]:
    visible = actor.may("customers.customer.view")
    return {"stays": queries.stays_at(location) if visible else ()}


def _gate(location: ServiceLocation, actor: Actor) -> Mapping[str, Any]:
    return {"code_url": reverse("customers:service_location-gate-code", args=[location.pk])}


def _may_open(location: ServiceLocation, actor: Actor) -> bool:
    return location.has_gate_code and actor.may(SHOW_GATE_CODE)


SERVICE_LOCATION = Entity(
    model=ServiceLocation,
    input=LocationInput,
    output=ServiceLocationOutput,
    rows=queries.locations,
    create=services.create_location,
    change=services.change_location,
    remove=services.remove_location,
    columns=(
        Column("address", link=True),
        Column("occupant_name", "Occupant", sort=""),
        Column("city"),
        Column("postcode"),
        Column("unit", hidden=True),
        Column("region", hidden=True),
        Column("country", hidden=True),
        Column("latitude", unit="°", decimals=5, hidden=True),
        Column("longitude", unit="°", decimals=5, hidden=True),
    ),
    filters=("city", "postcode", "region"),
    search=("address",),
    natural_key=("street", "unit", "city", "region", "postcode"),
    default_sort="address",
    panels=(
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
        Panel("Getting there", "directions", "parking", "gate_code"),
        Html("Gate code", "network/panels/gate_code.html", _gate, _may_open),
        Related(
            "services", "customers.service", "Services", ("number", "state", "customer", "sector")
        ),
        Html("Occupants", "customers/panels/occupants.html", _occupants),
        Timeline(),
        Changes(),
    ),
    actions=(
        Action(
            "occupy",
            by_keywords(services.occupy_location),
            input=OccupyInput,
            icon="home",
            description="Say which customer moves in, and when",
        ),
        Action(
            "vacate",
            by_keywords(services.vacate_location),
            input=VacateInput,
            icon="logout",
            description="Say from which day the unit is empty",
        ),
        Action(
            "remove_gate_code",
            services.remove_gate_code,
            when=lambda location: location.has_gate_code,
            confirm="The stored code is gone for good.",
            icon="lock-open",
            description="Forget a location's gate code; an empty field when editing keeps it",
        ),
    ),
    group="customers",
    order=13,
    icon="home",
    empty="A location is a unit that can be served; converting a lead makes one.",
)
