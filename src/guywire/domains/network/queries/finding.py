"""The search box of the map: positions typed, sites by name, addresses by the file."""

import re

from django.db.models import Q

from guywire.kit.access import Actor

from ..models import Site
from .addresses import LIMIT, Place, find_addresses

POSITION = re.compile(r"^\s*(-?\d{1,2}(?:\.\d+)?)\s*[,; ]\s*(-?\d{1,3}(?:\.\d+)?)\s*$")


def position_of(text: str) -> tuple[float, float] | None:
    """(latitude, longitude) when the text is "44.13, -71.74"."""
    match = POSITION.match(text)
    if match is None:
        return None
    latitude, longitude = float(match[1]), float(match[2])
    return (latitude, longitude) if abs(latitude) <= 90 and abs(longitude) <= 180 else None


def find_places(text: str, actor: Actor) -> list[Place]:
    """What the text may mean on the map, the likeliest first."""
    position = position_of(text)
    if position:
        return [Place(*position, f"{position[0]:.6f}, {position[1]:.6f}", "position")]
    found = []
    if actor.may("network.site.view"):
        named = Site.objects.filter(Q(name__icontains=text) | Q(address__icontains=text))
        found += [Place(s.latitude, s.longitude, s.name, "site") for s in named[:LIMIT]]
    found += [
        Place(one.latitude, one.longitude, str(one), "address file") for one in find_addresses(text)
    ]
    return found[:LIMIT]
