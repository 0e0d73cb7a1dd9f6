"""Longley-Rice and its variability in float32, many receivers of one radial at a time.

Modified from NTIA ITM v1.4 (see `attenuation.py` for the notice). Changed on 2026-11-25: the
formulas of `attenuation.py`, `reference.py` and `variability.py` without a branch, in float32,
over arrays, so that one instruction serves 8 or 16 receivers. Where troposcatter may take over the
receiver is marked for the scalar form. Equations as cited there; units: metres, MHz, rad, dB.
"""

import math

from numba import njit

from guywire.engines.propagation.kernels.coverage_simd import (
    cosine,
    cube_root,
    decibel,
    exp,
    f32,
    inlined,
    kernel,
    ln,
    sine,
)
from guywire.engines.propagation.kernels.variability import (
    FREQUENCY_ABOVE,
    FREQUENCY_BELOW,
    MEDIAN,
    TAIL_RATIO,
    TAIL_START,
    TIME_ABOVE,
    TIME_BELOW,
    deviates_of_mode,
    frequency_factor,
)

plain = njit(cache=True, error_model="numpy", nogil=True)

FOUR_THIRDS_EARTH_M = f32(4.0 / 3.0 * 6370e3)
QUARTER_TURN = f32(math.pi / 2.0)
HALF_TURN = f32(math.pi)
QUARTER_TURN_SQUARED = f32((math.pi / 2.0) ** 2)


@plain
def link_constants(frequency_mhz, impedance, tx_height_m, rx_height_m):
    """What depends on the link alone: float32 numbers in the order `attenuate` unpacks them."""
    wavenumber = frequency_mhz / 47.7
    return (
        f32(frequency_mhz),
        f32(wavenumber),
        f32(frequency_mhz ** (1.0 / 3.0)),
        f32(impedance[0]),
        f32(impedance[1]),
        f32(1.0 / math.sqrt(impedance[0] ** 2 + impedance[1] ** 2)),
        f32(tx_height_m * rx_height_m),
        f32(1.088 * math.log(frequency_mhz)),
        f32(32.45 + 20.0 * math.log10(frequency_mhz) - 60.0),
    )


@plain
def variability_constants(frequency_mhz, climate, mdvar, deviates):
    """What the variability does not owe to the path: [Alg] section 5, float32.

    Returns the curves of the median and of time (c1, c2, x1, x2, x3 each), the constant of the
    effective distance, and (time, location, situation deviates; weights, see `variability_db`).
    """
    wavenumber = frequency_mhz / 47.7
    log_wavenumber = math.log(0.133 * wavenumber)
    time, location, situation = deviates_of_mode(mdvar % 10, deviates)
    c = climate - 1
    table = TIME_ABOVE if time >= 0.0 else TIME_BELOW
    factors = FREQUENCY_ABOVE if time >= 0.0 else FREQUENCY_BELOW
    scale = frequency_factor(factors, climate, log_wavenumber)
    if time > TAIL_START[c]:
        scale *= TAIL_RATIO[c] + (1.0 - TAIL_RATIO[c]) * TAIL_START[c] / time
    median = (MEDIAN[0, c], MEDIAN[1, c], MEDIAN[2, c], MEDIAN[3, c], MEDIAN[4, c])
    over_time = (scale * table[0, c], scale * table[1, c], table[2, c], table[3, c], table[4, c])
    mode = mdvar % 10
    weights = (
        time if mode in (1, 3) else 0.0,
        location if mode == 3 else 0.0,
        time if mode == 2 else 0.0,
        1.0 if mode == 0 else 0.0,
        1.0 if mode in (0, 1) else 0.0,
        0.0 if mdvar >= 20 else 1.0,
        0.0 if (mdvar // 10) % 2 == 1 else 1.0,
    )
    return median, over_time, (575.7e12 / wavenumber) ** (1.0 / 3.0), (
        time, location, situation), weights  # fmt: skip


@inlined
def roughness_m(distance_m, delta_h_m):
    """[ERL79] eqn 3."""
    return delta_h_m * (f32(1.0) - f32(0.8) * exp(distance_m * f32(-1.0 / 50e3)))


@inlined
def deviation_m(roughness):
    """[ERL79] eqn 3.6a."""
    return f32(0.78) * roughness * exp(f32(-0.5) * math.sqrt(math.sqrt(roughness)))


@inlined
def knife_edge_db(squared):
    """[TN101] eqn III.24b-c."""
    near = f32(6.02) + f32(9.11) * math.sqrt(squared) - f32(1.27) * squared
    far = f32(12.953) + decibel(max(squared, f32(1e-6)))
    return near if squared < f32(5.76) else far


@inlined
def height_gain_db(x_km, k):
    """[Vogler], [Alg] eqn 6.2 ff."""
    log_x = ln(max(x_km, f32(1e-6)))
    w = -ln(k)
    low = f32(17.372) * log_x - f32(117.0) if x_km > f32(1.0) else f32(-117.0)
    high = f32(2.5e-5) * x_km * x_km / k - f32(8.686) * w - f32(15.0)
    is_low = (k < f32(1e-5)) | (x_km * w * w * w > f32(5495.0))
    near = low if is_low else high
    weight = f32(0.0134) * x_km * exp(f32(-0.005) * x_km)
    far = f32(0.05751) * x_km - f32(4.343) * log_x
    blended = (f32(1.0) - weight) * far + weight * (f32(17.372) * log_x - f32(117.0))
    far = blended if x_km < f32(2000.0) else far
    return near if x_km < f32(200.0) else far


@inlined
def arc(radius_m, distance_m, cube_root_mhz, inverse_impedance):
    """Vogler's x (km) and K of one arc; [Vogler] eqns 2, 6a, 7a."""
    ratio = cube_root(FOUR_THIRDS_EARTH_M / radius_m)
    k = f32(0.017778) * ratio / cube_root_mhz * inverse_impedance
    return (f32(1.607) - k) * ratio * ratio * cube_root_mhz * distance_m * f32(1e-3), k


@inlined
def diffraction_db(
    distance_m, link, horizons, sight_angle, inverse_radius, arcs, root, delta_h_m
):  # fmt: skip
    """[ERL79] eqn 3.23, [Alg] eqns 4.12-4.20, without the clutter factor."""
    horizon_tx, horizon_rx = horizons
    terminals_km, gains_db = arcs
    wavenumber, cube_root_mhz, inverse_impedance = link
    angle = distance_m * inverse_radius - sight_angle
    both = horizon_tx + horizon_rx
    beyond = distance_m - both
    scale = f32(0.0795775) * wavenumber * angle * angle * beyond
    knife_db = knife_edge_db(scale * horizon_tx / (beyond + horizon_tx))
    knife_db += knife_edge_db(scale * horizon_rx / (beyond + horizon_rx))
    x_km, _ = arc(beyond / angle, beyond, cube_root_mhz, inverse_impedance)
    x_km += terminals_km
    smooth_db = f32(0.05751) * x_km - decibel(x_km) - gains_db - f32(20.0)
    waves = min(roughness_m(distance_m, delta_h_m) * wavenumber, f32(6283.2))
    q = (root + (both - sight_angle / inverse_radius) / distance_m) * waves
    weight = f32(25.1) / (f32(25.1) + math.sqrt(max(q, f32(0.0))))
    return weight * smooth_db + (f32(1.0) - weight) * knife_db


@inlined
def line_of_sight_db(distance_m, link, impedance, effective, delta_h_m, line, smooth_m):
    """Two rays blended with extended diffraction; [Alg] eqns 4.43-4.50."""
    frequency_mhz, wavenumber = link
    real, imaginary = impedance
    tx_m, rx_m = effective
    slope, intercept_db = line
    rough_m = deviation_m(roughness_m(distance_m, delta_h_m))
    both_m = tx_m + rx_m
    sine_psi = both_m / math.sqrt(distance_m * distance_m + both_m * both_m)
    top, bottom = sine_psi - real, sine_psi + real
    damping = exp(-min(f32(10.0), wavenumber * rough_m * sine_psi))
    damping /= bottom * bottom + imaginary * imaginary
    reflected = (top * bottom - imaginary * imaginary) * damping
    turned = (-imaginary * bottom - top * imaginary) * damping
    power = max(reflected * reflected + turned * turned, f32(1e-20))
    is_weak = (power < f32(0.25)) | (power < sine_psi)
    gain = math.sqrt(sine_psi / power) if is_weak else f32(1.0)
    phase = wavenumber * f32(2.0) * tx_m * rx_m / distance_m
    folded = HALF_TURN - QUARTER_TURN_SQUARED / phase
    phase = (folded if phase > QUARTER_TURN else phase) - QUARTER_TURN
    in_phase = reflected * gain - sine(phase)
    across = turned * gain - cosine(phase)
    two_ray_db = -decibel(max(in_phase * in_phase + across * across, f32(1e-12)))
    weight = f32(1.0) / (f32(1.0) + frequency_mhz * delta_h_m / max(f32(10e3), smooth_m))
    return weight * two_ray_db + (f32(1.0) - weight) * (slope * distance_m + intercept_db)


@inlined
def sight_coefficients(anchor, first, second, intercept_db, slope):
    """k1 (dB/m) and k2 (dB per e-fold); [ERL79] eqns 3.20-3.21."""
    anchor_m, anchor_db = anchor
    first_m, at_first_db = first
    second_m, at_second_db = second
    log_ratio = ln(anchor_m / first_m)
    span_m = anchor_m - first_m
    numerator = span_m * (at_second_db - at_first_db)
    numerator -= (second_m - first_m) * (anchor_db - at_first_db)
    denominator = span_m * ln(second_m / first_m) - (second_m - first_m) * log_ratio
    is_before = first_m < second_m
    k2 = max(f32(0.0), numerator / denominator) if is_before else f32(0.0)
    is_fitted = is_before & ((intercept_db > f32(0.0)) | (k2 > f32(0.0)))
    k1 = (anchor_db - at_first_db - k2 * log_ratio) / span_m
    is_falling = k1 < f32(0.0)
    steep = max(anchor_db - at_first_db, f32(0.0)) / log_ratio
    k2 = steep if is_falling else k2
    flat = slope if steep == f32(0.0) else f32(0.0)
    k1 = flat if is_falling else k1
    plain_k1 = max(anchor_db - at_second_db, f32(0.0)) / (anchor_m - second_m)
    plain_k1 = slope if plain_k1 == f32(0.0) else plain_k1
    return (k1 if is_fitted else plain_k1), (k2 if is_fitted else f32(0.0))


@inlined
def within_sight_db(distance_m, link, impedance, effective, delta_h_m, line, smooth_m, both_m):
    """Short of the smooth earth's horizon; [ERL79] eqns 3.16-3.21."""
    slope, intercept_db = line
    anchor_db = smooth_m * slope + intercept_db
    first_m = f32(0.04) * link[0] * effective[0] * effective[1]
    held_m = min(first_m, f32(0.5) * both_m)
    is_above = intercept_db >= f32(0.0)
    after_m = held_m + f32(0.25) * (both_m - held_m)
    other_m = max(-intercept_db / slope, f32(0.25) * both_m)
    first_m = held_m if is_above else first_m
    second_m = after_m if is_above else other_m
    second_db = line_of_sight_db(
        second_m, link, impedance, effective, delta_h_m, line, smooth_m
    )  # fmt: skip
    first_db = line_of_sight_db(first_m, link, impedance, effective, delta_h_m, line, smooth_m)
    k1, k2 = sight_coefficients(
        (smooth_m, anchor_db), (first_m, first_db), (second_m, second_db), intercept_db, slope
    )
    return anchor_db + k1 * (distance_m - smooth_m) + k2 * ln(distance_m / smooth_m)


@inlined
def curve_db(distance_m, c1, c2, x1, x2, x3):
    """[TN101v2] eqns III.69-70."""
    offset = (distance_m - x2) / x3
    scaled = distance_m / x1
    scaled *= scaled
    return (c1 + c2 / (f32(1.0) + offset * offset)) * scaled / (f32(1.0) + scaled)


@inlined
def variability_db(deviates, weights, over_time_db, location_db, situation_db):
    """How far reliability and confidence move the loss; [Alg] eqns 5.11-5.14."""
    time, location, situation = deviates
    by_time, by_location, by_both, with_time, with_location = weights
    y_time, y_location = over_time_db * time, location_db * location
    square = situation * situation
    spread = over_time_db * over_time_db, location_db * location_db
    residual = situation_db * situation_db + y_time * y_time / (f32(7.8) + square)
    residual += y_location * y_location / (f32(24.0) + square)
    residual += with_time * spread[0] + with_location * spread[1]
    moved = by_time * over_time_db + by_location * location_db
    moved += by_both * math.sqrt(spread[0] + spread[1])
    return moved + math.sqrt(residual) * situation


@kernel
def attenuate(
    begin, stop, distance, angle_tx, angle_rx, horizon_tx, horizon_rx, effective_tx,
    effective_rx, inverse_radius, delta_h, link, reference, is_beyond,
):  # fmt: skip
    """Fill reference[begin:stop] with attenuation over free space (>= 0) before variability.

    is_beyond: 1 where the distance allows troposcatter, so that the scalar form must decide.
    """
    mhz, wavenumber, cube_root_mhz, real, imaginary, inverse_impedance, product, scatter, _ = link
    for i in range(begin, stop):
        distance_m, inverse, delta_h_m = distance[i], inverse_radius[i], delta_h[i]
        radius_m = f32(1.0) / inverse
        effective = effective_tx[i], effective_rx[i]
        horizons = horizon_tx[i], horizon_rx[i]
        both_m = horizons[0] + horizons[1]
        smooth_m = math.sqrt(f32(2.0) * effective[0] * radius_m)
        smooth_m += math.sqrt(f32(2.0) * effective[1] * radius_m)
        sight_angle = -max(angle_tx[i] + angle_rx[i], -both_m * inverse)
        span_m = cube_root(radius_m * f32(1e-3)) * cube_root(radius_m * f32(1e3) / mhz)
        x_tx, k_tx = arc(
            f32(0.5) * horizons[0] * horizons[0] / effective[0], horizons[0], cube_root_mhz,
            inverse_impedance,
        )  # fmt: skip
        x_rx, k_rx = arc(
            f32(0.5) * horizons[1] * horizons[1] / effective[1], horizons[1], cube_root_mhz,
            inverse_impedance,
        )  # fmt: skip
        arcs = x_tx + x_rx, height_gain_db(x_tx, k_tx) + height_gain_db(x_rx, k_rx)
        rough_m = deviation_m(roughness_m(smooth_m, delta_h_m))
        clutter_db = f32(0.5) * decibel(f32(1.0) + f32(1e-5) * product * mhz * rough_m)
        clutter_db = min(f32(15.0), clutter_db)
        root = math.sqrt(f32(1.0) + (effective[0] * effective[1] - product) / (product + f32(10.0)))
        waves = wavenumber, cube_root_mhz, inverse_impedance
        near_m = max(smooth_m, both_m + f32(5.0) * span_m)
        far_m = near_m + f32(10.0) * span_m
        near_db = diffraction_db(
            near_m, waves, horizons, sight_angle, inverse, arcs, root, delta_h_m
        )  # fmt: skip
        far_db = diffraction_db(
            far_m, waves, horizons, sight_angle, inverse, arcs, root, delta_h_m
        )  # fmt: skip
        slope = (far_db - near_db) / (f32(10.0) * span_m)
        intercept_db = near_db + clutter_db - slope * near_m
        within_db = within_sight_db(
            distance_m, (mhz, wavenumber), (real, imaginary), effective, delta_h_m,
            (slope, intercept_db), smooth_m, both_m,
        )  # fmt: skip
        is_far = distance_m >= smooth_m
        loss_db = slope * distance_m + intercept_db if is_far else within_db
        reference[i] = max(loss_db, f32(0.0))
        is_scatter = is_far & (distance_m > both_m + span_m * scatter)
        is_beyond[i] = f32(1.0) if is_scatter else f32(0.0)


@kernel
def finish(
    begin, stop, distance, effective_tx, effective_rx, delta_h, link, variability, reference, loss
):  # fmt: skip
    """Fill loss[begin:stop] with the basic transmission loss: variability and free space added."""
    median, over_time, reach_constant, deviates, weights = variability
    c1, c2, x1, x2, x3 = median
    t1, t2, s1, s2, s3 = over_time
    m1, m2, m3, m4, m5 = f32(c1), f32(c2), f32(x1), f32(x2), f32(x3)
    v1, v2, v3, v4, v5 = f32(t1), f32(t2), f32(s1), f32(s2), f32(s3)
    deviate = f32(deviates[0]), f32(deviates[1]), f32(deviates[2])
    weight = (
        f32(weights[0]), f32(weights[1]), f32(weights[2]), f32(weights[3]), f32(weights[4])
    )  # fmt: skip
    has_situation, has_location = f32(weights[5]), f32(weights[6])
    constant_m, wavenumber, free_db = f32(reach_constant), link[1], link[8]
    for i in range(begin, stop):
        distance_m = distance[i]
        reach_m = math.sqrt(f32(18e6) * effective_tx[i]) + constant_m
        reach_m += math.sqrt(f32(18e6) * effective_rx[i])
        near_m, far_m = f32(130e3) * distance_m / reach_m, f32(130e3) + distance_m - reach_m
        far_m = near_m if distance_m < reach_m else far_m
        waves = wavenumber * roughness_m(distance_m, delta_h[i])
        location_db = has_location * f32(10.0) * waves / (waves + f32(13.0))
        situation_db = has_situation * (f32(5.0) + f32(3.0) * exp(far_m * f32(-1e-5)))
        over_time_db = curve_db(far_m, v1, v2, v3, v4, v5)
        moved_db = variability_db(deviate, weight, over_time_db, location_db, situation_db)
        result = reference[i] - curve_db(far_m, m1, m2, m3, m4, m5) - moved_db
        held = result * (f32(29.0) - result) / (f32(29.0) - f32(10.0) * result)
        result = held if result < f32(0.0) else result
        loss[i] = result + free_db + f32(2.0) * decibel(distance_m)
