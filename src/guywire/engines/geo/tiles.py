"""One file of terrain: SRTM HGT by memory map, GeoTIFF by memory map where it is plain, else by
windows. A tile is a lattice of posts, rows from the north, in its own coordinate system."""

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyproj
from rasterio.errors import RasterioError

from guywire.engines.geo.errors import TerrainFileInvalid
from guywire.engines.geo.geotiff import GEOTIFF_ENDINGS, Raster, Read, open_raster, reader_of
from guywire.engines.geo.kernels.sampling import VOID

HGT_NAME = re.compile(r"^([NS])(\d{2})([EW])(\d{3})\.hgt$", re.IGNORECASE)
HGT_SIDES = {1201 * 1201 * 2: 1201, 3601 * 3601 * 2: 3601}
HGT_VOID = -32768
HEIGHT_KINDS = ("uint8", "int16", "uint16", "int32", "uint32", "float32", "float64")
LOWEST_M, HIGHEST_M = -500.0, 9000.0
"""Land lies between; a file with other heights is not in metres or not terrain."""

PROBE = 512
Heights = npt.NDArray[np.float32]


@dataclass(frozen=True, kw_only=True)
class TileInfo:
    """What the coverage list tells of a tile: bounds in degrees, resolution in metres."""

    name: str
    path: Path
    source: str
    crs: str
    south: float
    west: float
    north: float
    east: float
    resolution_m: float
    rows: int
    columns: int


@dataclass(frozen=True, kw_only=True, eq=False)
class Tile:
    """An opened file. first_x, first_y: the north-west post in the tile's own coordinates."""

    info: TileInfo
    crs: pyproj.CRS | None
    first_x: float
    first_y: float
    step_x: float
    step_y: float
    void: float | None
    scale: float
    offset: float
    read_raw: Read
    invalid: type[TerrainFileInvalid] = TerrainFileInvalid

    def read(self, row: int, column: int, rows: int, columns: int) -> Heights:
        """Heights of a window in metres, VOID where there is none; TerrainFileInvalid if broken."""
        try:
            raw = self.read_raw(row, column, rows, columns)
        except (OSError, RasterioError) as error:
            raise self.invalid(self.info.name, f"cannot be read ({error})") from error
        heights = raw.astype(np.float32)
        is_void = ~np.isfinite(heights)
        if self.void is not None:
            is_void |= raw == self.void
        if self.scale != 1.0 or self.offset != 0.0:
            heights = heights * np.float32(self.scale) + np.float32(self.offset)
        heights[is_void] = VOID
        return heights


def is_terrain_name(path: Path) -> bool:
    """Whether the ending is one of terrain."""
    return path.suffix.lower() in (".hgt", *GEOTIFF_ENDINGS)


def open_tile(path: Path) -> Tile:
    """Open a file of terrain. Raises TerrainFileInvalid with the reason."""
    if not path.is_file():
        raise TerrainFileInvalid(path.name, "there is no such file")
    if path.suffix.lower() == ".hgt":
        return open_hgt(path)
    if path.suffix.lower() in GEOTIFF_ENDINGS:
        return open_geotiff(path)
    raise TerrainFileInvalid(path.name, "the name must end in .hgt, .tif or .tiff")


def open_hgt(path: Path) -> Tile:
    """SRTM: big-endian int16 metres, 1201 or 3601 posts a side, named after its south-west corner.

    Source: USGS, "SRTM Topography" (SRTM_Topo.txt).
    """
    match = HGT_NAME.match(path.name)
    if match is None:
        raise TerrainFileInvalid(path.name, "the name must be like N44W072.hgt")
    south = float(match[2]) * (1 if match[1].upper() == "N" else -1)
    west = float(match[4]) * (1 if match[3].upper() == "E" else -1)
    if not (-90 <= south < 90 and -180 <= west < 180):
        raise TerrainFileInvalid(path.name, "the name gives a corner that is not on the earth")
    size = path.stat().st_size
    side = HGT_SIDES.get(size)
    if side is None:
        wanted = " or ".join(map(str, HGT_SIDES))
        raise TerrainFileInvalid(path.name, f"has {size} bytes, must have {wanted}")
    posts = np.memmap(path, dtype=">i2", mode="r", shape=(side, side))
    step = 1.0 / (side - 1)
    info = TileInfo(
        name=path.name,
        path=path,
        source=f"SRTM HGT {3600 // (side - 1)} arc-second",
        crs="EPSG:4326",
        south=south,
        west=west,
        north=south + 1.0,
        east=west + 1.0,
        resolution_m=step * 111195.0,
        rows=side,
        columns=side,
    )
    return Tile(
        info=info,
        crs=None,
        first_x=west,
        first_y=south + 1.0,
        step_x=step,
        step_y=step,
        void=HGT_VOID,
        scale=1.0,
        offset=0.0,
        read_raw=reader_of(posts),
    )


def open_geotiff(path: Path) -> Tile:
    """GeoTIFF with one band of heights in metres, north up, in any system that pyproj knows."""
    raster = open_raster(path, HEIGHT_KINDS, "heights")
    unit = (raster.dataset.units[0] or "metre").lower()
    if unit not in ("m", "metre", "metres", "meter", "meters"):
        raise TerrainFileInvalid(path.name, f"has heights in {unit}, must have metres")
    return tile_of(
        path,
        raster,
        source="GeoTIFF",
        void=raster.dataset.nodata,
        scale=float(raster.dataset.scales[0]),
        offset=float(raster.dataset.offsets[0]),
        read_raw=raster.read_raw,
    )


def tile_of(
    path: Path,
    raster: Raster,
    *,
    source: str,
    void: float | None,
    scale: float,
    offset: float,
    read_raw: Read,
    invalid: type[TerrainFileInvalid] = TerrainFileInvalid,
) -> Tile:
    """The tile that a raster is."""
    info = TileInfo(
        name=path.name,
        path=path,
        source=source,
        crs=raster.crs_name,
        south=raster.south,
        west=raster.west,
        north=raster.north,
        east=raster.east,
        resolution_m=raster.resolution_m,
        rows=raster.rows,
        columns=raster.columns,
    )
    return Tile(
        info=info,
        crs=raster.crs,
        first_x=raster.first_x,
        first_y=raster.first_y,
        step_x=raster.step_x,
        step_y=raster.step_y,
        void=void,
        scale=scale,
        offset=offset,
        read_raw=read_raw,
        invalid=invalid,
    )


def inspect_tile(path: Path) -> TileInfo:
    """Read a file through before it is added. Raises TerrainFileInvalid with the reason.

    Every window is read; heights must be plausible metres and not all be void.
    """
    tile = open_tile(path)
    lowest, highest = math.inf, -math.inf
    for heights in windows_of(tile):
        present = heights[heights < VOID]
        if present.size:
            lowest = min(lowest, float(present.min()))
            highest = max(highest, float(present.max()))
    if lowest > highest:
        raise TerrainFileInvalid(path.name, "holds no height at all")
    if lowest < LOWEST_M or highest > HIGHEST_M:
        raise TerrainFileInvalid(
            path.name,
            f"has heights from {lowest:g} to {highest:g}, must be metres"
            f" from {LOWEST_M:g} to {HIGHEST_M:g} (is a void value not declared?)",
        )
    return tile.info


def windows_of(tile: Tile) -> Iterator[Heights]:
    """A tile read through, window by window."""
    for row in range(0, tile.info.rows, PROBE):
        for column in range(0, tile.info.columns, PROBE):
            rows = min(PROBE, tile.info.rows - row)
            columns = min(PROBE, tile.info.columns - column)
            yield tile.read(row, column, rows, columns)
