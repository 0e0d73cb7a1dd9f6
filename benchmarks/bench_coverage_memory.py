"""coverage-memory: greatest memory of a process that computes the map of coverage-1s.

A process of its own imports the engine, reads the tile, sweeps 20 km at 1" (interpolated), and
makes a sector's raster of 1.84 million pixels; the same at 3" and, through the cache's files, a
radius of 60 km at 1" (which leaves the tile: bridged) show what grows. Beside it SPLAT! HD on the
same tile. Value: resident megabytes (2^20 bytes) of the first at its peak.
"""

import subprocess
import sys
import tempfile
from dataclasses import replace
from pathlib import Path

from benchmarks.coverage import EMISSION, request, splat, terrain, whole_map
from benchmarks.measure import close, row
from guywire.engines.geo import TerrainStore
from guywire.engines.propagation.coverage import CoverageCache, Gaps, Grid, signal_raster

GOAL = 400.0


LAUNCH = """
import os, subprocess, sys
quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
process = subprocess.Popen(sys.argv[1:], **quiet)
_, status, usage = os.wait4(process.pid, 0)
print(usage.ru_maxrss)
sys.exit(os.waitstatus_to_exitcode(status))
"""


def peak_mb(command: list[str], place: Path) -> float:
    """Greatest resident memory of a program.

    A small process starts it: the kernel counts what the starter holds as the program's own.
    """
    done = subprocess.run(
        [sys.executable, "-c", LAUNCH, *command], cwd=place, check=True, stdout=subprocess.PIPE
    )
    return int(done.stdout) / 1024.0


def far_map(folder: Path) -> None:
    """60 km at 1", losses and raster in the cache's files."""
    wanted = replace(request(3600), radius_m=60_000.0, gaps=Gaps.BRIDGE)
    with tempfile.TemporaryDirectory() as name:
        found = CoverageCache(name).path_loss(TerrainStore(folder), wanted)
        grid = Grid.around(
            [(wanted.latitude, wanted.longitude, wanted.radius_m)], pixel_m=4 * wanted.step_m
        )
        signal_raster(found, EMISSION, grid)


def main() -> None:
    """Measure and print."""
    if len(sys.argv) > 1:
        folder, posts = Path(sys.argv[1]), int(sys.argv[2])
        if posts == 0:
            far_map(folder)
        else:
            whole_map(folder, posts)
        return
    here = Path.cwd()
    row("", "peak MB")
    peaks: list[float] = []
    for name, posts in (
        ('guywire: 20 km at 1", process and all', 3600),
        ('guywire: 20 km at 3"', 1200),
        ('guywire: 60 km at 1", into files', 0),
    ):
        with terrain(posts or 3600) as folder:
            command = [sys.executable, "-m", "benchmarks.bench_coverage_memory"]
            peak_mb([*command, str(folder), str(posts)], here)  # compiles, if it must
            peaks.append(peak_mb([*command, str(folder), str(posts)], here))
        row(name, f"{peaks[-1]:.0f}")
    with terrain(3600) as folder, splat("splat-hd", folder) as (program, place):
        row('SPLAT! HD 1.4.2: 20 km at 1"', f"{peak_mb(program, place):.0f}")
    close("coverage-memory", peaks[0], "<=", GOAL)


if __name__ == "__main__":
    main()
