"""What the pages of customers, locations, plans and services show."""

from collections.abc import Container, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Q, QuerySet

from guywire.engines.money import Money

from ..models import (
    Customer,
    LocationOccupancy,
    Plan,
    PlanVersion,
    Service,
    ServiceAddOn,
    ServiceDiscount,
    ServiceLocation,
    ServicePeriod,
)
from ..models.service import ServiceState as State


@dataclass(frozen=True, slots=True)
class ServiceNow:
    """What a service costs each cycle today: plan, add-ons, less discounts, never below zero.

    ``charged`` is the part of it that the state of the service leaves to be charged.
    """

    plan: Money
    add_ons: tuple[tuple[ServiceAddOn, Money], ...]
    discounts: tuple[tuple[ServiceDiscount, Money], ...]
    total: Money
    charged: Money


def priced_day(service: Service, periods: Iterable[ServicePeriod], day: date) -> date:
    """The day whose price counts: of a service that has not begun, the one on which it will."""
    begins = [period.from_on for period in periods if period.state == State.ACTIVE]
    return max(day, min(begins)) if begins and service.activated_on is None else day


def service_now(service: Service, day: date) -> ServiceNow:
    """The price of a cycle. Fixed discounts come off the plan first, then percentages; no tax."""
    running = Q(from_on__lte=day) & (Q(to_on=None) | Q(to_on__gt=day))
    add_ons = service.add_ons.filter(running).select_related("version__add_on")
    discounts = service.discounts.filter(running).select_related("discount")
    currency = service.currency
    left = service.price
    reduced = []
    for row in sorted(discounts, key=lambda d: d.kind):
        off = row.amount if row.kind == "fixed" else left * row.percent / Decimal(100)
        off = min(off, left)
        left -= off
        reduced.append((row, -Money.from_decimal(off, currency)))
    extra = [(row, Money.from_decimal(row.price * row.quantity, currency)) for row in add_ons]
    total = Money.from_decimal(left, currency)
    for _, amount in extra:
        total = total + amount
    plan = Money.from_decimal(service.price, currency)
    charged = total * (Decimal(service.charging_percent) / 100)
    return ServiceNow(plan, tuple(extra), tuple(reduced), total, charged)


def first_day_in(service: Service, states: Container[str]) -> date | None:
    """The first booked day on which the service comes to one of the states; None: never."""
    if not service.booked:
        return None
    begins = service.booked[0].effective_on
    ahead = (p.from_on for p in service.story if p.from_on >= begins and p.state in states)
    return min(ahead, default=None)


def stays_of(customer: Customer) -> QuerySet[LocationOccupancy]:
    return customer.occupancies.select_related("location").order_by("-from_on")


def stays_at(location: ServiceLocation) -> QuerySet[LocationOccupancy]:
    return location.occupancies.select_related("customer").order_by("-from_on")


def versions_of(plan: Plan) -> list[tuple[PlanVersion, Money, Money]]:
    """A plan's versions with price and set-up fee, the newest first."""
    return [
        (
            version,
            Money.from_decimal(version.price, version.currency),
            Money.from_decimal(version.setup_fee, version.currency),
        )
        for version in plan.versions.order_by("-version")
    ]
