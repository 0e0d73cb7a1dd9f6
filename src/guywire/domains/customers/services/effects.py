"""What follows when a change is applied: who lives where, the customer's state, the event."""

from collections.abc import Callable

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
from ..models import Customer, Service, ServiceChange, ServiceLocation
from .customers import refresh_state
from .finding import find
from .history import FULL, LIVE, Terms
from .locations import leave_if_unserved, occupy_location

Kind = ServiceChange.Kind
MOVES_IN = frozenset({Kind.ACTIVATE, Kind.MOVE, Kind.TRANSFER})
Fact = Callable[[Service, ServiceChange, Terms | None], Event]


def after_effects(service: Service, change: ServiceChange, before: Terms | None) -> None:
    """Keep occupancies and the customers' states true to the service."""
    on = change.effective_on
    is_live = service.state in LIVE
    if change.kind in MOVES_IN and is_live:
        if before is not None and change.kind != Kind.ACTIVATE:
            leave_if_unserved(before.location_id, before.customer_id, on)
        location = find(ServiceLocation, service.location_id, "location_id")
        occupy_location(location, customer_id=service.customer_id, on=on)
    if change.kind == Kind.END:
        leave_if_unserved(service.location_id, service.customer_id, on)
    refresh_state(service.customer)
    if before is not None and before.customer_id != service.customer_id:
        refresh_state(find(Customer, before.customer_id, "customer_id"))


def fact_of(service: Service, change: ServiceChange, before: Terms | None) -> Event:
    """The event that tells of the change."""
    return FACTS[change.kind](service, change, before)


def _quoted(service: Service, change: ServiceChange, before: Terms | None) -> Event:
    return ServiceQuoted(
        service_id=service.pk,
        customer_id=service.customer_id,
        location_id=service.location_id,
        plan_version_id=service.plan_version_id,
        price=service.price,
        currency=service.currency,
        effective_on=change.effective_on,
    )


def _plain(kind: type[Event]) -> Fact:
    def fact(service: Service, change: ServiceChange, before: Terms | None) -> Event:
        return kind(  # type: ignore[call-arg]
            service_id=service.pk,
            customer_id=service.customer_id,
            effective_on=change.effective_on,
        )

    return fact


def _reasoned(kind: type[Event]) -> Fact:
    def fact(service: Service, change: ServiceChange, before: Terms | None) -> Event:
        return kind(  # type: ignore[call-arg]
            service_id=service.pk,
            customer_id=service.customer_id,
            effective_on=change.effective_on,
            reason=change.reason,
        )

    return fact


def _scheduled(service: Service, change: ServiceChange, before: Terms | None) -> Event:
    assert change.scheduled_for is not None
    return ServiceScheduled(
        service_id=service.pk,
        customer_id=service.customer_id,
        effective_on=change.effective_on,
        scheduled_for=change.scheduled_for,
    )


def _suspended(service: Service, change: ServiceChange, before: Terms | None) -> Event:
    percent = change.charging_percent
    return ServiceSuspended(
        service_id=service.pk,
        customer_id=service.customer_id,
        effective_on=change.effective_on,
        reason=change.reason,
        charging_percent=FULL if percent is None else percent,
    )


def _paused(service: Service, change: ServiceChange, before: Terms | None) -> Event:
    return ServicePaused(
        service_id=service.pk,
        customer_id=service.customer_id,
        effective_on=change.effective_on,
        charging_percent=change.charging_percent or 0,
    )


def _plan_changed(service: Service, change: ServiceChange, before: Terms | None) -> Event:
    assert before is not None
    assert change.plan_version_id is not None
    return ServicePlanChanged(
        service_id=service.pk,
        customer_id=service.customer_id,
        effective_on=change.effective_on,
        from_version_id=before.plan_version_id,
        to_version_id=change.plan_version_id,
    )


def _moved(service: Service, change: ServiceChange, before: Terms | None) -> Event:
    assert before is not None
    assert change.location_id is not None
    return ServiceMoved(
        service_id=service.pk,
        customer_id=service.customer_id,
        effective_on=change.effective_on,
        from_location_id=before.location_id,
        to_location_id=change.location_id,
    )


def _transferred(service: Service, change: ServiceChange, before: Terms | None) -> Event:
    assert before is not None
    assert change.customer_id is not None
    return ServiceTransferred(
        service_id=service.pk,
        effective_on=change.effective_on,
        from_customer_id=before.customer_id,
        to_customer_id=change.customer_id,
    )


def _sector_changed(service: Service, change: ServiceChange, before: Terms | None) -> Event:
    return ServiceSectorChanged(
        service_id=service.pk,
        customer_id=service.customer_id,
        effective_on=change.effective_on,
        sector_id=change.sector_id,
    )


def _add_ons_changed(service: Service, change: ServiceChange, before: Terms | None) -> Event:
    assert change.add_on_version is not None
    return ServiceAddOnsChanged(
        service_id=service.pk,
        customer_id=service.customer_id,
        effective_on=change.effective_on,
        add_on_id=change.add_on_version.add_on_id,
        quantity=change.quantity if change.kind == Kind.ADD_ADD_ON else 0,
    )


def _discounted(service: Service, change: ServiceChange, before: Terms | None) -> Event:
    assert change.discount_id is not None
    return ServiceDiscounted(
        service_id=service.pk,
        customer_id=service.customer_id,
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
