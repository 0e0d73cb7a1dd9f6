"""What a visitor's form is helped with: a bare map to point at, and addresses as they are typed.

Nothing of the network is in it: the ground, and the names of the imported address file.
"""

from typing import Any

from django.conf import settings
from django.urls import reverse

from guywire.kit.errors import NotFound

from .addresses import find_addresses
from .hillshade import HIGHEST_ZOOM, LOWEST_ZOOM, terrain_bounds, terrain_tile, terrain_version

AROUND_DEG = 0.1
MOST_SUGGESTED = 6


def picking_map(
    terrain_name: str, key: str, *, centre: tuple[float | None, float | None]
) -> dict[str, Any]:
    """What the map island is told where it only takes a point: no layers, no search, no doors."""
    north, east = centre
    bounds = terrain_bounds()
    if north is not None and east is not None:
        bounds = (
            east - 2 * AROUND_DEG,
            north - AROUND_DEG,
            east + 2 * AROUND_DEG,
            north + AROUND_DEG,
        )
    picture = reverse(terrain_name, args=[key, 0, 0, 0])
    return {
        "tiles": "",
        "version": "",
        "terrain": picture.replace("0/0/0", "{z}/{x}/{y}") + f"?v={terrain_version()}",
        "terrainBounds": terrain_bounds(),
        "terrainZooms": [LOWEST_ZOOM, HIGHEST_ZOOM],
        "background": settings.GUYWIRE_MAP_TILES_URL,
        "attribution": "",
        "places": "",
        "bounds": bounds,
        "layers": [],
        "technologies": {},
        "create": [],
        "check": "",
    }


def terrain_picture(z: int, x: int, y: int) -> bytes:
    """A tile of the ground. Raises NotFound where there is none by its number."""
    if not LOWEST_ZOOM <= z <= HIGHEST_ZOOM or not (x < 2**z and y < 2**z):
        raise NotFound("There is no such picture.")
    return terrain_tile(z, x, y)


def suggested_addresses(text: str) -> list[str]:
    """Addresses of the imported file that what was typed may mean.

    The last word may be one that is abbreviated when it is whole ("nor" of "north"): it is left
    out where nothing begins with it.
    """
    found = find_addresses(text, limit=MOST_SUGGESTED)
    shorter = text.strip().rpartition(" ")[0]
    if not found and shorter:
        found = find_addresses(shorter, limit=MOST_SUGGESTED)
    return [str(one) for one in found]
