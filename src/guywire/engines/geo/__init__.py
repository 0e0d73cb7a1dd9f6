"""Geometry of the earth and of terrain: geodesics, height profiles, boxes and sectors.

Units: degrees (latitude north, longitude east, WGS-84; azimuths clockwise from true north), metres.
Heights are metres above the datum of the terrain files.

    store = TerrainStore("var/terrain")                      # *.hgt, *.tif; finest tile wins
    store.height_m(44.13, -71.74)                            # bilinear
    profile = store.profile(44.13, -71.74, 44.20, -71.60)    # along the great circle, 30 m steps
    profile.distance_m, profile.heights_m
    TerrainStore.inspect("new.tif")                          # raises TerrainFileInvalid: why
    distance_m(44.13, -71.74, 44.20, -71.60)                 # geodesic, 0.5 mm
    azimuth_deg(44.13, -71.74, 44.20, -71.60)
    cover = LandCoverStore("var/landcover")                  # WorldCover and NLCD GeoTIFFs
    cover.codes([44.13], [-71.74])                           # of the nearest post

A surface model (with houses and trees) is a TerrainStore of its own folder.

Where no height is known TerrainMissing or TerrainVoid names the point and the tile; a batch of
profiles tells it by status instead. All errors are EngineError.

Sources: T. Vincenty 1975 (geodesics); USGS SRTM_Topo (HGT); ITU-R P.310 (effective earth);
ESA WorldCover v200, MRLC NLCD (legends).

The names are resolved on first use, since numba and rasterio take half a second to import: import
the package (`from guywire.engines import geo`) where a process may never need them.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from guywire.engines.geo.errors import (
    EngineError,
    LandCoverFileInvalid,
    TerrainError,
    TerrainFileInvalid,
    TerrainMissing,
    TerrainVoid,
)

if TYPE_CHECKING:
    from guywire.engines.geo.area import (
        BoundingBox,
        LocalPlane,
        angle_between_deg,
        bounding_box,
        is_in_sector,
    )
    from guywire.engines.geo.geodesy import (
        MEAN_EARTH_RADIUS_M,
        STANDARD_EARTH_FACTOR,
        azimuth_deg,
        destination,
        distance_m,
        distances_and_azimuths,
        earth_bulge_m,
        effective_earth_radius_m,
        radio_horizon_m,
    )
    from guywire.engines.geo.landcover import LandCover, LandCoverStore
    from guywire.engines.geo.profile import Profile
    from guywire.engines.geo.terrain import (
        DEFAULT_STEP_M,
        ProfileBatch,
        TerrainStore,
        srtm_name,
    )
    from guywire.engines.geo.tiles import TileInfo

__all__ = [
    "DEFAULT_STEP_M",
    "MEAN_EARTH_RADIUS_M",
    "STANDARD_EARTH_FACTOR",
    "BoundingBox",
    "EngineError",
    "LandCover",
    "LandCoverFileInvalid",
    "LandCoverStore",
    "LocalPlane",
    "Profile",
    "ProfileBatch",
    "TerrainError",
    "TerrainFileInvalid",
    "TerrainMissing",
    "TerrainStore",
    "TerrainVoid",
    "TileInfo",
    "angle_between_deg",
    "azimuth_deg",
    "bounding_box",
    "destination",
    "distance_m",
    "distances_and_azimuths",
    "earth_bulge_m",
    "effective_earth_radius_m",
    "is_in_sector",
    "radio_horizon_m",
    "srtm_name",
]

_HOMES = {
    "area": ("BoundingBox", "LocalPlane", "angle_between_deg", "bounding_box", "is_in_sector"),
    "geodesy": (
        *("MEAN_EARTH_RADIUS_M", "STANDARD_EARTH_FACTOR", "azimuth_deg", "destination"),
        *("distance_m", "distances_and_azimuths", "earth_bulge_m"),
        *("effective_earth_radius_m", "radio_horizon_m"),
    ),
    "landcover": ("LandCover", "LandCoverStore"),
    "profile": ("Profile",),
    "terrain": ("DEFAULT_STEP_M", "ProfileBatch", "TerrainStore", "srtm_name"),
    "tiles": ("TileInfo",),
}
_HOME_OF = {name: home for home, names in _HOMES.items() for name in names}


def __getattr__(name: str) -> Any:
    if name not in _HOME_OF:
        raise AttributeError(f"module {__name__} has no attribute {name}")
    return getattr(import_module(f"{__name__}.{_HOME_OF[name]}"), name)
