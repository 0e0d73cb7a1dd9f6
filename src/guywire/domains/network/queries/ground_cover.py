"""What stands on the ground of this installation: a surface model, land cover, or both."""

from functools import lru_cache
from pathlib import Path

import numpy as np

from guywire.engines import geo, propagation

from .terrain import Kind, land_cover_store, surface_store

TABLE = "clutter.csv"
"""Figures of the installation's own for classes of clutter, beside the rasters of land cover."""


def ground_cover() -> propagation.GroundCover | None:
    """Surface and land cover with the table of classes; None where neither is installed.

    Raises EngineError where the table cannot be used, naming file and line.
    """
    surface, land = surface_store(), land_cover_store()
    if surface is None and land is None:
        return None
    return propagation.GroundCover(surface=surface, land=land, table=clutter_table())


def has_ground_cover() -> bool:
    """Whether the installation has a surface model or land cover, usable or not."""
    return surface_store() is not None or land_cover_store() is not None


def clutter_table() -> propagation.ClutterTable:
    """The usual table, with the figures of the installation's own file where there is one."""
    path = Kind.LANDCOVER.folder / TABLE
    if not path.is_file():
        return propagation.ClutterTable()
    return _table(path, path.stat().st_mtime_ns)


@lru_cache(maxsize=4)
def _table(path: Path, changed_ns: int) -> propagation.ClutterTable:
    """The table of a file as of a time of change."""
    return propagation.ClutterTable.read(path)


def clutter_along(
    profile: geo.Profile, here: tuple[float, float], there: tuple[float, float]
) -> list[float] | None:
    """Height of what stands on the points of a terrain profile between two positions, metres; None
    where the installation knows nothing of it."""
    try:
        cover = ground_cover()
        if cover is None:
            return None
        batch = geo.ProfileBatch(
            heights_m=profile.heights_m,
            starts=np.array([0, len(profile.heights_m)]),
            step_m=np.array([profile.step_m]),
            status=np.zeros(1, dtype=np.uint8),
            worst=np.full(1, -1),
        )
        ends = ([here[0]], [here[1]], [there[0]], [there[1]])
        found = cover.along(batch, ends, step_m=geo.DEFAULT_STEP_M)
    except geo.EngineError:
        return None
    return [round(height, 2) for height in found.clutter_m.tolist()]
