"""What comes of a link's plan."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from ninja import Router
from pydantic import BaseModel, ConfigDict, Field

from guywire.domains.tenants.queries import this_tenant
from guywire.kit.access import ActorRequest, needs

from ..queries.engineering import engineered
from ..queries.path_report import path_report, report_name
from ..queries.plans import plan_named

router = Router(tags=["Link plans"])


class Shown(BaseModel):
    model_config = ConfigDict(from_attributes=True)


class PathNotice(Shown):
    """``is_problem``: something could not be computed for it."""

    text: str
    is_problem: bool


class PathEnd(Shown):
    """``needed_m``: the height that clears the path with the other end as it stands."""

    site: str
    latitude: float
    longitude: float
    ground_asl_m: float | None
    height_m: float | None
    needed_m: float | None
    azimuth_deg: float | None
    elevation_deg: float | None
    antenna: str
    gain_dbi: float | None
    tx_power_dbm: float | None
    line_loss_db: float
    eirp_dbm: float | None


class PathClearance(Shown):
    """``ratio``: the least clearance as a share of the first Fresnel zone at this k."""

    k: float
    wanted: float
    ratio: float | None
    at_m: float | None
    is_met: bool


class KnownFigure(Shown):
    """A figure and where it comes from; ``is_default``: nobody stated it."""

    value: float
    source: str
    is_default: bool


class WayOutage(Shown):
    """Percent of the average year, and of the worst month."""

    received_dbm: float
    margin_db: float
    rain_percent: float
    multipath_percent: float
    worst_month_multipath_percent: float
    availability_percent: float
    minutes_down_a_year: float


class ModulationOutage(Shown):
    """There (A to B), back, and both together: up only when both ways are."""

    name: str
    threshold_dbm: float
    capacity_mbps: float
    there: WayOutage
    back: WayOutage
    both: WayOutage


class CoordinationSheet(Shown):
    call_sign: str
    licensee: str
    emission_designator: str
    bandwidth_mhz: float
    modulation: str
    capacity_mbps: float
    duplex_spacing_mhz: float
    a_beamwidth_deg: float
    b_beamwidth_deg: float
    is_beamwidth_by_gain: bool


class EngineeredPath(Shown):
    """A path by ITU-R P.530; what is null could not be computed, ``notices`` say why."""

    link_id: UUID
    link_plan_id: UUID
    name: str
    distance_m: float
    frequency_mhz: float | None
    return_frequency_mhz: float | None
    bandwidth_mhz: float | None
    a: PathEnd
    b: PathEnd
    notices: list[PathNotice]
    clearances: list[PathClearance]
    is_clear: bool | None
    raise_both_m: float | None
    obstruction_db: float
    rain: KnownFigure | None
    gradient: KnownFigure | None
    roughness: KnownFigure | None = Field(description="of the terrain, s_a of ITU-R P.530-17, m")
    occurrence_percent: float | None
    rain_fade_001_db: float | None
    free_space_db: float | None
    gas_db: float | None
    other_db: float | None
    modulations: list[ModulationOutage]
    expected_mbps: float | None
    required_mbps: float | None
    required_availability_percent: float
    deciding: str = Field(description="the modulation that the requirement is held against")
    outcome: WayOutage | None
    is_enough: bool | None
    coordination: CoordinationSheet | None


@router.get(
    "/link-plans/{uuid:link_plan_id}/path", response=EngineeredPath, operation_id="engineered_path"
)
@needs("network.link_plan.view")
def path(request: ActorRequest, link_plan_id: UUID) -> Any:
    """Clearance, budget both ways, and minutes down a year of every modulation."""
    return engineered(plan_named(link_plan_id, request.actor))


@router.get("/link-plans/{uuid:link_plan_id}/report.pdf", operation_id="path_report")
@needs("network.link_plan.view")
def report(request: ActorRequest, link_plan_id: UUID) -> HttpResponse:
    """The same as a PDF."""
    plan = plan_named(link_plan_id, request.actor)
    answer = HttpResponse(
        path_report(engineered(plan), maker=this_tenant().name), content_type="application/pdf"
    )
    answer["Content-Disposition"] = f'attachment; filename="{report_name(plan)}"'
    return answer
