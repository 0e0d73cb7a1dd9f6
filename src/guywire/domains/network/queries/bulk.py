"""Many places at once: the engine's exact ITM over the strongest candidate sectors of each."""

from collections.abc import Sequence

import numpy as np

from guywire.engines import geo, propagation

from ..models import QualificationRow, Sector
from .addresses import find_addresses
from .serviceability import candidate_sectors, pattern_of
from .terrain import terrain_store

CANDIDATES = 5
NEAR_DEG = 0.002
"""Addresses that lie closer, such as flats of one house, are one place."""
LOWEST_MHZ, HIGHEST_MHZ = 20.0, 20_000.0
SAME_POINT, TERRAIN_MISSING, TERRAIN_VOID = 1, 2, 3
State = QualificationRow.State


def qualify_rows(rows: Sequence[QualificationRow], receive_height_m: float) -> None:
    """Fill in the answer of each row: served by whom, or why not. Nothing is saved here."""
    for row in rows:
        _locate(row)
    placed = [row for row in rows if row.state == State.WAITING]
    sectors = [
        one for one in candidate_sectors() if LOWEST_MHZ <= one.center_frequency_mhz <= HIGHEST_MHZ
    ]
    for row in placed:
        row.state, row.reason = State.UNSERVED, "No sector on air looks this way within its range."
    if placed and sectors:
        _compute(placed, sectors, receive_height_m)


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
    rows: Sequence[QualificationRow], sectors: Sequence[Sector], receive_height_m: float
) -> None:
    # A sector's gain at the customer counts for the choice of candidates as its power does.
    radiating = [
        propagation.Sector(
            latitude=one.site.latitude,
            longitude=one.site.longitude,
            height_m=one.height_m,
            frequency_mhz=one.center_frequency_mhz,
            eirp_dbm=one.eirp_dbm + one.receiver_gain_dbi,
            pattern=pattern_of(one),
            range_m=one.max_range_m,
        )
        for one in sectors
    ]
    pairs = propagation.qualify(
        terrain_store(),
        [row.latitude or 0.0 for row in rows],
        [row.longitude or 0.0 for row in rows],
        radiating,
        receiver=propagation.Receiver(height_m=receive_height_m),
        candidates=CANDIDATES,
    )
    thresholds = np.array([one.receive_threshold_dbm for one in sectors])
    margins = pairs.received_dbm - thresholds[pairs.sector]
    ranked = np.lexsort((-np.nan_to_num(margins, nan=-np.inf), pairs.address))
    seen: set[int] = set()
    for pair in ranked.tolist():
        index = int(pairs.address[pair])
        if index not in seen:
            seen.add(index)
            _fill(rows[index], sectors[int(pairs.sector[pair])], pairs, pair, float(margins[pair]))


def _fill(
    row: QualificationRow,
    sector: Sector,
    pairs: "propagation.Qualification",
    pair: int,
    margin_db: float,
) -> None:
    row.sector, row.sector_name = sector, sector.full_name
    row.distance_m = round(float(pairs.distance_m[pair]), 1)
    row.azimuth_deg = round(float(pairs.azimuth_deg[pair]), 1)
    status = int(pairs.status[pair])
    if status:
        row.reason = _problem(status, row)
        return
    row.signal_dbm = round(float(pairs.received_dbm[pair]), 1)
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


def _problem(status: int, row: QualificationRow) -> str:
    if status == SAME_POINT:
        return "The place is the site itself: there is no path to compute."
    if status in {TERRAIN_MISSING, TERRAIN_VOID}:
        tile = geo.srtm_name(row.latitude or 0.0, row.longitude or 0.0)
        kind = "No terrain" if status == TERRAIN_MISSING else "A void in the terrain"
        return f"{kind} on the path: add a tile that covers it, such as {tile}."
    return f"Not computable (ITM error {status})."
