"""Clutter under a sweep: what it takes from the receivers of radials, and P.1812 along a radial.

What is computed, and after which standard, tells `clutter_path`, which has the same arithmetic for
one path. Columns of `rings`: see `coverage_sweep.py`. Metres, dB.
"""

import math

import numpy as np
from numba import njit

from guywire.engines.propagation.kernels.coverage_simd import f32, i32, inlined, kernel
from guywire.engines.propagation.kernels.coverage_sweep import empty, first_receiver
from guywire.engines.propagation.kernels.diffraction import SPEED_M_GHZ, knife_edge_db
from guywire.engines.propagation.kernels.p1812 import path_loss

plain = njit(cache=True, error_model="numpy", nogil=True)

EDGE_AT_GRAZING_DB = 6.03
P1812_NEAREST_M = 250.0
LEAST_SPAN_M = f32(1e-6)
SIGN_SHIFT, ALL_BUT_SIGN = i32(31), i32(0x7FFFFFFF)
NOTHING = i32(np.float32(-1e6).view(np.int32) ^ ALL_BUT_SIGN)
"""Rank of the rise over the ray where there is nothing between the ends."""


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
def through_db(over, clutter, density, i, step_m):
    """Loss of the ray to receiver i below the clutter's top and over the ground, not bounded.

    density: dB/m of each point.
    """
    total = f32(0.0)
    zero, one, half = f32(0.0), f32(1.0), f32(0.5)
    for j in range(1, i + 1):
        bare_0, bare_1 = over[j - 1], over[j]
        top_0, top_1 = bare_0 - clutter[j - 1], bare_1 - clutter[j]
        low, high = min(top_0, top_1), max(top_0, top_1)
        within = min(max(-low / max(high - low, LEAST_SPAN_M), zero), one)
        low, high = min(bare_0, bare_1), max(bare_0, bare_1)
        below = min(max(-low / max(high - low, LEAST_SPAN_M), zero), one)
        total += max(within - below, zero) * half * (density[j - 1] + density[j])
    return total * f32(step_m)


@inlined
def ranked(x):
    """A whole number that rises with x; of it, not of x, the compiler finds maxima many at once."""
    bits = f32(x).view(np.int32)
    return i32(bits ^ i32(i32(bits >> SIGN_SHIFT) & ALL_BUT_SIGN))


@inlined
def unranked(rank):
    """The number of that rank."""
    return i32(rank ^ i32(i32(rank >> SIGN_SHIFT) & ALL_BUT_SIGN)).view(np.float32)


@kernel
def greatest(over, clutter, near_tx, root_tx, near_rx, root_rx, i):
    """Greatest of all points before receiver i: angles over the ray to it (rad), seen from the site
    and from the receiver, and height over it by the root of the distances' product.

    near_tx[j], root_tx[j]: 1 / distance of point j from the site, and its square root; near_rx,
    root_rx: from the receiver.
    """
    at_tx, at_rx, above = NOTHING, NOTHING, NOTHING
    for j in range(1, i):
        rise = clutter[j] - over[j]
        at_tx = max(at_tx, ranked(rise * near_tx[j]))
        at_rx = max(at_rx, ranked(rise * near_rx[j]))
        above = max(above, ranked(rise * root_tx[j] * root_rx[j]))
    return unranked(at_tx), unranked(at_rx), unranked(above)


@plain
def with_end(found, top_m, other_m, antenna_m, other_antenna_m, distance_m, street_m, drop, is_tx):
    """The greatest angles and height when clutter around an end, top_m over the ground at other_m
    less than that of the far end, stands a street's width in front of it."""
    away_m = min(street_m, 0.5 * distance_m)
    ray_m = antenna_m + (other_m + other_antenna_m - antenna_m) * away_m / distance_m
    rise = top_m - ray_m + drop * away_m * (distance_m - away_m)
    here, there = rise / away_m, rise / (distance_m - away_m)
    at_tx, at_rx, above = found
    above = max(above, rise / math.sqrt(away_m * (distance_m - away_m)))
    if is_tx:
        return max(at_tx, here), max(at_rx, there), above
    return max(at_tx, there), max(at_rx, here), above


@plain
def edge_db(found, distance_m, wavelength_m):
    """Loss at the one edge in place of all: Bullington's, or in sight the worst point's."""
    at_tx, at_rx, above = found
    scale = math.sqrt(2.0 * distance_m / wavelength_m)
    if at_tx > 0.0:
        return knife_edge_db(scale * math.sqrt(at_tx * at_rx))
    return knife_edge_db(scale * above)


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
    """Add to losses what clutter takes: the lesser of the ways through it and over it.

    clutter, classes: of the points of `heights`. densities, are_open: by class.
    """
    size = rings[len(rings) - 1, 1] + 3
    ground, height, density = empty(size), empty(size), empty(size)
    over, loss, bare = empty(size), empty(size), np.zeros(size, np.float32)
    scales = distance_scales(size, step_m, 0.0), distance_scales(size, step_m, street_width_m)
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
        for i in range(begin, last + 1):
            opens = are_open[classes[start]], are_open[classes[start + i]]
            loss[i] = f32(
                receiver_db(
                    ground, height, density, bare, over, scales, i, step_m, antennas, opens,
                    earth_radius_m, frequency_ghz, greatest_db, street_width_m,
                )
            )  # fmt: skip
        add_radial(radials[b], rings, last, loss, losses)


@plain
def receiver_db(
    ground, height, density, bare, over, scales, i, step_m, antennas, opens, earth_radius_m,
    frequency_ghz, greatest_db, street_width_m,
):  # fmt: skip
    """What clutter takes from receiver i. opens: whether it is open around either end."""
    rise_over(ground, i, step_m, antennas[0], antennas[1], earth_radius_m, over)
    through = through_db(over, height, density, i, step_m)
    through = greatest_db * (1.0 - math.exp(-through / greatest_db))
    if through <= 0.0:
        return 0.0
    above = over_db(
        ground, height, bare, over, scales, i, step_m, antennas, opens, earth_radius_m,
        frequency_ghz, street_width_m,
    )  # fmt: skip
    return min(through, above)


@plain
def distance_scales(size, step_m, least_m):
    """1 / distance of each number of steps, but at least so far, and its square root; the same
    backwards, in which receiver i finds its own from place size - 1 - i on."""
    near, root = empty(size), empty(size)
    for k in range(size):
        near[k] = f32(1.0 / max(k * step_m, least_m, 1e-3))
        root[k] = f32(math.sqrt(near[k]))
    return near, root, near[::-1].copy(), root[::-1].copy()


@plain
def greatest_of(over, clutter, scales, i):
    """The same by `distance_scales`."""
    near, root, near_back, root_back = scales
    own = len(near) - 1 - i
    return greatest(over, clutter, near, root, near_back[own:], root_back[own:], i)


@plain
def over_db(
    ground, height, bare, over, scales, i, step_m, antennas, opens, earth_radius_m, frequency_ghz,
    street_width_m,
):  # fmt: skip
    """What the way over the clutter's top loses more than the one over bare ground, receiver i."""
    distance_m, wavelength_m = i * step_m, SPEED_M_GHZ / frequency_ghz
    tx_m, rx_m = antennas
    bare_scales, street_scales = scales
    on_ground = greatest_of(over, bare, bare_scales, i)
    on_tops = greatest_of(over, height, street_scales, i)
    found = (
        float(max(on_ground[0], on_tops[0])),
        float(max(on_ground[1], on_tops[1])),
        float(max(on_ground[2], on_tops[2])),
    )
    rise_m, drop = float(ground[i]) - float(ground[0]), 0.5 / earth_radius_m
    if height[0] > 0.0:
        found = with_end(
            found, height[0], rise_m, tx_m, rx_m, distance_m, street_width_m, drop, True
        )  # fmt: skip
    if height[i] > 0.0:
        found = with_end(
            found, height[i], -rise_m, rx_m, tx_m, distance_m, street_width_m, drop, False
        )  # fmt: skip
    at_ends = terminal_db(tx_m, frequency_ghz, opens[0], height[0], street_width_m)
    at_ends += terminal_db(rx_m, frequency_ghz, opens[1], height[i], street_width_m)
    above = edge_db(found, distance_m, wavelength_m) - edge_db(on_ground, distance_m, wavelength_m)
    return max(above, at_ends)


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
