"""Every entity there is, filled by ``entity_urls``; its place in the menu and in global search."""

from collections.abc import Iterator
from functools import partial
from typing import Any
from uuid import UUID

from django.db.models import Model
from django.urls import reverse

from ..access import Actor
from ..errors import NotFound
from ..pages.search import Hit, Source, add_source
from ..pages.shell import NavigationItem, add_navigation
from ..shapes.paths import field_of
from ..shapes.references import Target, Targets
from ..tables.searching import matching
from .declaration import Entity

_entities: dict[str, Entity] = {}
_by_model: dict[type[Model], Entity] = {}


def entities() -> tuple[Entity, ...]:
    """Every registered entity, by key."""
    return tuple(_entities[key] for key in sorted(_entities))


def entity(key: str) -> Entity:
    """The entity of a key such as "network.site"; KeyError when nobody registered it."""
    return _entities[key]


def entity_of(model: Any) -> Entity | None:
    """The entity that declares a model, if one does."""
    return _by_model.get(model)


def register(declared: Entity) -> None:
    """Make an entity known. A key twice is an error, except for the same object."""
    if _entities.setdefault(declared.key, declared) is not declared:
        raise ValueError(f"two entities are called {declared.key}")
    _by_model.setdefault(declared.model, declared)
    code = declared.code("view")
    if declared.group:
        add_navigation(NavigationItem(
            declared.group.lower(), declared.plural, declared.url_name("list"), code,
            declared.icon, order=declared.order,
        ))  # fmt: skip
    if declared.search:
        add_source(Source(declared.plural, declared.icon, code, partial(_hits, declared)))


def _hits(declared: Entity, words: str, actor: Actor, limit: int) -> list[Hit]:
    rows = matching(declared.rows(actor), declared.search, words)[:limit]
    return [Hit(str(row), declared.title, detail_url(declared, row)) for row in rows]


def detail_url(declared: Entity, row: Model) -> str:
    return reverse(declared.url_name("detail"), args=[row.pk])


def url_of(actor: Actor, row: Model) -> str:
    """The page of a row of whatever kind, "" when it has none that this actor may see."""
    known = entity_of(type(row))
    return detail_url(known, row) if known and actor.may(known.code("view")) else ""


def targets(actor: Actor) -> Targets:
    """What the actor may name: the rows of a model's entity, else all of the tenant's."""
    return partial(_target, actor)


def _target(actor: Actor, model: type[Model]) -> Target:
    known = entity_of(model)
    if known is None:
        return Target(model._default_manager.all())
    search_url = reverse(known.url_name("options")) if known.search else ""
    return Target(known.rows(actor), search_url, tuple(_key_paths(known)))


def _key_paths(declared: Entity) -> Iterator[str]:
    """Its natural key in plain fields: a reference by the key of what it names, else by id."""
    for path in declared.natural_key:
        field = field_of(declared.model, path)
        other = entity_of(field.related_model) if field is not None and field.many_to_one else None
        if other is None:
            yield path
        else:
            yield from (f"{path}__{part}" for part in _key_paths(other))


def get_row(declared: Entity, actor: Actor, pk: UUID, *joined: str) -> Any:
    """One row this actor may see, with these references; NotFound for every other."""
    rows = declared.rows(actor).filter(pk=pk)
    row = (rows.select_related(*joined) if joined else rows).order_by().first()
    if row is None:
        raise NotFound(f"There is no such {declared.title.lower()}.")
    return row


def locked_row(declared: Entity, actor: Actor, pk: UUID) -> Any:
    """The row to be written: locked until the end of the request, then read."""
    held = declared.model._default_manager.select_for_update(of=("self",)).filter(pk=pk)
    list(held.order_by().values_list("pk"))
    return get_row(declared, actor, pk)
