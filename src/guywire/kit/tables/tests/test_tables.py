"""Lists over a model: no entity, no page."""

from collections.abc import Iterator

import pytest
from django.db.models import QuerySet
from django.http import QueryDict

from guywire.domains.tenants.models import Membership, Tenant
from guywire.domains.tenants.tests import make
from guywire.kit.errors import Invalid
from guywire.kit.shapes.references import Target
from guywire.kit.tables import Column, Filter, Table
from guywire.kit.tables.checks import faults
from guywire.kit.tables.drawing import chips, drawn
from guywire.kit.tables.exports import csv_of
from guywire.kit.tables.filters import offer
from guywire.kit.tables.selection import select
from guywire.kit.tenancy import in_tenant

pytestmark = pytest.mark.django_db


def joined_in(rows: QuerySet[Membership], text: str) -> QuerySet[Membership]:
    return rows.filter(joined_at__year=int(text))


PEOPLE = Table(
    Membership,
    columns=(Column("person__email", link=True), Column("role", badge=True), Column("person"),
             Column("state", hidden=True)),
    filters=("role", "person", Filter("year", joined_in)),
    search=("person__email",),
    default_sort="-person__email",
)  # fmt: skip


@pytest.fixture
def people(wisp: Tenant) -> Iterator[QuerySet[Membership]]:
    for name, role in (("ada", "owner"), ("ben", "viewer"), ("+cleo", "viewer")):
        make.member(wisp, role, make.person(f"{name}@example.com"))
    with in_tenant(wisp.pk, actor="test"):
        yield Membership.objects.all()


def test_an_address_selects_rows_order_and_columns(people: QuerySet[Membership]) -> None:
    asked = select(PEOPLE, people, QueryDict("q=example&role=viewer&columns=state,role"))
    shown = drawn(asked, QueryDict("role=viewer"), lambda row: "/own/", lambda row: "")
    assert [cell.label for row in shown["rows"] for cell in row["cells"]] == [
        "Viewer", "Active", "Viewer", "Active",
    ]  # fmt: skip
    assert (shown["total"], shown["last"]) == (2, 2)
    assert asked.order.parameter == "-person__email"
    assert [chip["words"] for chip in chips(asked, QueryDict("role=viewer"))] == ["Viewer"]


def test_links_and_names(people: QuerySet[Membership]) -> None:
    asked = select(PEOPLE, people, QueryDict("q=ada"))
    shown = drawn(asked, QueryDict(""), lambda row: "/own/", lambda row: f"/of/{row.pk}/")
    mail, role, person = shown["rows"][0]["cells"]
    assert (mail.url, role.kind, person.kind) == ("/own/", "badge", "reference")
    assert person.url == f"/of/{people.get(person__email='ada@example.com').person_id}/"


def test_a_reference_in_force_is_named(people: QuerySet[Membership]) -> None:
    person = people.get(person__email="ada@example.com").person
    params = QueryDict(f"person={person.pk}")
    asked = select(PEOPLE, people, params)
    offer(PEOPLE, asked.filters, lambda model: Target(model._default_manager.all()))
    assert [chip["words"] for chip in chips(asked, params)] == [str(person)]


def test_what_makes_no_sense_lets_nothing_pass(people: QuerySet[Membership]) -> None:
    bad = QueryDict("role=king&year=soon&sort=nothing&person=x")
    asked = select(PEOPLE, people, bad)
    assert not asked.rows.exists()
    assert {one.name for one in asked.filters if one.error} == {"role", "year", "person"}
    with pytest.raises(Invalid) as refused:
        select(PEOPLE, people, bad, strict=True)
    assert set(refused.value.fields) == {"role", "year", "person", "sort"}


def test_a_file_holds_what_the_list_shows(people: QuerySet[Membership]) -> None:
    asked = select(PEOPLE, people, QueryDict("columns=person__email,role&sort=person__email"))
    assert list(csv_of(asked)) == [
        ["Email", "Role"], ["'+cleo@example.com", "Viewer"], ["ada@example.com", "Owner"],
        ["ben@example.com", "Viewer"],
    ]  # fmt: skip


def test_a_wrong_declaration_is_named(people: QuerySet[Membership]) -> None:
    wrong = Table(
        Membership, columns=(Column("hight"), Column("role", sort="hight"), Column("role")),
        filters=("hight", Filter("view", joined_in)), search=("hight",), default_sort="hight",
    )  # fmt: skip
    assert list(faults(wrong, people)) == [
        "column hight is no field, property or annotation",
        'column hight cannot be sorted by hight; say sort=""',
        'column role cannot be sorted by hight; say sort=""',
        "column role stands there twice",
        "no column links to the row: give one link=True",
        "search path hight is no field",
        "filter hight is no field; give a Filter",
        "filter view has a name that every list keeps for itself",
        "default sort hight is no field",
    ]
    assert list(faults(PEOPLE, people)) == []
