"""Can we serve this place? Exact ITM on the real terrain, and why a sector cannot.

Range, beam, path loss (NTIA ITM, point to point), antenna pattern, line of sight and 60 % of the
first Fresnel zone. Where terrain is missing there is no answer, never an invented one.
"""

from dataclasses import dataclass, replace
from uuid import UUID

from django.db.models import Max

from guywire.engines import geo, propagation

from ..models import Sector
from ..models.sectors import full_name
from .arriving import Ground, arriving, clutter_reason, ground_to
from .calibrated import Calibrated, calibrated_at
from .heights import lacking, serving_height_m
from .nearest import NearestSector, nearest_sector
from .reasons import UNANSWERED, Length, Reason, Why
from .terrain import terrain_store

BEYOND_BEAM_DEG = 15.0
"""How far past the edge of its beam a sector is still computed."""

CONSIDERED_M = 40_000.0
"""Sectors farther away than this, and out of range, are not even named."""

MOST_REJECTED = 50
NEAREST_M = 1.0
"""Nearer than this a place is the site itself, where no direction means anything."""
AT_THE_SITE = "The place is the site itself: there is no path to compute."


@dataclass(frozen=True, slots=True, kw_only=True)
class Path:
    """What was computed between a sector and a place; dB, dBm, m, degrees.

    path_loss_db: over the bare ground. clutter_loss_db: what trees and houses take besides; None
    where the installation knows of none. clutter, clutter_height_m: what stands at the place.
    needed_height_m: above ground, for 60 % of the first Fresnel zone. serving_height_m: the lowest
    at which the place is served, up to 60 m; None where it is already, or where none does.
    """

    path_loss_db: float
    clutter_loss_db: float | None
    clutter: str
    clutter_height_m: float | None
    pattern_loss_db: float
    signal_dbm: float
    margin_db: float
    has_line_of_sight: bool
    has_clearance: bool
    clearance_ratio: float | None
    obstruction_at_m: float | None
    obstruction_clearance_m: float | None
    needed_height_m: float
    serving_height_m: float | None
    itm_mode: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SectorAnswer:
    """One sector seen from a place: azimuths point from either end to the other.

    clutter: what trees and houses cost, in words, whether it serves or not. calibrated: what
    measured signals say beside the model, where a calibration is in use.
    """

    sector_id: UUID
    sector: str
    site_id: UUID
    site: str
    technology: str
    status: str
    distance_m: float
    azimuth_deg: float
    back_azimuth_deg: float
    path: Path | None
    reasons: tuple[Reason, ...]
    clutter: Reason | None = None
    calibrated: Calibrated | None = None

    @property
    def full_name(self) -> str:
        return full_name(self.site, self.sector)

    @property
    def distance_km(self) -> float:
        return self.distance_m / 1000.0

    @property
    def sector_key(self) -> str:
        return str(self.sector_id)

    def in_units(self, units: str) -> "SectorAnswer":
        """The same, its reasons in a tenant's units."""
        clutter = self.clutter.in_units(units) if self.clutter else None
        reasons = tuple(one.in_units(units) for one in self.reasons)
        return replace(self, reasons=reasons, clutter=clutter)

    @property
    def can_serve(self) -> bool:
        return not self.reasons

    @property
    def unanswered(self) -> list[Reason]:
        """Why it is not known whether the sector serves; empty where it is known."""
        return [one for one in self.reasons if one.why in UNANSWERED]


@dataclass(frozen=True, slots=True, kw_only=True)
class Serviceability:
    """The answer for one place: the sectors that serve it, best margin first, and the others.

    ``rejected``: those that were computed come first, the nearest miss before the others.
    ``problem``: why "no" cannot be said; empty where the answer is yes or no. ``nearest``: the
    nearest sector that is not retired, however far, where none serves.
    """

    latitude: float
    longitude: float
    receive_height_m: float
    ground_elevation_m: float | None
    problem: str
    offers: tuple[SectorAnswer, ...]
    rejected: tuple[SectorAnswer, ...]
    nearest: NearestSector | None = None

    @property
    def is_serviceable(self) -> bool:
        return bool(self.offers)

    @property
    def calibration(self) -> str:
        """The name of the calibration in use; empty where none says anything of this place."""
        answers = (*self.offers, *self.rejected)
        return next((one.calibrated.calibration for one in answers if one.calibrated), "")

    def in_units(self, units: str) -> "Serviceability":
        """The same, its reasons in a tenant's units; the numbers stay metric."""
        offers, rejected = (
            tuple(one.in_units(units) for one in answers)
            for answers in (self.offers, self.rejected)
        )
        return replace(self, offers=offers, rejected=rejected)


def serviceability(
    latitude: float, longitude: float, receive_height_m: float = 5.0
) -> Serviceability:
    """What every sector near a place can do for an antenna at a height above its ground."""
    store = terrain_store()
    problem, ground = "", None
    try:
        ground = round(store.height_m(latitude, longitude), 1)
    except geo.TerrainError as error:
        problem = f"{str(error)[0].upper()}{str(error)[1:]}."
    answers = [
        sector_answer(store, sector, latitude, longitude, receive_height_m)
        for sector in sectors_near(latitude, longitude)
    ]
    beside = calibrated_at(latitude, longitude, [(one.sector_id, one.path) for one in answers])
    answers = [replace(one, calibrated=known) for one, known in zip(answers, beside, strict=True)]
    offers = sorted(
        (one for one in answers if one.can_serve and one.path),
        key=lambda one: -one.path.margin_db if one.path else 0.0,
    )
    rejected = sorted((one for one in answers if not one.can_serve), key=how_near)
    if not offers and not problem:
        problem = next((reason.text for one in rejected for reason in one.unanswered), "")
    return Serviceability(
        latitude=latitude,
        longitude=longitude,
        receive_height_m=receive_height_m,
        ground_elevation_m=ground,
        problem=problem,
        offers=tuple(offers),
        rejected=tuple(rejected[:MOST_REJECTED]),
        nearest=None if offers else nearest_sector(latitude, longitude),
    )


def how_near(answer: SectorAnswer) -> tuple[bool, float, float]:
    """The order of rejected sectors: the nearest miss first, then the nearest."""
    margin_db = answer.path.margin_db if answer.path else 0.0
    return answer.path is None, -margin_db, answer.distance_m


def candidate_sectors() -> list[Sector]:
    """Every sector that radiates, with its site and its antenna."""
    on_air = Sector.objects.filter(status=Sector.Status.ON_AIR).select_related("site")
    return list(on_air.prefetch_related("antenna_pattern").order_by("pk"))


def sectors_near(latitude: float, longitude: float) -> list[Sector]:
    """The sectors of the sites in the box that the widest range (at least 40 km) spans."""
    live = Sector.objects.exclude(status=Sector.Status.RETIRED)
    widest = live.aggregate(widest=Max("max_range_m"))["widest"] or 0.0
    box = geo.bounding_box(latitude, longitude, max(CONSIDERED_M, widest))
    inside = live.filter(site__latitude__range=(box.south, box.north))
    if box.west <= box.east:
        inside = inside.filter(site__longitude__range=(box.west, box.east))
    else:
        inside = inside.exclude(site__longitude__gt=box.east, site__longitude__lt=box.west)
    inside = inside.select_related("site").prefetch_related("antenna_pattern")
    return list(inside.order_by("pk"))


def sector_answer(
    store: geo.TerrainStore, sector: Sector, latitude: float, longitude: float, height_m: float
) -> SectorAnswer:
    """A sector seen from a place."""
    site = sector.site
    here, there = (site.latitude, site.longitude), (latitude, longitude)
    distance_m = geo.distance_m(*here, *there)
    azimuth = geo.azimuth_deg(*here, *there)
    reasons = without_terrain(sector, distance_m, azimuth)
    path = clutter = None
    if not reasons:
        path, clutter, reasons = _path(store, sector, there, azimuth, height_m)
    return SectorAnswer(
        sector_id=sector.pk,
        sector=sector.name,
        site_id=site.pk,
        site=site.name,
        technology=sector.get_technology_display(),
        status=sector.status,
        distance_m=round(distance_m, 1),
        azimuth_deg=round(azimuth, 1),
        back_azimuth_deg=round(geo.azimuth_deg(*there, *here), 1),
        path=path,
        reasons=tuple(reasons),
        clutter=clutter,
    )


def without_terrain(sector: Sector, distance_m: float, azimuth: float) -> list[Reason]:
    """The reasons against a sector that need no terrain."""
    reasons = []
    if sector.status != Sector.Status.ON_AIR:
        text = f"Not on air: {sector.get_status_display().lower()}."
        reasons.append(Reason(Why.NOT_ON_AIR, text))
    if distance_m > sector.max_range_m:
        lengths = Length(distance_m), Length(sector.max_range_m)
        text = "Out of range: {} away, it reaches {}."
        reasons.append(Reason(Why.OUT_OF_RANGE, text, lengths))
    if distance_m < NEAREST_M:
        return [*reasons, Reason(Why.NOT_COMPUTABLE, AT_THE_SITE)]
    off = geo.angle_between_deg(azimuth, sector.azimuth_deg)
    if sector.beamwidth_deg < 360 and off > sector.beamwidth_deg / 2 + BEYOND_BEAM_DEG:
        text = f"Outside the beam: {off:.0f}° off its direction of {sector.azimuth_deg:.0f}°."
        reasons.append(Reason(Why.OUTSIDE_BEAM, text))
    return reasons


def _path(
    store: geo.TerrainStore,
    sector: Sector,
    there: tuple[float, float],
    azimuth: float,
    height_m: float,
) -> tuple[Path | None, Reason | None, list[Reason]]:
    """The path as computed, what clutter costs on it, and what speaks against it."""
    try:
        ground = ground_to(store, sector, there)
        path = _computed(ground, sector, azimuth, height_m)
    except geo.TerrainError as error:
        return None, None, [Reason(Why.TERRAIN_MISSING, f"No answer: {error}.")]
    except geo.EngineError as error:
        return None, None, [Reason(Why.NOT_COMPUTABLE, f"Not computable: {error}.")]
    clutter = clutter_reason(ground, path.clutter_loss_db or 0.0, height_m)
    return path, clutter, _too_weak(path, height_m, clutter)


def _computed(ground: Ground, sector: Sector, azimuth: float, height_m: float) -> Path:
    """Loss, pattern, sight and power over a path. Raises EngineError for input out of range."""
    found = arriving(ground, sector, azimuth, height_m)
    sight = propagation.line_of_sight(
        ground.profile,
        tx_height_m=sector.height_m,
        rx_height_m=height_m,
        frequency_mhz=sector.center_frequency_mhz,
    )
    margin_db, worst = round(found.signal_dbm - sector.receive_threshold_dbm, 1), sight.worst

    def margin_at(height: float) -> float:
        higher = arriving(ground, sector, azimuth, height)
        return higher.signal_dbm - sector.receive_threshold_dbm

    return Path(
        path_loss_db=round(found.loss.loss_db, 2),
        clutter_loss_db=None if found.clutter_db is None else round(found.clutter_db, 1),
        clutter=ground.clutter_class,
        clutter_height_m=None if found.clutter_db is None else ground.top_m,
        pattern_loss_db=round(-found.gain_db, 2),
        signal_dbm=round(found.signal_dbm, 1),
        margin_db=margin_db,
        has_line_of_sight=sight.has_line_of_sight,
        has_clearance=sight.has_clearance,
        clearance_ratio=round(worst.clearance_ratio, 2) if worst else None,
        obstruction_at_m=round(worst.distance_m, 1) if worst else None,
        obstruction_clearance_m=round(worst.clearance_m, 1) if worst else None,
        needed_height_m=round(height_m + sight.extra_rx_m, 1),
        serving_height_m=serving_height_m(margin_at, height_m) if margin_db < 0 else None,
        itm_mode=found.loss.mode.name.lower().replace("_", " "),
    )


def _too_weak(path: Path, height_m: float, clutter: Reason | None) -> list[Reason]:
    if path.margin_db >= 0:
        return []
    reasons = []
    clearance, at = path.obstruction_clearance_m, path.obstruction_at_m
    if not path.has_line_of_sight and clearance is not None and at is not None:
        lengths = Length(-clearance, "high"), Length(at)
        text = "Obstructed: the ground rises {} into the path at {}."
        reasons.append(Reason(Why.OBSTRUCTED, text, lengths))
    if clutter is not None:
        reasons.append(clutter)
    return [*reasons, lacking(-path.margin_db, height_m, path.serving_height_m)]
