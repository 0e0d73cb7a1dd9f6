"""The event that tells of each kind of change."""

from collections.abc import Callable
from datetime import date
from typing import Protocol
from uuid import UUID

from guywire.kit.events import Event

from ..events import (
    ServiceActivated,
    ServiceAddOnsChanged,
    ServiceCancelled,
    ServiceDiscounted,
    ServiceEnded,
    ServiceMoved,
    ServiceOrdered,
    ServicePaused,
    ServicePlanChanged,
    ServiceQuoted,
    ServiceResumed,
    ServiceScheduled,
    ServiceSectorChanged,
    ServiceSuspended,
    ServiceTransferred,
)
from ..models import ServiceChange, SuspendReason
from .history import Terms

Kind = ServiceChange.Kind
Fact = Callable[[ServiceChange, Terms, Terms], Event]


class PlainFact(Protocol):
    def __call__(self, *, service_id: UUID, customer_id: UUID, effective_on: date) -> Event: ...


class ReasonedFact(Protocol):
    def __call__(
        self, *, service_id: UUID, customer_id: UUID, effective_on: date, reason: str
    ) -> Event: ...


def fact_of(change: ServiceChange, was: Terms, now: Terms) -> Event:
    """The event that tells of the change, by the terms around it."""
    return FACTS[change.kind](change, was, now)


def _quoted(change: ServiceChange, was: Terms, now: Terms) -> Event:
    return ServiceQuoted(
        service_id=change.service_id,
        customer_id=now.customer_id,
        location_id=now.location_id,
        plan_version_id=now.plan_version_id,
        price=now.price,
        currency=now.currency,
        effective_on=change.effective_on,
    )


def _plain(kind: PlainFact) -> Fact:
    def fact(change: ServiceChange, was: Terms, now: Terms) -> Event:
        return kind(
            service_id=change.service_id,
            customer_id=now.customer_id,
            effective_on=change.effective_on,
        )

    return fact


def _reasoned(kind: ReasonedFact) -> Fact:
    def fact(change: ServiceChange, was: Terms, now: Terms) -> Event:
        return kind(
            service_id=change.service_id,
            customer_id=now.customer_id,
            effective_on=change.effective_on,
            reason=change.reason,
        )

    return fact


def _scheduled(change: ServiceChange, was: Terms, now: Terms) -> Event:
    assert change.scheduled_for is not None
    return ServiceScheduled(
        service_id=change.service_id,
        customer_id=now.customer_id,
        effective_on=change.effective_on,
        scheduled_for=change.scheduled_for,
    )


def _suspended(change: ServiceChange, was: Terms, now: Terms) -> Event:
    return ServiceSuspended(
        service_id=change.service_id,
        customer_id=now.customer_id,
        effective_on=change.effective_on,
        reason=SuspendReason(change.reason),
        charging_percent=now.charging_percent,
    )


def _paused(change: ServiceChange, was: Terms, now: Terms) -> Event:
    return ServicePaused(
        service_id=change.service_id,
        customer_id=now.customer_id,
        effective_on=change.effective_on,
        charging_percent=now.charging_percent,
    )


def _plan_changed(change: ServiceChange, was: Terms, now: Terms) -> Event:
    return ServicePlanChanged(
        service_id=change.service_id,
        customer_id=now.customer_id,
        effective_on=change.effective_on,
        from_version_id=was.plan_version_id,
        to_version_id=now.plan_version_id,
    )


def _moved(change: ServiceChange, was: Terms, now: Terms) -> Event:
    return ServiceMoved(
        service_id=change.service_id,
        customer_id=now.customer_id,
        effective_on=change.effective_on,
        from_location_id=was.location_id,
        to_location_id=now.location_id,
    )


def _transferred(change: ServiceChange, was: Terms, now: Terms) -> Event:
    return ServiceTransferred(
        service_id=change.service_id,
        effective_on=change.effective_on,
        from_customer_id=was.customer_id,
        to_customer_id=now.customer_id,
    )


def _sector_changed(change: ServiceChange, was: Terms, now: Terms) -> Event:
    return ServiceSectorChanged(
        service_id=change.service_id,
        customer_id=now.customer_id,
        effective_on=change.effective_on,
        sector_id=now.sector_id,
    )


def _add_ons_changed(change: ServiceChange, was: Terms, now: Terms) -> Event:
    assert change.add_on_version is not None
    return ServiceAddOnsChanged(
        service_id=change.service_id,
        customer_id=now.customer_id,
        effective_on=change.effective_on,
        add_on_id=change.add_on_version.add_on_id,
        quantity=change.quantity if change.kind == Kind.ADD_ADD_ON else 0,
    )


def _discounted(change: ServiceChange, was: Terms, now: Terms) -> Event:
    assert change.discount_id is not None
    return ServiceDiscounted(
        service_id=change.service_id,
        customer_id=now.customer_id,
        effective_on=change.effective_on,
        discount_id=change.discount_id,
        is_given=change.kind == Kind.GIVE_DISCOUNT,
    )


FACTS: dict[str, Fact] = {
    Kind.QUOTE: _quoted,
    Kind.ORDER: _plain(ServiceOrdered),
    Kind.SCHEDULE: _scheduled,
    Kind.ACTIVATE: _plain(ServiceActivated),
    Kind.SUSPEND: _suspended,
    Kind.RESUME: _plain(ServiceResumed),
    Kind.PAUSE: _paused,
    Kind.END: _reasoned(ServiceEnded),
    Kind.CANCEL: _reasoned(ServiceCancelled),
    Kind.CHANGE_PLAN: _plan_changed,
    Kind.MOVE: _moved,
    Kind.TRANSFER: _transferred,
    Kind.ASSIGN_SECTOR: _sector_changed,
    Kind.ADD_ADD_ON: _add_ons_changed,
    Kind.REMOVE_ADD_ON: _add_ons_changed,
    Kind.GIVE_DISCOUNT: _discounted,
    Kind.END_DISCOUNT: _discounted,
}
