"""What the map island is told, and where it opens."""

from typing import Any

from django.conf import settings
from django.db.models import Max, Min
from django.urls import reverse
from django.utils.translation import gettext as _

from guywire.kit.access import Actor
from guywire.kit.pages.statuses import tone_of

from ..models import Sector, Site
from .crowding import NEAREST, roomy_zoom
from .hillshade import HIGHEST_ZOOM, LOWEST_ZOOM, terrain_bounds, terrain_version
from .layers import layers_for, version_of

Bounds = tuple[float, float, float, float]


def extent() -> Bounds | None:
    """West, south, east, north of the sites, else of the terrain; None when there is neither."""
    found = Site.objects.aggregate(
        west=Min("longitude"), south=Min("latitude"), east=Max("longitude"), north=Max("latitude")
    )
    if found["west"] is None:
        return terrain_bounds()
    return found["west"], found["south"], found["east"], found["north"]


def map_settings(actor: Actor) -> dict[str, Any]:
    """What the map island is told: addresses, layers, words for statuses, what may be created."""
    roomy, shown = roomy_zoom(), layers_for(actor)
    layers = [
        {
            "name": one.name,
            "label": str(one.label),
            "geometry": one.geometry,
            "statuses": [
                {"key": key, "label": str(label), "tone": tone_of(key)}
                for key, label in one.status_labels.items()
            ],
            "minZoom": one.min_zoom,
            "labelZoom": roomy if one.name == "sites" else NEAREST,
        }
        for one in shown
    ]
    create = [
        {"noun": noun, "label": label, "url": reverse(f"network:{noun}-new")}
        for noun, label in (("site", _("Add a site here")), ("sector", _("Add a sector")))
        if actor.may(f"network.{noun}.add")
    ]
    check = actor.may("network.serviceability.check")
    tile = reverse("api:map_tile", args=[0, 0, 0])
    picture = reverse("api:terrain_picture", args=[0, 0, 0])
    return {
        "tiles": tile.replace("0/0/0", "{z}/{x}/{y}"),
        "version": version_of(shown),
        "terrain": picture.replace("0/0/0", "{z}/{x}/{y}") + f"?v={terrain_version()}",
        "terrainBounds": terrain_bounds(),
        "terrainZooms": [LOWEST_ZOOM, HIGHEST_ZOOM],
        "background": settings.GUYWIRE_MAP_TILES_URL,
        "backgroundKind": settings.GUYWIRE_MAP_TILES_KIND,
        "attribution": settings.GUYWIRE_MAP_ATTRIBUTION if settings.GUYWIRE_MAP_TILES_URL else "",
        "places": reverse("api:find_places"),
        "bounds": extent(),
        "layers": layers,
        "technologies": dict(Sector.Technology.choices),
        "create": create,
        "check": reverse("network:serviceability") if check else "",
    }
