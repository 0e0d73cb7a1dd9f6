"""The saved views of an entity's list: offered on it, opened by it, kept and removed."""

from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from ..access import Actor, ActorRequest
from ..errors import DomainError, Invalid
from ..shapes.inputs import read_input
from ..shapes.words import words_of
from ..tables import saved
from ..tables.models import SavedView
from .declaration import Entity

VIEW = "view"


def view_url(entity: Entity, view: SavedView) -> str:
    """The list as the view has it; the address says which view it is."""
    return f"{entity.list_url}?{view.query}{'&' if view.query else ''}{VIEW}={view.pk}"


def plain_url(entity: Entity, *, opens_with_view: bool) -> str:
    """The bare list; where it opens with a view, the address says that none is wanted."""
    return f"{entity.list_url}?{VIEW}=" if opens_with_view else entity.list_url


def offered(entity: Entity, actor: Actor, params: QueryDict) -> dict[str, Any]:
    """What the list's menu of views shows; ``first`` is the view that the list opens with."""
    views = saved.views_of(entity.key, actor)
    shown = next((view for view in views if str(view.pk) == params.get(VIEW)), None)
    return {
        "links": [(view, view_url(entity, view)) for view in views], "shown": shown,
        "first": saved.default_of(views), "url": reverse(entity.url_name("views")),
        "may_keep": actor.membership_id is not None, "may_share": actor.may(saved.SHARE),
        "may_replace": shown is not None and saved.may_change(shown, actor),
    }  # fmt: skip


def views_page(request: ActorRequest, *, entity: Entity) -> HttpResponse:
    """Every view of the list that the actor may use; posted, what the list shows is kept."""
    actor = request.actor
    if request.method != "POST":
        return _page(request, entity)
    try:
        data = read_input(saved.SavedViewInput, _given(request.POST))
        view = saved.save_view(entity.key, entity.table, entity.rows(actor), data, actor)
    except DomainError as error:
        return _page(request, entity, request.POST.get("name", ""), error)
    messages.success(request, _("The view “%s” is kept.") % view)
    return redirect(view_url(entity, view))


def change_view(request: ActorRequest, *, entity: Entity, pk: UUID) -> HttpResponse:
    """Another name, for everybody or not, first to open or not."""
    view = saved.view_named(entity.key, pk, request.actor)
    try:
        data = read_input(saved.SavedViewInput, _given(request.POST))
        view = saved.change_view(view, data, request.actor)
    except DomainError as error:
        return _page(request, entity, str(view), error)
    messages.success(request, _("The view “%s” is changed.") % view)
    return redirect(entity.url_name("views"))


def remove_view(request: ActorRequest, *, entity: Entity, pk: UUID) -> HttpResponse:
    view = saved.view_named(entity.key, pk, request.actor)
    saved.remove_view(view, request.actor)
    messages.success(request, _("The view “%s” is removed.") % view)
    return redirect(entity.url_name("views"))


def _given(posted: QueryDict) -> dict[str, Any]:
    flags = {name: name in posted for name in ("is_shared", "is_default")}
    return {"name": posted.get("name", ""), "query": posted.get("query"), **flags}


def _page(
    request: ActorRequest, entity: Entity, name: str = "", error: DomainError | None = None
) -> HttpResponse:
    """The page of views; with what was refused about the one of this name."""
    actor = request.actor
    refusals = [] if error is None else [error.message]
    if isinstance(error, Invalid):
        refusals = [f"{words_of(field)}: {text}" for field, text in error.fields.items()]
    lines = [
        {"view": view, "url": view_url(entity, view), "may_change": saved.may_change(view, actor),
         "change_url": reverse(entity.url_name("change-view"), args=[view.pk]),
         "remove_url": reverse(entity.url_name("remove-view"), args=[view.pk])}
        for view in saved.views_of(entity.key, actor)
    ]  # fmt: skip
    context = {
        "entity": entity, "lines": lines, "name": name, "refusals": refusals,
        "may_share": actor.may(saved.SHARE),
        "plain": plain_url(entity, opens_with_view=bool(lines)),
    }  # fmt: skip
    status = error.status if error else HTTPStatus.OK
    return render(request, "entity/views.html", context, status=status)
