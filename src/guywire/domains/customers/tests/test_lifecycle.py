"""A service from the quote to the end, through the services that write it."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from guywire.domains.customers.models import (
    Customer,
    LocationOccupancy,
    Service,
    ServiceChange,
    ServicePeriod,
    SuspendReason,
)
from guywire.domains.customers.queries import terms_at, terms_between, terms_on, today
from guywire.domains.customers.services import changes, delivery
from guywire.domains.customers.services.changes import (
    ChangeRefused,
    NotPending,
    apply_due_changes,
    cancel_change,
)
from guywire.domains.customers.tasks import begin_day
from guywire.domains.tenants.models import Tenant
from guywire.kit import clock
from guywire.kit.events.queries import events_about

from . import make
from .stories import later, story, told

State = Service.State
DAY = date(2026, 3, 4)
pytestmark = pytest.mark.usefixtures("tenant", "noon")


def test_a_quote_has_a_number_the_plans_price_and_neither_charge_nor_access() -> None:
    service = make.service()
    assert service.number == "SVC-000001"
    assert service.state == State.QUOTED
    assert (service.price, service.currency) == (Decimal("49.00"), "USD")
    assert (service.charging_percent, service.access) == (0, False)
    assert story(service) == [("quoted", DAY, None)]
    assert service.customer.state == Customer.State.PROSPECT
    assert [fact["service_id"] for fact in told("service_quoted")] == [str(service.pk)]


def test_order_schedule_activate_leaves_one_day_one_state() -> None:
    service = delivery.order_service(make.service())
    service = delivery.schedule_service(service, scheduled_for=date(2026, 3, 9))
    assert (service.state, service.scheduled_for) == (State.SCHEDULED, date(2026, 3, 9))
    service = delivery.activate_service(service)
    assert (service.state, service.charging_percent, service.access) == (State.ACTIVE, 100, True)
    assert service.activated_on == DAY
    assert service.contract_ends_on == date(2027, 3, 4)
    assert story(service) == [("active", DAY, None)]
    assert Customer.objects.get(pk=service.customer_id).state == Customer.State.ACTIVE
    occupancy = LocationOccupancy.objects.get(location=service.location_id)
    assert (occupancy.customer_id, occupancy.from_on) == (service.customer_id, DAY)
    facts = events_about(service.pk)
    assert sorted(facts.values_list("name", flat=True)) == [
        "customers.service_activated",
        "customers.service_ordered",
        "customers.service_quoted",
        "customers.service_scheduled",
    ]


def test_a_service_cannot_be_activated_before_it_is_ordered() -> None:
    service = make.service()
    with pytest.raises(ChangeRefused, match="The service is quoted on 2026-03-04: no activation"):
        delivery.activate_service(service)
    assert not told("service_activated")
    assert ServiceChange.objects.filter(service=service).count() == 1


def test_B_DUN_9_a_suspension_for_non_payment_cuts_access_and_goes_on_charging() -> None:
    service = delivery.suspend_service(make.active_service(), reason=SuspendReason.NON_PAYMENT)
    assert (service.state, service.reason) == (State.SUSPENDED, "non_payment")
    assert (service.charging_percent, service.access) == (100, False)
    assert [fact["reason"] for fact in told("service_suspended")] == ["non_payment"]


@pytest.mark.parametrize("percent", [0, 25, 100])
def test_B_DUN_9_money_and_access_of_a_suspension_are_said_apart(percent: int) -> None:
    service = delivery.suspend_service(
        make.active_service(), reason=SuspendReason.EQUIPMENT, charging_percent=percent
    )
    assert (service.charging_percent, service.access) == (percent, False)
    assert service.is_charged == (percent > 0)


def test_B_DUN_9_a_pause_charges_nothing_or_the_percentage_agreed() -> None:
    free = delivery.pause_service(make.active_service())
    assert (free.state, free.charging_percent, free.access) == (State.PAUSED, 0, False)
    kept_alive = delivery.pause_service(make.active_service(), charging_percent=20)
    assert (kept_alive.charging_percent, kept_alive.access) == (20, False)
    resumed = delivery.resume_service(kept_alive)
    assert (resumed.charging_percent, resumed.access) == (100, True)


def test_asking_twice_is_harmless() -> None:
    service = make.active_service()
    delivery.activate_service(service)
    for _ in range(2):
        delivery.suspend_service(service, reason=SuspendReason.NON_PAYMENT)
    assert len(told("service_activated")) == 1
    assert len(told("service_suspended")) == 1
    for _ in range(2):
        delivery.resume_service(service)
    assert len(told("service_resumed")) == 1
    for _ in range(2):
        delivery.end_service(service, on=date(2026, 4, 1))
    assert ServiceChange.objects.filter(service=service, kind="end").count() == 1


def test_B_CYC_9_a_future_plan_change_stands_in_the_history_and_applies_on_its_day() -> None:
    service = make.active_service()
    fast = make.plan(price=Decimal("79.00"), down_mbps=100)
    service = delivery.change_service_plan(service, plan_id=fast.pk, on=date(2026, 4, 1))
    assert service.price == Decimal("49.00")
    assert told("service_plan_changed") == []
    assert [fact["effective_on"] for fact in told("service_change_booked")] == ["2026-04-01"]
    spans = terms_between(service.pk, date(2026, 3, 15), date(2026, 4, 15))
    assert [(s.from_on, s.to_on, s.price) for s in spans] == [
        (date(2026, 3, 15), date(2026, 4, 1), Decimal("49.00")),
        (date(2026, 4, 1), date(2026, 4, 15), Decimal("79.00")),
    ]
    with clock.frozen(later(27)):
        assert (today(), apply_due_changes()) == (date(2026, 3, 31), 0)
    with clock.frozen(later(28)):
        begin_day()
        begin_day()
    service.refresh_from_db()
    assert service.price == Decimal("79.00")
    assert service.plan_version.plan == fast
    assert len(told("service_plan_changed")) == 1


def test_a_pending_change_can_be_cancelled_and_leaves_no_trace_in_the_history() -> None:
    service = make.active_service()
    before = story(service)
    delivery.end_service(service, on=date(2026, 5, 1))
    change = ServiceChange.objects.get(kind="end")
    assert story(service)[-1] == ("ended", date(2026, 5, 1), None)
    for _ in range(2):
        assert cancel_change(change).state == ServiceChange.State.CANCELLED
    assert story(service) == before
    assert len(told("service_change_cancelled")) == 1
    with clock.frozen(later(100)):
        assert apply_due_changes() == 0
    assert told("service_ended") == []


def test_an_applied_change_cannot_be_cancelled() -> None:
    service = delivery.end_service(make.active_service())
    with pytest.raises(NotPending, match="This change is applied"):
        cancel_change(ServiceChange.objects.get(service=service, kind="end"))


def test_changes_missed_for_days_are_applied_in_order() -> None:
    service = delivery.pause_service(
        make.active_service(), on=date(2026, 3, 10), until=date(2026, 3, 20)
    )
    assert service.state == State.ACTIVE
    with clock.frozen(later(30)):
        assert apply_due_changes() == 2
    service.refresh_from_db()
    assert service.state == State.ACTIVE
    assert story(service)[-2:] == [
        ("paused", date(2026, 3, 10), date(2026, 3, 20)),
        ("active", date(2026, 3, 20), None),
    ]
    assert service.contract_ends_on == date(2027, 3, 14)  # B-PR-9: moved by ten days of pause
    assert len(told("service_paused")) == len(told("service_resumed")) == 1


def test_a_retroactive_activation_pulls_the_order_back() -> None:
    service = make.ordered_service()
    service = delivery.activate_service(service, on=date(2026, 2, 27))
    assert story(service) == [("active", date(2026, 2, 27), None)]
    assert service.quoted_on == service.activated_on == date(2026, 2, 27)
    terms = terms_on(service.pk, date(2026, 2, 28))
    assert terms is not None
    assert terms.access
    assert terms_on(service.pk, date(2026, 2, 26)) is None


def test_a_retroactive_plan_change_rewrites_the_past_around_a_pause() -> None:
    service = make.active_service(on=date(2026, 1, 1))
    delivery.pause_service(service, on=date(2026, 2, 10))
    delivery.resume_service(service, on=date(2026, 2, 20))
    delivery.change_service_plan(
        service, plan_id=make.plan(price=Decimal("60.00")).pk, on=date(2026, 2, 15)
    )
    rows = ServicePeriod.objects.filter(service=service).order_by("from_on")
    assert [(r.from_on, r.to_on, r.state, r.price) for r in rows] == [
        (date(2026, 1, 1), date(2026, 2, 10), "active", Decimal("49.00")),
        (date(2026, 2, 10), date(2026, 2, 15), "paused", Decimal("49.00")),
        (date(2026, 2, 15), date(2026, 2, 20), "paused", Decimal("60.00")),
        (date(2026, 2, 20), None, "active", Decimal("60.00")),
    ]


def test_a_retroactive_change_that_later_ones_contradict_is_refused_and_named() -> None:
    service = make.active_service(on=date(2026, 1, 1))
    delivery.pause_service(service, on=date(2026, 2, 10))
    with pytest.raises(ChangeRefused, match="does not fit the pause of 2026-02-10"):
        delivery.pause_service(service, on=date(2026, 2, 1))
    assert [state for state, *_ in story(service)] == ["active", "paused"]


def test_an_end_before_what_was_booked_puts_that_out_of_force() -> None:
    service = make.active_service(on=date(2026, 1, 1))
    delivery.suspend_service(service, on=date(2026, 2, 10), reason=SuspendReason.NON_PAYMENT)
    delivery.resume_service(service, on=date(2026, 4, 1))
    service = delivery.end_service(service, on=date(2026, 2, 1), reason="died")
    assert story(service) == [
        ("active", date(2026, 1, 1), date(2026, 2, 1)),
        ("ended", date(2026, 2, 1), None),
    ]
    states = dict(ServiceChange.objects.filter(service=service).values_list("kind", "state"))
    assert states["suspend"] == ServiceChange.State.SUPERSEDED
    assert states["resume"] == ServiceChange.State.CANCELLED
    assert service.ended_on == date(2026, 2, 1)
    assert Customer.objects.get(pk=service.customer_id).state == Customer.State.FORMER
    assert LocationOccupancy.objects.get(location=service.location_id).to_on == date(2026, 2, 1)


def test_a_suspension_drops_a_pending_pause_that_no_longer_fits() -> None:
    service = make.active_service()
    delivery.pause_service(service, on=date(2026, 3, 20))
    service = delivery.suspend_service(service, reason=SuspendReason.NON_PAYMENT)
    assert service.state == State.SUSPENDED
    assert ServiceChange.objects.get(kind="pause").state == ServiceChange.State.CANCELLED


def test_nothing_can_be_booked_after_the_end() -> None:
    service = make.active_service()
    delivery.end_service(service, on=date(2026, 5, 1))
    with pytest.raises(ChangeRefused, match="The service is ended on 2026-05-02: no pause"):
        delivery.pause_service(service, on=date(2026, 5, 2))


def test_B_PR_3_changes_of_one_day_leave_no_period_of_no_days() -> None:
    service = make.active_service(on=date(2026, 3, 1))
    first = service.plan_version.plan
    delivery.change_service_plan(service, plan_id=make.plan().pk)
    delivery.suspend_service(service, reason=SuspendReason.OTHER)
    delivery.resume_service(service)
    service = delivery.change_service_plan(service, plan_id=first.pk)
    assert story(service) == [("active", date(2026, 3, 1), None)]


def test_what_was_true_at_a_moment_follows_the_tenants_midnight_over_a_clock_change(
    tenant: Tenant,
) -> None:
    assert tenant.time_zone == "America/New_York"
    service = make.active_service(on=date(2026, 3, 1))
    delivery.pause_service(service, on=date(2026, 3, 8))
    delivery.resume_service(service, on=date(2026, 3, 9))
    # 8 March 2026 has 23 hours in New York: from 05:00 UTC to 04:00 UTC of the next day.
    moments = {
        datetime(2026, 3, 8, 4, 59, 59, tzinfo=UTC): True,
        datetime(2026, 3, 8, 5, 0, tzinfo=UTC): False,
        datetime(2026, 3, 9, 3, 59, 59, tzinfo=UTC): False,
        datetime(2026, 3, 9, 4, 0, tzinfo=UTC): True,
    }
    for moment, access in moments.items():
        terms = terms_at(service.pk, moment)
        assert terms is not None
        assert terms.access is access, moment


def test_a_future_activation_waits_for_its_day() -> None:
    service = delivery.activate_service(make.ordered_service(), on=date(2026, 3, 9))
    assert (service.state, service.activated_on) == (State.ORDERED, None)
    assert not LocationOccupancy.objects.filter(location=service.location_id).exists()
    with clock.frozen(later(5)):
        changes.apply_due_changes()
    service.refresh_from_db()
    assert (service.state, service.activated_on) == (State.ACTIVE, date(2026, 3, 9))
    assert LocationOccupancy.objects.filter(location=service.location_id).count() == 1
