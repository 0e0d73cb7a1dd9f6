"""Two records of one customer become one, and nothing of either is lost."""

from uuid import UUID

from guywire.kit.errors import DomainError
from guywire.kit.events import publish

from ..events import CustomersMerged
from ..models import (
    Contact,
    Customer,
    Lead,
    LocationOccupancy,
    Note,
    Service,
    ServiceChange,
    ServicePeriod,
)
from .customers import CustomerMerged, lock_standing, refresh_search, refresh_state
from .finding import find, lock

POINTING = (Contact, Note, Lead, LocationOccupancy, Service, ServiceChange, ServicePeriod)
KEPT_WHEN_EMPTY = ("email", "phone", "phone_digits", "language", "source", "campaign")


class CannotMerge(DomainError):
    code = "cannot_merge"


def merge_customer(customer: Customer, *, into_id: UUID) -> Customer:
    """Move all that belongs to ``customer`` to another, which is returned.

    The merged record stays as a pointer with its number, name and audit trail. What the one that
    stays lacks (e-mail, phone …) it takes over; what differs becomes a contact. Merging again
    into the same is harmless.
    """
    target = find(Customer, into_id, "into_id")
    if target.pk == customer.pk:
        raise CannotMerge("A customer cannot be merged into itself.", field="into_id")
    # Changes of services lock the service, then its customer: in the same order here.
    list(Service.objects.filter(customer=customer).order_by("pk").select_for_update())
    for row in sorted((customer, target), key=lambda c: c.pk):
        lock(row)
    customer, target = lock(customer), lock_standing(target)
    if customer.merged_into_id == target.pk:
        return target
    if customer.state == Customer.State.MERGED:
        raise CustomerMerged(customer)
    if target.contacts.filter(preferred=True).exists():
        customer.contacts.update(preferred=False)
    for model in POINTING:
        model._default_manager.filter(customer=customer).update(customer=target)
    Customer.objects.filter(referred_by=customer).exclude(pk=target.pk).update(referred_by=target)
    Customer.objects.filter(merged_into=customer).update(merged_into=target)
    _take_over(customer, target)
    customer.state, customer.merged_into = Customer.State.MERGED, target
    customer.search_text = customer.number.lower()
    customer.save()
    _join_occupancies(target)
    refresh_search(target)
    publish(CustomersMerged(customer_id=target.pk, merged_id=customer.pk))
    return refresh_state(target)


def _take_over(customer: Customer, target: Customer) -> None:
    reach = {
        "email": customer.email if customer.email != target.email and target.email else "",
        "phone": customer.phone
        if customer.phone_digits != target.phone_digits and target.phone
        else "",
    }
    for name in KEPT_WHEN_EMPTY:
        if not getattr(target, name):
            setattr(target, name, getattr(customer, name))
    if target.referred_by_id is None and customer.referred_by_id != target.pk:
        target.referred_by_id = customer.referred_by_id
    elif target.referred_by_id == customer.pk:
        target.referred_by_id = None
    target.tags = sorted({*target.tags, *customer.tags})
    target.save()
    if any(reach.values()):
        Contact.objects.create(
            customer=target,
            kind=Contact.Kind.OTHER,
            name=customer.name,
            phone_digits=customer.phone_digits if reach["phone"] else "",
            **reach,
        )


def _join_occupancies(target: Customer) -> None:
    """Stays at one place that touch become one."""
    before: LocationOccupancy | None = None
    for stay in target.occupancies.order_by("location_id", "from_on"):
        if before and before.location_id == stay.location_id and before.to_on == stay.from_on:
            before.to_on = stay.to_on
            stay.delete()
            before.save(update_fields=["to_on"])
        else:
            before = stay
