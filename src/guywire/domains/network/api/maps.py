"""Operations of the map: vector tiles, terrain pictures, the search box."""

import gzip
from typing import Any

from django.http import HttpResponse, HttpResponseNotModified
from ninja import Query, Router
from pydantic import BaseModel, ConfigDict, Field

from guywire.kit.access import ActorRequest, declare, needs
from guywire.kit.errors import NotFound

from ..queries.finding import find_places
from ..queries.hillshade import HIGHEST_ZOOM, LOWEST_ZOOM, terrain_tile, terrain_version
from ..queries.layers import layers_for, version_of
from ..queries.terrain import terrain_tiles
from ..queries.tiles import HIGHEST_ZOOM as HIGHEST_VECTOR_ZOOM
from ..queries.tiles import vector_tile

VIEW = declare("network.map.view", "See the map")
TERRAIN = declare("network.terrain.view", "See which terrain the platform has")
router = Router(tags=["Map"])
GZIP_LEVEL = 4
NAMED_S = 3600
MVT = "application/vnd.mapbox-vector-tile"


class FoundPlace(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    latitude: float
    longitude: float
    label: str
    source: str


class FoundPlaces(BaseModel):
    items: list[FoundPlace]


class Tile(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    kind: str
    name: str
    source: str
    crs: str
    south: float
    west: float
    north: float
    east: float
    resolution_m: float
    problem: str


class Tiles(BaseModel):
    items: list[Tile]


class FindQuery(BaseModel):
    q: str = Field(min_length=2, max_length=200)


def _check(z: int, x: int, y: int, lowest: int, highest: int) -> None:
    """Raise NotFound unless there is such a tile."""
    if not lowest <= z <= highest or not (0 <= x < 2**z and 0 <= y < 2**z):
        raise NotFound(f"There is no tile {z}/{x}/{y}.")


def _cached(request: ActorRequest, tag: str, max_age_s: int) -> HttpResponse:
    """An empty answer with its tag; 304 when the browser has this very state."""
    known = request.headers.get("If-None-Match", "")
    answer = HttpResponseNotModified() if known == tag else HttpResponse()
    answer["ETag"] = tag
    answer["Cache-Control"] = f"private, max-age={max_age_s}"
    answer["Vary"] = "Cookie, Authorization, Accept-Encoding"
    return answer


@router.get("/tiles/{int:z}/{int:x}/{int:y}.mvt", operation_id="map_tile", url_name="map_tile")
@needs(VIEW)
def tile(request: ActorRequest, z: int, x: int, y: int) -> HttpResponse:
    """A vector tile (MVT 2.1) with each layer of the map that you may see; empty where none is."""
    _check(z, x, y, 0, HIGHEST_VECTOR_ZOOM)
    layers = layers_for(request.actor)
    version = version_of(layers)
    # The page names the version it was made with: while it is today's, the tile need not be asked.
    is_named = request.GET.get("v") == version
    answer = _cached(request, f'"{version}"', max_age_s=NAMED_S if is_named else 0)
    if answer.status_code == HttpResponseNotModified.status_code:
        return answer
    content = vector_tile(layers, z, x, y)
    if "gzip" in request.headers.get("Accept-Encoding", ""):
        # Nothing of the request stands in a tile, so that its length tells nothing of a secret.
        content = gzip.compress(content, GZIP_LEVEL, mtime=0)
        answer["Content-Encoding"] = "gzip"
    answer.content = content
    answer["Content-Type"] = MVT
    return answer


@router.get(
    "/terrain-tiles/{int:z}/{int:x}/{int:y}.png",
    operation_id="terrain_picture",
    url_name="terrain_picture",
)
@needs(VIEW)
def picture(request: ActorRequest, z: int, x: int, y: int) -> HttpResponse:
    """The terrain as a raster-dem tile in Terrarium encoding."""
    _check(z, x, y, LOWEST_ZOOM, HIGHEST_ZOOM)
    answer = _cached(request, f'"{terrain_version()}"', max_age_s=86_400)
    if answer.status_code == HttpResponseNotModified.status_code:
        return answer
    answer.content = terrain_tile(z, x, y)
    answer["Content-Type"] = "image/png"
    return answer


@router.get("/places", response=FoundPlaces, operation_id="find_places", url_name="find_places")
@needs(VIEW)
def places(request: ActorRequest, query: Query[FindQuery]) -> Any:
    """Sites, addresses of the imported file and typed positions that words may mean."""
    return {"items": find_places(query.q, request.actor)}


@router.get("/terrain", response=Tiles, operation_id="list_terrain")
@needs(TERRAIN)
def terrain(request: ActorRequest) -> Any:
    """Rasters of terrain, surface and land cover; of unusable ones the reason."""
    return {"items": terrain_tiles()}
