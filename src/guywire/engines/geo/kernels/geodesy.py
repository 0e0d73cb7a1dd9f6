"""Geodesics on the WGS-84 ellipsoid and points along great circles.

Source: T. Vincenty, "Direct and inverse solutions of geodesics on the ellipsoid with application
of nested equations", Survey Review XXIII 176 (1975); good to 0.5 mm except near antipodal points,
where the inverse does not converge. Units: degrees and metres.
"""

import math

from numba import njit

kernel = njit(cache=True, error_model="numpy", nogil=True)

SEMI_MAJOR_M = 6378137.0
FLATTENING = 1.0 / 298.257223563
SEMI_MINOR_M = SEMI_MAJOR_M * (1.0 - FLATTENING)
ITERATIONS = 100


@kernel
def series_of(cos_squared_alpha):
    """Vincenty's A and B."""
    u_squared = cos_squared_alpha * (SEMI_MAJOR_M**2 - SEMI_MINOR_M**2) / SEMI_MINOR_M**2
    a = 1.0 + u_squared / 16384.0 * (
        4096.0 + u_squared * (-768.0 + u_squared * (320.0 - 175.0 * u_squared))
    )
    b = u_squared / 1024.0 * (256.0 + u_squared * (-128.0 + u_squared * (74.0 - 47.0 * u_squared)))
    return a, b


@kernel
def delta_sigma_of(b, sin_sigma, cos_sigma, cos_2sm):
    """Vincenty's equation 6."""
    square = cos_2sm * cos_2sm
    inner = cos_sigma * (2.0 * square - 1.0)
    inner -= b / 6.0 * cos_2sm * (4.0 * sin_sigma * sin_sigma - 3.0) * (4.0 * square - 3.0)
    return b * sin_sigma * (cos_2sm + b / 4.0 * inner)


@kernel
def inverse(latitude_1, longitude_1, latitude_2, longitude_2):
    """Distance (m) and azimuth at the first point (degrees, 0-360); (nan, nan) if antipodal.

    The azimuth between equal points is 0.
    """
    difference = math.radians(longitude_2 - longitude_1)
    difference -= 2.0 * math.pi * math.floor((difference + math.pi) / (2.0 * math.pi))
    reduced_1 = math.atan((1.0 - FLATTENING) * math.tan(math.radians(latitude_1)))
    reduced_2 = math.atan((1.0 - FLATTENING) * math.tan(math.radians(latitude_2)))
    sin_1, cos_1 = math.sin(reduced_1), math.cos(reduced_1)
    sin_2, cos_2 = math.sin(reduced_2), math.cos(reduced_2)
    lambda_ = difference
    for _ in range(ITERATIONS):
        sin_l, cos_l = math.sin(lambda_), math.cos(lambda_)
        across = cos_2 * sin_l
        along = cos_1 * sin_2 - sin_1 * cos_2 * cos_l
        sin_sigma = math.sqrt(across * across + along * along)
        if sin_sigma == 0.0:
            return 0.0, 0.0
        cos_sigma = sin_1 * sin_2 + cos_1 * cos_2 * cos_l
        sigma = math.atan2(sin_sigma, cos_sigma)
        sin_alpha = cos_1 * cos_2 * sin_l / sin_sigma
        cos_squared = 1.0 - sin_alpha * sin_alpha
        cos_2sm = 0.0 if cos_squared == 0.0 else cos_sigma - 2.0 * sin_1 * sin_2 / cos_squared
        c = FLATTENING / 16.0 * cos_squared * (4.0 + FLATTENING * (4.0 - 3.0 * cos_squared))
        inner = cos_2sm + c * cos_sigma * (2.0 * cos_2sm * cos_2sm - 1.0)
        before = lambda_
        lambda_ = difference
        lambda_ += (1.0 - c) * FLATTENING * sin_alpha * (sigma + c * sin_sigma * inner)
        if abs(lambda_ - before) < 1e-12:
            a, b = series_of(cos_squared)
            distance_m = SEMI_MINOR_M * a
            distance_m *= sigma - delta_sigma_of(b, sin_sigma, cos_sigma, cos_2sm)
            return distance_m, math.degrees(math.atan2(across, along)) % 360.0
    return math.nan, math.nan


@kernel
def direct(latitude, longitude, azimuth, distance_m):
    """Latitude and longitude (-180 to 180) of the point at an azimuth and distance."""
    alpha = math.radians(azimuth)
    sin_alpha_1, cos_alpha_1 = math.sin(alpha), math.cos(alpha)
    tan_u = (1.0 - FLATTENING) * math.tan(math.radians(latitude))
    cos_u = 1.0 / math.sqrt(1.0 + tan_u * tan_u)
    sin_u = tan_u * cos_u
    sigma_1 = math.atan2(tan_u, cos_alpha_1)
    sin_alpha = cos_u * sin_alpha_1
    cos_squared = 1.0 - sin_alpha * sin_alpha
    a, b = series_of(cos_squared)
    straight = distance_m / (SEMI_MINOR_M * a)
    sigma = straight
    for _ in range(ITERATIONS):
        cos_2sm = math.cos(2.0 * sigma_1 + sigma)
        before = sigma
        sigma = straight + delta_sigma_of(b, math.sin(sigma), math.cos(sigma), cos_2sm)
        if abs(sigma - before) < 1e-12:
            break
    sin_sigma, cos_sigma = math.sin(sigma), math.cos(sigma)
    cos_2sm = math.cos(2.0 * sigma_1 + sigma)
    along = sin_u * sin_sigma - cos_u * cos_sigma * cos_alpha_1
    north = math.atan2(
        sin_u * cos_sigma + cos_u * sin_sigma * cos_alpha_1,
        (1.0 - FLATTENING) * math.sqrt(sin_alpha * sin_alpha + along * along),
    )
    lambda_ = math.atan2(
        sin_sigma * sin_alpha_1, cos_u * cos_sigma - sin_u * sin_sigma * cos_alpha_1
    )
    c = FLATTENING / 16.0 * cos_squared * (4.0 + FLATTENING * (4.0 - 3.0 * cos_squared))
    inner = cos_2sm + c * cos_sigma * (2.0 * cos_2sm * cos_2sm - 1.0)
    east = lambda_ - (1.0 - c) * FLATTENING * sin_alpha * (sigma + c * sin_sigma * inner)
    return math.degrees(north), (longitude + math.degrees(east) + 180.0) % 360.0 - 180.0


@kernel
def many_inverse(latitude_1, longitude_1, latitude_2, longitude_2, distance_m, azimuth):
    """`inverse` over arrays of equal length, written into the last two."""
    for i in range(len(distance_m)):
        distance_m[i], azimuth[i] = inverse(
            latitude_1[i], longitude_1[i], latitude_2[i], longitude_2[i]
        )


@kernel
def great_circle_point(latitude_1, longitude_1, latitude_2, longitude_2, share):
    """Point at a share (0-1) of the great circle between two points (on the sphere).

    The longitude runs on from longitude_1, so it may leave -180 to 180.
    """
    north_1, north_2 = math.radians(latitude_1), math.radians(latitude_2)
    east = math.radians(longitude_2 - longitude_1)
    cos_1, cos_2 = math.cos(north_1), math.cos(north_2)
    sin_1, sin_2 = math.sin(north_1), math.sin(north_2)
    half = math.sin((north_2 - north_1) / 2.0) ** 2 + cos_1 * cos_2 * math.sin(east / 2.0) ** 2
    angle = 2.0 * math.asin(min(1.0, math.sqrt(half)))
    if angle == 0.0:
        return latitude_1, longitude_1
    first = math.sin((1.0 - share) * angle) / math.sin(angle)
    second = math.sin(share * angle) / math.sin(angle)
    x = first * cos_1 + second * cos_2 * math.cos(east)
    y = second * cos_2 * math.sin(east)
    z = first * sin_1 + second * sin_2
    latitude = math.degrees(math.atan2(z, math.sqrt(x * x + y * y)))
    return latitude, longitude_1 + math.degrees(math.atan2(y, x))
