"""Paths with ``__`` from a row: which model field they name, what they give, what they join."""

from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from django.core.exceptions import FieldDoesNotExist
from django.db.models import Field, Model

from .declaration import Entity


def field_of(model: type[Model], path: str) -> Any:
    """The model field at the end of a path; None for a property, an annotation or a slip."""
    field: Any = None
    place: Any = model
    for part in path.split("__"):
        if place is None:
            return None
        try:
            field = place._meta.get_field(place._meta.pk.name if part == "pk" else part)
        except FieldDoesNotExist:
            return None
        place = field.related_model
    return field


def reads(model: type[Model], path: str) -> bool:
    """Whether a row has something at this path that is a field, a property or a class attribute."""
    head, _, last = path.rpartition("__")
    if field_of(model, path) is not None:
        return True
    owner: Any = model
    if head:
        field = field_of(model, head)
        owner = getattr(field, "related_model", None)
    return owner is not None and hasattr(owner, last)


def value_of(row: Any, path: str) -> Any:
    """What stands at a path; None as soon as a reference on the way is empty."""
    for part in path.split("__"):
        if row is None:
            return None
        row = getattr(row, part)
    return row


def joins(model: type[Model], paths: list[str]) -> list[str]:
    """The references to fetch along with the rows so that these paths ask nothing more."""
    wanted: dict[str, None] = {}
    for path in paths:
        place: Any = model
        taken: list[str] = []
        for part in path.split("__"):
            field = field_of(place, part)
            if field is None or not (field.many_to_one or field.one_to_one):
                break
            if part != field.name:  # site_id: the column itself, nothing to join
                break
            taken.append(part)
            place = field.related_model
        if taken:
            wanted["__".join(taken)] = None
    return list(wanted)


def input_field(entity: Entity, name: str) -> "Field[Any, Any] | None":
    """The model field an input's name stands for; ``site_id`` names ``site``."""
    try:
        field = entity.model._meta.get_field(name)
    except FieldDoesNotExist:
        return None
    return field if isinstance(field, Field) else None


def references(entity: Entity) -> dict[str, Any]:
    """The inputs that name a row of another table, with their model fields."""
    fields = {name: input_field(entity, name) for name in entity.input.model_fields}
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
