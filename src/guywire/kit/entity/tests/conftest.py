"""The sample entities' pages and API, at the doors of two tenants."""

import os
from importlib import import_module
from typing import Any

import psycopg
import pytest

from guywire.domains.tenants.models import Tenant
from guywire.domains.tenants.tests import make
from guywire.domains.tenants.tests.make import Door
from guywire.kit import access
from guywire.kit.entity import registry
from guywire.kit.entity.tests.sample import Mast, addresses, declared
from guywire.kit.tenancy.rules import AuditTrail, TableRule, TenantRows

TABLE = """
create table entity_tests_mast (
  id uuid primary key, tenant_id uuid not null, key varchar(20) not null,
  pattern varchar(60) not null, next_value bigint not null, year integer not null,
  code text not null, constraint entity_tests_mast_key unique (tenant_id, key)
);
grant select, insert, update, delete on entity_tests_mast to guywire_app;
"""
RULES: tuple[TableRule, ...] = (
    TenantRows(name="entity_tests_mast_rows"),
    AuditTrail(name="entity_tests_mast_audit", hidden=("code",)),
)
REGISTRIES: tuple[tuple[Any, str], ...] = (
    (access, "_codes"), (registry, "_entities"), (registry, "_by_model"),
    (import_module("guywire.kit.pages.search"), "_sources"),
    (import_module("guywire.kit.pages.shell"), "_items"),
)  # fmt: skip


@pytest.fixture(scope="session")
def mast_table(django_db_setup: None) -> None:
    """The sample's table, with the rules that a migration would write."""
    statements = [TABLE, *(rule.statements(Mast, lambda name: f'"{name}"')[0] for rule in RULES)]
    with psycopg.connect(os.environ["GUYWIRE_OWNER_DATABASE_URL"]) as connection:
        for statement in statements:
            connection.execute(statement.encode())


@pytest.fixture
def door(
    mast_table: None, wisp: Tenant, other_wisp: Tenant, settings: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> Door:  # fmt: skip
    """An owner at the first tenant's door; what the samples register goes with the test."""
    for module, name in REGISTRIES:
        monkeypatch.setattr(module, name, dict(getattr(module, name)))
    settings.ROOT_URLCONF = addresses(declared())
    return make.door(wisp)
