"""Reference attenuation of ITM: line of sight, diffraction and troposcatter beyond free space.

Modified from NTIA ITM v1.4 (National Telecommunications and Information Administration, Institute
for Telecommunication Sciences; https://github.com/NTIA/itm; 17 USC 105). Changed on 2026-11-23:
ported from C++ to Python for numba, scalar arguments in place of arrays, the parts of diffraction
that do not depend on distance computed once. NTIA is acknowledged as the creator of the original.

Equation numbers: [Alg] G. A. Hufford, "The ITS Irregular Terrain Model, version 1.2.2: The
Algorithm"; [TN101] NBS Technical Note 101; [ERL79] ERL 79-ITS 67; [Vogler] Vogler 1964.

Units: metres, MHz, radians, dB. `_tx` and `_rx` are the two terminals.
"""

import math

import numpy as np
from numba import njit

kernel = njit(cache=True, error_model="numpy", nogil=True)

MODE_LINE_OF_SIGHT = 1
MODE_DIFFRACTION = 2
MODE_TROPOSCATTER = 3

MHZ_PER_WAVENUMBER = 47.7
FOUR_THIRDS_EARTH_M = 4.0 / 3.0 * 6370e3
SQUARE_ROOT_OF_TWO = math.sqrt(2.0)
TROPOSCATTER_UNDEFINED_DB = 1001.0
FREQUENCY_GAIN_A = np.array([25.0, 80.0, 177.0, 395.0, 705.0])  # [Alg] 6.13
FREQUENCY_GAIN_B = np.array([24.0, 45.0, 68.0, 80.0, 105.0])


@kernel
def positive_difference(first, second):
    """first - second where positive, else 0 (C's fdim)."""
    return first - second if first > second else 0.0


@kernel
def terrain_roughness_m(distance_m, delta_h_m):
    """Terrain irregularity seen over a distance; [ERL79] eqn 3."""
    return delta_h_m * (1.0 - 0.8 * math.exp(-distance_m / 50e3))


@kernel
def roughness_deviation_m(roughness_m):
    """RMS deviation of terrain within the first Fresnel zone; [ERL79] eqn 3.6a."""
    return 0.78 * roughness_m * math.exp(-0.5 * math.sqrt(math.sqrt(roughness_m)))


@kernel
def knife_edge_db(v_squared):
    """Knife-edge loss for the squared Fresnel parameter; [TN101] eqn III.24b-c."""
    if v_squared < 5.76:
        return 6.02 + 9.11 * math.sqrt(v_squared) - 1.27 * v_squared
    return 12.953 + 10.0 * math.log10(v_squared)


@kernel
def height_gain_db(x_km, k):
    """Height gain over a smooth, spherical earth; [Vogler], [Alg] eqn 6.2 ff."""
    if x_km >= 200.0:
        gain = 0.05751 * x_km - 4.343 * math.log(x_km)
        if x_km < 2000.0:
            weight = 0.0134 * x_km * math.exp(-0.005 * x_km)
            gain = (1.0 - weight) * gain + weight * (17.372 * math.log(x_km) - 117.0)
        return gain
    w = -math.log(k)
    if k < 1e-5 or x_km * w * w * w > 5495.0:
        return 17.372 * math.log(x_km) - 117.0 if x_km > 1.0 else -117.0
    return 2.5e-5 * x_km * x_km / k - 8.686 * w - 15.0


@kernel
def vogler_distance_km(radius_m, distance_m, cube_root_mhz, impedance):
    """Vogler's scaled distance x and K of one of the three arcs; [Vogler] eqns 2, 6a, 7a."""
    ratio = (FOUR_THIRDS_EARTH_M / radius_m) ** (1.0 / 3.0)
    k = 0.017778 * ratio / cube_root_mhz / impedance
    return (1.607 - k) * ratio * ratio * cube_root_mhz * distance_m / 1000.0, k


@kernel
def diffraction_fixed_parts(
    frequency_mhz, horizon_tx_m, horizon_rx_m, effective_tx_m, effective_rx_m, impedance
):
    """Parts of smooth-earth diffraction that do not depend on distance.

    Returns the summed scaled distances of both terminals (km), their summed height gains (dB)
    and the cube root of the frequency.
    """
    cube_root_mhz = frequency_mhz ** (1.0 / 3.0)
    radius_tx_m = 0.5 * horizon_tx_m * horizon_tx_m / effective_tx_m
    radius_rx_m = 0.5 * horizon_rx_m * horizon_rx_m / effective_rx_m
    x_tx_km, k_tx = vogler_distance_km(radius_tx_m, horizon_tx_m, cube_root_mhz, impedance)
    x_rx_km, k_rx = vogler_distance_km(radius_rx_m, horizon_rx_m, cube_root_mhz, impedance)
    gains_db = height_gain_db(x_tx_km, k_tx) + height_gain_db(x_rx_km, k_rx)
    return x_tx_km + x_rx_km, gains_db, cube_root_mhz


@kernel
def clutter_factor_db(tx_height_m, rx_height_m, frequency_mhz, smooth_horizons_m, delta_h_m):
    """Terrain clutter factor A_fo; [ERL79] eqn 3.38c."""
    deviation_m = roughness_deviation_m(terrain_roughness_m(smooth_horizons_m, delta_h_m))
    return min(
        15.0,
        5.0 * math.log10(1.0 + 1e-5 * tx_height_m * rx_height_m * frequency_mhz * deviation_m),
    )


@kernel
def diffraction_db(
    distance_m,
    frequency_mhz,
    earth_radius_m,
    horizon_tx_m,
    horizon_rx_m,
    effective_product,
    height_product,
    impedance,
    delta_h_m,
    is_point_to_point,
    sight_angle,
    fixed_parts,
):
    """Diffraction loss at a trans-horizon distance; [ERL79] eqn 3.23, [Alg] eqns 4.12-4.20.

    Knife-edge and smooth-earth loss, weighted by terrain roughness; without the clutter factor.
    """
    terminals_x_km, gains_db, cube_root_mhz = fixed_parts
    horizons_m = horizon_tx_m + horizon_rx_m
    angle = distance_m / earth_radius_m - sight_angle
    beyond_m = distance_m - horizons_m
    scale = 0.0795775 * (frequency_mhz / MHZ_PER_WAVENUMBER) * angle * angle * beyond_m
    knife_db = knife_edge_db(scale * horizon_tx_m / (beyond_m + horizon_tx_m)) + knife_edge_db(
        scale * horizon_rx_m / (beyond_m + horizon_rx_m)
    )
    radius_m = beyond_m / angle
    x_km, _ = vogler_distance_km(radius_m, radius_m * angle, cube_root_mhz, impedance)
    x_km += terminals_x_km
    smooth_db = 0.05751 * x_km - 10.0 * math.log10(x_km) - gains_db - 20.0
    q = height_product + 10.0 if is_point_to_point else height_product
    root = math.sqrt(1.0 + (effective_product - height_product) / q)
    roughness_m = terrain_roughness_m(distance_m, delta_h_m)
    waves = min(roughness_m * frequency_mhz / MHZ_PER_WAVENUMBER, 6283.2)
    q = (root + (-sight_angle * earth_radius_m + horizons_m) / distance_m) * waves
    weight = 25.1 / (25.1 + math.sqrt(q))
    return weight * smooth_db + (1.0 - weight) * knife_db


@kernel
def line_of_sight_db(
    distance_m,
    frequency_mhz,
    effective_tx_m,
    effective_rx_m,
    impedance_real,
    impedance_imag,
    delta_h_m,
    diffraction_slope,
    diffraction_intercept_db,
    smooth_horizons_m,
):
    """Two-ray loss blended with extended diffraction; [Alg] eqns 4.43-4.50."""
    wavenumber = frequency_mhz / MHZ_PER_WAVENUMBER
    deviation_m = roughness_deviation_m(terrain_roughness_m(distance_m, delta_h_m))
    heights_m = effective_tx_m + effective_rx_m
    sin_psi = heights_m / math.sqrt(distance_m * distance_m + heights_m * heights_m)
    # (sin psi - Z) / (sin psi + Z), written out: numba's complex division costs a branch
    numerator_real = sin_psi - impedance_real
    denominator_real = sin_psi + impedance_real
    norm = denominator_real * denominator_real + impedance_imag * impedance_imag
    damping = math.exp(-min(10.0, wavenumber * deviation_m * sin_psi)) / norm
    real = (numerator_real * denominator_real - impedance_imag * impedance_imag) * damping
    imag = (-impedance_imag * denominator_real - numerator_real * impedance_imag) * damping
    magnitude = real * real + imag * imag
    if magnitude < 0.25 or magnitude < sin_psi:
        gain = math.sqrt(sin_psi / magnitude)
        real *= gain
        imag *= gain
    phase = wavenumber * 2.0 * effective_tx_m * effective_rx_m / distance_m
    if phase > math.pi / 2.0:
        phase = math.pi - (math.pi / 2.0) ** 2 / phase
    real += math.cos(phase)
    imag -= math.sin(phase)
    two_ray_db = -10.0 * math.log10(real * real + imag * imag)
    diffracted_db = diffraction_slope * distance_m + diffraction_intercept_db
    weight = 1.0 / (1.0 + frequency_mhz * delta_h_m / max(10e3, smooth_horizons_m))
    return weight * two_ray_db + (1.0 - weight) * diffracted_db


@kernel
def frequency_gain_curve_db(index, r):
    """One curve of H_0; [Alg] 6.13."""
    inverse = 1.0 / (r * r)
    sum_ = 1.0 + FREQUENCY_GAIN_A[index] * inverse * inverse + FREQUENCY_GAIN_B[index] * inverse
    return 10.0 * math.log10(sum_)


@kernel
def frequency_gain_db(r, scatter_efficiency):
    """Frequency gain H_0 interpolated in the scattering efficiency; [Alg] 6.10 ff."""
    efficiency = min(max(scatter_efficiency, 1.0), 5.0)
    index = int(efficiency)
    fraction = efficiency - index
    gain_db = frequency_gain_curve_db(index - 1, r)
    if fraction != 0.0:
        gain_db = (1.0 - fraction) * gain_db + fraction * frequency_gain_curve_db(index, r)
    return gain_db


@kernel
def scatter_attenuation_db(scatter_m):
    """F(theta d); [Alg] 6.9."""
    if scatter_m <= 10e3:
        return 133.4 + 0.332e-3 * scatter_m - 10.0 * math.log10(scatter_m)
    if scatter_m <= 70e3:
        return 104.6 + 0.212e-3 * scatter_m - 2.5 * math.log10(scatter_m)
    return 71.8 + 0.157e-3 * scatter_m + 5.0 * math.log10(scatter_m)


@kernel
def scatter_gain_db(
    distance_m, angle, asymmetry_m, height_ratio, r_tx, r_rx, refractivity, before_db
):
    """H_0 of one distance; `before_db` is that of the farther distance, < 0 if none yet."""
    s = (distance_m - asymmetry_m) / (distance_m + asymmetry_m)
    q = min(max(0.1, height_ratio / s), 10.0)  # [TN101] eqn 9.5
    s = max(0.1, s)
    crossover_m = (distance_m - asymmetry_m) * (distance_m + asymmetry_m) * angle * 0.25
    crossover_m /= distance_m  # [Alg] 4.66
    polynomial = 0.031 - refractivity * 2.32e-3 + refractivity * refractivity * 5.67e-6
    decay = math.exp(-(min(1.7, crossover_m / 8.0e3) ** 6))
    efficiency = crossover_m / 1.7556e3 * (1.0 + polynomial * decay)  # [TN101] eqn 9.3a
    mean_db = (frequency_gain_db(r_tx, efficiency) + frequency_gain_db(r_rx, efficiency)) / 2.0
    correction_db = 6.0 * (0.6 - math.log10(max(efficiency, 1.0)))
    correction_db *= math.log10(s) * math.log10(q)
    gain_db = max(mean_db + min(mean_db, correction_db), 0.0)
    if efficiency < 1.0:
        product = (1.0 + SQUARE_ROOT_OF_TWO / r_tx) * (1.0 + SQUARE_ROOT_OF_TWO / r_rx)
        r_sum = r_tx + r_rx
        special = product * product * r_sum / (r_sum + 2.0 * SQUARE_ROOT_OF_TWO)
        gain_db = efficiency * gain_db + (1.0 - efficiency) * 10.0 * math.log10(special)
    # [Alg] page 12: a value above 15 dB at d_5 is replaced by that at d_6
    return before_db if gain_db > 15.0 and before_db >= 0.0 else gain_db


@kernel
def troposcatter_db(
    distance_m,
    frequency_mhz,
    angle_tx,
    angle_rx,
    horizon_tx_m,
    horizon_rx_m,
    effective_tx_m,
    effective_rx_m,
    earth_radius_m,
    refractivity,
    sight_angle,
    before_db,
):
    """Troposcatter loss and its H_0 (dB, dB); [Alg] eqn 4.63, [TN101] chapter 9."""
    wavenumber = frequency_mhz / MHZ_PER_WAVENUMBER
    gain_db = before_db
    if before_db <= 15.0:
        asymmetry_m = horizon_tx_m - horizon_rx_m
        height_ratio = effective_rx_m / effective_tx_m
        if asymmetry_m < 0.0:
            asymmetry_m = -asymmetry_m
            height_ratio = 1.0 / height_ratio
        angle = angle_tx + angle_rx + distance_m / earth_radius_m
        r_tx = 2.0 * wavenumber * angle * effective_tx_m
        r_rx = 2.0 * wavenumber * angle * effective_rx_m
        if r_tx < 0.2 and r_rx < 0.2:  # [Alg] page 11: not defined
            return TROPOSCATTER_UNDEFINED_DB, before_db
        gain_db = scatter_gain_db(
            distance_m, angle, asymmetry_m, height_ratio, r_tx, r_rx, refractivity, before_db
        )
    angle = distance_m / earth_radius_m - sight_angle
    scatter_m = angle * distance_m
    loss_db = scatter_attenuation_db(scatter_m)
    loss_db += 10.0 * math.log10(wavenumber * MHZ_PER_WAVENUMBER * angle**4)
    loss_db += gain_db - 0.1 * (refractivity - 301.0) * math.exp(-scatter_m / 40e3)
    return loss_db, gain_db
