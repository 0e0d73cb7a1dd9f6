"""What clutter takes from many paths, each with a profile of its own; see `coverage_clutter`."""

import numpy as np
from numba import njit

from guywire.engines.propagation.kernels.coverage_clutter import distance_scales, receiver_db
from guywire.engines.propagation.kernels.coverage_sweep import empty

plain = njit(cache=True, error_model="numpy", nogil=True)


@plain
def many_losses(
    heights, clutter, classes, starts, step_m, is_usable, tx_heights_m, rx_height_m, earth_radius_m,
    frequencies_ghz, densities, growths, are_open, greatest_db, street_width_m, losses,
):  # fmt: skip
    """Fill losses; 0 for a path that is not usable or has nothing on it.

    densities: of each class at 1 GHz; growths: by how much they are greater for a path.
    """
    size = 3
    for p in range(len(step_m)):
        size = max(size, starts[p + 1] - starts[p] + 2)
    ground, height, density = empty(size), empty(size), empty(size)
    over, bare = empty(size), np.zeros(size, np.float32)
    for p in range(len(step_m)):
        losses[p] = 0.0
        start, last = starts[p], starts[p + 1] - starts[p] - 1
        if not is_usable[p] or last < 1:
            continue
        tallest = 0.0
        for j in range(last + 1):
            ground[j] = heights[start + j]
            height[j] = clutter[start + j]
            density[j] = densities[classes[start + j]] * growths[p]
            tallest = max(tallest, clutter[start + j])
        if tallest == 0.0:
            continue
        scales = (
            distance_scales(last + 2, step_m[p], 0.0),
            distance_scales(last + 2, step_m[p], street_width_m),
        )
        losses[p] = receiver_db(
            ground, height, density, bare, over, scales, last, step_m[p],
            (tx_heights_m[p], rx_height_m),
            (are_open[classes[start]], are_open[classes[start + last]]), earth_radius_m,
            frequencies_ghz[p], greatest_db[p], street_width_m,
        )  # fmt: skip
