"""The terrain as pictures for the map: raster-dem tiles in Terrarium encoding.

A pixel's height is red * 256 + green + blue / 256 - 32768 metres (Mapzen Terrarium). Where there
is no terrain the picture is flat at sea level; it decides nothing.
"""

import zlib
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from guywire.engines import geo
from guywire.engines.propagation.rasters import rgb_png

from .terrain import terrain_store
from .tiles import box_of

SIZE = 256
LOWEST_ZOOM, HIGHEST_ZOOM = 5, 13
OFFSET_M = 32768.0


def terrain_bounds() -> tuple[float, float, float, float] | None:
    """West, south, east, north of everything that the tiles cover."""
    tiles = terrain_store().coverage()
    if not tiles:
        return None
    return (
        min(tile.west for tile in tiles),
        min(tile.south for tile in tiles),
        max(tile.east for tile in tiles),
        max(tile.north for tile in tiles),
    )


def terrain_version() -> str:
    """Changes when terrain is added or taken away."""
    tiles = terrain_store().coverage()
    text = "|".join(f"{tile.name} {tile.resolution_m:.3f} {tile.rows}" for tile in tiles)
    return f"{zlib.crc32(text.encode()):08x}"


def terrain_tile(z: int, x: int, y: int) -> bytes:
    """A PNG of 256 x 256 pixels."""
    return _tile(terrain_store(), z, x, y)


@lru_cache(maxsize=512)
def _tile(store: geo.TerrainStore, z: int, x: int, y: int) -> bytes:
    box = box_of(z, x, y, buffer=0)
    across = (np.arange(SIZE) + 0.5) / SIZE
    longitudes = box.west + (box.east - box.west) * across
    down = np.pi * (1.0 - 2.0 * (y + across) / 2**z)
    latitudes = np.degrees(np.arctan(np.sinh(down)))
    north, east = np.meshgrid(latitudes, longitudes, indexing="ij")
    heights = store.heights_m(north.ravel(), east.ravel(), gaps_as_nan=True)
    return rgb_png(terrarium(np.nan_to_num(heights).reshape(SIZE, SIZE)))


def terrarium(heights_m: npt.NDArray[np.float64]) -> npt.NDArray[np.uint8]:
    """Heights of shape (h, w) as pixels of shape (h, w, 3)."""
    fixed = np.round((np.clip(heights_m, -OFFSET_M, OFFSET_M - 1) + OFFSET_M) * 256).astype(
        np.int64
    )
    return np.stack([fixed >> 16, fixed >> 8 & 255, fixed & 255], axis=-1).astype(np.uint8)
