"""Walking every entity's doors: addresses, bodies and rows made by each domain's ``make``."""

from datetime import date
from decimal import Decimal
from enum import Enum
from importlib import import_module
from typing import Any, get_args, get_origin
from uuid import uuid4

from django.apps import apps
from django.urls import get_resolver, reverse
from pydantic import BaseModel

from .. import clock
from ..entity.declaration import Action, Entity
from ..entity.registry import entities, entity_of
from ..shapes.inputs import Refers, kinds_of

DOMAINS = "guywire.domains."


def shipped() -> list[Entity]:
    """Every entity that a domain registers; reading the addresses registers them."""
    _ = get_resolver("guywire.config.urls").url_patterns
    return [entity for entity in entities() if entity.model.__module__.startswith(DOMAINS)]


def _make(entity: Entity) -> Any:
    """The domain's ``tests.make``, which builds valid rows and inputs by the entity's name."""
    return import_module(f"{DOMAINS}{entity.app}.tests.make")


def new_input(entity: Entity) -> Any:
    """A valid input of a row that is not there yet: ``make.<name>_input()``."""
    given = getattr(_make(entity), f"{entity.name}_input")()
    return given if isinstance(given, BaseModel) else entity.input.model_validate(given)


def new_body(entity: Entity) -> dict[str, Any]:
    """The same as JSON."""
    return dict(new_input(entity).model_dump(mode="json", exclude_unset=True))


def new_row(entity: Entity) -> Any:
    """A saved row in the active tenant: ``make.<name>()``, else what the service makes."""
    made = getattr(_make(entity), entity.name, None)
    if callable(made):
        return made()
    assert entity.create is not None, f"{entity.key}: write make.{entity.name}()"
    return entity.create(new_input(entity))


def new_given(action: Action) -> dict[str, Any]:
    """What an action of the active tenant may be given as JSON: what it must be told, made up."""
    assert action.input is not None
    fields = action.input.model_fields.items()
    return {name: _made_up(declared) for name, declared in fields if declared.is_required()}


def _made_up(declared: Any) -> Any:
    refers = next((rule for rule in declared.metadata if isinstance(rule, Refers)), None)
    if refers is not None:
        named = entity_of(apps.get_model(refers.model))
        assert named is not None, refers.model
        return str(new_row(named).pk)
    kind = kinds_of(declared.annotation)[0]
    if get_origin(kind) is list:
        [one] = get_args(kind)
        fields = one.model_fields.items()
        return [{name: _made_up(field) for name, field in fields if field.is_required()}]
    if issubclass(kind, Enum):
        return next(iter(kind)).value
    known: dict[Any, Any] = {
        int: 1, bool: True, Decimal: "1.00", date: clock.today("UTC").isoformat(),
        str: f"said {uuid4()}",
    }  # fmt: skip
    return known[kind]


def page(entity: Entity, name: str, row: Any = None, **kwargs: str) -> str:
    """The address of a page without the tenant's prefix."""
    keys = kwargs | ({"pk": row.pk} if row is not None else {})
    return reverse(entity.url_name(name), kwargs=keys)


def resource(entity: Entity, row: Any = None) -> str:
    """The address of the entity in the API."""
    base = f"/api/v1/{entity.app}/{entity.path}"
    return base if row is None else f"{base}/{row.pk}"


def reading_pages(entity: Entity) -> list[str]:
    """The names of the pages about one row that its entity has."""
    offered = [("detail", True), ("history", True), ("edit", entity.change is not None),
               ("remove", entity.remove is not None)]  # fmt: skip
    return [name for name, there in offered if there]


def list_pages(entity: Entity) -> list[str]:
    """The names of the pages about all rows."""
    may_import = entity.create is not None and entity.importable
    offered = [("list", True), ("export", True), ("options", True), ("views", True),
               ("new", entity.create is not None), ("import", may_import),
               ("template", may_import)]  # fmt: skip
    return [name for name, there in offered if there]
