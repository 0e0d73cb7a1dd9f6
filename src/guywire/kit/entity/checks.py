"""The system check of declarations: what they name must be there."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.core.checks import CheckMessage, Error
from django.db import DatabaseError
from django.urls import get_resolver

from ..access import NOBODY
from ..secrets.fields import SecretField
from ..tenancy import NoTenantError
from .declaration import Changes, Column, Entity, Filter, Html, Input, Panel, Related, Timeline
from .details import reverse_name
from .paths import field_of, input_field, reads
from .registry import entities


def check_entities(app_configs: Any, **kwargs: Any) -> Sequence[CheckMessage]:
    """Every registered declaration, once the addresses are read, which registers them."""
    _ = get_resolver().url_patterns
    keys = {entity.key for entity in entities()}
    return [
        Error(text, obj=f"entity {entity.key}", id="entity.E001")
        for entity in entities()
        for text in faults(entity, keys)
    ]


def faults(entity: Entity, keys: set[str]) -> list[str]:
    """What is wrong with a declaration, in sentences."""
    return [*_inputs(entity), *_outputs(entity), *_columns(entity), *_paths(entity),
            *_panels(entity, keys)]  # fmt: skip


def _inputs(entity: Entity) -> Iterator[str]:
    for name in entity.input.model_fields:
        if input_field(entity, name) is None and name not in entity.extra_inputs:
            yield (
                f"{entity.input.__name__}.{name} is no field of {entity.model.__name__};"
                " list it in extra_inputs if the service knows it"
            )
        elif isinstance(input_field(entity, name), SecretField) and (
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
        if isinstance(input_field(entity, name), SecretField):
            yield f"{entity.output.__name__} shows the secret {name}"
    if "id" not in entity.output.model_fields:
        yield f"{entity.output.__name__} has no id"


def _is_open(entity: Entity) -> bool:
    """Whether ``rows`` can be built now; one that asks the database cannot before there is one."""
    try:
        entity.rows(NOBODY)
    except (DatabaseError, NoTenantError):
        return False
    return True


def _readable(entity: Entity, path: str) -> bool:
    return not _is_open(entity) or reads(entity.model, path) or path in _annotations(entity)


def _annotations(entity: Entity) -> set[str]:
    """What ``rows`` adds to a row; nothing where it cannot be said without a tenant."""
    try:
        return set(entity.rows(NOBODY).query.annotations)
    except (DatabaseError, NoTenantError):
        return set()


def _columns(entity: Entity) -> Iterator[str]:
    seen = set()
    for column in entity.columns:
        if column.path in seen:
            yield f"column {column.path} stands there twice"
        seen.add(column.path)
        if column.value is None and not _readable(entity, column.path):
            yield f"column {column.path} is no field, property or annotation"
        if column.sort_path and not _sortable(entity, column.sort_path):
            yield f'column {column.path} cannot be sorted by {column.sort_path}; say sort=""'
    if entity.columns and not any(column.link for column in entity.columns):
        yield "no column links to the row: give one link=True"


def _sortable(entity: Entity, path: str) -> bool:
    head = path.removeprefix("-")
    return (
        not _is_open(entity)
        or field_of(entity.model, head) is not None
        or head.split("__")[0] in _annotations(entity)
    )


def _paths(entity: Entity) -> Iterator[str]:
    for path in entity.search:
        if field_of(entity.model, path) is None:
            yield f"search path {path} is no field"
    for declared in entity.filters:
        if not isinstance(declared, Filter) and field_of(entity.model, declared) is None:
            yield f"filter {declared} is no field; give a Filter"
    for path in entity.natural_key:
        if field_of(entity.model, path) is None:
            yield f"natural key {path} is no field"
    if entity.default_sort and not _sortable(entity, entity.default_sort):
        yield f"default sort {entity.default_sort} is no field"


def _panels(entity: Entity, keys: set[str]) -> Iterator[str]:
    for panel in entity.panels:
        match panel:
            case Panel():
                for field in panel.fields:
                    column = field if isinstance(field, Column) else Column(field)
                    if column.value is None and not _readable(entity, column.path):
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
