"""Tenant A, in every role, through every page and API operation, with B's ids: nothing of B."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.http import HttpResponse
from psycopg import sql

from guywire.config.api import api
from guywire.domains.tenants.models import Role, Tenant
from guywire.domains.tenants.tests import make
from guywire.kit.tenancy import in_tenant

from .rows import fill, tenant_models
from .walking import Door, doors

pytestmark = pytest.mark.slow

MARKER = "Zxqvleak"
PLACE = re.compile(r"<(?:(\w+):)?(\w+)>|\(\?P<(\w+)>[^)]*\)")
LAST = {"tenants:leave", "tenants:remove", "account_logout"}
SHUT = {400, 401, 402, 403, 404, 405, 406, 409, 410, 415, 422, 429}


@dataclass
class Rival:
    """Tenant B: its id, and the ids of its rows by app."""

    tenant: Tenant
    ids: dict[str, list[str]]

    @property
    def every_id(self) -> set[str]:
        return {one for ids in self.ids.values() for one in ids} | {str(self.tenant.pk)}


@pytest.fixture
def rival(own_database: str) -> Rival:
    tenant = make.tenant("zxqvrival", name=f"{MARKER} Wireless")
    make.member(tenant, Role.OWNER)
    ids: dict[str, list[str]] = {}
    with in_tenant(tenant.pk, actor=f"person:{MARKER}", door="test"):
        for label, row in fill(MARKER).items():
            ids.setdefault(label.split(".")[0], []).append(str(row.pk))
    return Rival(tenant, ids)


@pytest.fixture
def wisp(own_database: str) -> Tenant:
    tenant = make.tenant("kinsman")
    make.member(tenant, Role.OWNER)
    with in_tenant(tenant.pk, actor="test", door="test"):
        fill("Ourown")
    return tenant


def digest(tenant: Tenant) -> dict[str, str]:
    """What every table holds of a tenant, as a sum; the audit trail too."""
    sums = {}
    tables = [model._meta.db_table for model in tenant_models()] + [
        "tenants_tenant",
        "audit_change",
    ]
    with in_tenant(tenant.pk, actor="test"), connection.cursor() as cursor:
        for table in tables:
            query = "select md5(coalesce(string_agg(t::text, '|' order by t.id), '')) from {} t"
            cursor.execute(sql.SQL(query).format(sql.Identifier(table)))
            sums[table] = cursor.fetchone()[0]
    return sums


def addresses(door: Door, rival: Rival) -> Iterator[tuple[str, set[str]]]:
    """Addresses of a door with B's ids in their places, and which ids were put there."""
    places = list(PLACE.finditer(door.route))
    if not places:
        yield "/" + door.route.replace("^", "").replace("$", ""), set()
        return
    app = door.namespaces[0] if door.namespaces and door.namespaces[0] in rival.ids else ""
    if door.is_operation:
        app = door.route.removeprefix("api/v1/").split("/")[0]
    candidates = rival.ids.get(app) or sorted(rival.every_id)
    for candidate in candidates:
        yield (
            "/" + PLACE.sub(lambda found, one=candidate: _part(found, one), door.route),
            {candidate},
        )


def _part(found: re.Match[str], candidate: str) -> str:
    kind = found.group(1) or "str"
    return {"int": "1", "uuid": candidate}.get(kind, candidate)


def leaks(response: HttpResponse, rival: Rival, sent: set[str]) -> list[str]:
    """What of B stands in the answer, apart from ids that the request itself named."""
    text = response.content.decode(errors="replace") + str(dict(response.headers))
    found = [word for word in (MARKER.lower(), rival.tenant.slug) if word in text.lower()]
    return found + [one for one in sorted(rival.every_id - sent) if one in text]


def own_doors() -> list[Door]:
    """The doors of tenants' pages and operations; those that end A come last or not at all."""
    found = [door for door in doors() if not door.route.startswith(("platform/", "accounts/"))]
    return [door for door in found if ":".join((*door.namespaces, door.name)) not in LAST]


@pytest.mark.parametrize("role", [*Role.values, None])
def test_reading_as_another_tenant_shows_nothing(wisp: Tenant, rival: Rival, role: str) -> None:
    """Every role at every door; every id of B's at those with a place for one, as the owner."""
    visitor = make.door(wisp, role)
    faults = []
    for door in own_doors():
        if door.is_operation and "GET" not in door.methods:
            continue
        tried = list(addresses(door, rival))
        for address, sent in tried if role == Role.OWNER else tried[:1]:
            response: Any = visitor.get(address)
            if response.status_code >= 500:
                faults.append(f"{address}: {response.status_code}")
            if sent and door.access and door.access.kind == "code" and response.status_code < 300:
                faults.append(f"{address}: open with an id of the other ({response.status_code})")
            faults += [f"{address}: shows {leak}" for leak in leaks(response, rival, sent)]
    assert faults == []


def test_writing_with_another_tenants_ids_changes_nothing(wisp: Tenant, rival: Rival) -> None:
    """As the owner, who may write most: at every door, each id of the app's rows in turn."""
    visitor = make.door(wisp, Role.OWNER)
    before = digest(rival.tenant)
    faults = []
    for door in own_doors():
        methods = door.methods or ("POST",)
        for method in set(methods) - {"GET", "HEAD", "OPTIONS"}:
            for address, sent in addresses(door, rival):
                body = body_with_rivals_ids(door, rival)
                response: Any = visitor.generic(
                    method, address, json.dumps(body), "application/json"
                )  # fmt: skip
                if response.status_code >= 500:
                    faults.append(f"{method} {address}: {response.status_code}")
                named = sent | set(re.findall(r"[0-9a-f-]{36}", json.dumps(body)))
                faults += [f"{method} {address}: shows {x}" for x in leaks(response, rival, named)]
    assert faults == []
    assert digest(rival.tenant) == before


@cache
def description() -> dict[str, Any]:
    return dict(api.get_openapi_schema())


def body_with_rivals_ids(door: Door, rival: Rival) -> dict[str, Any]:
    """A body as the operation's schema asks for, every reference one of B's."""
    if not door.is_operation:
        return {}
    operations = description()["paths"]
    path = "/" + PLACE.sub(lambda found: "{" + found.group(2) + "}", door.route)
    described = next((v for k, v in operations.items() if k.rstrip("/") == path.rstrip("/")), {})
    operation = next((described[m.lower()] for m in door.methods if m.lower() in described), {})
    schema = (
        operation.get("requestBody", {})
        .get("content", {})
        .get("application/json", {})
        .get("schema")
    )
    return _example(schema or {}, rival, "") or {}


def _example(schema: dict[str, Any], rival: Rival, name: str) -> Any:
    components = description()["components"]["schemas"]
    if "$ref" in schema:
        schema = components[schema["$ref"].rsplit("/", 1)[1]]
    if "anyOf" in schema or "allOf" in schema:
        return _example((schema.get("anyOf") or schema["allOf"])[0], rival, name)
    if "enum" in schema:
        return schema["enum"][0]
    kind = schema.get("type")
    if kind == "object":
        return {k: _example(v, rival, k) for k, v in schema.get("properties", {}).items()}
    if schema.get("format") == "uuid":
        ids = [one for key, some in rival.ids.items() if key != "tenants" for one in some]
        return (ids or sorted(rival.every_id))[len(name) % max(len(ids), 1)]
    examples: dict[Any, Any] = {"string": "Example", "integer": 1, "number": 1.0, "boolean": True,
                                "array": []}  # fmt: skip
    return schema.get("default", examples.get(kind))


def test_each_reference_field_refuses_every_row_of_another_tenant(
    wisp: Tenant, rival: Rival
) -> None:
    """The database itself: no reference column of A's rows takes any of B's ids."""
    accepted = []
    with in_tenant(wisp.pk, actor="test"), connection.cursor() as cursor:
        for model in tenant_models():
            for field in model._meta.local_fields:
                target = field.related_model
                if not (isinstance(target, type) and target in tenant_models()):
                    continue
                theirs = next(
                    one for one in rival.ids[target._meta.app_label] if _is_row(rival, target, one)
                )
                if _accepts(cursor, model._meta.db_table, field.column, UUID(theirs)):
                    accepted.append(f"{model._meta.label}.{field.name}")
    assert accepted == []


def _is_row(rival: Rival, model: Any, one: str) -> bool:
    with in_tenant(rival.tenant.pk, actor="test"):
        return bool(model._default_manager.filter(pk=one).exists())


def _accepts(cursor: Any, table: str, column: str, theirs: UUID) -> bool:
    savepoint = f"s{uuid4().hex}"
    cursor.execute(sql.SQL("savepoint {}").format(sql.Identifier(savepoint)))
    try:
        query = sql.SQL("update {} set {} = %s").format(
            sql.Identifier(table), sql.Identifier(column)
        )
        cursor.execute(query, [theirs])
        changed = cursor.rowcount > 0
        cursor.execute("set constraints all immediate")
    except Exception:
        changed = False
    cursor.execute(sql.SQL("rollback to savepoint {}").format(sql.Identifier(savepoint)))
    return changed
