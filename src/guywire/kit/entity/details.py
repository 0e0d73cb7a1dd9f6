"""The page of one row, and its whole history."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from ..access import Actor, ActorRequest
from ..audit.lines import described
from ..audit.trail import trail_of
from ..pages.additions import Added, added_to, inserted
from ..pages.timeline import timeline
from ..shapes.paths import joins, reverse_name
from ..tables import Column
from ..tables.cells import Cell, cell
from ..tables.declaration import joined
from ..tables.paging import Order, page
from .declaration import Changes, Entity, Html, Panel, PanelKind, Related, Timeline
from .registry import detail_url, entity, get_row, targets, url_of

HISTORY_PAGE = 50
MOST_SHOWN = 20
MOST_CHANGES = 10
MOST_BUTTONS = 3
NEWEST = Order("id", "pk", descending=True)


@dataclass(frozen=True, slots=True)
class Drawn:
    """A panel ready for its template; ``wide`` panels stand in the main part."""

    kind: str
    title: str
    wide: bool
    body: Any


def detail_page(request: ActorRequest, *, entity: Entity, pk: UUID) -> HttpResponse:
    """The row: heading and state, what can be done, then its panels."""
    actor = request.actor
    row = get_row_joined(entity, actor, pk)
    added = added_to(entity.key, row, actor)
    own = [one for panel in entity.panels or _default(entity)
           for one in _drawn(request, entity, row, panel)]  # fmt: skip
    drawn = inserted(own, [(one.after, _added(request, one)) for one in added if one.template])
    badge = next((column for column in entity.columns if column.badge), None)
    context = {
        "entity": entity, "row": row,
        "badge": cell(row, badge, "", partial(url_of, actor)) if badge else None,
        "tags": list(getattr(row, "tags", None) or []), "added": added,
        "panels": [one for one in drawn if one.wide],
        "aside": [one for one in drawn if not one.wide],
        "bar": _bar(list(_actions(entity, row, actor)), row),
        "urls": _urls(entity, row, actor),
    }  # fmt: skip
    return render(request, "entity/detail.html", context)


def get_row_joined(entity: Entity, actor: Actor, pk: UUID) -> Any:
    """The row with the references its panels read."""
    fields = [f for panel in entity.panels if isinstance(panel, Panel) for f in panel.fields]
    paths = [f.path if isinstance(f, Column) else f for f in fields]
    paths += [column.path for column in entity.columns if column.badge]
    wanted = joins(entity.model, paths)
    return get_row(entity, actor, pk, *wanted)


def _default(entity: Entity) -> tuple[PanelKind, ...]:
    return (Panel(entity.title, *entity.columns), Changes())


def _urls(entity: Entity, row: Any, actor: Actor) -> dict[str, str]:
    """The pages of this row that the actor may use."""
    offered = (("history", "view", True), ("edit", "change", entity.change),
               ("remove", "remove", entity.remove))  # fmt: skip
    return {
        name: reverse(entity.url_name(name), args=[row.pk])
        for name, verb, there in offered
        if there and actor.may(entity.code(verb))
    }


def _actions(entity: Entity, row: Any, actor: Actor) -> Iterator[dict[str, Any]]:
    for action in entity.actions:
        if actor.may(entity.code(action.name)) and action.when(row):
            url = reverse(entity.url_name("action"), kwargs={"pk": row.pk, "action": action.name})
            yield {"action": action, "url": url, "has_form": action.input is not None}


def _bar(offered: list[dict[str, Any]], row: Any) -> dict[str, list[dict[str, Any]]]:
    """Few actions are buttons all; of many the row's three foremost, and the rest is a menu."""
    first = [one for one in offered if one["action"].first(row)][:MOST_BUTTONS]
    buttons = offered if len(offered) <= MOST_BUTTONS else first
    rest = [one for one in offered if one not in buttons]
    return {
        "buttons": buttons,
        "menu": [one for one in rest if not one["action"].danger],
        "dangers": [one for one in rest if one["action"].danger],
    }


def _drawn(request: ActorRequest, entity_: Entity, row: Any, panel: PanelKind) -> Iterator[Drawn]:
    actor = request.actor
    match panel:
        case Panel():
            if panel.when(row):
                yield Drawn("facts", panel.title, True, _facts(entity_, row, panel, actor))
        case Related():
            yield from _related(row, panel, actor)
        case Html():
            if panel.when(row, actor):
                given = panel.context(row, actor) if panel.context else {}
                text = render_to_string(panel.template, {"row": row, **given}, request)
                yield Drawn("html", panel.title, True, text)
        case Timeline():
            lines = timeline((row.pk, *panel.also(row)), MOST_SHOWN)
            yield Drawn("timeline", _("Timeline"), False, lines)
        case Changes():
            newest = trail_of(entity_.model, row.pk)[:MOST_CHANGES]
            yield Drawn("changes", _("Changes"), False, described(newest, targets(actor)))


def _added(request: ActorRequest, one: Added) -> Drawn:
    return Drawn("html", one.title, True, render_to_string(one.template, one.given, request))


def _facts(entity_: Entity, row: Any, panel: Panel, actor: Actor) -> list[Cell]:
    columns = _columns(entity_, panel.fields)
    return [_cell(entity_, row, column, actor) for column in columns]


def _columns(entity_: Entity, fields: Iterable[str | Column]) -> list[Column]:
    """The columns of these names: as the list declares them, else plain."""
    known = {column.path: column for column in entity_.columns}
    return [f if isinstance(f, Column) else known.get(f, Column(f)) for f in fields]


def _cell(entity_: Entity, row: Any, column: Column, actor: Actor) -> Cell:
    return cell(row, column, detail_url(entity_, row), partial(url_of, actor))


def _related(row: Any, panel: Related, actor: Actor) -> Iterator[Drawn]:
    """The newest rows of the other entity that name this one; nothing without its permission."""
    other = entity(panel.entity)
    if not actor.may(other.code("view")):
        return
    back = reverse_name(type(row), panel.accessor)
    shown = _columns(other, panel.columns) or [
        column for column in other.columns
        if not column.hidden and column.path.split("__")[0] != back
    ][:6]  # fmt: skip
    if not any(column.link for column in shown):
        shown = [Column("", other.title, link=True, value=str), *shown]
    rows = joined(other.rows(actor).filter(**{back: row.pk}), tuple(shown))
    found = list(rows[: MOST_SHOWN + 1])
    may_add = other.create is not None and actor.may(other.code("add"))
    by_back = back in other.filters
    query = urlencode({back: str(row.pk)})
    body = {
        "entity": other, "columns": shown,
        "rows": [[_cell(other, one, c, actor) for c in shown] for one in found[: MOST_SHOWN]],
        "add_url": f"{reverse(other.url_name('new'))}?{query}" if may_add else "",
        "list_url": f"{other.list_url}?{query}" if by_back else "",
        "more": len(found) > MOST_SHOWN,
    }  # fmt: skip
    yield Drawn("related", panel.title or other.plural, True, body)


def history_page(request: ActorRequest, *, entity: Entity, pk: UUID) -> HttpResponse:
    """Every change of the row, newest first."""
    row = get_row(entity, request.actor, pk)
    cursor = request.GET.get("cursor", "")
    found = page(trail_of(entity.model, pk), NEWEST, size=HISTORY_PAGE, cursor=cursor)
    context = {
        "entity": entity, "row": row, "page": found,
        "lines": described(found.rows, targets(request.actor)),
        "row_url": reverse(entity.url_name("detail"), args=[pk]),
    }  # fmt: skip
    return render(request, "entity/history.html", context)
