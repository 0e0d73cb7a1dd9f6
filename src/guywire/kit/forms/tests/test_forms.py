"""Forms of inputs, with and without a model."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Annotated, Literal
from uuid import UUID

import pytest
from django import forms
from pydantic import Field

from guywire.domains.tenants.models import ApiKey, Membership, Tenant
from guywire.domains.tenants.tests import make
from guywire.kit.errors import DomainError, Invalid
from guywire.kit.forms.inputs import InputForm, bind, form_class
from guywire.kit.shapes import references
from guywire.kit.shapes.inputs import Input, Refers
from guywire.kit.shapes.references import Target
from guywire.kit.tenancy import in_tenant


class Fuel(StrEnum):
    DIESEL = "diesel"
    PROPANE = "propane"


class TestRun(Input):
    __test__ = False

    height_m: float = Field(ge=0, description="Above ground")
    fuel: Fuel = Fuel.DIESEL
    mode: Literal["cold", "warm"] = "cold"
    ran_at: datetime | None = None
    notes: str = Field(default="", max_length=2000)
    tags: list[str] = []
    by_id: Annotated[UUID | None, Refers("tenants.Membership")] = None


class KeyInput(Input):
    name: str
    made_by_id: UUID | None = None


def bound(shape: type[Input], data: Mapping[str, object] | None = None) -> InputForm:
    return bind(form_class(shape), lambda model: Target(Membership.objects.all()), data)


def values(form: InputForm, name: str) -> list[object]:
    return [option.data["value"] for option in form[name].subwidgets]


@pytest.mark.django_db
def test_fields_follow_the_annotations(wisp: Tenant) -> None:
    with in_tenant(wisp.pk, actor="test"):
        form = bound(TestRun)
        fields = form.fields
    assert (fields["height_m"].label, fields["height_m"].required) == ("Height (m)", True)
    assert fields["height_m"].help_text == "Above ground"
    assert isinstance(fields["fuel"], forms.ChoiceField)
    assert values(form, "mode") == ["cold", "warm"]
    assert fields["ran_at"].widget.input_type == "datetime-local"
    assert isinstance(fields["notes"].widget, forms.Textarea)
    assert isinstance(fields["by_id"], forms.ModelChoiceField)


@pytest.mark.django_db
def test_given_is_what_the_input_takes(wisp: Tenant) -> None:
    member = make.member(wisp)
    data = {"height_m": "3.5", "fuel": "propane", "mode": "warm", "tags": "a, b",
            "by_id": str(member.pk)}  # fmt: skip
    with in_tenant(wisp.pk, actor="test"):
        form = bound(TestRun, data)
        assert form.is_valid(), form.errors
        made = TestRun.model_validate(form.given())
    assert (made.height_m, made.fuel, made.tags) == (3.5, Fuel.PROPANE, ["a", "b"])
    assert (made.ran_at, made.notes, made.by_id) == (None, "", member.pk)


@pytest.mark.django_db
def test_another_tenants_row_is_no_choice(wisp: Tenant, other_wisp: Tenant) -> None:
    alien = make.member(other_wisp)
    with in_tenant(wisp.pk, actor="test"):
        form = bound(TestRun, {"height_m": "1", "fuel": "diesel", "mode": "cold",
                               "by_id": str(alien.pk)})  # fmt: skip
        assert list(form.errors) == ["by_id"]


@pytest.mark.django_db
def test_many_rows_are_searched_where_a_search_answers(
    wisp: Tenant, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(references, "OFFERED", 2)
    members = [make.member(wisp) for _ in range(4)]
    with in_tenant(wisp.pk, actor="test"):
        rows = Membership.objects.all()
        made = form_class(KeyInput, ApiKey)
        chosen = {"made_by_id": members[0].pk}
        searched = bind(made, lambda model: Target(rows, "/search/"), initial=chosen)
        whole = bind(made, lambda model: Target(rows))
    assert values(searched, "made_by_id") == ["", str(members[0].pk)]
    assert 'hx-get="/search/"' in str(searched["made_by_id"])
    assert len(values(whole, "made_by_id")) == 1 + 4


@pytest.mark.django_db
def test_a_refusal_goes_to_its_field(wisp: Tenant) -> None:
    with in_tenant(wisp.pk, actor="test"):
        form = bound(KeyInput, {"name": "gate"})
        form.is_valid()
        form.refuse(Invalid({"made_by": "Left.", "hight": "What?"}))
        form.refuse(DomainError("No."))
    assert form.errors == {"made_by_id": ["Left."], "__all__": ["Hight: What?", "No."]}
