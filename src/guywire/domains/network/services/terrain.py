"""Adding terrain to the installation, and what stands on it."""

import shutil
from pathlib import Path

from guywire.engines import geo
from guywire.kit.errors import DomainError

from ..queries.terrain import Kind, TileLine, tile_line


class UnusableTerrain(DomainError):
    """The file is not terrain that can be used."""

    code = "unusable_terrain"


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
