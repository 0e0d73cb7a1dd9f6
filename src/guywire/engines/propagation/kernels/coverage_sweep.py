"""Sweeps: losses of every receiver of a batch of radials, written into the rings of a map.

Rings halve the number of radials towards the site: ring r of `rings` holds receivers (low, high]
of every 2^(outermost - r)-th radial; its rows stand at `offset`, high - low receivers each.
Columns of `rings`: low, high, offset. Units: metres, MHz, dB, degrees.
"""

import math

import numpy as np
from numba import njit

from guywire.engines.propagation.kernels.coverage_itm import attenuate, finish
from guywire.engines.propagation.kernels.coverage_radial import (
    add_up,
    fit_heights,
    horizons_from_rx,
    horizons_from_tx,
    irregularities,
    open_horizons,
    refract,
    see_horizons,
)
from guywire.engines.propagation.kernels.coverage_simd import DEGREES, arctangent, f32, kernel
from guywire.engines.propagation.kernels.itm import point_to_point
from guywire.engines.propagation.kernels.reference import reference_attenuation_db
from guywire.engines.propagation.kernels.terrain import DELTA_H_SAMPLES

plain = njit(cache=True, error_model="numpy", nogil=True)

LEAST_REFRACTIVITY, GREATEST_REFRACTIVITY = 150.0, 400.0


@plain
def first_receiver(radial, rings):
    """Least receiver that a radial serves: inner rings have fewer radials."""
    ring = len(rings) - 1
    while ring > 0 and radial & 1 == 0:
        radial >>= 1
        ring -= 1
    return rings[ring, 0] + 1


@plain
def store_radial(radial, rings, last, values, target):
    """Write values[i] of a radial up to `last` into the rings it serves; nan beyond."""
    outermost = len(rings) - 1
    for ring in range(outermost, -1, -1):
        shift = outermost - ring
        if radial & ((1 << shift) - 1) != 0:
            return
        low, high, offset = rings[ring, 0], rings[ring, 1], rings[ring, 2]
        place = offset + (radial >> shift) * (high - low) - (low + 1)
        for i in range(low + 1, min(high, last) + 1):
            target[place + i] = values[i]
        for i in range(max(low, last) + 1, high + 1):
            target[place + i] = f32(np.nan)


@kernel
def elevate(begin, stop, heights, step_m, tx_height_m, rx_height_m, earth_radius_m, elevation):
    """Angles above the horizontal (degrees) of the rays to receivers begin to stop - 1."""
    rise = f32(rx_height_m - tx_height_m) - heights[0]
    drop = f32(0.5 * step_m / earth_radius_m)
    per_step = f32(1.0 / step_m)
    for i in range(begin, stop):
        tangent = (heights[i] + rise) * per_step / f32(i) - f32(i) * drop
        elevation[i] = arctangent(tangent) * DEGREES


@plain
def sight_heights(heights, tops, begin, last, step_m, tx_height_m, earth_radius_m, needed):
    """Least height (m above ground, 0 if any) from which each receiver sees the transmitter.

    tops: what is in the way: the ground itself, or what stands on it.
    """
    eye = heights[0] + tx_height_m
    drop = step_m * step_m / (2.0 * earth_radius_m)
    best = -math.inf
    for i in range(1, last + 1):
        curved = heights[i] - i * (i * drop)
        if i >= begin:
            needed[i] = f32(max(eye + best * i - curved, 0.0)) if i > 1 else f32(0.0)
        best = max(best, (tops[i] - i * (i * drop) - eye) / i)


@plain
def scatter_db(i, link_f64, columns, refractivity, inverse_radius, delta_h):
    """Reference attenuation of receiver i by the scalar form, which knows troposcatter."""
    mhz, impedance, antennas = link_f64
    distance, angle_tx, angle_rx, far_tx, far_rx, effective_tx, effective_rx = columns
    found, _ = reference_attenuation_db(
        float(distance[i]), mhz, impedance[0], impedance[1],
        (float(angle_tx[i]), float(angle_rx[i])), (float(far_tx[i]), float(far_rx[i])),
        (float(effective_tx[i]), float(effective_rx[i])), antennas,
        1.0 / float(inverse_radius[i]), float(refractivity[i]), float(delta_h[i]), True,
    )  # fmt: skip
    return f32(found)


@plain
def fast_radials(
    heights, starts, lasts, radials, rings, step_m, link_f64, link, variability, refractivity_n,
    every, losses,
):  # fmt: skip
    """ITM over radials whose paths share their terrain; writes loss (dB) into losses.

    heights[starts[b]:]: the radial numbered radials[b]; lasts[b]: its last receiver with terrain.
    link_f64: MHz, ground impedance, antenna heights; link, variability: see `coverage_itm`.
    """
    size = rings[len(rings) - 1, 1] + 3
    mhz, _, antennas = link_f64
    tx_height_m, rx_height_m = antennas
    total, moment, curved = np.empty(size), np.empty(size), np.empty(size)
    horizon_tx, horizon_rx = np.empty(size, np.int32), np.empty(size, np.int32)
    hull = np.empty(size, np.int32)
    ground, refractivity, inverse = empty(size), empty(size), empty(size)
    delta_h, distance, reference = empty(size), empty(size), empty(size)
    angle_tx, angle_rx, far_tx, far_rx = empty(size), empty(size), empty(size), empty(size)
    effective_tx, effective_rx = empty(size), empty(size)
    seen_tx, seen_rx = np.empty(size), np.empty(size)
    is_beyond, loss = empty(size), empty(size)
    for b in range(len(radials)):
        last = lasts[b]
        begin = first_receiver(radials[b], rings)
        if last >= begin:
            for i in range(last + 1):
                ground[i] = heights[starts[b] + i]
            ground[last + 1] = ground[last]
            add_up(ground, last, total, moment)
            refract(begin, last + 1, total, refractivity_n, refractivity, inverse)
            # which point is a horizon hardly depends on k: one value serves the whole radial
            curvature = 0.5 * step_m * step_m * inverse[(begin + last) // 2]
            horizons_from_tx(ground, last, step_m, tx_height_m, curvature, horizon_tx)
            horizons_from_rx(
                ground, begin, last, rx_height_m, curvature, curved, hull, horizon_rx
            )  # fmt: skip
            see_horizons(
                begin, last + 1, step_m, tx_height_m, rx_height_m, ground, horizon_tx, horizon_rx,
                inverse, distance, angle_tx, angle_rx, seen_tx, seen_rx,
            )  # fmt: skip
            fit_heights(
                begin, last + 1, step_m, tx_height_m, rx_height_m, ground, total, moment, seen_tx,
                seen_rx, effective_tx, effective_rx,
            )  # fmt: skip
            irregularities(
                ground, begin, last, step_m, antennas, seen_tx, seen_rx, every, delta_h
            )  # fmt: skip
            open_horizons(
                begin, last + 1, distance, inverse, delta_h, seen_tx, seen_rx, angle_tx, angle_rx,
                far_tx, far_rx, effective_tx, effective_rx,
            )  # fmt: skip
            attenuate(
                begin, last + 1, distance, angle_tx, angle_rx, far_tx, far_rx, effective_tx,
                effective_rx, inverse, delta_h, link, reference, is_beyond,
            )  # fmt: skip
            columns = distance, angle_tx, angle_rx, far_tx, far_rx, effective_tx, effective_rx
            for i in range(begin, last + 1):
                if is_beyond[i] > f32(0.0):
                    reference[i] = scatter_db(i, link_f64, columns, refractivity, inverse, delta_h)
            finish(
                begin, last + 1, distance, effective_tx, effective_rx, delta_h, link, variability,
                reference, loss,
            )  # fmt: skip
            for i in range(begin, last + 1):
                if not LEAST_REFRACTIVITY <= refractivity[i] <= GREATEST_REFRACTIVITY:
                    loss[i] = f32(np.nan)
        store_radial(radials[b], rings, last, loss, losses)


@plain
def empty(size):
    """A row of float32 numbers."""
    return np.empty(size, np.float32)


@plain
def exact_radials(
    heights, starts, lasts, radials, rings, step_m, link_f64, climate, mdvar, deviates,
    refractivity_n, losses,
):  # fmt: skip
    """The same with `point_to_point` of every receiver's own profile; nan where ITM refuses."""
    mhz, impedance, antennas = link_f64
    loss, scratch = empty(rings[len(rings) - 1, 1] + 3), np.empty(DELTA_H_SAMPLES)
    for b in range(len(radials)):
        for i in range(first_receiver(radials[b], rings), lasts[b] + 1):
            found = point_to_point(
                heights, starts[b], i, step_m, antennas[0], antennas[1], mhz, impedance,
                refractivity_n, climate, mdvar, deviates, scratch,
            )  # fmt: skip
            loss[i] = f32(found[3])
        store_radial(radials[b], rings, lasts[b], loss, losses)


@plain
def free_space_radials(
    heights, tops, starts, lasts, radials, rings, step_m, frequency_mhz, rx_height_m,
    earth_radius_m, tx_height_m, is_sight_needed, losses,
):  # fmt: skip
    """Free space loss (ITU-R P.525-4 eqn 4); nan out of sight if sight is needed."""
    high = rings[len(rings) - 1, 1]
    free_space, loss, needed = empty(high + 3), empty(high + 3), empty(high + 3)
    for i in range(1, high + 1):
        free_space[i] = f32(32.45 + 20.0 * math.log10(frequency_mhz * i * step_m / 1000.0))
    for b in range(len(radials)):
        begin = first_receiver(radials[b], rings)
        sight_heights(
            heights[starts[b] :], tops[starts[b] :], begin, lasts[b], step_m, tx_height_m,
            earth_radius_m, needed,
        )  # fmt: skip
        for i in range(begin, lasts[b] + 1):
            is_seen = not is_sight_needed or needed[i] < rx_height_m
            loss[i] = free_space[i] if is_seen else f32(np.nan)
        store_radial(radials[b], rings, lasts[b], loss, losses)


@plain
def sight_radials(
    heights, tops, starts, lasts, radials, rings, step_m, antennas, earth_radius_m, elevations,
    needed,
):  # fmt: skip
    """Elevations of the rays (degrees) and heights for line of sight (m) of every receiver."""
    size = rings[len(rings) - 1, 1] + 3
    ground, top, elevation, height = empty(size), empty(size), empty(size), empty(size)
    for b in range(len(radials)):
        last = lasts[b]
        begin = first_receiver(radials[b], rings)
        for i in range(last + 1):
            ground[i] = heights[starts[b] + i]
            top[i] = tops[starts[b] + i]
        elevate(
            begin, last + 1, ground, step_m, antennas[0], antennas[1], earth_radius_m, elevation
        )  # fmt: skip
        sight_heights(ground, top, begin, last, step_m, antennas[0], earth_radius_m, height)
        store_radial(radials[b], rings, last, elevation, elevations)
        store_radial(radials[b], rings, last, height, needed)
