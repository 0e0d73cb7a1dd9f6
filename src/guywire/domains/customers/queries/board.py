"""Counts for the home page."""

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db.models import Count

from ..models import Lead, Service, ServiceChange
from .days import today


@dataclass(frozen=True, slots=True)
class Due:
    """A booked change whose day comes soon."""

    change_id: UUID
    service_id: UUID
    service_number: str
    customer_name: str
    label: str
    effective_on: date


def leads_by_state() -> dict[str, int]:
    """How many leads are in each state; every state is named."""
    found = dict(Lead.objects.values_list("state").annotate(Count("pk")).order_by())
    return {str(state): found.get(state, 0) for state in Lead.State.values}


def services_by_state() -> dict[str, int]:
    """How many services are in each state; every state is named."""
    found = dict(Service.objects.values_list("state").annotate(Count("pk")).order_by())
    return {str(state): found.get(state, 0) for state in Service.State.values}


def changes_due(days: int = 7, limit: int = 20) -> list[Due]:
    """The pending changes of the next days, soonest first."""
    rows = ServiceChange.objects.filter(
        state=ServiceChange.State.PENDING, effective_on__lt=today() + timedelta(days=days)
    ).select_related("service__customer")
    return [
        Due(
            change_id=row.pk,
            service_id=row.service_id,
            service_number=row.service.number,
            customer_name=row.service.customer.name,
            label=row.get_kind_display(),
            effective_on=row.effective_on,
        )
        for row in rows.order_by("effective_on", "ordinal", "id")[:limit]
    ]
