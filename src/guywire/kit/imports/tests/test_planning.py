"""Plans over a model and an input: no entity, no page."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

import pytest

from guywire.domains.tenants.models import ApiKey, Membership, Tenant
from guywire.domains.tenants.tests import make
from guywire.kit.imports.planning import Importer, carry_out, plan, rehearse
from guywire.kit.imports.sheets import read_sheet
from guywire.kit.shapes.inputs import Input
from guywire.kit.shapes.references import Target
from guywire.kit.tenancy import in_tenant

pytestmark = pytest.mark.django_db


class KeyInput(Input):
    name: str
    prefix: str = ""
    made_by_id: UUID | None = None


def change(row: ApiKey, given: dict[str, Any]) -> None:
    for name, value in given.items():
        setattr(row, name, value)
    row.save()


@pytest.fixture
def into(wisp: Tenant) -> Iterator[Importer]:
    ada = make.member(wisp, who=make.person("ada@example.com"))
    with in_tenant(wisp.pk, actor="test"):
        ApiKey.objects.create(name="gate", prefix="", made_by=ada, digest="d")
        yield Importer(
            model=ApiKey, shape=KeyInput, rows=ApiKey.objects.all(),
            targets=lambda model: Target(Membership.objects.all(), key=("person__email",)),
            create=lambda data: ApiKey.objects.create(digest=data.name, **data.model_dump()),
            change=change, key=("made_by", "name", "prefix"),
        )  # fmt: skip


def test_a_row_is_known_by_what_it_names_and_by_empty_parts(into: Importer) -> None:
    """The key's first part is a reference that the file gives by name; its last is empty."""
    sheet = read_sheet("made by,name,prefix\nada@example.com,gate,\nada@example.com,tower,\n")
    made = plan(into, sheet, update=True)
    assert made.faults == []
    assert [(line, row.name) for line, row, _given in made.changes] == [(2, "gate")]
    assert [(line, data.name) for line, data in made.creates] == [(3, "tower")]
    assert plan(into, sheet).changes == []


def test_faults_stand_in_the_order_of_the_lines(into: Importer) -> None:
    mail = "ada@example.com"
    text = f"made by,name,prefix\nx@example.com,a,\n{mail},,\n{mail},a,p\n{mail},a,p\n,a,p\n"
    faults = [(one.line, one.column) for one in plan(into, read_sheet(text), update=True).faults]
    assert faults == [(2, "made_by_id"), (3, "name"), (5, "made_by_id")]


def test_a_rehearsal_leaves_nothing_and_the_deed_all(into: Importer) -> None:
    made = plan(into, read_sheet("name,prefix\nmast,m\nroof,r\n"))
    assert rehearse(into, made) == []
    assert ApiKey.objects.count() == 1
    assert carry_out(into, made) == []
    assert set(ApiKey.objects.values_list("name", flat=True)) == {"gate", "mast", "roof"}
