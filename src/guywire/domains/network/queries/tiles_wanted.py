"""Which public terrain tiles are wanted: squares of one degree, named as SRTM names them."""

import math
from collections.abc import Iterator

from django.db.models import Max

from guywire.engines import geo

from ..models import Sector, Site, TerrainFetch
from .terrain import terrain_store

REACH_M = 40_000.0
MOST_TILES = 400


def names_between(south: float, west: float, north: float, east: float) -> list[str]:
    """The tiles that a box touches (degrees; west may lie east of the date line), by name."""
    across = (east - west) % 360.0 if east < west else east - west
    columns = range(math.floor(west), math.floor(west + across - 1e-9) + 1)
    rows = range(math.floor(south), math.floor(north - 1e-9) + 1)
    if len(rows) * len(columns) > MOST_TILES:
        raise geo.EngineError(
            f"the box holds {len(rows) * len(columns)} tiles, at most {MOST_TILES} are fetched"
        )
    return sorted({tile_name(row, column) for row in rows for column in columns})


def tile_name(south: int, west: int) -> str:
    """Such as N44W072, of the square whose south-west corner this is."""
    return geo.srtm_name(south + 0.5, west + 0.5).removesuffix(".hgt")


def missing_tiles() -> list[str]:
    """The squares around the tenant's sites that no tile of the terrain covers, by name.

    As far as the widest sector reaches, and 40 km at least; the first so many.
    """
    widest = Sector.objects.exclude(status=Sector.Status.RETIRED).aggregate(
        widest=Max("max_range_m")
    )["widest"]
    reach_m = max(REACH_M, widest or 0.0)
    wanted: set[str] = set()
    places = Site.objects.filter(valid_to=None).values_list("latitude", "longitude")
    for latitude, longitude in places.order_by("pk"):
        box = geo.bounding_box(latitude, longitude, reach_m)
        wanted |= set(names_between(box.south, box.west, box.north, box.east))
    covered = set(_covered())
    return sorted(wanted - covered)[:MOST_TILES]


def _covered() -> Iterator[str]:
    """The squares whose middle some tile covers."""
    for tile in terrain_store().coverage():
        for row in range(math.floor(tile.south), math.ceil(tile.north)):
            for column in range(math.floor(tile.west), math.ceil(tile.east)):
                is_in = tile.south <= row + 0.5 <= tile.north
                if is_in and tile.west <= column + 0.5 <= tile.east:
                    yield tile_name(row, column)


def newest_fetch() -> TerrainFetch | None:
    return TerrainFetch.objects.order_by("-created_at", "-id").first()
