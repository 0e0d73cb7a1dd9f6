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
from . import writing
from .declaration import Action, Entity
from .forms import InputForm, bind, form_class
from .registry import detail_url, get_row, locked_row

COUNT_SHOWN = 1_000
REFUSED = HTTPStatus.UNPROCESSABLE_ENTITY


def new_page(request: ActorRequest, *, entity: Entity) -> HttpResponse:
    """An empty form, prefilled from the address; posted, a new row."""
    made = form_class(entity, entity.input)
    actor = request.actor
    if request.method == "POST":
        form = bind(made, actor, request.POST)
        if form.is_valid():
            try:
                row = writing.create(entity, form.given(), actor)
            except DomainError as error:
                form.refuse(error)
            else:
                messages.success(request, _("%(row)s is added.") % {"row": row})
                return redirect(detail_url(entity, row))
    else:
        form = bind(made, actor, initial=_prefilled(entity, request.GET))
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
    made = form_class(entity, entity.input)
    actor = request.actor
    read = locked_row if request.method == "POST" else get_row
    row = read(entity, actor, pk)
    mark = writing.version(entity, row)
    title = _("Edit %(row)s") % {"row": row}
    if request.method == "POST":
        form = bind(made, actor, request.POST)
        if form.is_valid():
            try:
                if request.POST.get("version", mark) != mark:
                    raise writing.StaleEdit
                row = writing.change(entity, row, form.given(), actor)
            except DomainError as error:
                form.refuse(error)
            else:
                messages.success(request, _("%(row)s is saved.") % {"row": row})
                return redirect(detail_url(entity, row))
        mark = request.POST.get("version", mark)
    else:
        form = bind(made, actor, initial=writing.current(entity, row))
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


def touched(entity: Entity, row: Any) -> list[dict[str, Any]]:
    """The rows of other tables that name this one, counted up to COUNT_SHOWN."""
    lines = []
    for relation in entity.model._meta.related_objects:
        if relation.hidden or not relation.related_model._meta.managed:
            continue
        rows = relation.related_model._default_manager.filter(**{relation.field.name: row})
        count = rows.order_by().values("pk")[: COUNT_SHOWN + 1].count()
        if count:
            noun = relation.related_model._meta
            label = noun.verbose_name if count == 1 else noun.verbose_name_plural
            lines.append({"count": min(count, COUNT_SHOWN), "more": count > COUNT_SHOWN,
                          "label": label})  # fmt: skip
    return lines


def remove_page(request: ActorRequest, *, entity: Entity, pk: UUID) -> HttpResponse:
    """What removing the row touches; posted, it is removed."""
    read = locked_row if request.method == "POST" else get_row
    row = read(entity, request.actor, pk)
    context = {"entity": entity, "row": row, "name": str(row), "row_url": detail_url(entity, row),
               "touched": touched(entity, row)}  # fmt: skip
    status = HTTPStatus.OK
    if request.method == "POST":
        try:
            writing.remove(entity, row)
        except DomainError as error:
            context["refusal"], status = error.message, REFUSED
        else:
            messages.success(request, _("%(row)s is removed.") % {"row": context["name"]})
            return redirect(entity.url_name("list"))
    return render(request, "entity/remove.html", context, status=status)


def action_page(request: ActorRequest, *, entity: Entity, pk: UUID, action: str) -> HttpResponse:
    """A verb on one row: with an input its form, without one a question, then the deed."""
    verb = action_of(entity, action)
    read = locked_row if request.method == "POST" else get_row
    row = read(entity, request.actor, pk)
    made = form_class(None, verb.input) if verb.input else None
    form = bind(made, request.actor, request.POST or None) if made else None
    refusal = ""
    if request.method == "POST" and (form is None or form.is_valid()):
        try:
            run(entity, verb, row, form.given() if form else {})
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


def action_of(entity: Entity, name: str) -> Action:
    return next(action for action in entity.actions if action.name == name)


def run(entity: Entity, verb: Action, row: Any, given: dict[str, Any]) -> Any:
    """Do an action, its input checked; refused when it is not offered in the row's state."""
    if not verb.when(row):
        raise NotOffered(verb)
    data = writing.read_input(verb.input, given) if verb.input else None
    with writing.refusals(entity):
        return verb.run(row, data) if verb.input else verb.run(row)


class NotOffered(DomainError):
    """The action does not fit the row's state."""

    code, status = "not_offered", 409

    def __init__(self, verb: Action) -> None:
        super().__init__(_("“%s” cannot be done in the present state.") % verb.title)


def _after(entity: Entity, row: Any, actor: Actor) -> str:
    """The row's page, or the list when the deed took the row out of sight."""
    try:
        return detail_url(entity, get_row(entity, actor, row.pk))
    except NotFound:
        return entity.url_name("list")
