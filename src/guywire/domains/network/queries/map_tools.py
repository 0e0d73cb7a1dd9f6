"""What the planning tools of the map ask, as far as somebody may use them."""

from typing import Any
from uuid import UUID

from django.urls import reverse

from guywire.kit.access import Actor

NONE = UUID(int=0)


def map_tools(actor: Actor) -> dict[str, Any]:
    """Addresses by tool; a tool that the actor may not use is absent."""
    tools: dict[str, Any] = {}
    if actor.may("network.serviceability.check"):
        tools["path"] = reverse("api:radio_path")
    if actor.may("network.coverage.view"):
        tools["coverage"] = {"studies": reverse("api:coverage_studies")}
        if actor.may("network.coverage.run"):
            tools["coverage"]["begin"] = reverse("network:coverage-new")
    if actor.may("network.sector.view") and actor.may("network.site.view"):
        tools["sector"] = _sector(actor)
    return tools


def _sector(actor: Actor) -> dict[str, Any]:
    """Of the planning of a sector; ``elsewhere`` with a place for its id."""
    studies = reverse("api:coverage_studies")
    base = studies.removesuffix("coverage-studies")
    addresses = {
        "sectors": f"{base}sectors",
        "sites": f"{base}sites",
        "page": reverse("network:sector-list"),
        "mayChange": actor.may("network.sector.change"),
    }
    if actor.may("network.coverage.run"):
        addresses["preview"] = reverse("api:preview_coverage")
    if actor.may("network.antenna_pattern.view"):
        addresses["antennas"] = f"{base}antenna-patterns"
    if actor.may("network.sector.add"):
        copy = reverse("api:sector_elsewhere", args=[NONE])
        addresses["elsewhere"] = copy.replace(str(NONE), "{id}")
    return addresses
