"""coverage-clutter: a map of ITM with clutter, against the same map over bare ground.

The map of coverage-1s (20 km, 1" interpolated from 3", one thread, path loss alone) over made-up
land cover (see `coverage.py`). The floor is our own sweep without clutter, in turn in the same run:
clutter walks every receiver's whole path three times more, which the bare sweep shares along a
radial. A row shows `path_clutter`, the engine for one path, on some of the same receivers; the
sweep must say what it says. Value: processor time as a multiple of the floor's.
"""

from dataclasses import replace

import numpy as np

from benchmarks.coverage import in_turn, land_cover, request, terrain
from benchmarks.measure import close, cpu_seconds, fail, row
from guywire.engines.geo import TerrainStore
from guywire.engines.propagation import ClutterTable, EndClutter, TerrainPath, path_clutter
from guywire.engines.propagation.coverage import PathLossMap, sweep
from guywire.engines.propagation.coverage.gaps import GapLog
from guywire.engines.propagation.coverage.sweep import usable_batch

GOAL = 5.0
POSTS, ROUNDS, PATHS = 3600, 3, 500
APART_DB = 0.05


def one_by_one(
    store: TerrainStore, found: PathLossMap, places: list[int], table: ClutterTable
) -> tuple[list[float], float]:
    """Clutter of some receivers by the engine for one path, and its processor time without the
    profiles."""
    wanted, losses_db, spent = found.request, [], 0.0
    densities = table.densities_db_m(wanted.frequency_mhz)
    for place in places:
        radial, last = wanted.rings.radial_and_receiver(place)
        batch = usable_batch(store, wanted, np.array([radial]), GapLog())
        clutter_m, classes = batch.cover.clutter_m[: last + 1], batch.cover.classes[: last + 1]
        before = cpu_seconds()
        ends = [
            EndClutter(
                kind=table.classes[classes[i]].terminal, clutter_height_m=float(clutter_m[i])
            )
            for i in (0, -1)
        ]
        path = TerrainPath(
            distances_m=np.linspace(0.0, last * wanted.rings.step_m, last + 1),
            heights_m=batch.heights_m[: last + 1],
            clutter_m=clutter_m,
        )
        result = path_clutter(
            path, densities[classes], tx_height_m=wanted.tx_height_m,
            rx_height_m=wanted.rx_height_m, frequency_mhz=wanted.frequency_mhz,
            tx_clutter=ends[0], rx_clutter=ends[1],
        )  # fmt: skip
        spent += cpu_seconds() - before
        losses_db.append(result.loss_db)
    return losses_db, spent


def main() -> None:
    """Measure and print."""
    bare = request(POSTS)
    with terrain(POSTS) as folder, land_cover() as cover:
        store, covered = TerrainStore(folder), replace(bare, clutter=cover)
        ground, found = sweep(store, bare), sweep(store, covered)
        took_db = found.loss_db - ground.loss_db
        if np.isnan(took_db).any():
            fail(f"losses are missing: {found.gaps}")
        inner = np.flatnonzero(took_db >= 0.0)
        places = np.random.default_rng(3).choice(inner, PATHS, replace=False).tolist()
        single_db, single_s = one_by_one(store, found, places, cover.table)
        apart_db = float(np.abs(took_db[places] - single_db).max())
        if apart_db > APART_DB:
            fail(f"sweep and single path are {apart_db:.3f} dB apart")
        floor, ours = in_turn([lambda: sweep(store, bare), lambda: sweep(store, covered)], ROUNDS)
    count = len(took_db)
    print(
        f'{count:,} receivers, 1" interpolated from 3", made-up land cover: clutter takes'
        f" {np.mean(took_db > 0.0):.0%} of them something, the median {np.median(took_db):.1f} dB"
    )
    row("", "CPU s", "receivers per CPU-second")
    row("guywire: ITM with clutter", f"{ours.cpu_s:.3f}", f"{count / ours.cpu_s:,.0f}")
    row("floor: ITM over bare ground", f"{floor.cpu_s:.3f}", f"{count / floor.cpu_s:,.0f}")
    row("path_clutter alone, path by path", "", f"{PATHS / single_s:,.0f}")
    close("coverage-clutter", ours.cpu_s / floor.cpu_s, "<=", GOAL)


if __name__ == "__main__":
    main()
