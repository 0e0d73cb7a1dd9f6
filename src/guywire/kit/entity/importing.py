"""The import of an entity: upload, look at what it would do, then all rows or none."""

import csv
import io
from datetime import timedelta
from http import HTTPStatus
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from .. import clock
from ..access import Actor, ActorRequest
from ..errors import DomainError, NotFound
from .declaration import Entity
from .exports import csv_answer
from .imports import MOST_ERRORS, Fault, Plan, carry_out, plan, rehearse
from .models import ImportFile
from .paths import input_field, references
from .registry import entity_of
from .tables import decoded, read_table

SHOWN = 20
KEPT = timedelta(hours=24)
REFUSED = HTTPStatus.UNPROCESSABLE_ENTITY


class UploadForm(forms.Form):
    """A CSV file, and whether rows that are known by their key are changed."""

    file = forms.FileField(
        label=gettext_lazy("CSV file"), widget=forms.FileInput(attrs={"accept": ".csv,text/csv"})
    )
    update = forms.BooleanField(
        label=gettext_lazy("Change rows that are already there"), required=False
    )


def import_page(request: ActorRequest, *, entity: Entity) -> HttpResponse:
    """Upload and preview; posted with ``staged``, the import itself."""
    if request.method == "POST" and "staged" in request.POST:
        return _carry_out(request, entity)
    form = UploadForm(request.POST or None, request.FILES or None)
    if not entity.natural_key or not _may_change(entity, request.actor):
        del form.fields["update"]
    if request.method != "POST" or not form.is_valid():
        return _page(request, entity, form=form)
    upload, update = form.cleaned_data["file"], form.cleaned_data.get("update", False)
    try:
        text = decoded(upload.read())
        table = read_table(text)
        made = plan(entity, table, request.actor, update=update)
    except DomainError as error:
        form.add_error("file", error.message)
        return _page(request, entity, form=form)
    made.faults += rehearse(entity, made, request.actor)
    if made.faults:
        return _page(request, entity, form=form, made=made)
    staged = _stage(entity, request.actor, upload.name or "", text, update=update)
    sample = [cells for _line, cells in table.rows[:SHOWN]]
    return _page(request, entity, made=made, staged=staged, header=table.header, sample=sample)


def _may_change(entity: Entity, actor: Actor) -> bool:
    return entity.change is not None and actor.may(entity.code("change"))


def _stage(entity: Entity, actor: Actor, name: str, text: str, *, update: bool) -> ImportFile:
    """Keep the file for the second step; what nobody took within a day goes."""
    now = clock.now()
    ImportFile.objects.filter(uploaded_at__lt=now - KEPT).delete()
    ImportFile.objects.filter(entity=entity.key, actor=actor.label).delete()
    return ImportFile.objects.create(
        entity=entity.key, actor=actor.label, name=name, text=text, update=update, uploaded_at=now
    )


def _carry_out(request: ActorRequest, entity: Entity) -> HttpResponse:
    """Import the staged file: read again, since what it names may have changed meanwhile."""
    actor = request.actor
    staged = _staged(entity, actor, request.POST["staged"])
    if staged is None:
        raise NotFound(_("This file is no longer kept. Upload it again."))
    if staged.update:
        actor.require(entity.code("change"))
    made = plan(entity, read_table(staged.text), actor, update=staged.update)
    faults = made.faults or carry_out(entity, made, actor)
    if faults:
        made.faults = faults
        return _page(request, entity, form=UploadForm(), made=made)
    staged.delete()
    done = ngettext("%d row is imported.", "%d rows are imported.", made.count) % made.count
    messages.success(request, done)
    return redirect(entity.list_name)


def _staged(entity: Entity, actor: Actor, text: str) -> ImportFile | None:
    """The actor's own file of this id."""
    try:
        pk = UUID(text)
    except ValueError:
        return None
    return ImportFile.objects.filter(pk=pk, entity=entity.key, actor=actor.label).first()


def _page(
    request: ActorRequest, entity: Entity, *, form: UploadForm | None = None, made: Plan | None = None,
    **more: Any,
) -> HttpResponse:  # fmt: skip
    faults: list[Fault] = made.faults[:MOST_ERRORS] if made else []
    context = {
        "entity": entity, "form": form, "made": made, "faults": faults,
        "is_cut": len(faults) >= MOST_ERRORS, "fields": _described(entity), **more,
    }  # fmt: skip
    refused = bool(faults) or (form is not None and bool(form.errors))
    status = REFUSED if refused else HTTPStatus.OK
    return render(request, "entity/import.html", context, status=status)


def _described(entity: Entity) -> list[dict[str, Any]]:
    """The columns a file may have, in words."""
    named = references(entity)
    lines = []
    for name, declared in entity.input.model_fields.items():
        model_field = input_field(entity, name)
        other = entity_of(named[name].related_model) if name in named else None
        choices = [str(value) for value, _label in getattr(model_field, "flatchoices", None) or ()]
        help_text = declared.description or str(getattr(model_field, "help_text", "") or "")
        if other is not None and other.natural_key:
            key = " / ".join(other.natural_key)
            help_text = _("the %(key)s of the %(noun)s, or its id") % {
                "key": key.replace("__", " "), "noun": other.title.lower()}  # fmt: skip
        lines.append({"name": name.removesuffix("_id") if name in named else name,
                      "required": declared.is_required(), "choices": choices,
                      "help": help_text})  # fmt: skip
    return lines


def import_template(request: ActorRequest, *, entity: Entity) -> HttpResponse:
    """An empty file with every column."""
    text = io.StringIO()
    csv.writer(text).writerow([line["name"] for line in _described(entity)])
    return csv_answer(text.getvalue(), f"{entity.path}-template")
