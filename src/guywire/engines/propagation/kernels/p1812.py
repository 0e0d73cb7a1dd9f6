"""ITU-R P.1812 put together: the basic transmission loss of one path, and of many.

Source: ITU-R P.1812-6 (the numbers of equations are its; P.1812-7 and -8 compute the same). Units
as there: km, m, GHz, mrad, dB, percent. Profiles as in `diffraction.py`.
"""

import math

import numpy as np
from numba import njit

from guywire.engines.propagation.kernels.diffraction import (
    LAND,
    delta_bullington_db,
    diffraction_surface_m,
    fitted_surface_m,
)

kernel = njit(cache=True, error_model="numpy", nogil=True)

EARTH_KM = 6371.0
ANOMALOUS_EARTH_KM = 3.0 * EARTH_KM
SEA_ZONE = 1
COASTAL_ZONE = 3
INLAND_ZONE = 4


@kernel
def upper_deviate(share):
    """Standard normal deviate that is exceeded with probability `share`; section 4.7 of Annex 1."""
    small = max(min(share, 1.0 - share), 1e-6)
    t = math.sqrt(-2.0 * math.log(small))
    numerator = (0.010328 * t + 0.802853) * t + 2.515516698
    denominator = ((0.001308 * t + 0.189269) * t + 1.432788) * t + 1.0
    deviate = t - numerator / denominator
    return deviate if share <= 0.5 else -deviate


@kernel
def longest_stretch_km(distance_km, zone, first, last, least_zone):
    """Longest unbroken stretch whose zone is at least this one; borders lie half-way between."""
    longest = 0.0
    start = -1.0
    for i in range(first, last + 1):
        here = distance_km[i] - distance_km[first]
        if zone[i] >= least_zone:
            if start < 0.0:
                start = here if i == first else here - (distance_km[i] - distance_km[i - 1]) / 2.0
            end = here if i == last else here + (distance_km[i + 1] - distance_km[i]) / 2.0
            longest = max(longest, end - start)
        else:
            start = -1.0
    return longest


@kernel
def sea_share(distance_km, zone, first, last):
    """Share of the path over sea, borders half-way between the points; Table 5."""
    sea_km = 0.0
    for i in range(first + 1, last + 1):
        length = distance_km[i] - distance_km[i - 1]
        sea_km += 0.5 * length * ((zone[i] == SEA_ZONE) + (zone[i - 1] == SEA_ZONE))
    return sea_km / (distance_km[last] - distance_km[first])


@kernel
def anomalous_share(latitude_deg, land_km, inland_km):
    """beta_0 in percent, and tau; eqns 2-5."""
    tau = 1.0 - math.exp(-(4.12e-4 * inland_km**2.41))
    mu1 = 10.0 ** (-land_km / (16.0 - 6.6 * tau)) + 10.0 ** -(2.48 + 1.77 * tau)
    mu1 = min(mu1**0.2, 1.0)
    latitude = abs(latitude_deg)
    if latitude <= 70.0:
        mu4 = 10.0 ** ((-0.935 + 0.0176 * latitude) * math.log10(mu1))
        return 10.0 ** (-0.015 * latitude + 1.67) * mu1 * mu4, tau
    mu4 = 10.0 ** (0.3 * math.log10(mu1))
    return 4.17 * mu1 * mu4, tau


@kernel
def horizons(distance_km, height_m, first, last, z_tx_m, z_rx_m, earth_km):
    """Elevation angles (mrad) and distances (km) of both horizons; eqns 76-81.

    On a line-of-sight path they are those of the point with the greatest v.
    """
    whole_km = distance_km[last] - distance_km[first]
    rise = (z_rx_m - z_tx_m) / whole_km
    curvature = 500.0 / earth_km
    # angles are compared by their tangents, and v by its sign-keeping square
    steepest_tx = -math.inf
    steepest_rx = -math.inf
    horizon_tx = whole_km
    horizon_rx = whole_km
    highest = -math.inf
    worst_km = whole_km / 2.0
    for i in range(first + 1, last):
        from_tx = distance_km[i] - distance_km[first]
        from_rx = whole_km - from_tx
        seen = (height_m[i] - z_tx_m) / from_tx - curvature * from_tx
        if seen > steepest_tx:
            steepest_tx = seen
            horizon_tx = from_tx
        seen = (height_m[i] - z_rx_m) / from_rx - curvature * from_rx
        if seen >= steepest_rx:
            steepest_rx = seen
            horizon_rx = from_rx
        product = from_tx * from_rx
        over = height_m[i] + curvature * product - z_tx_m - rise * from_tx
        squared = over * abs(over) / product
        if squared > highest:
            highest = squared
            worst_km = from_tx
    half_bend = curvature * whole_km
    sees = steepest_tx <= rise - half_bend
    if sees:
        steepest_tx, steepest_rx = rise - half_bend, -rise - half_bend
        horizon_tx, horizon_rx = worst_km, whole_km - worst_km
    angle_tx = 1000.0 * math.atan(steepest_tx / 1000.0)
    angle_rx = 1000.0 * math.atan(steepest_rx / 1000.0)
    return angle_tx, angle_rx, horizon_tx, horizon_rx, sees


@kernel
def roughness_m(distance_km, height_m, first, last, surface, horizon_tx, horizon_rx):
    """Terrain roughness between the horizons; eqn 93."""
    whole_km = distance_km[last] - distance_km[first]
    slope = (surface[1] - surface[0]) / whole_km
    rough = -math.inf
    for i in range(first, last + 1):
        from_tx = distance_km[i] - distance_km[first]
        if horizon_tx - 1e-9 <= from_tx <= whole_km - horizon_rx + 1e-9:
            rough = max(rough, height_m[i] - (surface[0] + slope * from_tx))
    return max(rough, 0.0)


@kernel
def coupling_db(horizon_km, coast_km, antenna_m, share_over_sea):
    """Correction for coupling to a duct over the sea, at one end; eqn 49."""
    if share_over_sea >= 0.75 and coast_km <= horizon_km and coast_km <= 5.0:
        shape = 1.0 + math.tanh(0.07 * (50.0 - antenna_m))
        return -3.0 * math.exp(-0.25 * coast_km * coast_km) * shape
    return 0.0


@kernel
def shielding_db(angle_mrad, horizon_km, frequency_ghz):
    """Diffraction by a site's own horizon, at one end; eqn 48."""
    excess = angle_mrad - 0.1 * horizon_km
    if excess <= 0.0:
        return 0.0
    near = 1.0 + 0.361 * excess * math.sqrt(frequency_ghz * horizon_km)
    return 20.0 * math.log10(near) + 0.264 * excess * frequency_ghz ** (1.0 / 3.0)


@kernel
def ducting_db(
    whole_km,
    frequency_ghz,
    time_percent,
    share_over_sea,
    tau,
    beta0,
    earth_km,
    horizon,
    antennas,
    effective,
    rough_m,
    coasts,
):
    """Ducting and layer reflection, L_ba; section 4.5, eqns 46-58."""
    angle_tx, angle_rx, horizon_tx, horizon_rx = horizon
    fixed = 102.45 + 20.0 * math.log10(frequency_ghz * (horizon_tx + horizon_rx))
    if frequency_ghz < 0.5:
        fixed += 45.375 - 137.0 * frequency_ghz + 92.5 * frequency_ghz * frequency_ghz
    fixed += shielding_db(angle_tx, horizon_tx, frequency_ghz)
    fixed += shielding_db(angle_rx, horizon_rx, frequency_ghz)
    fixed += coupling_db(horizon_tx, coasts[0], antennas[0], share_over_sea)
    fixed += coupling_db(horizon_rx, coasts[1], antennas[1], share_over_sea)

    per_mrad = 5e-5 * earth_km * frequency_ghz ** (1.0 / 3.0)
    angle = 1000.0 * whole_km / earth_km
    angle += min(angle_tx, 0.1 * horizon_tx) + min(angle_rx, 0.1 * horizon_rx)
    alpha = max(-0.6 - 3.5e-9 * whole_km**3.1 * tau, -3.4)
    spread = (whole_km / (math.sqrt(effective[0]) + math.sqrt(effective[1]))) ** 2
    mu2 = min((500.0 / earth_km * spread) ** alpha, 1.0)
    mu3 = 1.0
    if rough_m > 10.0:
        between = min(whole_km - horizon_tx - horizon_rx, 40.0)
        mu3 = math.exp(-4.6e-5 * (rough_m - 10.0) * (43.0 + 6.0 * between))
    beta = beta0 * mu2 * mu3
    logarithm = math.log10(beta)
    gamma = 1.076 / (2.0058 - logarithm) ** 1.012
    gamma *= math.exp(
        -(9.51 - 4.8 * logarithm + 0.198 * logarithm * logarithm) * 1e-6 * whole_km**1.13
    )
    ratio = time_percent / beta
    by_time = -12.0 + (1.2 + 3.7e-3 * whole_km) * math.log10(ratio) + 12.0 * ratio**gamma
    return fixed + per_mrad * angle + by_time


@kernel
def troposcatter_db(whole_km, frequency_ghz, time_percent, angle_mrad, refractivity_n):
    """Troposcatter, L_bs; section 4.4, eqns 44-45."""
    by_frequency = 25.0 * math.log10(frequency_ghz)
    by_frequency -= 2.5 * math.log10(frequency_ghz / 2.0) ** 2
    loss_db = 190.1 + by_frequency + 20.0 * math.log10(whole_km) + 0.573 * angle_mrad
    return loss_db - 0.15 * refractivity_n - 10.125 * math.log10(50.0 / time_percent) ** 0.7


@kernel
def diffraction_by_time(
    distance_km,
    cover_m,
    first,
    last,
    antennas,
    surface,
    earth_km,
    frequency_ghz,
    is_vertical,
    share_over_sea,
    time_percent,
    beta0,
):
    """Diffraction at 50 %, at the wanted time, and F_i; section 4.3.5."""
    path = (distance_km, cover_m, first, last, antennas, surface)
    wave = (frequency_ghz, is_vertical, share_over_sea, LAND)
    median = delta_bullington_db(*path, earth_km, *wave)
    if time_percent >= 50.0:
        return median, median[0], 0.0
    weight = 1.0
    if time_percent > beta0:
        weight = upper_deviate(time_percent / 100.0) / upper_deviate(beta0 / 100.0)
    rare = delta_bullington_db(*path, ANOMALOUS_EARTH_KM, *wave)
    return median, median[0] + (rare[0] - median[0]) * weight, weight


@kernel
def combined_db(
    whole_km,
    time_percent,
    share_over_sea,
    beta0,
    free_db,
    angle_mrad,
    diffracted,
    ducted_db,
    scattered_db,
    horizon_km,
):
    """The parts combined into the loss at 50 % of locations; section 4.6, eqns 57-63.

    Also the line-of-sight loss at that time, the floor of everything.
    """
    focusing = 2.6 * (1.0 - math.exp(-0.1 * horizon_km))
    sight_db = free_db + focusing * math.log10(time_percent / 50.0)
    sight_beta_db = free_db + focusing * math.log10(beta0 / 50.0)
    median_db, bent_db, weight = diffracted
    by_angle = 1.0 - 0.5 * (1.0 + math.tanh(2.4 * (angle_mrad - 0.3) / 0.3))
    by_distance = 1.0 - 0.5 * (1.0 + math.tanh(1.5 * (whole_km - 20.0) / 20.0))
    over_land_db = (1.0 - share_over_sea) * bent_db
    if time_percent < beta0:
        least_db = sight_db + over_land_db
    else:
        middle_db = free_db + median_db
        least_db = middle_db + (sight_beta_db + over_land_db - middle_db) * weight
    # eta ln(exp(a / eta) + exp(b / eta)) without the overflow of long paths
    high = max(ducted_db, sight_db)
    blend_db = high + 2.5 * math.log(
        math.exp((ducted_db - high) / 2.5) + math.exp((sight_db - high) / 2.5)
    )
    diffracted_db = sight_db + bent_db
    modified_db = diffracted_db
    if blend_db <= diffracted_db:
        modified_db = blend_db + (diffracted_db - blend_db) * by_distance
    modified_db += (least_db - modified_db) * by_angle
    low = min(scattered_db, modified_db)
    sum_ = 10.0 ** (-0.2 * (scattered_db - low)) + 10.0 ** (-0.2 * (modified_db - low))
    return low - 5.0 * math.log10(sum_), sight_db, modified_db


@kernel
def path_loss(
    distance_km,
    height_m,
    cover_m,
    first,
    last,
    stretches,
    above_ground,
    frequency_ghz,
    is_vertical,
    time_percent,
    location,
    latitude_deg,
    lapse_n_km,
    refractivity_n,
    coasts,
):
    """Loss of a path and its parts in dB: loss, free space, line of sight, diffraction at 50 % and
    at the wanted time, its Bullington, smooth Bullington and smooth-earth parts, ducting,
    troposcatter; then the horizons (mrad, mrad, km, km), whether there is line of sight, beta_0.

    height_m: bare ground. cover_m: with clutter, but bare at the ends. stretches: share over sea,
    longest over land and longest inland, km. above_ground: antennas. location: deviation in dB
    that the share of locations takes off (I(p_L) times sigma_L). lapse_n_km: Delta N. coasts: km
    over land to the coast from either end.
    """
    share_over_sea, land_km, inland_km = stretches
    whole_km = distance_km[last] - distance_km[first]
    earth_km = EARTH_KM * 157.0 / (157.0 - lapse_n_km)
    beta0, tau = anomalous_share(latitude_deg, land_km, inland_km)
    antennas = (height_m[first] + above_ground[0], height_m[last] + above_ground[1])
    angle_tx, angle_rx, horizon_tx, horizon_rx, sees = horizons(
        distance_km, height_m, first, last, antennas[0], antennas[1], earth_km
    )
    angle = 1000.0 * whole_km / earth_km + angle_tx + angle_rx
    fitted = fitted_surface_m(distance_km, height_m, first, last)
    surface = diffraction_surface_m(
        distance_km, height_m, first, last, antennas[0], antennas[1], fitted
    )
    level = (min(fitted[0], height_m[first]), min(fitted[1], height_m[last]))
    effective = (antennas[0] - level[0], antennas[1] - level[1])
    rough_m = roughness_m(distance_km, height_m, first, last, level, horizon_tx, horizon_rx)

    rise_km = (antennas[0] - antennas[1]) / 1000.0
    slant_km = math.sqrt(whole_km * whole_km + rise_km * rise_km)
    free_db = 92.4 + 20.0 * math.log10(frequency_ghz * slant_km)
    median, bent_db, weight = diffraction_by_time(
        distance_km, cover_m, first, last, antennas, surface, earth_km, frequency_ghz,
        is_vertical, share_over_sea, time_percent, beta0,
    )  # fmt: skip
    ducted_db = ducting_db(
        whole_km, frequency_ghz, time_percent, share_over_sea, tau, beta0, earth_km,
        (angle_tx, angle_rx, horizon_tx, horizon_rx), antennas, effective, rough_m, coasts,
    )  # fmt: skip
    scattered_db = troposcatter_db(whole_km, frequency_ghz, time_percent, angle, refractivity_n)
    half_db, sight_db, _ = combined_db(
        whole_km, time_percent, share_over_sea, beta0, free_db, angle,
        (median[0], bent_db, weight), ducted_db, scattered_db, horizon_tx + horizon_rx,
    )  # fmt: skip
    loss_db = max(sight_db, half_db - location)
    parts = (loss_db, free_db, sight_db, median[0], bent_db, median[1], median[2], median[3])
    return (
        parts,
        (ducted_db, scattered_db),
        (angle_tx, angle_rx, horizon_tx, horizon_rx),
        sees,
        beta0,
    )


@kernel
def many_losses(
    heights_m,
    clutter_m,
    starts,
    step_m,
    is_usable,
    above_ground,
    frequency_ghz,
    is_vertical,
    time_percent,
    location,
    latitude_deg,
    lapse_n_km,
    refractivity_n,
    coasts,
    losses_db,
):
    """Loss of many equally spaced inland paths that stand in one flat array; nan where refused."""
    longest = 0
    for i in range(len(step_m)):
        longest = max(longest, starts[i + 1] - starts[i])
    distance_km = np.empty(longest)
    bare_m = np.empty(longest)
    cover_m = np.empty(longest)
    for i in range(len(step_m)):
        count = starts[i + 1] - starts[i]
        whole_km = (count - 1) * step_m[i] / 1000.0
        if not is_usable[i] or count < 3 or whole_km < 0.25 or whole_km > 3000.0:
            losses_db[i] = np.nan
            continue
        for j in range(count):
            distance_km[j] = j * step_m[i] / 1000.0
            bare_m[j] = heights_m[starts[i] + j]
            cover_m[j] = bare_m[j] + clutter_m[starts[i] + j]
        cover_m[0] = bare_m[0]
        cover_m[count - 1] = bare_m[count - 1]
        parts, _, _, _, _ = path_loss(
            distance_km, bare_m, cover_m, 0, count - 1, (0.0, whole_km, whole_km), above_ground,
            frequency_ghz, is_vertical, time_percent, location, latitude_deg, lapse_n_km,
            refractivity_n, coasts,
        )  # fmt: skip
        losses_db[i] = parts[0]
