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
def strongest_sectors(
    latitudes,
    longitudes,
    sector_latitudes,
    sector_longitudes,
    metres_per_latitude,
    metres_per_longitude,
    ranges_m,
    azimuths_deg,
    beamwidths_deg,
    front_to_back_db,
    half_widths_deg,
    strengths_dbm,
    chosen,
):
    """Fill chosen[address] with the sectors that would be strongest in free space, -1 for none.

    strengths_dbm: received power at 1 m in free space. A sector counts within its range (and 1 %)
    and within half_widths_deg of its boresight; the bound leaves out the vertical pattern.
    """
    best_dbm = np.empty(chosen.shape[1])
    for i in range(len(latitudes)):
        best_dbm[:] = -math.inf
        chosen[i, :] = -1
        for s in range(len(sector_latitudes)):
            north_m = (latitudes[i] - sector_latitudes[s]) * metres_per_latitude[s]
            reach_m = ranges_m[s] * 1.01
            if abs(north_m) > reach_m:
                continue
            east = longitudes[i] - sector_longitudes[s]
            if east > 180.0:
                east -= 360.0
            elif east < -180.0:
                east += 360.0
            east_m = east * metres_per_longitude[s]
            squared = north_m * north_m + east_m * east_m
            if squared > reach_m * reach_m:
                continue
            bound_dbm = strengths_dbm[s] - 10.0 * math.log10(max(squared, 1.0))
            if bound_dbm <= best_dbm[-1]:
                continue
            if beamwidths_deg[s] < 360.0:
                off = math.degrees(math.atan2(east_m, north_m)) - azimuths_deg[s]
                off = abs((off + 180.0) % 360.0 - 180.0)
                if off > half_widths_deg[s]:
                    continue
                ratio = off / beamwidths_deg[s]
                bound_dbm -= min(12.0 * ratio * ratio, front_to_back_db[s])
            insert(chosen[i], best_dbm, s, bound_dbm)
