"""Clearance of a straight ray over a profile on an earth of effective radius.

Sources: ITU-R P.526-15 section 2 (Fresnel ellipsoids), ITU-R P.530-18 section 2.2 (clearance).
Profiles as in `terrain.py`. Units: metres, MHz.
"""

import math

from numba import njit

kernel = njit(cache=True, error_model="numpy", nogil=True)

METRES_MHZ = 299.792458
"""Wavelength in metres times frequency in MHz."""


@kernel
def worst_clearance(
    heights, first, intervals, step_m, tx_height_m, rx_height_m, frequency_mhz, earth_radius_m
):
    """Least clearance as a share of the first Fresnel zone's radius, and the index of that point.

    Positive over the terrain, negative where the ray is blocked; (inf, 0) if the profile has no
    point between its ends.
    """
    distance_m = intervals * step_m
    z_tx = heights[first] + tx_height_m
    slope = (heights[first + intervals] + rx_height_m - z_tx) / distance_m
    curvature = 1.0 / (2.0 * earth_radius_m)
    # the ratio's sign-keeping square spares a root per point; the zone's own scale comes last
    least = math.inf
    index = 0
    for i in range(1, intervals):
        along_m = i * step_m
        product = along_m * (distance_m - along_m)
        clearance_m = z_tx + slope * along_m - heights[first + i] - product * curvature
        squared = clearance_m * abs(clearance_m) / product
        if squared < least:
            least = squared
            index = i
    if index == 0:
        return math.inf, 0
    zone = METRES_MHZ / frequency_mhz / distance_m
    ratio = math.sqrt(abs(least) / zone)
    return (ratio if least >= 0.0 else -ratio), index


@kernel
def extra_heights(
    heights, first, intervals, step_m, tx_height_m, rx_height_m, frequency_mhz, earth_radius_m,
    wanted_ratio,
):  # fmt: skip
    """Metres to add for the wanted clearance: at tx alone, at rx alone, at both alike (>= 0)."""
    distance_m = intervals * step_m
    z_tx = heights[first] + tx_height_m
    slope = (heights[first + intervals] + rx_height_m - z_tx) / distance_m
    wavelength_m = METRES_MHZ / frequency_mhz
    tx_alone = 0.0
    rx_alone = 0.0
    both = 0.0
    for i in range(1, intervals):
        along_m = i * step_m
        product = along_m * (distance_m - along_m)
        zone_m = math.sqrt(wavelength_m * product / distance_m)
        needed = heights[first + i] + product / (2.0 * earth_radius_m) + wanted_ratio * zone_m
        lack = needed - (z_tx + slope * along_m)
        if lack > 0.0:
            share = along_m / distance_m
            tx_alone = max(tx_alone, lack / (1.0 - share))
            rx_alone = max(rx_alone, lack / share)
            both = max(both, lack)
    return tx_alone, rx_alone, both
