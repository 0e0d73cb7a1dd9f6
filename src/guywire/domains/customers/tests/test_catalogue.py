"""Plans, add-ons and discounts: versions begin on days and are written once."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.db import DatabaseError, transaction

from guywire.domains.customers.inputs import DiscountInput, PlanInput, PlanVersionInput
from guywire.domains.customers.models import Plan, PlanVersion
from guywire.domains.customers.queries import (
    plan_version_on,
    plans_on_offer,
    priced_day,
    service_now,
)
from guywire.domains.customers.services import catalogue, delivery
from guywire.domains.customers.services.delivery import NotOnOffer
from guywire.domains.customers.services.timeline import DiscountsDoNotCombine
from guywire.domains.customers.tasks import begin_day
from guywire.domains.network.services import sites as network_sites
from guywire.domains.network.tests import make as network
from guywire.kit import clock

from . import make
from .stories import told

pytestmark = pytest.mark.usefixtures("tenant", "noon")


def terms(price: str, **fields: object) -> PlanVersionInput:
    given = {"down_mbps": 50, "up_mbps": 10, "price": Decimal(price), "contract_months": 12}
    return PlanVersionInput(**(given | fields))


def test_new_terms_from_a_future_day_show_from_that_day() -> None:
    plan = make.plan(price=Decimal("49.00"))
    plan = catalogue.version_plan(plan, terms("59.00", effective_from=date(2026, 4, 1)))
    assert plan.price == Decimal("49.00")
    march, april = (plan_version_on(plan, date(2026, month, 1)) for month in (3, 4))
    assert (march.price, april.price) == (Decimal("49.00"), Decimal("59.00"))
    with clock.frozen(datetime(2026, 4, 1, 4, 5, tzinfo=UTC)):
        begin_day()
        assert Plan.objects.get().price == Decimal("59.00")
        assert make.service(plan_id=plan.pk).price == Decimal("59.00")


def test_terms_cannot_begin_in_the_past_or_before_the_newest() -> None:
    plan = make.plan()
    with pytest.raises(catalogue.VersionTooEarly, match="today or later"):
        catalogue.version_plan(plan, terms("1", effective_from=date(2026, 3, 3)))
    catalogue.version_plan(plan, terms("59.00", effective_from=date(2026, 5, 1)))
    with pytest.raises(catalogue.VersionTooEarly, match="Terms from 2026-05-01"):
        catalogue.version_plan(plan, terms("60.00", effective_from=date(2026, 4, 1)))
    assert plan.versions.count() == 2


def test_a_version_is_written_once() -> None:
    plan = make.plan()
    for write in (lambda: PlanVersion.objects.update(price=1), PlanVersion.objects.all().delete):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            write()
    assert plan.versions.get().price == Decimal("49.00")


def test_a_change_of_words_makes_no_version() -> None:
    plan = make.plan()
    catalogue.change_plan(plan, make.plan_input(name="Summit", code=plan.code))
    assert plan.versions.count() == 1
    assert len(told("plan_terms_changed")) == 1
    assert Plan.objects.get().name == "Summit"


def test_a_code_is_used_once() -> None:
    plan = make.plan(code="R50")
    with pytest.raises(catalogue.CodeTaken, match="“R50” is in use"):
        make.plan(code="R50")
    assert list(Plan.objects.all()) == [plan]


def test_a_retired_plan_is_kept_by_who_has_it_and_sold_to_nobody() -> None:
    service = make.active_service()
    plan = service.plan_version.plan
    for _ in range(2):
        plan = catalogue.retire_plan(plan)
    with pytest.raises(NotOnOffer, match="is not on offer on 2026-03-04"):
        make.service(plan_id=plan.pk)
    service.refresh_from_db()
    assert service.state == "active"


def test_a_discount_that_services_have_keeps_its_figures() -> None:
    discount = make.discount(percent=Decimal(50))
    make.active_service(discount_id=discount.pk)
    given = {"name": "Hello", "code": discount.code, "months": 3}
    catalogue.change_discount(discount, DiscountInput(**given, percent=Decimal(50)))
    with pytest.raises(catalogue.DiscountAgreed) as refused:
        catalogue.change_discount(discount, DiscountInput(**given, percent=Decimal(20)))
    assert refused.value.field == "percent"
    with pytest.raises(catalogue.DiscountAgreed):
        catalogue.remove_discount(discount)
    discount.refresh_from_db()
    assert (discount.name, discount.percent) == ("Hello", Decimal(50))


def test_what_is_booked_for_later_costs_nothing_today() -> None:
    service = make.active_service()
    delivery.add_add_on(service, add_on_id=make.add_on().pk, on=date(2026, 4, 1))
    delivery.give_discount(service, discount_id=make.discount().pk, on=date(2026, 4, 1))
    assert service_now(service, date(2026, 3, 4)).total.minor == 4900
    assert service_now(service, date(2026, 4, 1)).total.minor == 2950


def test_a_quote_says_what_it_will_cost_from_its_first_day() -> None:
    service = make.ordered_service(discount_id=make.discount().pk)
    service = delivery.activate_service(service, on=date(2026, 4, 1))
    day = priced_day(service, service.periods.all(), date(2026, 3, 4))
    assert day == date(2026, 4, 1)
    now = service_now(service, day)
    assert (now.total.minor, now.charged.minor) == (2450, 0)


def test_B_DUN_9_what_is_charged_while_paused_is_said_beside_the_price() -> None:
    service = delivery.pause_service(make.active_service(), charging_percent=20)
    now = service_now(service, date(2026, 3, 4))
    assert (now.total.minor, now.charged.minor) == (4900, 980)


def test_what_a_cycle_costs_is_the_plan_less_discounts_plus_add_ons() -> None:
    service = make.active_service()
    half = make.discount(percent=Decimal(50), months=None)
    nine = make.discount(kind="fixed", percent=0, amount=Decimal("9.00"), months=None)
    for discount in (half, nine):
        delivery.give_discount(service, discount_id=discount.pk)
    add_on = make.add_on(price=Decimal("5.00"))
    delivery.add_add_on(service, add_on_id=add_on.pk, quantity=2)
    now = service_now(service, date(2026, 3, 4))
    assert (now.plan.minor, now.total.minor) == (4900, 3000)
    free = make.discount(kind="fixed", percent=0, amount=Decimal("900.00"), months=None)
    delivery.give_discount(service, discount_id=free.pk)
    assert service_now(service, date(2026, 3, 4)).total.minor == 1000


@pytest.mark.parametrize(
    "given",
    [
        {"percent": Decimal(0)},
        {"percent": Decimal(10), "amount": Decimal(1)},
        {"kind": "fixed", "percent": Decimal(10)},
        {"percent": Decimal(101)},
    ],
)
def test_a_discount_is_of_one_kind(given: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="discount|less than"):
        DiscountInput(name="x", code="x", **given)


def test_an_offer_that_ends_before_it_begins_is_refused() -> None:
    with pytest.raises(ValueError, match="must be after available_from"):
        PlanInput(
            name="x",
            code="x",
            down_mbps=1,
            up_mbps=1,
            price=Decimal(1),
            available_from=date(2026, 1, 2),
            available_to=date(2026, 1, 2),
        )


def test_B_CYC_9_what_was_agreed_stays_when_the_plan_is_sold_no_more() -> None:
    service = make.active_service(on=date(2026, 1, 1))
    plan = service.plan_version.plan
    catalogue.retire_plan(plan)
    service = delivery.change_service_plan(service, plan_id=plan.pk, price=Decimal("45.00"))
    assert (service.price, service.plan_version.plan) == (Decimal("45.00"), plan)
    with pytest.raises(NotOnOffer):
        delivery.change_service_plan(make.active_service(), plan_id=plan.pk)


def test_a_service_that_began_before_its_plan_was_written_down_has_the_first_terms() -> None:
    plan = make.plan(available_from=None, price=Decimal("49.00"))
    catalogue.change_plan(plan, make.plan_input(code=plan.code, price=Decimal("59.00")))
    service = make.service(plan_id=plan.pk, quoted_on=date(2023, 5, 1))
    assert (service.price, service.plan_version.version) == (Decimal("49.00"), 1)


def test_a_discount_that_does_not_combine_stands_alone() -> None:
    alone = make.discount(combines=False, months=3)
    other = make.discount(months=None)
    service = make.active_service(discount_id=alone.pk)
    with pytest.raises(DiscountsDoNotCombine, match="from 2026-03-04 to 2026-06-04"):
        delivery.give_discount(service, discount_id=other.pk, on=date(2026, 5, 1))
    assert [row.discount for row in service.discounts.all()] == [alone]
    delivery.give_discount(service, discount_id=other.pk, on=date(2026, 6, 4))
    assert service.discounts.count() == 2
    free = make.active_service(discount_id=other.pk)
    with pytest.raises(DiscountsDoNotCombine):
        delivery.give_discount(free, discount_id=alone.pk)


def test_a_plan_for_an_area_is_sold_there_only() -> None:
    near, far = network.sector_on_air(), network.sector_on_air()
    tagged = network.site_input(name=near.site.name, status=near.site.status, tags=["valley"])
    network_sites.change_site(near.site, tagged)
    near.site.refresh_from_db()
    plan = make.plan(areas="Valley", technology="any")
    assert plan.areas == ["valley"]
    assert [o.plan_id for o in plans_on_offer(("lte", ["valley", "north"]))] == [plan.pk]
    assert plans_on_offer(("lte", ["north"])) == []
    assert make.service(plan_id=plan.pk, sector_id=near.pk).sector == near
    with pytest.raises(NotOnOffer, match="in valley") as refused:
        make.service(plan_id=plan.pk, sector_id=far.pk)
    assert refused.value.field == "plan_id"


def test_a_plan_is_not_sold_on_a_sector_that_cannot_carry_it() -> None:
    sector = network.sector_on_air()
    fiber = make.plan(technology="fiber")
    with pytest.raises(NotOnOffer, match="needs a sector of technology"):
        make.service(plan_id=fiber.pk, sector_id=sector.pk)
    service = make.active_service(sector_id=sector.pk)
    with pytest.raises(NotOnOffer):
        delivery.change_service_plan(service, plan_id=fiber.pk)
    assert told("service_plan_changed") == []
