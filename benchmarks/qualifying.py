"""A file of addresses through the doors of the running platform: uploaded to the page, answered by
the worker, downloaded. The web process and the worker are their own, as in production.

Addresses are made up from a fixed seed around the 12 sites and 36 sectors of ``qualify-bulk``.
"""

import csv
import http.client
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from uuid import UUID

import numpy as np

from benchmarks.bench_qualify_bulk import TERRAIN, sectors
from benchmarks.house import Wisp, backends, running, serving, wisp
from benchmarks.measure import fail
from guywire.kit.tenancy import in_tenant

PAGE = "/t/{slug}/network/qualifications/"
BOUNDARY = "guywire-benchmark"
PIECE = 1 << 20
LONGEST_S = 1800
MOVED, ACCEPTED = 302, 200
Processes = list[int]


@dataclass(frozen=True, kw_only=True)
class Taken:
    """What a file took: wall time of each stage, s; processor time of all, s; peak memory, MB."""

    rows: int
    served: int
    upload_s: float
    job_s: float
    download_s: float
    first_byte_s: float
    cpu_s: float
    database_cpu_s: float
    web_mb: float
    worker_mb: float
    answer_mb: float

    @property
    def whole_s(self) -> float:
        return self.upload_s + self.job_s + self.download_s


def write_addresses(path: Path, rows: int) -> None:
    """The file a provider would upload."""
    random = np.random.default_rng(6)
    north, east = random.uniform(44.15, 44.85, rows), random.uniform(-71.85, -71.15, rows)
    with path.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("id", "latitude", "longitude"))
        writer.writerows(
            (f"A{i:06d}", f"{a:.6f}", f"{b:.6f}")
            for i, (a, b) in enumerate(zip(north.tolist(), east.tolist(), strict=True))
        )


def measured(rows: int) -> Taken:
    """The whole way of a file with so many rows."""
    os.environ["GUYWIRE_TERRAIN_DIR"] = str(TERRAIN)
    with running() as owner_url, tempfile.TemporaryDirectory() as folder:
        source, target = Path(folder) / "addresses.csv", Path(folder) / "answers.csv"
        write_addresses(source, rows)
        who = wisp("many", 0)
        _build_network(who)
        with serving() as port, working() as worker:
            return _through(Site(port, who, owner_url, worker), source, target, rows)


@dataclass(frozen=True)
class Site:
    """Where the platform runs, and for whom."""

    port: int
    who: Wisp
    owner_url: str
    worker: int


def _through(site: Site, source: Path, target: Path, rows: int) -> Taken:
    _warm(site, source)
    web = _children_of(os.getpid(), site.worker)
    before, before_database = _cpu_s([*web, site.worker]), _database_cpu_s(site)
    clock = time.perf_counter()
    run_id = _upload(site, source)
    uploaded = time.perf_counter()
    served = _await(site, run_id)
    answered = time.perf_counter()
    first = _download(site, run_id, target)
    downloaded = time.perf_counter()
    with target.open("rb") as file:
        lines = sum(1 for _ in file)
    if lines != rows + 1:
        fail(f"{lines - 1} of {rows} addresses came back")
    return Taken(
        rows=rows,
        served=served,
        upload_s=uploaded - clock,
        job_s=answered - uploaded,
        download_s=downloaded - answered,
        first_byte_s=first - answered,
        cpu_s=_cpu_s([*web, site.worker]) - before,
        database_cpu_s=_database_cpu_s(site) - before_database,
        web_mb=max(map(_peak_mb, web)),
        worker_mb=_peak_mb(site.worker),
        answer_mb=target.stat().st_size / 1e6,
    )


def _build_network(who: Wisp) -> None:
    make = import_module("guywire.domains.network.tests.make")
    with in_tenant(UUID(who.tenant_id), actor="bench"):
        sites: dict[tuple[float, float], UUID] = {}
        for number, one in enumerate(sectors()):
            place = one.latitude, one.longitude
            if place not in sites:
                made = make.live_site(name=f"S{number}", latitude=place[0], longitude=place[1])
                sites[place] = made.pk
            make.sector_on_air(
                site_id=sites[place], name=f"{number}", azimuth_deg=one.pattern.azimuth_deg,
                height_m=30, eirp_dbm=47, beamwidth_deg=90, mechanical_tilt_deg=3,
                max_range_m=15_000,
            )  # fmt: skip


@contextmanager
def working() -> Iterator[int]:
    """A worker process with its usual two slots; gives its number."""
    command = [sys.executable, "-m", "guywire", "worker"]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        yield process.pid
    finally:
        process.terminate()
        process.wait(timeout=60)


def _warm(site: Site, source: Path) -> None:
    """A short file first: both processes have loaded what they need then."""
    with tempfile.TemporaryDirectory() as folder:
        short = Path(folder) / "short.csv"
        with source.open() as whole, short.open("w") as file:
            file.writelines(line for _, line in zip(range(9_000), whole, strict=False))
        _await(site, run_id := _upload(site, short))
        _download(site, run_id, Path(folder) / "answers.csv")


def _upload(site: Site, source: Path) -> str:
    """Press the page's button; the id of the run."""
    page = PAGE.format(slug=site.who.slug)
    wire = http.client.HTTPConnection("127.0.0.1", site.port, timeout=LONGEST_S)
    wire.request("GET", page, headers={"Cookie": site.who.cookie})
    shown = wire.getresponse()
    form = shown.read().decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', form)
    cookie = re.search(r"guywire_csrf=[^;]+", shown.headers.get("Set-Cookie", ""))
    if token is None or cookie is None:
        fail(f"{page} answered {shown.status} without a form")
    fields = {"csrfmiddlewaretoken": token[1], "receive_height_m": "5", "patch_radius_m": "0"}
    head = "".join(
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in fields.items()
    )
    head += (
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\n'
        "Content-Type: text/csv\r\n\r\n"
    )
    tail = f"\r\n--{BOUNDARY}--\r\n"
    wire.putrequest("POST", f"{page}new/")
    wire.putheader("Cookie", f"{site.who.cookie}; {cookie[0]}")
    wire.putheader("Content-Type", f"multipart/form-data; boundary={BOUNDARY}")
    wire.putheader("Content-Length", str(len(head) + source.stat().st_size + len(tail)))
    wire.endheaders(head.encode())
    with source.open("rb") as file:
        while piece := file.read(PIECE):
            wire.send(piece)
    wire.send(tail.encode())
    answer = wire.getresponse()
    answer.read()
    if answer.status != MOVED:
        fail(f"the upload was answered with {answer.status}")
    return answer.headers["Location"].rstrip("/").rpartition("/")[2]


def _await(site: Site, run_id: str) -> int:
    """Wait until the run is finished; how many rows are served."""
    model = import_module("guywire.domains.network.models").QualificationRun
    until = time.monotonic() + LONGEST_S
    while time.monotonic() < until:
        with in_tenant(UUID(site.who.tenant_id), actor="bench"):
            run = model.objects.get(pk=run_id)
        if run.is_over:
            if not run.is_finished:
                fail(f"the run is {run.state}: {run.error}")
            return int(run.served_count)
        time.sleep(0.1)
    fail("the run does not end")
    return 0


def _download(site: Site, run_id: str, target: Path) -> float:
    """Take the answer; when its first byte came."""
    wire = http.client.HTTPConnection("127.0.0.1", site.port, timeout=LONGEST_S)
    page = f"{PAGE.format(slug=site.who.slug)}{run_id}/result.csv"
    wire.request("GET", page, headers={"Cookie": site.who.cookie})
    answer = wire.getresponse()
    if answer.status != ACCEPTED:
        fail(f"{page} answered {answer.status}")
    first = time.perf_counter()
    with target.open("wb") as file:
        while piece := answer.read(PIECE):
            file.write(piece)
    return first


def _children_of(parent: int, but: int) -> Processes:
    """The web process with its own children: all that this one started, but the worker."""
    found: Processes = []
    waiting = [parent]
    while waiting:
        process = waiting.pop()
        for task in Path(f"/proc/{process}/task").glob("*/children"):
            own = [int(pid) for pid in task.read_text().split() if int(pid) != but]
            waiting += own
            found += own
    return [pid for pid in found if b"postgres" not in Path(f"/proc/{pid}/cmdline").read_bytes()]


def _cpu_s(pids: Processes) -> float:
    """Processor time of processes so far."""
    ticks = os.sysconf("SC_CLK_TCK")
    spent = 0
    for pid in pids:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        spent += int(fields[11]) + int(fields[12])
    return spent / ticks


def _database_cpu_s(site: Site) -> float:
    """That of the database's processes which serve them."""
    return _cpu_s(backends(site.owner_url))


def _peak_mb(pid: int) -> float:
    """The most memory that a process has had so far."""
    status = Path(f"/proc/{pid}/status").read_text()
    found = re.search(r"^VmHWM:\s+(\d+) kB", status, re.MULTILINE)
    return int(found[1]) * 1024 / 1e6 if found else 0.0
