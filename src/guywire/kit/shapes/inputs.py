"""Write shapes: the one form of a write that page, API and import all build."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import UnionType
from typing import Annotated, Any, TypeVar, Union, get_args, get_origin

from django.core.exceptions import FieldDoesNotExist
from django.db.models import Field, Model
from pydantic import BaseModel, ConfigDict, ValidationError, field_validator

from ..errors import Invalid

WHOLE = "__all__"


class Input(BaseModel):
    """A write shape: the fields of the form, the body of the API call and the CSV columns.

    ``site_id`` names the model's ``site``. Unknown fields are refused.
    """

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    @field_validator("*", mode="before")
    @classmethod
    def _storable(cls, value: Any) -> Any:
        """PostgreSQL keeps no NUL character in a text."""
        if isinstance(value, str) and "\0" in value:
            raise ValueError("a text may not contain the character NUL")
        return value


Shape = TypeVar("Shape", bound=Input)


@dataclass(frozen=True, slots=True)
class Refers:
    """A form offers the rows of this model: ``plan_id: Annotated[UUID, Refers("customers.Plan")]``.

    For inputs that name no field of the model they write; what is posted, the service checks.
    """

    model: str


def read_input(shape: type[Shape], given: Mapping[str, Any]) -> Shape:
    """The input, checked; Invalid with a message for each field."""
    try:
        return shape.model_validate(dict(given))
    except ValidationError as error:
        raise Invalid(messages_of(error)) from None


def messages_of(error: ValidationError) -> dict[str, str]:
    """What is wrong with each field, as people read it; WHOLE for the input as a whole."""
    wrong: dict[str, str] = {}
    for line in error.errors(include_url=False, include_context=False, include_input=False):
        text = line["msg"].removeprefix("Value error, ").removeprefix("Assertion failed, ")
        wrong.setdefault(str(line["loc"][0]) if line["loc"] else WHOLE, text)
    return wrong


def input_field(model: type[Model], name: str) -> "Field[Any, Any] | None":
    """The model field an input's name stands for; ``site_id`` names ``site``."""
    try:
        field = model._meta.get_field(name)
    except FieldDoesNotExist:
        return None
    return field if isinstance(field, Field) else None


def references(model: type[Model], shape: type[Input]) -> dict[str, Any]:
    """The inputs that name a row of another table, with their model fields."""
    fields = {name: input_field(model, name) for name in shape.model_fields}
    return {
        name: field for name, field in fields.items() if field is not None and field.many_to_one
    }


def kinds_of(annotation: Any) -> tuple[Any, ...]:
    """The plain types of an annotation: (UUID, NoneType) for ``UUID | None``."""
    origin = get_origin(annotation)
    if origin is Annotated:
        return kinds_of(get_args(annotation)[0])
    if origin in {Union, UnionType}:
        return tuple(kind for part in get_args(annotation) for kind in kinds_of(part))
    return (annotation,)
