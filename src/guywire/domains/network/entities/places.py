"""Sites, their contacts and the address file."""

from collections.abc import Mapping
from typing import Any

from django.urls import reverse

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

from ..inputs import AddressInput, SiteContactInput, SiteInput
from ..models import AddressPoint, Site, SiteContact
from ..queries import objects as queries
from ..services import addresses as address_services
from ..services import sites as services
from .outputs import AddressOutput, SiteContactOutput, SiteOutput
from .versions import VERSIONS

POSITION = Column("position", "Position", sort="")
SHOW_GATE_CODE = "network.site.show_gate_code"
TYPES = Column("types", "Types", value=lambda site: site.type_labels)


def _links(site: Site, actor: Actor) -> Mapping[str, Any]:
    visible = actor.may("network.backhaul_link.view")
    return {"links": queries.links_at(site) if visible else (), "site": site}


def _gate(site: Site, actor: Actor) -> Mapping[str, Any]:
    return {"code_url": reverse("network:site-gate-code", args=[site.pk])}


def _may_open(site: Site, actor: Actor) -> bool:
    return site.has_gate_code and actor.may(SHOW_GATE_CODE)


SITE = Entity(
    model=Site,
    input=SiteInput,
    output=SiteOutput,
    extra_inputs=("effective_at",),
    rows=queries.sites,
    create=services.create_site,
    change=services.change_site,
    remove=services.remove_site,
    columns=(
        Column("name", link=True),
        Column("status", badge=True),
        TYPES,
        Column("sector_count", "Sectors"),
        Column("address"),
        Column("ground_elevation_m", "Ground", unit="m"),
        Column("height_m", "Structure height", unit="m", hidden=True),
        Column("structure", hidden=True),
        Column("owner", hidden=True),
        Column("asr_number", "ASR number", hidden=True),
        Column("latitude", unit="°", decimals=5, hidden=True),
        Column("longitude", unit="°", decimals=5, hidden=True),
        Column("tags", sort=""),
        Column("updated_at", "Changed", hidden=True),
    ),
    filters=(
        "status",
        Filter("type", queries.of_type, "Type", tuple(Site.Type.choices)),
        "structure",
        Filter("tag", queries.with_tag, "Tag"),
    ),
    search=("name", "address", "owner", "asr_number"),
    natural_key=("name",),
    default_sort="name",
    panels=(
        Panel("Identity", "name", Column("status", badge=True), TYPES, "tags", "owner", "notes"),
        Panel(
            "Place",
            POSITION,
            "address",
            Column("ground_elevation_m", "Ground above sea level", unit="m"),
            Column("height_m", "Height of the structure", unit="m"),
            "structure",
            "asr_number",
            Column("fcc_id", "FCC site id"),
        ),
        Html("On the map", "network/panels/place.html"),
        Panel("Access", "access_instructions", "access_hours", "gate_code", "safety_notes"),
        Html("Gate code", "network/panels/gate_code.html", _gate, _may_open),
        Related("contacts", "network.site_contact", "Contacts", ("role", "name", "phone", "email")),
        Related(
            "sectors",
            "network.sector",
            "Sectors",
            ("name", "status", "technology", "center_frequency_mhz", "azimuth_deg", "height_m"),
        ),
        Related(
            "equipment",
            "network.equipment",
            "Equipment",
            ("name", "type", "status", "model", "ip_address"),
        ),
        Html("Backhaul", "network/panels/links.html", _links),
        VERSIONS,
        Timeline(),  # no Changes(): a page asks at most 15 questions, and History shows them
    ),
    actions=(
        Action(
            "go_live",
            services.go_live,
            when=lambda site: site.status != Site.Status.ACTIVE,
            icon="player-play",
            bulk=True,
            description="Say that a site is built and in use",
        ),
        Action(
            "remove_gate_code",
            services.remove_gate_code,
            when=lambda site: site.has_gate_code,
            confirm="The stored code is gone for good.",
            icon="lock-open",
            description="Forget a site's gate code; an empty field when editing keeps it",
        ),
        Action(
            "retire",
            services.retire_site,
            when=lambda site: site.valid_to is None,
            confirm="The site is marked inactive from now on. Its history stays.",
            danger=True,
            icon="archive",
            description="Give a site up; its history stays",
        ),
    ),
    group="plan",
    order=20,
    icon="building-broadcast-tower",
    empty="Add your first tower, or import them from a CSV, KML, KMZ or GeoJSON file.",
)

CONTACT = Entity(
    model=SiteContact,
    input=SiteContactInput,
    output=SiteContactOutput,
    rows=queries.contacts,
    create=services.create_contact,
    change=services.change_contact,
    remove=services.remove_contact,
    columns=(
        Column("name", link=True),
        Column("site"),
        Column("role"),
        Column("phone"),
        Column("email"),
    ),
    filters=("role",),
    search=("name", "phone", "email", "site__name"),
    natural_key=("site", "role", "name"),
    default_sort="name",
    panels=(Panel("Contact", "site", "role", "name", "phone", "email", "notes"), Changes()),
    icon="address-book",
    empty="People to call about a site: landlord, key holder, power company.",
)

ADDRESS = Entity(
    model=AddressPoint,
    input=AddressInput,
    output=AddressOutput,
    rows=queries.addresses,
    create=address_services.create_address,
    create_many=address_services.load_addresses,
    change=address_services.change_address,
    remove=address_services.remove_address,
    columns=(
        Column("street", link=True),
        Column("number", "Number"),
        Column("unit", hidden=True),
        Column("city"),
        Column("region"),
        Column("postcode"),
        Column("latitude", unit="°", decimals=5),
        Column("longitude", unit="°", decimals=5),
    ),
    filters=("city", "postcode", Filter("words", queries.with_words, "Words")),
    search=("street", "city", "postcode"),
    natural_key=("street", "number", "unit", "city", "postcode"),
    default_sort="street",
    panels=(
        Panel("Address", "number", "street", "unit", "city", "region", "postcode"),
        Panel("Place", "latitude", "longitude"),
    ),
    group="plan",
    order=25,
    icon="map-pin",
    empty="Import an address file, so that addresses are found without asking anybody.",
)
