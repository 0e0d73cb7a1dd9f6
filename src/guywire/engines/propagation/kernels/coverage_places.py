"""Where a sweep's radials end, and which receiver of a sweep stands nearest to a pixel.

Degrees and metres. Columns of `rings`: see `coverage_sweep.py`.
"""

import math

import numpy as np
from numba import njit

from guywire.engines.geo.kernels.geodesy import direct, inverse
from guywire.engines.propagation.kernels.coverage_simd import (
    DEGREES,
    arctangent_of_share,
    f32,
    i32,
    kernel,
)

plain = njit(cache=True, error_model="numpy", nogil=True)

NOWHERE = -1
QUARTER_TURN_DEG = f32(90.0)


@plain
def radial_ends(latitude, longitude, first, radials, distance_m, latitudes, longitudes):
    """Ends of the radials numbered from `first`, out of so many in the full circle."""
    for i in range(len(latitudes)):
        azimuth = 360.0 * (first + i) / radials
        latitudes[i], longitudes[i] = direct(latitude, longitude, azimuth, distance_m)


@plain
def knots(latitude, longitude, latitudes, longitudes, east, north):
    """Metres east and north of the site (along the geodesic) at a lattice of knots."""
    for row in range(len(latitudes)):
        for column in range(len(longitudes)):
            distance_m, azimuth = inverse(
                latitude, longitude, latitudes[row], longitudes[column]
            )  # fmt: skip
            east[row, column] = distance_m * math.sin(math.radians(azimuth))
            north[row, column] = distance_m * math.cos(math.radians(azimuth))


@kernel
def spread(east, north, first_row, rows, knot, east_m, north_m):
    """Bilinear between knots: metres of the pixels of `rows` rows from first_row on."""
    columns = len(east_m) // rows
    for r in range(rows):
        k = (first_row + r) // knot
        down = f32((first_row + r) % knot) / f32(knot)
        for j in range((columns + knot - 1) // knot):
            x0 = east[k, j] + (east[k + 1, j] - east[k, j]) * down
            x1 = east[k, j + 1] + (east[k + 1, j + 1] - east[k, j + 1]) * down
            y0 = north[k, j] + (north[k + 1, j] - north[k, j]) * down
            y1 = north[k, j + 1] + (north[k + 1, j + 1] - north[k, j + 1]) * down
            dx = (x1 - x0) / f32(knot)
            dy = (y1 - y0) / f32(knot)
            for c in range(min(knot, columns - j * knot)):
                east_m[r * columns + j * knot + c] = x0 + dx * f32(c)
                north_m[r * columns + j * knot + c] = y0 + dy * f32(c)


@kernel
def bearings(east_m, north_m, azimuth_deg, distance_m):
    """Azimuths (0-360, within 0.0002 degrees) and distances of points."""
    for i in range(len(east_m)):
        x, y = east_m[i], north_m[i]
        across, along = abs(x), abs(y)
        is_flat = across > along
        low = along if is_flat else across
        high = across if is_flat else along
        turn = arctangent_of_share(low / max(high, f32(1e-6))) * DEGREES
        turn = QUARTER_TURN_DEG - turn if is_flat else turn
        turn = f32(180.0) - turn if y < f32(0.0) else turn
        turn = f32(360.0) - turn if x < f32(0.0) else turn
        azimuth_deg[i] = turn
        distance_m[i] = math.sqrt(x * x + y * y)


@kernel
def nearest_receivers(azimuth_deg, distance_m, rings, radials, step_m, place):
    """Place in the flat array of the nearest receiver, NOWHERE past the outermost.

    Points nearer than the first receiver take the first.
    """
    outermost = len(rings) - 1
    per_step = f32(1.0 / step_m)
    per_degree = f32(radials / 360.0)
    first = i32(rings[0, 0] + 1)
    last = i32(rings[outermost, 1])
    for i in range(len(place)):
        receiver = max(i32(distance_m[i] * per_step + f32(0.5)), first)
        held = min(receiver, last)
        ring = 0
        for r in range(outermost):
            ring += 1 if held > rings[r, 1] else 0
        shift = outermost - ring
        count = radials >> shift
        row = i32(azimuth_deg[i] * per_degree / f32(1 << shift) + f32(0.5))
        around = row if row < count else 0
        width = rings[ring, 1] - rings[ring, 0]
        found = rings[ring, 2] + around * width + held - rings[ring, 0] - 1
        place[i] = found if receiver <= last else NOWHERE


@plain
def gather(place, source, target):
    """target[i] = source[place[i]], nan for NOWHERE."""
    for i in range(len(place)):
        target[i] = source[place[i]] if place[i] >= 0 else f32(np.nan)


@plain
def points_at(latitude, longitude, azimuths_deg, distances_m, latitudes, longitudes):
    """Points at azimuths and distances from a site."""
    for i in range(len(latitudes)):
        latitudes[i], longitudes[i] = direct(
            latitude, longitude, azimuths_deg[i], distances_m[i]
        )  # fmt: skip
