"""How this WISP collects."""

from typing import Any

from guywire.domains.tenants.queries import this_tenant
from guywire.engines.money import Money

from ..gateways.retries import RetryPolicy
from ..inputs import in_currency
from ..inputs.collecting import CollectingSettingsInput
from ..models import CollectingSettings


def collecting() -> CollectingSettings:
    """How the tenant collects; made with the first question."""
    found = CollectingSettings.objects.first()
    if found is None:
        CollectingSettings.objects.bulk_create([CollectingSettings()], ignore_conflicts=True)
        found = CollectingSettings.objects.get()
    return found


def change_collecting(row: CollectingSettings, data: CollectingSettingsInput) -> CollectingSettings:
    """Change how money is collected; what is under way goes on as it began."""
    fee = in_currency(data.return_fee, this_tenant().currency, field="return_fee")
    row.autopay, row.counts_from, row.offset_days = data.autopay, data.counts_from, data.offset_days
    row.pays, row.pays_first = data.pays, data.pays_first
    row.ladder_days = [int(step) for step in data.ladder_days.split(",") if step.strip()]
    row.give_up_days, row.return_fee_minor = data.give_up_days, fee.minor
    row.save()
    return row


def shown(row: CollectingSettings, currency: str) -> dict[str, Any]:
    """The settings as they are written."""
    return {
        "autopay": row.autopay,
        "counts_from": row.counts_from,
        "offset_days": row.offset_days,
        "pays": row.pays,
        "pays_first": row.pays_first,
        "ladder_days": ", ".join(str(step) for step in row.ladder_days),
        "give_up_days": row.give_up_days,
        "return_fee": Money(row.return_fee_minor, currency).decimal,
    }


def policy() -> RetryPolicy:
    row = collecting()
    return RetryPolicy(ladder_days=tuple(row.ladder_days), give_up_days=row.give_up_days)
