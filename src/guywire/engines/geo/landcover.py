"""Land cover: which class of ground a point has, out of the rasters of a folder.

Two legends are known, told apart by a file's name or by the codes in it. A code of WorldCover
stands for itself, one of NLCD with NLCD_OFFSET added, so that both may lie in one folder.

Sources: ESA WorldCover 10 m v200 product user manual, table 3; MRLC, NLCD legend (Alaska's lichens
and moss included).
"""

from collections.abc import Callable, Iterator
from enum import Enum
from pathlib import Path
from typing import Any, cast

import numpy as np
import numpy.typing as npt
from rasterio.errors import RasterioError

from guywire.engines.geo.errors import LandCoverFileInvalid, TerrainFileInvalid
from guywire.engines.geo.folder import TileFolder
from guywire.engines.geo.geodesy import refuse_bad_points
from guywire.engines.geo.geotiff import GEOTIFF_ENDINGS, Raster, Read, open_raster
from guywire.engines.geo.kernels import classes, sampling
from guywire.engines.geo.layout import flat, paths_between
from guywire.engines.geo.tiles import PROBE, Tile, TileInfo, tile_of

Codes = npt.NDArray[np.int16]
fill_points = cast(Callable[..., None], cast(Any, classes).fill_points)
fill_paths = cast(Callable[..., None], cast(Any, classes).fill_paths)

NLCD_OFFSET = 256
UNKNOWN = -1
"""What stands for a point that no raster tells of."""

NO_DATA = 0
"""In both legends; codes that neither knows count as it."""


class LandCover(Enum):
    """Where a code comes from."""

    WORLDCOVER = "ESA WorldCover"
    NLCD = "NLCD"

    @property
    def offset(self) -> int:
        """What is added to its codes."""
        return NLCD_OFFSET if self is LandCover.NLCD else 0


LEGENDS = {
    LandCover.WORLDCOVER: (10, 20, 30, 40, 50, 60, 70, 80, 90, 95, 100),
    LandCover.NLCD: (
        *(11, 12, 21, 22, 23, 24, 31, 41, 42, 43, 51, 52, 71, 72, 73, 74, 81, 82, 90, 95),
    ),
}
NAMED = {LandCover.WORLDCOVER: "worldcover", LandCover.NLCD: "nlcd"}
DECISIVE = {
    legend: set(codes).difference(*(LEGENDS[other] for other in LEGENDS if other is not legend))
    for legend, codes in LEGENDS.items()
}
"""Codes that one legend alone has."""


class LandCoverStore:
    """Land cover out of the GeoTIFFs of a folder and its subfolders; the nearest post tells.

    Where rasters overlap the finest wins, and leaves what it does not know to the next. As with
    TerrainStore, files that cannot be used stand in `rejected`, and threads may share a store.
    Raises TerrainError if there is no such folder.
    """

    def __init__(self, folder: Path | str, *, cache_mb: int = 128) -> None:
        self._tiles = TileFolder(
            folder,
            kind="land cover",
            is_name=is_land_cover_name,
            opened=open_land_cover,
            cache_mb=cache_mb,
        )
        self.rejected = self._tiles.rejected

    @staticmethod
    def inspect(path: Path | str) -> TileInfo:
        """Read a file through before adding it. Raises LandCoverFileInvalid with the reason."""
        return inspect_land_cover(Path(path))

    def coverage(self) -> list[TileInfo]:
        """The rasters in use, by name."""
        return self._tiles.coverage()

    def codes(self, latitudes: npt.ArrayLike, longitudes: npt.ArrayLike) -> Codes:
        """Codes of points in degrees, arrays of shape (n,); UNKNOWN where there is none."""
        north, east = flat(latitudes), flat(longitudes)
        refuse_bad_points(north, east)
        return as_codes(self._tiles.at_points(fill_points, north, east))

    def codes_along(
        self,
        latitudes_1: npt.ArrayLike,
        longitudes_1: npt.ArrayLike,
        latitudes_2: npt.ArrayLike,
        longitudes_2: npt.ArrayLike,
        *,
        step_m: float,
    ) -> Codes:
        """Codes of the very points whose heights `TerrainStore.profiles` gives for these ends."""
        paths = paths_between(latitudes_1, longitudes_1, latitudes_2, longitudes_2, step_m)
        return as_codes(self._tiles.along(fill_paths, paths))


def as_codes(values: npt.NDArray[np.float64]) -> Codes:
    """Values of a layer as codes."""
    return np.where(values > sampling.LEAST_SENTINEL, UNKNOWN, values).astype(np.int16)


def is_land_cover_name(path: Path) -> bool:
    """Whether the ending is one of land cover."""
    return path.suffix.lower() in GEOTIFF_ENDINGS


def open_land_cover(path: Path) -> Tile:
    """Open a raster of classes. Raises LandCoverFileInvalid with the reason."""
    if not path.is_file():
        raise LandCoverFileInvalid(path.name, "there is no such file")
    if not is_land_cover_name(path):
        raise LandCoverFileInvalid(path.name, "the name must end in .tif or .tiff")
    try:
        raster = open_raster(path, ("uint8",), "classes as uint8")
        legend = legend_of(path.name, raster)
    except TerrainFileInvalid as error:
        raise LandCoverFileInvalid(error.name, error.reason) from error
    return tile_of(
        path,
        raster,
        source=legend.value,
        void=NO_DATA,
        scale=1.0,
        offset=float(legend.offset),
        read_raw=known_only(raster.read_raw, legend),
        invalid=LandCoverFileInvalid,
    )


def known_only(read: Read, legend: LandCover) -> Read:
    """A reader that gives NO_DATA for every code that the legend does not have."""
    kept = np.zeros(256, dtype=np.uint8)
    kept[list(LEGENDS[legend])] = LEGENDS[legend]

    def read_known(row: int, column: int, rows: int, columns: int) -> npt.NDArray[Any]:
        return kept[read(row, column, rows, columns)]

    return read_known


def legend_of(name: str, raster: Raster) -> LandCover:
    """The legend that the name says, else that of the first code that only one has."""
    for legend, word in NAMED.items():
        if word in name.lower():
            return legend
    for window in windows_of(name, raster):
        found = set(np.unique(window).tolist())
        having = [legend for legend, codes in DECISIVE.items() if found & codes]
        if len(having) == 1:
            return having[0]
        if having:
            raise LandCoverFileInvalid(name, f"has codes of two legends: {told(found)}")
    raise LandCoverFileInvalid(
        name,
        "does not tell its legend: put WorldCover or NLCD into its name"
        " (no code in it belongs to one of them alone)",
    )


def windows_of(name: str, raster: Raster) -> Iterator[npt.NDArray[Any]]:
    """A raster read through as it stands; LandCoverFileInvalid where it cannot be read."""
    for row in range(0, raster.rows, PROBE):
        for column in range(0, raster.columns, PROBE):
            rows, columns = min(PROBE, raster.rows - row), min(PROBE, raster.columns - column)
            try:
                yield raster.read_raw(row, column, rows, columns)
            except (OSError, RasterioError) as error:
                raise LandCoverFileInvalid(name, f"cannot be read ({error})") from error


def told(codes: set[int]) -> str:
    """Codes as a refusal lists them."""
    return ", ".join(str(code) for code in sorted(codes)[:12])


def inspect_land_cover(path: Path) -> TileInfo:
    """Read a raster through before it is added. Raises LandCoverFileInvalid with the reason.

    It must know the class of some point, and hold no code that its legend does not have; values
    from 250 on are the usual ones for "no data".
    """
    info = open_land_cover(path).info
    raster = open_raster(path, ("uint8",), "classes as uint8")
    legend = set(LEGENDS[LandCover(info.source)])
    allowed = {*legend, NO_DATA, *range(250, 256), raster.dataset.nodata}
    found: set[int] = set()
    for window in windows_of(path.name, raster):
        found |= set(np.unique(window).tolist())
    if found - allowed:
        raise LandCoverFileInvalid(
            path.name, f"has codes that {info.source} does not: {told(found - allowed)}"
        )
    if not found & legend:
        raise LandCoverFileInvalid(path.name, "knows the class of no point at all")
    return info
