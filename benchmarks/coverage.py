"""The site, the terrain and the peers that the coverage benchmarks share.

Work as measured of every program: TX 30 m, RX 5 m, 3500 MHz, 20 km around a site in the White
Mountains, ITM (Longley-Rice), 50 % of time and situations. 3" is the real SRTM3 tile; 1" is that
tile interpolated by cubic convolution (Catmull-Rom), since no real 1" tile may be shipped: it has
the size and steps of one, not its detail.

The peers are SPLAT! and SPLAT! HD 1.4.2 (Debian: apt-get install splat), run as programs with
-olditm. They parse the tile, sweep, and write a picture of 3 bytes a pixel; so that the figures
compare, ours reads the tile anew, sweeps, puts on a sector's pattern and makes a raster. Ours is
measured warm, as in a worker that has its kernels loaded. Processor time, user and system.
"""

import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import numpy as np
import numpy.typing as npt
import rasterio
from affine import Affine

from benchmarks.measure import child_cpu_seconds, cpu_seconds, fail
from guywire.engines.geo import MEAN_EARTH_RADIUS_M, LandCoverStore, TerrainStore
from guywire.engines.propagation import GroundCover, SectorPattern
from guywire.engines.propagation.coverage import (
    Emission,
    Grid,
    PathLossMap,
    PathLossRequest,
    Raster,
    signal_raster,
    sweep,
)

DEMO = Path(__file__).parents[1] / "src" / "guywire" / "lab" / "data" / "terrain"
TILE = "N44W072.hgt"
SITE = (44.525, -71.475833)
RADIUS_M = 20_000.0
TX_M, RX_M, MHZ = 30.0, 5.0, 3500.0
EMISSION = Emission(
    eirp_dbm=47.0,
    pattern=SectorPattern(
        azimuth_deg=40.0,
        horizontal_beamwidth_deg=65.0,
        vertical_beamwidth_deg=8.0,
        down_tilt_deg=2.0,
    ),
)


PATCH_POSTS = 20
"""Side of a patch of made-up land cover, in posts of 1.8" each: about a kilometre."""


def step_m(posts_a_degree: int) -> float:
    """The tile's own step along the meridian."""
    return float(np.radians(1.0)) * MEAN_EARTH_RADIUS_M / posts_a_degree


def request(posts_a_degree: int) -> PathLossRequest:
    """The benchmark's map at 1200 or 3600 posts a degree."""
    return PathLossRequest(
        latitude=SITE[0],
        longitude=SITE[1],
        tx_height_m=TX_M,
        rx_height_m=RX_M,
        frequency_mhz=MHZ,
        radius_m=RADIUS_M,
        step_m=step_m(posts_a_degree),
    )


def grid(posts_a_degree: int) -> Grid:
    """A pixel a post."""
    return Grid.around([(*SITE, RADIUS_M)], pixel_m=step_m(posts_a_degree))


@dataclass(frozen=True)
class Spent:
    """Processor and wall seconds."""

    cpu_s: float
    wall_s: float


@contextmanager
def terrain(posts_a_degree: int) -> Iterator[Path]:
    """A folder with the tile."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        if posts_a_degree == 1200:
            shutil.copy(DEMO / TILE, folder)
        else:
            posts = np.fromfile(DEMO / TILE, dtype=">i2").reshape(1201, 1201).astype(np.float64)
            finer = trebled(trebled(posts).T).T
            np.rint(finer).astype(">i2").tofile(folder / TILE)
        yield folder


@contextmanager
def land_cover() -> Iterator[GroundCover]:
    """Made-up land cover of the tile, for want of a real one: woods on two patches of five, fields,
    houses and lakes on one each, from a fixed seed."""
    random = np.random.default_rng(11)
    codes = random.choice(np.array([10, 10, 40, 50, 80], dtype=np.uint8), (100, 100))
    codes = np.kron(codes, np.ones((PATCH_POSTS, PATCH_POSTS), dtype=np.uint8))
    step = 1.0 / len(codes)
    with tempfile.TemporaryDirectory() as name:
        place = Path(name)
        with rasterio.open(
            place / "worldcover.tif", "w", driver="GTiff", height=len(codes), width=len(codes),
            count=1, dtype="uint8", crs="EPSG:4326",
            transform=Affine(step, 0.0, -72.0, 0.0, -step, 45.0),
        ) as file:  # fmt: skip
            file.write(codes, 1)
        yield GroundCover(land=LandCoverStore(place))


def trebled(posts: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Two posts between any two rows, by Catmull-Rom splines."""
    edged = np.concatenate([posts[:1], posts, posts[-1:]])
    found = np.empty((3 * (len(posts) - 1) + 1, posts.shape[1]))
    found[::3] = posts
    for phase in (1, 2):
        t = phase / 3.0
        weights = (
            -0.5 * t + t * t - 0.5 * t**3,
            1.0 - 2.5 * t * t + 1.5 * t**3,
            0.5 * t + 2.0 * t * t - 1.5 * t**3,
            -0.5 * t * t + 0.5 * t**3,
        )
        found[phase::3] = sum(
            w * edged[i : len(edged) - 3 + i] for i, w in enumerate(weights)
        )  # fmt: skip
    return found


def whole_map(folder: Path, posts_a_degree: int, workers: int = 1) -> tuple[PathLossMap, Raster]:
    """From the file to a sector's signal, nothing kept from before but compiled code."""
    found = sweep(TerrainStore(folder), request(posts_a_degree), workers=workers)
    return found, signal_raster(found, EMISSION, grid(posts_a_degree), workers=workers)


@contextmanager
def splat(program: str, folder: Path) -> Iterator[tuple[list[str], Path]]:
    """The command of a SPLAT! program over the tile, and where to run it."""
    converter = "srtm2sdf-hd" if program == "splat-hd" else "srtm2sdf"
    if shutil.which(program) is None or shutil.which(converter) is None:
        fail(f"there is no {program}: apt-get install splat (Debian)")
    with tempfile.TemporaryDirectory() as name:
        place = Path(name)
        shutil.copy(folder / TILE, place)
        subprocess.run([converter, TILE], cwd=place, check=True, capture_output=True)
        (place / "tower.qth").write_text(f"Tower\n{SITE[0]}\n{-SITE[1]}\n{TX_M:g} meters\n")
        (place / "tower.lrp").write_text(f"15.000\n0.005\n301.000\n{MHZ}\n5\n1\n0.50\n0.50\n")
        command = [program, "-t", "tower.qth", "-L", f"{RX_M:g}", "-R", f"{RADIUS_M / 1000:g}"]
        command += ["-metric", "-d", ".", "-o", "map.ppm", "-olditm", "-ngs", "-N"]
        yield command, place


def run_splat(command: list[str], place: Path) -> None:
    """One run."""
    subprocess.run(command, cwd=place, check=True, capture_output=True)


def timed(action: Callable[[], object]) -> Spent:
    """What an action takes, in this process and in its children."""
    wall, cpu = time.perf_counter(), cpu_seconds() + child_cpu_seconds()
    action()
    return Spent(cpu_seconds() + child_cpu_seconds() - cpu, time.perf_counter() - wall)


def in_turn(actions: Sequence[Callable[[], object]], rounds: int) -> list[Spent]:
    """Medians of each action, run in turn, so that the machine's other work hits all alike."""
    spent = [[timed(action) for action in actions] for _ in range(rounds)]
    return [
        Spent(median(each.cpu_s for each in column), median(each.wall_s for each in column))
        for column in zip(*spent, strict=True)
    ]


def load() -> float:
    """How many processes wanted a processor over the last minute."""
    return os.getloadavg()[0]
