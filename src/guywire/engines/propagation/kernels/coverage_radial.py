"""What ITM takes from terrain, for all receivers of one radial at once.

Modified from NTIA ITM v1.4 (see `attenuation.py` for the notice). Changed on 2026-11-25: what
`terrain.py` computes anew for every path is shared by the paths of a radial, which are its first
steps: means and least-squares lines from running sums; the transmitter's horizon from a running
maximum; the receiver's from the upper hull of the curved terrain, walked back from its last place;
the irregularity at every so many receivers, straight between them.

A radial is heights[0] to heights[last], step_m apart; receiver i stands at heights[i]. Units:
metres, N-units, rad.
"""

import math
from typing import Any

from numba import njit, types
from numba.core import cgutils
from numba.extending import intrinsic
from numba.np.numpy_support import carray

from guywire.engines.propagation.kernels.coverage_simd import exp, f32, i32, inlined, kernel

plain = njit(cache=True, error_model="numpy", nogil=True)
FAITHFUL = {"nnan", "ninf", "nsz"}
"""Where a quotient is cut to a whole number it must be rounded as the exact path rounds it."""
faithful = njit(cache=True, error_model="numpy", nogil=True, fastmath=FAITHFUL)
faithful_inlined = njit(
    cache=True, error_model="numpy", nogil=True, fastmath=FAITHFUL, forceinline=True
)

ROUNDS = 10
"""Halvings of the bracket in which a decile lies: leaves 0.2 % of the deviation at most."""

CALM = f32(1e-12)
BELOW_ALL = f32(-1e30)
SCRATCH = 256
PADDING = 64
"""Samples are padded to a multiple, so that a loop has no rest that is done one by one."""


@intrinsic
def _on_stack(typing_context):
    """Pointer to SCRATCH numbers on the stack of the calling function.

    Of them the compiler knows that nothing else points there, as it does not of an array: only so
    does it gather many heights at once in a loop that also writes.
    """

    def emit(context, builder, signature, arguments):
        return cgutils.alloca_once(builder, context.get_value_type(types.float32), size=SCRATCH)

    return types.CPointer(types.float32)(), emit


on_stack: Any = _on_stack  # called without the context, which the compiler adds


@plain
def add_up(heights, last, total, moment):
    """Running sums: total[i] and moment[i] of heights[j] and j heights[j] over all j < i."""
    sum_ = 0.0
    turned = 0.0
    for i in range(last + 1):
        total[i] = sum_
        moment[i] = turned
        sum_ += heights[i]
        turned += i * heights[i]
    total[last + 1] = sum_
    moment[last + 1] = turned


@kernel
def refract(begin, stop, total, sea_level_refractivity, refractivity, inverse_radius):
    """Surface refractivity and 1 / effective radius of the earth; [TN101] eqns 4.3-4.4."""
    for i in range(begin, stop):
        tenth = int(0.1 * i)
        mean = (total[i - tenth + 1] - total[tenth]) / (i - 2 * tenth + 1)
        found = f32(sea_level_refractivity) * exp(f32(mean * (-1.0 / 9460.0)))
        refractivity[i] = found
        inverse_radius[i] = f32(157e-9) * (f32(1.0) - f32(0.04665) * exp(found * f32(1 / 179.3)))


@plain
def horizons_from_tx(heights, last, step_m, tx_height_m, curvature, horizon):
    """horizon[i]: index of the highest point seen from the transmitter short of i (0 if none).

    curvature: drop of the effective earth over one step, m.
    """
    eye = heights[0] + tx_height_m
    best = -math.inf
    found = 0
    for i in range(1, last + 1):
        horizon[i] = found
        slope = (heights[i] - eye) / i - i * curvature
        if slope > best:
            best = slope
            found = i


@plain
def horizons_from_rx(heights, begin, last, rx_height_m, curvature, curved, hull, horizon):
    """horizon[i]: index of the highest point seen from receiver i back to the transmitter.

    curved, hull: scratch. The horizon is a corner of the upper hull of the curved terrain before
    i; from one receiver to the next it moves by few corners.
    """
    for i in range(last + 1):
        curved[i] = heights[i] - i * (i * curvature)
    hull[0] = 1
    count = 1
    place = 0
    for i in range(2, last + 1):
        if i >= begin:
            eye = curved[i] + rx_height_m
            place = min(place, count - 1)
            while place + 1 < count and is_higher(curved, hull, place + 1, place, i, eye):
                place += 1
            while place > 0 and not is_higher(curved, hull, place, place - 1, i, eye):
                place -= 1
            horizon[i] = hull[place]
        while count >= 2 and is_below(curved, hull[count - 2], hull[count - 1], i):
            count -= 1
        hull[count] = i
        count += 1


@plain
def is_higher(curved, hull, one, other, i, eye):
    """Whether corner `one` of the hull appears higher than `other` from above i."""
    a, b = hull[one], hull[other]
    return (curved[a] - eye) * (i - b) > (curved[b] - eye) * (i - a)


@plain
def is_below(curved, first, middle, last):
    """Whether the middle point lies on or below the line between the others."""
    rise = (curved[middle] - curved[first]) * (last - middle)
    return rise <= (curved[last] - curved[middle]) * (middle - first)


@inlined
def residuals(heights, intervals, begin, stride, count, padded, scratch):
    """Fill scratch[:count] with resampled terrain minus its line; returns their RMS.

    scratch[count:padded] is filled with BELOW_ALL.
    """
    last = f32(count - 1)
    base = heights[0]
    start = f32(begin)
    step = f32(stride)
    middle = f32(0.5) * last
    total = f32(0.0)
    moment = f32(0.0)
    for j in range(padded):
        at = start + step * f32(j)
        i = min(i32(at), i32(intervals - 1))
        height = heights[i] + (heights[i + 1] - heights[i]) * (at - f32(i)) - base
        height = height if j < count else f32(0.0)
        scratch[j] = height
        total += height
        moment += height * (f32(j) - middle)
    first, final = scratch[0], scratch[count - 1]
    mean = (total - f32(0.5) * (first + final)) / last
    moment -= f32(0.5) * (final - first) * middle
    slope = moment * f32(12.0) / ((last * last + f32(2.0)) * last)
    intercept = mean - slope * middle
    square = f32(0.0)
    for j in range(padded):
        residual = scratch[j] - (intercept + slope * f32(j))
        scratch[j] = residual if j < count else BELOW_ALL
        square += residual * residual if j < count else f32(0.0)
    return math.sqrt(square / f32(count))


@inlined
def decile_range(values, padded, count, rank, rms):
    """Difference of the rank-th largest and the rank-th least of values[:count].

    By Cantelli's inequality a decile of values of mean 0 lies within -1/3 to 3 times their RMS;
    both are bracketed at once by counting, which the processor does many at a time.
    """
    low_top, high_top = f32(-0.6) * rms, f32(3.3) * rms
    low_end, high_end = f32(-3.3) * rms, f32(0.6) * rms
    wanted_top, wanted_end = f32(rank), f32(count - rank + 1)
    for _ in range(ROUNDS):
        top, end = f32(0.5) * (low_top + high_top), f32(0.5) * (low_end + high_end)
        above_top = f32(0.0)
        above_end = f32(0.0)
        for j in range(padded):
            above_top += f32(1.0) if values[j] > top else f32(0.0)
            above_end += f32(1.0) if values[j] > end else f32(0.0)
        is_more = above_top >= wanted_top
        low_top, high_top = (top if is_more else low_top), (high_top if is_more else top)
        is_more = above_end >= wanted_end
        low_end, high_end = (end if is_more else low_end), (high_end if is_more else end)
    return f32(0.5) * (low_top + high_top - low_end - high_end)


@inlined
def irregularity(heights, intervals, step_m, start_m, end_m, scratch):
    """Interdecile range of the terrain's residuals, to infinity; [ERL79] eqn 3."""
    begin = start_m / step_m
    end = end_m / step_m
    if end - begin < 2.0:
        return f32(0.0)
    tenth = min(max(4, int(0.1 * (end - begin + 8.0))), 25)
    count = 10 * tenth - 5
    stride = (end - begin) / (count - 1.0)
    padded = (count + PADDING - 1) // PADDING * PADDING
    rms = residuals(heights, intervals, begin, stride, count, padded, scratch)
    if rms < CALM:
        return f32(0.0)
    spread = decile_range(scratch, padded, count, tenth, rms)
    return spread / (f32(1.0) - f32(0.8) * exp(f32((end_m - start_m) * (-1.0 / 50e3))))


@plain
def irregularities(
    heights, begin, last, step_m, antennas, far_tx, far_rx, every, delta_h
):  # fmt: skip
    """Fill delta_h[begin:last + 1]: computed at every so many receivers, straight between."""
    tx_height_m, rx_height_m = antennas
    scratch = carray(on_stack(), SCRATCH)
    before = begin
    at = begin
    while True:
        start_m = min(15.0 * tx_height_m, 0.1 * far_tx[at])
        end_m = at * step_m - min(15.0 * rx_height_m, 0.1 * far_rx[at])
        found = irregularity(heights, at, step_m, start_m, end_m, scratch)
        delta_h[at] = found
        if at > before:
            held = delta_h[before]
            slope = (found - held) / f32(at - before)
            for i in range(before + 1, at):
                delta_h[i] = held + slope * f32(i - before)
        if at == last:
            return
        before = at
        at = min(last, at + max(1, min(every, at // 16)))


@faithful_inlined
def line_mean_slope(heights, total, moment, begin, stop):
    """Mean and slope of the least-squares line over heights[begin:stop + 1], its middle."""
    length = float(stop - begin)
    middle = begin + 0.5 * length
    low = float(heights[begin])
    high = float(heights[stop])
    inner = total[stop] - total[begin + 1]
    turned = moment[stop] - moment[begin + 1] - middle * inner
    mean = (inner + 0.5 * (low + high)) / length
    turned -= 0.25 * (low - high) * length
    return mean, turned * 12.0 / ((length * length + 2.0) * length), middle


@faithful_inlined
def bounds(start_m, end_m, step_m, intervals):
    """First and last index of a stretch of the profile, as [Alg] widens an empty one."""
    begin = i32(max(start_m / step_m, 0.0))
    stop = intervals - i32(max(intervals - end_m / step_m, 0.0))
    is_empty = stop <= begin
    begin = max(begin - i32(1), i32(0)) if is_empty else begin
    stop = min(stop + 1, intervals) if is_empty else stop
    return begin, stop


@faithful_inlined
def seen_from(height, eye, away_m, curvature, direct, distance_m, is_any):
    """Angle and distance of a horizon: that point if it stands above the direct ray."""
    angle = (height - eye) / away_m - away_m * curvature
    is_blocking = is_any & (angle > direct)
    return (angle if is_blocking else direct), (away_m if is_blocking else distance_m)


@faithful
def see_horizons(
    begin, stop, step_m, tx_height_m, rx_height_m, heights, horizon_tx, horizon_rx,
    inverse_radius, distance, angle_tx, angle_rx, far_tx, far_rx,
):  # fmt: skip
    """Fill distances, horizon angles and horizon distances of receivers begin to stop - 1."""
    eye_tx = float(heights[0]) + tx_height_m
    for i in range(begin, stop):
        distance_m = i * step_m
        curve = 0.5 * float(inverse_radius[i])
        eye_rx = float(heights[i]) + rx_height_m
        slope = (eye_rx - eye_tx) / distance_m
        level = distance_m * curve
        j = horizon_tx[i]
        seen_tx, to_tx_m = seen_from(
            float(heights[j]), eye_tx, max(j, 1) * step_m, curve, slope - level, distance_m, j > 0
        )  # fmt: skip
        j = horizon_rx[i]
        seen_rx, to_rx_m = seen_from(
            float(heights[j]), eye_rx, distance_m - j * step_m, curve, -slope - level, distance_m,
            j > 0,
        )  # fmt: skip
        distance[i] = f32(distance_m)
        angle_tx[i] = f32(seen_tx)
        angle_rx[i] = f32(seen_rx)
        far_tx[i] = to_tx_m
        far_rx[i] = to_rx_m


@faithful
def fit_heights(
    begin, stop, step_m, tx_height_m, rx_height_m, heights, total, moment, far_tx, far_rx,
    effective_tx, effective_rx,
):  # fmt: skip
    """Fill effective heights of receivers begin to stop - 1 over lines fitted to the terrain."""
    ground = float(heights[0])
    for i in range(begin, stop):
        distance_m = i * step_m
        to_tx_m = far_tx[i]
        to_rx_m = far_rx[i]
        start_m = min(15.0 * tx_height_m, 0.1 * to_tx_m)
        end_m = distance_m - min(15.0 * rx_height_m, 0.1 * to_rx_m)
        is_open = to_tx_m + to_rx_m > 1.5 * distance_m
        a, b = bounds(start_m, end_m if is_open else 0.9 * to_tx_m, step_m, i)
        mean, tilt, middle = line_mean_slope(heights, total, moment, a, b)
        effective_tx[i] = f32(tx_height_m + max(ground - (mean - tilt * middle), 0.0))
        a, b = bounds(start_m if is_open else distance_m - 0.9 * to_rx_m, end_m, step_m, i)
        mean, tilt, middle = line_mean_slope(heights, total, moment, a, b)
        fitted = mean + tilt * (i - middle)
        effective_rx[i] = f32(rx_height_m + max(float(heights[i]) - fitted, 0.0))


@inlined
def likely_horizon_m(effective_m, inverse_radius, delta_h_m):
    """Horizon over smooth earth, and the likely one over irregular terrain; [Alg] eqn 3.3."""
    smooth_m = math.sqrt(f32(2.0) * effective_m / inverse_radius)
    return smooth_m, smooth_m * exp(f32(-0.07) * math.sqrt(delta_h_m / max(effective_m, f32(5.0))))


@kernel
def open_horizons(
    begin, stop, distance, inverse_radius, delta_h, far_tx, far_rx, angle_tx, angle_rx,
    horizon_tx, horizon_rx, effective_tx, effective_rx,
):  # fmt: skip
    """Horizons for ITM; well within sight as over smooth, irregular terrain: [Alg] eqns 3.3-3.4."""
    for i in range(begin, stop):
        distance_m, inverse, rough_m = distance[i], inverse_radius[i], delta_h[i]
        tx_m, rx_m = effective_tx[i], effective_rx[i]
        to_tx_m, to_rx_m = f32(far_tx[i]), f32(far_rx[i])
        is_open = far_tx[i] + far_rx[i] > 1.5 * float(distance_m)
        _, likely_tx = likely_horizon_m(tx_m, inverse, rough_m)
        _, likely_rx = likely_horizon_m(rx_m, inverse, rough_m)
        ratio = distance_m / (likely_tx + likely_rx)
        raised = ratio * ratio if is_open & (ratio >= f32(1.0)) else f32(1.0)
        tx_m *= raised
        rx_m *= raised
        smooth_tx, likely_tx = likely_horizon_m(tx_m, inverse, rough_m)
        smooth_rx, likely_rx = likely_horizon_m(rx_m, inverse, rough_m)
        rise = f32(0.65) * rough_m
        open_tx = (rise * (smooth_tx / likely_tx - f32(1.0)) - f32(2.0) * tx_m) / smooth_tx
        open_rx = (rise * (smooth_rx / likely_rx - f32(1.0)) - f32(2.0) * rx_m) / smooth_rx
        angle_tx[i] = open_tx if is_open else angle_tx[i]
        angle_rx[i] = open_rx if is_open else angle_rx[i]
        horizon_tx[i] = likely_tx if is_open else to_tx_m
        horizon_rx[i] = likely_rx if is_open else to_rx_m
        effective_tx[i] = tx_m
        effective_rx[i] = rx_m
