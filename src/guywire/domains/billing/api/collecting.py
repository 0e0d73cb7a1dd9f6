"""How the WISP collects by itself."""

from ninja import Router

from guywire.domains.tenants.queries import this_tenant
from guywire.kit.access import ActorRequest, needs

from ..inputs.collecting import CollectingSettingsInput
from ..models import CollectingSettings
from ..services import collecting as services

router = Router(tags=["Collecting settings"])


class CollectingSettingsOutput(CollectingSettingsInput):
    """How money is collected; ``return_fee`` is an amount of ``currency``."""

    currency: str


def _shown(row: CollectingSettings) -> CollectingSettingsOutput:
    currency = this_tenant().currency
    return CollectingSettingsOutput(**services.shown(row, currency), currency=currency)


@router.get("/collecting", response=CollectingSettingsOutput,
            operation_id="get_collecting_settings", summary="How money is collected")  # fmt: skip
@needs("billing.collecting.view", "See how money is collected by itself")
def get_settings(request: ActorRequest) -> CollectingSettingsOutput:
    return _shown(services.collecting())


@router.put("/collecting", response=CollectingSettingsOutput,
            operation_id="replace_collecting_settings",
            summary="Change how money is collected")  # fmt: skip
@needs("billing.collecting.change")
def put_settings(request: ActorRequest, body: CollectingSettingsInput) -> CollectingSettingsOutput:
    return _shown(services.change_collecting(services.collecting(), body))
