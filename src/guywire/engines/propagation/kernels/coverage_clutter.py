"""Clutter under a sweep: what it takes from the receivers of radials, and P.1812 along a radial.

Sources: ITU-R P.833-9 eqn 1 (through clutter), ITU-R P.2108-1 section 3.1 (at a terminal); the same
arithmetic for one path is `clutter_path`. Columns of `rings`: see `coverage_sweep.py`. Metres, dB.
"""

import math

import numpy as np
from numba import njit

from guywire.engines.propagation.kernels.coverage_simd import f32, kernel
from guywire.engines.propagation.kernels.coverage_sweep import empty, first_receiver
from guywire.engines.propagation.kernels.diffraction import knife_edge_db
from guywire.engines.propagation.kernels.p1812 import path_loss

plain = njit(cache=True, error_model="numpy", nogil=True)

EDGE_AT_GRAZING_DB = 6.03
P1812_NEAREST_M = 250.0
LEAST_SPAN_M = f32(1e-6)


@plain
def terminal_db(height_m, frequency_ghz, is_open, top_m, street_width_m):
    """Loss of an antenna below the clutter around it; P.2108-1 section 3.1."""
    if height_m >= top_m:
        return 0.0
    if is_open:
        return -(21.8 + 6.2 * math.log10(frequency_ghz)) * math.log10(height_m / top_m)
    below_m = top_m - height_m
    angle_deg = math.degrees(math.atan(below_m / street_width_m))
    v = 0.342 * math.sqrt(frequency_ghz * below_m * angle_deg)
    return knife_edge_db(v) - EDGE_AT_GRAZING_DB


@kernel
def rise_over(ground, i, step_m, tx_height_m, rx_height_m, earth_radius_m, over):
    """over[j]: height of the ray from the site to receiver i above the ground of point j."""
    start = ground[0] + f32(tx_height_m)
    slope = (ground[i] + f32(rx_height_m) - start) / f32(i)
    drop = f32(0.5 * step_m * step_m / earth_radius_m)
    for j in range(i + 1):
        x = f32(j)
        over[j] = start + slope * x - drop * x * (f32(i) - x) - ground[j]


@kernel
def through_db(over, clutter, density, i, step_m, first_m, last_m):
    """Loss of the ray to receiver i below the clutter's top and over the ground, not bounded.

    density: dB/m of each point. Between first_m and last_m from the site only.
    """
    total = f32(0.0)
    step, first, last = f32(step_m), f32(first_m), f32(last_m)
    zero, one = f32(0.0), f32(1.0)
    for j in range(1, i + 1):
        bare_0, bare_1 = over[j - 1], over[j]
        top_0, top_1 = bare_0 - clutter[j - 1], bare_1 - clutter[j]
        low, high = min(top_0, top_1), max(top_0, top_1)
        within = min(max(-low / max(high - low, LEAST_SPAN_M), zero), one)
        low, high = min(bare_0, bare_1), max(bare_0, bare_1)
        below = min(max(-low / max(high - low, LEAST_SPAN_M), zero), one)
        kept = max(min(f32(j) * step, last) - max(f32(j - 1) * step, first), zero)
        mean = f32(0.5) * (density[j - 1] + density[j])
        total += max(within - below, zero) * kept * mean
    return total


@plain
def add_radial(radial, rings, last, values, target):
    """Add values[i] of a radial up to `last` to the rings it serves."""
    outermost = len(rings) - 1
    for ring in range(outermost, -1, -1):
        shift = outermost - ring
        if radial & ((1 << shift) - 1) != 0:
            return
        low, high, offset = rings[ring, 0], rings[ring, 1], rings[ring, 2]
        place = offset + (radial >> shift) * (high - low) - (low + 1)
        for i in range(low + 1, min(high, last) + 1):
            target[place + i] += values[i]


@plain
def add_clutter(
    heights, clutter, classes, starts, lasts, radials, rings, step_m, antennas, earth_radius_m,
    frequency_ghz, densities, are_open, greatest_db, street_width_m, losses,
):  # fmt: skip
    """Add to losses what clutter takes, at both ends and on the way.

    clutter, classes: of the points of `heights`. densities, are_open: by class.
    """
    size = rings[len(rings) - 1, 1] + 3
    ground, height, density = empty(size), empty(size), empty(size)
    over, loss = empty(size), empty(size)
    tx_m, rx_m = antennas
    for b in range(len(radials)):
        last = lasts[b]
        begin = first_receiver(radials[b], rings)
        if last < begin:
            continue
        start = starts[b]
        tallest = 0.0
        for i in range(last + 1):
            ground[i] = heights[start + i]
            height[i] = clutter[start + i]
            density[i] = densities[classes[start + i]]
            tallest = max(tallest, clutter[start + i])
        if tallest == 0.0:
            continue
        at_tx = terminal_db(
            tx_m, frequency_ghz, are_open[classes[start]], height[0], street_width_m
        )  # fmt: skip
        first_m = street_width_m if height[0] > 0.0 else 0.0
        for i in range(begin, last + 1):
            rise_over(ground, i, step_m, tx_m, rx_m, earth_radius_m, over)
            guard_m = street_width_m if height[i] > 0.0 else 0.0
            along = through_db(over, height, density, i, step_m, first_m, i * step_m - guard_m)
            along = greatest_db * (1.0 - math.exp(-along / greatest_db))
            at_rx = terminal_db(
                rx_m, frequency_ghz, are_open[classes[start + i]], height[i], street_width_m
            )  # fmt: skip
            loss[i] = f32(at_tx + along + at_rx)
        add_radial(radials[b], rings, last, loss, losses)


@plain
def p1812_radial(
    heights, clutter, begin, step_m, above_ground, frequency_ghz, is_vertical, time_percent,
    location, latitude_deg, lapse_n_km, refractivity_n, coasts, losses,
):  # fmt: skip
    """P.1812 to the receivers of one radial from `begin` on, over land; nearer than it goes, free
    space. clutter: over the ground; the ends of each path are bare."""
    count = len(heights)
    distance_km, cover = np.empty(count), np.empty(count)
    for i in range(count):
        distance_km[i] = i * step_m / 1000.0
        cover[i] = heights[i] + clutter[i]
    cover[0] = heights[0]
    for i in range(begin, count):
        whole_m = i * step_m
        if whole_m < P1812_NEAREST_M:
            losses[i - begin] = 32.45 + 20.0 * math.log10(frequency_ghz * whole_m)
            continue
        covered = cover[i]
        cover[i] = heights[i]
        whole_km = distance_km[i]
        parts, _, _, _, _ = path_loss(
            distance_km, heights, cover, 0, i, (0.0, whole_km, whole_km), above_ground,
            frequency_ghz, is_vertical, time_percent, location, latitude_deg, lapse_n_km,
            refractivity_n, coasts,
        )  # fmt: skip
        cover[i] = covered
        losses[i - begin] = parts[0]
