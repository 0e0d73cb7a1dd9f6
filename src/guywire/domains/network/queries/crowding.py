"""From which zoom on the map has room for the network's sites."""

import math

from django.db.models import Count, Max, Min

from ..models import Site

FARTHEST, NEAREST = 8, 13
SITES_ON_A_SCREEN = 100
SCREEN_PIXELS = 1000 * 500
TILE_PIXELS = 512


def roomy_zoom() -> int:
    """The zoom at which a screen holds few enough sites for names and for whole beams."""
    found = Site.objects.aggregate(
        count=Count("pk"),
        width=Max("longitude") - Min("longitude"),
        height=Max("latitude") - Min("latitude"),
    )
    area = (found["width"] or 0.0) * (found["height"] or 0.0)
    if not area:
        return FARTHEST
    degrees_a_pixel = math.sqrt(area * SITES_ON_A_SCREEN / (found["count"] * SCREEN_PIXELS))
    zoom = math.ceil(math.log2(360.0 / TILE_PIXELS / degrees_a_pixel))
    return max(FARTHEST, min(NEAREST, zoom))
