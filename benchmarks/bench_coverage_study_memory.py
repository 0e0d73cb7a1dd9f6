"""coverage-study-memory: greatest memory of the worker that computes a study at its limits.

24 sectors on 8 sites of the demo's tile at 1" (interpolated), as many points a sector and as many
pixels as a study may have; begun by the API's service and worked on by a worker process as in
production, with all that it loads. What it holds itself (anonymous) and the pages of files that it
reads and writes (which the kernel takes back when it needs them) are told apart by looking ten
times a second. Value: resident megabytes at their greatest, both together. Goal: 400, that of a
coverage computation (R5).
"""

import os
import re
import shutil
import time
from importlib import import_module
from pathlib import Path
from uuid import UUID

from benchmarks.coverage import terrain
from benchmarks.house import running, wisp
from benchmarks.measure import close, fail, row
from benchmarks.qualifying import working
from guywire.engines.propagation.coverage import Rings
from guywire.kit.tenancy import in_tenant

GOAL = 400.0
SITES, SECTORS_A_SITE = 8, 3
EVERY_S = 0.1
RADIUS_M, RESOLUTION_M = 36_000.0, 13.7
MEASURES = ("VmRSS", "RssAnon", "RssFile")


def resident_mb(pid: int) -> dict[str, float]:
    """What a process holds now."""
    status = Path(f"/proc/{pid}/status").read_text()
    found = dict(re.findall(r"^(\w+):\s+(\d+) kB", status, re.MULTILINE))
    return {name: int(found[name]) / 1024.0 for name in MEASURES}


def begun(tenant_id: UUID) -> UUID:
    """A network, and a study of it at the limits."""
    make = import_module("guywire.domains.network.tests.make")
    studies = import_module("guywire.domains.network.services.coverage.studies")
    inputs = import_module("guywire.domains.network.inputs")
    with in_tenant(tenant_id, actor="bench"):
        for number in range(SITES):
            site = make.live_site(
                name=f"S{number}", latitude=44.45 + 0.01 * (number // 4),
                longitude=-71.55 + 0.01 * (number % 4),
            )  # fmt: skip
            for sector in range(SECTORS_A_SITE):
                make.sector_on_air(
                    site_id=site.pk, name=f"{sector}", azimuth_deg=120 * sector, height_m=30
                )
        given = inputs.CoverageInput(
            name="At the limits", radius_m=RADIUS_M, resolution_m=RESOLUTION_M
        )
        study = studies.start_study(given)
        rings = Rings(steps=int(RADIUS_M / RESOLUTION_M), step_m=RESOLUTION_M)
        pixels = study.disk_bytes // studies.BYTES_A_PIXEL
        row("points a sector", f"{rings.receivers:,}", f"of {studies.MOST_POINTS:,}")
        row("pixels", f"{pixels:,}", f"of {studies.MOST_PIXELS:,}")
    return UUID(str(study.pk))


def main() -> None:
    """Measure and print."""
    with terrain(3600) as folder:
        os.environ["GUYWIRE_TERRAIN_DIR"] = str(folder)
        with running():
            model = import_module("guywire.domains.network.models").CoverageStudy
            files = import_module("guywire.kit.tenancy.files")
            tenant_id = UUID(wisp("wide", 0).tenant_id)
            study_id = begun(tenant_id)
            clock = time.perf_counter()
            greatest = dict.fromkeys(MEASURES, 0.0)
            by_turn: dict[int, float] = {}
            with working() as worker:
                while True:
                    now = resident_mb(worker)
                    greatest = {name: max(greatest[name], now[name]) for name in MEASURES}
                    with in_tenant(tenant_id, actor="bench"):
                        study = model.objects.get(pk=study_id)
                    done = study.done_count
                    by_turn[done] = max(by_turn.get(done, 0.0), now["VmRSS"])
                    if study.is_over:
                        break
                    time.sleep(EVERY_S)
            taken = time.perf_counter() - clock
            shutil.rmtree(files.tenant_folder(tenant_id), ignore_errors=True)
            if not study.is_finished:
                fail(f"the study is {study.state}: {study.error}")
    row("", "peak MB")
    row("resident", f"{greatest['VmRSS']:.0f}")
    row("of it its own", f"{greatest['RssAnon']:.0f}")
    row("of it pages of files", f"{greatest['RssFile']:.0f}")
    for done in sorted(by_turn):
        row(f"while {done} sectors were done", f"{by_turn[done]:.0f}")
    print(f"{study.cell_count} sectors in {taken:.0f} s at load {os.getloadavg()[0]:.1f}")
    close("coverage-study-memory", greatest["VmRSS"], "<=", GOAL)


if __name__ == "__main__":
    main()
