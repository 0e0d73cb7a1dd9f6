"""coverage-3s: a sector's map at 3" from the tile to the raster, against SPLAT!.

See `coverage.py` for the work. The real SRTM3 tile, one thread. Value: processor time of SPLAT!
1.4.2 over ours, medians of rounds run in turn.
"""

import numpy as np

from benchmarks.coverage import in_turn, load, run_splat, splat, terrain, whole_map
from benchmarks.measure import close, fail, row

GOAL = 12.0
POSTS, ROUNDS = 1200, 9


def main() -> None:
    """Measure and print."""
    with terrain(POSTS) as folder, splat("splat", folder) as (command, place):
        found, raster = whole_map(folder, POSTS)
        if found.gaps or np.isnan(found.loss_db).any():
            fail(f"losses are missing: {found.gaps}")
        ours, theirs = in_turn(
            [lambda: whole_map(folder, POSTS), lambda: run_splat(command, place)], ROUNDS
        )
    pixels = int(np.isfinite(raster.values).sum())
    print(f"{pixels:,} pixels of {len(found.loss_db):,} receivers; load {load():.1f}")
    row("", "CPU s", "pixels per CPU-second")
    row("guywire: tile to raster, warm", f"{ours.cpu_s:.4f}", f"{pixels / ours.cpu_s:,.0f}")
    row("SPLAT! 1.4.2 -olditm", f"{theirs.cpu_s:.4f}", f"{pixels / theirs.cpu_s:,.0f}")
    close("coverage-3s", theirs.cpu_s / ours.cpu_s, ">=", GOAL)


if __name__ == "__main__":
    main()
