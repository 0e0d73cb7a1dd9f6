"""Tenants are kept apart by the database: its catalogue is walked, and breaches are planted."""

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest

from guywire.kit.testing import database

from .catalogue import faults


@pytest.fixture
def owner(own_database: str, test_server: database.TestServer) -> Iterator[psycopg.Connection[Any]]:
    """The owner of a database of our own, with a transaction that is thrown away."""
    url = test_server.url(database.OWNER, own_database)
    with psycopg.connect(url) as connection:
        yield connection
        connection.rollback()


def test_every_table_keeps_tenants_apart(owner: psycopg.Connection[Any]) -> None:
    assert faults(owner) == []


GOOD = """
create table planted (id uuid primary key, tenant_id uuid not null, membership_id uuid);
alter table planted enable row level security;
create policy planted_rows on planted using (tenant_id = (select guywire_tenant()))
  with check (tenant_id = (select guywire_tenant()));
create trigger a after insert on planted referencing new table as new_rows
  for each statement execute function guywire_audit_insert('{}', '{}');
create trigger b after update on planted referencing old table as old_rows new table as new_rows
  for each statement execute function guywire_audit_update('{}', '{}');
create trigger c after delete on planted referencing old table as old_rows
  for each statement execute function guywire_audit_delete('{}', '{}');
alter table planted add foreign key (tenant_id, membership_id)
  references tenants_membership (tenant_id, id);
"""


def test_a_table_that_keeps_the_rules_is_no_fault(owner: psycopg.Connection[Any]) -> None:
    owner.execute(GOOD)
    assert faults(owner) == []


@pytest.mark.parametrize(("breach", "fault"), [
    ("alter table planted disable row level security", "planted: no row-level security"),
    ("drop policy planted_rows on planted", "planted: 0 policies for ALL instead of one"),
    ("create policy gap on planted for select using (true)",
     "planted: policy gap does not ask for the tenant in both directions"),
    ("alter policy planted_rows on planted with check (true)",
     "planted: policy planted_rows does not ask for the tenant in both directions"),
    ("alter table planted add foreign key (membership_id) references tenants_membership (id)",
     "planted: reference planted_membership_id_fkey may lead into another tenant"),
    ("drop trigger b on planted", "planted: no audit of update"),
    ("alter table planted disable trigger c", "planted: no audit of delete"),
    ("create unique index planted_name on planted (membership_id)",
     "planted: unique index planted_name tells of other tenants' rows"),
    ("grant truncate on planted to guywire_app", "planted: the application may TRUNCATE"),
    ("grant insert on audit_change to guywire_app", "audit_change: the application may INSERT"),
    ("create table lost (id bigint primary key)",
     "lost: neither a tenant's table nor known to have none"),
    ("alter table tenants_apikey drop constraint tenants_apikey_made_by_id_same_tenant",
     "tenants_apikey: made_by_id has no same-tenant reference"),
    ("create function sly() returns int language sql security definer as 'select 1'",
     "sly: security definer whose search_path is not ours"),
    ("create function sly() returns int language sql security definer set search_path from current"
     " as 'select 1'", "sly: security definer whose search_path is not ours"),
    ("create function sly() returns int language sql security definer"
     " set search_path = pg_catalog, public as 'select 1'",
     "sly: security definer whose search_path is not ours"),
    ("alter function guywire_may_erase(uuid) reset search_path",
     "guywire_may_erase: security definer whose search_path is not ours"),
])  # fmt: skip
def test_a_planted_breach_is_caught(
    owner: psycopg.Connection[Any], breach: str, fault: str
) -> None:
    owner.execute(GOOD)
    owner.execute(breach)
    assert faults(owner) == [fault]
