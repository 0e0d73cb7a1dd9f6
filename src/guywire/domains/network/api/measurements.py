"""Upload of measured signals as a file."""

from typing import Any

from ninja import File, Router, Status
from ninja.files import UploadedFile
from pydantic import BaseModel

from guywire.kit.access import ActorRequest, needs
from guywire.kit.entity.importing import importer
from guywire.kit.errors import Invalid, LimitReached
from guywire.kit.imports.planning import Fault, carry_out, plan
from guywire.kit.imports.sheets import decoded, read_sheet

from ..entities import MEASUREMENT

router = Router(tags=["Calibration"])
MOST_ROWS = 20_000


class Loaded(BaseModel):
    """How many readings were taken in, new installs and known ones together."""

    count: int


@router.post(
    "/measured-signals/file", response={201: Loaded}, operation_id="upload_measured_signals"
)
@needs("network.measured_signal.add")
def upload(request: ActorRequest, file: File[UploadedFile]) -> Any:
    """Take in a CSV file whole, or none of it and a list of its bad rows; at most 20,000 rows.

    Columns are those of a measured signal; a sector is named as site / sector, or by its id. An
    install that the sector has already gets the newer reading.
    """
    sheet = read_sheet(decoded(file.read()))
    if len(sheet.rows) > MOST_ROWS:
        raise LimitReached("rows in one file", MOST_ROWS)
    into = importer(MEASUREMENT, request.actor)
    made = plan(into, sheet)
    faults = made.faults or carry_out(into, made)
    if faults:
        raise Invalid({_place(fault): fault.message for fault in faults})
    return Status(201, {"count": made.count})


def _place(fault: Fault) -> str:
    return f"line {fault.line}, {fault.column}" if fault.column else f"line {fault.line}"
