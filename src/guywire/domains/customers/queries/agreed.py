"""What was agreed with customers, read for many at once: billing's view of services.

Rows come as named tuples, not as models: a run reads a hundred thousand services.
"""

from collections.abc import Collection, Iterable
from datetime import date
from decimal import Decimal
from typing import NamedTuple
from uuid import UUID

from django.db.models import QuerySet

from guywire.kit.staging import among

from ..models import (
    Customer,
    Service,
    ServiceAddOn,
    ServiceDiscount,
    ServiceLocation,
    ServicePeriod,
)
from ..models.service import ServiceState

LIVE = (ServiceState.ACTIVE, ServiceState.SUSPENDED, ServiceState.PAUSED)


class Span(NamedTuple):
    """Terms of a service of a customer for the days ``[from_on, to_on)`` on which it is live."""

    service_id: UUID
    customer_id: UUID
    from_on: date
    to_on: date | None
    price: Decimal
    currency: str
    percent: int
    location_id: UUID
    version_id: UUID
    plan_id: UUID
    plan_name: str
    tax_class: str
    cycle_unit: str
    cycle_length: int
    setup_fee: Decimal


class Extra(NamedTuple):
    """An add-on of a service."""

    service_id: UUID
    id: UUID
    name: str
    tax_class: str
    quantity: int
    price: Decimal
    from_on: date
    to_on: date | None


class Reduction(NamedTuple):
    """A discount of a service."""

    service_id: UUID
    id: UUID
    name: str
    kind: str
    percent: Decimal
    amount: Decimal
    combines: bool
    from_on: date
    to_on: date | None


class Place(NamedTuple):
    """Where a service is delivered."""

    location_id: UUID
    country: str
    region: str
    city: str
    postcode: str


class Person(NamedTuple):
    """A customer as a document names him; ``place`` is the address of his first service."""

    customer_id: UUID
    name: str
    number: str
    email: str
    language: str
    place: str


def live_periods() -> QuerySet[ServicePeriod]:
    """The days on which services of anybody are live."""
    return ServicePeriod.objects.filter(state__in=LIVE)


def live_spans(customers: Iterable[UUID]) -> list[Span]:
    """The live terms of services of customers, by service and day."""
    rows = live_periods().filter(among("customer", customers)).order_by("service", "from_on")
    return [
        Span(*row)
        for row in rows.values_list(
            "service", "customer", "from_on", "to_on", "price", "currency", "charging_percent",
            "location", "plan_version", "plan_version__plan", "plan_version__plan__name",
            "plan_version__plan__tax_class", "plan_version__cycle_unit",
            "plan_version__cycle_length", "plan_version__setup_fee",
        )
    ]  # fmt: skip


def extras_of(service_ids: Iterable[UUID]) -> list[Extra]:
    """The add-ons that services have, had or will have."""
    rows = ServiceAddOn.objects.filter(among("service", service_ids)).order_by("from_on", "pk")
    return [
        Extra(*row)
        for row in rows.values_list(
            "service", "pk", "version__add_on__name", "version__add_on__tax_class", "quantity",
            "price", "from_on", "to_on",
        )
    ]  # fmt: skip


def reductions_of(service_ids: Iterable[UUID]) -> list[Reduction]:
    """The discounts that services have, had or will have."""
    rows = ServiceDiscount.objects.filter(among("service", service_ids)).order_by("from_on", "pk")
    return [
        Reduction(*row)
        for row in rows.values_list(
            "service", "pk", "discount__name", "kind", "percent", "amount", "discount__combines",
            "from_on", "to_on",
        )
    ]  # fmt: skip


def numbers_of(service_ids: Collection[UUID]) -> dict[UUID, tuple[str, date | None]]:
    """Number and day of activation of services."""
    rows = Service.objects.filter(among("pk", service_ids)).order_by()
    return {pk: (no, on) for pk, no, on in rows.values_list("pk", "number", "activated_on")}


def places_of(location_ids: Collection[UUID]) -> list[Place]:
    """Where service locations are."""
    rows = ServiceLocation.objects.filter(among("pk", location_ids))
    return [Place(*row) for row in rows.values_list("pk", "country", "region", "city", "postcode")]


def people_of(customer_ids: Collection[UUID]) -> list[Person]:
    """Customers as documents name them."""
    services = Service.objects.filter(among("customer", customer_ids)).order_by(
        "-created_at", "-pk"
    )
    places = dict(services.values_list("customer", "location__address"))
    rows = Customer.objects.filter(among("pk", customer_ids))
    return [
        Person(*row, places.get(row[0], ""))
        for row in rows.values_list("pk", "name", "number", "email", "language")
    ]
