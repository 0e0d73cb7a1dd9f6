"""Tenants that were deleted before the platform kept who did it."""

from importlib import import_module

import psycopg
import pytest

from guywire.domains.tenants.services import settings
from guywire.domains.tenants.tests import make
from guywire.kit.tenancy import in_tenant
from guywire.kit.testing import database

FILL = import_module("guywire.domains.tenants.migrations.0004_who_deleted").FILL


@pytest.mark.slow
@pytest.mark.parametrize(("line", "by", "state", "reason"), [
    ("person:a@example.com", "organization", "active", ""),
    ("operator:op@example.com", "operator", "suspended", "Unpaid"),
    (None, "operator", "active", ""),
])  # fmt: skip
def test_of_those_deleted_before_the_audit_trail_tells_by_whom(
    own_database: str, test_server: database.TestServer,
    line: str | None, by: str, state: str, reason: str,
) -> None:  # fmt: skip
    wisp = make.tenant("kinsman")
    with in_tenant(wisp.pk, actor=line or "test"):
        if state == "suspended":
            settings.suspend_tenant(reason=reason)
        settings.delete_tenant(reason="Gone", confirm_slug="kinsman")
    with psycopg.connect(test_server.url(database.OWNER, own_database)) as owner:
        owner.execute("alter table tenants_tenant drop constraint tenants_tenant_deleted_is_whole")
        owner.execute("update tenants_tenant set deleted_by = '', state_before = '',"
                      " reason_before = ''")  # fmt: skip
        if line is None:
            owner.execute("delete from audit_change")
        owner.execute(FILL.encode())
        told = owner.execute("select deleted_by, state_before, reason_before from tenants_tenant")
        assert told.fetchone() == (by, state, reason)
        owner.rollback()
