"""Walking every entity's doors: addresses, bodies and rows made by each domain's ``make``."""

from importlib import import_module
from typing import Any

from django.urls import get_resolver, reverse
from pydantic import BaseModel

from ..entity.declaration import Entity
from ..entity.registry import entities

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
