"""itm-pairs: exact ITM pairs per CPU-second, against itmlogic and SPLAT!, over the same terrain.

Paths run from one tower to points within 15 km on the real SRTM3 tile of the demo: TX 30 m, RX
5 m, 3500 MHz. A whole pair of ours is everything: candidate search, bilinear profile in 30 m steps,
ITM, warnings, the Fresnel clearance, pattern and power. itmlogic samples no terrain: it gets the
profiles ready made, and so does our kernel (ITM, warnings and clearance) in the row that is
compared. SPLAT! is timed as it works best, a coverage sweep (-olditm -L 5 -R 15) whose start and
loading (the same with -R 1) are taken off; its pixels share the tower's rays and take the nearest
post every 93 m, so our row at 90 m is the one to hold beside it. Its point-to-point mode (-t -r)
starts the program and parses the tile anew for every pair and would say nothing of ITM.
Value: thousand whole pairs of ours per CPU-second, at 30 m. The goal is that of the radio
reference (R6), stated before any of this was written: 150,000 pairs a second on two idle cores,
so 75,000 a CPU-second.
"""

import math
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from itmlogic.misc.qerfi import qerfi
from itmlogic.preparatory_subroutines.qlrpfl import qlrpfl
from itmlogic.preparatory_subroutines.qlrps import qlrps
from itmlogic.statistics.avar import avar

from benchmarks.measure import child_cpu_seconds, close, cpu_seconds, fail, least_cpu_seconds, row
from guywire.engines.geo import TerrainStore, destination, effective_earth_radius_m
from guywire.engines.propagation import (
    Conditions,
    Qualification,
    Receiver,
    Sector,
    SectorPattern,
    qualify,
)
from guywire.engines.propagation.kernels import itm as kernels

GOAL = 75.0
TERRAIN = Path(__file__).parents[1] / "src" / "guywire" / "lab" / "data" / "terrain"
TILE = "N44W072.hgt"
TOWER = (44.525, -71.475833)
TX_M, RX_M, MHZ, RANGE_M = 30.0, 5.0, 3500.0, 15000.0
PAIRS, PEER_PAIRS, ROUNDS = 20000, 2000, 5
AT_ONCE = 2000
CONDITIONS = Conditions(mdvar=12)
POST_M = 30.887
Floats = npt.NDArray[np.float64]


def points() -> tuple[Floats, Floats]:
    """Receivers spread evenly over the circle, from a fixed seed."""
    random = np.random.default_rng(2)
    azimuths = random.uniform(0.0, 360.0, PAIRS)
    distances = RANGE_M * np.sqrt(random.uniform(0.01, 0.999, PAIRS))
    found = [destination(*TOWER, a, d) for a, d in zip(azimuths, distances, strict=True)]
    north, east = zip(*found, strict=True)
    return np.array(north), np.array(east)


def ours(store: TerrainStore, north: Floats, east: Floats, step_m: float) -> Qualification:
    """Qualify every point from the tower."""
    sector = Sector(
        latitude=TOWER[0],
        longitude=TOWER[1],
        height_m=TX_M,
        frequency_mhz=MHZ,
        eirp_dbm=47.0,
        pattern=SectorPattern(),
        range_m=RANGE_M,
    )
    return qualify(
        store, north, east, [sector],
        receiver=Receiver(height_m=RX_M), conditions=CONDITIONS, step_m=step_m,
    )  # fmt: skip


def kernel_pairs_per_second(store: TerrainStore, north: Floats, east: Floats) -> float:
    """Pairs per CPU-second of the bare kernel, profiles given."""
    count = min(PAIRS, AT_ONCE)
    towers = np.full((2, count), np.array(TOWER)[:, np.newaxis])
    batch = store.profiles(towers[0], towers[1], north[:count], east[:count])
    results = (*np.zeros((3, count), dtype=np.int32), *np.empty((3, count)))
    link = (np.full(count, TX_M), np.full(count, RX_M), np.full(count, MHZ))
    flags = (batch.status == 0, np.ones(count, dtype=np.bool_))

    def run() -> None:
        kernels.many_point_to_point(
            *(batch.heights_m, batch.starts, batch.step_m, flags[0], *link, flags[1]),
            *(CONDITIONS.surroundings, effective_earth_radius_m(), results),
        )

    return count / least_cpu_seconds(run, 4 * ROUNDS)


def itmlogic_db(heights_m: list[float], step_m: float) -> float:
    """One path by itmlogic, called as its point-to-point example does."""
    intervals = len(heights_m) - 1
    link: dict[str, Any] = {
        "pfl": [intervals, step_m, *heights_m],
        "hg": [TX_M, RX_M],
        "fmhz": MHZ,
        "kwx": 0,
        "lvar": 5,
        "klim": int(CONDITIONS.climate),
        "klimx": 0,
        "mdvar": CONDITIONS.mdvar,
        "mdvarx": CONDITIONS.mdvar,
        "mdp": -1,
    }
    tenth = int(0.1 * intervals)
    inner = heights_m[tenth : intervals - tenth + 1]
    link["wn"], link["gme"], link["ens"], link["zgnd"] = qlrps(
        MHZ,
        sum(inner) / len(inner),
        CONDITIONS.sea_level_refractivity_n,
        1,
        CONDITIONS.ground_permittivity,
        CONDITIONS.ground_conductivity_s_m,
    )
    link = qlrpfl(link)
    deviate = qerfi([0.5])[0]
    over_free_space, _ = avar(deviate, 0.0, deviate, link)
    distance_km = intervals * step_m / 1000.0
    free_space = 32.45 + 20.0 * math.log10(MHZ) + 20.0 * math.log10(distance_km)
    return float(free_space + over_free_space)


def splat_cpu_seconds(range_km: int, folder: Path) -> float:
    """Processor time of one sweep of SPLAT!'s."""
    command = ["splat", "-t", "tower.qth", "-L", f"{RX_M:g}", "-R", str(range_km), "-metric"]
    command += ["-d", ".", "-o", "map.ppm", "-olditm", "-ngs", "-N"]
    best = math.inf
    for _ in range(ROUNDS):
        before = child_cpu_seconds()
        subprocess.run(command, cwd=folder, check=True, capture_output=True)
        best = min(best, child_cpu_seconds() - before)
    return best


def splat_pairs_per_second() -> float:
    """Pixels per CPU-second of SPLAT!'s coverage sweep, loading taken off."""
    if shutil.which("splat") is None or shutil.which("srtm2sdf") is None:
        fail("itm-pairs needs SPLAT! 1.4.2 as a peer: apt-get install splat (Debian)")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        shutil.copy(TERRAIN / TILE, folder)
        subprocess.run(["srtm2sdf", TILE], cwd=folder, check=True, capture_output=True)
        tower = f"Tower\n{TOWER[0]}\n{-TOWER[1]}\n{TX_M:g} meters\n"
        (folder / "tower.qth").write_text(tower)
        (folder / "tower.lrp").write_text(f"15.000\n0.005\n301.000\n{MHZ}\n5\n1\n0.50\n0.50\n")
        whole = splat_cpu_seconds(int(RANGE_M / 1000), folder)
        loading = splat_cpu_seconds(1, folder)
    post_m = POST_M * 3.0
    pixels = math.pi * (RANGE_M**2 - 1000.0**2)
    pixels /= post_m * post_m * math.cos(math.radians(TOWER[0]))
    return pixels / (whole - loading)


def main() -> None:
    """Measure and print."""
    store = TerrainStore(TERRAIN)
    north, east = points()
    found = ours(store, north, east, 30.0)
    if len(found) != PAIRS or (found.status != 0).any():
        fail(f"only {int((found.status == 0).sum())} of {PAIRS} pairs were computed")
    own = PAIRS / least_cpu_seconds(lambda: ours(store, north, east, 30.0), ROUNDS)
    coarse = PAIRS / least_cpu_seconds(lambda: ours(store, north, east, 90.0), ROUNDS)

    bare = kernel_pairs_per_second(store, north, east)
    profiles = [store.profile(*TOWER, north[i], east[i]) for i in range(PEER_PAIRS)]
    lists = [(profile.heights_m.tolist(), profile.step_m) for profile in profiles]
    itmlogic_db(*lists[0])
    before = cpu_seconds()
    theirs_db = [itmlogic_db(*path) for path in lists]
    itmlogic = PEER_PAIRS / (cpu_seconds() - before)
    by_address = {int(a): float(loss) for a, loss in zip(found.address, found.loss_db, strict=True)}
    gaps_db = np.abs([theirs_db[i] - by_address[i] for i in range(PEER_PAIRS)])
    splat = splat_pairs_per_second()

    mean_heights = float(np.mean([len(heights) for heights, _ in lists]))
    print(f"{PAIRS} paths up to {RANGE_M / 1000:g} km, {mean_heights:.0f} heights each at 30 m")
    row("", "pairs per CPU-second", "us per pair")
    for name, speed in (
        ("guywire: whole pair, 30 m profile", own),
        ("guywire: whole pair, 90 m profile", coarse),
        ("guywire: ITM + clearance, profiles given", bare),
        ("itmlogic 1.2: ITM, profiles given", itmlogic),
        ("SPLAT! sweep, 93 m nearest, loading off", splat),
    ):
        row(name, f"{speed:,.0f}", f"{1e6 / speed:,.2f}")
    print(
        f"guywire against itmlogic on {PEER_PAIRS} paths: median {np.median(gaps_db):.4f} dB,"
        f" 95 % within {np.percentile(gaps_db, 95):.2f} dB"
    )
    print(f"guywire at 90 m against SPLAT!: {coarse / splat:.2f} (SPLAT! shares its rays)")
    print(f"profiles given to both, against itmlogic: {bare / itmlogic:.1f}")
    print(f"whole pair at 30 m against bare itmlogic: {own / itmlogic:.1f}")
    close("itm-pairs", own / 1000, ">=", GOAL)


if __name__ == "__main__":
    main()
