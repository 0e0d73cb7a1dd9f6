"""Operations that answer whether a place can be served."""

from typing import Annotated, Any
from uuid import UUID

from ninja import Query, Router
from pydantic import BaseModel, ConfigDict, Field

from guywire.kit.access import ActorRequest, declare, needs

from ..queries.geocoding import places_of
from ..queries.nearest import NearestSector
from ..queries.objects import sector_of
from ..queries.panels import PlaceAnswer, panels_for
from ..queries.profiles import path_profile
from ..queries.serviceability import SectorAnswer, serviceability

CHECK = declare("network.serviceability.check", "Ask whether a place can be served")
router = Router(tags=["Serviceability"])

HeightM = Annotated[float, Field(ge=0.5, le=300, description="antenna above ground, m")]


class PlaceQuery(BaseModel):
    """A place: coordinates, or an address that the geocoder finds."""

    lat: float | None = Field(default=None, ge=-90, le=90)
    lon: float | None = Field(default=None, ge=-180, le=180)
    address: str = Field(default="", max_length=300)
    height_m: HeightM = 5.0


class ProfileQuery(BaseModel):
    sector_id: UUID
    lat: float = Field(ge=-90, le=90)
    lon: float = Field(ge=-180, le=180)
    height_m: HeightM = 5.0
    k: float = Field(
        default=4 / 3, ge=0.3, le=10, description="effective over true earth radius (ITU-R P.310)"
    )


class Output(BaseModel):
    model_config = ConfigDict(from_attributes=True)


class ReasonOutput(Output):
    why: str
    text: str


class PathOutput(Output):
    """``path_loss_db`` is over the bare ground. ``clutter_loss_db`` is what trees and houses take
    besides, empty where the installation knows of none; ``clutter`` and its height are what stands
    at the place."""

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


class CalibratedOutput(Output):
    """What measured signals say beside the model, where a calibration is in use.

    ``probability`` that the place is served; ``signal_dbm`` the predicted signal with ``bias_db``
    on it; ``basis``: whether that was learned from installs of the sector, the clutter, or both.
    """

    probability: float
    signal_dbm: float
    bias_db: float
    sigma_db: float
    basis: str
    installs: int
    calibration: str


class SectorAnswerOutput(Output):
    sector_id: UUID
    sector: str
    site_id: UUID
    site: str
    technology: str
    status: str
    distance_m: float
    azimuth_deg: float
    back_azimuth_deg: float
    path: PathOutput | None
    reasons: list[ReasonOutput]
    calibrated: CalibratedOutput | None


class PlaceOutput(Output):
    latitude: float
    longitude: float
    label: str
    source: str


class NearestOutput(Output):
    """Seen from the place, however far."""

    sector_id: UUID
    name: str
    status: str
    distance_m: float
    azimuth_deg: float


class ServiceabilityOutput(Output):
    """``sectors`` serve the place, best margin first; ``rejected`` do not, and say why.

    ``nearest`` is the nearest sector where none serves.
    """

    latitude: float
    longitude: float
    address: str
    receive_height_m: float
    ground_elevation_m: float | None
    is_serviceable: bool
    problem: str
    sectors: list[SectorAnswerOutput]
    rejected: list[SectorAnswerOutput]
    nearest: NearestOutput | None
    alternatives: list[PlaceOutput]
    extras: dict[str, list[dict[str, Any]]]


class ProfileEndOutput(Output):
    label: str
    height_m: float


class WorstPointOutput(Output):
    distance_m: float
    clearance_m: float


class ProfileOutput(Output):
    distance_m: list[float]
    terrain_m: list[float]
    clutter_m: list[float] | None
    bulge_m: list[float]
    los_m: list[float]
    fresnel60_m: list[float]
    obstruction: WorstPointOutput | None
    tx: ProfileEndOutput
    rx: ProfileEndOutput
    frequency_mhz: float
    k_factor: float


@router.get("/serviceability", response=ServiceabilityOutput, operation_id="check_serviceability")
@needs(CHECK)
def check(request: ActorRequest, query: Query[PlaceQuery]) -> ServiceabilityOutput:
    """Which sectors serve a place: exact ITM on the real terrain, best margin first."""
    place, *others = places_of(request, query.lat, query.lon, query.address)
    answer = serviceability(place.latitude, place.longitude, query.height_m)
    asked = PlaceAnswer(address=place.label, answer=answer)
    actor = request.actor
    extras = {
        panel.name: [dict(line) for line in panel.offers(asked, actor)]
        for panel in panels_for(actor)
        if panel.offers is not None
    }
    return ServiceabilityOutput(
        latitude=answer.latitude,
        longitude=answer.longitude,
        address=place.label,
        receive_height_m=answer.receive_height_m,
        ground_elevation_m=answer.ground_elevation_m,
        is_serviceable=answer.is_serviceable,
        problem=answer.problem,
        sectors=[sector_output(one) for one in answer.offers],
        rejected=[sector_output(one) for one in answer.rejected],
        nearest=nearest_output(answer.nearest),
        alternatives=[PlaceOutput.model_validate(one) for one in others],
        extras=extras,
    )


def nearest_output(nearest: NearestSector | None) -> NearestOutput | None:
    return NearestOutput.model_validate(nearest) if nearest else None


def sector_output(answer: SectorAnswer) -> SectorAnswerOutput:
    reasons = [ReasonOutput(why=one.why.value, text=one.text) for one in answer.reasons]
    path = PathOutput.model_validate(answer.path) if answer.path else None
    known = answer.calibrated
    calibrated = CalibratedOutput.model_validate(known) if known else None
    names = SectorAnswerOutput.model_fields.keys() - {"path", "reasons", "calibrated"}
    values = {name: getattr(answer, name) for name in names}
    return SectorAnswerOutput(**values, path=path, reasons=reasons, calibrated=calibrated)


@router.get(
    "/serviceability/profile",
    response=ProfileOutput,
    operation_id="path_profile",
    url_name="path_profile",
)
@needs(CHECK)
def profile(request: ActorRequest, query: Query[ProfileQuery]) -> Any:
    """The ground under the path from a sector to a place, and what stands in the way."""
    sector = sector_of(query.sector_id)
    return path_profile(sector, query.lat, query.lon, query.height_m, query.k)
