"""Booking, cancelling and applying the dated changes of a service.

Every change goes through ``book_change``: it is tried against the whole history under a lock,
written, and applied at once when its day has come; ``apply_due_changes`` applies the others on
their day. The history (periods) shows booked future too, so that money can be asked for it.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Max

from guywire.kit import clock
from guywire.kit.errors import Conflict, DomainError
from guywire.kit.events import publish
from guywire.kit.tenancy import current

from ..events import ServiceChangeBooked, ServiceChangeCancelled, ServiceChangeFailed
from ..models import Service, ServiceChange
from ..queries import today
from .effects import after_effects, fact_of
from .finding import lock
from .history import Booked, Misfit, Span, Terms, in_order, settle, unfold
from .timeline import booked, standing, write_history

Kind = ServiceChange.Kind
State = ServiceChange.State
OVERRIDING = frozenset({Kind.END, Kind.CANCEL, Kind.SUSPEND})
FACTS = (
    "reason",
    "charging_percent",
    "scheduled_for",
    "plan_version_id",
    "price",
    "customer_id",
    "location_id",
    "sector_id",
    "add_on_version_id",
    "quantity",
    "discount_id",
)


class ChangeRefused(DomainError):
    """The service's state on that day does not allow the change."""

    code = "service_change_refused"


class NotPending(Conflict):
    """Only a change whose day has not come can be cancelled."""

    code = "service_change_not_pending"


def book_change(
    service: Service, *, kind: str, on: date | None = None, **facts: Any
) -> ServiceChange:
    """Book a change for a day (today by default); it is applied at once unless it is future.

    ChangeRefused when the state on that day, or a change booked after it, does not allow it.
    Booking the same future change twice returns the one there is.
    """
    service = lock(service)
    now_on = today()
    on = on or now_on
    changes = standing(service)
    twin = next((c for c in changes if _is_twin(c, kind, on, facts)), None)
    if twin is not None:
        return twin
    last = service.changes.aggregate(last=Max("ordinal"))["last"] or 0
    change = ServiceChange(
        service=service,
        ordinal=last + 1,
        kind=kind,
        effective_on=on,
        booked_by=current().actor,
        **facts,
    )
    spans, dropped = _settle(changes, change)
    change.save()
    kept = [*_drop(changes, dropped), change]
    write_history(service, kept, spans, now_on)
    if on <= now_on:
        _apply(service, change, kept)
    else:
        publish(_told(ServiceChangeBooked, service, change))
    return change


def _is_twin(change: ServiceChange, kind: str, on: date, facts: dict[str, Any]) -> bool:
    is_same = change.kind == kind and change.effective_on == on
    if not is_same or change.state != State.PENDING:
        return False
    blank = ServiceChange()
    return all(getattr(change, name) == facts.get(name, getattr(blank, name)) for name in FACTS)


def _settle(
    changes: Sequence[ServiceChange], change: ServiceChange
) -> tuple[list[Span], list[Booked]]:
    try:
        return settle(
            [booked(c) for c in changes], booked(change), overrides=change.kind in OVERRIDING
        )
    except Misfit as misfit:
        raise _refusal(change, misfit) from None


def _refusal(change: ServiceChange, misfit: Misfit) -> ChangeRefused:
    late = misfit.change
    label = Kind(change.kind).label.lower()
    if late.id == change.pk:
        state = f"is {misfit.state}" if misfit.state else "is not quoted yet"
        return ChangeRefused(
            f"The service {state} on {late.effective_on}: no {label} is possible.", field="on"
        )
    advice = " Cancel that first." if late.is_pending else ""
    return ChangeRefused(
        f"This does not fit the {Kind(late.kind).label.lower()} of {late.effective_on}.{advice}",
        field="on",
    )


def _drop(changes: Sequence[ServiceChange], dropped: Sequence[Booked]) -> list[ServiceChange]:
    """Put later changes out of force; the changes that stay."""
    ids = {late.id for late in dropped}
    for change in changes:
        if change.pk not in ids:
            continue
        was_pending = change.state == State.PENDING
        change.state = State.CANCELLED if was_pending else State.SUPERSEDED
        change.save(update_fields=["state"])
        if was_pending:
            publish(_told(ServiceChangeCancelled, change.service, change))
    return [change for change in changes if change.pk not in ids]


def _told(kind: Any, service: Service, change: ServiceChange, **more: Any) -> Any:
    if kind is not ServiceChangeFailed:
        more["effective_on"] = change.effective_on
    return kind(
        service_id=service.pk,
        customer_id=service.customer_id,
        change_id=change.pk,
        kind=change.kind,
        **more,
    )


def _terms_before(changes: Sequence[ServiceChange], change: ServiceChange) -> Terms | None:
    ordered = in_order(booked(c) for c in changes)
    at = next(place for place, c in enumerate(ordered) if c.id == change.pk)
    spans = unfold(ordered[:at])
    return spans[-1].terms if spans else None


def _apply(service: Service, change: ServiceChange, changes: Sequence[ServiceChange]) -> None:
    """Mark the change applied, let its effects follow, and tell."""
    change.state = State.APPLIED
    change.applied_at = clock.now()
    change.save(update_fields=["state", "applied_at"])
    if change.kind == Kind.SCHEDULE:
        service.scheduled_for = change.scheduled_for
        service.save(update_fields=["scheduled_for"])
    before = _terms_before(changes, change)
    after_effects(service, change, before)
    publish(fact_of(service, change, before))


def cancel_change(change: ServiceChange) -> ServiceChange:
    """Take back a change whose day has not come; asking twice is harmless."""
    service = lock(change.service)
    change = lock(change)
    if change.state == State.CANCELLED:
        return change
    if change.state != State.PENDING:
        raise NotPending(f"This change is {change.state}; only a pending one can be cancelled.")
    changes = [c for c in standing(service) if c.pk != change.pk]
    try:
        spans = unfold([booked(c) for c in changes])
    except Misfit as misfit:
        raise _refusal(change, misfit) from None
    change.state = State.CANCELLED
    change.save(update_fields=["state"])
    write_history(service, changes, spans, today())
    publish(_told(ServiceChangeCancelled, service, change))
    return change


def apply_due_changes() -> int:
    """Apply what was booked for today or a day missed, in order; the number applied.

    A change that cannot be made is marked failed, told, and taken out of the history.
    """
    due = ServiceChange.objects.filter(state=State.PENDING, effective_on__lte=today())
    applied = 0
    for change in due.select_related("service").order_by("effective_on", "service_id", "ordinal"):
        try:
            with transaction.atomic():
                applied += _apply_due(change)
        except DomainError as error:
            _fail(change, error.message)
    return applied


def _apply_due(change: ServiceChange) -> bool:
    service = lock(change.service)
    change = lock(change)
    if change.state != State.PENDING:
        return False
    changes = standing(service)
    spans = unfold([booked(c) for c in changes])
    write_history(service, changes, spans, today())
    _apply(service, change, changes)
    return True


def _fail(change: ServiceChange, problem: str) -> None:
    service = lock(change.service)
    change = lock(change)
    changes = [c for c in standing(service) if c.pk != change.pk]
    change.state, change.problem = State.FAILED, problem[:300]
    change.save(update_fields=["state", "problem"])
    changes, spans = _without_misfits(changes)
    write_history(service, changes, spans, today())
    publish(_told(ServiceChangeFailed, service, change, problem=problem[:300]))


def _without_misfits(
    changes: list[ServiceChange],
) -> tuple[list[ServiceChange], list[Span]]:
    """The changes that fit one another, and their spans; the others are put out of force."""
    while True:
        try:
            return changes, unfold([booked(c) for c in changes])
        except Misfit as misfit:
            changes = _drop(changes, [misfit.change])
