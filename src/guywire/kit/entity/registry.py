"""Every entity there is, filled by ``entity_urls``; its place in the menu and in global search."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from typing import Any
from uuid import UUID

from django.db.models import Model, QuerySet
from django.urls import reverse

from ..access import Actor
from ..errors import NotFound
from ..pages.search import Hit, Source, add_source
from ..pages.shell import NavigationItem, add_navigation
from .declaration import Entity
from .searching import matching

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
        add_navigation(
            NavigationItem(
                declared.group.lower(),
                declared.plural,
                declared.url_name("list"),
                code,
                declared.icon,
                order=declared.order,
            )
        )
    if declared.search:
        add_source(Source(declared.plural, declared.icon, code, partial(_hits, declared)))


def _hits(declared: Entity, words: str, actor: Actor, limit: int) -> list[Hit]:
    rows = matching(declared, declared.rows(actor), words)[:limit]
    return [Hit(str(row), declared.title, detail_url(declared, row)) for row in rows]


def detail_url(declared: Entity, row: Model) -> str:
    return reverse(declared.url_name("detail"), args=[row.pk])


def rows_of(model: type[Model], actor: Actor) -> QuerySet[Any]:
    """The rows of a model that the actor may name: as its entity says, else the tenant's."""
    known = entity_of(model)
    return known.rows(actor) if known else model._default_manager.all()


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


@dataclass(frozen=True, slots=True)
class SavedViews:
    """The port through which lists offer saved views; the domain that keeps them fills it.

    ``views(actor, entity key)`` gives (name, query string, address to remove it or "");
    ``save_url`` takes a POST of ``entity``, ``name``, ``query`` and ``shared``.
    """

    views: Callable[[Actor, str], Iterable[tuple[str, str, str]]]
    save_url: Callable[[], str]


_saved_views: list[SavedViews] = []


def offer_saved_views(port: SavedViews) -> None:
    """Let every list save its filters, sort and columns under a name."""
    _saved_views[:] = [port]


def saved_views() -> SavedViews | None:
    return _saved_views[0] if _saved_views else None
