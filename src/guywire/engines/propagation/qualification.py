"""Bulk qualification: exact ITM between many addresses and the sectors that may serve them.

No pair is looked up in a coverage raster: each gets its own bilinear profile, ITM over it, and its
clearance. Degrees, metres, MHz, dBm.
"""

import math
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, fields
from typing import Any, cast

import numpy as np
import numpy.typing as npt

from guywire.engines.geo.area import LocalPlane
from guywire.engines.geo.errors import EngineError
from guywire.engines.geo.geodesy import (
    STANDARD_EARTH_FACTOR,
    distances_and_azimuths,
    effective_earth_radius_m,
    refuse_bad_points,
)
from guywire.engines.geo.terrain import DEFAULT_STEP_M, ProfileBatch, TerrainStore
from guywire.engines.propagation.antennas.pattern import CutPattern
from guywire.engines.propagation.clutter_paths import clutter_losses_db
from guywire.engines.propagation.conditions import Conditions, Polarization
from guywire.engines.propagation.ground_cover import Ends, GroundCover
from guywire.engines.propagation.itm import input_warnings
from guywire.engines.propagation.kernels import candidates as candidate_kernels
from guywire.engines.propagation.kernels import itm as itm_kernels
from guywire.engines.propagation.pattern import SectorPattern, elevations_deg, pattern_gains_db
from guywire.engines.propagation.sight import free_space_db

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]
strongest_sectors = cast(Callable[..., None], cast(Any, candidate_kernels).strongest_sectors)
many_point_to_point = cast(Callable[..., None], cast(Any, itm_kernels).many_point_to_point)

PAIRS_AT_ONCE = 1024
BEYOND_BEAM_DEG = 15.0
"""How far past the edge of its beam a sector is still a candidate."""


@dataclass(frozen=True, kw_only=True)
class Sector:
    """A transmitting sector. height_m: antenna above ground. eirp_dbm: on boresight, over the
    whole channel. range_m: how far it is considered."""

    latitude: float
    longitude: float
    height_m: float
    frequency_mhz: float
    eirp_dbm: float
    pattern: SectorPattern | CutPattern
    polarization: Polarization = Polarization.VERTICAL
    range_m: float = 15000.0


@dataclass(frozen=True, kw_only=True)
class Receiver:
    """The equipment at an address. height_m: antenna above ground. gain_dbi, loss_db: antenna and
    cable. sensitivity_dbm: least wideband power for the wanted service."""

    height_m: float = 5.0
    gain_dbi: float = 0.0
    loss_db: float = 0.0
    sensitivity_dbm: float = -90.0


@dataclass(frozen=True, eq=False, kw_only=True)
class Qualification:
    """One entry a pair of address and sector, by address, the strongest first.

    address, sector: indices into what was handed in. azimuth_deg: from the sector. loss_db: of the
    whole path; clutter_db: what of it is the clutter's. status: 0
    computed, 1-3 no profile (STATUS_ of `geo.kernels.sampling`: same point, terrain missing, void),
    >= 1000 an ItmErrorCode; figures of a pair with a status are nan. mode, warnings: as Mode and
    ItmWarning. clearance_ratio: least clearance as a share of the first Fresnel zone, negative
    where blocked, inf for a path without inner point; clearance_at_m: where, from the sector.
    """

    address: Integers
    sector: Integers
    status: npt.NDArray[np.int32]
    distance_m: Floats
    azimuth_deg: Floats
    elevation_deg: Floats
    pattern_gain_db: Floats
    loss_db: Floats
    clutter_db: Floats
    mode: npt.NDArray[np.int32]
    warnings: npt.NDArray[np.int32]
    clearance_ratio: Floats
    clearance_at_m: Floats
    received_dbm: Floats
    margin_db: Floats

    def __len__(self) -> int:
        return len(self.address)

    @property
    def has_line_of_sight(self) -> npt.NDArray[np.bool_]:
        """Whether nothing reaches the ray (false where not computed)."""
        return self.clearance_ratio > 0.0

    def best(self) -> Integers:
        """Index of each address's strongest pair that was computed, in the order of addresses."""
        computed = np.flatnonzero(self.status == 0)
        return computed[np.unique(self.address[computed], return_index=True)[1]]


@dataclass(frozen=True, eq=False)
class _Job:
    """What the chunks of a qualification share."""

    store: TerrainStore
    latitudes: Floats
    longitudes: Floats
    drawn: dict[int, CutPattern]
    columns: dict[str, npt.NDArray[Any]]
    receiver: Receiver
    conditions: Conditions
    step_m: float
    earth_factor: float
    clutter: GroundCover | None


def qualify(
    store: TerrainStore,
    latitudes: npt.ArrayLike,
    longitudes: npt.ArrayLike,
    sectors: Sequence[Sector],
    *,
    receiver: Receiver | None = None,
    conditions: Conditions | None = None,
    candidates: int = 5,
    step_m: float = DEFAULT_STEP_M,
    earth_factor: float = STANDARD_EARTH_FACTOR,
    workers: int = 1,
    clutter: GroundCover | None = None,
) -> Qualification:
    """Exact ITM between each address (arrays of shape (n,)) and its strongest candidate sectors.

    Candidates are the `candidates` sectors with the greatest power in free space and horizontal
    pattern, within range and within half a beamwidth and 15 degrees of boresight. step_m: greatest
    spacing of profile heights. workers: threads (the terrain is read by one at a time). clutter:
    what stands on the ground; its loss is added. Pairs without terrain come back with a status.
    Raises ItmError, EngineError on input out of range.
    """
    receiver, conditions = receiver or Receiver(), conditions or Conditions()
    north = np.ascontiguousarray(latitudes, dtype=np.float64).reshape(-1)
    east = np.ascontiguousarray(longitudes, dtype=np.float64).reshape(-1)
    if len(north) != len(east):
        raise EngineError(f"{len(north)} latitudes stand against {len(east)} longitudes")
    refuse_bad_points(north, east)
    if min(candidates, workers) < 1:
        raise EngineError("candidates and workers must be at least 1")
    columns, drawn = sector_columns(sectors, receiver, conditions), drawn_antennas(sectors)
    address, sector, azimuth_deg = pairs_in_range(north, east, columns, candidates, drawn)
    job = _Job(
        store, north, east, drawn, columns, receiver, conditions, step_m, earth_factor, clutter
    )
    parts = [slice(i, i + PAIRS_AT_ONCE) for i in range(0, len(address), PAIRS_AT_ONCE)]

    def run(part: slice) -> Qualification:
        return qualify_pairs(job, address[part], sector[part], azimuth_deg[part])

    if workers == 1:
        return joined([run(part) for part in parts])
    with ThreadPoolExecutor(workers) as pool:
        return joined(list(pool.map(run, parts)))


def sector_columns(
    sectors: Sequence[Sector], receiver: Receiver, conditions: Conditions
) -> dict[str, npt.NDArray[Any]]:
    """The sectors as arrays; raises ItmError or EngineError on values out of range."""
    rows: list[dict[str, float]] = []
    for sector in sectors:
        link = (sector.height_m, receiver.height_m, sector.frequency_mhz, sector.polarization)
        flags = input_warnings(*link) | conditions.warnings
        if not (0.0 < sector.range_m < math.inf and math.isfinite(sector.eirp_dbm)):
            raise EngineError(f"range or EIRP of a sector is out of range: {sector}")
        refuse_bad_points(np.array(sector.latitude), np.array(sector.longitude))
        plane = LocalPlane(sector.latitude, sector.longitude)
        rows.append(
            {
                **pattern_columns(sector.pattern),
                "latitude": sector.latitude,
                "longitude": sector.longitude,
                "metres_per_latitude": plane.metres_per_latitude,
                "metres_per_longitude": plane.metres_per_longitude,
                "height_m": sector.height_m,
                "frequency_mhz": sector.frequency_mhz,
                "eirp_dbm": sector.eirp_dbm,
                "range_m": sector.range_m,
                "polarization": sector.polarization,
                "flags": int(flags),
                "strength_dbm": sector.eirp_dbm - free_space_db(1.0, sector.frequency_mhz),
            }
        )
    if not rows:
        raise EngineError("there is no sector to qualify against")
    return {name: np.array([float(row[name]) for row in rows]) for name in rows[0]}


def drawn_antennas(sectors: Sequence[Sector]) -> dict[int, CutPattern]:
    """The antennas that are no formula, by the index of their sector."""
    return {
        index: sector.pattern
        for index, sector in enumerate(sectors)
        if isinstance(sector.pattern, CutPattern)
    }


def pattern_columns(pattern: SectorPattern | CutPattern) -> dict[str, float]:
    """The numbers of the formula; with no loss at all for an antenna that is drawn."""
    aim = {
        "azimuth_deg": pattern.azimuth_deg,
        "horizontal_deg": pattern.horizontal_beamwidth_deg,
    }
    if isinstance(pattern, CutPattern):
        nothing = {"tilt_deg": 0.0, "front_to_back_db": 0.0, "side_lobe_db": 0.0}
        return {**aim, **nothing, "vertical_deg": 360.0}
    return {
        **aim,
        "vertical_deg": pattern.vertical_beamwidth_deg,
        "tilt_deg": pattern.down_tilt_deg,
        "front_to_back_db": pattern.front_to_back_db,
        "side_lobe_db": pattern.side_lobe_db,
    }


def pairs_in_range(
    north: Floats,
    east: Floats,
    columns: dict[str, npt.NDArray[Any]],
    candidates: int,
    drawn: dict[int, CutPattern],
) -> tuple[Integers, Integers, Floats]:
    """The candidate pairs within range, and their azimuths from the sector, ray beside ray."""
    address, sector = candidate_pairs(north, east, columns, candidates, drawn)
    distance_m, azimuth_deg = distances_and_azimuths(
        columns["latitude"][sector], columns["longitude"][sector], north[address], east[address]
    )
    # neighbouring rays of one sector share their terrain: keeps it in the processor's cache
    order = np.lexsort((azimuth_deg, sector))
    order = order[distance_m[order] <= columns["range_m"][sector[order]]]
    return address[order], sector[order], azimuth_deg[order]


def candidate_pairs(
    latitudes: Floats,
    longitudes: Floats,
    columns: dict[str, npt.NDArray[Any]],
    candidates: int,
    drawn: dict[int, CutPattern],
) -> tuple[Integers, Integers]:
    """Indices (address, sector) of the pairs worth computing; drawn: antennas by sector."""
    count = min(candidates, len(columns["latitude"]))
    chosen = np.empty((len(latitudes), count), dtype=np.int64)
    bounds_db = np.zeros((max(len(drawn), 1), 361), dtype=np.float32)
    bounds_of = np.full(len(columns["latitude"]), -1, dtype=np.int64)
    for row, (index, pattern) in enumerate(drawn.items()):
        bounds_db[row], bounds_of[index] = pattern.bounds_db, row
    strongest_sectors(
        latitudes,
        longitudes,
        (columns["latitude"], columns["longitude"]),
        (columns["metres_per_latitude"], columns["metres_per_longitude"]),
        columns["range_m"],
        columns["azimuth_deg"],
        columns["horizontal_deg"],
        columns["front_to_back_db"],
        columns["horizontal_deg"] / 2.0 + BEYOND_BEAM_DEG,
        columns["strength_dbm"],
        (bounds_of, bounds_db),
        chosen,
    )
    address, place = np.nonzero(chosen >= 0)
    return address, chosen[address, place]


def qualify_pairs(
    job: _Job, address: Integers, sector: Integers, azimuth_deg: Floats
) -> Qualification:
    """A chunk of pairs: profiles, ITM, clearance, pattern and power."""
    own = {name: column[sector] for name, column in job.columns.items()}
    ends = own["latitude"], own["longitude"], job.latitudes[address], job.longitudes[address]
    batch = job.store.profiles(*ends, step_m=job.step_m)
    distance_m = batch.step_m * np.maximum(np.diff(batch.starts) - 1, 0)
    figures = losses(job, own, batch)
    figures["clutter_db"] = in_clutter_db(job, own, batch, ends)
    figures["loss_db"] = figures["loss_db"] + figures["clutter_db"]
    elevation_deg = ray_elevations_deg(job, own, batch, distance_m)
    gain_db = pattern_gains_db(
        azimuth_deg - own["azimuth_deg"],
        elevation_deg + own["tilt_deg"],
        *(own["horizontal_deg"], own["vertical_deg"]),
        *(own["front_to_back_db"], own["side_lobe_db"]),
    )
    for index in job.drawn.keys() & set(np.unique(sector).tolist()):
        pairs = sector == index
        gain_db[pairs] = job.drawn[index].gains_db(azimuth_deg[pairs], elevation_deg[pairs])
    received_dbm = own["eirp_dbm"] + gain_db - figures["loss_db"]
    received_dbm += job.receiver.gain_dbi - job.receiver.loss_db
    return Qualification(
        address=address,
        sector=sector,
        distance_m=distance_m,
        azimuth_deg=azimuth_deg,
        elevation_deg=elevation_deg,
        pattern_gain_db=gain_db,
        received_dbm=received_dbm,
        margin_db=received_dbm - job.receiver.sensitivity_dbm,
        **figures,
    )


def losses(
    job: _Job, own: dict[str, npt.NDArray[Any]], batch: ProfileBatch
) -> dict[str, npt.NDArray[Any]]:
    """ITM and clearance over a batch: the columns of Qualification that they fill."""
    count = len(batch.step_m)
    status, warnings = batch.status.astype(np.int32), np.zeros(count, dtype=np.int32)
    mode = np.zeros(count, dtype=np.int32)
    loss_db, ratio, ratio_at_m = (np.full(count, np.nan) for _ in range(3))
    many_point_to_point(
        *(batch.heights_m, batch.starts, batch.step_m, batch.status == 0),
        *(own["height_m"], np.full(count, job.receiver.height_m), own["frequency_mhz"]),
        own["polarization"] == Polarization.VERTICAL,
        job.conditions.surroundings,
        effective_earth_radius_m(job.earth_factor),
        (status, warnings, mode, loss_db, ratio, ratio_at_m),
    )
    return {
        "status": status,
        "warnings": np.where(status == 0, warnings | own["flags"].astype(np.int32), 0),
        "mode": mode,
        "loss_db": loss_db,
        "clearance_ratio": ratio,
        "clearance_at_m": ratio_at_m,
    }


def in_clutter_db(
    job: _Job, own: dict[str, npt.NDArray[Any]], batch: ProfileBatch, ends: Ends
) -> Floats:
    """What clutter takes from each pair."""
    if job.clutter is None:
        return np.zeros(len(batch.step_m))
    return clutter_losses_db(
        batch,
        job.clutter.along(batch, ends, step_m=job.step_m),
        job.clutter.table,
        tx_heights_m=own["height_m"],
        rx_height_m=job.receiver.height_m,
        frequencies_mhz=own["frequency_mhz"],
        earth_factor=job.earth_factor,
    )


def ray_elevations_deg(
    job: _Job, own: dict[str, npt.NDArray[Any]], batch: ProfileBatch, distance_m: Floats
) -> Floats:
    """Elevation of each ray at its sector; nan where there is no profile."""
    found = np.full(len(distance_m), np.nan)
    is_usable = batch.status == 0
    first, last = batch.starts[:-1][is_usable], batch.starts[1:][is_usable] - 1
    found[is_usable] = elevations_deg(
        batch.heights_m[first] + own["height_m"][is_usable],
        batch.heights_m[last] + job.receiver.height_m,
        distance_m[is_usable],
        job.earth_factor,
    )
    return found


def joined(parts: Sequence[Qualification]) -> Qualification:
    """The chunks as one, by address and falling power (pairs without power last)."""
    if not parts:
        return empty()
    columns = {
        name: np.concatenate([vars(part)[name] for part in parts]) for name in vars(parts[0])
    }
    order = np.lexsort((columns["sector"], -columns["received_dbm"], columns["address"]))
    return Qualification(**{name: column[order] for name, column in columns.items()})


def empty() -> Qualification:
    """No pair at all."""
    kinds: dict[str, Any] = dict.fromkeys(("address", "sector"), np.int64)
    kinds |= dict.fromkeys(("status", "mode", "warnings"), np.int32)
    names = [each.name for each in fields(Qualification)]
    columns: dict[str, npt.NDArray[Any]] = {
        name: np.empty(0, dtype=kinds.get(name, np.float64)) for name in names
    }
    return Qualification(**columns)
