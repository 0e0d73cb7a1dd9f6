"""The operator's pages, visits with a reason, and the life and end of a tenant."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection
from django.test import Client

from guywire.domains.tenants.models import Membership, OperatorVisit, Role, Tenant
from guywire.domains.tenants.services import erasing, settings
from guywire.domains.tenants.tests import make
from guywire.kit import clock
from guywire.kit.audit.models import Change
from guywire.kit.tenancy import in_tenant
from guywire.kit.tenancy.platform import erase_tenant, tenants_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def operator(db: None) -> Client:
    browser = Client()
    browser.force_login(make.person("op@example.com", is_operator=True))
    return browser


def test_operators_pages_are_shut_to_all_others(wisp: Tenant, operator: Client) -> None:
    owner = make.door(wisp, Role.OWNER)
    assert owner.get("/platform/").status_code == 403
    outside = Client()
    outside.force_login(make.person())
    assert outside.get("/platform/").status_code == 403
    assert (
        outside.post(f"/platform/{wisp.pk}/suspend/", {"suspend-reason": "x" * 9}).status_code
        == 403
    )
    assert Client().get("/platform/")["Location"] == "/accounts/login/?next=/platform/"
    assert b"kinsman" in operator.get("/platform/").content
    with in_tenant(wisp.pk, actor="test"):
        assert Tenant.objects.get().state == Tenant.State.ACTIVE


def test_the_operator_enters_with_a_reason_seen_and_for_an_hour(
    wisp: Tenant, operator: Client
) -> None:
    assert operator.get("/t/kinsman/").status_code == 404
    assert operator.post(f"/platform/{wisp.pk}/enter/", {"enter-reason": ""}).status_code == 422
    answer = operator.post(f"/platform/{wisp.pk}/enter/", {"enter-reason": "Ticket 42: no signal"})
    assert answer["Location"] == "/t/kinsman/"
    assert b"Ticket 42" in operator.get("/t/kinsman/").content
    operator.post("/t/kinsman/tenants/settings/numbers/lead/", {"pattern": "L{number}"})
    with in_tenant(wisp.pk, actor="test"):
        assert Change.objects.filter(actor="operator:op@example.com", door="page").exists()
    assert b"Ticket 42" in make.door(wisp, Role.OWNER).get("/tenants/visits/").content
    with clock.frozen(clock.now() + timedelta(minutes=61)):
        assert operator.get("/t/kinsman/").status_code == 404
    assert operator.post("/t/kinsman/visit/leave/").status_code == 302
    assert operator.get("/t/kinsman/").status_code == 404
    with in_tenant(wisp.pk, actor="test"):
        assert OperatorVisit.objects.get().left_at is not None


def test_a_visiting_operator_makes_no_key(wisp: Tenant, operator: Client) -> None:
    operator.post(f"/platform/{wisp.pk}/enter/", {"enter-reason": "Ticket 42"})
    form = {"name": "stay", "codes": ["tenants.membership.view"]}
    assert operator.post("/t/kinsman/tenants/keys/add/", form).status_code == 422


def test_suspend_and_lift(wisp: Tenant, operator: Client) -> None:
    door = make.door(wisp, Role.OWNER)
    operator.post(f"/platform/{wisp.pk}/suspend/", {"suspend-reason": "Unpaid since May"})
    refused = door.get("/")
    assert refused.status_code == 403
    operator.post(f"/platform/{wisp.pk}/lift/")
    assert door.get("/").status_code == 200


def test_the_operator_founds_and_the_owner_is_invited(operator: Client) -> None:
    form = {"name": "Ridge", "slug": "ridge", "time_zone": "UTC", "currency": "USD",
            "locale": "en-US", "units": "metric", "owner_email": "boss@example.com"}  # fmt: skip
    assert operator.post("/platform/add/", form).status_code == 302
    assert operator.post("/platform/add/", form).status_code == 422
    (line,) = [tenant for tenant in tenants_in("active") if tenant.slug == "ridge"]
    with in_tenant(line.id, actor="test"):
        assert Membership.objects.count() == 0


def test_a_deleted_tenant_comes_back_within_30_days(wisp: Tenant) -> None:
    owner = make.member(wisp)
    door = make.Door(wisp, owner)
    assert door.post("/tenants/settings/remove/", {"confirm_slug": "other"}).status_code == 422
    assert door.get("/").status_code == 200
    assert door.post("/tenants/settings/remove/", {"confirm_slug": "kinsman"}).status_code == 302
    assert door.get("/").status_code == 404
    outside = Client()
    outside.force_login(owner.person)
    assert b"Bring back" in outside.get("/").content
    assert outside.post("/restore/kinsman/")["Location"] == "/t/kinsman/"
    assert door.get("/").status_code == 200


def _state(of: Tenant) -> tuple[str, str]:
    with in_tenant(of.pk, actor="test"):
        tenant = Tenant.objects.get()
        return tenant.state, tenant.state_reason


def test_what_the_operator_deleted_no_owner_brings_back(wisp: Tenant, operator: Client) -> None:
    owner = make.member(wisp)
    form = {"remove-reason": "Fraud", "remove-confirm_slug": "kinsman"}
    assert operator.post(f"/platform/{wisp.pk}/remove/", form).status_code == 302
    outside = Client()
    outside.force_login(owner.person)
    choice = outside.get("/").content.decode()
    assert "ask them to bring it back" in choice
    assert "Bring back" not in choice
    refused = outside.post("/restore/kinsman/")
    assert refused.status_code == 403
    assert "operator deleted Kinsman" in refused.content.decode()
    assert _state(wisp) == ("deleted", "Fraud")
    assert operator.post(f"/platform/{wisp.pk}/restore/").status_code == 302
    assert _state(wisp) == ("active", "")
    assert make.Door(wisp, owner).get("/").status_code == 200


def test_what_the_operator_deleted_on_a_visit_no_owner_brings_back(
    wisp: Tenant, operator: Client
) -> None:
    owner = make.member(wisp)
    operator.post(f"/platform/{wisp.pk}/enter/", {"enter-reason": "Ticket 42: fraud"})
    form = {"reason": "Fraud", "confirm_slug": "kinsman"}
    assert operator.post("/t/kinsman/tenants/settings/remove/", form).status_code == 302
    outside = Client()
    outside.force_login(owner.person)
    assert outside.post("/restore/kinsman/").status_code == 403
    assert _state(wisp) == ("deleted", "Fraud")


def test_the_operator_brings_back_what_an_owner_deleted(wisp: Tenant, operator: Client) -> None:
    owner = make.member(wisp)
    make.Door(wisp, owner).post("/tenants/settings/remove/", {"confirm_slug": "kinsman"})
    assert "the organization itself" in operator.get(f"/platform/{wisp.pk}/").content.decode()
    operator.post(f"/platform/{wisp.pk}/restore/")
    assert _state(wisp) == ("active", "")


def test_nobody_but_an_owner_brings_an_organization_back(wisp: Tenant) -> None:
    admin, owner = make.member(wisp, Role.ADMIN), make.member(wisp)
    make.Door(wisp, owner).post("/tenants/settings/remove/", {"confirm_slug": "kinsman"})
    outside = Client()
    for person in (admin.person, make.person()):
        outside.force_login(person)
        assert outside.post("/restore/kinsman/").status_code == 404
    assert _state(wisp) == ("deleted", "")


def test_a_suspended_organization_comes_back_suspended(wisp: Tenant, operator: Client) -> None:
    door = make.door(wisp, Role.OWNER)
    operator.post(f"/platform/{wisp.pk}/suspend/", {"suspend-reason": "Unpaid since May"})
    form = {"remove-reason": "Gone", "remove-confirm_slug": "kinsman"}
    operator.post(f"/platform/{wisp.pk}/remove/", form)
    assert _state(wisp) == ("deleted", "Gone")
    for _ in range(2):  # asking twice is harmless
        assert operator.post(f"/platform/{wisp.pk}/restore/").status_code == 302
        assert _state(wisp) == ("suspended", "Unpaid since May")
    refused = door.get("/")
    assert refused.status_code == 403
    assert b"Unpaid since May" in refused.content
    operator.post(f"/platform/{wisp.pk}/lift/")
    assert door.get("/").status_code == 200


def _delete(tenant: Tenant, days: int) -> None:
    with in_tenant(tenant.pk, actor="test"):
        settings.delete_tenant(reason="", confirm_slug=tenant.slug)
        Tenant.objects.update(deleted_at=clock.now() - timedelta(days=days))


def test_after_30_days_every_row_is_erased_and_nobody_elses(
    wisp: Tenant, other_wisp: Tenant
) -> None:
    make.member(wisp)
    make.member(other_wisp)
    _delete(wisp, 31)
    with in_tenant(wisp.pk, actor="job"):
        assert erasing.erase_if_due()
        assert Tenant.objects.count() == Membership.objects.count() == Change.objects.count() == 0
    with in_tenant(other_wisp.pk, actor="test"):
        assert (Tenant.objects.count(), Membership.objects.count()) == (1, 1)
        assert Change.objects.count() >= 2


def test_nothing_is_erased_early_even_when_asked_of_the_database(wisp: Tenant) -> None:
    _delete(wisp, 29)
    with in_tenant(wisp.pk, actor="job"):
        assert not erasing.erase_if_due()
        assert Tenant.objects.count() == 1
    with pytest.raises(IntegrityError, match="30 days"), in_tenant(wisp.pk, actor="job"):
        erase_tenant(wisp.pk)


def test_no_table_of_the_callers_own_stands_in_for_ours(wisp: Tenant) -> None:
    """The functions that run as the owner look into the temporary schema last."""
    with connection.cursor() as cursor:
        cursor.execute("create temporary table tenants_tenant (id uuid, state text,"
                       " deleted_at timestamptz) on commit drop")  # fmt: skip
        cursor.execute("insert into tenants_tenant values (%s, 'deleted', '2000-01-01')", [wisp.pk])
        cursor.execute("select guywire_may_erase(%s)", [wisp.pk])
        assert cursor.fetchone() == (False,)
        cursor.execute("drop table pg_temp.tenants_tenant")
