"""What the map island is told, and where it opens."""

import math
from typing import Any

from django.conf import settings
from django.db.models import Count, Max, Min
from django.urls import reverse
from django.utils.translation import gettext as _

from guywire.kit.access import Actor
from guywire.kit.pages.statuses import tone_of

from ..models import Sector, Site
from .hillshade import HIGHEST_ZOOM, LOWEST_ZOOM, terrain_bounds, terrain_version
from .layers import layers_for

FARTHEST_LABELS, NEAREST_LABELS = 8, 13
NAMES_ON_A_SCREEN = 100
SCREEN_PIXELS = 1000 * 500
TILE_PIXELS = 512
Bounds = tuple[float, float, float, float]


def extent() -> Bounds | None:
    """West, south, east, north of the sites, else of the terrain; None when there is neither."""
    found = Site.objects.aggregate(
        west=Min("longitude"), south=Min("latitude"), east=Max("longitude"), north=Max("latitude")
    )
    if found["west"] is None:
        return terrain_bounds()
    return found["west"], found["south"], found["east"], found["north"]


def _label_zoom() -> int:
    """The zoom at which a screen holds few enough sites to write their names."""
    found = Site.objects.aggregate(
        count=Count("pk"),
        width=Max("longitude") - Min("longitude"),
        height=Max("latitude") - Min("latitude"),
    )
    area = (found["width"] or 0.0) * (found["height"] or 0.0)
    if not area:
        return FARTHEST_LABELS
    degrees_a_pixel = math.sqrt(area * NAMES_ON_A_SCREEN / (found["count"] * SCREEN_PIXELS))
    zoom = math.ceil(math.log2(360.0 / TILE_PIXELS / degrees_a_pixel))
    return max(FARTHEST_LABELS, min(NEAREST_LABELS, zoom))


def map_settings(actor: Actor) -> dict[str, Any]:
    """What the map island is told: addresses, layers, words for statuses, what may be created."""
    bounds, label_zoom = extent(), _label_zoom()
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
            "labelZoom": label_zoom if one.name == "sites" else NEAREST_LABELS,
            "version": one.version(),
        }
        for one in layers_for(actor)
    ]
    create = [
        {"noun": noun, "label": label, "url": reverse(f"network:{noun}-new")}
        for noun, label in (("site", _("Add a site here")), ("sector", _("Add a sector")))
        if actor.may(f"network.{noun}.add")
    ]
    check = actor.may("network.serviceability.check")
    tile = reverse("api:map_tile", args=["LAYER", 0, 0, 0])
    picture = reverse("api:terrain_picture", args=[0, 0, 0])
    return {
        "tiles": tile.replace("LAYER/0/0/0", "{layer}/{z}/{x}/{y}"),
        "terrain": picture.replace("0/0/0", "{z}/{x}/{y}") + f"?v={terrain_version()}",
        "terrainBounds": terrain_bounds(),
        "terrainZooms": [LOWEST_ZOOM, HIGHEST_ZOOM],
        "background": settings.GUYWIRE_MAP_TILES_URL,
        "backgroundKind": settings.GUYWIRE_MAP_TILES_KIND,
        "attribution": settings.GUYWIRE_MAP_ATTRIBUTION if settings.GUYWIRE_MAP_TILES_URL else "",
        "places": reverse("api:find_places"),
        "bounds": bounds,
        "layers": layers,
        "technologies": dict(Sector.Technology.choices),
        "create": create,
        "check": reverse("network:serviceability") if check else "",
    }
