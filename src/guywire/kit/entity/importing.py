"""The import of an entity: upload, look at what it would do, then all rows or none."""

from functools import partial
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy, ngettext

from ..access import Actor, ActorRequest
from ..errors import DomainError
from ..imports import planning
from ..imports.planning import Fault, Importer, Plan
from ..imports.sheets import decoded, read_sheet
from ..imports.staging import stage, staged
from ..imports.tasks import queue
from ..tables.exports import csv_answer
from . import doing
from .declaration import Entity
from .registry import targets

SHOWN = 20
MOST_AT_ONCE = 2_000
REFUSED = HTTPStatus.UNPROCESSABLE_ENTITY


class UploadForm(forms.Form):
    """A CSV file, and whether rows that are known by their key are changed."""

    file = forms.FileField(
        label=gettext_lazy("CSV file"), widget=forms.FileInput(attrs={"accept": ".csv,text/csv"})
    )
    update = forms.BooleanField(
        label=gettext_lazy("Change rows that are already there"), required=False
    )


def importer(entity: Entity, actor: Actor) -> Importer:
    """What a file's rows become; a header may also use the titles of the list."""
    assert entity.create is not None
    inputs = entity.input.model_fields
    return Importer(
        model=entity.model, shape=entity.input, rows=entity.rows(actor), targets=targets(actor),
        create=entity.create, create_many=entity.create_many, key=entity.natural_key,
        change=partial(doing.change, entity, actor=actor, partly=True),
        titles={
            name: column.title for column in entity.columns
            for name in (column.path, f"{column.path}_id") if name in inputs
        },
    )  # fmt: skip


def import_page(request: ActorRequest, *, entity: Entity) -> HttpResponse:
    """Upload and preview; posted with ``staged``, the import itself, of which ``file`` tells."""
    if request.method == "POST" and "staged" in request.POST:
        return _carry_out(request, entity)
    if "file" in request.GET and request.method != "POST":
        return _progress(request, entity, request.GET["file"])
    form = _upload(request, entity)
    if not form.is_valid():
        return _page(request, entity, form=form)
    upload, update = form.cleaned_data["file"], form.cleaned_data.get("update", False)
    into = importer(entity, request.actor)
    try:
        text = decoded(upload.read())
        sheet = read_sheet(text)
        made = planning.plan(into, sheet, update=update)
    except DomainError as error:
        form.add_error("file", error.message)
        return _page(request, entity, form=form)
    made.faults += planning.rehearse(into, made)
    if made.faults:
        return _page(request, entity, form=form, made=made)
    kept = stage(entity.key, request.actor.label, name=upload.name, text=text, update=update)
    sample = [cells for _line, cells in sheet.rows[:SHOWN]]
    return _page(request, entity, made=made, staged=kept, header=sheet.header, sample=sample)


def _upload(request: ActorRequest, entity: Entity) -> UploadForm:
    """The form; it offers to change rows where they can be known and the actor may."""
    form = UploadForm(request.POST or None, request.FILES or None)
    may_change = entity.change is not None and request.actor.may(entity.code("change"))
    if not (entity.natural_key and may_change):
        del form.fields["update"]
    return form


def _carry_out(request: ActorRequest, entity: Entity) -> HttpResponse:
    """Import the staged file: read again, since what it names may have changed meanwhile."""
    actor = request.actor
    kept = staged(entity.key, actor.label, request.POST["staged"])
    if kept.update:
        actor.require(entity.code("change"))
    sheet = read_sheet(kept.text)
    if kept.state != kept.State.STAGED or len(sheet.rows) > MOST_AT_ONCE:
        queue(kept, actor, len(sheet.rows))
        return redirect(f"{reverse(entity.url_name('import'))}?{urlencode({'file': kept.pk})}")
    into = importer(entity, actor)
    made = planning.plan(into, sheet, update=kept.update)
    made.faults = made.faults or planning.carry_out(into, made)
    if made.faults:
        return _page(request, entity, form=UploadForm(), made=made)
    kept.delete()
    done = ngettext("%d row is imported.", "%d rows are imported.", made.count) % made.count
    messages.success(request, done)
    return redirect(entity.list_url)


def _progress(request: ActorRequest, entity: Entity, pk: str) -> HttpResponse:
    """How a file fares that is imported in the background; its faults once it is refused."""
    kept = staged(entity.key, request.actor.label, pk)
    is_part = request.headers.get("HX-Request") == "true"
    if kept.state == kept.State.REFUSED:
        if is_part:  # the faults stand on a page of their own
            return HttpResponse(headers={"HX-Refresh": "true"})
        made = Plan(faults=[Fault(**fault) for fault in kept.faults])
        return _page(request, entity, form=_upload(request, entity), made=made)
    page = "entity/imported.html" if is_part else "entity/import.html"
    return render(request, page, {"entity": entity, "kept": kept})


def _page(
    request: ActorRequest,
    entity: Entity,
    *,
    form: UploadForm | None = None,
    made: Plan | None = None,
    **more: Any,
) -> HttpResponse:
    faults = made.faults[: planning.MOST_ERRORS] if made else []
    urls = {name: reverse(entity.url_name(name)) for name in ("import", "template")}
    context = {
        "entity": entity, "form": form, "made": made, "faults": faults, "urls": urls,
        "is_cut": len(faults) >= planning.MOST_ERRORS,
        "fields": planning.described(importer(entity, request.actor)), **more,
    }  # fmt: skip
    refused = bool(faults) or (form is not None and bool(form.errors))
    status = REFUSED if refused else HTTPStatus.OK
    return render(request, "entity/import.html", context, status=status)


def import_template(request: ActorRequest, *, entity: Entity) -> HttpResponse:
    """An empty file with every column."""
    names = [line["name"] for line in planning.described(importer(entity, request.actor))]
    return csv_answer([names], f"{entity.path}-template")
