"""Shapes that the API makes of a write shape and an output, and rows written as JSON in one go."""

from collections.abc import Iterable, Mapping
from functools import cache
from types import GenericAlias
from typing import Annotated, Any

from django.db.models import QuerySet
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, create_model

from ..shapes.inputs import Input

LIMIT = 500
USUAL = 100


@cache
def page_of(output: type[BaseModel]) -> type[BaseModel]:
    """The answer of a list: the rows, and the cursor of the next page, null at the end."""
    items: Any = GenericAlias(list, output)
    return create_model(
        f"{output.__name__}Page",
        items=(items, ...),
        next=(str | None, Field(description="Give it as cursor for the next page.")),
    )


@cache
def patch_of(shape: type[Input]) -> type[BaseModel]:
    """The shape with every field left open: what is given is checked, alone and then as a whole."""
    fields: dict[str, Any] = {}
    for name, declared in shape.model_fields.items():
        kind: Any = declared.annotation
        for rule in declared.metadata:
            kind = Annotated[kind, rule]
        fields[name] = (kind, Field(default=None, description=declared.description))
    config = ConfigDict(extra="forbid", str_strip_whitespace=True)
    return create_model(f"{shape.__name__}Patch", __config__=config, **fields)


def query_of(
    output: type[BaseModel], sortable: Iterable[str], named: Mapping[str, str], *, searched: bool
) -> type[BaseModel]:
    """The parameters of a list; ``named`` are its filters with their descriptions."""
    names = ", ".join(sortable)
    fields: dict[str, Any] = {
        "limit": (int, Field(default=USUAL, ge=1, le=LIMIT)),
        "cursor": (str, Field(default="", description="The next of the page before.")),
        "sort": (str, Field(default="", description=f"One of {names}; with - in front: falling.")),
    }
    if searched:
        fields["q"] = (str, Field(default="", description="Words to search for."))
    for name, words in named.items():
        fields[name] = (str, Field(default="", description=words))
    return create_model(f"{output.__name__}Query", **fields)


def plain_names(output: type[BaseModel], rows: QuerySet[Any]) -> tuple[str, ...]:
    """The output's fields if all are columns or annotations, so that no row object is needed."""
    columns = {field.attname for field in rows.model._meta.concrete_fields}
    fields = output.model_fields
    if any(field.alias or field.validation_alias for field in fields.values()):
        return ()
    return tuple(fields) if fields.keys() <= columns | rows.query.annotations.keys() else ()


@cache
def _adapter(shape: Any) -> TypeAdapter[Any]:
    return TypeAdapter(shape)


def row_as_json(output: type[BaseModel], row: Any) -> bytes:
    """A row as the JSON of its output."""
    adapter = _adapter(output)
    return adapter.dump_json(adapter.validate_python(row, from_attributes=True))


def rows_as_json(output: type[BaseModel], rows: list[Any]) -> bytes:
    """The rows as a JSON array of outputs, checked and written in one go."""
    adapter = _adapter(GenericAlias(list, output))
    return adapter.dump_json(adapter.validate_python(rows, from_attributes=True))
