"""Antenna files in and out."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.utils.text import slugify
from ninja import File, Router, Status
from ninja.files import UploadedFile
from pydantic import BaseModel

from guywire.kit.access import ActorRequest, needs
from guywire.kit.entity.registry import get_row

from ..entities.antennas import ANTENNA_PATTERN
from ..queries.antennas import msi_file
from ..services.antennas import AntennaDraft, add_antennas, preview_antennas

router = Router(tags=["Antenna patterns"])


class AntennaDraftOutput(BaseModel):
    """A file of an upload; ``problem``: why it cannot be added, empty where it can."""

    file_name: str
    problem: str
    name: str
    gain_dbi: float | None
    horizontal_beamwidth_deg: float | None
    vertical_beamwidth_deg: float | None
    front_to_back_db: float | None
    electrical_tilt_deg: float | None
    assumed: list[str]


class AntennaPreview(BaseModel):
    """``is_addable`` says whether an upload of the files would succeed."""

    is_addable: bool
    items: list[AntennaDraftOutput]


class AntennasAdded(BaseModel):
    count: int
    antenna_pattern_ids: list[UUID]


def _named(files: list[UploadedFile]) -> list[tuple[str, bytes]]:
    return [(one.name or "", one.read()) for one in files]


def _draft(draft: AntennaDraft) -> AntennaDraftOutput:
    row = draft.row
    return AntennaDraftOutput(
        file_name=draft.file_name,
        problem=draft.problem,
        name=row.name if row else "",
        gain_dbi=row.gain_dbi if row else None,
        horizontal_beamwidth_deg=row.horizontal_beamwidth_deg if row else None,
        vertical_beamwidth_deg=row.vertical_beamwidth_deg if row else None,
        front_to_back_db=row.front_to_back_db if row else None,
        electrical_tilt_deg=row.electrical_tilt_deg if row else None,
        assumed=list(draft.assumed),
    )


@router.post(
    "/antenna-patterns/upload/preview", response=AntennaPreview, operation_id="preview_antennas"
)
@needs("network.antenna_pattern.add")
def preview(request: ActorRequest, files: File[list[UploadedFile]]) -> Any:
    """What an upload of MSI Planet, NSMA or Radio Mobile files would add; nothing is saved."""
    drafts = preview_antennas(_named(files))
    usable = all(not draft.problem for draft in drafts)
    return {"is_addable": usable, "items": [_draft(draft) for draft in drafts]}


@router.post(
    "/antenna-patterns/upload", response={201: AntennasAdded}, operation_id="upload_antennas"
)
@needs("network.antenna_pattern.add")
def upload(request: ActorRequest, files: File[list[UploadedFile]]) -> Any:
    """Add an antenna for each file, or none."""
    rows = add_antennas(_named(files))
    return Status(201, {"count": len(rows), "antenna_pattern_ids": [row.pk for row in rows]})


@router.get("/antenna-patterns/{uuid:antenna_pattern_id}/msi", operation_id="antenna_as_msi")
@needs("network.antenna_pattern.view")
def download(request: ActorRequest, antenna_pattern_id: UUID) -> HttpResponse:
    """The antenna as an MSI Planet file, with its cuts."""
    row = get_row(ANTENNA_PATTERN, request.actor, antenna_pattern_id)
    answer = HttpResponse(msi_file(row), content_type="text/plain; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{slugify(row.name) or "antenna"}.msi"'
    return answer
