"""What one sector reaches, at once: for a map on which it is dragged and turned.

The path loss of the newest places is held in memory, so that turning a sector repeats only its
pattern. Nothing is written.
"""

import math
import threading
from base64 import b64encode
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from guywire.engines.geo import EngineError
from guywire.engines.propagation import coverage, rasters
from guywire.kit.errors import DomainError, NotFound

from ...inputs.coverage_preview import CoveragePreviewInput
from ...models import AntennaPattern, CoverageStudy, Sector, Site
from ..objects import sector_of
from ..terrain import terrain_store
from .layers import Layer, signal_layer
from .planning import (
    FALLBACK_RESOLUTION_M,
    FINEST_USUAL_M,
    LEAST_STEPS,
    FrozenSector,
    Settings,
    grid_around,
    terrain_resolution_m,
)

MOST_STEPS = 400
"""Points between the sector and the edge: finer ones would keep the map waiting."""

MOST_RECEIVERS = 4_000_000
"""Of all maps that a process holds, twelve bytes each."""


class NoPreview(DomainError):
    """The sector cannot be computed; the message says why."""

    code = "not_computable"


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A preview's question as plain values; ``tenant_id`` keeps tenants' maps apart."""

    tenant_id: UUID
    sector: FrozenSector
    settings: Settings
    thresholds_dbm: Sequence[float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """``bounds``: west, south, east, north of the picture; ``gaps``: tiles that lack heights."""

    bounds: tuple[float, float, float, float]
    image: str
    layer: Layer
    reached_km2: dict[str, float]
    gaps: list[str]
    resolution_m: float


def question_of(tenant_id: UUID, given: CoveragePreviewInput) -> Question:
    """The sector as it stands, with what is given in place of its own. Raises NotFound."""
    sector = sector_of(given.sector_id) if given.sector_id else _blank()
    site = sector.site
    site.latitude = _either(given.latitude, site.latitude)
    site.longitude = _either(given.longitude, site.longitude)
    for name, own in (
        ("height_m", "height_m"), ("eirp_dbm", "eirp_dbm"), ("azimuth_deg", "azimuth_deg"),
        ("beamwidth_deg", "beamwidth_deg"), ("frequency_mhz", "center_frequency_mhz"),
        ("vertical_beamwidth_deg", "vertical_beamwidth_deg"),
        ("receiver_gain_dbi", "receiver_gain_dbi"),
    ):  # fmt: skip
        setattr(sector, own, _either(getattr(given, name), getattr(sector, own)))
    if given.tilt_deg is not None:
        sector.mechanical_tilt_deg = given.tilt_deg - sector.electrical_tilt_deg
    if given.antenna_pattern_id is not None:
        sector.antenna_pattern = _antenna(given.antenna_pattern_id)
    frozen = FrozenSector.of(sector)
    return Question(
        tenant_id=tenant_id,
        sector=frozen,
        settings=Settings(
            model=CoverageStudy.PropagationModel.ITM,
            receiver_height_m=given.receiver_height_m,
            radius_m=given.radius_m,
            resolution_m=_resolution_m(frozen, given),
            reliability_percent=50.0,
            confidence_percent=50.0,
        ),
        thresholds_dbm=given.thresholds_dbm,
    )


def previewed(question: Question) -> Preview:
    """The picture and the areas. Needs no database. Raises NoPreview."""
    settings, sector = question.settings, question.sector
    try:
        losses = _maps.path_loss(question.tenant_id, settings.request(sector))
        grid = grid_around([sector], settings.radius_m, settings.resolution_m)
        signal = coverage.signal_raster(losses, settings.emission(sector), grid)
    except EngineError as error:
        raise NoPreview(f"{str(error)[:1].upper()}{str(error)[1:]}.") from error
    layer = signal_layer(question.thresholds_dbm)
    part = rasters.part_of(grid, signal.window)
    picture = rasters.image(part, signal.values, layer.palette)
    return Preview(
        bounds=rasters.bounds(part),
        image=f"data:image/png;base64,{b64encode(picture).decode()}",
        layer=layer,
        reached_km2={
            f"{one.threshold:g}": round(one.area_km2, 4)
            for one in coverage.reached(signal, question.thresholds_dbm)
        },
        gaps=sorted({gap.tile for gap in losses.gaps}),
        resolution_m=settings.resolution_m,
    )


class Maps:
    """The newest path-loss maps of a process, within a bound."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._held: OrderedDict[tuple[UUID, str], coverage.PathLossMap] = OrderedDict()

    def path_loss(self, tenant_id: UUID, request: coverage.PathLossRequest) -> coverage.PathLossMap:
        store = terrain_store()
        name = tenant_id, request.key(store)
        with self._lock:
            found = self._held.get(name)
        if found is None:
            found = coverage.sweep(store, request)
        with self._lock:
            self._held[name] = found
            self._held.move_to_end(name)
            while sum(len(one.loss_db) for one in self._held.values()) > MOST_RECEIVERS:
                self._held.popitem(last=False)
        return found


_maps = Maps()


def _blank() -> Sector:
    """A sector that is nowhere saved, for values to be put on."""
    return Sector(site=Site(), technology="", bandwidth_mhz=0.0)


def _either(given: Any, own: Any) -> Any:
    return own if given is None else given


def _antenna(pattern_id: UUID) -> AntennaPattern:
    found = AntennaPattern.objects.filter(pk=pattern_id).first()
    if found is None:
        raise NotFound("There is no such antenna.", field="antenna_pattern_id")
    return found


def _resolution_m(sector: FrozenSector, given: CoveragePreviewInput) -> float:
    """As asked, else the terrain's; never so fine that the answer would take long."""
    terrain_m = max(terrain_resolution_m([sector]) or FALLBACK_RESOLUTION_M, FINEST_USUAL_M)
    finest_m = given.radius_m / MOST_STEPS
    wanted_m = max(given.resolution_m or round(terrain_m, 1), finest_m)
    return min(wanted_m, math.floor(given.radius_m / LEAST_STEPS * 10.0) / 10.0)
