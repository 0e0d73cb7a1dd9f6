"""One file of terrain: SRTM HGT by memory map, GeoTIFF by memory map where it is plain, else by
windows. A tile is a lattice of posts, rows from the north, in its own coordinate system."""

import math
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import numpy as np
import numpy.typing as npt
import pyproj
import rasterio
from pyproj.exceptions import CRSError
from rasterio.errors import RasterioError
from rasterio.windows import Window

from guywire.engines.geo.errors import TerrainFileInvalid
from guywire.engines.geo.kernels.sampling import VOID

HGT_NAME = re.compile(r"^([NS])(\d{2})([EW])(\d{3})\.hgt$", re.IGNORECASE)
HGT_SIDES = {1201 * 1201 * 2: 1201, 3601 * 3601 * 2: 3601}
HGT_VOID = -32768
GEOTIFF_ENDINGS = (".tif", ".tiff")
LOWEST_M, HIGHEST_M = -500.0, 9000.0
"""Land lies between; a file with other heights is not in metres or not terrain."""

LIKE_WGS84 = (4326, 4979, 4269, 4258)
"""Geographic systems within 2 m of WGS-84 (itself, 3-D, NAD83, ETRS89): taken as they are."""

PROBE = 512
Heights = npt.NDArray[np.float32]
Read = Callable[[int, int, int, int], npt.NDArray[Any]]


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

    def read(self, row: int, column: int, rows: int, columns: int) -> Heights:
        """Heights of a window in metres, VOID where there is none; TerrainFileInvalid if broken."""
        try:
            raw = self.read_raw(row, column, rows, columns)
        except (OSError, RasterioError) as error:
            raise TerrainFileInvalid(self.info.name, f"cannot be read ({error})") from error
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
    try:
        dataset: Any = cast(Any, rasterio).open(path)
    except RasterioError as error:
        raise TerrainFileInvalid(path.name, f"cannot be opened ({error})") from error
    refuse_unusable(path.name, dataset)
    crs = crs_of(path.name, dataset)
    transform = dataset.transform
    step_x, step_y = transform.a, -transform.e
    first_x, first_y = transform.c + step_x / 2.0, transform.f - step_y / 2.0
    south, west, north, east = degree_bounds(path.name, dataset, crs)
    metres = 111195.0 if crs is None else metres_per_unit(crs)
    info = TileInfo(
        name=path.name,
        path=path,
        source="GeoTIFF",
        crs=str(dataset.crs),
        south=south,
        west=west,
        north=north,
        east=east,
        resolution_m=step_y * metres,
        rows=dataset.height,
        columns=dataset.width,
    )
    posts = mapped_posts(path, dataset)
    return Tile(
        info=info,
        crs=crs,
        first_x=first_x,
        first_y=first_y,
        step_x=step_x,
        step_y=step_y,
        void=dataset.nodata,
        scale=float(dataset.scales[0]),
        offset=float(dataset.offsets[0]),
        read_raw=reader_of(posts) if posts is not None else window_reader(dataset),
    )


def reader_of(posts: npt.NDArray[Any]) -> Read:
    """Reader of windows of a memory map."""

    def read(row: int, column: int, rows: int, columns: int) -> npt.NDArray[Any]:
        return posts[row : row + rows, column : column + columns]

    return read


def window_reader(dataset: Any) -> Read:
    """Reader of windows of an opened GeoTIFF."""

    def read(row: int, column: int, rows: int, columns: int) -> npt.NDArray[Any]:
        window = cast(Any, Window)(column, row, columns, rows)
        return cast(npt.NDArray[Any], dataset.read(1, window=window))

    return read


def refuse_unusable(name: str, dataset: Any) -> None:
    """Raise TerrainFileInvalid unless the raster is one band of numbers, north up, in metres."""
    if dataset.count != 1:
        raise TerrainFileInvalid(name, f"has {dataset.count} bands, must have 1")
    if dataset.dtypes[0] not in (
        "uint8",
        "int16",
        "uint16",
        "int32",
        "uint32",
        "float32",
        "float64",
    ):
        raise TerrainFileInvalid(name, f"holds {dataset.dtypes[0]}, must hold heights")
    if dataset.crs is None:
        raise TerrainFileInvalid(name, "has no coordinate system")
    transform = dataset.transform
    if transform.b != 0 or transform.d != 0 or transform.a <= 0 or transform.e >= 0:
        raise TerrainFileInvalid(name, "must have north up and not be rotated")
    unit = (dataset.units[0] or "metre").lower()
    if unit not in ("m", "metre", "metres", "meter", "meters"):
        raise TerrainFileInvalid(name, f"has heights in {unit}, must have metres")
    if dataset.width < 2 or dataset.height < 2:
        raise TerrainFileInvalid(name, "is smaller than 2 x 2")


def crs_of(name: str, dataset: Any) -> pyproj.CRS | None:
    """Coordinate system of a raster; None if latitude and longitude as WGS-84 has them."""
    try:
        crs = pyproj.CRS.from_wkt(dataset.crs.to_wkt())
    except CRSError as error:
        raise TerrainFileInvalid(name, f"has an unknown coordinate system ({error})") from error
    horizontal = crs.sub_crs_list[0] if crs.is_compound else crs
    is_plain = horizontal.is_geographic and horizontal.to_epsg() in LIKE_WGS84
    return None if is_plain else horizontal


def metres_per_unit(crs: pyproj.CRS) -> float:
    """Length of the first axis's unit; degrees as on the meridian."""
    factor = float(crs.axis_info[0].unit_conversion_factor)
    return math.degrees(factor) * 111195.0 if crs.is_geographic else factor


def degree_bounds(
    name: str, dataset: Any, crs: pyproj.CRS | None
) -> tuple[float, float, float, float]:
    """South, west, north, east of a raster in degrees."""
    left, bottom, right, top = dataset.bounds
    if crs is not None:
        to_degrees = pyproj.Transformer.from_crs(crs, 4326, always_xy=True)
        left, bottom, right, top = to_degrees.transform_bounds(left, bottom, right, top)
    if not all(map(math.isfinite, (left, bottom, right, top))) or bottom < -90.1 or top > 90.1:
        raise TerrainFileInvalid(name, "lies outside the earth in its coordinate system")
    return bottom, left, top, right


def mapped_posts(path: Path, dataset: Any) -> npt.NDArray[Any] | None:
    """Memory map of a GeoTIFF whose heights stand in the file as one plain array, else None."""
    if dataset.compression is not None or dataset.block_shapes[0][1] != dataset.width:
        return None
    item = np.dtype(dataset.dtypes[0])
    strip_rows = dataset.block_shapes[0][0]
    strips = math.ceil(dataset.height / strip_rows)
    found = [
        dataset.get_tag_item(f"BLOCK_OFFSET_0_{strip}", "TIFF", bidx=1) for strip in range(strips)
    ]
    if any(offset is None for offset in found):
        return None
    first = int(found[0])
    strip_bytes = strip_rows * dataset.width * item.itemsize
    if any(int(offset) != first + strip * strip_bytes for strip, offset in enumerate(found)):
        return None
    with path.open("rb") as file:
        order = ">" if file.read(2) == b"MM" else "<"
    shape = (dataset.height, dataset.width)
    if path.stat().st_size < first + shape[0] * shape[1] * item.itemsize:
        raise TerrainFileInvalid(path.name, "is cut short")
    return np.memmap(path, dtype=item.newbyteorder(order), mode="r", offset=first, shape=shape)


def inspect_tile(path: Path) -> TileInfo:
    """Read a file through before it is added. Raises TerrainFileInvalid with the reason.

    Every window is read; heights must be plausible metres and not all be void.
    """
    tile = open_tile(path)
    lowest, highest = math.inf, -math.inf
    for row in range(0, tile.info.rows, PROBE):
        for column in range(0, tile.info.columns, PROBE):
            rows = min(PROBE, tile.info.rows - row)
            columns = min(PROBE, tile.info.columns - column)
            heights = tile.read(row, column, rows, columns)
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
