"""p1812-paths: exact P.1812 and P.526 paths per CPU-second, beside exact ITM on the same profiles.

Paths run from one tower to points within 15 km on the real SRTM3 tile of the demo, in 30 m steps:
TX 30 m, RX 5 m, 3500 MHz, time and locations 50 %. Profiles are given to all; one thread. The floor
is our own bare ITM kernel, which walks a profile for its horizons and its irregularity; P.1812
walks it for horizons, smooth surface, obstacles and two Bullington constructions, and below 50 % of
the time for two more on the anomalous earth.
Value: thousand paths of P.1812 per CPU-second. The goal is what the radio reference measured of
crc-covlib (C++) on profiles of 3", a third of the heights.
"""

from pathlib import Path

import numpy as np
import numpy.typing as npt

from benchmarks.measure import close, fail, least_cpu_seconds, row
from guywire.engines.geo import TerrainStore, destination, effective_earth_radius_m
from guywire.engines.geo.terrain import ProfileBatch
from guywire.engines.propagation import (
    Conditions,
    P1812Conditions,
    TerrainPath,
    delta_bullington,
    p1812_losses_db,
)
from guywire.engines.propagation.kernels import itm as kernels

GOAL = 47.0
TERRAIN = Path(__file__).parents[1] / "src" / "guywire" / "lab" / "data" / "terrain"
TOWER = (44.525, -71.475833)
TX_M, RX_M, MHZ, RANGE_M = 30.0, 5.0, 3500.0, 15000.0
PATHS, SINGLE_PATHS, ROUNDS = 4000, 500, 7
CONDITIONS = Conditions(mdvar=12)


def profiles(store: TerrainStore) -> ProfileBatch:
    """Profiles to receivers spread evenly over the circle, from a fixed seed."""
    random = np.random.default_rng(2)
    azimuths = random.uniform(0.0, 360.0, PATHS)
    distances = RANGE_M * np.sqrt(random.uniform(0.01, 0.999, PATHS))
    found = [destination(*TOWER, a, d) for a, d in zip(azimuths, distances, strict=True)]
    north, east = (np.array(values) for values in zip(*found, strict=True))
    towers = np.full((2, PATHS), np.array(TOWER)[:, np.newaxis])
    return store.profiles(towers[0], towers[1], north, east)


def itm_seconds(batch: ProfileBatch) -> float:
    """CPU time of the bare ITM kernel over the batch."""
    results = (*np.zeros((3, PATHS), dtype=np.int32), *np.empty((3, PATHS)))
    link = (np.full(PATHS, TX_M), np.full(PATHS, RX_M), np.full(PATHS, MHZ))
    flags = (batch.status == 0, np.ones(PATHS, dtype=np.bool_))

    def run() -> None:
        kernels.many_point_to_point(
            *(batch.heights_m, batch.starts, batch.step_m, flags[0], *link, flags[1]),
            *(CONDITIONS.surroundings, effective_earth_radius_m(), results),
        )

    return least_cpu_seconds(run, ROUNDS)


def p1812_seconds(
    batch: ProfileBatch, time_percent: float
) -> tuple[float, npt.NDArray[np.float64]]:
    """CPU time of P.1812 over the batch, and its losses."""
    conditions = P1812Conditions(time_percent=time_percent)

    def run() -> npt.NDArray[np.float64]:
        return p1812_losses_db(
            batch, tx_height_m=TX_M, rx_height_m=RX_M, frequency_mhz=MHZ, conditions=conditions
        )

    return least_cpu_seconds(run, ROUNDS), run()


def single_seconds(batch: ProfileBatch) -> float:
    """CPU time of P.526 one path after another, through the checks of the public call."""
    paths = [
        TerrainPath(
            distances_m=np.arange(batch.starts[i + 1] - batch.starts[i]) * batch.step_m[i],
            heights_m=batch.heights_m[batch.starts[i] : batch.starts[i + 1]],
        )
        for i in range(SINGLE_PATHS)
    ]

    def run() -> None:
        for path in paths:
            delta_bullington(path, tx_height_m=TX_M, rx_height_m=RX_M, frequency_mhz=MHZ)

    return least_cpu_seconds(run, ROUNDS) / SINGLE_PATHS * PATHS


def main() -> None:
    """Measure and print."""
    batch = profiles(TerrainStore(TERRAIN))
    itm = itm_seconds(batch)
    median, losses_db = p1812_seconds(batch, 50.0)
    rare, _ = p1812_seconds(batch, 10.0)
    single = single_seconds(batch)
    if not np.isfinite(losses_db).all():
        fail(f"{int(np.isnan(losses_db).sum())} of {PATHS} paths were not computed")
    heights = len(batch.heights_m) / PATHS
    print(f"{PATHS} paths up to {RANGE_M / 1000:g} km, {heights:.0f} heights each at 30 m")
    row("", "paths per CPU-second", "us per path")
    for name, seconds in (
        ("ITM: bare kernel with clearance", itm),
        ("P.1812 at 50 % of the time", median),
        ("P.1812 at 10 % of the time", rare),
        ("P.526 delta-Bullington, call by call", single),
    ):
        row(name, f"{PATHS / seconds:,.0f}", f"{1e6 * seconds / PATHS:,.2f}")
    print(f"P.1812 at 50 % against ITM: {median / itm:.2f} times the CPU time")
    close("p1812-paths", PATHS / median / 1000.0, ">=", GOAL)


if __name__ == "__main__":
    main()
