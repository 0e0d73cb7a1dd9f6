"""ITM put together: point to point over a profile, area mode, and many profiles at once.

Modified from NTIA ITM v1.4 (see `attenuation.py` for the notice). Changed on 2026-11-23: the
variabilities come in as standard normal deviates; a bulk form over a flat array of profiles.

Status numbers and warning flags are NTIA's. Units: metres, MHz, dB.
"""

import math

import numpy as np
from numba import njit

from guywire.engines.propagation.kernels.reference import reference_attenuation_db
from guywire.engines.propagation.kernels.sight import worst_clearance
from guywire.engines.propagation.kernels.terrain import (
    DELTA_H_SAMPLES,
    area_terminals_of,
    mean_height_m,
    terminals_of,
)
from guywire.engines.propagation.kernels.variability import attenuation_with_variability_db

kernel = njit(cache=True, error_model="numpy", nogil=True)

OK = 0
GROUND_IMPEDANCE = 1013
EFFECTIVE_EARTH = 1016
SURFACE_REFRACTIVITY_SMALL = 1021
SURFACE_REFRACTIVITY_LARGE = 1022


@kernel
def surface_of(height_m, sea_level_refractivity):
    """Surface refractivity (N-units) and effective earth radius (m); [TN101] eqns 4.3-4.4."""
    refractivity = sea_level_refractivity
    if height_m != 0.0:
        refractivity *= math.exp(-height_m / 9460.0)
    return refractivity, 1.0 / (157e-9 * (1.0 - 0.04665 * math.exp(refractivity / 179.3)))


@kernel
def ground_impedance(frequency_mhz, is_vertical, permittivity, conductivity):
    """Complex ground impedance (real, imaginary), relative; [Alg] eqns 4.1-4.2."""
    relative = complex(permittivity, 18000.0 * conductivity / frequency_mhz)
    impedance = np.sqrt(relative - 1.0)
    if is_vertical:
        impedance /= relative
    return impedance.real, impedance.imag


@kernel
def status_of(refractivity, earth_radius_m, impedance_real, impedance_imag):
    """Error number of the values ITM computes itself, 0 if all are in range."""
    if refractivity < 150.0:
        return SURFACE_REFRACTIVITY_SMALL
    if refractivity > 400.0:
        return SURFACE_REFRACTIVITY_LARGE
    if earth_radius_m < 4000000.0 or earth_radius_m > 13333333.0:
        return EFFECTIVE_EARTH
    if impedance_real <= abs(impedance_imag):
        return GROUND_IMPEDANCE
    return OK


@kernel
def terminal_warnings(smooth_m, angle, horizon_m):
    """Warning flags of one terminal, as those of the transmitter."""
    flags = 0
    if abs(angle) > 200e-3:
        flags |= 0x0080
    if horizon_m < 0.1 * smooth_m:
        flags |= 0x0200
    if horizon_m > 3.0 * smooth_m:
        flags |= 0x0800
    return flags


@kernel
def warnings_of(distance_m, refractivity, earth_radius_m, angles, horizons, effective):
    """NTIA's warning flags of the values computed on the way."""
    flags = 0
    for terminal in range(2):
        smooth_m = math.sqrt(2.0 * effective[terminal] * earth_radius_m)
        flags |= terminal_warnings(smooth_m, angles[terminal], horizons[terminal]) << terminal
    if refractivity < 250.0:
        flags |= 0x4000
    if distance_m < abs(effective[0] - effective[1]) / 200e-3:
        flags |= 0x0020
    if distance_m < 1e3:
        flags |= 0x0040
    if distance_m > 1000e3:
        flags |= 0x0008
    if distance_m > 2000e3:
        flags |= 0x0010
    return flags


@kernel
def free_space_db(distance_m, frequency_mhz):
    """ITU-R P.525-4 eqn 4, with NTIA's constant."""
    return 32.45 + 20.0 * math.log10(frequency_mhz) + 20.0 * math.log10(distance_m / 1000.0)


@kernel
def refused(status, refractivity):
    """What is returned where a value ITM computes itself is out of range."""
    nothing = (math.nan, math.nan)
    return (
        status, 0, 0, math.nan, math.nan, math.nan, refractivity, math.nan,
        nothing, nothing, nothing,
    )  # fmt: skip


@kernel
def point_to_point(
    heights,
    first,
    intervals,
    step_m,
    tx_height_m,
    rx_height_m,
    frequency_mhz,
    impedance,
    sea_level_refractivity,
    climate,
    mdvar,
    deviates,
    scratch,
):
    """ITM over one profile.

    Returns status, warnings, mode, loss, free space, reference attenuation, surface refractivity,
    delta h, (horizon angles), (horizon distances), (effective heights).
    """
    distance_m = intervals * step_m
    refractivity, earth_radius_m = surface_of(
        mean_height_m(heights, first, intervals), sea_level_refractivity
    )
    status = status_of(refractivity, earth_radius_m, impedance[0], impedance[1])
    if status != OK:
        return refused(status, refractivity)
    angles, horizons, effective, delta_h_m = terminals_of(
        heights, first, intervals, step_m, tx_height_m, rx_height_m, earth_radius_m, scratch
    )
    reference_db, mode = reference_attenuation_db(
        distance_m, frequency_mhz, impedance[0], impedance[1], angles, horizons, effective,
        (tx_height_m, rx_height_m), earth_radius_m, refractivity, delta_h_m, True,
    )  # fmt: skip
    space_db = free_space_db(distance_m, frequency_mhz)
    loss_db = space_db + attenuation_with_variability_db(
        reference_db, distance_m, frequency_mhz, effective, delta_h_m, climate, mdvar, deviates
    )
    flags = warnings_of(distance_m, refractivity, earth_radius_m, angles, horizons, effective)
    return (
        status, flags, mode, loss_db, space_db, reference_db, refractivity, delta_h_m,
        angles, horizons, effective,
    )  # fmt: skip


@kernel
def area(
    distance_m,
    delta_h_m,
    siting,
    tx_height_m,
    rx_height_m,
    frequency_mhz,
    impedance,
    refractivity,
    climate,
    mdvar,
    deviates,
):
    """ITM area mode; returns the same tuple as `point_to_point`."""
    refractivity, earth_radius_m = surface_of(0.0, refractivity)
    status = status_of(refractivity, earth_radius_m, impedance[0], impedance[1])
    if status != OK:
        return refused(status, refractivity)
    angles, horizons, effective = area_terminals_of(
        siting, tx_height_m, rx_height_m, earth_radius_m, delta_h_m
    )
    reference_db, mode = reference_attenuation_db(
        distance_m, frequency_mhz, impedance[0], impedance[1], angles, horizons, effective,
        (tx_height_m, rx_height_m), earth_radius_m, refractivity, delta_h_m, False,
    )  # fmt: skip
    space_db = free_space_db(distance_m, frequency_mhz)
    loss_db = space_db + attenuation_with_variability_db(
        reference_db, distance_m, frequency_mhz, effective, delta_h_m, climate, mdvar, deviates
    )
    flags = warnings_of(distance_m, refractivity, earth_radius_m, angles, horizons, effective)
    return (
        status, flags, mode, loss_db, space_db, reference_db, refractivity, delta_h_m,
        angles, horizons, effective,
    )  # fmt: skip


@kernel
def many_point_to_point(
    heights,
    starts,
    step_m,
    is_usable,
    tx_height_m,
    rx_height_m,
    frequency_mhz,
    is_vertical,
    surroundings,
    earth_radius_m,
    results,
):
    """ITM and clearance over profiles heights[starts[i]:starts[i + 1]], written into `results`.

    tx_height_m to is_vertical: one value a profile. Profiles with is_usable false are left
    untouched. surroundings: permittivity, conductivity, sea-level refractivity, climate, mdvar,
    deviates. earth_radius_m (k times the earth's) is for the clearance only; ITM takes its own from
    the refractivity. results: arrays for status, warnings, mode, loss, clearance ratio, and where.
    """
    permittivity, conductivity, refractivity, climate, mdvar, deviates = surroundings
    status, warnings, mode, loss_db, clearance_ratio, clearance_at_m = results
    scratch = np.empty(DELTA_H_SAMPLES)
    for i in range(len(step_m)):
        if not is_usable[i]:
            continue
        first = starts[i]
        intervals = starts[i + 1] - first - 1
        impedance = ground_impedance(frequency_mhz[i], is_vertical[i], permittivity, conductivity)
        found = point_to_point(
            heights, first, intervals, step_m[i], tx_height_m[i], rx_height_m[i],
            frequency_mhz[i], impedance, refractivity, climate, mdvar, deviates, scratch,
        )  # fmt: skip
        status[i], warnings[i], mode[i], loss_db[i] = found[0], found[1], found[2], found[3]
        clearance_ratio[i], index = worst_clearance(
            heights, first, intervals, step_m[i], tx_height_m[i], rx_height_m[i],
            frequency_mhz[i], earth_radius_m,
        )  # fmt: skip
        clearance_at_m[i] = index * step_m[i]
