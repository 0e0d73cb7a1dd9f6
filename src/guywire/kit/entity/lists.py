"""The list of an entity: the page, its rows alone for htmx, the CSV file, options for selects."""

from functools import partial
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from .. import clock
from ..access import Actor, ActorRequest
from ..tables.drawing import chips, drawn
from ..tables.exports import csv_answer, csv_of
from ..tables.filters import offer
from ..tables.searching import matching
from ..tables.selection import select
from .bulk import bulk_actions
from .declaration import Entity
from .registry import detail_url, targets, url_of
from .views import VIEW, offered, plain_url, view_url

MOST_OPTIONS = 20
WHOLE_PAGE = "main"


def list_page(request: ActorRequest, *, entity: Entity) -> HttpResponse:
    """The list; asked by htmx, only what changes with search, filter, sort and page.

    Without a word in its address it opens with the view that is to open first.
    """
    actor, params = request.actor, request.GET
    is_part = _is_part(request)
    views = None if is_part else offered(entity, actor, params)
    if views and views["first"] and not params:
        return redirect(view_url(entity, views["first"]))
    asked = select(entity.table, entity.rows(actor), params)
    shown = [one for one in asked.filters if one.values] if is_part else asked.filters
    offer(entity.table, shown, targets(actor))
    holds_view = VIEW in params or bool(views and views["first"])
    context = {
        **drawn(asked, params, partial(detail_url, entity), partial(url_of, actor)),
        "entity": entity, "chips": chips(asked, params), "may": _may(entity, actor),
        "bulk": bulk_actions(entity, actor), "views": views, "holds_view": holds_view,
        "links": [link for link in entity.list_links if actor.may(link.code)],
        "urls": {**list_urls(entity), "plain": plain_url(entity, opens_with_view=holds_view)},
    }  # fmt: skip
    answer = render(request, "entity/rows.html" if is_part else "entity/list.html", context)
    answer["Vary"] = "HX-Request, HX-Target"
    return answer


def _is_part(request: ActorRequest) -> bool:
    """Whether htmx asks for the rows alone: not for the whole page, nor to restore its history."""
    asked = request.headers
    return (
        "HX-Request" in asked
        and "HX-History-Restore-Request" not in asked
        and asked.get("HX-Target") != WHOLE_PAGE
    )


def list_urls(entity: Entity) -> dict[str, str]:
    """The pages about all rows that the entity has."""
    is_there = {"list": True, "export": True, "new": entity.create is not None,
                "import": entity.create is not None and entity.importable}  # fmt: skip
    return {name: reverse(entity.url_name(name)) for name, there in is_there.items() if there}


def _may(entity: Entity, actor: Actor) -> dict[str, bool]:
    may_add = entity.create is not None and actor.may(entity.code("add"))
    return {"add": may_add, "import": may_add and entity.importable}


def export(request: ActorRequest, *, entity: Entity) -> HttpResponse:
    """The filtered list, all pages, as a CSV file."""
    asked = select(entity.table, entity.rows(request.actor), request.GET, strict=True)
    return csv_answer(csv_of(asked), f"{entity.path}-{clock.now():%Y-%m-%d}")


def options(request: ActorRequest, *, entity: Entity) -> HttpResponse:
    """The rows that match a few letters, as options of a select."""
    words = request.GET.get("words", "").strip()
    rows = matching(entity.rows(request.actor), entity.search, words)[:MOST_OPTIONS]
    context: dict[str, Any] = {"rows": rows, "words": words}
    return render(request, "entity/options.html", context)
