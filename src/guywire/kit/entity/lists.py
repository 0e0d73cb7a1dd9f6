"""The list of an entity: the page, its rows alone for htmx, the CSV file, options for selects."""

from functools import partial
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
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

MOST_OPTIONS = 20


def list_page(request: ActorRequest, *, entity: Entity) -> HttpResponse:
    """The list; asked by htmx, only what changes with search, filter, sort and page."""
    actor = request.actor
    asked = select(entity.table, entity.rows(actor), request.GET)
    is_part = "HX-Request" in request.headers and (
        "HX-History-Restore-Request" not in request.headers
    )
    shown = [one for one in asked.filters if one.values] if is_part else asked.filters
    offer(entity.table, shown, targets(actor))
    context = {
        **drawn(asked, request.GET, partial(detail_url, entity), partial(url_of, actor)),
        "entity": entity, "chips": chips(asked, request.GET), "may": _may(entity, actor),
        "bulk": bulk_actions(entity, actor), "urls": list_urls(entity),
    }  # fmt: skip
    answer = render(request, "entity/rows.html" if is_part else "entity/list.html", context)
    answer["Vary"] = "HX-Request"
    return answer


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
