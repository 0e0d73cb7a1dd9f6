"""Pages that write one row: new, edit, remove, and its actions."""

from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from ..access import Actor, ActorRequest
from ..errors import DomainError, NotFound
from ..forms.inputs import InputForm, bind, form_class
from ..shapes.inputs import Input
from ..writing import StaleEdit, current, touched, version
from . import doing
from .declaration import Entity
from .registry import detail_url, get_row, locked_row, targets

REFUSED = HTTPStatus.UNPROCESSABLE_ENTITY


def _bound(request: ActorRequest, shape: type[Input], model: Any = None, **more: Any) -> InputForm:
    """The form of an input: as posted, or filled with ``initial``."""
    posted = request.POST if request.method == "POST" else None
    return bind(form_class(shape, model), targets(request.actor), posted, **more)


def _row(request: ActorRequest, entity: Entity, pk: UUID) -> Any:
    """The row, locked where it is about to be written."""
    read = locked_row if request.method == "POST" else get_row
    return read(entity, request.actor, pk)


def _done(request: ActorRequest, form: InputForm, deed: Callable[[], Any]) -> Any:
    """What the posted form's deed returned; None when the form shows why nothing was done."""
    if not form.is_bound or not form.is_valid():
        return None
    try:
        return deed() or True
    except DomainError as error:
        form.refuse(error)
        return None


def new_page(request: ActorRequest, *, entity: Entity) -> HttpResponse:
    """An empty form, prefilled from the address; posted, a new row."""
    initial = _prefilled(entity, request.GET)
    form = _bound(request, entity.input, entity.model, initial=initial)
    row = _done(request, form, lambda: doing.create(entity, form.given(), request.actor))
    if row:
        messages.success(request, _("%(row)s is added.") % {"row": row})
        return redirect(detail_url(entity, row))
    return _form(request, entity, form, title=_("New %s") % entity.title.lower())


def _prefilled(entity: Entity, given: Any) -> dict[str, Any]:
    """Values named in the address; ``site`` stands for ``site_id``."""
    values = {}
    for name in entity.input.model_fields:
        text = given.get(name) or given.get(name.removesuffix("_id"))
        if text:
            values[name] = text
    return values


def edit_page(request: ActorRequest, *, entity: Entity, pk: UUID) -> HttpResponse:
    """The row's form; posted, the changed row, unless somebody else changed it meanwhile."""
    row = _row(request, entity, pk)
    now = version(entity.input, row)
    seen = request.POST.get("version", now)
    form = _bound(request, entity.input, entity.model, initial=current(entity.input, row))
    title = _("Edit %(row)s") % {"row": row}

    def change() -> Any:
        if seen != now:
            raise StaleEdit
        return doing.change(entity, row, form.given(), request.actor)

    changed = _done(request, form, change)
    if changed:
        messages.success(request, _("%(row)s is saved.") % {"row": changed})
        return redirect(detail_url(entity, changed))
    return _form(request, entity, form, title=title, row_url=detail_url(entity, row), version=seen)


def _form(
    request: ActorRequest, entity: Entity, form: InputForm, *, title: str, **more: Any
) -> HttpResponse:
    context = {"entity": entity, "form": form, "title": title, "row_url": "", **more}
    return _asked(request, "entity/form.html", context)


def remove_page(request: ActorRequest, *, entity: Entity, pk: UUID) -> HttpResponse:
    """What removing the row touches; posted, it is removed."""
    row = _row(request, entity, pk)
    form = _bound(request, Input)
    context = {"entity": entity, "row": row, "name": str(row), "row_url": detail_url(entity, row),
               "touched": touched(row), "form": form}  # fmt: skip
    if _done(request, form, lambda: doing.remove(entity, row)):
        messages.success(request, _("%(row)s is removed.") % {"row": context["name"]})
        return redirect(entity.list_url)
    return _asked(request, "entity/remove.html", context)


def action_page(request: ActorRequest, *, entity: Entity, pk: UUID, action: str) -> HttpResponse:
    """A verb on one row: with an input its form, without one a question, then the deed."""
    verb = next(verb for verb in entity.actions if verb.name == action)
    row = _row(request, entity, pk)
    initial = {} if request.method == "POST" else dict(verb.prefill(row))
    form = _bound(request, verb.input or Input, initial=initial)
    if _done(request, form, lambda: doing.act(entity, verb, row, form.given())):
        messages.success(request, _("%(title)s: %(row)s.") % {"title": verb.title, "row": row})
        return redirect(_after(entity, row, request.actor))
    context = {"entity": entity, "row": row, "verb": verb, "form": form,
               "row_url": detail_url(entity, row)}  # fmt: skip
    return _asked(request, "entity/action.html", context)


def _asked(request: ActorRequest, template: str, context: Mapping[str, Any]) -> HttpResponse:
    status = REFUSED if context["form"].errors else HTTPStatus.OK
    return render(request, template, context, status=status)


def _after(entity: Entity, row: Any, actor: Actor) -> str:
    """The row's page, or the list when the deed took the row out of sight."""
    try:
        return detail_url(entity, get_row(entity, actor, row.pk))
    except NotFound:
        return entity.list_url
