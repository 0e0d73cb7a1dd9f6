"""Pages of bulk qualification."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST

from guywire.kit.access import ActorRequest, needs
from guywire.kit.errors import DomainError
from guywire.kit.jobs import runs

from ..forms import LengthsForm
from ..inputs import QualificationInput
from ..queries.results import bad_rows, newest_runs, result_file, run_of
from ..services import qualification as services

NEWEST = 50


class RunForm(LengthsForm):
    file = forms.FileField(
        label=_("CSV file"),
        help_text=_(
            "UTF-8, with columns lat and lon, or address (or number, street, city, postcode)."
            " A column height_m or height_ft says the antenna's height of a row, where it has one."
            " At most 1,000,000 rows."
        ),
    )
    receive_height_m = forms.FloatField(
        label=_("Antenna height above ground (m)"), min_value=0.5, max_value=300, initial=5.0
    )
    patch_radius_m = forms.FloatField(
        label=_("Look around (m)"),
        min_value=0,
        max_value=200,
        initial=0,
        required=False,
        help_text=_("The best spot within this distance decides; 0 for the place alone."),
    )


@require_GET
@needs("network.qualification.view")
def run_list(request: ActorRequest) -> HttpResponse:
    context = {"runs": newest_runs(NEWEST), "form": RunForm(request.tenant.units)}
    return render(request, "network/qualifications.html", context)


@require_POST
@needs("network.qualification.add")
def start(request: ActorRequest) -> HttpResponse:
    """Take the file in and show how far the work has come."""
    form = RunForm(request.tenant.units, request.POST.dict(), request.FILES)
    if form.is_valid():
        file = form.cleaned_data["file"]
        given = QualificationInput(
            receive_height_m=form.cleaned_data["receive_height_m"],
            patch_radius_m=form.cleaned_data["patch_radius_m"] or 0.0,
        )
        try:
            run = services.start_run(given, file.file, file.name or "")
        except DomainError as error:
            name = form.shown_name(error.field or "")
            form.add_error(name if name in form.fields else None, error.message)
        else:
            return redirect("network:qualification-detail", pk=run.pk)
    context = {"runs": newest_runs(NEWEST), "form": form}
    return render(request, "network/qualifications.html", context, status=422)


@require_GET
@needs("network.qualification.view")
def detail(request: ActorRequest, pk: UUID) -> HttpResponse:
    run = run_of(pk)
    is_part = bool(request.headers.get("HX-Request"))
    template = "network/qualification_progress.html" if is_part else "network/qualification.html"
    context: dict[str, Any] = {"run": run, "bad_rows": bad_rows(run)}
    context["may_cancel"] = request.actor.may("network.qualification.cancel")
    context["may_remove"] = request.actor.may("network.qualification.remove")
    context["may_restart"] = request.actor.may("network.qualification.add")
    return render(request, template, context)


@require_POST
@needs("network.qualification.cancel")
def cancel(request: ActorRequest, pk: UUID) -> HttpResponse:
    runs.cancel(run_of(pk))
    return redirect("network:qualification-detail", pk=pk)


@require_POST
@needs("network.qualification.add")
def restart(request: ActorRequest, pk: UUID) -> HttpResponse:
    """Go on where the run ended."""
    runs.resume(run_of(pk))
    return redirect("network:qualification-detail", pk=pk)


@require_POST
@needs("network.qualification.remove")
def remove(request: ActorRequest, pk: UUID) -> HttpResponse:
    """Forget a run with its answers."""
    run = run_of(pk)
    services.remove_run(run)
    messages.success(request, _("%s is removed.") % run.name)
    return redirect("network:qualification-list")


@require_GET
@needs("network.qualification.view")
def result(request: ActorRequest, pk: UUID) -> FileResponse:
    run = run_of(pk)
    return FileResponse(
        result_file(run),
        as_attachment=True,
        filename=f"qualification-{run.pk}.csv",
        content_type="text/csv; charset=utf-8",
    )
