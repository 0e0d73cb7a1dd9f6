"""coverage-turn: what it takes to turn, tilt or re-power a sector whose path loss is kept.

The map of coverage-1s (1.84 million pixels) is computed once; then azimuth and tilt change each
round and the sector's raster is made anew, all of it. Beside it the part that no antenna can spare
(finding each pixel's receiver and reading its loss). Value: processor seconds, median, one thread.
"""

from itertools import count

import numpy as np

from benchmarks.coverage import EMISSION, grid, in_turn, load, request, terrain
from benchmarks.measure import close, row
from guywire.engines.geo import TerrainStore
from guywire.engines.propagation import SectorPattern
from guywire.engines.propagation.coverage import Emission, layer_raster, signal_raster, sweep

GOAL = 0.15
POSTS, ROUNDS = 3600, 15


def main() -> None:
    """Measure and print."""
    turns = count(1)
    with terrain(POSTS) as folder:
        losses = sweep(TerrainStore(folder), request(POSTS))
    pixels = grid(POSTS)

    def turn() -> None:
        number = next(turns)
        pattern = SectorPattern(
            azimuth_deg=(37.0 * number) % 360.0,
            horizontal_beamwidth_deg=65.0,
            vertical_beamwidth_deg=8.0,
            down_tilt_deg=number % 7,
        )
        signal_raster(losses, Emission(eirp_dbm=47.0, pattern=pattern), pixels)

    raster = signal_raster(losses, EMISSION, pixels)
    turned, bare = in_turn([turn, lambda: layer_raster(losses, losses.loss_db, pixels)], ROUNDS)
    print(f"{int(np.isfinite(raster.values).sum()):,} pixels; load {load():.1f}")
    row("", "CPU s", "wall s")
    row("guywire: sector turned and tilted", f"{turned.cpu_s:.4f}", f"{turned.wall_s:.4f}")
    row("  of it without an antenna", f"{bare.cpu_s:.4f}", f"{bare.wall_s:.4f}")
    close("coverage-turn", turned.cpu_s, "<=", GOAL)


if __name__ == "__main__":
    main()
