"""The pages of entities, each behind its permission."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.http import HttpResponse
from django.urls import URLPattern, path
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from ..access import needs
from ..imports.tasks import offer
from .bulk import REMOVE, bulk
from .declaration import Entity
from .details import detail_page, history_page
from .edits import action_page, edit_page, new_page, remove_page
from .importing import import_page, import_template, importer
from .lists import export, list_page, options
from .registry import register
from .views import change_view, remove_view, views_page

READ = require_GET
WRITE = require_http_methods(["GET", "HEAD", "POST"])
DEED = require_POST


def entity_urls(*entities: Entity) -> list[URLPattern]:
    """Register the entities and make their pages."""
    patterns: list[URLPattern] = []
    for entity in entities:
        register(entity)
        if entity.create is not None and entity.importable:
            offer(entity.key, partial(importer, entity))
        patterns += _reading(entity) + _writing(entity)
    return patterns


def _door(
    entity: Entity, route: str, page: str, verb: str, view: Callable[..., HttpResponse],
    allow: Any = READ, **kwargs: Any,
) -> URLPattern:  # fmt: skip
    """One page behind its permission."""
    guarded: Callable[..., HttpResponse]
    guarded = needs(entity.code(verb))(allow(partial(view, entity=entity)))
    return path(f"{entity.path}/{route}", guarded, kwargs, name=f"{entity.name}-{page}")


def _reading(entity: Entity) -> list[URLPattern]:
    return [
        _door(entity, "", "list", "view", list_page),
        _door(entity, "export/", "export", "view", export),
        _door(entity, "options/", "options", "view", options),
        _door(entity, "views/", "views", "view", views_page, WRITE),
        _door(entity, "views/<uuid:pk>/", "change-view", "view", change_view, DEED),
        _door(entity, "views/<uuid:pk>/remove/", "remove-view", "view", remove_view, DEED),
        _door(entity, "<uuid:pk>/", "detail", "view", detail_page),
        _door(entity, "<uuid:pk>/history/", "history", "view", history_page),
    ]


def _writing(entity: Entity) -> list[URLPattern]:
    doors = []
    if entity.create is not None:
        doors.append(_door(entity, "new/", "new", "add", new_page, WRITE))
        if entity.importable:
            doors.append(_door(entity, "import/", "import", "add", import_page, WRITE))
            doors.append(_door(entity, "import/template/", "template", "add", import_template))
    if entity.change is not None:
        doors.append(_door(entity, "<uuid:pk>/edit/", "edit", "change", edit_page, WRITE))
    if entity.remove is not None:
        doors.append(_door(entity, "<uuid:pk>/remove/", "remove", "remove", remove_page, WRITE))
        doors.append(_bulk(entity, REMOVE))
    for action in entity.actions:
        route = f"<uuid:pk>/{action.name}/"
        doors.append(
            _door(entity, route, "action", action.name, action_page, WRITE, action=action.name)
        )
        if action.bulk and action.input is None:
            doors.append(_bulk(entity, action.name))
    return doors


def _bulk(entity: Entity, verb: str) -> URLPattern:
    return _door(entity, f"bulk/{verb}/", "bulk", verb, bulk, WRITE, action=verb)
