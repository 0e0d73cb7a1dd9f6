"""Many places at once: the engine's exact ITM over the strongest candidate sectors of each."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from guywire.engines import geo, propagation
from guywire.engines.propagation.reach import candidate_counts

from ..models import Sector
from .addresses import find_addresses
from .arriving import LEAST_TOLD_DB
from .calibrated import calibration_in_use, clutter_classes
from .ground_cover import ground_cover
from .radiating import beyond_model, is_known, radiating
from .reasons import Length
from .rows import QualificationRow
from .serviceability import (
    AT_THE_SITE,
    NEAREST_M,
    candidate_sectors,
    without_terrain,
)
from .terrain import terrain_store

CANDIDATES = 5
HEIGHT_DIGITS = 1
"""Rows that differ by less than a decimetre are computed together."""
NEAR_DEG = 0.002
"""Addresses that lie closer, such as flats of one house, are one place."""
FIRST_ITM_ERROR = 1000
MOST_NEXT = 4
State = QualificationRow.State
Floats = npt.NDArray[np.float64]
Costs = dict[int, float]
"""What clutter takes from the strongest sector of a row, dB."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Manner:
    """How the rows of a run are asked about; patch_radius_m: 0 asks about the place alone.
    units: what reasons are told in."""

    receive_height_m: float = 5.0
    patch_radius_m: float = 0.0
    units: str = "metric"


def points_of(patch_radius_m: float) -> int:
    """How many points are computed for each row."""
    return len(propagation.patch_points(0.0, 0.0, patch_radius_m)[0])


def qualify_rows(rows: Sequence[QualificationRow], manner: Manner) -> None:
    """Fill in the answer of each row: served by whom, or why not. Nothing is saved here."""
    for row in rows:
        _locate(row)
    known: list[Sector] = []
    beyond: list[Sector] = []
    for one in candidate_sectors():
        (known if is_known(one) else beyond).append(one)
    heights: dict[float, list[QualificationRow]] = {}
    for row in rows:
        if row.state == State.WAITING:
            own_m = None if row.height_m is None else round(row.height_m, HEIGHT_DIGITS)
            height_m = own_m or manner.receive_height_m
            heights.setdefault(height_m, []).append(row)
    for height_m, placed in heights.items():
        _qualify(placed, known, beyond, replace(manner, receive_height_m=height_m))


def _qualify(
    placed: Sequence[QualificationRow],
    known: Sequence[Sector],
    beyond: Sequence[Sector],
    manner: Manner,
) -> None:
    """Rows of one height of the receiver."""
    for row in placed:
        row.state, row.reason = State.UNSERVED, "No sector on air looks this way within its range."
    costs: Costs = {}
    if known:
        costs |= _compute(placed, known, manner, CANDIDATES)
    if len(known) > CANDIDATES:
        # "no" is said only after every sector in reach has been computed
        missed = [row for row in placed if row.state != State.SERVED and row.sector]
        more = _with_more(missed, known, manner)
        costs |= _compute(more, known, manner, len(known))
    for row in placed:
        if row.state != State.SERVED:
            _doubt(row, beyond)
    _calibrate([row for row in placed if row.sector and row.signal_dbm is not None], costs)


def _calibrate(rows: Sequence[QualificationRow], costs: "Costs") -> None:
    """What the calibration in use says of each row's best sector; no yes or no depends on it."""
    in_use = calibration_in_use()
    if in_use is None or not rows:
        return
    places = [
        (row.spot_latitude or row.latitude, row.spot_longitude or row.longitude) for row in rows
    ]
    classes = clutter_classes([at[0] or 0.0 for at in places], [at[1] or 0.0 for at in places])
    for row, clutter_class in zip(rows, classes, strict=True):
        sector, signal_dbm = row.sector, row.signal_dbm
        if sector is not None and signal_dbm is not None:
            least_dbm, cost_db = sector.receive_threshold_dbm, costs.get(row.line)
            found = in_use.of(sector.pk, clutter_class, signal_dbm, least_dbm, cost_db)
            row.corrected_dbm, row.probability = found.signal_dbm, found.probability


def _locate(row: QualificationRow) -> None:
    """The position of an address by the imported file."""
    if row.latitude is not None and row.longitude is not None:
        return
    found = find_addresses(row.address, limit=5)
    if not found:
        row.state, row.reason = State.BAD, "The address is not in the address file."
        return
    first = found[0]
    for other in found[1:]:
        if (
            max(abs(other.latitude - first.latitude), abs(other.longitude - first.longitude))
            > NEAR_DEG
        ):
            row.state, row.reason = State.BAD, f"The address may mean {first} or {other}."
            return
    row.latitude, row.longitude = found[0].latitude, found[0].longitude


def _compute(
    rows: Sequence[QualificationRow],
    sectors: Sequence[Sector],
    manner: Manner,
    candidates: int,
) -> Costs:
    """The best sector and spot of each row; without a yes, what could not be computed."""
    costs: Costs = {}
    if not rows:
        return costs
    north, east, points = _ground(rows, manner.patch_radius_m)
    pairs = propagation.qualify(
        terrain_store(),
        north,
        east,
        radiating(sectors),
        receiver=propagation.Receiver(height_m=manner.receive_height_m),
        candidates=candidates,
        clutter=ground_cover(),
    )
    best = propagation.patches(pairs, points, nearest_m=NEAREST_M)
    firsts = np.flatnonzero(np.diff(best.patch, prepend=-1)).tolist()
    for start, stop in pairwise([*firsts, len(best)]):
        row, own = rows[int(best.patch[start])], range(start, stop)
        pair = int(best.pair[start])
        _judge(row, sectors, pairs, best, own)
        costs[row.line] = float(pairs.clutter_db[pair])
        blocked_at_m = float(pairs.clearance_at_m[pair])
        row.reason = _too_weak(row, blocked_at_m, costs[row.line], manner.units)
        if manner.patch_radius_m:
            at = int(pairs.address[pair])
            row.spot_latitude = round(float(north[at]), 6)
            row.spot_longitude = round(float(east[at]), 6)
    _leave_open(rows, sectors, pairs, (north, east), points)
    return costs


def _with_more(
    rows: Sequence[QualificationRow], sectors: Sequence[Sector], manner: Manner
) -> list[QualificationRow]:
    """Those with more sectors in reach of a point than have been computed."""
    if not rows:
        return []
    north, east, points = _ground(rows, manner.patch_radius_m)
    counts = candidate_counts(north, east, radiating(sectors), most=CANDIDATES + 1)
    most = counts.reshape(len(rows), points).max(axis=1)
    return [row for row, count in zip(rows, most.tolist(), strict=True) if count > CANDIDATES]


def _ground(rows: Sequence[QualificationRow], radius_m: float) -> tuple[Floats, Floats, int]:
    """Latitudes and longitudes of the points of all rows, and how many are each row's."""
    places = [(row.latitude or 0.0, row.longitude or 0.0) for row in rows]
    if not radius_m:
        north, east = np.array(places).T
        return north, east, 1
    patches = [propagation.patch_points(*place, radius_m) for place in places]
    north, east = (np.concatenate(parts) for parts in zip(*patches, strict=True))
    return north, east, len(patches[0][0])


def _judge(
    row: QualificationRow,
    sectors: Sequence[Sector],
    pairs: "propagation.Qualification",
    best: "propagation.Patches",
    own: range,
) -> None:
    """What the strongest sector gives the row; the next ones behind it."""
    pair, sector = int(best.pair[own.start]), sectors[int(best.sector[own.start])]
    margin_db = float(best.received_dbm[own.start])
    row.sector, row.sector_name = sector, sector.full_name
    row.distance_m = round(float(pairs.distance_m[pair]), 1)
    row.azimuth_deg = round(float(pairs.azimuth_deg[pair]), 1)
    row.signal_dbm = round(margin_db + sector.receive_threshold_dbm, 1)
    row.margin_db = round(margin_db, 1)
    row.has_line_of_sight = bool(pairs.has_line_of_sight[pair])
    row.next_sectors = "; ".join(
        f"{sectors[int(best.sector[at])].full_name} {float(best.received_dbm[at]):+.1f} dB"
        for at in own[1 : 1 + MOST_NEXT]
    )
    if row.margin_db >= 0:
        row.state = State.SERVED


def _too_weak(row: QualificationRow, blocked_at_m: float, cost_db: float, units: str) -> str:
    """Why the strongest sector does not serve the row; "" where it does."""
    if row.state == State.SERVED or row.margin_db is None:
        return ""
    blocked = ""
    if not row.has_line_of_sight:
        blocked = f"Obstructed at {Length(blocked_at_m).written(units)}. "
    if cost_db >= LEAST_TOLD_DB:
        blocked += f"Trees or houses cost {cost_db:.1f} dB. "
    return f"{blocked}Too weak: {-row.margin_db:.1f} dB below what it needs."


def _leave_open(
    rows: Sequence[QualificationRow],
    sectors: Sequence[Sector],
    pairs: "propagation.Qualification",
    ground: tuple[Floats, Floats],
    points: int,
) -> None:
    """Without a yes, a pair that could not be computed forbids a no."""
    gaps = np.flatnonzero((pairs.status != 0) | (pairs.distance_m < NEAREST_M))
    owners = pairs.address[gaps] // points
    for at in np.unique(owners, return_index=True)[1].tolist():
        row, pair = rows[int(owners[at])], int(gaps[at])
        if row.state == State.SERVED:
            continue
        sector, spot = sectors[int(pairs.sector[pair])], int(pairs.address[pair])
        if row.sector is None:
            row.sector, row.sector_name = sector, sector.full_name
            row.azimuth_deg = round(float(pairs.azimuth_deg[pair]), 1)
        row.state = State.UNKNOWN
        there = (float(ground[0][spot]), float(ground[1][spot]))
        row.reason = _problem(there, sector, int(pairs.status[pair]))


def _problem(there: tuple[float, float], sector: Sector, status: int) -> str:
    """Why a pair has no answer, in the words of a single question."""
    if status >= FIRST_ITM_ERROR:
        return f"Not computable: {propagation.ItmError(propagation.ItmErrorCode(status))}."
    here = (sector.site.latitude, sector.site.longitude)
    try:
        terrain_store().profile(*here, *there)
    except geo.TerrainError as error:
        return f"No answer: {error}."
    except geo.EngineError:
        pass
    return AT_THE_SITE


def _doubt(row: QualificationRow, beyond: Sequence[Sector]) -> None:
    """A sector in reach whose frequency the model does not cover leaves the answer open."""
    there = (row.latitude or 0.0, row.longitude or 0.0)
    for sector in beyond:
        here = (sector.site.latitude, sector.site.longitude)
        if without_terrain(sector, geo.distance_m(*here, *there), geo.azimuth_deg(*here, *there)):
            continue
        row.state = State.UNKNOWN
        row.reason = beyond_model(sector)
        return
