"""The event that tells of each kind of change."""

from collections.abc import Callable, Mapping
from typing import Any

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
More = Callable[[ServiceChange, Terms, Terms], Mapping[str, Any]]


def fact_of(change: ServiceChange, was: Terms, now: Terms) -> Event:
    """The event that tells of the change, by the terms around it."""
    kind, more = FACTS[change.kind]
    return kind(
        service_id=change.service_id,
        effective_on=change.effective_on,
        **({} if kind is ServiceTransferred else {"customer_id": now.customer_id}),
        **more(change, was, now),
    )


def _nothing(change: ServiceChange, was: Terms, now: Terms) -> Mapping[str, Any]:
    return {}


def _reason(change: ServiceChange, was: Terms, now: Terms) -> Mapping[str, Any]:
    return {"reason": change.reason}


def _quoted(change: ServiceChange, was: Terms, now: Terms) -> Mapping[str, Any]:
    return {
        "location_id": now.location_id,
        "plan_version_id": now.plan_version_id,
        "price": now.price,
        "currency": now.currency,
    }


def _scheduled(change: ServiceChange, was: Terms, now: Terms) -> Mapping[str, Any]:
    assert change.scheduled_for is not None
    return {"scheduled_for": change.scheduled_for}


def _suspended(change: ServiceChange, was: Terms, now: Terms) -> Mapping[str, Any]:
    return {
        "reason": SuspendReason(change.reason),
        "charging_percent": now.charging_percent,
    }


def _paused(change: ServiceChange, was: Terms, now: Terms) -> Mapping[str, Any]:
    return {"charging_percent": now.charging_percent}


def _plan(change: ServiceChange, was: Terms, now: Terms) -> Mapping[str, Any]:
    return {"from_version_id": was.plan_version_id, "to_version_id": now.plan_version_id}


def _place(change: ServiceChange, was: Terms, now: Terms) -> Mapping[str, Any]:
    return {"from_location_id": was.location_id, "to_location_id": now.location_id}


def _people(change: ServiceChange, was: Terms, now: Terms) -> Mapping[str, Any]:
    return {"from_customer_id": was.customer_id, "to_customer_id": now.customer_id}


def _sector(change: ServiceChange, was: Terms, now: Terms) -> Mapping[str, Any]:
    return {"sector_id": now.sector_id}


def _add_on(change: ServiceChange, was: Terms, now: Terms) -> Mapping[str, Any]:
    assert change.add_on_version is not None
    return {
        "add_on_id": change.add_on_version.add_on_id,
        "quantity": change.quantity if change.kind == Kind.ADD_ADD_ON else 0,
    }


def _discount(change: ServiceChange, was: Terms, now: Terms) -> Mapping[str, Any]:
    assert change.discount_id is not None
    return {"discount_id": change.discount_id, "is_given": change.kind == Kind.GIVE_DISCOUNT}


FACTS: dict[str, tuple[Callable[..., Event], More]] = {
    Kind.QUOTE: (ServiceQuoted, _quoted),
    Kind.ORDER: (ServiceOrdered, _nothing),
    Kind.SCHEDULE: (ServiceScheduled, _scheduled),
    Kind.ACTIVATE: (ServiceActivated, _nothing),
    Kind.SUSPEND: (ServiceSuspended, _suspended),
    Kind.RESUME: (ServiceResumed, _nothing),
    Kind.PAUSE: (ServicePaused, _paused),
    Kind.END: (ServiceEnded, _reason),
    Kind.CANCEL: (ServiceCancelled, _reason),
    Kind.CHANGE_PLAN: (ServicePlanChanged, _plan),
    Kind.MOVE: (ServiceMoved, _place),
    Kind.TRANSFER: (ServiceTransferred, _people),
    Kind.ASSIGN_SECTOR: (ServiceSectorChanged, _sector),
    Kind.ADD_ADD_ON: (ServiceAddOnsChanged, _add_on),
    Kind.REMOVE_ADD_ON: (ServiceAddOnsChanged, _add_on),
    Kind.GIVE_DISCOUNT: (ServiceDiscounted, _discount),
    Kind.END_DISCOUNT: (ServiceDiscounted, _discount),
}
"""The event of each kind of change, and what it tells besides whose service and from when."""
