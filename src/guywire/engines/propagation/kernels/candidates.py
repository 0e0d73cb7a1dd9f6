"""Which sectors may serve an address, before any terrain is looked at.

Metres on a flat map around each sector (good to 0.5 % within 50 km), degrees, dB.
"""

import math

import numpy as np
from numba import njit

kernel = njit(cache=True, error_model="numpy", nogil=True)


@kernel
def insert(best_sector, best_dbm, sector, dbm):
    """Keep the strongest, strongest first; an equal one stays behind."""
    place = len(best_dbm)
    while place > 0 and dbm > best_dbm[place - 1]:
        place -= 1
    for i in range(len(best_dbm) - 1, place, -1):
        best_dbm[i] = best_dbm[i - 1]
        best_sector[i] = best_sector[i - 1]
    if place < len(best_dbm):
        best_dbm[place] = dbm
        best_sector[place] = sector


@kernel
def bound_dbm(
    east_m, north_m, strength_dbm, range_m, azimuth_deg, beam_deg, back_db, half_deg, drawn, row
):
    """Greatest power a sector can give there, -inf if it is no candidate.

    drawn[row]: greatest gain of its antenna by degrees clockwise from boresight (0-360); row -1: it
    has the parabola.
    """
    squared = north_m * north_m + east_m * east_m
    if squared > range_m * range_m:
        return -math.inf
    bound = strength_dbm - 10.0 * math.log10(max(squared, 1.0))
    if beam_deg >= 360.0 and row < 0:
        return bound
    turn = (math.degrees(math.atan2(east_m, north_m)) - azimuth_deg) % 360.0
    off = min(turn, 360.0 - turn)
    if beam_deg < 360.0 and off > half_deg:
        return -math.inf
    if row >= 0:
        degree = min(int(turn), 359)
        return bound + max(drawn[row, degree], drawn[row, degree + 1])
    ratio = off / beam_deg
    return bound - min(12.0 * ratio * ratio, back_db)


@kernel
def first_at_least(values, wanted):
    """Index of the first of rising values that is not below the wanted one."""
    low, high = 0, len(values)
    while low < high:
        middle = (low + high) // 2
        if values[middle] < wanted:
            low = middle + 1
        else:
            high = middle
    return low


@kernel
def strongest_sectors(
    latitudes,
    longitudes,
    places,
    metres_per_degree,
    ranges_m,
    azimuths_deg,
    beamwidths_deg,
    front_to_back_db,
    half_widths_deg,
    strengths_dbm,
    antennas,
    chosen,
):
    """Fill chosen[address] with the sectors that would be strongest in free space, -1 for none.

    places, metres_per_degree: (latitudes, longitudes) of the sectors and of their flat maps.
    strengths_dbm: received power at 1 m in free space. A sector counts within its range (and 1 %)
    and within half_widths_deg of its boresight; the bound leaves out the vertical pattern. Only
    the sectors in the band of latitudes that the widest range spans are looked at.
    antennas: (row of each sector, -1 for none; greatest gains by degree, see bound_dbm).
    """
    sector_latitudes, sector_longitudes = places
    metres_per_latitude, metres_per_longitude = metres_per_degree
    antenna_rows, drawn = antennas
    northward = np.argsort(sector_latitudes, kind="mergesort")
    rising = sector_latitudes[northward]
    band_deg = np.max(ranges_m * 1.01 / metres_per_latitude)
    best_dbm = np.empty(chosen.shape[1])
    for i in range(len(latitudes)):
        best_dbm[:] = -math.inf
        chosen[i, :] = -1
        for place in range(first_at_least(rising, latitudes[i] - band_deg), len(rising)):
            if rising[place] > latitudes[i] + band_deg:
                break
            s = northward[place]
            north_m = (latitudes[i] - sector_latitudes[s]) * metres_per_latitude[s]
            reach_m = ranges_m[s] * 1.01
            if abs(north_m) > reach_m:
                continue
            east = longitudes[i] - sector_longitudes[s]
            east -= 360.0 * math.floor((east + 180.0) / 360.0)
            bound = bound_dbm(
                east * metres_per_longitude[s], north_m, strengths_dbm[s], reach_m,
                azimuths_deg[s], beamwidths_deg[s], front_to_back_db[s], half_widths_deg[s],
                drawn, antenna_rows[s],
            )  # fmt: skip
            if bound > best_dbm[-1]:
                insert(chosen[i], best_dbm, s, bound)
