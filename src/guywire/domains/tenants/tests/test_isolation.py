"""The database itself keeps tenants apart; nothing here relies on a filter in Python."""

import uuid

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction
from django.db.utils import DatabaseError

from guywire.domains.tenants.models import Membership, NumberSeries, Person, Tenant
from guywire.kit.tenancy import NoTenantError, current, in_tenant, maybe_current

pytestmark = pytest.mark.django_db


def found(slug: str) -> Tenant:
    tenant_id = uuid.uuid4()
    with in_tenant(tenant_id, actor="test"):
        return Tenant.objects.create(id=tenant_id, slug=slug, name=slug)


def test_raw_sql_without_a_tenant_raises() -> None:
    """Where a row could be seen; PostgreSQL need not ask the policy of an empty table."""
    of_one = found("a")
    with in_tenant(of_one.pk, actor="test"):
        Membership.objects.create(person=Person.objects.create_user("p@example.com"), role="owner")
    with (
        pytest.raises(DatabaseError, match="no tenant is active"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("select * from tenants_membership")


def test_a_tenant_sees_its_own_rows_and_not_the_others() -> None:
    a, b = found("a"), found("b")
    with in_tenant(a.pk, actor="test"):
        NumberSeries.objects.create(key="x", pattern="{number}")
    with in_tenant(b.pk, actor="test"):
        assert NumberSeries.objects.count() == 0
        assert list(Tenant.objects.values_list("slug", flat=True)) == ["b"]
        NumberSeries.objects.update(pattern="stolen {number}")
    with in_tenant(a.pk, actor="test"):
        assert NumberSeries.objects.get().pattern == "{number}"


def test_a_row_cannot_be_written_for_another_tenant() -> None:
    a, b = found("a"), found("b")
    with (
        pytest.raises(ProgrammingError, match="row-level security"),
        in_tenant(a.pk, actor="test"),
    ):
        NumberSeries.objects.create(tenant_id=b.pk, key="x", pattern="{number}")


def key_made_by(tenant: Tenant, maker: Membership) -> None:
    """Raw SQL, past every rule of the application."""
    with in_tenant(tenant.pk, actor="test"), connection.cursor() as cursor:
        cursor.execute(
            "insert into tenants_apikey"
            " (id, tenant_id, name, prefix, digest, codes, created_at, made_by_id)"
            " values (gen_random_uuid(), %s, 'k', 'p', 'd', '[]', now(), %s)",
            [tenant.pk, maker.pk],
        )
        cursor.execute("set constraints all immediate")


def test_a_reference_into_another_tenant_is_refused() -> None:
    a, b = found("a"), found("b")
    person = Person.objects.create_user("p@example.com")
    with in_tenant(a.pk, actor="test"):
        theirs = Membership.objects.create(person=person, role="owner")
    with pytest.raises(IntegrityError, match="same_tenant"):
        key_made_by(b, theirs)


def test_a_crash_leaves_the_connection_without_a_tenant() -> None:
    a = found("a")
    with pytest.raises(ZeroDivisionError), in_tenant(a.pk, actor="test"):
        raise ZeroDivisionError
    assert maybe_current() is None
    with pytest.raises(NoTenantError):
        current()
    with connection.cursor() as cursor:
        cursor.execute("select current_setting('guywire.tenant', true)")
        assert cursor.fetchone()[0] in (None, "")


def test_scopes_nest_and_the_outer_one_comes_back() -> None:
    a, b = found("a"), found("b")
    with in_tenant(a.pk, actor="test"):
        with in_tenant(b.pk, actor="test"):
            assert Tenant.objects.get().slug == "b"
        assert Tenant.objects.get().slug == "a"


@pytest.mark.parametrize("statement", [
    "truncate tenants_numberseries",
    "alter table tenants_numberseries disable row level security",
    "drop policy tenants_numberseries_tenant_rows on tenants_numberseries",
    "alter table tenants_tenant disable trigger all",
    "delete from audit_change",
    "update audit_change set actor = 'nobody'",
    "insert into audit_change (actor) values ('nobody')",
])  # fmt: skip
def test_the_application_cannot_lift_the_rules(statement: str) -> None:
    a = found("a")
    with (
        pytest.raises(ProgrammingError, match="permission denied|must be owner"),
        in_tenant(a.pk, actor="test"),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)


def test_a_change_leaves_old_and_new_in_the_audit_trail() -> None:
    a = found("a")
    with in_tenant(a.pk, actor="person:x", request_id="r1", door="page"):
        Tenant.objects.filter(pk=a.pk).update(name="Alpha")
    with in_tenant(a.pk, actor="test"), connection.cursor() as cursor:
        cursor.execute(
            "select changed, actor, request_id, door from audit_change"
            " where row_id = %s and operation = 'U'",
            [a.pk],
        )
        assert cursor.fetchall() == [('{"name": ["a", "Alpha"]}', "person:x", "r1", "page")]
