"""coverage-1s: a sector's map at 1" from the tile to the raster, against SPLAT! HD.

See `coverage.py` for the work. The tile is interpolated from 3", see there. Value: processor time
of SPLAT! HD 1.4.2 over ours on one thread, medians of rounds run in turn. The wall times with two
threads say something only where the load is near 0: they carry no goal here (45 times is the aim
on two idle cores).
"""

import numpy as np

from benchmarks.coverage import in_turn, load, run_splat, splat, terrain, whole_map
from benchmarks.measure import close, fail, row

GOAL = 25.0
POSTS, ROUNDS, WORKERS = 3600, 3, 2


def main() -> None:
    """Measure and print."""
    with terrain(POSTS) as folder, splat("splat-hd", folder) as (command, place):
        found, raster = whole_map(folder, POSTS)
        if found.gaps or np.isnan(found.loss_db).any():
            fail(f"losses are missing: {found.gaps}")
        before = load()
        ours, threaded, theirs = in_turn(
            [
                lambda: whole_map(folder, POSTS),
                lambda: whole_map(folder, POSTS, WORKERS),
                lambda: run_splat(command, place),
            ],
            ROUNDS,
        )
    pixels = int(np.isfinite(raster.values).sum())
    print(f'{pixels:,} pixels of {len(found.loss_db):,} receivers, 1" interpolated from 3"')
    row("", "CPU s", "pixels per CPU-second", "wall s")
    for name, spent in (
        ("guywire: tile to raster, warm, 1 thread", ours),
        (f"guywire: the same, {WORKERS} threads", threaded),
        ("SPLAT! HD 1.4.2 -olditm", theirs),
    ):
        speed = f"{pixels / spent.cpu_s:,.0f}"
        row(name, f"{spent.cpu_s:.4f}", speed, f"{spent.wall_s:.3f}")
    print(
        f"wall, {WORKERS} threads against SPLAT! HD: {theirs.wall_s / threaded.wall_s:.1f} times,"
        f" at a load of {before:.1f} to {load():.1f}"
    )
    close("coverage-1s", theirs.cpu_s / ours.cpu_s, ">=", GOAL)


if __name__ == "__main__":
    main()
