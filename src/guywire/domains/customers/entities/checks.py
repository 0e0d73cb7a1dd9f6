"""The address check for a WISP's own web site."""

from collections.abc import Mapping
from typing import Any

from guywire.domains.tenants.queries import this_tenant
from guywire.kit.access import Actor
from guywire.kit.entity import Action, Changes, Column, Entity, Html, Panel

from ..inputs import AddressCheckInput
from ..models import AddressCheck
from ..queries import checks as queries
from ..services import checks as services
from .outputs import AddressCheckOutput


def _embedding(check: AddressCheck, actor: Actor) -> Mapping[str, Any]:
    slug = this_tenant().slug
    return {
        "page": queries.page_address(check, slug),
        "snippet": queries.snippet_of(check, slug),
        "frame": queries.frame_of(check, slug),
    }


def _by_day(check: AddressCheck, actor: Actor) -> Mapping[str, Any]:
    return {
        "days": queries.days_of(check),
        "counts": queries.counts_of(check),
        "may_see_leads": actor.may("customers.lead.view"),
    }


ADDRESS_CHECK = Entity(
    model=AddressCheck,
    input=AddressCheckInput,
    output=AddressCheckOutput,
    rows=queries.address_checks,
    create=services.create_check,
    change=services.change_check,
    remove=services.remove_check,
    columns=(
        Column("name", link=True),
        Column("is_active", "Open"),
        Column("takes_leads", "Asks for contacts"),
        Column("asked_count", "Asked", sort=""),
        Column("lead_count", "Leads", sort=""),
        Column("origins", "Web sites", sort=""),
        Column("likely_margin_db", hidden=True),
        Column("maybe_margin_db", hidden=True),
        Column("created_at", "Since", hidden=True),
    ),
    filters=("is_active", "takes_leads"),
    search=("name",),
    natural_key=("name",),
    default_sort="name",
    panels=(
        Html("On your web site", "customers/panels/embedding.html", _embedding),
        Html("Checks and leads by day", "customers/panels/check_days.html", _by_day),
        Panel(
            "Answers",
            Column("is_active", "Open to visitors"),
            Column("likely_margin_db", "Margin for “yes”", unit="dB"),
            Column("maybe_margin_db", "Margin for “maybe”", unit="dB"),
            Column("receive_height_m", "Antenna above ground", unit="m"),
            Column("patch_radius_m", "Look around", unit="m"),
            "technologies",
            Column("plan_codes", "Plans shown"),
            Column("takes_leads", "Asks for contact details"),
        ),
        Panel(
            "Texts",
            "title",
            "intro",
            "yes_text",
            "maybe_text",
            "no_text",
            "thanks_text",
            "consent_text",
        ),
        Changes(),
    ),
    actions=(
        Action(
            "replace_key",
            services.replace_key,
            label="Replace the address",
            icon="refresh",
            danger=True,
            confirm="Web sites that embed it show nothing until they have the new snippet.",
            description="Give an address check a new address; the old one finds nothing",
        ),
    ),
    group="customers",
    order=70,
    icon="world",
    empty="A page for your own web site: people type their address, see whether you can serve"
    " them, and leave their details.",
    importable=False,
)
