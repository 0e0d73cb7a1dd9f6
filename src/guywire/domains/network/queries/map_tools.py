"""What the planning tools of the map ask, as far as somebody may use them."""

from typing import Any

from django.urls import reverse

from guywire.kit.access import Actor


def map_tools(actor: Actor) -> dict[str, Any]:
    """Addresses by tool; a tool that the actor may not use is absent."""
    tools: dict[str, Any] = {}
    if actor.may("network.serviceability.check"):
        tools["path"] = reverse("api:radio_path")
    return tools
