"""The terrain of this installation, for all tenants: files in ``settings.GUYWIRE_TERRAIN_DIR``."""

import math
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from guywire.engines import geo

CACHE_MB = 128
ENDINGS = (".hgt", ".tif", ".tiff")


@dataclass(frozen=True, slots=True)
class TileLine:
    """One tile as the list shows it; ``problem`` says why a file is not used."""

    name: str
    source: str = ""
    crs: str = ""
    south: float = 0.0
    west: float = 0.0
    north: float = 0.0
    east: float = 0.0
    resolution_m: float = 0.0
    problem: str = ""


_lock = threading.Lock()
_opened: dict[Path, tuple[tuple[object, ...], geo.TerrainStore]] = {}


def _signature(folder: Path) -> tuple[object, ...]:
    """Changes when a tile is added, replaced or taken away."""
    files = (path for path in folder.rglob("*") if path.suffix.lower() in ENDINGS)
    return tuple(sorted((str(path), path.stat().st_mtime_ns) for path in files))


def terrain_store() -> geo.TerrainStore:
    """The store, opened once a process and again when its folder changes."""
    folder = Path(settings.GUYWIRE_TERRAIN_DIR)
    folder.mkdir(parents=True, exist_ok=True)
    signature = _signature(folder)
    with _lock:
        known = _opened.get(folder)
        if known is None or known[0] != signature:
            known = (signature, geo.TerrainStore(folder, cache_mb=CACHE_MB))
            _opened[folder] = known
        return known[1]


def ground_elevation_m(latitude: float, longitude: float) -> float | None:
    """Height of the ground above sea level, one decimal; None where there is no terrain."""
    try:
        return round(terrain_store().height_m(latitude, longitude), 1)
    except geo.TerrainError:
        return None


def ground_elevations_m(places: Sequence[tuple[float, float]]) -> list[float | None]:
    """The same for many places, (latitude, longitude) each."""
    latitudes, longitudes = zip(*places, strict=True) if places else ((), ())
    heights = terrain_store().heights_m(latitudes, longitudes, gaps_as_nan=True)
    return [None if math.isnan(height) else round(height, 1) for height in heights.tolist()]


def tile_line(info: geo.TileInfo) -> TileLine:
    return TileLine(
        name=info.name,
        source=info.source,
        crs=info.crs,
        south=info.south,
        west=info.west,
        north=info.north,
        east=info.east,
        resolution_m=round(info.resolution_m, 1),
    )


def terrain_tiles() -> list[TileLine]:
    """Every file in the terrain folder, the unusable ones last, with the reason."""
    store = terrain_store()
    unusable = [TileLine(name=error.name, problem=error.reason) for error in store.rejected]
    return [tile_line(info) for info in store.coverage()] + unusable
