"""What ITM takes from a terrain profile: horizons, irregularity, effective heights.

Modified from NTIA ITM v1.4 (see `attenuation.py` for the notice). Changed on 2026-11-23: the
quantiles of the terrain residuals by bisection.

A profile is a stretch of one flat array: heights[first] to heights[first + intervals], equally
spaced by step_m, from the transmitter. So many profiles can stand in one array.
"""

import math

from numba import njit

from guywire.engines.propagation.kernels.attenuation import positive_difference

kernel = njit(cache=True, error_model="numpy", nogil=True)

FEW = 8
DELTA_H_SAMPLES = 245 + FEW
"""Length of the scratch array that `delta_h` needs."""


@kernel
def mean_height_m(heights, first, intervals):
    """Mean height of the profile without the outer tenths."""
    tenth = int(0.1 * intervals)
    total = 0.0
    for i in range(first + tenth, first + intervals - tenth + 1):
        total += heights[i]
    return total / (intervals - 2 * tenth + 1)


@kernel
def horizons_of(heights, first, intervals, step_m, tx_height_m, rx_height_m, earth_radius_m):
    """Radio horizons: angles (tx, rx) in rad and distances (tx, rx) in m; [TN101] eqn 6.15."""
    distance_m = intervals * step_m
    z_tx = heights[first] + tx_height_m
    z_rx = heights[first + intervals] + rx_height_m
    curvature = 1.0 / (2.0 * earth_radius_m)
    angle_tx = (z_rx - z_tx) / distance_m - distance_m * curvature
    angle_rx = -(z_rx - z_tx) / distance_m - distance_m * curvature
    horizon_tx_m = distance_m
    horizon_rx_m = distance_m
    for i in range(1, intervals):
        from_tx_m = i * step_m
        from_rx_m = distance_m - from_tx_m
        height = heights[first + i]
        seen_tx = (height - z_tx) / from_tx_m - from_tx_m * curvature
        seen_rx = (height - z_rx) / from_rx_m - from_rx_m * curvature
        if seen_tx > angle_tx:
            angle_tx = seen_tx
            horizon_tx_m = from_tx_m
        if seen_rx > angle_rx:
            angle_rx = seen_rx
            horizon_rx_m = from_rx_m
    return (angle_tx, angle_rx), (horizon_tx_m, horizon_rx_m)


@kernel
def fitted_ends_m(heights, first, intervals, step_m, start_m, end_m):
    """Least-squares line through part of a profile, read at both ends of the whole profile."""
    begin = int(positive_difference(start_m / step_m, 0.0))
    stop = intervals - int(positive_difference(float(intervals), end_m / step_m))
    if stop <= begin:
        begin = int(positive_difference(float(begin), 1.0))
        stop = intervals - int(positive_difference(float(intervals), stop + 1.0))
    length = float(stop - begin)
    middle = -0.5 * length
    end = stop + middle
    low = heights[first + begin]
    high = heights[first + stop]
    total = 0.5 * (low + high)
    moment = 0.5 * (low - high) * middle
    for i in range(begin + 1, stop):
        middle += 1.0
        height = heights[first + i]
        total += height
        moment += height * middle
    mean = total / length
    slope = moment * 12.0 / ((length * length + 2.0) * length)
    return mean - slope * end, mean + slope * (intervals - end)


@kernel
def count_above(values, count, threshold):
    """How many of values[:count] are greater."""
    above = 0
    for i in range(count):
        above += 1 if values[i] > threshold else 0
    return above


@kernel
def largest_of(values, count, low, high, rank, few):
    """The rank-th largest (0-based) of those of values[:count] within low < value <= high.

    few: scratch that holds them all.
    """
    kept = 0
    for i in range(count):
        value = values[i]
        if low < value <= high:
            place = kept
            while place > 0 and few[place - 1] < value:
                few[place] = few[place - 1]
                place -= 1
            few[place] = value
            kept += 1
    return few[rank]


@kernel
def select_descending(values, count, rank, low, high, few):
    """The rank-th largest (0-based) of values[:count], all within low < value <= high.

    Bisection by counting, which the processor does many at a time, beats a quickselect whose every
    branch is a guess; the last FEW are sorted, so the result is exact.
    """
    above_low = count
    above_high = 0
    while above_low - above_high > FEW:
        middle = 0.5 * (low + high)
        if not low < middle < high:
            return high  # all that are left are equal
        above = count_above(values, count, middle)
        if above > rank:
            low = middle
            above_low = above
        else:
            high = middle
            above_high = above
    return largest_of(values, count, low, high, rank - above_high, few)


@kernel
def residuals_of(heights, first, intervals, begin, stride, count, scratch):
    """Fill scratch[:count] with resampled terrain minus its least-squares line (m).

    Returns bounds: below all of them, and the greatest.
    """
    last = count - 1.0
    i = int(begin)
    position = begin - (i + 1.0)
    total = 0.0
    moment = 0.0
    for j in range(count):
        while position > 0.0 and i + 1 < intervals:
            position -= 1.0
            i += 1
        height = heights[first + i + 1]
        height += (height - heights[first + i]) * position
        scratch[j] = height
        weight = 0.5 if j == 0 or j == count - 1 else 1.0
        total += weight * height
        moment += weight * height * (j - 0.5 * last)
        position += stride
    mean = total / last
    slope = moment * 12.0 / ((last * last + 2.0) * last)
    start = mean - slope * 0.5 * last
    least = math.inf
    greatest = -math.inf
    for j in range(count):
        residual = scratch[j] - (start + slope * j)
        scratch[j] = residual
        least = min(least, residual)
        greatest = max(greatest, residual)
    return least - 1.0, greatest


@kernel
def delta_h(heights, first, intervals, step_m, start_m, end_m, scratch):
    """Terrain irregularity: interdecile range of the residuals, to infinity; [ERL79] eqn 3."""
    begin = start_m / step_m
    end = end_m / step_m
    if end - begin < 2.0:
        return 0.0
    tenth = min(max(4, int(0.1 * (end - begin + 8.0))), 25)
    count = 10 * tenth - 5
    stride = (end - begin) / (count - 1.0)
    low, high = residuals_of(heights, first, intervals, begin, stride, count, scratch)
    few = scratch[count:]
    upper = select_descending(scratch, count, tenth - 1, low, high, few)
    lower = select_descending(scratch, count, count - tenth, low, high, few)
    return (upper - lower) / (1.0 - 0.8 * math.exp(-(end_m - start_m) / 50e3))


@kernel
def smooth_horizon_m(effective_m, earth_radius_m, delta_h_m):
    """Most likely horizon distance over irregular terrain; [Alg] eqn 3.3."""
    roughness = math.sqrt(delta_h_m / max(effective_m, 5.0))
    return math.sqrt(2.0 * effective_m * earth_radius_m) * math.exp(-0.07 * roughness)


@kernel
def smooth_angle(effective_m, earth_radius_m, delta_h_m, horizon_m):
    """Most likely horizon angle over irregular terrain; [Alg] eqn 3.4."""
    smooth_m = math.sqrt(2.0 * effective_m * earth_radius_m)
    return (0.65 * delta_h_m * (smooth_m / horizon_m - 1.0) - 2.0 * effective_m) / smooth_m


@kernel
def terminals_of(
    heights, first, intervals, step_m, tx_height_m, rx_height_m, earth_radius_m, scratch
):
    """Horizon angles, horizon distances, effective heights (pairs) and delta h of a profile."""
    distance_m = intervals * step_m
    angles, horizons = horizons_of(
        heights, first, intervals, step_m, tx_height_m, rx_height_m, earth_radius_m
    )
    start_m = min(15.0 * tx_height_m, 0.1 * horizons[0])
    end_m = distance_m - min(15.0 * rx_height_m, 0.1 * horizons[1])
    irregularity_m = delta_h(heights, first, intervals, step_m, start_m, end_m, scratch)
    z_tx = heights[first]
    z_rx = heights[first + intervals]
    if horizons[0] + horizons[1] <= 1.5 * distance_m:
        fit_tx, _ = fitted_ends_m(heights, first, intervals, step_m, start_m, 0.9 * horizons[0])
        from_m = distance_m - 0.9 * horizons[1]
        _, fit_rx = fitted_ends_m(heights, first, intervals, step_m, from_m, end_m)
        tx_m = tx_height_m + positive_difference(z_tx, fit_tx)
        rx_m = rx_height_m + positive_difference(z_rx, fit_rx)
        return angles, horizons, (tx_m, rx_m), irregularity_m
    # well within sight: horizons as over smooth, irregular terrain
    fit_tx, fit_rx = fitted_ends_m(heights, first, intervals, step_m, start_m, end_m)
    tx_m = tx_height_m + positive_difference(z_tx, fit_tx)
    rx_m = rx_height_m + positive_difference(z_rx, fit_rx)
    horizon_tx_m = smooth_horizon_m(tx_m, earth_radius_m, irregularity_m)
    horizon_rx_m = smooth_horizon_m(rx_m, earth_radius_m, irregularity_m)
    if horizon_tx_m + horizon_rx_m <= distance_m:
        ratio = distance_m / (horizon_tx_m + horizon_rx_m)
        tx_m *= ratio * ratio
        rx_m *= ratio * ratio
        horizon_tx_m = smooth_horizon_m(tx_m, earth_radius_m, irregularity_m)
        horizon_rx_m = smooth_horizon_m(rx_m, earth_radius_m, irregularity_m)
    angle_tx = smooth_angle(tx_m, earth_radius_m, irregularity_m, horizon_tx_m)
    angle_rx = smooth_angle(rx_m, earth_radius_m, irregularity_m, horizon_rx_m)
    return (angle_tx, angle_rx), (horizon_tx_m, horizon_rx_m), (tx_m, rx_m), irregularity_m


@kernel
def area_terminals_of(siting, tx_height_m, rx_height_m, earth_radius_m, delta_h_m):
    """The same for area mode from the siting of the terminals (0, 1, 2); [Alg] eqns 3.2-3.4."""
    tx_m = sited_height_m(siting[0], tx_height_m, delta_h_m)
    rx_m = sited_height_m(siting[1], rx_height_m, delta_h_m)
    horizon_tx_m = smooth_horizon_m(tx_m, earth_radius_m, delta_h_m)
    horizon_rx_m = smooth_horizon_m(rx_m, earth_radius_m, delta_h_m)
    angle_tx = smooth_angle(tx_m, earth_radius_m, delta_h_m, horizon_tx_m)
    angle_rx = smooth_angle(rx_m, earth_radius_m, delta_h_m, horizon_rx_m)
    return (angle_tx, angle_rx), (horizon_tx_m, horizon_rx_m), (tx_m, rx_m)


@kernel
def sited_height_m(siting, height_m, delta_h_m):
    """Effective height of a terminal sited at random (0), with care (1), great care (2)."""
    if siting == 0:
        return height_m
    gain = 4.0 if siting == 1 else 9.0
    if height_m < 5.0:
        gain *= math.sin(0.1 * math.pi * height_m)
    return height_m + (1.0 + gain) * math.exp(-min(20.0, 2.0 * height_m / max(1e-3, delta_h_m)))
