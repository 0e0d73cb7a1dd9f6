"""Operations of bulk qualification."""

from datetime import datetime
from io import BytesIO
from typing import Any
from uuid import UUID

from django.http import FileResponse
from ninja import File, Form, Router, Status
from ninja.files import UploadedFile
from pydantic import BaseModel, ConfigDict, Field

from guywire.kit.access import ActorRequest, declare, needs
from guywire.kit.jobs.runs import cancel as cancel_run
from guywire.kit.jobs.runs import resume as resume_run

from ..inputs import QualificationInput
from ..models import QualificationRun
from ..queries.results import bad_rows, newest_runs, result_file, run_of
from ..services import qualification as services

VIEW = declare("network.qualification.view", "See bulk qualifications and their results")
ADD = declare("network.qualification.add", "Qualify a file of places")
CANCEL = declare("network.qualification.cancel", "Stop a bulk qualification")
REMOVE = declare("network.qualification.remove", "Remove a bulk qualification")
router = Router(tags=["Serviceability"])


class BadRow(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    line: int
    reason: str


class RunOutput(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    id: UUID
    name: str
    state: str
    receive_height_m: float
    patch_radius_m: float
    row_count: int
    done_count: int
    served_count: int
    bad_count: int
    unknown_count: int = Field(description="rows of which neither yes nor no can be said")
    error: str
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None
    bad_rows: list[BadRow] = Field(default_factory=list)


class Runs(BaseModel):
    items: list[RunOutput]


def _output(run: QualificationRun) -> RunOutput:
    names = RunOutput.model_fields.keys() - {"bad_rows"}
    values = {name: getattr(run, name) for name in names}
    bad = [BadRow.model_validate(row) for row in bad_rows(run)]
    return RunOutput(**values, bad_rows=bad)


@router.get("/qualifications", response=Runs, operation_id="list_qualifications")
@needs(VIEW)
def runs(request: ActorRequest) -> Any:
    """The newest hundred runs."""
    found = newest_runs(100)
    return {"items": [RunOutput.model_validate(run, from_attributes=True) for run in found]}


@router.post("/qualifications", response={202: RunOutput}, operation_id="qualify_file")
@needs(ADD)
def start(request: ActorRequest, file: File[UploadedFile], body: Form[QualificationInput]) -> Any:
    """Qualify a CSV file: columns lat and lon, or an address; at most 1,000,000 rows.

    A column height_m (or height_ft) overrides receive_height_m in the rows where it is filled.
    """
    run = services.start_run(body, file.file or BytesIO(), file.name or "")
    return Status(202, _output(run))


@router.get("/qualifications/{uuid:run_id}", response=RunOutput, operation_id="get_qualification")
@needs(VIEW)
def get(request: ActorRequest, run_id: UUID) -> Any:
    """How far a run has come, and its unusable lines (the first fifty)."""
    return _output(run_of(run_id))


@router.post(
    "/qualifications/{uuid:run_id}/cancel", response=RunOutput, operation_id="cancel_qualification"
)
@needs(CANCEL)
def cancel(request: ActorRequest, run_id: UUID) -> Any:
    """Stop a run; what is answered stays."""
    return _output(cancel_run(run_of(run_id)))


@router.post(
    "/qualifications/{uuid:run_id}/restart",
    response={202: RunOutput},
    operation_id="restart_qualification",
)
@needs(ADD)
def restart(request: ActorRequest, run_id: UUID) -> Any:
    """Go on with a run that failed or was stopped; what is answered stays."""
    return Status(202, _output(resume_run(run_of(run_id))))


@router.delete(
    "/qualifications/{uuid:run_id}", response={204: None}, operation_id="remove_qualification"
)
@needs(REMOVE)
def remove(request: ActorRequest, run_id: UUID) -> Any:
    """Forget a run, its rows and its answers."""
    services.remove_run(run_of(run_id))
    return Status(204, None)


@router.get("/qualifications/{uuid:run_id}/result.csv", operation_id="qualification_result")
@needs(VIEW)
def result(request: ActorRequest, run_id: UUID) -> FileResponse:
    """The file as it came, with the answers behind its columns."""
    run = run_of(run_id)
    return FileResponse(
        result_file(run),
        as_attachment=True,
        filename=f"qualification-{run.pk}.csv",
        content_type="text/csv; charset=utf-8",
    )
