"""Diffraction over one edge, a smooth earth and a general path.

Sources: ITU-R P.526-15 sections 3.1, 3.2, 4.1, 4.2 and 4.5 (the delta-Bullington method; ITU-R
P.1812-6 section 4.3 is the same with clutter on the profile and sea in the first term).

Here, as in the Recommendations, distances are km, heights m, frequencies GHz, losses dB. A profile
is two arrays, `distance_km` from 0 and `height_m`, not necessarily equally spaced.
"""

import math

from numba import njit

kernel = njit(cache=True, error_model="numpy", nogil=True)

SPEED_M_GHZ = 0.299792458
"""Wavelength in metres times frequency in GHz."""

LAND = (22.0, 0.003)
SEA = (80.0, 5.0)
"""Relative permittivity and conductivity (S/m) of P.1812 section 4.3.3."""


@kernel
def knife_edge_db(v):
    """J(v); P.526-15 eqn 31, 0 below v = -0.78."""
    if v <= -0.78:
        return 0.0
    shifted = v - 0.1
    return 6.9 + 20.0 * math.log10(math.sqrt(shifted * shifted + 1.0) + shifted)


@kernel
def edge_parameter(excess_m, from_tx_km, from_rx_km, wavelength_m):
    """The v of an edge that stands this far over the ray; P.526-15 eqn 26."""
    zone = 0.002 * (from_tx_km + from_rx_km) / (wavelength_m * from_tx_km * from_rx_km)
    return excess_m * math.sqrt(zone)


@kernel
def bullington_db(
    distance_km, height_m, first, last, relief, z_tx_m, z_rx_m, earth_km, wavelength_m
):
    """Bullington part of a path from index `first` to `last`; P.526-15 section 4.5.1.

    height_m: with clutter if there is any. relief: 1 to take the heights, 0 to take the bare bulge
    at their distances. z_tx_m, z_rx_m: antennas over the same datum.
    """
    whole_km = distance_km[last] - distance_km[first]
    bulge = 500.0 / earth_km
    direct = (z_rx_m - z_tx_m) / whole_km
    rise_tx = -math.inf
    rise_rx = -math.inf
    # of v only its sign-keeping square is compared, the scale and the root come last
    highest = -math.inf
    for i in range(first + 1, last):
        from_tx = distance_km[i] - distance_km[first]
        from_rx = whole_km - from_tx
        product = from_tx * from_rx
        z = relief * height_m[i] + bulge * product
        rise_tx = max(rise_tx, (z - z_tx_m) / from_tx)
        rise_rx = max(rise_rx, (z - z_rx_m) / from_rx)
        over = z - z_tx_m - direct * from_tx
        highest = max(highest, over * abs(over) / product)
    if rise_tx >= direct and last - first > 1:
        along = (z_rx_m - z_tx_m + rise_rx * whole_km) / (rise_tx + rise_rx)
        over = z_tx_m + rise_tx * along
        over -= (z_tx_m * (whole_km - along) + z_rx_m * along) / whole_km
        highest_v = edge_parameter(over, along, whole_km - along, wavelength_m)
    else:
        highest_v = math.sqrt(abs(highest) * 0.002 * whole_km / wavelength_m)
        highest_v = highest_v if highest >= 0.0 else -highest_v
    edge_db = knife_edge_db(highest_v)
    return edge_db + (1.0 - math.exp(-edge_db / 6.0)) * (10.0 + 0.02 * whole_km)


@kernel
def height_gain_db(beta_height, admittance):
    """G(Y); P.526-15 eqns 18-20."""
    if beta_height > 2.0:
        high = beta_height - 1.1
        gain = 17.6 * math.sqrt(high) - 5.0 * math.log10(high) - 8.0
    else:
        gain = 20.0 * math.log10(beta_height + 0.1 * beta_height**3)
    return max(gain, 2.0 + 20.0 * math.log10(admittance))


@kernel
def first_term_over_db(
    whole_km, tx_m, rx_m, earth_km, frequency_ghz, is_vertical, permittivity, conductivity
):
    """First term of the residue series over one kind of ground; P.526-15 section 3.1.1.2."""
    lossy = 18.0 * conductivity / frequency_ghz
    admittance = 0.036 * (earth_km * frequency_ghz) ** (-1.0 / 3.0)
    admittance *= ((permittivity - 1.0) ** 2 + lossy * lossy) ** -0.25
    if is_vertical:
        admittance *= math.sqrt(permittivity * permittivity + lossy * lossy)
    squared = admittance * admittance
    beta = (1.0 + 1.6 * squared + 0.67 * squared * squared) / (
        1.0 + 4.5 * squared + 1.53 * squared * squared
    )
    x = 21.88 * beta * (frequency_ghz / (earth_km * earth_km)) ** (1.0 / 3.0) * whole_km
    scale = 0.9575 * beta * (frequency_ghz * frequency_ghz / earth_km) ** (1.0 / 3.0)
    if x >= 1.6:
        distance_db = 11.0 + 10.0 * math.log10(x) - 17.6 * x
    else:
        distance_db = -20.0 * math.log10(x) - 5.6488 * x**1.425
    gains_db = height_gain_db(beta * scale * tx_m, admittance)
    gains_db += height_gain_db(beta * scale * rx_m, admittance)
    return -distance_db - gains_db


@kernel
def first_term_db(whole_km, tx_m, rx_m, earth_km, frequency_ghz, is_vertical, sea_share, ground):
    """First term over land and sea by their shares; P.1812-6 eqn 29.

    ground: relative permittivity and conductivity of the land.
    """
    loss_db = 0.0
    if sea_share < 1.0:
        loss_db += (1.0 - sea_share) * first_term_over_db(
            whole_km, tx_m, rx_m, earth_km, frequency_ghz, is_vertical, ground[0], ground[1]
        )
    if sea_share > 0.0:
        loss_db += sea_share * first_term_over_db(
            whole_km, tx_m, rx_m, earth_km, frequency_ghz, is_vertical, SEA[0], SEA[1]
        )
    return loss_db


@kernel
def smooth_earth_db(whole_km, tx_m, rx_m, earth_km, frequency_ghz, is_vertical, sea_share, ground):
    """Loss of a smooth earth at any distance; P.526-15 section 3.2, P.1812-6 section 4.3.2.

    tx_m, rx_m: effective heights over it, above 0.
    """
    horizon_km = math.sqrt(2.0 * earth_km) * (math.sqrt(0.001 * tx_m) + math.sqrt(0.001 * rx_m))
    if whole_km >= horizon_km:
        return first_term_db(
            whole_km, tx_m, rx_m, earth_km, frequency_ghz, is_vertical, sea_share, ground
        )
    c = (tx_m - rx_m) / (tx_m + rx_m)
    m = 250.0 * whole_km * whole_km / (earth_km * (tx_m + rx_m))
    inner = 1.5 * c * math.sqrt(3.0 * m / (m + 1.0) ** 3)
    angle = math.pi / 3.0 + math.acos(min(1.0, max(-1.0, inner))) / 3.0
    b = 2.0 * math.sqrt((m + 1.0) / (3.0 * m)) * math.cos(angle)
    from_tx = whole_km / 2.0 * (1.0 + b)
    from_rx = whole_km - from_tx
    clear_m = (tx_m - 500.0 * from_tx * from_tx / earth_km) * from_rx
    clear_m = (clear_m + (rx_m - 500.0 * from_rx * from_rx / earth_km) * from_tx) / whole_km
    needed_m = 17.456 * math.sqrt(from_tx * from_rx * (SPEED_M_GHZ / frequency_ghz) / whole_km)
    if clear_m > needed_m:
        return 0.0
    grazing_km = 500.0 * (whole_km / (math.sqrt(tx_m) + math.sqrt(rx_m))) ** 2
    grazing_db = first_term_db(
        whole_km, tx_m, rx_m, grazing_km, frequency_ghz, is_vertical, sea_share, ground
    )
    return 0.0 if grazing_db < 0.0 else (1.0 - clear_m / needed_m) * grazing_db


@kernel
def fitted_surface_m(distance_km, height_m, first, last):
    """Heights of the least-squares smooth surface at both ends; P.1812-6 eqns 83-86."""
    whole_km = distance_km[last] - distance_km[first]
    area = 0.0
    moment = 0.0
    for i in range(first + 1, last + 1):
        near = distance_km[i - 1] - distance_km[first]
        far = distance_km[i] - distance_km[first]
        low, high = height_m[i - 1], height_m[i]
        area += (far - near) * (high + low)
        moment += (far - near) * (high * (2.0 * far + near) + low * (far + 2.0 * near))
    squared = whole_km * whole_km
    return (2.0 * area * whole_km - moment) / squared, (moment - area * whole_km) / squared


@kernel
def diffraction_surface_m(distance_km, height_m, first, last, z_tx_m, z_rx_m, fitted):
    """The smooth surface for diffraction at both ends, below every obstacle; P.526-15 eqn 57-61."""
    whole_km = distance_km[last] - distance_km[first]
    highest = -math.inf
    rise_tx = -math.inf
    rise_rx = -math.inf
    for i in range(first + 1, last):
        from_tx = distance_km[i] - distance_km[first]
        from_rx = whole_km - from_tx
        over = height_m[i] - (z_tx_m * from_rx + z_rx_m * from_tx) / whole_km
        highest = max(highest, over)
        rise_tx = max(rise_tx, over / from_tx)
        rise_rx = max(rise_rx, over / from_rx)
    start, end = fitted
    if highest > 0.0:
        start -= highest * rise_tx / (rise_tx + rise_rx)
        end -= highest * rise_rx / (rise_tx + rise_rx)
    return min(start, height_m[first]), min(end, height_m[last])


@kernel
def delta_bullington_db(
    distance_km,
    height_m,
    first,
    last,
    antennas,
    surface,
    earth_km,
    frequency_ghz,
    is_vertical,
    sea_share,
    ground,
):
    """Loss of a general path, and its parts: whole, Bullington over the profile, over the smooth
    surface, smooth earth; P.526-15 section 4.5.4.

    antennas: heights of transmitter and receiver over the profile's datum. surface: of
    `diffraction_surface_m`.
    """
    whole_km = distance_km[last] - distance_km[first]
    wavelength_m = SPEED_M_GHZ / frequency_ghz
    over_profile_db = bullington_db(
        distance_km, height_m, first, last, 1.0, antennas[0], antennas[1], earth_km, wavelength_m
    )
    tx_m = antennas[0] - surface[0]
    rx_m = antennas[1] - surface[1]
    over_smooth_db = bullington_db(
        distance_km, height_m, first, last, 0.0, tx_m, rx_m, earth_km, wavelength_m
    )
    earth_db = smooth_earth_db(
        whole_km, tx_m, rx_m, earth_km, frequency_ghz, is_vertical, sea_share, ground
    )
    whole_db = over_profile_db + max(earth_db - over_smooth_db, 0.0)
    return whole_db, over_profile_db, over_smooth_db, earth_db
