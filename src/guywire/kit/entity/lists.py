"""The list of an entity: the page, its rows alone for htmx, options for selects, bulk actions."""

from collections.abc import Callable
from functools import partial
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ..access import Actor, ActorRequest
from ..errors import DomainError, NotFound
from . import filters, writing
from .cells import cell
from .declaration import Action, Column, Entity
from .paging import COUNT_LIMIT, Slice, counted, page
from .registry import locked_row, saved_views
from .searching import matching
from .selection import Selection, select

PAGE_SIZE = 50
BULK_LIMIT = 1_000
REMOVE = "remove"


def list_page(request: ActorRequest, *, entity: Entity) -> HttpResponse:
    """The list; asked by htmx, only what changes with search, filter, sort and page."""
    actor = request.actor
    asked = select(entity, actor, request.GET)
    found = page(
        asked.joined(entity), asked.order, size=PAGE_SIZE, cursor=request.GET.get("cursor", "")
    )
    total = len(found.rows) if _is_whole(found) else counted(asked.rows)
    context = {
        "entity": entity, "asked": asked, "page": found, "total": min(total, COUNT_LIMIT),
        "more": total > COUNT_LIMIT, "last": found.first + len(found.rows) - 1,
        "rows": [_row(entity, asked, row, actor) for row in found.rows],
        "heads": [_head(asked, column, request) for column in asked.columns],
        "chips": _chips(asked, request), "bulk": _bulk_actions(entity, actor),
        "query": request.GET.urlencode(), "may": _may(entity, actor), "urls": urls_of(entity),
        "next_query": _with(request, cursor=found.next),
        "previous_query": _with(request, cursor=found.previous),
    }  # fmt: skip
    if request.headers.get("HX-Request") and not request.headers.get("HX-History-Restore-Request"):
        return _vary(render(request, "entity/rows.html", context))
    filters.offer(entity, asked.filters, actor)
    context["chips"] = _chips(asked, request)
    context["views"] = _views(entity, actor)
    return _vary(render(request, "entity/list.html", context))


def _vary(response: HttpResponse) -> HttpResponse:
    response["Vary"] = "HX-Request"
    return response


def _is_whole(found: Slice) -> bool:
    return not found.next and not found.previous


def urls_of(entity: Entity) -> dict[str, str]:
    names = ("list", "new", "import", "export")
    return {name: reverse(entity.url_name(name)) for name in names if _has(entity, name)}


def _has(entity: Entity, name: str) -> bool:
    if name == "new":
        return entity.create is not None
    return name != "import" or (entity.create is not None and entity.importable)


def _may(entity: Entity, actor: Actor) -> dict[str, bool]:
    may_add = entity.create is not None and actor.may(entity.code("add"))
    return {"add": may_add, "import": may_add and entity.importable}


def _row(entity: Entity, asked: Selection, row: Any, actor: Actor) -> dict[str, Any]:
    return {"pk": row.pk, "cells": [cell(entity, row, column, actor) for column in asked.columns]}


def _with(request: ActorRequest, **changes: str) -> str:
    """The address' parameters with some of them set, or left out when empty."""
    query = request.GET.copy()
    for name, value in changes.items():
        query.pop(name, None)
        if value:
            query[name] = value
    return query.urlencode()


def _head(asked: Selection, column: Column, request: ActorRequest) -> dict[str, Any]:
    mine = asked.order.name == column.path
    falls = mine and asked.order.descending
    to = column.path if falls or not mine else f"-{column.path}"
    return {
        "column": column, "sort": ("descending" if falls else "ascending") if mine else "",
        "query": _with(request, sort=to, cursor="") if column.sort_path else "",
    }  # fmt: skip


def _chips(asked: Selection, request: ActorRequest) -> list[dict[str, str]]:
    """The filters in force, each with the address without it."""
    chips = []
    for one in asked.filters:
        for name, value, words in one.chips:
            query = request.GET.copy()
            query.pop("cursor", None)
            query.setlist(name, [other for other in query.getlist(name) if other != value])
            chips.append({"label": one.label, "words": words, "query": query.urlencode(),
                          "error": one.error})  # fmt: skip
    return chips


def _views(entity: Entity, actor: Actor) -> dict[str, Any] | None:
    port = saved_views()
    if port is None:
        return None
    return {"saved": list(port.views(actor, entity.key)), "save_url": port.save_url()}


def options(request: ActorRequest, *, entity: Entity) -> HttpResponse:
    """The rows that match a few letters, as options of a select."""
    words = request.GET.get("words", "").strip()
    rows = matching(entity, entity.rows(request.actor), words)[:20]
    return render(request, "entity/options.html", {"rows": rows, "words": words})


def _bulk_actions(entity: Entity, actor: Actor) -> list[dict[str, Any]]:
    actions = [action for action in entity.actions if action.bulk and action.input is None]
    offered = [
        {"title": a.title, "icon": a.icon, "danger": a.danger, "url": bulk_url(entity, a.name)}
        for a in actions if actor.may(entity.code(a.name))
    ]  # fmt: skip
    if entity.remove is not None and actor.may(entity.code(REMOVE)):
        offered.append({"title": _("Remove"), "icon": "trash", "danger": True,
                        "url": bulk_url(entity, REMOVE)})  # fmt: skip
    return offered


def bulk_url(entity: Entity, action: str) -> str:
    return reverse(entity.url_name("bulk"), kwargs={"action": action})


def bulk(request: ActorRequest, *, entity: Entity, action: str) -> HttpResponse:
    """One verb on the ticked rows: asked once more, then all of them or none."""
    verb = next((a for a in entity.actions if a.name == action), None)
    title = verb.title if verb else _("Remove")
    if request.method != "POST":
        return redirect(entity.url_name("list"))
    ids = _ids(request.POST.getlist("ids"))
    if "confirmed" not in request.POST or not ids:
        rows = entity.rows(request.actor).filter(pk__in=ids)
        context = {"entity": entity, "title": title, "verb": verb, "rows": rows, "action": action,
                   "back": _back(request, entity)}  # fmt: skip
        return render(request, "entity/bulk.html", context)
    failures = _each(entity, verb, request.actor, ids)
    if failures:
        context = {"entity": entity, "title": title, "verb": verb, "failures": failures,
                   "back": _back(request, entity)}  # fmt: skip
        return render(request, "entity/bulk.html", context, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    done = ngettext("%(verb)s: %(count)d row.", "%(verb)s: %(count)d rows.", len(ids))
    messages.success(request, done % {"verb": title, "count": len(ids)})
    return redirect(_back(request, entity))


def _each(
    entity: Entity, verb: Action | None, actor: Actor, ids: list[UUID]
) -> list[tuple[str, str]]:
    """Do it to each; what was refused, by row. The caller's answer rolls everything back."""
    run: Callable[[Any], Any] = verb.run if verb else partial(writing.remove, entity)
    failures = []
    for pk in sorted(ids):
        name = str(pk)
        try:
            row = locked_row(entity, actor, pk)
            name = str(row)
            if verb and not verb.when(row):
                raise DomainError(_("This cannot be done in its present state."))
            with writing.refusals(entity):
                run(row)
        except NotFound:
            continue  # somebody else removed it since the list was drawn
        except DomainError as error:
            failures.append((name, error.message))
    if failures:
        transaction.set_rollback(True)
    return failures


def _ids(texts: list[str]) -> list[UUID]:
    if len(texts) > BULK_LIMIT:
        raise DomainError(_("Tick at most %d rows.") % BULK_LIMIT)
    try:
        return [UUID(text) for text in texts]
    except ValueError:
        raise DomainError(_("One of the ticked rows is not known.")) from None


def _back(request: ActorRequest, entity: Entity) -> str:
    """The list as it was when the rows were ticked."""
    query = request.POST.get("query", "")
    return reverse(entity.url_name("list")) + (f"?{query}" if query else "")


def list_url(entity: Entity, **parameters: str) -> str:
    return f"{reverse(entity.url_name('list'))}?{urlencode(parameters)}"
