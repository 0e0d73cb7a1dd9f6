"""Adding terrain to the installation, and what stands on it."""

import hashlib
import shutil
from pathlib import Path

from guywire.engines import geo
from guywire.kit.errors import DomainError

from ..queries.terrain import Kind, TileLine, tile_line
from ..queries.tile_sources import StoredTile


class UnusableTerrain(DomainError):
    """The file is not terrain that can be used."""

    code = "unusable_terrain"


SUMS = "SHA256SUMS"
"""Checksums of what was fetched, as sha256sum reads them."""


def store_tile(path: Path, kind: Kind = Kind.TERRAIN) -> StoredTile:
    """Add a fetched file and note its checksum beside it. Raises UnusableTerrain."""
    add_terrain(path, kind)
    stored = kind.folder / path.name
    with stored.open("rb") as file:
        found = hashlib.file_digest(file, "sha256").hexdigest()
    sums = kind.folder / SUMS
    lines = sums.read_text().splitlines() if sums.exists() else []
    kept = [line for line in lines if not line.endswith(f"  {path.name}")]
    waiting = kind.folder / f".{SUMS}.part"
    waiting.write_text("\n".join([*kept, f"{found}  {path.name}"]) + "\n")
    waiting.replace(sums)
    return StoredTile(path.name, stored.stat().st_size, found)


def add_terrain(path: Path | str, kind: Kind = Kind.TERRAIN) -> TileLine:
    """Check a GeoTIFF or HGT file and copy it into its kind's folder; the same name is replaced.

    Raises UnusableTerrain with the reason; nothing is copied then.
    """
    source = Path(path)
    inspect = geo.LandCoverStore.inspect if kind is Kind.LANDCOVER else geo.TerrainStore.inspect
    try:
        info = inspect(source)
    except geo.TerrainFileInvalid as error:
        raise UnusableTerrain(str(error), field="file") from error
    folder = kind.folder
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / source.name
    if not target.exists() or not source.samefile(target):
        waiting = folder / f".{source.name}.part"
        shutil.copyfile(source, waiting)
        waiting.replace(target)
    return tile_line(info, kind)
