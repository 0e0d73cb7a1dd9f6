"""Import of places from map files."""

from typing import Any
from uuid import UUID

from ninja import File, Router, Status
from ninja.files import UploadedFile
from pydantic import BaseModel, ConfigDict

from guywire.kit.access import ActorRequest, needs

from ..services.importing import import_places, preview_places

router = Router(tags=["Sites"])


class PlaceLineOutput(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    where: str
    name: str
    latitude: float | None
    longitude: float | None
    problem: str
    is_skipped: bool


class Preview(BaseModel):
    """``is_importable`` says whether an import of the file would succeed."""

    is_importable: bool
    items: list[PlaceLineOutput]


class Imported(BaseModel):
    count: int
    site_ids: list[UUID]


@router.post("/sites/import-places/preview", response=Preview, operation_id="preview_places")
@needs("network.site.add")
def preview(request: ActorRequest, file: File[UploadedFile]) -> Any:
    """What an import of a KML, KMZ or GeoJSON file would do; nothing is saved."""
    lines = preview_places(file.read(), file.name or "")
    wrong = any(line.problem and not line.is_skipped for line in lines)
    usable = any(line.given is not None for line in lines)
    return {"is_importable": usable and not wrong, "items": lines}


@router.post("/sites/import-places", response={201: Imported}, operation_id="import_places")
@needs("network.site.add")
def start(request: ActorRequest, file: File[UploadedFile]) -> Any:
    """Add a site for every point of a KML, KMZ or GeoJSON file, or none."""
    sites = import_places(file.read(), file.name or "")
    return Status(201, {"count": len(sites), "site_ids": [site.pk for site in sites]})
