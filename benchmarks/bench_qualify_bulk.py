"""qualify-bulk: 100,000 addresses against the sectors of 12 sites, CSV in and CSV out.

Addresses and sites are made up from a fixed seed on the real SRTM3 tile of the demo. Everything
counts: parsing and checking the file, choosing candidates, 30 m bilinear profiles, exact ITM and
clearance for every pair, pattern and power, writing a row an address. The floor is the bare ITM
kernel on the very same pairs with their profiles ready made, nothing else.
Value: thousand pairs per CPU-second, file to file. The goal is that of the radio reference (R6),
stated before any of this was written: 100,000 addresses with 5 towers each in 10 s with files in
and out; read strictly, as if there were one core, that is 50,000 pairs a CPU-second.
"""

import csv
import tempfile
from pathlib import Path

import numpy as np

from benchmarks.measure import close, cpu_seconds, fail, row
from guywire.engines.geo import LocalPlane, TerrainStore
from guywire.engines.propagation import (
    Conditions,
    Qualification,
    Receiver,
    Sector,
    SectorPattern,
    qualify,
)
from guywire.engines.propagation.kernels import itm as kernels

GOAL = 50.0
TERRAIN = Path(__file__).parents[1] / "src" / "guywire" / "lab" / "data" / "terrain"
ADDRESSES, SITES, ROUNDS = 100000, 12, 3
CHUNK = 1024
CONDITIONS = Conditions(mdvar=12)
RECEIVER = Receiver(height_m=5.0, gain_dbi=15.0, loss_db=0.5, sensitivity_dbm=-90.0)
COLUMNS = (
    *("id", "sector", "distance_m", "azimuth_deg", "loss_db", "received_dbm", "margin_db"),
    *("line_of_sight", "clearance_ratio", "pairs"),
)


def sectors() -> list[Sector]:
    """Three sectors of 90 degrees a site, 3550 MHz, 47 dBm."""
    random = np.random.default_rng(5)
    north, east = random.uniform(44.2, 44.8, SITES), random.uniform(-71.8, -71.2, SITES)
    return [
        Sector(
            latitude=float(north[site]),
            longitude=float(east[site]),
            height_m=30.0,
            frequency_mhz=3550.0,
            eirp_dbm=47.0,
            pattern=SectorPattern(
                azimuth_deg=azimuth,
                horizontal_beamwidth_deg=90.0,
                vertical_beamwidth_deg=8.0,
                down_tilt_deg=3.0,
            ),
            range_m=15000.0,
        )
        for site in range(SITES)
        for azimuth in (0.0, 120.0, 240.0)
    ]


def write_addresses(path: Path) -> None:
    """The file a provider would upload."""
    random = np.random.default_rng(6)
    north = random.uniform(44.15, 44.85, ADDRESSES)
    east = random.uniform(-71.85, -71.15, ADDRESSES)
    with path.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("id", "latitude", "longitude"))
        writer.writerows(
            (f"A{i:06d}", f"{a:.6f}", f"{b:.6f}")
            for i, (a, b) in enumerate(zip(north.tolist(), east.tolist(), strict=True))
        )


def read_addresses(path: Path) -> tuple[list[str], list[float], list[float]]:
    """Ids, latitudes, longitudes; stops at the first bad row."""
    names: list[str] = []
    north: list[float] = []
    east: list[float] = []
    with path.open(newline="") as file:
        reader = csv.reader(file)
        if next(reader) != ["id", "latitude", "longitude"]:
            fail(f"{path.name}: the header must be id,latitude,longitude")
        for name, latitude, longitude in reader:
            names.append(name)
            north.append(float(latitude))
            east.append(float(longitude))
    return names, north, east


def write_answers(path: Path, names: list[str], found: Qualification) -> None:
    """One row an address: its best sector, or none."""
    best = found.best()
    pairs = np.bincount(found.address, minlength=len(names)).tolist()
    columns = zip(
        found.address[best].tolist(),
        found.sector[best].tolist(),
        found.distance_m[best].round(0).tolist(),
        found.azimuth_deg[best].round(1).tolist(),
        found.loss_db[best].round(1).tolist(),
        found.received_dbm[best].round(1).tolist(),
        found.margin_db[best].round(1).tolist(),
        found.has_line_of_sight[best].tolist(),
        found.clearance_ratio[best].round(2).tolist(),
        strict=True,
    )
    served = {address: figures for address, *figures in columns}
    nothing = [""] * (len(COLUMNS) - 2)
    with path.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(COLUMNS)
        writer.writerows((name, *served.get(i, nothing), pairs[i]) for i, name in enumerate(names))


def end_to_end(store: TerrainStore, source: Path, target: Path) -> Qualification:
    """File to file."""
    names, north, east = read_addresses(source)
    found = qualify(store, north, east, sectors(), receiver=RECEIVER, conditions=CONDITIONS)
    write_answers(target, names, found)
    return found


def floor_seconds(store: TerrainStore, source: Path, found: Qualification) -> float:
    """CPU time of the bare kernel over the pairs of a result, in the order of their terrain."""
    _, north, east = read_addresses(source)
    own = sectors()
    order = np.lexsort((found.azimuth_deg, found.sector))
    spent = 0.0
    for start in range(0, len(order), CHUNK):
        part = order[start : start + CHUNK]
        chosen = [own[s] for s in found.sector[part].tolist()]
        batch = store.profiles(
            [sector.latitude for sector in chosen],
            [sector.longitude for sector in chosen],
            [north[i] for i in found.address[part].tolist()],
            [east[i] for i in found.address[part].tolist()],
        )
        count = len(part)
        results = (*np.zeros((3, count), dtype=np.int32), *np.empty((3, count)))
        link = (np.full(count, 30.0), np.full(count, 5.0), np.full(count, 3550.0))
        is_usable, is_vertical = batch.status == 0, np.ones(count, dtype=np.bool_)
        before = cpu_seconds()
        kernels.many_point_to_point(
            *(batch.heights_m, batch.starts, batch.step_m, is_usable, *link, is_vertical),
            *(CONDITIONS.surroundings, 8494678.4, results),
        )
        spent += cpu_seconds() - before
        if not np.array_equal(results[3], found.loss_db[part]):
            fail("the floor's losses differ from the qualification's")
    return spent


def main() -> None:
    """Measure and print."""
    plane = LocalPlane(44.5, -71.5)
    store = TerrainStore(TERRAIN)
    with tempfile.TemporaryDirectory() as name:
        source, target = Path(name) / "addresses.csv", Path(name) / "answers.csv"
        write_addresses(source)
        found = end_to_end(store, source, target)
        floor_seconds(store, source, found)
        whole = compute = floor = float("inf")
        for _ in range(ROUNDS):
            before = cpu_seconds()
            end_to_end(store, source, target)
            whole = min(whole, cpu_seconds() - before)
            _, north, east = read_addresses(source)
            before = cpu_seconds()
            qualify(store, north, east, sectors(), receiver=RECEIVER, conditions=CONDITIONS)
            compute = min(compute, cpu_seconds() - before)
            floor = min(floor, floor_seconds(store, source, found))
        lines = target.read_text().count("\n")
    if lines != ADDRESSES + 1 or (found.status != 0).any():
        fail(f"{lines - 1} of {ADDRESSES} addresses were answered")
    area_km2 = 0.7 * plane.metres_per_latitude * 0.7 * plane.metres_per_longitude / 1e6
    print(
        f"{ADDRESSES} addresses on {area_km2:,.0f} km2, {SITES * 3} sectors, {len(found)} pairs,"
        f" mean {found.distance_m.mean() / 1000:.1f} km"
    )
    row("", "CPU s", "us per pair", "pairs per CPU-second")
    for what, seconds in (
        ("guywire: CSV to CSV", whole),
        ("guywire: qualify() alone", compute),
        ("floor: bare ITM kernel, profiles given", floor),
    ):
        figures = f"{seconds / len(found) * 1e6:.2f}", f"{len(found) / seconds:,.0f}"
        row(what, f"{seconds:.2f}", *figures)
    print(f"file to file against the floor: {whole / floor:.2f}")
    close("qualify-bulk", len(found) / whole / 1000, ">=", GOAL)


if __name__ == "__main__":
    main()
