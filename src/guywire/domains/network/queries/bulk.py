"""Many places at once: the engine's exact ITM over the strongest candidate sectors of each."""

from collections.abc import Sequence

import numpy as np

from guywire.engines import geo, propagation

from ..models import QualificationRow, Sector
from .addresses import find_addresses
from .radiating import beyond_model, is_known, radiating
from .serviceability import (
    AT_THE_SITE,
    NEAREST_M,
    candidate_sectors,
    without_terrain,
)
from .terrain import terrain_store

CANDIDATES = 5
NEAR_DEG = 0.002
"""Addresses that lie closer, such as flats of one house, are one place."""
FIRST_ITM_ERROR = 1000
State = QualificationRow.State


def qualify_rows(rows: Sequence[QualificationRow], receive_height_m: float) -> None:
    """Fill in the answer of each row: served by whom, or why not. Nothing is saved here."""
    for row in rows:
        _locate(row)
    placed = [row for row in rows if row.state == State.WAITING]
    known: list[Sector] = []
    beyond: list[Sector] = []
    for one in candidate_sectors():
        (known if is_known(one) else beyond).append(one)
    for row in placed:
        row.state, row.reason = State.UNSERVED, "No sector on air looks this way within its range."
    if known:
        _compute(placed, known, receive_height_m, CANDIDATES)
    if len(known) > CANDIDATES:
        # "no" is said only after every sector in reach has been computed
        missed = [row for row in placed if row.state != State.SERVED and row.sector]
        _compute(missed, known, receive_height_m, len(known))
    for row in placed:
        if row.state != State.SERVED:
            _doubt(row, beyond)


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
    receive_height_m: float,
    candidates: int,
) -> None:
    if not rows:
        return
    pairs = propagation.qualify(
        terrain_store(),
        [row.latitude or 0.0 for row in rows],
        [row.longitude or 0.0 for row in rows],
        radiating(sectors),
        receiver=propagation.Receiver(height_m=receive_height_m),
        candidates=candidates,
    )
    firsts = np.flatnonzero(np.diff(pairs.address, prepend=-1)).tolist()
    for start, stop in zip(firsts, [*firsts[1:], len(pairs)], strict=True):
        _fill(rows[int(pairs.address[start])], sectors, pairs, range(start, stop))


def _fill(
    row: QualificationRow,
    sectors: Sequence[Sector],
    pairs: "propagation.Qualification",
    own: range,
) -> None:
    """The best of a row's pairs; without a yes, a pair that could not be computed forbids a no."""
    computed = [pair for pair in own if _is_computed(pairs, pair)]
    best = next(iter(computed), own[0])
    sector = sectors[int(pairs.sector[best])]
    row.sector, row.sector_name = sector, sector.full_name
    row.distance_m = round(float(pairs.distance_m[best]), 1)
    row.azimuth_deg = round(float(pairs.azimuth_deg[best]), 1)
    if computed:
        _judge(row, sector, pairs, best)
    if row.state != State.SERVED and len(computed) < len(own):
        gap = next(pair for pair in own if pair not in computed)
        row.state = State.UNKNOWN
        row.reason = _problem(row, sectors[int(pairs.sector[gap])], int(pairs.status[gap]))


def _is_computed(pairs: "propagation.Qualification", pair: int) -> bool:
    return int(pairs.status[pair]) == 0 and float(pairs.distance_m[pair]) >= NEAREST_M


def _judge(
    row: QualificationRow, sector: Sector, pairs: "propagation.Qualification", pair: int
) -> None:
    margin_db = float(pairs.received_dbm[pair])
    row.signal_dbm = round(margin_db + sector.receive_threshold_dbm, 1)
    row.margin_db = round(margin_db, 1)
    row.has_line_of_sight = bool(pairs.has_line_of_sight[pair])
    if row.margin_db >= 0:
        row.state, row.reason = State.SERVED, ""
        return
    blocked = ""
    if not row.has_line_of_sight:
        at_km = float(pairs.clearance_at_m[pair]) / 1000
        blocked = f"Obstructed at {at_km:.1f} km. "
    row.reason = f"{blocked}Too weak: {-row.margin_db:.1f} dB below what it needs."


def _problem(row: QualificationRow, sector: Sector, status: int) -> str:
    """Why a pair has no answer, in the words of a single question."""
    if status >= FIRST_ITM_ERROR:
        return f"Not computable: {propagation.ItmError(propagation.ItmErrorCode(status))}."
    here = (sector.site.latitude, sector.site.longitude)
    try:
        terrain_store().profile(*here, row.latitude or 0.0, row.longitude or 0.0)
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
