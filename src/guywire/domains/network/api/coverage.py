"""Operations of coverage studies."""

from datetime import datetime
from typing import Any
from uuid import UUID

from ninja import Query, Router, Status
from pydantic import BaseModel, ConfigDict, Field

from guywire.engines.propagation import rasters
from guywire.kit.access import ActorRequest, declare, needs
from guywire.kit.jobs.runs import cancel as cancel_run
from guywire.kit.tenancy import current
from guywire.kit.tenancy.outside import outside

from ..inputs import CoverageInput
from ..inputs.coverage_preview import CoveragePreviewInput
from ..models import CoverageStudy
from ..queries.coverage.comparing import compared
from ..queries.coverage.layers import layers_of, tiles_of
from ..queries.coverage.planning import grid_of
from ..queries.coverage.points import values_at
from ..queries.coverage.preview import previewed, question_of
from ..queries.coverage.studies import (
    cells_of,
    finished_study_of,
    gaps_of,
    newest_studies,
    study_of,
)
from ..services.coverage import studies as services

VIEW = declare("network.coverage.view", "See coverage studies and their maps")
RUN = declare("network.coverage.run", "Compute coverage: begin, stop and go on with studies")
REMOVE = declare("network.coverage.remove", "Remove a coverage study and its maps")
router = Router(tags=["Coverage"])
LISTED = 100


class Output(BaseModel):
    model_config = ConfigDict(from_attributes=True)


class StudyOutput(Output):
    id: UUID
    name: str
    state: str
    model: str
    environment: str = Field(description="of extended Hata; empty: by land cover")
    receiver_height_m: float
    radius_m: float
    resolution_m: float
    reliability_percent: float
    confidence_percent: float
    use_clutter: bool
    thresholds_dbm: list[float]
    cell_count: int
    done_count: int
    progress: float = Field(description="0 to 1")
    error: str
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None


class Studies(BaseModel):
    items: list[StudyOutput]


class ReachedOutput(Output):
    threshold_dbm: float
    area_km2: float


class OverlapOutput(Output):
    servers: int
    area_km2: float


class GapOutput(Output):
    tile: str
    kind: str = Field(description="missing, or void: a hole in a tile")
    sectors: int


class CellOutput(Output):
    number: int = Field(description="stands for the sector in the layers of servers")
    sector_id: UUID | None = Field(description="empty where the sector is gone")
    sector_name: str
    state: str
    reached: list[ReachedOutput]
    served_km2: float | None = Field(description="where it is the best server")
    error: str


class LegendOutput(Output):
    colour: str
    label: str
    from_: float | None = Field(serialization_alias="from")
    to: float | None
    sector_id: UUID | None


class LayerOutput(Output):
    key: str
    title: str
    unit: str
    kind: str
    legend: list[LegendOutput]


class StudyDetail(StudyOutput):
    bounds: list[float] = Field(description="west, south, east, north")
    reached: list[ReachedOutput]
    overlap: list[OverlapOutput]
    sectors: list[CellOutput]
    gaps: list[GapOutput]
    layers: list[LayerOutput] = Field(description="empty until the study is finished")
    tiles: str = Field(description="address of a tile, with {layer}/{z}/{x}/{y}")


class PreviewOutput(Output):
    bounds: list[float] = Field(description="west, south, east, north of the picture")
    image: str = Field(description="a PNG as data: address, rows in web mercator")
    legend: list[LegendOutput]
    reached_km2: dict[str, float] = Field(description="area by threshold in dBm")
    gaps: list[str] = Field(description="terrain tiles that lack heights")
    resolution_m: float


class PlaceQuery(BaseModel):
    lat: float = Field(ge=-90, le=90)
    lon: float = Field(ge=-180, le=180)


class ValueOutput(Output):
    key: str
    title: str
    unit: str
    value: float | None
    label: str
    sector_id: UUID | None


class PointOutput(BaseModel):
    is_inside: bool = Field(description="whether the study covers the place")
    values: list[ValueOutput]


class ChangeOutput(Output):
    threshold_dbm: float
    gained_km2: float
    lost_km2: float
    kept_km2: float


class ComparisonOutput(BaseModel):
    before: UUID
    after: UUID
    changes: list[ChangeOutput]
    layer: LayerOutput
    tiles: str = Field(description="address of a tile, with {z}/{x}/{y}")


def _detail(study: CoverageStudy) -> StudyDetail:
    cells = cells_of(study)
    own = StudyOutput.model_validate(study).model_dump()
    return StudyDetail(
        **own,
        bounds=list(rasters.bounds(grid_of(study.grid))),
        reached=study.result.get("reached", []),
        overlap=study.result.get("overlap", []),
        sectors=[CellOutput.model_validate(cell) for cell in cells],
        gaps=[GapOutput.model_validate(gap) for gap in gaps_of(cells)],
        layers=[LayerOutput.model_validate(layer) for layer in layers_of(study, cells)],
        tiles=tiles_of(study),
    )


@router.get(
    "/coverage-studies",
    response=Studies,
    operation_id="list_coverage_studies",
    url_name="coverage_studies",
)
@needs(VIEW)
def list_studies(request: ActorRequest) -> Any:
    """The newest hundred studies."""
    return {"items": newest_studies(LISTED)}


@router.post(
    "/coverage-studies",
    response={202: StudyDetail},
    operation_id="start_coverage_study",
    by_alias=True,
)
@needs(RUN)
def start(request: ActorRequest, body: CoverageInput) -> Any:
    """Compute what some sectors reach, as they stand now; a job does the work."""
    return Status(202, _detail(services.start_study(body)))


@router.get(
    "/coverage-studies/{uuid:study_id}",
    response=StudyDetail,
    operation_id="get_coverage_study",
    by_alias=True,
)
@needs(VIEW)
def get(request: ActorRequest, study_id: UUID) -> Any:
    """How far a study has come, its figures, and its layers for the map."""
    return _detail(study_of(study_id))


@router.post(
    "/coverage-studies/{uuid:study_id}/cancel",
    response=StudyDetail,
    operation_id="cancel_coverage_study",
    by_alias=True,
)
@needs(RUN)
def cancel(request: ActorRequest, study_id: UUID) -> Any:
    """Stop a study; the sectors that are computed stay."""
    return _detail(cancel_run(study_of(study_id)))


@router.post(
    "/coverage-studies/{uuid:study_id}/restart",
    response={202: StudyDetail},
    operation_id="restart_coverage_study",
    by_alias=True,
)
@needs(RUN)
def restart(request: ActorRequest, study_id: UUID) -> Any:
    """Go on with a study that failed or was stopped."""
    return Status(202, _detail(services.restart_study(study_of(study_id))))


@router.delete(
    "/coverage-studies/{uuid:study_id}",
    response={204: None},
    operation_id="remove_coverage_study",
)
@needs(REMOVE)
def remove(request: ActorRequest, study_id: UUID) -> Any:
    """Forget a study and its maps."""
    services.remove_study(study_of(study_id))
    return Status(204, None)


@router.get(
    "/coverage-studies/{uuid:study_id}/at",
    response=PointOutput,
    operation_id="coverage_at",
    url_name="coverage_at",
)
@needs(VIEW)
def at(request: ActorRequest, study_id: UUID, query: Query[PlaceQuery]) -> Any:
    """What every layer of a study says of a place."""
    values = values_at(finished_study_of(study_id), query.lat, query.lon)
    return {"is_inside": values is not None, "values": values or []}


@router.get(
    "/coverage-studies/{uuid:study_id}/compare/{uuid:other_id}",
    response=ComparisonOutput,
    operation_id="compare_coverage",
    by_alias=True,
)
@needs(VIEW)
def compare(request: ActorRequest, study_id: UUID, other_id: UUID) -> Any:
    """What the other study gains and loses against this one, by the thresholds of this one."""
    found = compared(finished_study_of(study_id), finished_study_of(other_id))
    return {
        "before": study_id,
        "after": other_id,
        "changes": found.changes,
        "layer": found.layer,
        "tiles": found.tiles,
    }


@router.post(
    "/coverage-preview",
    response=PreviewOutput,
    operation_id="preview_coverage",
    url_name="preview_coverage",
    by_alias=True,
)
@needs(RUN)
def preview(request: ActorRequest, body: CoveragePreviewInput) -> Any:
    """What one sector reaches, as it stands or as it might: a picture at once, nothing is kept."""
    question = question_of(current().tenant_id, body)
    found = outside(request, "preview", lambda: previewed(question))
    return {
        "bounds": found.bounds,
        "image": found.image,
        "legend": found.layer.legend,
        "reached_km2": found.reached_km2,
        "gaps": found.gaps,
        "resolution_m": found.resolution_m,
    }
