"""Moves, transfers, add-ons, discounts and prices: what changes beside the state."""

from datetime import date
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import Model

from guywire.domains.customers.models import (
    Customer,
    LocationOccupancy,
    Service,
    ServiceChange,
    ServicePeriod,
)
from guywire.domains.customers.queries import terms_on
from guywire.domains.customers.services import catalogue, delivery, stays
from guywire.domains.customers.services.changes import (
    apply_due_changes,
)
from guywire.kit import clock

from . import make
from .stories import later, story, told

State = Service.State
DAY = date(2026, 3, 4)
pytestmark = pytest.mark.usefixtures("tenant", "noon")


def test_a_move_changes_places_and_occupants() -> None:
    service = make.active_service(on=date(2026, 1, 1))
    old, new = service.location, make.service_location()
    service = delivery.move_service(service, location_id=new.pk, on=date(2026, 3, 1))
    assert service.location == new
    assert LocationOccupancy.objects.get(location=old).to_on == date(2026, 3, 1)
    assert LocationOccupancy.objects.get(location=new).from_on == date(2026, 3, 1)
    fact = told("service_moved")[0]
    assert (fact["from_location_id"], fact["to_location_id"]) == (str(old.pk), str(new.pk))
    past = terms_on(service.pk, date(2026, 2, 28))
    assert past is not None
    assert past.location_id == old.pk


def test_a_move_to_where_another_customer_is_served_is_refused() -> None:
    taken = make.active_service()
    service = make.active_service()
    with pytest.raises(stays.LocationTaken, match="has been at this location since"):
        delivery.move_service(service, location_id=taken.location_id)


def test_a_booked_move_that_cannot_be_made_fails_alone_and_is_told() -> None:
    other = make.active_service()
    service = make.active_service()
    target = make.service_location()
    delivery.move_service(service, location_id=target.pk, on=date(2026, 3, 10))
    delivery.move_service(other, location_id=target.pk)
    bystander = delivery.end_service(make.active_service(), on=date(2026, 3, 10))
    with clock.frozen(later(6)):
        assert apply_due_changes() == 1
    bystander.refresh_from_db()
    assert bystander.state == State.ENDED
    change = ServiceChange.objects.get(service=service, kind="move")
    assert change.state == ServiceChange.State.FAILED
    assert "has been at this location" in change.problem
    service.refresh_from_db()
    assert service.location_id != target.pk
    assert [state for state, *_ in story(service)] == ["active"]
    assert len(told("service_change_failed")) == 1


def test_a_transfer_leaves_the_past_with_the_old_customer() -> None:
    service = make.active_service(on=date(2026, 1, 1))
    old, new = service.customer, make.customer()
    service = delivery.transfer_service(service, customer_id=new.pk)
    assert service.customer == new
    past = terms_on(service.pk, date(2026, 3, 3))
    assert past is not None
    assert past.customer_id == old.pk
    stays = LocationOccupancy.objects.filter(location=service.location_id).order_by("from_on")
    assert [(s.customer_id, s.from_on, s.to_on) for s in stays] == [
        (old.pk, date(2026, 1, 1), DAY),
        (new.pk, DAY, None),
    ]
    assert Customer.objects.get(pk=new.pk).state == Customer.State.ACTIVE
    assert Customer.objects.get(pk=old.pk).state == Customer.State.FORMER


def test_add_ons_and_discounts_have_days_and_agreed_prices() -> None:
    discount = make.discount(months=3)
    service = make.service(discount_id=discount.pk)
    add_on = make.add_on(price=Decimal("5.00"))
    service = delivery.order_service(service)
    delivery.add_add_on(service, add_on_id=add_on.pk, quantity=2)
    service = delivery.activate_service(service)
    catalogue.change_add_on(
        add_on, make.add_on_input(name=add_on.name, code=add_on.code, price=Decimal("7.00"))
    )
    held = service.add_ons.get()
    assert (held.price, held.quantity, held.from_on, held.to_on) == (Decimal(5), 2, DAY, None)
    given = service.discounts.get()
    assert (given.percent, given.from_on, given.to_on) == (Decimal(50), DAY, date(2026, 6, 4))
    delivery.remove_add_on(service, add_on_id=add_on.pk, on=date(2026, 4, 1))
    delivery.end_service(service, on=date(2026, 5, 1))
    assert service.add_ons.get().to_on == date(2026, 4, 1)
    assert service.discounts.get().to_on == date(2026, 5, 1)


def test_a_price_change_never_alters_what_was_agreed() -> None:
    plan = make.plan(price=Decimal("49.00"))
    service = make.active_service(plan_id=plan.pk)
    given = {"name": plan.name, "code": plan.code, "price": Decimal("59.00")}
    catalogue.change_plan(plan, make.plan_input(**given))
    service.refresh_from_db()
    assert service.price == service.plan_version.price == Decimal("49.00")
    assert make.service(plan_id=plan.pk).price == Decimal("59.00")
    assert [v.price for v in plan.versions.all()] == [Decimal("59.00"), Decimal("49.00")]


def stored(row: Model) -> None:
    with transaction.atomic():
        row.save()
        connection.check_constraints()


def test_the_database_refuses_overlapping_periods_and_occupants() -> None:
    service = make.active_service(on=date(2026, 1, 1))
    period = ServicePeriod.objects.get(service=service)
    period.pk, period.from_on, period._state.adding = uuid4(), date(2026, 2, 1), True
    with pytest.raises(IntegrityError, match="service_period_no_overlap"):
        stored(period)
    place = service.location
    later_on = date(2026, 2, 1)
    with pytest.raises(IntegrityError, match="occupancy_one_at_a_time"):
        stored(LocationOccupancy(location=place, customer=make.customer(), from_on=later_on))
    elsewhere = make.service_location()
    stored(LocationOccupancy(location=elsewhere, customer=make.customer(), from_on=later_on))
