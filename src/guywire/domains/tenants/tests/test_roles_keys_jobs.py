"""Roles within reach, keys within scope, jobs seen and retried, slots taken once."""

import re
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from guywire.domains.tenants import queries
from guywire.domains.tenants.digests import digest_of
from guywire.domains.tenants.inputs import ApiKeyInput
from guywire.domains.tenants.models import ApiKey, Membership, Role, RoleCodes, Tenant
from guywire.domains.tenants.services import keys, people, roles
from guywire.domains.tenants.services.people import RoleBeyondReach
from guywire.domains.tenants.tests import make
from guywire.kit import clock
from guywire.kit.jobs import Periodic, defer_for, periodic, schedule
from guywire.kit.jobs.models import PeriodicRun
from guywire.kit.jobs.tasks import tick
from guywire.kit.tenancy import in_tenant

pytestmark = pytest.mark.django_db
JSON = "application/json"


def test_a_role_is_changed_by_its_difference_and_reset(wisp: Tenant) -> None:
    owner = make.member(wisp)
    with in_tenant(wisp.pk, actor="test"):
        actor = queries.actor_of_membership(owner)
        before = queries.codes_of_role(Role.VIEWER)
        roles.set_role_codes(Role.VIEWER, before | {"tenants.audit.view"}, actor=actor)
        assert queries.codes_of_role(Role.VIEWER) == before | {"tenants.audit.view"}
        own = RoleCodes.objects.get()
        assert (own.given, own.taken) == (["tenants.audit.view"], [])
        roles.reset_role(Role.VIEWER, actor=actor)
        assert RoleCodes.objects.count() == 0
        with pytest.raises(roles.RoleFixed):
            roles.set_role_codes(Role.OWNER, [], actor=actor)
        with pytest.raises(roles.CodesBeyondReach, match="Unknown"):
            roles.set_role_codes(Role.VIEWER, ["x.y.z"], actor=actor)


def test_an_admin_gives_no_more_than_it_holds(wisp: Tenant) -> None:
    admin = make.member(wisp, Role.ADMIN)
    with in_tenant(wisp.pk, actor="test"):
        actor = queries.actor_of_membership(admin)
        with pytest.raises(roles.CodesBeyondReach, match="tenants.tenant.remove"):
            roles.set_role_codes(Role.VIEWER, ["tenants.tenant.remove"], actor=actor)
        with pytest.raises(RoleBeyondReach):
            roles.set_role_codes(Role.ADMIN, [], actor=actor)
    assert make.Door(wisp, admin).post("/tenants/roles/admin/", {}).status_code == 422


def test_a_key_is_shown_once_and_opens_only_its_scope(wisp: Tenant) -> None:
    door = make.door(wisp, Role.OWNER)
    form = {"name": "billing sync", "codes": ["tenants.membership.view"]}
    page = door.post("/tenants/keys/add/", form).content.decode()
    token = page.split('id="new-key">')[1].split("<")[0]
    assert token.startswith("gw_")
    assert token not in door.get("/tenants/keys/").content.decode()
    program = Client(headers={"authorization": f"Bearer {token}"})
    assert program.get("/api/v1/tenants/memberships").status_code == 200
    assert program.get("/api/v1/tenants/keys").status_code == 403
    assert program.get("/t/rival/api/v1/tenants/me").status_code == 401
    assert program.get("/tenants/people/").status_code == 401  # the API only
    key = door.get("/api/v1/tenants/keys").json()[0]
    assert door.post(f"/api/v1/tenants/keys/{key['id']}/revoke").status_code == 200
    assert program.get("/api/v1/tenants/memberships").status_code == 401


def test_a_refused_key_form_keeps_its_ticks_under_titles_for_people(wisp: Tenant) -> None:
    door = make.door(wisp, Role.OWNER)
    answer = door.post("/tenants/keys/add/", {"name": "", "codes": ["tenants.membership.view"]})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Organization · API keys" in page
    ticks = re.findall(r'name="codes" value="([^"]+)" checked', page)
    assert ticks == ["tenants.membership.view"]
    nameless = door.post("/tenants/keys/add/", {"name": "sync", "codes": []})
    assert 'id="id_codes_error"' in nameless.content.decode()
    assert door.get("/api/v1/tenants/keys").json() == []


def test_a_program_comes_in_by_one_statement(wisp: Tenant) -> None:
    maker = make.member(wisp)
    data = ApiKeyInput(name="k", codes=["tenants.membership.view"])
    with in_tenant(wisp.pk, actor="test"):
        actor = queries.actor_of_membership(maker)
        _key, token = keys.make_key(data, maker=actor)
    program = Client(headers={"authorization": f"Bearer {token}"})
    assert program.get("/api/v1/tenants/memberships").status_code == 200  # notes that it is used
    with CaptureQueriesContext(connection) as sent:
        assert program.get("/api/v1/tenants/memberships").status_code == 200
    statements = [one["sql"] for one in sent if not one["sql"].startswith(("SAVEPOINT", "RELEASE"))]
    assert len(statements) == 2  # the door's, and the rows
    assert "platform_enter_by_key" in statements[0]


def test_a_key_that_nobody_has_makes_no_tenant_active(wisp: Tenant) -> None:
    scope = {"actor": "key:x", "request_id": "", "door": "api"}
    with transaction.atomic():
        assert queries.enter_by_key(digest_of("gw_nobody"), **scope) is None
        with connection.cursor() as cursor:
            cursor.execute("select coalesce(current_setting('guywire.tenant', true), '')")
            assert cursor.fetchone() == ("",)


def key_at(wisp: Tenant, maker: Membership, *codes: str, **more: object) -> Client:
    """A program whose key the maker has made by the API."""
    body = {"name": "sync", "codes": list(codes), **more}
    made = make.Door(wisp, maker).post("/api/v1/tenants/keys", body, content_type=JSON)
    assert made.status_code == 201, made.content
    return Client(headers={"authorization": f"Bearer {made.json()['token']}"})


def test_a_key_never_reaches_further_than_its_maker(wisp: Tenant) -> None:
    admin = make.member(wisp, Role.ADMIN)
    body = {"name": "wide", "codes": ["tenants.membership.view", "tenants.tenant.remove"]}
    door = make.Door(wisp, admin)
    refused = door.post("/api/v1/tenants/keys", body, content_type=JSON)
    assert (refused.status_code, list(refused.json()["errors"])) == (422, ["codes"])
    page = door.post("/tenants/keys/add/", body)
    assert page.status_code == 422
    with in_tenant(wisp.pk, actor="test"):
        assert ApiKey.objects.count() == 0
    program = key_at(wisp, admin, "tenants.membership.view", "tenants.api_key.view",
                     "tenants.api_key.add")  # fmt: skip
    assert program.get("/api/v1/tenants/keys").status_code == 200
    begets = program.post("/api/v1/tenants/keys", {**body, "codes": body["codes"][:1]}, JSON)
    assert begets.status_code == 422
    owner = make.member(wisp)
    with in_tenant(wisp.pk, actor="test"):
        actor = queries.actor_of_membership(owner)
        people.change_role(admin, Role.VIEWER, actor=actor)
    assert program.get("/api/v1/tenants/keys").status_code == 403
    assert program.get("/api/v1/tenants/memberships").status_code == 200
    assert program.get("/api/v1/tenants/me").json()["codes"] == ["tenants.membership.view"]


def test_an_expired_key_opens_nothing(wisp: Tenant) -> None:
    now = clock.now()
    until = (now + timedelta(hours=1)).isoformat()
    program = key_at(wisp, make.member(wisp), "tenants.membership.view", expires_at=until)
    with clock.frozen(now + timedelta(minutes=59)):
        assert program.get("/api/v1/tenants/me").status_code == 200
    with clock.frozen(now + timedelta(minutes=60)):
        answer = program.get("/api/v1/tenants/me")
        assert (answer.status_code, answer.json()["type"]) == (
            401,
            "urn:guywire:problem:unknown_key",
        )


def test_failed_jobs_are_seen_and_retried_by_their_own_tenant(
    wisp: Tenant, other_wisp: Tenant
) -> None:
    ours = defer_for(wisp.pk, "test.broken")
    theirs = defer_for(other_wisp.pk, "test.of_rival")
    with connection.cursor() as cursor:
        for status in ("doing", "failed"):
            cursor.execute(
                "update procrastinate_jobs set status = %s::procrastinate_job_status", [status]
            )
    door = make.door(wisp, Role.OWNER)
    page = door.get("/tenants/jobs/").content.decode()
    assert "test.broken" in page
    assert "test.of_rival" not in page
    assert door.post(f"/tenants/jobs/{theirs}/retry/").status_code == 404
    assert door.post(f"/tenants/jobs/{ours}/retry/").status_code == 302
    with connection.cursor() as cursor:
        cursor.execute("select id, status::text from procrastinate_jobs order by id")
        assert cursor.fetchall() == [(ours, "todo"), (theirs, "failed")]


def test_after_downtime_a_slot_is_queued_once_and_only_once(
    wisp: Tenant, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(periodic, "_jobs", {})
    schedule(Periodic(name="t", work=lambda: None, description="", every=timedelta(hours=1)))
    start = clock.now()
    with clock.frozen(start):
        assert (tick(), tick()) == (1, 0)
    with clock.frozen(start + timedelta(hours=26)):
        assert (tick(), tick()) == (1, 0)
    with in_tenant(wisp.pk, actor="test"):
        assert PeriodicRun.objects.count() == 2
