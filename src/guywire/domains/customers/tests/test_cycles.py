"""What a plan's price is for: days, weeks or months (B-CYC-3), through the doors."""

from typing import Any

import pytest
from django.db import IntegrityError, transaction

from guywire.domains.customers.models import Plan, PlanVersion
from guywire.domains.customers.queries import plans_on_offer
from guywire.domains.customers.services import catalogue
from guywire.domains.tenants.models import Tenant
from guywire.domains.tenants.tests import make as people
from guywire.domains.tenants.tests.make import Door
from guywire.kit.tenancy import in_tenant

from . import make

pytestmark = pytest.mark.usefixtures("noon")
PLANS = "/api/v1/customers/plans"
JSON = "application/json"


@pytest.fixture
def door(wisp: Tenant, other_wisp: Tenant) -> Door:
    return people.door(wisp)


def body(**fields: Any) -> dict[str, Any]:
    given = make.plan_input(**fields).model_dump(mode="json", exclude_unset=True)
    return dict(given)


@pytest.mark.parametrize(
    ("unit", "length", "words"),
    [
        ("day", 1, "day"),
        ("day", 365, "365 days"),
        ("week", 4, "4 weeks"),
        ("month", 12, "12 months"),
    ],
)
def test_B_CYC_3_a_plan_is_paid_for_days_weeks_or_months(
    door: Door, wisp: Tenant, unit: str, length: int, words: str
) -> None:
    made = door.post(PLANS, body(cycle_unit=unit, cycle_length=length), content_type=JSON)
    assert made.status_code == 201, made.content
    assert (made.json()["cycle_unit"], made.json()["cycle_length"]) == (unit, length)
    with in_tenant(wisp.pk, actor="test"):
        assert PlanVersion.objects.get().cycle == words
        assert [offer.cycle for offer in plans_on_offer()] == [words]
        service = make.active_service(plan_id=Plan.objects.get().pk)
    page = door.get(f"/customers/services/{service.pk}/").content.decode()
    assert f"Each {words}, before tax" in page
    assert words in door.get(f"/customers/plans/{made.json()['id']}/").content.decode()


@pytest.mark.parametrize(
    ("unit", "length", "problem"),
    [
        ("day", 366, "a cycle has at most 365 days"),
        ("week", 53, "a cycle has at most 52 weeks"),
        ("month", 13, "a cycle has at most 12 months"),
    ],
)
def test_B_CYC_3_no_cycle_is_longer_than_a_year(
    door: Door, wisp: Tenant, unit: str, length: int, problem: str
) -> None:
    wrong = body() | {"cycle_unit": unit, "cycle_length": length}
    answer = door.post(PLANS, wrong, content_type=JSON)
    assert answer.status_code == 422
    assert answer.json()["errors"] == {"cycle_length": [problem]}
    zero = door.post(PLANS, body() | {"cycle_length": 0}, content_type=JSON)
    assert list(zero.json()["errors"]) == ["cycle_length"]
    strange = door.post(PLANS, body() | {"cycle_unit": "year"}, content_type=JSON)
    assert list(strange.json()["errors"]) == ["cycle_unit"]
    form = door.post("/customers/plans/new/", wrong)
    assert form.status_code == 422
    assert problem in form.content.decode()
    with in_tenant(wisp.pk, actor="test"):
        assert Plan.objects.count() == 0


@pytest.mark.usefixtures("tenant")
def test_B_CYC_3_the_database_knows_no_other_cycle() -> None:
    plan = make.plan()
    for unit, length in (("day", 366), ("week", 53), ("month", 61), ("month", 0), ("year", 1)):
        with pytest.raises(IntegrityError, match="plan_cycle"), transaction.atomic():
            Plan.objects.filter(pk=plan.pk).update(cycle_unit=unit, cycle_length=length)


@pytest.mark.usefixtures("tenant")
def test_B_CYC_3_the_length_of_a_cycle_is_agreed_with_the_version() -> None:
    plan = make.plan(cycle_length=12)
    service = make.active_service(plan_id=plan.pk)
    weekly = make.plan_input(code=plan.code, cycle_unit="week", cycle_length=1)
    catalogue.change_plan(plan, weekly)
    service.refresh_from_db()
    assert service.plan_version.cycle == "12 months"
    assert make.service(plan_id=plan.pk).plan_version.cycle == "week"


def test_B_CYC_3_a_file_of_plans_names_their_cycles(door: Door, wisp: Tenant) -> None:
    with in_tenant(wisp.pk, actor="test"):
        plan = make.plan(cycle_unit="week", cycle_length=4)
    answer = door.get("/customers/plans/export/", {"columns": "code,cycle_length,cycle_unit"})
    [head, row] = answer.getvalue().decode().splitlines()
    assert head == "\ufeffCode,Cycle,Cycle in"
    assert row == f"{plan.code},4,weeks"
