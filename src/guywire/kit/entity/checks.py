"""The system check of declarations: what they name must be there."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.core.checks import CheckMessage, Error
from django.db import DatabaseError
from django.db.models import QuerySet
from django.urls import get_resolver

from ..access import NOBODY
from ..pages.additions import pages_added_to
from ..secrets.fields import SecretField
from ..shapes.inputs import Input, input_field
from ..shapes.paths import field_of, reverse_name
from ..tables import Column
from ..tables.checks import faults as table_faults
from ..tables.checks import readable
from ..tenancy import NoTenantError
from .declaration import Changes, Entity, Html, Panel, Related, Timeline
from .registry import entities


def check_entities(app_configs: Any, **kwargs: Any) -> Sequence[CheckMessage]:
    """Every registered declaration, once the addresses are read, which registers them."""
    _ = get_resolver().url_patterns
    keys = {entity.key for entity in entities()}
    lost = [f"what is added to {key} has no page" for key in sorted(pages_added_to() - keys)]
    return [Error(text, id="entity.E002") for text in lost] + [
        Error(text, obj=f"entity {entity.key}", id="entity.E001")
        for entity in entities()
        for text in faults(entity, keys)
    ]


def faults(entity: Entity, keys: set[str]) -> list[str]:
    """What is wrong with a declaration, in sentences."""
    rows = _rows(entity)
    return [*_inputs(entity), *_outputs(entity), *table_faults(entity.table, rows), *_key(entity),
            *_panels(entity, rows, keys)]  # fmt: skip


def _inputs(entity: Entity) -> Iterator[str]:
    for name in entity.input.model_fields:
        if input_field(entity.model, name) is None and name not in entity.extra_inputs:
            yield (
                f"{entity.input.__name__}.{name} is no field of {entity.model.__name__};"
                " list it in extra_inputs if the service knows it"
            )
        elif isinstance(input_field(entity.model, name), SecretField) and (
            entity.input.model_fields[name].is_required()
            or entity.input.model_fields[name].default not in (None, "")
        ):
            yield f"the secret {name} must default to None or empty, which leaves it as it is"
    for name in entity.extra_inputs:
        if name not in entity.input.model_fields:
            yield f"extra_inputs names {name}, which {entity.input.__name__} lacks"
    for action in entity.actions:
        if action.input is not None and not issubclass(action.input, Input):
            yield f"the input of {action.name} is no Input"


def _outputs(entity: Entity) -> Iterator[str]:
    for name in entity.output.model_fields:
        if isinstance(input_field(entity.model, name), SecretField):
            yield f"{entity.output.__name__} shows the secret {name}"
    if "id" not in entity.output.model_fields:
        yield f"{entity.output.__name__} has no id"


def _rows(entity: Entity) -> QuerySet[Any] | None:
    """What ``rows`` gives; None when it asks a database that is not there yet, or has no tenant."""
    try:
        return entity.rows(NOBODY)
    except (DatabaseError, NoTenantError):
        return None


def _key(entity: Entity) -> Iterator[str]:
    for path in entity.natural_key:
        if field_of(entity.model, path) is None:
            yield f"natural key {path} is no field"


def _panels(entity: Entity, rows: QuerySet[Any] | None, keys: set[str]) -> Iterator[str]:
    for panel in entity.panels:
        match panel:
            case Panel():
                for field in panel.fields:
                    column = field if isinstance(field, Column) else Column(field)
                    if not readable(entity.table, rows, column):
                        yield f"panel {panel.title} names {column.path}, which is not there"
            case Related():
                yield from _related(entity, panel, keys)
            case Html() | Timeline() | Changes():
                pass


def _related(entity: Entity, panel: Related, keys: set[str]) -> Iterator[str]:
    if panel.entity not in keys:
        yield f"panel {panel.accessor} names the unknown entity {panel.entity}"
    try:
        reverse_name(entity.model, panel.accessor)
    except LookupError as error:
        yield str(error)
