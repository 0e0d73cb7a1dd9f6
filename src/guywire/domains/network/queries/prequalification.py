"""The best spot of a patch of ground decides: what sales may promise, what engineering can build.

Around the address lies a lattice of points (``propagation.patch_points``); exact ITM from every
sector in reach to every one of them. Sales asks for more margin than engineering: "likely" leaves
room for what no model knows, such as trees.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from uuid import UUID

from guywire.engines import geo, propagation

from ..models import Sector
from .calibrated import Chance, calibration_in_use, chance_of, clutter_classes, percent_of
from .ground_cover import ground_cover
from .nearest import NearestSector, nearest_sector
from .radiating import beyond_model, is_known, least_dbm, radiating
from .reasons import Length, Reason, Why
from .serviceability import (
    MOST_REJECTED,
    NEAREST_M,
    SectorAnswer,
    how_near,
    sector_answer,
    sectors_near,
    without_terrain,
)
from .terrain import terrain_store

MOST_SPOTS = 6
PATCH_M = 20.0
LIKELY_DB, MAYBE_DB = 10.0, 0.0


class Verdict(StrEnum):
    """What may be told to somebody who asks for service."""

    LIKELY = "likely"
    MAYBE = "maybe"
    NO = "no"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class PatchQuestion:
    """How a patch is asked about.

    max_distance_m: sectors farther away are left out. needs_sight: only spots with line of sight
    count. cut_off_dbm: the least signal, in place of each sector's own. percentile: 100 lets the
    best spot decide, 75 what a quarter of the patch reaches. sector_ids, technologies: only these,
    all where there are none. likely_db, maybe_db: least margins.
    """

    receive_height_m: float = 5.0
    radius_m: float = PATCH_M
    max_distance_m: float | None = None
    needs_sight: bool = False
    cut_off_dbm: float | None = None
    percentile: float = 100.0
    sector_ids: frozenset[UUID] = field(default_factory=frozenset)
    technologies: frozenset[str] = field(default_factory=frozenset)
    likely_db: float = LIKELY_DB
    maybe_db: float = MAYBE_DB


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """The patch's best spot for a sector; ``signal_dbm`` and ``margin_db`` are those that decide.

    answer: the sector seen from the spot. share: of the patch's points that the sector reaches.
    """

    answer: SectorAnswer
    latitude: float
    longitude: float
    from_place_m: float
    direction_deg: float
    signal_dbm: float
    margin_db: float
    share: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Prequalification:
    """The answer for a patch: spots best margin first, those that do not serve behind.

    problem: why "no" cannot be said. rejected: where none serves, every sector near seen from the
    strongest spot, and why it cannot. nearest: as in ``Serviceability``.
    """

    latitude: float
    longitude: float
    question: PatchQuestion
    point_count: int
    spots: tuple[Spot, ...]
    problem: str = ""
    rejected: tuple[SectorAnswer, ...] = ()
    nearest: NearestSector | None = None

    @property
    def best(self) -> Spot | None:
        return self.spots[0] if self.spots else None

    @property
    def margin_db(self) -> float | None:
        """Engineering's figure: of the best spot, in dB; None if no sector is heard."""
        return self.spots[0].margin_db if self.spots else None

    @property
    def probability(self) -> float | None:
        """By the calibration in use, that the likeliest sector serves its best spot; None without
        one. No verdict depends on it."""
        known = [one.answer.calibrated for one in self.spots]
        return max((one.probability for one in known if one), default=None)

    @property
    def chance(self) -> Chance | None:
        """The same in a word."""
        return None if self.probability is None else chance_of(self.probability)

    @property
    def percent(self) -> float | None:
        """The same in percent, never told as certain."""
        return None if self.probability is None else percent_of(self.probability)

    @property
    def is_serviceable(self) -> bool:
        return self.margin_db is not None and self.margin_db >= 0.0

    @property
    def verdict(self) -> Verdict:
        """Sales' answer."""
        margin_db = self.margin_db
        if margin_db is not None and margin_db >= self.question.likely_db:
            return Verdict.LIKELY
        if margin_db is not None and margin_db >= self.question.maybe_db:
            return Verdict.MAYBE
        return Verdict.UNKNOWN if self.problem else Verdict.NO

    def in_units(self, units: str) -> "Prequalification":
        """The same, its reasons in a tenant's units."""
        spots = tuple(replace(one, answer=one.answer.in_units(units)) for one in self.spots)
        rejected = tuple(one.in_units(units) for one in self.rejected)
        return replace(self, spots=spots, rejected=rejected)


def prequalify(latitude: float, longitude: float, question: PatchQuestion) -> Prequalification:
    """What the sectors in reach can do for the best spot around a place."""
    asked = Prequalification(
        latitude=latitude, longitude=longitude, question=question, point_count=0, spots=()
    )
    near = [
        one
        for one in sectors_near(latitude, longitude)
        if (not question.sector_ids or one.pk in question.sector_ids)
        and (not question.technologies or one.technology in question.technologies)
    ]
    patch = propagation.patch_points(latitude, longitude, question.radius_m)
    points = list(zip(patch[0].tolist(), patch[1].tolist(), strict=True))
    on_air = [one for one in near if one.status == Sector.Status.ON_AIR]
    spots, problem = _heard(asked, points, [one for one in on_air if is_known(one)])
    answer = replace(asked, point_count=len(points), spots=tuple(spots))
    if answer.is_serviceable:
        return answer
    problem = problem or _beyond(asked, [one for one in on_air if not is_known(one)])
    return _refused(replace(answer, problem=problem), near)


Point = tuple[float, float]


def _heard(
    asked: Prequalification, points: Sequence[Point], sectors: Sequence[Sector]
) -> tuple[list[Spot], str]:
    """The best spot of each sector that the patch hears, and why some path has no answer."""
    if not sectors:
        return [], ""
    question = asked.question
    north, east = zip(*points, strict=True)
    try:
        clutter = ground_cover()
    except geo.EngineError as error:
        return [], f"Not computable: {error}."
    found = propagation.qualify(
        terrain_store(),
        north,
        east,
        radiating(sectors, cut_off_dbm=question.cut_off_dbm, farthest_m=question.max_distance_m),
        receiver=propagation.Receiver(height_m=question.receive_height_m),
        candidates=len(sectors),
        clutter=clutter,
    )
    whole = propagation.patches(
        found,
        len(points),
        percentile=question.percentile,
        needs_sight=question.needs_sight,
        nearest_m=NEAREST_M,
    )
    spots = [
        _spot(asked, sectors[sector], points[int(found.address[pair])], margin_db, heard)
        for sector, pair, margin_db, heard in zip(
            whole.sector[:MOST_SPOTS].tolist(),
            whole.pair[:MOST_SPOTS].tolist(),
            whole.received_dbm[:MOST_SPOTS].tolist(),
            (whole.heard[:MOST_SPOTS] / len(points)).tolist(),
            strict=True,
        )
        if math.isfinite(margin_db)
    ]
    spots = _calibrated(spots)
    return spots, _gap(asked, points, sectors, found)


def _gap(
    asked: Prequalification,
    points: Sequence[Point],
    sectors: Sequence[Sector],
    found: "propagation.Qualification",
) -> str:
    """Why a pair could not be computed; "" if all were."""
    gaps = ((found.status != 0) | (found.distance_m < NEAREST_M)).nonzero()[0].tolist()
    if not gaps:
        return ""
    sector, at = sectors[int(found.sector[gaps[0]])], points[int(found.address[gaps[0]])]
    missed = sector_answer(terrain_store(), sector, *at, asked.question.receive_height_m)
    return next((reason.text for reason in missed.unanswered), "")


def _spot(
    asked: Prequalification, sector: Sector, at: Point, margin_db: float, share: float
) -> Spot:
    place, question = (asked.latitude, asked.longitude), asked.question
    seen = sector_answer(terrain_store(), sector, *at, question.receive_height_m)
    away_m = geo.distance_m(*place, *at)
    least = least_dbm(sector, question.cut_off_dbm)
    return Spot(
        answer=seen,
        latitude=round(at[0], 6),
        longitude=round(at[1], 6),
        from_place_m=round(away_m, 1),
        direction_deg=round(geo.azimuth_deg(*place, *at), 1) if away_m > 0.1 else 0.0,
        signal_dbm=round(margin_db + least, 1),
        margin_db=round(margin_db, 1) + 0.0,
        share=round(share, 3),
    )


def _calibrated(spots: Sequence[Spot]) -> list[Spot]:
    """The spots with what the calibration in use says of the signals that decide."""
    in_use = calibration_in_use()
    if in_use is None or not spots:
        return list(spots)
    classes = clutter_classes([one.latitude for one in spots], [one.longitude for one in spots])
    found = []
    for one, clutter_class in zip(spots, classes, strict=True):
        path = one.answer.path
        known = in_use.of(
            one.answer.sector_id,
            clutter_class,
            one.signal_dbm,
            one.signal_dbm - one.margin_db,
            path.clutter_loss_db if path else None,
        )
        found.append(replace(one, answer=replace(one.answer, calibrated=known)))
    return found


def _beyond(asked: Prequalification, sectors: Sequence[Sector]) -> str:
    """Why a sector that the model does not cover leaves the answer open; "" if none does."""
    for sector in sectors:
        ends = (sector.site.latitude, sector.site.longitude, asked.latitude, asked.longitude)
        away_m = geo.distance_m(*ends)
        most_m = asked.question.max_distance_m
        if most_m is not None and away_m > most_m:
            continue
        if not without_terrain(sector, away_m, geo.azimuth_deg(*ends)):
            return beyond_model(sector)
    return ""


def _refused(answer: Prequalification, near: Sequence[Sector]) -> Prequalification:
    """With the reasons of every sector near, seen from the strongest spot."""
    best = answer.best
    at = (best.latitude, best.longitude) if best else (answer.latitude, answer.longitude)
    height_m = answer.question.receive_height_m
    seen = [sector_answer(terrain_store(), one, *at, height_m) for one in near]
    rejected = sorted((_with_wishes(one, answer.question) for one in seen), key=how_near)
    return replace(
        answer,
        rejected=tuple(rejected[:MOST_REJECTED]),
        nearest=nearest_sector(answer.latitude, answer.longitude),
    )


def _with_wishes(answer: SectorAnswer, question: PatchQuestion) -> SectorAnswer:
    """The reasons of the question itself before those of the ground."""
    reasons = []
    if question.max_distance_m is not None and answer.distance_m > question.max_distance_m:
        lengths = Length(answer.distance_m), Length(question.max_distance_m)
        text = "Too far: {} away, and at most {} was asked for."
        reasons.append(Reason(Why.OUT_OF_RANGE, text, lengths))
    path = answer.path
    if path is not None and question.needs_sight and not path.has_line_of_sight:
        reasons.append(Reason(Why.NO_SIGHT, "No line of sight, and it was asked for."))
    least = question.cut_off_dbm
    if path is not None and least is not None and path.signal_dbm < least:
        text = f"Below the signal asked for: {path.signal_dbm:.1f} of {least:.1f} dBm."
        reasons.append(Reason(Why.BELOW_THRESHOLD, text))
    if path is not None and not reasons and not answer.reasons:
        text = f"Served at too few spots: percentile {question.percentile:g} was asked for."
        reasons.append(Reason(Why.BELOW_THRESHOLD, text))
    return replace(answer, reasons=(*reasons, *answer.reasons))
