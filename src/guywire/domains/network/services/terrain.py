"""Adding terrain to the installation."""

import shutil
from pathlib import Path

from django.conf import settings

from guywire.engines import geo
from guywire.kit.errors import DomainError

from ..queries.terrain import TileLine, tile_line


class UnusableTerrain(DomainError):
    """The file is not terrain that can be used."""

    code = "unusable_terrain"


def add_terrain(path: Path | str) -> TileLine:
    """Check a GeoTIFF or HGT file and copy it into the terrain folder; the same name is replaced.

    Raises UnusableTerrain with the reason; nothing is copied then.
    """
    source = Path(path)
    try:
        info = geo.TerrainStore.inspect(source)
    except geo.TerrainFileInvalid as error:
        raise UnusableTerrain(str(error), field="file") from error
    folder = Path(settings.GUYWIRE_TERRAIN_DIR)
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / source.name
    if not target.exists() or not source.samefile(target):
        waiting = folder / f".{source.name}.part"
        shutil.copyfile(source, waiting)
        waiting.replace(target)
    return tile_line(info)
