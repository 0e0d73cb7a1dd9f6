"""Is it all right with a customer? The answer that its page gives first."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from ..models import Customer, Service, ServiceChange
from ..models.service import ServiceState as State

OVER = (State.ENDED, State.CANCELLED)


@dataclass(frozen=True, slots=True)
class ServiceLine:
    """A service that is not over, with what is booked for it, the soonest first."""

    service: Service
    pending: tuple[ServiceChange, ...]


@dataclass(frozen=True, slots=True)
class Health:
    """``tone`` is ok, warn, bad, info or off; ``word`` and ``text`` say why."""

    tone: str
    word: str
    text: str
    lines: tuple[ServiceLine, ...]
    over: tuple[Service, ...]


def health_of(customer: Customer) -> Health:
    """How the customer's services stand today, the troubled ones first."""
    related = ("location", "plan_version__plan", "sector")
    services = list(customer.services.select_related(*related).order_by("-created_at"))
    current = sorted((s for s in services if s.state not in OVER), key=_trouble)
    pending = _pending_of(current)
    return Health(
        *_verdict(current, services),
        lines=tuple(ServiceLine(s, tuple(pending.get(s.pk, ()))) for s in current),
        over=tuple(s for s in services if s.state in OVER),
    )


def _trouble(service: Service) -> int:
    ranks = (State.SUSPENDED, State.PAUSED, State.ACTIVE)
    return ranks.index(State(service.state)) if service.state in ranks else len(ranks)


def _pending_of(services: Sequence[Service]) -> dict[UUID, list[ServiceChange]]:
    found: dict[UUID, list[ServiceChange]] = {}
    rows = ServiceChange.objects.filter(
        service__in=[service.pk for service in services], state=ServiceChange.State.PENDING
    )
    for change in rows.order_by("effective_on", "ordinal"):
        found.setdefault(change.service_id, []).append(change)
    return found


def _verdict(current: Sequence[Service], services: Sequence[Service]) -> tuple[str, str, str]:
    states = {service.state for service in current}
    if State.SUSPENDED in states:
        reasons = {s.reason_text for s in current if s.state == State.SUSPENDED}
        return "bad", "Suspended", f"Access is off: {', '.join(sorted(reasons))}."
    if State.PAUSED in states:
        return "warn", "Paused", "Access is off while the service is paused."
    if State.ACTIVE in states:
        return "ok", "All right", "Access is on."
    if current:
        return "info", "Not served yet", "No service runs yet."
    if services:
        return "off", "Not served", "No service runs any more."
    return "off", "Not served", "There is no service yet."
