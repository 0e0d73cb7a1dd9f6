"""Names, paths and inputs, read without any row."""

from datetime import date
from typing import Annotated
from uuid import UUID

import pytest
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType

from guywire.kit.errors import Invalid
from guywire.kit.shapes.formulas import harmless, unguarded
from guywire.kit.shapes.inputs import WHOLE, Input, kinds_of, read_input, references
from guywire.kit.shapes.paths import field_of, joins, reads, reverse_name
from guywire.kit.shapes.words import label_of, unit_of, words_of


class PermissionInput(Input):
    name: str
    content_type_id: UUID | None = None


@pytest.mark.parametrize(
    ("name", "words", "unit"),
    [("height_m", "Height", "m"), ("site__height_m", "Height", "m"), ("site_id", "Site", ""),
     ("m", "M", ""), ("down_mbps", "Down", "Mbit/s")],
)  # fmt: skip
def test_a_name_is_a_label_with_a_unit(name: str, words: str, unit: str) -> None:
    assert (words_of(name), unit_of(name)) == (words, unit)


def test_a_verbose_name_counts_where_it_says_more() -> None:
    assert label_of("height_m", "height m") == "Height"
    assert label_of("height_m", "height above ground") == "Height above ground"
    assert label_of("made_by_id", "") == "Made by"


def test_paths_lead_through_references() -> None:
    assert field_of(Permission, "content_type__model").name == "model"
    assert field_of(Permission, "content_type__nothing") is None
    assert reads(Permission, "content_type__pk")
    assert reads(Permission, "content_type__name"), "a property"
    assert not reads(Permission, "content_type__nothing")
    paths = ["content_type__model", "content_type_id", "name"]
    assert joins(Permission, paths) == ["content_type"]
    assert reverse_name(ContentType, "permission_set") == "content_type"
    with pytest.raises(LookupError, match="no related rows called 'masts'"):
        reverse_name(Group, "masts")


def test_an_input_names_references_and_refuses_by_field() -> None:
    assert list(references(Permission, PermissionInput)) == ["content_type_id"]
    assert read_input(PermissionInput, {"name": " gate "}).name == "gate"
    with pytest.raises(Invalid) as refused:
        read_input(PermissionInput, {"name": "a\0b", "hight": 1, "content_type_id": "x"})
    assert list(refused.value.fields) == ["name", "content_type_id", "hight"]
    assert refused.value.fields["name"] == "a text may not contain the character NUL"
    assert WHOLE not in refused.value.fields


def test_the_kinds_of_an_annotation() -> None:
    assert kinds_of(Annotated[date | None, "any"]) == (date, type(None))
    assert kinds_of(list[str]) == (list[str],)


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "\tx", "plain", "'quoted", ""])
def test_a_formula_is_guarded_and_comes_back(text: str) -> None:
    assert unguarded(harmless(text)) == text
    assert harmless(text)[:1] not in set("=+-@\t")
