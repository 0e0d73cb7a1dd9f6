"""Distances, azimuths and destinations on the WGS-84 ellipsoid, and the radio earth.

Degrees (azimuths clockwise from true north, 0 to 360) and metres.
"""

import math
from collections.abc import Callable
from typing import Any, cast

import numpy as np
import numpy.typing as npt

from guywire.engines.geo.errors import EngineError
from guywire.engines.geo.kernels import geodesy as kernels

Floats = npt.NDArray[np.float64]
compiled = cast(Any, kernels)
inverse = cast(Callable[[float, float, float, float], tuple[float, float]], compiled.inverse)
direct = cast(Callable[[float, float, float, float], tuple[float, float]], compiled.direct)
many_inverse = cast(Callable[..., None], compiled.many_inverse)

MEAN_EARTH_RADIUS_M = 6371008.8
"""Mean radius of WGS-84, (2a + b) / 3."""

STANDARD_EARTH_FACTOR = 4.0 / 3.0
"""Ratio of effective to true earth radius in a standard atmosphere; ITU-R P.310."""


def distance_m(
    latitude_1: float, longitude_1: float, latitude_2: float, longitude_2: float
) -> float:
    """Length of the geodesic (Vincenty, 0.5 mm). Raises EngineError on bad or antipodal points."""
    return _inverse(latitude_1, longitude_1, latitude_2, longitude_2)[0]


def azimuth_deg(
    latitude_1: float, longitude_1: float, latitude_2: float, longitude_2: float
) -> float:
    """Azimuth at the first point towards the second, 0 for equal points; errors as distance_m."""
    return _inverse(latitude_1, longitude_1, latitude_2, longitude_2)[1]


def distances_and_azimuths(
    latitude_1: npt.ArrayLike,
    longitude_1: npt.ArrayLike,
    latitude_2: npt.ArrayLike,
    longitude_2: npt.ArrayLike,
) -> tuple[Floats, Floats]:
    """The same for arrays that broadcast against one another; (metres, degrees)."""
    given = (latitude_1, longitude_1, latitude_2, longitude_2)
    points = [np.asarray(values, dtype=np.float64) for values in given]
    refuse_bad_points(points[0], points[1])
    refuse_bad_points(points[2], points[3])
    broadcast = np.broadcast_arrays(*points)
    flat = [np.ascontiguousarray(values).reshape(-1) for values in broadcast]
    distances_m = np.empty(len(flat[0]))
    azimuths_deg = np.empty(len(flat[0]))
    many_inverse(*flat, distances_m, azimuths_deg)
    if np.isnan(distances_m).any():
        raise EngineError("two of the points are antipodal: their distance is not determined")
    shape = broadcast[0].shape
    return distances_m.reshape(shape), azimuths_deg.reshape(shape)


def destination(
    latitude: float, longitude: float, azimuth: float, distance: float
) -> tuple[float, float]:
    """(latitude, longitude) reached by `distance` metres at `azimuth` degrees from a point."""
    refuse_bad_points(np.array(latitude), np.array(longitude))
    if not (math.isfinite(azimuth) and math.isfinite(distance)):
        raise EngineError(f"azimuth and distance must be finite, are {azimuth} and {distance}")
    return direct(float(latitude), float(longitude), float(azimuth), float(distance))


def effective_earth_radius_m(earth_factor: float = STANDARD_EARTH_FACTOR) -> float:
    """Radius of the earth on which rays run straight. earth_factor k > 0; ITU-R P.310."""
    if not 0.0 < earth_factor < math.inf:
        raise EngineError(f"the earth factor k must be positive, is {earth_factor}")
    return MEAN_EARTH_RADIUS_M * earth_factor


def earth_bulge_m(
    from_one_end_m: float, from_other_end_m: float, earth_factor: float = STANDARD_EARTH_FACTOR
) -> float:
    """Height of the effective earth over the chord of a path, d1 d2 / (2 k R)."""
    return from_one_end_m * from_other_end_m / (2.0 * effective_earth_radius_m(earth_factor))


def radio_horizon_m(height_m: float, earth_factor: float = STANDARD_EARTH_FACTOR) -> float:
    """Distance to the horizon of a smooth earth from a height >= 0, sqrt(2 k R h)."""
    if not 0.0 <= height_m < math.inf:
        raise EngineError(f"a height must not be negative, is {height_m} m")
    return math.sqrt(2.0 * effective_earth_radius_m(earth_factor) * height_m)


def refuse_bad_points(latitudes: Floats, longitudes: Floats) -> None:
    """Raise EngineError unless -90 <= latitude <= 90 and -180 <= longitude <= 180 everywhere."""
    for name, values, limit in (("latitude", latitudes, 90.0), ("longitude", longitudes, 180.0)):
        is_bad = ~(np.abs(values) <= limit)
        if is_bad.any():
            index = int(np.argmax(is_bad.reshape(-1)))
            found = values.reshape(-1)[index]
            where = f" of point {index}" if values.size > 1 else ""
            raise EngineError(f"{name}{where} must be within +-{limit:g} degrees, is {found}")


def _inverse(
    latitude_1: float, longitude_1: float, latitude_2: float, longitude_2: float
) -> tuple[float, float]:
    refuse_bad_points(np.array([latitude_1, latitude_2]), np.array([longitude_1, longitude_2]))
    found = inverse(float(latitude_1), float(longitude_1), float(latitude_2), float(longitude_2))
    if math.isnan(found[0]):
        raise EngineError(
            f"{latitude_1}, {longitude_1} and {latitude_2}, {longitude_2} are antipodal:"
            " their distance is not determined"
        )
    return found
