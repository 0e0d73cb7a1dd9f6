"""Plans, add-ons and discounts: versions begin on days and are written once."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.db import DatabaseError, transaction

from guywire.domains.customers.inputs import DiscountInput, PlanInput, PlanVersionInput
from guywire.domains.customers.models import Plan, PlanVersion
from guywire.domains.customers.queries import plan_version_on, service_now
from guywire.domains.customers.services import catalogue, delivery
from guywire.domains.customers.services.delivery import NotOnOffer
from guywire.domains.customers.tasks import begin_day
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
    assert march is not None
    assert april is not None
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
