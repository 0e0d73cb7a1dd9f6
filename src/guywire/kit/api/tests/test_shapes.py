"""The shapes that operations share."""

from datetime import date
from uuid import UUID, uuid4

import pytest
from pydantic import BaseModel, Field, ValidationError

from guywire.kit.api.shapes import page_of, patch_of, query_of, row_as_json, rows_as_json
from guywire.kit.shapes.inputs import Input


class MastInput(Input):
    name: str = Field(min_length=1, max_length=20, description="As painted on it")
    height_m: float = Field(ge=1)


class MastOutput(BaseModel):
    id: UUID
    built_on: date | None


class Mast:
    def __init__(self) -> None:
        self.id, self.built_on = uuid4(), date(2026, 3, 4)


def test_a_patch_leaves_every_field_open_and_checks_what_is_given() -> None:
    patch = patch_of(MastInput)
    assert patch.__name__ == "MastInputPatch"
    assert patch.model_validate({}).model_fields_set == set()
    assert patch.model_fields["name"].description == "As painted on it"
    for wrong in ({"height_m": 0}, {"name": ""}, {"hight": 1}):
        with pytest.raises(ValidationError):
            patch.model_validate(wrong)


def test_a_page_and_its_query_are_described() -> None:
    assert list(page_of(MastOutput).model_fields) == ["items", "next"]
    assert page_of(MastOutput) is page_of(MastOutput)
    query = query_of(MastOutput, ["name"], {"tag": "Tag"}, searched=True)
    assert list(query.model_fields) == ["limit", "cursor", "sort", "q", "tag"]
    assert "q" not in query_of(MastOutput, [], {}, searched=False).model_fields


def test_rows_are_written_as_their_output_says() -> None:
    mast = Mast()
    body = f'{{"id":"{mast.id}","built_on":"2026-03-04"}}'.encode()
    assert row_as_json(MastOutput, mast) == body
    assert rows_as_json(MastOutput, [mast, mast]) == b"[" + body + b"," + body + b"]"
