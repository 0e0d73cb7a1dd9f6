"""How the WISP bills."""

from decimal import Decimal
from typing import Any

from ninja import Router

from guywire.domains.tenants.queries import this_tenant
from guywire.engines.money import Money
from guywire.kit.access import ActorRequest, needs
from guywire.kit.writing import current

from ..inputs import SettingsInput
from ..models import BillingSettings
from ..services import accounts

router = Router(tags=["Billing settings"])


class SettingsOutput(SettingsInput):
    """How the WISP bills; ``minimum`` is an amount of ``currency``."""

    currency: str


def _shown(row: BillingSettings) -> SettingsOutput:
    minimum = Money(row.minimum_minor, this_tenant().currency)
    values: dict[str, Any] = current(SettingsInput, row)
    amount: Decimal = minimum.decimal
    return SettingsOutput(**values | {"minimum": amount, "currency": minimum.currency})


@router.get("/settings", response=SettingsOutput, operation_id="get_billing_settings",
            summary="How the WISP bills")  # fmt: skip
@needs("billing.settings.view", "See how the WISP bills")
def get_settings(request: ActorRequest) -> SettingsOutput:
    return _shown(accounts.settings())


@router.put("/settings", response=SettingsOutput, operation_id="replace_billing_settings",
            summary="Change how the WISP bills")  # fmt: skip
@needs("billing.settings.change")
def put_settings(request: ActorRequest, body: SettingsInput) -> SettingsOutput:
    return _shown(accounts.change_settings(accounts.settings(), body))
