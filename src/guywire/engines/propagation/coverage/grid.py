"""Rasters on a common lattice of pixels: equal degrees, or square in web mercator."""

import math
from dataclasses import dataclass
from enum import StrEnum
from typing import Self

import numpy as np
import numpy.typing as npt

from guywire.engines.geo.area import bounding_box
from guywire.engines.geo.errors import EngineError
from guywire.engines.geo.geodesy import refuse_bad_points

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]

MERCATOR_RADIUS_M = 6378137.0
"""EPSG:3857 takes the earth as a sphere of the equator's radius."""

MOST_PIXELS = 400_000_000
ECCENTRICITY_SQUARED = 0.00669437999014


class Lattice(StrEnum):
    """How pixels lie on the earth."""

    DEGREES = "EPSG:4326"
    WEB_MERCATOR = "EPSG:3857"


@dataclass(frozen=True)
class Window:
    """Part of a grid: rows and columns from (row, column) on."""

    row: int
    column: int
    rows: int
    columns: int

    @property
    def slices(self) -> tuple[slice, slice]:
        """The same for indexing an array of the whole grid."""
        return (
            slice(self.row, self.row + self.rows),
            slice(self.column, self.column + self.columns),
        )


@dataclass(frozen=True, kw_only=True)
class Grid:
    """A raster's pixels, rows from the north. Pixel (r, c) has its centre half a step inside.

    first_row, first_column: the north-west pixel's place on the lattice that spans the earth, in
    steps south of the lattice's origin (90 or the mercator's top) and east of longitude -180; so
    two grids of one step always fit. step: degrees, or mercator metres.
    """

    lattice: Lattice
    step: float
    first_row: int
    first_column: int
    rows: int
    columns: int

    def __post_init__(self) -> None:
        if not 0.0 < self.step < math.inf:
            raise EngineError(f"a grid's step must be positive, is {self.step}")
        if self.rows < 1 or self.columns < 1 or self.rows * self.columns > MOST_PIXELS:
            raise EngineError(
                f"a grid has 1 to {MOST_PIXELS:,} pixels, not {self.rows} x {self.columns}"
            )

    @classmethod
    def around(
        cls,
        places: list[tuple[float, float, float]],
        *,
        pixel_m: float,
        lattice: Lattice = Lattice.DEGREES,
    ) -> Self:
        """The grid that holds circles (latitude, longitude, radius_m), pixels pixel_m high at the
        middle latitude. Raises EngineError across the date line."""
        if not places:
            raise EngineError("a grid needs at least one place")
        boxes = [bounding_box(*place) for place in places]
        for (latitude, longitude, radius_m), box in zip(places, boxes, strict=True):
            if box.west > box.east or box.west < -179.999 or box.east > 179.999:
                raise EngineError(
                    f"{radius_m:g} m around {latitude:g}, {longitude:g} cross the date line;"
                    " compute either side by itself"
                )
        if not 0.1 <= pixel_m <= 1e5:
            raise EngineError(f"a pixel must be 0.1 m to 100 km, is {pixel_m:g} m")
        south, north = min(box.south for box in boxes), max(box.north for box in boxes)
        west, east = min(box.west for box in boxes), max(box.east for box in boxes)
        middle = math.radians((south + north) / 2.0)
        step = math.degrees(pixel_m / 6371008.8)
        if lattice == Lattice.WEB_MERCATOR:
            step = pixel_m / math.cos(middle)
        return cls.holding(south, west, north, east, step=step, lattice=lattice)

    @classmethod
    def holding(
        cls, south: float, west: float, north: float, east: float, *, step: float, lattice: Lattice
    ) -> Self:
        """The smallest grid of this step that holds a box in degrees."""
        refuse_bad_points(np.array([south, north]), np.array([west, east]))
        if lattice == Lattice.WEB_MERCATOR and max(abs(south), abs(north)) > 85.0:
            raise EngineError(f"web mercator ends at 85 degrees, asked are {south:g} to {north:g}")
        rows, columns = positions(lattice, step, np.array([north, south]), np.array([west, east]))
        first_row, first_column = math.floor(rows[0]), math.floor(columns[0])
        return cls(
            lattice=lattice,
            step=step,
            first_row=first_row,
            first_column=first_column,
            rows=max(1, math.ceil(rows[1]) - first_row),
            columns=max(1, math.ceil(columns[1]) - first_column),
        )

    @property
    def whole(self) -> Window:
        """The window of all pixels."""
        return Window(0, 0, self.rows, self.columns)

    def latitudes(self, rows: npt.ArrayLike) -> Floats:
        """Latitudes of (fractional) rows; whole numbers are centres of pixels."""
        down = (np.asarray(rows, dtype=np.float64) + self.first_row + 0.5) * self.step
        if self.lattice == Lattice.DEGREES:
            return 90.0 - down
        north_m = math.pi * MERCATOR_RADIUS_M - down
        return np.degrees(np.arctan(np.sinh(north_m / MERCATOR_RADIUS_M)))

    def longitudes(self, columns: npt.ArrayLike) -> Floats:
        """Longitudes of (fractional) columns; whole numbers are centres of pixels."""
        right = (np.asarray(columns, dtype=np.float64) + self.first_column + 0.5) * self.step
        if self.lattice == Lattice.DEGREES:
            return right - 180.0
        return np.degrees(right / MERCATOR_RADIUS_M) - 180.0

    def pixels(
        self, latitudes: npt.ArrayLike, longitudes: npt.ArrayLike
    ) -> tuple[Integers, Integers]:
        """Row and column of the pixel that holds each point, -1, -1 outside."""
        north = np.array(latitudes, dtype=np.float64, ndmin=1)
        east = np.array(longitudes, dtype=np.float64, ndmin=1)
        refuse_bad_points(north, east)
        if self.lattice == Lattice.WEB_MERCATOR:
            north = np.clip(north, -85.06, 85.06)
        down, right = positions(self.lattice, self.step, north, east)
        rows = np.floor(down).astype(np.int64) - self.first_row
        columns = np.floor(right).astype(np.int64) - self.first_column
        is_in = (rows >= 0) & (rows < self.rows) & (columns >= 0) & (columns < self.columns)
        return np.where(is_in, rows, -1), np.where(is_in, columns, -1)

    def window(self, latitude: float, longitude: float, radius_m: float) -> Window:
        """The part of the grid that a circle may touch (no rows if none)."""
        box = bounding_box(latitude, longitude, radius_m)
        down, right = positions(
            self.lattice,
            self.step,
            np.array([box.north, box.south]),
            np.array([box.west, box.east]),
        )
        top = max(0, math.floor(down[0]) - self.first_row)
        left = max(0, math.floor(right[0]) - self.first_column)
        bottom = min(self.rows, math.ceil(down[1]) - self.first_row)
        end = min(self.columns, math.ceil(right[1]) - self.first_column)
        return Window(top, left, max(0, bottom - top), max(0, end - left))

    def row_areas_m2(self) -> Floats:
        """Area of one pixel of each row, on the ellipsoid."""
        edges = np.radians(self.latitudes(np.arange(self.rows + 1) - 0.5))
        middle = (edges[:-1] + edges[1:]) / 2.0
        root = np.sqrt(1.0 - ECCENTRICITY_SQUARED * np.sin(middle) ** 2)
        meridian_m = MERCATOR_RADIUS_M * (1.0 - ECCENTRICITY_SQUARED) / root**3
        height_m = meridian_m * (edges[:-1] - edges[1:])
        breadth = self.longitudes(np.array([0.5]))[0] - self.longitudes(np.array([-0.5]))[0]
        width_m = MERCATOR_RADIUS_M / root * np.cos(middle) * math.radians(float(breadth))
        return np.asarray(height_m * width_m, dtype=np.float64)


def positions(
    lattice: Lattice, step: float, latitudes: Floats, longitudes: Floats
) -> tuple[Floats, Floats]:
    """Steps south of the lattice's origin and east of longitude -180."""
    if lattice == Lattice.DEGREES:
        return (90.0 - latitudes) / step, (longitudes + 180.0) / step
    north_m = MERCATOR_RADIUS_M * np.arcsinh(np.tan(np.radians(latitudes)))
    east_m = MERCATOR_RADIUS_M * np.radians(longitudes + 180.0)
    return (math.pi * MERCATOR_RADIUS_M - north_m) / step, east_m / step
