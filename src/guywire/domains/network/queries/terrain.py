"""The terrain of this installation, for all tenants, and what stands on it: folders of rasters."""

import math
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any, TypeVar

from django.conf import settings

from guywire.engines import geo

Store = TypeVar("Store")
CACHE_MB = 128
ENDINGS = (".hgt", ".tif", ".tiff", ".csv")


class Kind(StrEnum):
    """What the rasters of a folder tell: bare ground, ground with all that stands on it, or what
    class of thing stands there."""

    TERRAIN = "terrain"
    SURFACE = "surface"
    LANDCOVER = "landcover"

    @property
    def folder(self) -> Path:
        """Where its files lie."""
        return Path(
            {
                Kind.TERRAIN: settings.GUYWIRE_TERRAIN_DIR,
                Kind.SURFACE: settings.GUYWIRE_SURFACE_DIR,
                Kind.LANDCOVER: settings.GUYWIRE_LANDCOVER_DIR,
            }[self]
        )


@dataclass(frozen=True, slots=True)
class TileLine:
    """One tile as the list shows it; ``problem`` says why a file is not used."""

    kind: str
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
_opened: dict[Path, tuple[tuple[object, ...], Any]] = {}


def _signature(folder: Path) -> tuple[object, ...]:
    """Changes when a file is added, replaced or taken away."""
    files = (path for path in folder.rglob("*") if path.suffix.lower() in ENDINGS)
    return tuple(sorted((str(path), path.stat().st_mtime_ns) for path in files))


def opened(folder: Path, store: Callable[[Path], Store]) -> Store:
    """The store of a folder, opened once a process and again when the folder changes."""
    folder.mkdir(parents=True, exist_ok=True)
    signature = _signature(folder)
    with _lock:
        known = _opened.get(folder)
        if known is None or known[0] != signature:
            known = (signature, store(folder))
            _opened[folder] = known
        found: Store = known[1]
        return found


def _heights(folder: Path) -> geo.TerrainStore:
    return geo.TerrainStore(folder, cache_mb=CACHE_MB)


def _classes(folder: Path) -> geo.LandCoverStore:
    return geo.LandCoverStore(folder, cache_mb=CACHE_MB)


def terrain_store() -> geo.TerrainStore:
    """The bare ground."""
    return opened(Kind.TERRAIN.folder, _heights)


def surface_store() -> geo.TerrainStore | None:
    """The ground with houses and trees; None where no tile of it is installed."""
    folder = Kind.SURFACE.folder
    if not folder.is_dir():
        return None
    store = opened(folder, _heights)
    return store if store.coverage() else None


def land_cover_store() -> geo.LandCoverStore | None:
    """The classes of the ground; None where no raster of them is installed."""
    folder = Kind.LANDCOVER.folder
    if not folder.is_dir():
        return None
    store = opened(folder, _classes)
    return store if store.coverage() else None


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


def tile_line(info: geo.TileInfo, kind: Kind = Kind.TERRAIN) -> TileLine:
    return TileLine(
        kind=kind,
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
    """Every file of the terrain folder, of the surface and of the land cover; of each folder the
    unusable ones last, with the reason."""
    lines: list[TileLine] = []
    for kind in Kind:
        if kind is not Kind.TERRAIN and not kind.folder.is_dir():
            continue
        store: geo.TerrainStore | geo.LandCoverStore
        if kind is Kind.LANDCOVER:
            store = opened(kind.folder, _classes)
        else:
            store = opened(kind.folder, _heights)
        lines += [tile_line(info, kind) for info in store.coverage()]
        lines += [
            TileLine(kind=kind, name=error.name, problem=error.reason) for error in store.rejected
        ]
    return lines
