"""Pages that write one row: new, edit, remove, and its actions."""

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
from ..writing import StaleEdit, current, touched, version
from . import doing
from .declaration import Entity
from .registry import detail_url, get_row, locked_row, targets

REFUSED = HTTPStatus.UNPROCESSABLE_ENTITY


def new_page(request: ActorRequest, *, entity: Entity) -> HttpResponse:
    """An empty form, prefilled from the address; posted, a new row."""
    made = form_class(entity.input, entity.model)
    actor = request.actor
    if request.method == "POST":
        form = bind(made, targets(actor), request.POST)
        if form.is_valid():
            try:
                row = doing.create(entity, form.given(), actor)
            except DomainError as error:
                form.refuse(error)
            else:
                messages.success(request, _("%(row)s is added.") % {"row": row})
                return redirect(detail_url(entity, row))
    else:
        form = bind(made, targets(actor), initial=_prefilled(entity, request.GET))
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
    made = form_class(entity.input, entity.model)
    actor = request.actor
    read = locked_row if request.method == "POST" else get_row
    row = read(entity, actor, pk)
    mark = version(entity.input, row)
    title = _("Edit %(row)s") % {"row": row}
    if request.method == "POST":
        form = bind(made, targets(actor), request.POST)
        if form.is_valid():
            try:
                if request.POST.get("version", mark) != mark:
                    raise StaleEdit
                row = doing.change(entity, row, form.given(), actor)
            except DomainError as error:
                form.refuse(error)
            else:
                messages.success(request, _("%(row)s is saved.") % {"row": row})
                return redirect(detail_url(entity, row))
        mark = request.POST.get("version", mark)
    else:
        form = bind(made, targets(actor), initial=current(entity.input, row))
    return _form(request, entity, form, title=title, row_url=detail_url(entity, row), version=mark)


def _form(
    request: ActorRequest,
    entity: Entity,
    form: InputForm,
    *,
    title: str,
    row_url: str = "",
    **more: Any,
) -> HttpResponse:
    context = {"entity": entity, "form": form, "title": title, "row_url": row_url, **more}
    status = REFUSED if form.errors else HTTPStatus.OK
    return render(request, "entity/form.html", context, status=status)


def remove_page(request: ActorRequest, *, entity: Entity, pk: UUID) -> HttpResponse:
    """What removing the row touches; posted, it is removed."""
    read = locked_row if request.method == "POST" else get_row
    row = read(entity, request.actor, pk)
    context = {"entity": entity, "row": row, "name": str(row), "row_url": detail_url(entity, row),
               "touched": touched(row)}  # fmt: skip
    status = HTTPStatus.OK
    if request.method == "POST":
        try:
            doing.remove(entity, row)
        except DomainError as error:
            context["refusal"], status = error.message, REFUSED
        else:
            messages.success(request, _("%(row)s is removed.") % {"row": context["name"]})
            return redirect(entity.list_url)
    return render(request, "entity/remove.html", context, status=status)


def action_page(request: ActorRequest, *, entity: Entity, pk: UUID, action: str) -> HttpResponse:
    """A verb on one row: with an input its form, without one a question, then the deed."""
    verb = next(verb for verb in entity.actions if verb.name == action)
    read = locked_row if request.method == "POST" else get_row
    row = read(entity, request.actor, pk)
    form = None
    if verb.input:
        form = bind(form_class(verb.input), targets(request.actor), request.POST or None)
    refusal = ""
    if request.method == "POST" and (form is None or form.is_valid()):
        try:
            doing.act(entity, verb, row, form.given() if form else {})
        except DomainError as error:
            if form is not None:
                form.refuse(error)
            refusal = "" if form else error.message
        else:
            done = {"title": verb.title, "row": row}
            messages.success(request, _("%(title)s: %(row)s.") % done)
            return redirect(_after(entity, row, request.actor))
    context = {"entity": entity, "row": row, "verb": verb, "form": form, "refusal": refusal,
               "row_url": detail_url(entity, row)}  # fmt: skip
    refused = bool(refusal) or (form is not None and bool(form.errors))
    return render(
        request, "entity/action.html", context, status=REFUSED if refused else HTTPStatus.OK
    )


def _after(entity: Entity, row: Any, actor: Actor) -> str:
    """The row's page, or the list when the deed took the row out of sight."""
    try:
        return detail_url(entity, get_row(entity, actor, row.pk))
    except NotFound:
        return entity.list_url
