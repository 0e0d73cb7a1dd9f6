"""coverage-turn: what it takes to turn, tilt or re-power a sector whose path loss is kept.

The map of coverage-1s (1.84 million pixels) is computed once; then azimuth and tilt change each
round and the sector's raster is made anew, all of it. Beside it the part that no antenna can spare
(finding each pixel's receiver and reading its loss). Value: processor seconds, median, one thread,
of the slower of the antenna by formula and one of two cuts with both tilts.
"""

from itertools import count

import numpy as np

from benchmarks.coverage import EMISSION, grid, in_turn, load, request, terrain
from benchmarks.measure import close, row
from guywire.engines.geo import TerrainStore
from guywire.engines.propagation import SectorPattern
from guywire.engines.propagation.antennas import TR_36_814, CutPattern, sector_antenna
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

    antenna = sector_antenna(TR_36_814, name="70 degrees")

    def turn_drawn() -> None:
        number = next(turns)
        pattern = CutPattern(
            antenna=antenna,
            azimuth_deg=(37.0 * number) % 360.0,
            mechanical_tilt_deg=1.0 + number % 7,
            electrical_tilt_deg=float(number % 5),
        )
        signal_raster(losses, Emission(eirp_dbm=47.0, pattern=pattern), pixels)

    raster = signal_raster(losses, EMISSION, pixels)
    turned, drawn, bare = in_turn(
        [turn, turn_drawn, lambda: layer_raster(losses, losses.loss_db, pixels)], ROUNDS
    )
    print(f"{int(np.isfinite(raster.values).sum()):,} pixels; load {load():.1f}")
    row("", "CPU s", "wall s")
    row("guywire: sector turned and tilted", f"{turned.cpu_s:.4f}", f"{turned.wall_s:.4f}")
    row("  with an antenna out of a file", f"{drawn.cpu_s:.4f}", f"{drawn.wall_s:.4f}")
    row("  of it without an antenna", f"{bare.cpu_s:.4f}", f"{bare.wall_s:.4f}")
    close("coverage-turn", max(turned.cpu_s, drawn.cpu_s), "<=", GOAL)


if __name__ == "__main__":
    main()
