"""Boxes, a flat map around a point, and the sector test: the geometry of a candidate search."""

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from guywire.engines.geo.errors import EngineError
from guywire.engines.geo.geodesy import MEAN_EARTH_RADIUS_M, destination

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class BoundingBox:
    """South, west, north, east in degrees; west > east where it crosses the date line."""

    south: float
    west: float
    north: float
    east: float

    def contains(self, latitude: float, longitude: float) -> bool:
        """Whether the point lies in the box, borders included."""
        if not self.south <= latitude <= self.north:
            return False
        if self.west <= self.east:
            return self.west <= longitude <= self.east
        return longitude >= self.west or longitude <= self.east


def bounding_box(latitude: float, longitude: float, radius_m: float) -> BoundingBox:
    """Smallest box that holds the circle of radius_m (>= 0, below 10,000 km) around a point."""
    if not 0.0 <= radius_m < 1e7:
        raise EngineError(f"a radius must be 0 to 10,000 km, is {radius_m} m")
    # the sphere's angle is widened by the ellipsoid's greatest departure from it
    angle = radius_m / MEAN_EARTH_RADIUS_M * 1.01
    south = destination(latitude, longitude, 180.0, radius_m)[0]
    north = destination(latitude, longitude, 0.0, radius_m)[0]
    reach = math.cos(math.radians(latitude))
    if latitude + math.degrees(angle) >= 90.0:
        return BoundingBox(south, -180.0, 90.0, 180.0)
    if latitude - math.degrees(angle) <= -90.0:
        return BoundingBox(-90.0, -180.0, north, 180.0)
    half = math.degrees(math.asin(min(1.0, math.sin(angle) / reach)))
    west = (longitude - half + 180.0) % 360.0 - 180.0
    east = (longitude + half + 180.0) % 360.0 - 180.0
    return BoundingBox(south, west, north, east)


class LocalPlane:
    """Flat map around an origin (local equirectangular): metres east and north.

    Good to 0.1 % within 50 km of the origin below 60 degrees of latitude.
    """

    def __init__(self, latitude: float, longitude: float) -> None:
        self.latitude = latitude
        self.longitude = longitude
        # lengths of a degree: derivatives of the WGS-84 meridian and parallel (Snyder 1987, 4-19)
        sine = math.sin(math.radians(latitude))
        root = math.sqrt(1.0 - 0.00669437999014 * sine * sine)
        meridian_radius_m = 6378137.0 * (1.0 - 0.00669437999014) / root**3
        parallel_radius_m = 6378137.0 / root * math.cos(math.radians(latitude))
        self.metres_per_latitude = math.radians(meridian_radius_m)
        self.metres_per_longitude = math.radians(parallel_radius_m)

    def project(self, latitudes: npt.ArrayLike, longitudes: npt.ArrayLike) -> tuple[Floats, Floats]:
        """(east_m, north_m) of points in degrees; arrays of equal shape."""
        east = np.asarray(longitudes, dtype=np.float64) - self.longitude
        east = (east + 180.0) % 360.0 - 180.0
        north = np.asarray(latitudes, dtype=np.float64) - self.latitude
        return east * self.metres_per_longitude, north * self.metres_per_latitude

    def unproject(self, east_m: npt.ArrayLike, north_m: npt.ArrayLike) -> tuple[Floats, Floats]:
        """(latitudes, longitudes) in degrees of points in metres."""
        longitudes = self.longitude + np.asarray(east_m) / self.metres_per_longitude
        latitudes = self.latitude + np.asarray(north_m) / self.metres_per_latitude
        return latitudes, (longitudes + 180.0) % 360.0 - 180.0


def angle_between_deg(azimuth_1: float, azimuth_2: float) -> float:
    """Smaller angle between two azimuths, 0 to 180 degrees."""
    return abs((azimuth_1 - azimuth_2 + 180.0) % 360.0 - 180.0)


def is_in_sector(
    azimuth: float, distance: float, *, boresight_deg: float, width_deg: float, range_m: float
) -> bool:
    """Whether a point seen at `azimuth` and `distance` lies in a sector of a circle.

    width_deg: full width, 360 for the whole circle. Borders are inside.
    """
    if distance > range_m:
        return False
    return width_deg >= 360.0 or angle_between_deg(azimuth, boresight_deg) <= width_deg / 2.0
