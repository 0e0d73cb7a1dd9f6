"""Paths with ``__`` from a row: which model field they name, what they give, what they join."""

from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db.models import Model


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


def reverse_name(model: type[Any], accessor: str) -> str:
    """The field of the other table that names this one: “site” for Site's ``sectors``."""
    for relation in model._meta.related_objects:
        if relation.get_accessor_name() == accessor:
            return str(relation.field.name)
    raise LookupError(f"{model.__name__} has no related rows called {accessor!r}")
