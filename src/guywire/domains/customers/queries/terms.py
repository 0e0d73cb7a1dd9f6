"""What held, holds and will hold of services. Booked future counts (B-CYC-9)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.db.models import Q, QuerySet

from ..models import Service, ServicePeriod
from .days import day_of


@dataclass(frozen=True, slots=True)
class TermsSpan:
    """The terms of a service for the days ``[from_on, to_on)``; without end when None."""

    service_id: UUID
    from_on: date
    to_on: date | None
    state: str
    reason: str
    customer_id: UUID
    location_id: UUID
    sector_id: UUID | None
    plan_version_id: UUID
    price: Decimal
    currency: str
    charging_percent: int
    access: bool


def _span(period: ServicePeriod) -> TermsSpan:
    return TermsSpan(
        service_id=period.service_id,
        from_on=period.from_on,
        to_on=period.to_on,
        state=period.state,
        reason=period.reason,
        customer_id=period.customer_id,
        location_id=period.location_id,
        sector_id=period.sector_id,
        plan_version_id=period.plan_version_id,
        price=period.price,
        currency=period.currency,
        charging_percent=period.charging_percent,
        access=period.access,
    )


def terms_on(service_id: UUID, day: date) -> TermsSpan | None:
    """What was (or will be) true of a service on a day; None before it was quoted."""
    rows = ServicePeriod.objects.filter(Q(to_on=None) | Q(to_on__gt=day), from_on__lte=day)
    period = rows.filter(service=service_id).first()
    return _span(period) if period else None


def terms_at(service_id: UUID, moment: datetime) -> TermsSpan | None:
    """What was true at an aware moment, by the tenant's date of it."""
    return terms_on(service_id, day_of(moment))


def terms_between(service_id: UUID, first: date, after: date) -> list[TermsSpan]:
    """The spans of a service within ``[first, after)``, clipped to it, oldest first."""
    rows = ServicePeriod.objects.filter(Q(to_on=None) | Q(to_on__gt=first), from_on__lt=after)
    spans = []
    for period in rows.filter(service=service_id).order_by("from_on"):
        period.from_on = max(period.from_on, first)
        period.to_on = after if period.to_on is None else min(period.to_on, after)
        spans.append(_span(period))
    return spans


def services_on_sectors(sector_ids: Iterable[UUID]) -> QuerySet[Service]:
    """The services with access that these sectors carry now."""
    return Service.objects.filter(sector__in=list(sector_ids), access=True)
