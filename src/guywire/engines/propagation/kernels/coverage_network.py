"""Many sectors over the same pixels: who is best, who interferes.

Power in dBm; sums of power in mW, float64, so that taking one sector out of them stays exact.
"""

import math

from numba import njit

from guywire.engines.propagation.kernels.coverage_simd import f32, i32

kernel = njit(cache=True, error_model="numpy", nogil=True)

LN_10_BY_10 = math.log(10.0) / 10.0


@kernel
def add_sector(
    number, dbm, threshold_dbm, best, best_dbm, second, second_dbm, overlap, sums_mw, load
):  # fmt: skip
    """Bring one sector's power into the state of a band of pixels (nan where it has none).

    sums_mw: power on the sector's channel, at its load.
    """
    for r in range(dbm.shape[0]):
        for c in range(dbm.shape[1]):
            power = dbm[r, c]
            if math.isnan(power):
                continue
            sums_mw[r, c] += load * math.exp(power * LN_10_BY_10)
            if power >= threshold_dbm:
                overlap[r, c] += 1
            if power > best_dbm[r, c]:
                second[r, c], second_dbm[r, c] = best[r, c], best_dbm[r, c]
                best[r, c], best_dbm[r, c] = number, power
            elif power > second_dbm[r, c]:
                second[r, c], second_dbm[r, c] = number, power


@kernel
def judge(
    threshold_dbm, best, best_dbm, second, second_dbm, sums_mw, shared, channels, loads,
    noise_mw, blocks, ci_db, sinr_db, rsrp_dbm, rsrq_db,
):  # fmt: skip
    """Close a band: quality of the best server; -1 and nan where none reaches the threshold.

    shared[a, b]: share of channel b's power that falls into channel a. channels, loads, noise_mw
    and blocks: of each sector.
    """
    nothing = f32(math.nan)
    for r in range(best.shape[0]):
        for c in range(best.shape[1]):
            server = best[r, c]
            if server < 0 or best_dbm[r, c] < threshold_dbm:
                best[r, c] = second[r, c] = i32(-1)
                best_dbm[r, c] = second_dbm[r, c] = nothing
                ci_db[r, c] = sinr_db[r, c] = rsrp_dbm[r, c] = rsrq_db[r, c] = nothing
                continue
            if second[r, c] < 0 or second_dbm[r, c] < threshold_dbm:
                second[r, c] = i32(-1)
                second_dbm[r, c] = nothing
            own_mw = math.exp(best_dbm[r, c] * LN_10_BY_10)
            channel = channels[server]
            other_mw = -loads[server] * own_mw
            for k in range(shared.shape[1]):
                other_mw += shared[channel, k] * sums_mw[k, r, c]
            # what is left of a sum after taking its only part out is rounding
            if other_mw < 1e-12 * own_mw:
                other_mw = 0.0
            noise = noise_mw[server]
            ci_db[r, c] = (
                f32(10.0 * math.log10(own_mw / other_mw)) if other_mw > 0.0 else f32(math.inf)
            )
            sinr_db[r, c] = f32(10.0 * math.log10(own_mw / (other_mw + noise)))
            count = blocks[server]
            rsrp_dbm[r, c] = nothing
            rsrq_db[r, c] = nothing
            if count > 0:
                element_mw = own_mw / (12.0 * count)
                rsrp_dbm[r, c] = f32(10.0 * math.log10(element_mw))
                # a block of the measured symbol: 2 elements of reference signal, 10 of traffic
                block_mw = element_mw * (2.0 + 10.0 * loads[server])
                block_mw += (other_mw + noise) / count
                rsrq_db[r, c] = f32(10.0 * math.log10(element_mw / block_mw))
