"""GeoTIFF files as rasters of one band: opened, checked, and read by memory map or by windows.

Only the GeoTIFF driver opens a file, and no file beside it is looked at: a file that merely has
the ending, such as a virtual raster that names other files or addresses, is refused.
"""

import math
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

GEOTIFF_ENDINGS = (".tif", ".tiff")
LIKE_WGS84 = (4326, 4979, 4269, 4258)
"""Geographic systems within 2 m of WGS-84 (itself, 3-D, NAD83, ETRS89): taken as they are."""

MOST_POSTS_A_SIDE = 1_000_000
MOST_POSTS = 100_000_000_000
MOST_BLOCK_BYTES = 512 * 2**20
"""A block is unpacked as a whole, however little of it is wanted."""

ALONE = {"GDAL_DISABLE_READDIR_ON_OPEN": "EMPTY_DIR", "GDAL_PAM_ENABLED": "NO"}
Read = Callable[[int, int, int, int], npt.NDArray[Any]]


@dataclass(frozen=True, kw_only=True, eq=False)
class Raster:
    """An opened raster. first_x, first_y: centre of its north-west post in its own coordinates;
    south, west, north, east: its bounds in degrees. crs: None for latitude and longitude."""

    dataset: Any
    crs: pyproj.CRS | None
    crs_name: str
    rows: int
    columns: int
    first_x: float
    first_y: float
    step_x: float
    step_y: float
    south: float
    west: float
    north: float
    east: float
    resolution_m: float
    read_raw: Read


def open_raster(path: Path, kinds: tuple[str, ...], wanted: str) -> Raster:
    """Open a GeoTIFF of one band, north up, in any system that pyproj knows.

    kinds: the types of number that it may hold; wanted: what they are, for the refusal. Raises
    TerrainFileInvalid with the reason.
    """
    try:
        with cast(Any, rasterio).Env(**ALONE):
            dataset: Any = cast(Any, rasterio).open(path, driver="GTiff")
    except RasterioError as error:
        raise TerrainFileInvalid(path.name, f"cannot be opened as GeoTIFF ({error})") from error
    refuse_unusable(path.name, dataset, kinds, wanted)
    crs = crs_of(path.name, dataset)
    transform = dataset.transform
    south, west, north, east = degree_bounds(path.name, dataset, crs)
    posts = mapped_posts(path, dataset)
    return Raster(
        dataset=dataset,
        crs=crs,
        crs_name=str(dataset.crs),
        rows=dataset.height,
        columns=dataset.width,
        first_x=transform.c + transform.a / 2.0,
        first_y=transform.f + transform.e / 2.0,
        step_x=transform.a,
        step_y=-transform.e,
        south=south,
        west=west,
        north=north,
        east=east,
        resolution_m=-transform.e * (111195.0 if crs is None else metres_per_unit(crs)),
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


def refuse_unusable(name: str, dataset: Any, kinds: tuple[str, ...], wanted: str) -> None:
    """Raise TerrainFileInvalid unless the raster is one band of such numbers, north up."""
    if dataset.count != 1:
        raise TerrainFileInvalid(name, f"has {dataset.count} bands, must have 1")
    if dataset.dtypes[0] not in kinds:
        raise TerrainFileInvalid(name, f"holds {dataset.dtypes[0]}, must hold {wanted}")
    if dataset.crs is None:
        raise TerrainFileInvalid(name, "has no coordinate system")
    transform = dataset.transform
    if transform.b != 0 or transform.d != 0 or transform.a <= 0 or transform.e >= 0:
        raise TerrainFileInvalid(name, "must have north up and not be rotated")
    if dataset.width < 2 or dataset.height < 2:
        raise TerrainFileInvalid(name, "is smaller than 2 x 2")
    sides = dataset.width, dataset.height
    if max(sides) > MOST_POSTS_A_SIDE or sides[0] * sides[1] > MOST_POSTS:
        raise TerrainFileInvalid(name, f"has {sides[0]:,} x {sides[1]:,} posts, which is too many")
    rows, columns = dataset.block_shapes[0]
    if dataset.compression is not None and rows * columns * item_bytes(dataset) > MOST_BLOCK_BYTES:
        raise TerrainFileInvalid(
            name,
            f"is compressed in blocks of {columns:,} x {rows:,} posts, which are too large:"
            " write it with tiles",
        )


def item_bytes(dataset: Any) -> int:
    """Size of one number."""
    return int(np.dtype(dataset.dtypes[0]).itemsize)


def crs_of(name: str, dataset: Any) -> pyproj.CRS | None:
    """Coordinate system of a raster; None if latitude and longitude as WGS-84 has them."""
    try:
        crs = pyproj.CRS.from_wkt(dataset.crs.to_wkt())
    except CRSError as error:
        raise TerrainFileInvalid(name, f"has an unknown coordinate system ({error})") from error
    horizontal = crs.sub_crs_list[0] if crs.is_compound else crs
    if not (horizontal.is_geographic or horizontal.is_projected):
        raise TerrainFileInvalid(
            name, f"has a coordinate system that is not on the earth ({horizontal.type_name})"
        )
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
    """Memory map of a GeoTIFF whose posts stand in the file as one plain array, else None."""
    if dataset.compression is not None or dataset.block_shapes[0][1] != dataset.width:
        return None
    item = np.dtype(dataset.dtypes[0])
    strip_rows = dataset.block_shapes[0][0]
    strips = math.ceil(dataset.height / strip_rows)
    first = strip_offset(dataset, 0)
    if first is None:
        return None
    strip_bytes = strip_rows * dataset.width * item.itemsize
    if any(strip_offset(dataset, strip) != first + strip * strip_bytes for strip in range(strips)):
        return None
    with path.open("rb") as file:
        order = ">" if file.read(2) == b"MM" else "<"
    shape = (dataset.height, dataset.width)
    if path.stat().st_size < first + shape[0] * shape[1] * item.itemsize:
        raise TerrainFileInvalid(path.name, "is cut short")
    return np.memmap(path, dtype=item.newbyteorder(order), mode="r", offset=first, shape=shape)


def strip_offset(dataset: Any, strip: int) -> int | None:
    """Where a strip begins in the file; None if that is not known."""
    found = dataset.get_tag_item(f"BLOCK_OFFSET_0_{strip}", "TIFF", bidx=1)
    return None if found is None else int(found)
