"""The operation that plans a sector elsewhere."""

from typing import Any
from uuid import UUID

from ninja import Router, Status

from guywire.kit.access import ActorRequest, needs

from ..entities.outputs import SectorOutput
from ..inputs.elsewhere import ElsewhereInput
from ..queries.objects import sector_of
from ..services.elsewhere import is_moved, plan_elsewhere

router = Router(tags=["Sectors"])


@router.post(
    "/sectors/{uuid:sector_id}/elsewhere",
    response={201: SectorOutput},
    operation_id="plan_sector_elsewhere",
    url_name="sector_elsewhere",
)
@needs("network.sector.add")
def elsewhere(request: ActorRequest, sector_id: UUID, body: ElsewhereInput) -> Any:
    """A planned copy of a sector; moved away, on a planned site of its own."""
    sector = sector_of(sector_id)
    if is_moved(sector, body):
        request.actor.require("network.site.add")
    return Status(201, plan_elsewhere(sector, body))
