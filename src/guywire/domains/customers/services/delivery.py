"""Services from the quote to the end, each step a dated change.

``on`` is the first day on which a change holds, in the tenant's zone: past, today (default) or
future. Asking for what is so already is harmless.
"""

from datetime import date
from decimal import Decimal
from uuid import UUID

from guywire.domains.network.models import Sector
from guywire.domains.tenants.services.numbers import next_number
from guywire.kit.errors import DomainError, Invalid

from ..inputs import ServiceInput
from ..models import (
    AddOn,
    Customer,
    Discount,
    Plan,
    PlanVersion,
    Service,
    ServiceChange,
    ServiceLocation,
    SuspendReason,
)
from ..models.service import ServiceState as State
from ..queries import add_on_version_on, fits, plan_version_on, today
from .changes import NOTHING, ChangeRefused, Facts, book_change
from .customers import lock_standing
from .finding import find, lock

Kind = ServiceChange.Kind


class NotOnOffer(DomainError):
    """The plan, add-on or discount is not available on that day."""

    code = "not_on_offer"


def create_service(data: ServiceInput) -> Service:
    """A quoted service on the plan's terms of the day, or at the price given."""
    customer = lock_standing(find(Customer, data.customer_id, "customer_id"))
    location = find(ServiceLocation, data.location_id, "location_id")
    on = data.quoted_on or today()
    if on > today():
        raise ChangeRefused("A quote is dated today or earlier.", field="quoted_on")
    sector = find(Sector, data.sector_id, "sector_id") if data.sector_id else None
    version = _version(data.plan_id, on)
    _check_carried(version.plan, sector)
    price = version.price if data.price is None else data.price
    service = Service.objects.create(
        number=next_number("service"),
        customer=customer,
        location=location,
        plan_version=version,
        sector=sector,
        price=price,
        currency=version.currency,
        state=State.QUOTED,
        charging_percent=0,
        access=False,
        contract_months=version.contract_months,
        quoted_on=on,
        notes=data.notes,
    )
    quoted = Facts(
        customer_id=customer.pk,
        location_id=location.pk,
        sector_id=data.sector_id,
        plan_version_id=version.pk,
        price=price,
    )
    book_change(service, Kind.QUOTE, quoted, on=on)
    if data.discount_id is not None:
        give_discount(service, discount_id=data.discount_id, on=on)
    service.refresh_from_db()
    return service


def _version(plan_id: UUID, on: date, service: Service | None = None) -> PlanVersion:
    """The plan's terms of the day; who has the plan keeps it when it is sold no more."""
    plan = find(Plan, plan_id, "plan_id")
    if service is None or service.plan_version.plan_id != plan.pk:
        _check_offer(plan, on, "plan_id")
        _check_carried(plan, service.sector if service else None)
    return plan_version_on(plan, on)


def _check_carried(plan: Plan, sector: Sector | None) -> None:
    if sector is not None and not fits(plan, sector.technology, sector.site.tags):
        where = f" in {', '.join(plan.areas)}" if plan.areas else ""
        raise NotOnOffer(
            f"{plan} needs a sector of technology “{plan.get_technology_display()}”{where};"
            f" {sector} is none.",
            field="plan_id",
        )


def _check_offer(item: Plan | AddOn | Discount, on: date, field: str) -> None:
    is_early = item.available_from is not None and on < item.available_from
    is_late = item.available_to is not None and on >= item.available_to
    if is_early or is_late:
        raise NotOnOffer(f"{item} is not on offer on {on}.", field=field)


DATED = {
    "customer_id": "Transfer",
    "location_id": "Move",
    "sector_id": "Assign sector",
    "quoted_on": "Quote",
}


def change_service(service: Service, data: ServiceInput) -> Service:
    """Change what is no dated change: the notes. Anything else asked for is refused by field."""
    service = lock(service)
    wrong = {
        name: f"This changes on a day: use “{verb}”."
        for name, verb in DATED.items()
        if getattr(data, name) not in {None, getattr(service, name)}
    }
    if data.plan_id != service.plan_version.plan_id:
        wrong["plan_id"] = "This changes on a day: use “Change plan”."
    if data.price is not None and data.price != service.price:
        wrong["price"] = "This changes on a day: use “Change plan” with the same plan."
    if wrong:
        raise Invalid(wrong)
    service.notes = data.notes
    service.save(update_fields=["notes", "updated_at"])
    return service


def _booked(service: Service, kind: Kind, on: date | None, facts: Facts = NOTHING) -> Service:
    change = book_change(service, kind, facts, on=on)
    return Service.objects.get(pk=change.service_id)


def _is_so(service: Service, state: State, on: date | None) -> bool:
    return service.state == state and (on is None or on == today())


def order_service(service: Service, *, on: date | None = None) -> Service:
    """The customer accepts the quote."""
    service = lock(service)
    if _is_so(service, State.ORDERED, on):
        return service
    return _booked(service, Kind.ORDER, on)


def schedule_service(service: Service, *, scheduled_for: date, on: date | None = None) -> Service:
    """The installation is planned for a day; scheduling again plans it anew."""
    service = lock(service)
    if _is_so(service, State.SCHEDULED, on) and service.scheduled_for == scheduled_for:
        return service
    return _booked(service, Kind.SCHEDULE, on, Facts(scheduled_for=scheduled_for))


def activate_service(service: Service, *, on: date | None = None) -> Service:
    """Access and charging begin; the customer occupies the location."""
    service = lock(service)
    if service.state == State.ACTIVE and on in {None, service.activated_on}:
        return service
    return _booked(service, Kind.ACTIVATE, on)


def suspend_service(
    service: Service,
    *,
    reason: SuspendReason,
    on: date | None = None,
    charging_percent: int | None = None,
) -> Service:
    """Stop delivery without ending the contract; charging goes on unless told (B-DUN-9)."""
    service = lock(service)
    is_so = _is_so(service, State.SUSPENDED, on) and service.reason == reason
    if is_so and charging_percent in {None, service.charging_percent}:
        return service
    why = Facts(reason=str(SuspendReason(reason)), charging_percent=charging_percent)
    return _booked(service, Kind.SUSPEND, on, why)


def resume_service(service: Service, *, on: date | None = None) -> Service:
    """Access and full charging again, after a suspension or a pause."""
    service = lock(service)
    if _is_so(service, State.ACTIVE, on):
        return service
    return _booked(service, Kind.RESUME, on)


def pause_service(
    service: Service,
    *,
    on: date | None = None,
    until: date | None = None,
    charging_percent: int = 0,
    reason: str = "",
) -> Service:
    """A holiday of the service: no access, no or reduced charges (B-PR-9); ``until`` resumes it."""
    service = lock(service)
    if until is not None and until <= (on or today()):
        raise ChangeRefused("The pause must end after it begins.", field="until")
    if not _is_so(service, State.PAUSED, on):
        why = Facts(reason=reason, charging_percent=charging_percent)
        service = _booked(service, Kind.PAUSE, on, why)
    return _booked(service, Kind.RESUME, until) if until else service


def end_service(service: Service, *, on: date | None = None, reason: str = "") -> Service:
    """``on`` is the first day without the service. What was booked for later is out of force."""
    service = lock(service)
    if service.state == State.ENDED and on in {None, service.ended_on}:
        return service
    return _booked(service, Kind.END, on, Facts(reason=reason))


def cancel_service(service: Service, *, on: date | None = None, reason: str = "") -> Service:
    """The service never began and will not."""
    service = lock(service)
    if _is_so(service, State.CANCELLED, on):
        return service
    return _booked(service, Kind.CANCEL, on, Facts(reason=reason))


def change_service_plan(
    service: Service, *, plan_id: UUID, on: date | None = None, price: Decimal | None = None
) -> Service:
    """Another plan at its price of that day, or at the price agreed."""
    service = lock(service)
    version = _version(plan_id, on or today(), service)
    agreed = version.price if price is None else price
    has_it = service.plan_version_id == version.pk and service.price == agreed
    if has_it and _is_so(service, State(service.state), on):
        return service
    return _booked(service, Kind.CHANGE_PLAN, on, Facts(plan_version_id=version.pk, price=agreed))


def move_service(
    service: Service,
    *,
    location_id: UUID,
    sector_id: UUID | None = None,
    on: date | None = None,
) -> Service:
    """The service goes on at another location, from the sector named there, if one is."""
    service = lock(service)
    location = find(ServiceLocation, location_id, "location_id")
    if sector_id is not None:
        find(Sector, sector_id, "sector_id")
    if _is_so(service, State(service.state), on) and service.location_id == location.pk:
        return service
    return _booked(service, Kind.MOVE, on, Facts(location_id=location.pk, sector_id=sector_id))


def assign_sector(service: Service, *, sector_id: UUID | None, on: date | None = None) -> Service:
    """The sector that serves from a day on; None when it is not known."""
    service = lock(service)
    if sector_id is not None:
        find(Sector, sector_id, "sector_id")
    if _is_so(service, State(service.state), on) and service.sector_id == sector_id:
        return service
    return _booked(service, Kind.ASSIGN_SECTOR, on, Facts(sector_id=sector_id))


def transfer_service(service: Service, *, customer_id: UUID, on: date | None = None) -> Service:
    """The service goes on for another customer, at the same place and terms."""
    service = lock(service)
    customer = lock_standing(find(Customer, customer_id, "customer_id"))
    if _is_so(service, State(service.state), on) and service.customer_id == customer.pk:
        return service
    return _booked(service, Kind.TRANSFER, on, Facts(customer_id=customer.pk))


def add_add_on(
    service: Service, *, add_on_id: UUID, quantity: int = 1, on: date | None = None
) -> Service:
    """An add-on at its price of that day; adding it again sets its quantity and price anew."""
    add_on = find(AddOn, add_on_id, "add_on_id")
    day = on or today()
    _check_offer(add_on, day, "add_on_id")
    version = add_on_version_on(add_on, day)
    held = Facts(add_on_version_id=version.pk, price=version.price, quantity=quantity)
    return _booked(service, Kind.ADD_ADD_ON, on, held)


def remove_add_on(service: Service, *, add_on_id: UUID, on: date | None = None) -> Service:
    """``on`` is the first day without it; harmless when the service does not have it."""
    service = lock(service)
    held = service.add_ons.filter(version__add_on=add_on_id).order_by("-from_on").first()
    if held is None or (held.to_on is not None and held.to_on <= (on or today())):
        return service
    return _booked(service, Kind.REMOVE_ADD_ON, on, Facts(add_on_version_id=held.version_id))


def give_discount(service: Service, *, discount_id: UUID, on: date | None = None) -> Service:
    """A discount from a day on; given before the service begins, its months count from there."""
    discount = find(Discount, discount_id, "discount_id")
    _check_offer(discount, on or today(), "discount_id")
    return _booked(service, Kind.GIVE_DISCOUNT, on, Facts(discount_id=discount.pk))


def end_discount(service: Service, *, discount_id: UUID, on: date | None = None) -> Service:
    """``on`` is the first day without it; harmless when the service does not have it."""
    service = lock(service)
    held = service.discounts.filter(discount=discount_id).order_by("-from_on").first()
    if held is None or (held.to_on is not None and held.to_on <= (on or today())):
        return service
    return _booked(service, Kind.END_DISCOUNT, on, Facts(discount_id=held.discount_id))
