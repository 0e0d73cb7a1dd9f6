"""Every registered entity, through every door, without a line of its own here.

Query counts are held by ``query_counts.json``; ``WRITE_QUERY_COUNTS=1`` writes them anew.
"""

import csv
import io
import json
import os
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from guywire.domains.tenants.models import RoleCodes, Tenant
from guywire.domains.tenants.tests import make
from guywire.domains.tenants.tests.make import Door
from guywire.kit.access import codes
from guywire.kit.entity.checks import faults
from guywire.kit.entity.declaration import Action, Entity
from guywire.kit.entity.registry import entities
from guywire.kit.events.models import LoggedEvent
from guywire.kit.tenancy import in_tenant
from guywire.kit.testing import doors
from guywire.kit.writing import current

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
COUNTS = Path(__file__).with_name("query_counts.json")
MOST_QUERIES = 15
# A test runs inside a transaction, where the door's own transaction is a savepoint.
NO_QUERY = ("SAVEPOINT", "RELEASE SAVEPOINT", "select set_config")
JSON = "application/json"
STAMPS = {"updated_at", "changed_at"}
EVERY = pytest.mark.parametrize("entity", doors.shipped(), ids=lambda entity: entity.key)


def a_row(entity: Entity, of: Tenant) -> Any:
    with in_tenant(of.pk, actor="test"):
        return doors.new_row(entity)


def a_body(entity: Entity, of: Tenant) -> dict[str, Any]:
    if entity.create is None:
        return {}
    with in_tenant(of.pk, actor="test"):
        return doors.new_body(entity)


def count(entity: Entity, of: Tenant) -> int:
    with in_tenant(of.pk, actor="test"):
        return entity.model._default_manager.count()


@pytest.fixture
def owner(wisp: Tenant) -> Door:
    return make.door(wisp)


@EVERY
def test_the_declaration_names_what_is_there(entity: Entity, tenant: Tenant) -> None:
    assert faults(entity, {one.key for one in entities()}) == []


@EVERY
def test_every_page_opens(entity: Entity, owner: Door, wisp: Tenant) -> None:
    empty = owner.get(doors.page(entity, "list"))
    assert empty.status_code == 200
    row = a_row(entity, wisp)
    for name in doors.list_pages(entity):
        assert owner.get(doors.page(entity, name)).status_code == 200, name
    for name in doors.reading_pages(entity):
        assert owner.get(doors.page(entity, name, row)).status_code == 200, name
    for column in entity.columns:
        if column.sort_path:
            for sort in (column.path, f"-{column.path}"):
                answer = owner.get(doors.page(entity, "list"), {"sort": sort})
                assert str(row.pk) in answer.content.decode(), sort


@EVERY
def test_without_its_code_no_door_opens(entity: Entity, wisp: Tenant) -> None:
    row = a_row(entity, wisp)
    body = a_body(entity, wisp)
    before = count(entity, wisp)
    with in_tenant(wisp.pk, actor="test"):
        RoleCodes.objects.create(role="viewer", given=[], taken=list(codes()))
    nobody = make.door(wisp, "viewer")
    for name in doors.list_pages(entity):
        assert nobody.get(doors.page(entity, name)).status_code == 403, name
    for name in doors.reading_pages(entity):
        assert nobody.get(doors.page(entity, name, row)).status_code == 403, name
        assert nobody.post(doors.page(entity, name, row)).status_code in {403, 405}, name
    for action in entity.actions:
        place = doors.page(entity, "action", row, action=action.name)
        assert nobody.post(place).status_code == 403, action.name
        assert nobody.post(f"{doors.resource(entity, row)}/{action.name}").status_code == 403
    assert nobody.get(doors.resource(entity)).status_code == 403
    assert nobody.get(doors.resource(entity, row)).status_code == 403
    assert nobody.post(doors.resource(entity), body, content_type=JSON).status_code in {403, 405}
    for method in (nobody.patch, nobody.put, nobody.delete):
        answer = method(doors.resource(entity, row), body, content_type=JSON)
        assert answer.status_code in {403, 405}
    assert count(entity, wisp) == before


@EVERY
def test_another_tenants_row_is_nowhere(
    entity: Entity, owner: Door, wisp: Tenant, other_wisp: Tenant
) -> None:
    alien = a_row(entity, other_wisp)
    body = a_body(entity, wisp)
    before = count(entity, other_wisp)
    for name in ("list", "export"):
        assert str(alien.pk) not in owner.get(doors.page(entity, name)).content.decode()
    for name in doors.reading_pages(entity):
        assert owner.get(doors.page(entity, name, alien)).status_code == 404, name
        assert owner.post(doors.page(entity, name, alien)).status_code in {404, 405}, name
    for action in entity.actions:
        assert (
            owner.post(doors.page(entity, "action", alien, action=action.name)).status_code == 404
        )
    assert str(alien.pk) not in owner.get(doors.resource(entity)).content.decode()
    assert owner.get(doors.resource(entity, alien)).status_code == 404
    for method in (owner.patch, owner.put, owner.delete):
        answer = method(doors.resource(entity, alien), body, content_type=JSON)
        assert answer.status_code in {404, 405}
    assert count(entity, other_wisp) == before


@EVERY
def test_the_api_creates_reads_and_changes(entity: Entity, owner: Door, wisp: Tenant) -> None:
    if entity.create is None:
        row = a_row(entity, wisp)
        assert owner.get(doors.resource(entity, row)).json()["id"] == str(row.pk)
        return
    made = owner.post(doors.resource(entity), a_body(entity, wisp), content_type=JSON)
    assert made.status_code == 201, made.content
    place = f"{doors.resource(entity)}/{made.json()['id']}"
    assert owner.get(place).json() == made.json()
    assert made.json()["id"] in owner.get(doors.resource(entity)).content.decode()
    unknown = owner.post(doors.resource(entity), {"no_such_field": 1}, content_type=JSON)
    assert unknown.status_code == 422
    assert unknown["Content-Type"] == "application/problem+json"
    assert "no_such_field" in unknown.json()["errors"]
    if entity.change is not None:
        same = owner.patch(place, {}, content_type=JSON)
        assert same.status_code == 200, same.content
        assert {k: v for k, v in same.json().items() if k not in STAMPS} == {
            k: v for k, v in made.json().items() if k not in STAMPS
        }


@EVERY
def test_a_form_sent_back_as_it_came_changes_nothing(
    entity: Entity, owner: Door, wisp: Tenant
) -> None:
    if entity.change is None:
        assert not any(name == "edit" for name in doors.reading_pages(entity))
        return
    row = a_row(entity, wisp)
    with in_tenant(wisp.pk, actor="test"):
        before = entity.model._default_manager.get(pk=row.pk)
    place = doors.page(entity, "edit", row)
    shown = owner.get(place)
    with timezone.override(wisp.time_zone):
        given = _as_posted(shown.context["form"]) | {"version": shown.context["version"]}
    answer = owner.post(place, given)
    assert answer.status_code == 302, answer.context["form"].errors
    with in_tenant(wisp.pk, actor="test"):
        again = entity.model._default_manager.get(pk=row.pk)
    assert current(entity.input, again) == current(entity.input, before)


def _as_posted(form: Any) -> dict[str, Any]:
    """What a browser sends for a form that nobody touched."""
    given: dict[str, Any] = {}
    for bound in form:
        value = bound.field.widget.format_value(bound.field.prepare_value(bound.value()))
        if isinstance(value, list | tuple):
            given[bound.html_name] = [item for item in value if item not in {None, ""}]
        elif bound.value() is True:
            given[bound.html_name] = "on"
        elif value not in {None, ""} and bound.value() is not False:
            given[bound.html_name] = value
    return given


@EVERY
def test_an_import_adds_the_row(entity: Entity, owner: Door, wisp: Tenant) -> None:
    if "import" not in doors.list_pages(entity):
        return
    body = a_body(entity, wisp)
    before = count(entity, wisp)
    text = io.StringIO()
    writer = csv.DictWriter(text, fieldnames=list(body))
    writer.writeheader()
    writer.writerow({name: _as_cell(value) for name, value in body.items()})
    place = doors.page(entity, "import")
    file = SimpleUploadedFile("rows.csv", text.getvalue().encode())
    seen = owner.post(place, {"file": file})
    assert seen.status_code == 200, seen.context["faults"]
    assert count(entity, wisp) == before
    done = owner.post(place, {"staged": str(seen.context["staged"].pk)})
    assert done.status_code == 302
    assert count(entity, wisp) == before + 1


ACTING = [entity for entity in doors.shipped() if entity.actions]
ALWAYS = Action("", print).when


def as_stored(entity: Entity, row: Any) -> tuple[dict[str, Any], int]:
    """The row's columns, and how much has been told so far."""
    kept = entity.model._default_manager.filter(pk=row.pk).values().get()
    told = LoggedEvent.objects.count()
    return {name: value for name, value in kept.items() if name not in STAMPS}, told


def walk_actions(
    entity: Entity, visitor: Door, wisp: Tenant, row: Any, met: set[frozenset[str]]
) -> None:
    """Try every action in this state and in those it leads to, each once.

    Two states differ when they offer different actions.
    """
    with in_tenant(wisp.pk, actor="test"):
        fresh = entity.model._default_manager.get(pk=row.pk)
        offered = frozenset(action.name for action in entity.actions if action.when(fresh))
    if offered in met:
        return
    met.add(offered)
    for action in entity.actions:
        mark = transaction.savepoint()
        with in_tenant(wisp.pk, actor="test"):
            given = doors.new_given(action) if action.input else {}
            before = as_stored(entity, row)
        place = f"{doors.resource(entity, row)}/{action.name}"
        answer = visitor.post(place, given, content_type=JSON)
        where = f"{action.name} while only {sorted(offered)} are offered: {answer.content!r}"
        assert answer.status_code == 200 or 400 <= answer.status_code < 500, where
        if answer.status_code != 200:
            assert answer.json()["title"].endswith("."), where
        with in_tenant(wisp.pk, actor="test"):
            after = as_stored(entity, row)
        if action.name not in offered or answer.status_code != 200:
            assert after == before, where
        else:
            walk_actions(entity, visitor, wisp, row, met)
        transaction.savepoint_rollback(mark)


@pytest.mark.parametrize("entity", ACTING, ids=lambda entity: entity.key)
def test_what_is_not_offered_is_refused_by_its_service_or_harmless(
    entity: Entity, owner: Door, wisp: Tenant
) -> None:
    met: set[frozenset[str]] = set()
    walk_actions(entity, owner, wisp, a_row(entity, wisp), met)
    for action in entity.actions:
        if action.when is not ALWAYS:
            assert any(action.name not in offered for offered in met), f"{action.name}: never tried"


def _as_cell(value: Any) -> str:
    if isinstance(value, list):
        return ";".join(str(item) for item in value)
    if isinstance(value, dict):
        return json.dumps(value)
    return "" if value is None else str(value)


def measured(entity: Entity, visitor: Door, wisp: Tenant) -> dict[str, int]:
    """How often the list of three rows and the page of one ask the database."""
    some = [a_row(entity, wisp) for _ in range(3)]
    counted = {}
    for name, row in (("list", None), ("detail", some[0])):
        visitor.get(doors.page(entity, name, row))
        with CaptureQueriesContext(connection) as queries:
            assert visitor.get(doors.page(entity, name, row)).status_code == 200
        counted[name] = sum(not q["sql"].startswith(NO_QUERY) for q in queries)
    return counted


def excesses(key: str, counted: dict[str, int], known: dict[str, dict[str, int]]) -> list[str]:
    """The pages that ask more often than the file allows, or than any page may."""
    if key not in known:
        return [f"measured {counted}; write them into {COUNTS.name}"]
    return [
        f"{name}: {number} queries instead of {min(known[key][name], MOST_QUERIES)}"
        for name, number in counted.items()
        if number > min(known[key][name], MOST_QUERIES)
    ]


@EVERY
def test_query_counts_stay(entity: Entity, owner: Door, wisp: Tenant) -> None:
    counted = measured(entity, owner, wisp)
    known = json.loads(COUNTS.read_text()) if COUNTS.exists() else {}
    if os.environ.get("WRITE_QUERY_COUNTS"):
        known[entity.key] = counted
        COUNTS.write_text(json.dumps(known, indent=2, sort_keys=True) + "\n")
    assert excesses(entity.key, counted, known) == []


class Curious(Door):
    """Somebody for whom every page asks the database once more."""

    def generic(self, *args: Any, **kwargs: Any) -> Any:
        with connection.cursor() as cursor:
            cursor.execute("select 1")
        return super().generic(*args, **kwargs)


def test_a_page_that_asks_once_more_than_its_baseline_is_caught(wisp: Tenant) -> None:
    entity = doors.shipped()[0]
    known = {entity.key: measured(entity, make.door(wisp), wisp)}
    counted = measured(entity, Curious(wisp, make.member(wisp)), wisp)
    assert excesses(entity.key, counted, known) == [
        f"{name}: {number + 1} queries instead of {number}"
        for name, number in known[entity.key].items()
    ]
    assert excesses(entity.key, known[entity.key], known) == []
    assert excesses(entity.key, {"list": 16}, {entity.key: {"list": 20}}) == [
        "list: 16 queries instead of 15"
    ]
    (unknown,) = excesses("network.mast", counted, known)
    assert unknown.startswith("measured")
