"""Variability of ITM in time, location and situation.

Modified from NTIA ITM v1.4 (see `attenuation.py` for the notice). Changed on 2026-11-23.
Sources: [Alg] section 5; [TN101v2] annex III.7, fig. 10.13; Hufford 1982. Units: metres, MHz, dB.
"""

import math

import numpy as np
from numba import njit

from guywire.engines.propagation.kernels.attenuation import (
    MHZ_PER_WAVENUMBER,
    terrain_roughness_m,
)

kernel = njit(cache=True, error_model="numpy", nogil=True)

SINGLE_MESSAGE = 0
ACCIDENTAL = 1
MOBILE = 2

# One column a climate, 1 (equatorial) to 7 (maritime temperate over sea); [Alg] table 5.1.
# Rows of a curve: c1, c2, x1, x2, x3.
MEDIAN = np.array(
    [
        [-9.67, -0.62, 1.26, -9.21, -0.62, -0.39, 3.15],
        [12.7, 9.19, 15.5, 9.05, 9.19, 2.86, 857.9],
        [144.9e3, 228.9e3, 262.6e3, 84.1e3, 228.9e3, 141.7e3, 2222.0e3],
        [190.3e3, 205.2e3, 185.2e3, 101.1e3, 205.2e3, 315.9e3, 164.8e3],
        [133.8e3, 143.6e3, 99.8e3, 98.6e3, 143.6e3, 167.4e3, 116.3e3],
    ]
)
TIME_BELOW = np.array(
    [
        [2.13, 2.66, 6.11, 1.98, 2.68, 6.86, 8.51],
        [159.5, 7.67, 6.65, 13.11, 7.16, 10.38, 169.8],
        [762.2e3, 100.4e3, 138.2e3, 139.1e3, 93.7e3, 187.8e3, 609.8e3],
        [123.6e3, 172.5e3, 242.2e3, 132.7e3, 186.8e3, 169.6e3, 119.9e3],
        [94.5e3, 136.4e3, 178.6e3, 193.5e3, 133.5e3, 108.9e3, 106.6e3],
    ]
)
TIME_ABOVE = np.array(
    [
        [2.11, 6.87, 10.08, 3.68, 4.75, 8.58, 8.43],
        [102.3, 15.53, 9.60, 159.3, 8.12, 13.97, 8.19],
        [636.9e3, 138.7e3, 165.3e3, 464.4e3, 93.2e3, 216.0e3, 136.2e3],
        [134.8e3, 143.7e3, 225.7e3, 93.1e3, 135.9e3, 152.0e3, 188.5e3],
        [95.6e3, 98.6e3, 129.7e3, 94.2e3, 113.4e3, 122.7e3, 122.9e3],
    ]
)
TAIL_RATIO = np.array([1.224, 0.801, 1.380, 1.000, 1.224, 1.518, 1.518])
TAIL_START = np.array([1.282, 2.161, 1.282, 20.0, 1.282, 1.282, 1.282])
FREQUENCY_BELOW = np.array(
    [
        [1.0, 1.0, 1.0, 1.0, 0.92, 1.0, 1.0],
        [0.0, 0.0, 0.0, 0.0, 0.25, 0.0, 0.0],
        [0.0, 0.0, 0.0, 0.0, 1.77, 0.0, 0.0],
    ]
)
FREQUENCY_ABOVE = np.array(
    [
        [1.0, 0.93, 1.0, 0.93, 0.93, 1.0, 1.0],
        [0.0, 0.31, 0.0, 0.19, 0.31, 0.0, 0.0],
        [0.0, 2.00, 0.0, 1.79, 2.00, 0.0, 0.0],
    ]
)


@kernel
def standard_normal_deviate(fraction):
    """Deviate exceeded with this probability, 0 < fraction < 1; Abramowitz & Stegun 26.2.23."""
    tail = 1.0 - fraction if fraction > 0.5 else fraction
    t = math.sqrt(-2.0 * math.log(tail))
    zeta = ((0.010328 * t + 0.802853) * t + 2.515516) / (
        ((0.001308 * t + 0.189269) * t + 1.432788) * t + 1.0
    )
    return zeta - t if fraction > 0.5 else t - zeta


@kernel
def curve_db(table, climate, effective_distance_m):
    """[TN101v2] eqns III.69-70 in the form of [Alg] eqn 5.6."""
    c = climate - 1
    offset = (effective_distance_m - table[3, c]) / table[4, c]
    scaled = effective_distance_m / table[2, c]
    scaled *= scaled
    return (table[0, c] + table[1, c] / (1.0 + offset * offset)) * scaled / (1.0 + scaled)


@kernel
def frequency_factor(table, climate, log_wavenumber):
    """Frequency dependence of the time variability; [Alg] table 5.1."""
    c = climate - 1
    scaled = table[2, c] * log_wavenumber
    return table[0, c] + table[1, c] / (scaled * scaled + 1.0)


@kernel
def effective_distance(distance_m, frequency_mhz, effective):
    """Effective distance of the variability curves (m); [Alg] eqns 5.3-5.4."""
    reach_m = (
        math.sqrt(2.0 * 9000e3 * effective[0])
        + math.sqrt(2.0 * 9000e3 * effective[1])
        + (575.7e12 / (frequency_mhz / MHZ_PER_WAVENUMBER)) ** (1.0 / 3.0)
    )
    if distance_m < reach_m:
        return 130e3 * distance_m / reach_m
    return 130e3 + distance_m - reach_m


@kernel
def time_deviation_db(climate, log_wavenumber, effective_distance_m, deviate):
    """Pseudo standard deviation of time variability at this deviate; [Alg] eqns 5.7-5.8."""
    if deviate < 0.0:
        below_db = curve_db(TIME_BELOW, climate, effective_distance_m)
        return below_db * frequency_factor(FREQUENCY_BELOW, climate, log_wavenumber)
    above_db = curve_db(TIME_ABOVE, climate, effective_distance_m)
    above_db *= frequency_factor(FREQUENCY_ABOVE, climate, log_wavenumber)
    c = climate - 1
    if deviate <= TAIL_START[c]:
        return above_db
    tail_db = TAIL_RATIO[c] * above_db
    return tail_db + (above_db - tail_db) * TAIL_START[c] / deviate


@kernel
def deviates_of_mode(variability_mode, deviates):
    """(time, location, situation) deviates after the mode of variability has joined some."""
    time, location, situation = deviates
    if variability_mode == SINGLE_MESSAGE:
        return situation, situation, situation
    if variability_mode == ACCIDENTAL:
        return time, situation, situation
    if variability_mode == MOBILE:
        return time, time, situation
    return time, location, situation


@kernel
def attenuation_with_variability_db(
    reference_db, distance_m, frequency_mhz, effective, delta_h_m, climate, mdvar, deviates
):
    """Attenuation (dB over free space) not exceeded at the wanted deviates; [Alg] section 5.

    mdvar: 0 single message, 1 accidental, 2 mobile, 3 broadcast; +10 without location
    variability, +20 without direct situation variability. deviates: (time, location, situation)
    standard normal deviates.
    """
    wavenumber = frequency_mhz / MHZ_PER_WAVENUMBER
    far_m = effective_distance(distance_m, frequency_mhz, effective)
    mode = mdvar
    situation_db = 0.0
    if mode >= 20:
        mode -= 20
    else:
        situation_db = 5.0 + 3.0 * math.exp(-far_m / 100e3)  # [Alg] eqn 5.10
    location_db = 0.0
    if mode >= 10:
        mode -= 10
    else:
        waves = wavenumber * terrain_roughness_m(distance_m, delta_h_m)
        location_db = 10.0 * waves / (waves + 13.0)  # [Alg] eqn 5.9
    time, location, situation = deviates_of_mode(mode, deviates)
    time_db = time_deviation_db(climate, math.log(0.133 * wavenumber), far_m, time)
    y_time = time_db * time
    y_location = location_db * location
    square = situation * situation
    residual = situation_db * situation_db
    residual += y_time * y_time / (7.8 + square) + y_location * y_location / (24.0 + square)
    reliability = 0.0
    if mode == SINGLE_MESSAGE:
        residual += time_db * time_db + location_db * location_db
    elif mode == ACCIDENTAL:
        reliability = y_time
        residual += location_db * location_db
    elif mode == MOBILE:
        reliability = math.sqrt(time_db * time_db + location_db * location_db) * time
    else:
        reliability = y_time + y_location
    result = reference_db - curve_db(MEDIAN, climate, far_m)
    result -= reliability + math.sqrt(residual) * situation
    if result < 0.0:  # [Alg] eqn 5.2
        result = result * (29.0 - result) / (29.0 - 10.0 * result)
    return result
