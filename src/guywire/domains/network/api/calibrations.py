"""Operations of calibration."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from ninja import Router, Status
from pydantic import BaseModel, ConfigDict, Field

from guywire.kit.access import ActorRequest, declare, needs
from guywire.kit.jobs.runs import cancel as cancel_run
from guywire.kit.jobs.runs import resume as resume_run

from ..inputs import CalibrationInput
from ..models import Calibration
from ..queries.calibrations import (
    SHOWN_MISALIGNED,
    calibration_of,
    class_lines,
    misaligned_file,
    misaligned_of,
    newest_calibrations,
    problems_of,
    sector_lines,
)
from ..services import calibrations as services

VIEW = declare("network.calibration.view", "See calibrations and installs to aim anew")
ADD = declare("network.calibration.add", "Compare measured signals with their predictions")
CANCEL = declare("network.calibration.cancel", "Stop a calibration")
USE = declare("network.calibration.use", "Choose which calibration answers go by")
REMOVE = declare("network.calibration.remove", "Remove a calibration")
router = Router(tags=["Calibration"])
SHOWN_PROBLEMS = 50


class Output(BaseModel):
    model_config = ConfigDict(from_attributes=True)


class GroupOutput(Output):
    """A sector or a clutter class: how much more (less: negative) its installs get."""

    name: str
    count: int
    bias_db: float
    sigma_db: float
    uncertainty_db: float
    words: str


class MisalignedOutput(Output):
    """An install far below what is expected of it; ``probability`` that it is not chance."""

    reference: str
    sector_id: UUID | None
    sector_name: str
    latitude: float
    longitude: float
    height_m: float
    measured_dbm: float
    expected_dbm: float | None
    short_db: float | None
    sigmas: float | None
    probability: float | None
    azimuth_deg: float | None
    clutter_class: str


class ProblemOutput(Output):
    reference: str
    sector_name: str
    problem: str


class CalibrationLine(Output):
    id: UUID
    name: str
    state: str
    in_use: bool
    counts_clutter: bool = Field(description="whether its predictions had the loss in clutter")
    row_count: int
    done_count: int
    skipped_count: int
    misaligned_count: int
    error: str
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None


class CalibrationOutput(CalibrationLine):
    """``misaligned`` are the first hundred, ``problems`` the first fifty."""

    sectors: list[GroupOutput] = Field(default_factory=list)
    classes: list[GroupOutput] = Field(default_factory=list)
    misaligned: list[MisalignedOutput] = Field(default_factory=list)
    problems: list[ProblemOutput] = Field(default_factory=list)


class Calibrations(BaseModel):
    items: list[CalibrationLine]


def _output(row: Calibration) -> CalibrationOutput:
    found = CalibrationLine.model_validate(row).model_dump()
    usable = row.is_usable
    return CalibrationOutput(
        **found,
        sectors=[GroupOutput.model_validate(one) for one in sector_lines(row)] if usable else [],
        classes=[GroupOutput.model_validate(one) for one in class_lines(row)] if usable else [],
        misaligned=[
            MisalignedOutput.model_validate(one) for one in misaligned_of(row, SHOWN_MISALIGNED)
        ],
        problems=[ProblemOutput.model_validate(one) for one in problems_of(row, SHOWN_PROBLEMS)],
    )


@router.get("/calibrations", response=Calibrations, operation_id="list_calibrations")
@needs(VIEW)
def calibrations(request: ActorRequest) -> Any:
    """The newest hundred."""
    found = newest_calibrations(100)
    return {"items": [CalibrationLine.model_validate(row) for row in found]}


@router.post("/calibrations", response={202: CalibrationOutput}, operation_id="start_calibration")
@needs(ADD)
def start(request: ActorRequest, body: CalibrationInput) -> Any:
    """Compare all measured signals with their predictions."""
    return Status(202, _output(services.start_calibration(body)))


@router.get(
    "/calibrations/{uuid:calibration_id}",
    response=CalibrationOutput,
    operation_id="get_calibration",
)
@needs(VIEW)
def get(request: ActorRequest, calibration_id: UUID) -> Any:
    """How far it has come, and what it found by sector and clutter class."""
    return _output(calibration_of(calibration_id))


@router.post(
    "/calibrations/{uuid:calibration_id}/cancel",
    response=CalibrationOutput,
    operation_id="cancel_calibration",
)
@needs(CANCEL)
def cancel(request: ActorRequest, calibration_id: UUID) -> Any:
    """Stop a run."""
    return _output(cancel_run(calibration_of(calibration_id)))


@router.post(
    "/calibrations/{uuid:calibration_id}/restart",
    response={202: CalibrationOutput},
    operation_id="restart_calibration",
)
@needs(ADD)
def restart(request: ActorRequest, calibration_id: UUID) -> Any:
    """Go on with a calibration that failed or was stopped; what is compared stays."""
    return Status(202, _output(resume_run(calibration_of(calibration_id))))


@router.post(
    "/calibrations/{uuid:calibration_id}/use",
    response=CalibrationOutput,
    operation_id="use_calibration",
)
@needs(USE)
def use(request: ActorRequest, calibration_id: UUID) -> Any:
    """From now on answers show what this one says beside the model."""
    return _output(services.use_calibration(calibration_of(calibration_id)))


@router.post(
    "/calibrations/{uuid:calibration_id}/leave",
    response=CalibrationOutput,
    operation_id="leave_calibration",
)
@needs(USE)
def leave(request: ActorRequest, calibration_id: UUID) -> Any:
    """Answers show the model's own word alone again."""
    return _output(services.leave_calibration(calibration_of(calibration_id)))


@router.delete(
    "/calibrations/{uuid:calibration_id}",
    response={204: None},
    operation_id="remove_calibration",
)
@needs(REMOVE)
def remove(request: ActorRequest, calibration_id: UUID) -> Any:
    """Forget a calibration; measured signals stay."""
    services.remove_calibration(calibration_of(calibration_id))
    return Status(204, None)


@router.get(
    "/calibrations/{uuid:calibration_id}/misaligned.csv", operation_id="misaligned_installs"
)
@needs(VIEW)
def misaligned(request: ActorRequest, calibration_id: UUID) -> HttpResponse:
    """All installs to aim anew, the surest first."""
    row = calibration_of(calibration_id)
    answer = HttpResponse(misaligned_file(row), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="aim-anew-{row.pk}.csv"'
    return answer
