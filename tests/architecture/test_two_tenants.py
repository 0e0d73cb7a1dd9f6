"""Tenant A, in every role, through every page and API operation, with B's ids: nothing of B."""

import json
import re
from functools import cache
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.core.cache import cache as counters
from django.db import connection
from django.test import Client
from psycopg import sql

from guywire.config.api import api
from guywire.domains.tenants.models import Role, Tenant
from guywire.domains.tenants.tests import make
from guywire.kit.tenancy import in_tenant
from guywire.kit.testing import database
from guywire.kit.testing.plugin import fresh_database

from .rival import (
    MARKER,
    PLACE,
    Pair,
    Rival,
    addresses,
    digest,
    entity_at,
    leaks,
    make_rival,
    our_tenant,
)
from .rows import tenant_models
from .walking import Door, doors

pytestmark = pytest.mark.slow

ROLES = pytest.mark.parametrize("role", [*Role.values, None])
READING = {"GET", "HEAD", "OPTIONS"}
OUTSIDE = (
    "platform/",
    "accounts/",
    "found/",
    "restore/",
    "invitations/",
    "me/",
    "visit/",
    "healthz",
)
FAREWELLS = ("account_logout", "leave", "remove")
"""What ends A's own session, membership or tenant comes last of all."""


def walk() -> list[Door]:
    """Every door once; an API address stands in the urls as often as it has operations."""
    once = {(door.route, door.methods): door for door in doors()}
    return sorted(once.values(), key=lambda door: door.name in FAREWELLS)


class Visitor:
    """Somebody of A: inside their tenant, or at the doors that lie outside every tenant."""

    def __init__(self, of: Tenant, role: str | None) -> None:
        self.inside = make.door(of, role)
        self.outside = Client()
        self.outside.cookies = self.inside.cookies

    def send(self, door: Door, method: str, address: str, body: Any = None) -> Any:
        browser = self.outside if door.route.startswith(OUTSIDE) or not door.route else self.inside
        if door.is_operation or method != "POST" or body is None:
            text = json.dumps(body) if body is not None else ""
            return browser.generic(method, address, text, "application/json")
        return browser.post(address, body)


def faults_of(door: Door, address: str, response: Any, rival: Rival, sent: set[str]) -> list[str]:
    found = [f"shows {leak}" for leak in leaks(response, rival, sent)]
    if response.status_code >= 500:
        found.append(str(response.status_code))
    is_coded = door.access is not None and door.access.kind == "code"
    if sent & rival.every_id and is_coded and response.status_code < 300:
        found.append(f"open with an id of the other ({response.status_code})")
    return [f"{address}: {fault}" for fault in found]


@ROLES
def test_whoever_reads_is_shown_nothing_of_another_tenant(pair: Pair, role: str | None) -> None:
    counters.clear()
    visitor, faults = Visitor(pair.ours, role), []
    for door in walk():
        if door.name == "account_logout" or (door.is_operation and "GET" not in door.methods):
            continue
        for address, sent in addresses(door, pair.rival):
            response = visitor.send(door, "GET", address)
            faults += faults_of(door, address, response, pair.rival, sent)
    assert faults == []


@ROLES
def test_whoever_writes_changes_nothing_of_another_tenant(pair: Pair, role: str | None) -> None:
    counters.clear()
    before = digest(pair.rival)
    visitor, faults = Visitor(pair.ours, role), []
    for door in walk():
        body = body_with_rivals_ids(door, pair.rival)
        named = set(re.findall(r"[0-9a-f-]{36}", json.dumps(body)))
        named |= {str(value) for value in body.values() if MARKER.lower() in str(value).lower()}
        for method in sorted(set(door.methods or ("POST",)) - READING):
            for address, sent in addresses(door, pair.rival):
                response = visitor.send(door, method, address, body)
                faults += faults_of(door, f"{method} {address}", response, pair.rival, sent | named)
    assert faults == []
    assert digest(pair.rival) == before


def test_the_walk_names_rows_that_are_there(pair: Pair) -> None:
    """Not blind: what is shut to A opens to B's own owner, at every door that asks for a code."""
    owner = make.door(pair.rival.tenant, Role.OWNER)
    shut = []
    for door in walk():
        is_read = not door.is_operation or "GET" in door.methods
        if not (is_read and PLACE.search(door.route) and door.access):
            continue
        if door.access.kind != "code" or door.name in ONLY_WRITTEN or "/action" in door.name:
            continue
        answers = {status_of(owner.get(address)) for address, _ in addresses(door, pair.rival)}
        # 204: a study compared with itself differs nowhere
        if not answers & {200, 204, 302, 304, 405}:
            shut.append(f"{door.route}: {answers}")
    assert shut == []


def status_of(response: Any) -> int:
    """Its status, once a file that it streams is read and closed."""
    if response.streaming:
        assert b"".join(response.streaming_content)
    return int(response.status_code)


ONLY_WRITTEN = {"terrain_picture"}
"""Doors that show nothing for other reasons: there is no terrain in this test."""


def test_what_is_read_is_the_same_whether_another_tenant_is_there_or_not(
    test_server: database.TestServer, django_db_blocker: Any, noon: Any
) -> None:
    """No count, order, suggestion or number of A's pages and answers tells of B."""
    with fresh_database(test_server, django_db_blocker, "alone"):
        ours = our_tenant()
        visitor = Visitor(ours, Role.OWNER)
        alone = everything_read(visitor)
        make_rival()
        beside = everything_read(visitor)
    assert {place for place in alone if alone[place] != beside[place]} == set()
    assert len(alone) > 100


CHANGING = re.compile(
    r'name="csrfmiddlewaretoken" value="\w+"|name="csrf-token" content="\w+"|'
    r'"challenge": ?"[\w-]+"|secret=\w+|totp-\w+|[A-Z2-7]{32}|src="data:image[^"]*"'
)


def everything_read(visitor: Visitor) -> dict[str, str]:
    """Each address without a place, and what it answers, but for tokens made anew each time."""
    read = {}
    for door in walk():
        is_read = not door.is_operation or "GET" in door.methods
        if is_read and not PLACE.search(door.route) and door.name != "account_logout":
            address = "/" + door.route.replace("^", "").replace("$", "")
            answer = visitor.send(door, "GET", address)
            text = CHANGING.sub("", answer.content.decode(errors="replace"))
            read[address] = f"{answer.status_code} {text}"
    return read


@cache
def description() -> dict[str, Any]:
    return dict(api.get_openapi_schema())


def body_with_rivals_ids(door: Door, rival: Rival) -> dict[str, Any]:
    """A body as the operation or the form asks for, every reference one of B's."""
    declared = entity_at(door)
    if door.is_operation:
        return _example(_body_schema(door), rival, "") or {}
    if declared is not None and door.name.endswith(("-new", "-edit")):
        schema = declared.input.model_json_schema()
        given = _example(schema, rival, "", schema.get("$defs", {}))
        return {name: value for name, value in given.items() if value not in (None, [], {})}
    if door.route.startswith("accounts/"):
        email = f"{MARKER.lower()}@rival.example"
        return {"email": email, "login": email, "password": "x", "account": "1",
                "action_remove": "1", "action_primary": "1", "authenticator": "1"}  # fmt: skip
    return {}


def _body_schema(door: Door) -> dict[str, Any]:
    path = "/" + PLACE.sub(lambda found: "{" + found.group(2) + "}", door.route)
    paths = description()["paths"].items()
    described = next((v for k, v in paths if k.rstrip("/") == path.rstrip("/")), {})
    operation = next((described[m.lower()] for m in door.methods if m.lower() in described), {})
    content = operation.get("requestBody", {}).get("content", {})
    return dict(content.get("application/json", {}).get("schema") or {})


def _example(schema: dict[str, Any], rival: Rival, name: str, defs: Any = None) -> Any:
    if "$ref" in schema:
        known = defs if defs is not None else description()["components"]["schemas"]
        schema = known[schema["$ref"].rsplit("/", 1)[1]]
    if "anyOf" in schema or "allOf" in schema:
        return _example((schema.get("anyOf") or schema["allOf"])[0], rival, name, defs)
    if "enum" in schema:
        return schema["enum"][0]
    kind = schema.get("type")
    if kind == "object":
        return {k: _example(v, rival, k, defs) for k, v in schema.get("properties", {}).items()}
    if schema.get("format") == "uuid":
        return _id_for(rival, name)
    examples: dict[Any, Any] = {"string": "Example", "integer": 1, "number": 1.0, "boolean": True,
                                "array": []}  # fmt: skip
    return schema.get("default", examples.get(kind))


def _id_for(rival: Rival, name: str) -> str:
    """B's row of the table that a reference is called after, else any row of B's."""
    noun = name.removesuffix("_id").replace("_", "")
    for label, ids in rival.ids.items():
        if label.split(".")[1].endswith(noun) or noun.endswith(label.split(".")[1]):
            return ids[0]
    return sorted(rival.every_id)[0]


def test_each_reference_field_refuses_every_row_of_another_tenant(pair: Pair) -> None:
    """The database itself: no reference column of A's rows takes any of B's ids."""
    accepted = []
    with in_tenant(pair.ours.pk, actor="test"), connection.cursor() as cursor:
        for model in tenant_models():
            for field in model._meta.local_fields:
                target = field.related_model
                if not (isinstance(target, type) and target in tenant_models()):
                    continue
                theirs = UUID(pair.rival.ids[target._meta.label_lower][0])
                if _accepts(cursor, model._meta.db_table, field.column, theirs):
                    accepted.append(f"{model._meta.label}.{field.name}")
    assert accepted == []


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
