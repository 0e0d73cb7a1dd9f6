"""Pages of calibration."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from guywire.kit.access import ActorRequest, needs
from guywire.kit.errors import DomainError
from guywire.kit.jobs import runs

from ..inputs import CalibrationInput
from ..models import Calibration
from ..queries.calibration_charts import histogram, scatter
from ..queries.calibrations import (
    SHOWN_MISALIGNED,
    calibration_of,
    class_lines,
    measured_count,
    misaligned_file,
    misaligned_of,
    newest_calibrations,
    points_of,
    problems_of,
    sector_lines,
)
from ..services import calibrations as services

NEWEST = 50
SHOWN_PROBLEMS = 50


class CalibrationForm(forms.Form):
    name = forms.CharField(
        label=gettext_lazy("Name"),
        required=False,
        max_length=120,
        help_text=gettext_lazy("Empty: the date."),
    )


def _list(request: ActorRequest, form: CalibrationForm, status: int = 200) -> HttpResponse:
    context = {
        "runs": newest_calibrations(NEWEST),
        "form": form,
        "measured": measured_count(),
        "may_start": request.actor.may("network.calibration.add"),
        "may_import": request.actor.may("network.measured_signal.add"),
    }
    return render(request, "network/calibrations.html", context, status=status)


@require_GET
@needs("network.calibration.view")
def run_list(request: ActorRequest) -> HttpResponse:
    """What has been compared, and the button that compares anew."""
    return _list(request, CalibrationForm())


@require_POST
@needs("network.calibration.add")
def start(request: ActorRequest) -> HttpResponse:
    """Queue a comparison and show how far it has come."""
    form = CalibrationForm(request.POST)
    if form.is_valid():
        try:
            row = services.start_calibration(CalibrationInput(name=form.cleaned_data["name"]))
        except DomainError as error:
            form.add_error(None, error.message)
        else:
            return redirect("network:calibration-detail", pk=row.pk)
    return _list(request, form, status=422)


@require_GET
@needs("network.calibration.view")
def detail(request: ActorRequest, pk: UUID) -> HttpResponse:
    row = calibration_of(pk)
    is_part = bool(request.headers.get("HX-Request"))
    template = "network/calibration_progress.html" if is_part else "network/calibration.html"
    context: dict[str, Any] = {"run": row, "problems": problems_of(row, SHOWN_PROBLEMS)}
    for verb in ("add", "use", "cancel", "remove"):
        context[f"may_{verb}"] = request.actor.may(f"network.calibration.{verb}")
    if row.is_usable:
        context |= _found(row)
    return render(request, template, context)


def _found(row: Calibration) -> dict[str, Any]:
    points = points_of(row)
    return {
        "sectors": sector_lines(row),
        "classes": class_lines(row),
        "misaligned": misaligned_of(row, SHOWN_MISALIGNED),
        "scatter": scatter(points),
        "histogram": histogram(points),
    }


@require_POST
@needs("network.calibration.cancel")
def cancel(request: ActorRequest, pk: UUID) -> HttpResponse:
    runs.cancel(calibration_of(pk))
    return redirect("network:calibration-detail", pk=pk)


@require_POST
@needs("network.calibration.add")
def restart(request: ActorRequest, pk: UUID) -> HttpResponse:
    """Go on where the run ended."""
    runs.resume(calibration_of(pk))
    return redirect("network:calibration-detail", pk=pk)


@require_POST
@needs("network.calibration.use")
def use(request: ActorRequest, pk: UUID) -> HttpResponse:
    """Answers go by it from now on."""
    row = services.use_calibration(calibration_of(pk))
    messages.success(request, _("Answers now show what %s says.") % row.name)
    return redirect("network:calibration-detail", pk=pk)


@require_POST
@needs("network.calibration.use")
def leave(request: ActorRequest, pk: UUID) -> HttpResponse:
    """Answers show the model alone."""
    services.leave_calibration(calibration_of(pk))
    messages.success(request, _("Answers now show the model's own word alone."))
    return redirect("network:calibration-detail", pk=pk)


@require_POST
@needs("network.calibration.remove")
def remove(request: ActorRequest, pk: UUID) -> HttpResponse:
    row = calibration_of(pk)
    services.remove_calibration(row)
    messages.success(request, _("%s is removed.") % row.name)
    return redirect("network:calibration-list")


@require_GET
@needs("network.calibration.view")
def misaligned(request: ActorRequest, pk: UUID) -> HttpResponse:
    row = calibration_of(pk)
    answer = HttpResponse(misaligned_file(row), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="aim-anew-{row.pk}.csv"'
    return answer
