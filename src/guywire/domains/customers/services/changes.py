"""Booking, cancelling and applying the dated changes of a service.

Every change goes through ``book_change``: it is tried against the whole history under a lock,
written, and applied at once when its day has come; ``apply_due_changes`` applies the others on
their day. The history (periods) shows booked future too, so that money can be asked for it.
"""

import logging
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal
from functools import partial
from itertools import groupby
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Max

from guywire.kit import clock
from guywire.kit.errors import Conflict, DomainError
from guywire.kit.events import publish
from guywire.kit.tenancy import current

from ..events import ServiceChangeBooked, ServiceChangeCancelled, ServiceChangeFailed
from ..models import Customer, Service, ServiceChange
from ..queries import today
from .customers import refresh_state
from .facts import fact_of
from .finding import lock
from .history import Booked, Misfit, Span, Terms, in_order, settle, unfold
from .stays import Stay, follow, stays_in
from .timeline import booked, check_discounts, standing, write_history

logger = logging.getLogger(__name__)
Kind = ServiceChange.Kind
State = ServiceChange.State
UNFORESEEN = (
    "An error kept this from being applied: it is tried again every night and when something is"
    " booked for the service. The log of the worker says what went wrong."
)
OVERRIDING = frozenset({Kind.END, Kind.CANCEL, Kind.SUSPEND, Kind.RESUME})


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What a change brings: columns of a ``ServiceChange``; empty ones stay as they are."""

    reason: str = ""
    charging_percent: int | None = None
    scheduled_for: date | None = None
    plan_version_id: UUID | None = None
    price: Decimal | None = None
    customer_id: UUID | None = None
    location_id: UUID | None = None
    sector_id: UUID | None = None
    add_on_version_id: UUID | None = None
    quantity: int = 1
    discount_id: UUID | None = None


NOTHING = Facts()


class ChangeRefused(DomainError):
    """The service's state on that day does not allow the change."""

    code = "service_change_refused"


class NotPending(Conflict):
    """Only a change whose day has not come can be cancelled."""

    code = "service_change_not_pending"


def book_change(
    service: Service, kind: Kind, facts: Facts = NOTHING, *, on: date | None = None
) -> ServiceChange:
    """Book a change for a day (today by default); it is applied at once unless it is future.

    ChangeRefused when the state on that day, or a change booked after it, does not allow it.
    Booking again what is booked for that day, or was booked last, returns the one there is.
    """
    service = lock(service)
    now_on = today()
    on = on or now_on
    changes = _caught_up(service, now_on)
    twin = next((c for c in changes if _is_twin(c, kind, on, facts, changes[-1])), None)
    if twin is not None:
        return twin
    last = service.changes.aggregate(last=Max("ordinal"))["last"] or 0
    change = ServiceChange(
        service=service,
        ordinal=last + 1,
        kind=kind,
        effective_on=on,
        booked_by=current().actor,
        **asdict(facts),
    )
    spans, dropped = _settle(changes, change)
    gone = {late.id for late in dropped}
    check_discounts([*(c for c in changes if c.pk not in gone), change], spans)
    before = _stays(changes)
    change.save()
    kept = [*_drop(service, changes, dropped), change]
    write_history(service, kept, spans, now_on)
    if on <= now_on:
        _apply(service, change, kept, before)
    else:
        publish(
            ServiceChangeBooked(
                service_id=service.pk,
                customer_id=service.customer_id,
                change_id=change.pk,
                kind=Kind(change.kind),
                effective_on=on,
            )
        )
    return change


def _caught_up(service: Service, now_on: date) -> list[ServiceChange]:
    """The standing changes, once those whose day has come are applied: one after the other."""
    changes = standing(service)
    if any(c.state == State.PENDING and c.effective_on <= now_on for c in changes):
        apply_due_changes(service)
        service.refresh_from_db()
        return standing(service)
    return changes


def _is_twin(
    change: ServiceChange, kind: Kind, on: date, facts: Facts, newest: ServiceChange
) -> bool:
    is_same = change.kind == kind and change.effective_on == on
    if not is_same or (change.state != State.PENDING and change is not newest):
        return False
    return all(getattr(change, name) == value for name, value in asdict(facts).items())


def _stays(changes: Sequence[ServiceChange]) -> list[Stay]:
    """Where the service has run by what is applied."""
    return stays_in(unfold([booked(c) for c in changes if c.state == State.APPLIED]))


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


def _drop(
    service: Service, changes: Sequence[ServiceChange], dropped: Sequence[Booked]
) -> list[ServiceChange]:
    """Put changes out of force; those that stay."""
    ids = {late.id for late in dropped}
    for change in changes:
        if change.pk not in ids:
            continue
        if change.state == State.PENDING:
            _cancel(service, change)
        else:
            change.state = State.SUPERSEDED
            change.save(update_fields=["state"])
    return [change for change in changes if change.pk not in ids]


def _cancel(service: Service, change: ServiceChange) -> None:
    change.state = State.CANCELLED
    change.save(update_fields=["state"])
    publish(
        ServiceChangeCancelled(
            service_id=service.pk,
            customer_id=service.customer_id,
            change_id=change.pk,
            kind=Kind(change.kind),
            effective_on=change.effective_on,
        )
    )


def _apply(
    service: Service,
    change: ServiceChange,
    changes: Sequence[ServiceChange],
    before: Sequence[Stay],
) -> None:
    """Mark the change applied, let its effects follow, and tell."""
    change.state = State.APPLIED
    change.applied_at, change.problem = clock.now(), ""
    change.save(update_fields=["state", "applied_at", "problem"])
    if change.kind == Kind.SCHEDULE:
        service.scheduled_for = change.scheduled_for
        service.save(update_fields=["scheduled_for"])
    stays = _stays(changes)
    follow(service, before, stays)
    was, now = _terms_around(changes, change)
    whose = {stay.customer_id for stay in (*before, *stays)} | {now.customer_id}
    for customer in Customer.objects.filter(pk__in=whose | {was.customer_id}).order_by("pk"):
        refresh_state(customer)
    publish(fact_of(change, was, now))


def _terms_around(changes: Sequence[ServiceChange], change: ServiceChange) -> tuple[Terms, Terms]:
    """The terms before and after a change; of the first one, the same."""
    ordered = in_order(booked(c) for c in changes)
    at = next(place for place, c in enumerate(ordered) if c.id == change.pk)
    now = unfold(ordered[: at + 1])[-1].terms
    return (unfold(ordered[:at])[-1].terms if at else now), now


def cancel_change(change: ServiceChange) -> ServiceChange:
    """Take back a change whose day has not come, or which an error keeps from being applied.

    Asking twice is harmless.
    """
    service = lock(change.service)
    change = lock(change)
    if change.state == State.CANCELLED:
        return change
    if change.state != State.PENDING:
        raise NotPending(f"This change is {change.state}; only a pending one can be cancelled.")
    if change.effective_on <= today() and not change.problem:
        raise NotPending(f"This change holds since {change.effective_on}; book another instead.")
    changes = [c for c in standing(service) if c.pk != change.pk]
    try:
        spans = unfold([booked(c) for c in changes])
    except Misfit as misfit:
        raise _refusal(change, misfit) from None
    check_discounts(changes, spans)
    write_history(service, changes, spans, today())
    _cancel(service, change)
    return change


def apply_due_changes(service: Service | None = None) -> int:
    """Apply what was booked for today or a day missed, day by day; the number applied.

    A change that cannot be made is marked failed, told, and taken out of the history. One that
    meets an error nobody foresaw stays pending and says so; it and what follows it for that
    service are tried again the next time, and no other service waits.
    """
    due = ServiceChange.objects.filter(state=State.PENDING, effective_on__lte=today())
    if service is not None:
        due = due.filter(service=service)
    applied = 0
    held: set[UUID] = set()
    rows = due.select_related("service").order_by("effective_on", "service_id", "ordinal")
    for _, of_a_day in groupby(list(rows), key=lambda change: change.effective_on):
        applied += _apply_day(list(of_a_day), held)
    return applied


def _apply_day(waiting: list[ServiceChange], held: set[UUID]) -> int:
    """Apply the changes of one day; the number applied.

    One that is refused waits for the others: who moves in may come before who moves out. When
    nothing moves any more, it fails.
    """
    applied = 0
    while waiting:
        refused: dict[UUID, tuple[ServiceChange, str]] = {}
        later = []
        waiting = [change for change in waiting if change.service_id not in held]
        for change in waiting:
            if change.service_id in refused or change.service_id in held:
                later.append(change)
                continue
            try:
                applied += _apart(change, held, _apply_due)
            except DomainError as error:
                refused[change.service_id] = (change, error.message)
        if len(refused) + len(later) == len(waiting):
            for change, problem in refused.values():
                _apart(change, held, partial(_fail, problem=problem))
            waiting = later
        else:
            again = {change.pk for change, _ in refused.values()} | {c.pk for c in later}
            waiting = [change for change in waiting if change.pk in again]
    return applied


def _apart(change: ServiceChange, held: set[UUID], work: Callable[[ServiceChange], bool]) -> bool:
    """What the work returns; undone by itself, noted and False after an error nobody foresaw.

    What the database checks at the end of a transaction it checks here: at the end it would be
    the undoing of every service.
    """
    try:
        with transaction.atomic():
            done = work(change)
            connection.check_constraints()
            return done
    except DomainError:
        raise
    except Exception:
        logger.exception("the change %s of service %s waits", change.pk, change.service.number)
    held.add(change.service_id)
    ServiceChange.objects.filter(pk=change.pk).update(problem=UNFORESEEN)
    return False


def _apply_due(change: ServiceChange) -> bool:
    service = lock(change.service)
    change = lock(change)
    if change.state != State.PENDING:
        return False
    changes = standing(service)
    before = _stays(changes)
    change = next(c for c in changes if c.pk == change.pk)
    write_history(service, changes, unfold([booked(c) for c in changes]), today())
    _apply(service, change, changes, before)
    return True


def _fail(change: ServiceChange, *, problem: str) -> bool:
    """Mark the change failed and take it out of the history; nothing is applied by that."""
    service = lock(change.service)
    change = lock(change)
    changes = [c for c in standing(service) if c.pk != change.pk]
    change.state, change.problem = State.FAILED, problem[:300]
    change.save(update_fields=["state", "problem"])
    changes, spans = _without_misfits(service, changes)
    write_history(service, changes, spans, today())
    publish(
        ServiceChangeFailed(
            service_id=service.pk,
            customer_id=service.customer_id,
            change_id=change.pk,
            kind=Kind(change.kind),
            problem=change.problem,
        )
    )
    return False


def _without_misfits(
    service: Service, changes: list[ServiceChange]
) -> tuple[list[ServiceChange], list[Span]]:
    """The changes that fit one another, and their spans; the others are put out of force."""
    while True:
        try:
            return changes, unfold([booked(c) for c in changes])
        except Misfit as misfit:
            changes = _drop(service, changes, [misfit.change])
