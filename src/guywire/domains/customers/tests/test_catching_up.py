"""Days that were missed, days that lie in the past, and who lived where on each of them."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.db import transaction

from guywire.domains.customers.models import (
    Customer,
    LocationOccupancy,
    Plan,
    Service,
    ServiceChange,
    ServiceLocation,
    SuspendReason,
)
from guywire.domains.customers.queries import terms_on
from guywire.domains.customers.services import catalogue, delivery, locations
from guywire.domains.customers.services.changes import (
    ChangeRefused,
    NotPending,
    apply_due_changes,
    cancel_change,
)
from guywire.domains.customers.services.customers import CustomerMerged
from guywire.domains.customers.services.locations import LocationServed
from guywire.domains.customers.services.merging import merge_customer
from guywire.domains.customers.services.stays import LocationTaken
from guywire.domains.customers.tasks import begin_day
from guywire.domains.tenants.tests import make as people
from guywire.kit import clock
from guywire.kit.tenancy import in_tenant

from . import make
from .stories import later, story, told

DAY = date(2026, 3, 4)
YEAR = date(2026, 1, 1)
Days = list[tuple[object, date, date | None]]
everything = pytest.mark.usefixtures("tenant", "noon")


def lived(place: ServiceLocation) -> Days:
    stays = LocationOccupancy.objects.filter(location=place).order_by("from_on")
    return [(stay.customer_id, stay.from_on, stay.to_on) for stay in stays]


def state_of(service: Service) -> str:
    return Service.objects.get(pk=service.pk).state


@everything
def test_B_CYC_6_a_move_and_an_end_missed_together_leave_both_places_as_they_were_lived_in() -> (
    None
):
    service = make.active_service(on=YEAR)
    old, new = service.location, make.service_location()
    delivery.move_service(service, location_id=new.pk, on=date(2026, 3, 10))
    delivery.end_service(service, on=date(2026, 3, 20))
    with clock.frozen(later(30)):
        assert apply_due_changes() == 2
    assert lived(old) == [(service.customer_id, YEAR, date(2026, 3, 10))]
    assert lived(new) == [(service.customer_id, date(2026, 3, 10), date(2026, 3, 20))]
    assert Customer.objects.get().state == Customer.State.FORMER


@everything
def test_B_CYC_6_a_service_that_began_and_ended_while_nobody_worked_has_lived_there() -> None:
    service = delivery.activate_service(make.ordered_service(), on=date(2026, 3, 9))
    delivery.end_service(service, on=date(2026, 3, 20))
    with clock.frozen(later(30)):
        apply_due_changes()
        assert apply_due_changes() == 0
    assert lived(service.location) == [(service.customer_id, date(2026, 3, 9), date(2026, 3, 20))]
    assert len(told("service_activated")) == len(told("service_ended")) == 1


@everything
def test_a_move_dated_before_a_later_one_takes_the_days_between() -> None:
    service = make.active_service(on=YEAR)
    first, between, last = service.location, make.service_location(), make.service_location()
    delivery.move_service(service, location_id=last.pk, on=date(2026, 3, 1))
    service = delivery.move_service(service, location_id=between.pk, on=date(2026, 2, 15))
    who = service.customer_id
    assert service.location == last
    assert lived(first) == [(who, YEAR, date(2026, 2, 15))]
    assert lived(between) == [(who, date(2026, 2, 15), date(2026, 3, 1))]
    assert lived(last) == [(who, date(2026, 3, 1), None)]


@everything
def test_an_end_before_a_move_and_a_transfer_undoes_where_they_led() -> None:
    service = make.active_service(on=YEAR)
    old, new, heir = service.location, make.service_location(), make.customer()
    delivery.move_service(service, location_id=new.pk, on=date(2026, 3, 1))
    delivery.transfer_service(service, customer_id=heir.pk, on=date(2026, 3, 2))
    delivery.end_service(service, on=date(2026, 2, 20))
    assert lived(old) == [(service.customer_id, YEAR, date(2026, 2, 20))]
    assert lived(new) == []
    assert Customer.objects.get(pk=heir.pk).state == Customer.State.PROSPECT


@everything
@pytest.mark.parametrize("leaves_first", [True, False])
def test_a_place_is_handed_over_on_one_day_whoever_was_booked_first(leaves_first: bool) -> None:
    day = date(2026, 4, 1)
    old = make.active_service(on=YEAR)
    new = make.ordered_service(location_id=old.location_id)
    mover = make.active_service(on=YEAR)
    steps: list[Callable[[], object]] = [
        lambda: delivery.end_service(old, on=day),
        lambda: delivery.activate_service(new, on=day),
        lambda: delivery.change_service_plan(new, plan_id=make.plan().pk, on=day),
        lambda: delivery.move_service(mover, location_id=make.service_location().pk, on=day),
    ]
    for step in steps if leaves_first else [*steps[1:], steps[0]]:
        step()
    with clock.frozen(later(40)):
        assert apply_due_changes() == 4
    assert lived(old.location) == [(old.customer_id, YEAR, day), (new.customer_id, day, None)]
    assert told("service_change_failed") == []


@everything
def test_what_cannot_be_made_fails_and_what_was_booked_on_top_of_it_goes_too() -> None:
    taken = make.active_service()
    service = make.ordered_service(location_id=taken.location_id)
    delivery.activate_service(service, on=date(2026, 3, 10))
    delivery.pause_service(service, on=date(2026, 3, 10))
    with clock.frozen(later(10)):
        assert apply_due_changes() == 0
    states = dict(ServiceChange.objects.filter(service=service).values_list("kind", "state"))
    assert (states["activate"], states["pause"]) == ("failed", "cancelled")
    assert state_of(service) == "ordered"


@everything
def test_nobody_begins_in_days_when_somebody_else_was_served_there() -> None:
    before = make.active_service(on=YEAR)
    delivery.end_service(before, on=date(2026, 2, 20))
    service = make.ordered_service(location_id=before.location_id)
    taken = pytest.raises(LocationTaken, match="since 2026-01-01 until 2026-02-20")
    with taken, transaction.atomic():
        delivery.activate_service(service, on=date(2026, 2, 10))
    assert lived(before.location) == [(before.customer_id, YEAR, date(2026, 2, 20))]
    service = delivery.activate_service(service, on=date(2026, 2, 20))
    assert lived(before.location)[1] == (service.customer_id, date(2026, 2, 20), None)


@everything
def test_a_customer_with_two_services_at_a_place_stays_until_the_last_ends() -> None:
    one = make.active_service(on=YEAR)
    ids = {"customer_id": one.customer_id, "location_id": one.location_id}
    two = make.active_service(on=date(2026, 2, 1), **ids)
    delivery.end_service(one, on=date(2026, 2, 10))
    assert lived(one.location) == [(one.customer_id, YEAR, None)]
    delivery.end_service(two, on=date(2026, 3, 1))
    assert lived(one.location) == [(one.customer_id, YEAR, date(2026, 3, 1))]


@everything
def test_nobody_moves_out_by_hand_of_where_they_are_served() -> None:
    service = make.active_service(on=YEAR)
    with pytest.raises(LocationServed, match=rf"is served here by {service.number}"):
        locations.vacate_location(service.location)
    assert lived(service.location) == [(service.customer_id, YEAR, None)]


@everything
def test_a_merged_customer_moves_in_nowhere() -> None:
    gone, place = make.customer(), make.service_location()
    merge_customer(gone, into_id=make.customer().pk)
    with pytest.raises(CustomerMerged):
        locations.occupy_location(place, customer_id=gone.pk)
    assert lived(place) == []


@everything
def test_a_change_whose_day_has_come_cannot_be_taken_back_though_nobody_applied_it() -> None:
    service = make.active_service()
    delivery.end_service(service, on=date(2026, 3, 10))
    end = ServiceChange.objects.get(kind="end")
    with clock.frozen(later(6)):
        with pytest.raises(NotPending, match="holds since 2026-03-10"):
            cancel_change(end)
        apply_due_changes()
    assert state_of(service) == "ended"
    assert told("service_change_cancelled") == []


@everything
def test_what_is_due_is_applied_before_what_is_booked_now() -> None:
    service = make.active_service()
    delivery.pause_service(service, on=date(2026, 3, 10), until=date(2026, 3, 20))
    with clock.frozen(later(20)):
        delivery.suspend_service(service, reason=SuspendReason.ABUSE)
    facts = ("service_paused", "service_resumed", "service_suspended")
    assert [len(told(fact)) for fact in facts] == [1, 1, 1]
    states = ServiceChange.objects.filter(service=service).values_list("state", flat=True)
    assert set(states) == {"applied"}
    assert state_of(service) == "suspended"


@everything
def test_who_comes_home_early_is_resumed_and_the_planned_resumption_goes() -> None:
    service = delivery.pause_service(make.active_service(), until=date(2026, 5, 1))
    with clock.frozen(later(5)):
        service = delivery.resume_service(service)
        assert service.state == "active"
    assert ServiceChange.objects.get(kind="resume", effective_on="2026-05-01").state == "cancelled"


@everything
def test_B_DUN_9_who_does_not_pay_is_not_let_in_by_the_end_of_a_holiday() -> None:
    service = delivery.pause_service(make.active_service(), until=date(2026, 3, 20))
    service = delivery.suspend_service(service, reason=SuspendReason.NON_PAYMENT)
    assert (service.state, service.charging_percent, service.access) == ("suspended", 100, False)
    with clock.frozen(later(30)):
        assert apply_due_changes() == 0
    assert state_of(service) == "suspended"
    assert told("service_resumed") == []


@everything
def test_a_suspended_service_can_be_paused() -> None:
    service = delivery.suspend_service(make.active_service(), reason=SuspendReason.OTHER)
    service = delivery.pause_service(service)
    assert (service.state, service.charging_percent) == ("paused", 0)


@everything
def test_a_fact_about_the_past_names_whose_service_it_was_then() -> None:
    service = make.active_service(on=YEAR)
    old, new = service.customer_id, make.customer()
    delivery.transfer_service(service, customer_id=new.pk, on=date(2026, 3, 1))
    delivery.pause_service(service, on=date(2026, 2, 1))
    assert [fact["customer_id"] for fact in told("service_paused")] == [str(old)]


@everything
def test_what_was_given_with_the_quote_counts_from_an_earlier_activation() -> None:
    service = make.service(discount_id=make.discount(months=3).pk)
    delivery.add_add_on(service, add_on_id=make.add_on().pk)
    service = delivery.activate_service(delivery.order_service(service), on=date(2026, 2, 27))
    given = service.discounts.get()
    assert (given.from_on, given.to_on) == (date(2026, 2, 27), date(2026, 5, 27))
    assert service.add_ons.get().from_on == date(2026, 2, 27)


@everything
def test_saying_the_last_thing_again_is_harmless_for_days_in_the_past_too() -> None:
    service = make.active_service(on=YEAR)
    add_on, discount = make.add_on(), make.discount()
    for _ in range(2):
        delivery.suspend_service(service, reason=SuspendReason.ABUSE, on=date(2026, 2, 1))
    for _ in range(2):
        delivery.resume_service(service, on=date(2026, 2, 10))
    for _ in range(2):
        delivery.add_add_on(service, add_on_id=add_on.pk)
    for _ in range(2):
        delivery.give_discount(service, discount_id=discount.pk)
    facts = (
        "service_suspended",
        "service_resumed",
        "service_add_ons_changed",
        "service_discounted",
    )
    assert [len(told(fact)) for fact in facts] == [1, 1, 1, 1]
    assert ServiceChange.objects.filter(service=service).count() == 7


@everything
def test_two_changes_that_contradict_each_other_are_not_both_booked() -> None:
    service = make.active_service()
    delivery.end_service(service, on=date(2026, 5, 1))
    with pytest.raises(ChangeRefused, match="The service is ended on 2026-06-01: no move"):
        delivery.move_service(service, location_id=make.service_location().pk, on=date(2026, 6, 1))
    delivery.move_service(service, location_id=make.service_location().pk, on=date(2026, 4, 1))
    assert [state for state, *_ in story(service)] == ["active", "active", "ended"]


@everything
def test_B_CYC_6_terms_that_began_on_a_missed_day_are_shown_on_the_next() -> None:
    plan = make.plan(price=Decimal("49.00"))
    given = make.plan_input(price=Decimal("59.00"))
    catalogue.add_plan_version(plan, given, effective_from=date(2026, 4, 1))
    with clock.frozen(datetime(2026, 4, 3, 12, tzinfo=UTC)):
        begin_day()
    assert Plan.objects.get().price == Decimal("59.00")


@everything
def test_B_CYC_2_a_year_agreed_on_a_leap_day_ends_on_the_last_of_february() -> None:
    service = make.ordered_service(quoted_on=date(2024, 2, 29))
    service = delivery.activate_service(service, on=date(2024, 2, 29))
    assert service.contract_ends_on == date(2025, 2, 28)


@everything
def test_B_CYC_1_months_of_a_discount_end_where_a_short_month_does() -> None:
    discount = make.discount(months=1)
    service = make.ordered_service(quoted_on=YEAR, discount_id=discount.pk)
    service = delivery.activate_service(service, on=date(2026, 1, 31))
    assert service.discounts.get().to_on == date(2026, 2, 28)


@pytest.mark.usefixtures("noon")
def test_B_CYC_5_a_day_begins_for_each_tenant_at_its_own_midnight(own_database: str) -> None:
    services = {}
    for zone in ("America/New_York", "Pacific/Auckland"):
        tenant = people.tenant(time_zone=zone)
        with in_tenant(tenant.pk, actor="test"):
            services[zone] = (
                tenant,
                delivery.end_service(make.active_service(), on=date(2026, 4, 1)),
            )
    # 10 in the evening of 31 March in New York is the afternoon of 1 April in Auckland.
    with clock.frozen(datetime(2026, 4, 1, 2, tzinfo=UTC)):
        for tenant, _ in services.values():
            with in_tenant(tenant.pk, actor="test"):
                begin_day()
    states = {}
    for zone, (tenant, service) in services.items():
        with in_tenant(tenant.pk, actor="test"):
            states[zone] = state_of(service)
    assert states == {"America/New_York": "active", "Pacific/Auckland": "ended"}


@everything
def test_a_service_whose_change_meets_an_unforeseen_error_does_not_hold_the_others(
    caplog: pytest.LogCaptureFixture,
) -> None:
    bad, good = make.ordered_service(), make.active_service(on=YEAR)
    delivery.schedule_service(bad, scheduled_for=date(2026, 3, 9), on=date(2026, 3, 8))
    delivery.activate_service(bad, on=date(2026, 3, 10))
    delivery.end_service(good, on=date(2026, 3, 10))
    broken = ServiceChange.objects.filter(service=bad, kind=ServiceChange.Kind.SCHEDULE)
    broken.update(scheduled_for=None)
    with clock.frozen(later(10)):
        begin_day()
        assert (state_of(bad), state_of(good)) == ("ordered", "ended")
        waiting = bad.changes.filter(state=ServiceChange.State.PENDING).order_by("ordinal")
        assert [change.kind for change in waiting] == ["schedule", "activate"]
        assert [change.problem[:32] for change in waiting] == [
            "An error kept this from being ap",
            "",
        ]
        assert [record.levelname for record in caplog.records] == ["ERROR"]
        assert bad.number in caplog.text
        assert told("service_scheduled") == told("service_change_failed") == []
        assert len(told("service_activated")) == 1  # of the good one
    broken.update(scheduled_for=date(2026, 3, 9))
    with clock.frozen(later(11)):
        begin_day()
        assert state_of(bad) == "active"
        assert not bad.changes.exclude(problem="").exists()
        assert len(told("service_scheduled")) == 1


@everything
def test_what_an_error_keeps_from_being_applied_can_be_taken_back() -> None:
    service = make.ordered_service()
    delivery.schedule_service(service, scheduled_for=date(2026, 3, 9), on=date(2026, 3, 8))
    change = service.changes.get(kind=ServiceChange.Kind.SCHEDULE)
    service.changes.filter(pk=change.pk).update(scheduled_for=None)
    with clock.frozen(later(10)):
        begin_day()
        assert cancel_change(change).state == ServiceChange.State.CANCELLED
        assert story(service) == [("ordered", DAY, None)]


@everything
def test_terms_of_a_day_before_anything_was_agreed_are_none() -> None:
    service = make.active_service(on=YEAR)
    assert terms_on(service.pk, date(2025, 12, 31)) is None
