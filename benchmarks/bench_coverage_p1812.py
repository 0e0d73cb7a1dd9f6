"""coverage-p1812: a map by ITU-R P.1812 with clutter, against the engine for single paths.

20 km around the site on the real 3" tile, a receiver a post, made-up land cover (see
`coverage.py`), 50 % of time and locations, one thread. The peer, in the same run: every receiver's
own profile out of the terrain store and the land cover, then `p1812_losses_db`, which is what a
program without a sweep does (crc-covlib, in C++, which is in no package index; the radio reference
measured it at 47 thousand receivers a CPU-second on such a tile, without clutter). The floor is our
exact ITM, receiver by receiver. The sweep must say what the single paths say. Value: the peer's
processor time a receiver as a multiple of the sweep's.
"""

from dataclasses import replace

import numpy as np

from benchmarks.coverage import MHZ, RX_M, SITE, TX_M, in_turn, land_cover, request, terrain
from benchmarks.measure import close, fail, row
from guywire.engines.geo import TerrainStore, destination
from guywire.engines.propagation import (
    GroundCover,
    P1812Conditions,
    location_sigma_db,
    p1812_losses_db,
)
from guywire.engines.propagation.coverage import Method, P1812Model, PathLossMap, sweep

GOAL, MEASURED_COVLIB = 1.5, 47_000
POSTS, ROUNDS, SINGLE = 1200, 3, 20_000
MEDIAN_APART_DB = 0.01


class SinglePaths:
    """Receivers of a map, each by its own profile."""

    def __init__(self, store: TerrainStore, cover: GroundCover, found: PathLossMap) -> None:
        self.store, self.cover, self.wanted = store, cover, found.request
        far = np.flatnonzero(np.isfinite(found.loss_db))
        self.places = np.random.default_rng(5).choice(far, SINGLE, replace=False)
        rings = self.wanted.rings
        ends = [rings.radial_and_receiver(int(place)) for place in self.places]
        points = [
            destination(*SITE, 360.0 * radial / rings.radials, step * rings.step_m)
            for radial, step in ends
        ]
        self.north, self.east = (np.array(values) for values in zip(*points, strict=True))
        self.conditions = P1812Conditions(
            latitude=SITE[0], location_sigma_db=location_sigma_db(MHZ, rings.step_m)
        )

    def losses_db(self) -> "np.typing.NDArray[np.float64]":
        """Profiles, what stands on them, and P.1812."""
        sites = np.full((2, SINGLE), [[SITE[0]], [SITE[1]]])
        ends, step_m = (sites[0], sites[1], self.north, self.east), self.wanted.rings.step_m
        batch = self.store.profiles(*ends, step_m=step_m * (1.0 + 1e-6))
        cover = self.cover.along(batch, ends, step_m=step_m * (1.0 + 1e-6))
        return p1812_losses_db(
            batch, tx_height_m=TX_M, rx_height_m=RX_M, frequency_mhz=MHZ,
            conditions=self.conditions, clutter_m=cover.clutter_m,
        )  # fmt: skip


def main() -> None:
    """Measure and print."""
    with terrain(POSTS) as folder, land_cover() as cover:
        store = TerrainStore(folder)
        wanted = replace(request(POSTS), model=P1812Model(), clutter=cover)
        exact = replace(request(POSTS), method=Method.EXACT)
        found = sweep(store, wanted)
        single = SinglePaths(store, cover, found)
        apart_db = np.abs(found.loss_db[single.places] - single.losses_db())
        if not np.nanmedian(apart_db) <= MEDIAN_APART_DB:
            fail(f"sweep and single paths are {np.nanmedian(apart_db):.3f} dB apart in the median")
        ours, peer, floor = in_turn(
            [lambda: sweep(store, wanted), single.losses_db, lambda: sweep(store, exact)], ROUNDS
        )
    count = len(found.loss_db)
    each = [ours.cpu_s / count, peer.cpu_s / SINGLE, floor.cpu_s / count]
    print(f'{count:,} receivers, 3", made-up land cover; single paths: {SINGLE:,} of them')
    row("", "us each", "receivers per CPU-second")
    names = ("guywire: P.1812 sweep", "single paths, profiles included", "floor: exact ITM, bare")
    for name, seconds in zip(names, each, strict=True):
        row(name, f"{1e6 * seconds:.2f}", f"{1.0 / seconds:,.0f}")
    row("crc-covlib, as measured once, no clutter", "", f"{MEASURED_COVLIB:,}")
    close("coverage-p1812", each[1] / each[0], ">=", GOAL)


if __name__ == "__main__":
    main()
