"""The Longley-Rice curve: reference attenuation against distance for one pair of terminals.

Modified from NTIA ITM v1.4 (see `attenuation.py` for the notice). Changed on 2026-11-23.
Units: metres, MHz, radians, dB.
"""

import math

from numba import njit

from guywire.engines.propagation.kernels.attenuation import (
    MODE_DIFFRACTION,
    MODE_LINE_OF_SIGHT,
    MODE_TROPOSCATTER,
    clutter_factor_db,
    diffraction_db,
    diffraction_fixed_parts,
    line_of_sight_db,
    positive_difference,
    troposcatter_db,
)

kernel = njit(cache=True, error_model="numpy", nogil=True)


@kernel
def diffraction_line(
    frequency_mhz,
    impedance,
    horizons,
    effective,
    earth_radius_m,
    delta_h_m,
    heights,
    smooth_horizons_m,
    sight_angle,
    is_point_to_point,
):
    """Slope (dB/m) and intercept (dB) of the line through two far diffraction distances."""
    horizon_tx_m, horizon_rx_m = horizons
    effective_tx_m, effective_rx_m = effective
    span_m = (earth_radius_m * earth_radius_m / frequency_mhz) ** (1.0 / 3.0)
    near_m = max(smooth_horizons_m, horizon_tx_m + horizon_rx_m + 5.0 * span_m)
    far_m = near_m + 10.0 * span_m
    fixed_parts = diffraction_fixed_parts(
        frequency_mhz, horizon_tx_m, horizon_rx_m, effective_tx_m, effective_rx_m, impedance
    )
    effective_product = effective_tx_m * effective_rx_m
    height_product = heights[0] * heights[1]
    near_db = diffraction_db(
        near_m, frequency_mhz, earth_radius_m, horizon_tx_m, horizon_rx_m, effective_product,
        height_product, impedance, delta_h_m, is_point_to_point, sight_angle, fixed_parts,
    )  # fmt: skip
    far_db = diffraction_db(
        far_m, frequency_mhz, earth_radius_m, horizon_tx_m, horizon_rx_m, effective_product,
        height_product, impedance, delta_h_m, is_point_to_point, sight_angle, fixed_parts,
    )  # fmt: skip
    clutter_db = clutter_factor_db(
        heights[0], heights[1], frequency_mhz, smooth_horizons_m, delta_h_m
    )
    slope = (far_db - near_db) / (far_m - near_m)
    return slope, near_db + clutter_db - slope * near_m


@kernel
def sight_coefficients(anchor, first, second, intercept_db, slope):
    """k1 (dB/m), k2 (dB per e-fold of distance) and whether they hold; [ERL79] eqns 3.20-3.21.

    anchor, first, second: (distance, loss) at the smooth-earth horizon, d_0 and d_1.
    """
    anchor_m, anchor_db = anchor
    first_m, loss_at_first_db = first
    second_m, second_db = second
    log_ratio = math.log(anchor_m / first_m)
    numerator = (anchor_m - first_m) * (second_db - loss_at_first_db)
    numerator -= (second_m - first_m) * (anchor_db - loss_at_first_db)
    denominator = (anchor_m - first_m) * math.log(second_m / first_m)
    denominator -= (second_m - first_m) * log_ratio
    k2 = max(0.0, numerator / denominator)
    if not (intercept_db > 0.0 or k2 > 0.0):
        return 0.0, 0.0, False
    k1 = (anchor_db - loss_at_first_db - k2 * log_ratio) / (anchor_m - first_m)
    if k1 < 0.0:
        k1 = 0.0
        k2 = positive_difference(anchor_db, loss_at_first_db) / log_ratio
        if k2 == 0.0:
            k1 = slope
    return k1, k2, True


@kernel
def within_sight_db(
    distance_m,
    frequency_mhz,
    impedance_real,
    impedance_imag,
    horizons_m,
    effective,
    delta_h_m,
    smooth_horizons_m,
    slope,
    intercept_db,
):
    """Reference attenuation short of the smooth-earth horizon; [ERL79] eqns 3.16-3.21."""
    effective_tx_m, effective_rx_m = effective
    anchor_db = smooth_horizons_m * slope + intercept_db
    first_m = 0.04 * frequency_mhz * effective_tx_m * effective_rx_m
    if intercept_db >= 0.0:
        first_m = min(first_m, 0.5 * horizons_m)
        second_m = first_m + 0.25 * (horizons_m - first_m)
    else:
        second_m = max(-intercept_db / slope, 0.25 * horizons_m)
    second_db = line_of_sight_db(
        second_m, frequency_mhz, effective_tx_m, effective_rx_m, impedance_real, impedance_imag,
        delta_h_m, slope, intercept_db, smooth_horizons_m,
    )  # fmt: skip
    k1, k2, is_fitted = 0.0, 0.0, False
    if first_m < second_m:
        first_db = line_of_sight_db(
            first_m, frequency_mhz, effective_tx_m, effective_rx_m, impedance_real,
            impedance_imag, delta_h_m, slope, intercept_db, smooth_horizons_m,
        )  # fmt: skip
        k1, k2, is_fitted = sight_coefficients(
            (smooth_horizons_m, anchor_db), (first_m, first_db), (second_m, second_db),
            intercept_db, slope,
        )  # fmt: skip
    if not is_fitted:
        k1 = positive_difference(anchor_db, second_db) / (smooth_horizons_m - second_m)
        k1 = slope if k1 == 0.0 else k1
    constant_db = anchor_db - k1 * smooth_horizons_m - k2 * math.log(smooth_horizons_m)
    return constant_db + k1 * distance_m + k2 * math.log(distance_m)


@kernel
def beyond_horizon_db(
    distance_m,
    frequency_mhz,
    angles,
    horizons,
    effective,
    earth_radius_m,
    refractivity,
    sight_angle,
    smooth_horizons_m,
    slope,
    intercept_db,
):
    """Reference attenuation past the smooth-earth horizon and its mode; [Alg] section 4.3."""
    horizons_m = horizons[0] + horizons[1]
    near_m = horizons_m + 200e3
    far_db, gain_db = troposcatter_db(
        horizons_m + 400e3, frequency_mhz, angles[0], angles[1], horizons[0], horizons[1],
        effective[0], effective[1], earth_radius_m, refractivity, sight_angle, -1.0,
    )  # fmt: skip
    near_db, gain_db = troposcatter_db(
        near_m, frequency_mhz, angles[0], angles[1], horizons[0], horizons[1],
        effective[0], effective[1], earth_radius_m, refractivity, sight_angle, gain_db,
    )  # fmt: skip
    if near_db >= 1000.0:
        return slope * distance_m + intercept_db, MODE_DIFFRACTION
    scatter_slope = (far_db - near_db) / 200e3
    span_m = (earth_radius_m * earth_radius_m / frequency_mhz) ** (1.0 / 3.0)
    transition_m = max(
        smooth_horizons_m,
        horizons_m + 1.088 * span_m * math.log(frequency_mhz),
        (near_db - intercept_db - scatter_slope * near_m) / (slope - scatter_slope),
    )
    if distance_m > transition_m:
        scatter_intercept_db = (slope - scatter_slope) * transition_m + intercept_db
        return scatter_slope * distance_m + scatter_intercept_db, MODE_TROPOSCATTER
    return slope * distance_m + intercept_db, MODE_DIFFRACTION


@kernel
def reference_attenuation_db(
    distance_m,
    frequency_mhz,
    impedance_real,
    impedance_imag,
    angles,
    horizons,
    effective,
    heights,
    earth_radius_m,
    refractivity,
    delta_h_m,
    is_point_to_point,
):
    """Attenuation relative to free space (dB, never negative) and mode of propagation (1, 2, 3).

    angles, horizons, effective, heights: (tx, rx) horizon angles, horizon distances, effective and
    structural heights.
    """
    smooth_horizons_m = math.sqrt(2.0 * effective[0] * earth_radius_m) + math.sqrt(
        2.0 * effective[1] * earth_radius_m
    )
    horizons_m = horizons[0] + horizons[1]
    sight_angle = -max(angles[0] + angles[1], -horizons_m / earth_radius_m)
    impedance = math.sqrt(impedance_real * impedance_real + impedance_imag * impedance_imag)
    slope, intercept_db = diffraction_line(
        frequency_mhz, impedance, horizons, effective, earth_radius_m, delta_h_m, heights,
        smooth_horizons_m, sight_angle, is_point_to_point,
    )  # fmt: skip
    if distance_m < smooth_horizons_m:
        mode = MODE_LINE_OF_SIGHT
        loss_db = within_sight_db(
            distance_m, frequency_mhz, impedance_real, impedance_imag, horizons_m, effective,
            delta_h_m, smooth_horizons_m, slope, intercept_db,
        )  # fmt: skip
    else:
        loss_db, mode = beyond_horizon_db(
            distance_m, frequency_mhz, angles, horizons, effective, earth_radius_m, refractivity,
            sight_angle, smooth_horizons_m, slope, intercept_db,
        )  # fmt: skip
    return max(loss_db, 0.0), mode
