"""Pages of coverage studies."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from guywire.kit.access import ActorRequest, needs
from guywire.kit.errors import DomainError, Invalid
from guywire.kit.jobs import runs
from guywire.kit.pages.timeline import timeline
from guywire.kit.shapes.inputs import read_input

from ..inputs import CoverageInput
from ..models import CoverageStudy, Sector
from ..queries.coverage.comparing import Comparison, compared
from ..queries.coverage.figures import figures_of
from ..queries.coverage.layers import layers_of
from ..queries.coverage.studies import (
    cells_of,
    finished_study_of,
    gaps_of,
    newest_studies,
    others_like,
    sector_choices,
    study_of,
)
from ..queries.ground_cover import has_ground_cover
from ..services.coverage import studies as services
from ..services.coverage.exporting import ENDINGS

VIEW, RUN, REMOVE = (f"network.coverage.{verb}" for verb in ("view", "run", "remove"))
NEWEST = 50
MOST_SHOWN = 20
WHOLE = "__all__"


class StudyForm(forms.Form):
    """What a study is to compute; empty fields are left to the service."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=120)
    statuses = forms.MultipleChoiceField(
        label=gettext_lazy("Sectors that are"),
        choices=Sector.Status.choices,
        initial=[Sector.Status.ON_AIR],
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    sector_ids = forms.MultipleChoiceField(
        label=gettext_lazy("Or just these sectors"),
        required=False,
        help_text=gettext_lazy("With Ctrl or Cmd you choose several. None chosen: all as above."),
        widget=forms.SelectMultiple(attrs={"size": 6}),
    )
    model = forms.ChoiceField(
        label=gettext_lazy("Model"),
        choices=CoverageStudy.PropagationModel.choices,
        initial=CoverageStudy.PropagationModel.ITM,
        help_text=gettext_lazy(
            "By terrain: ITM to 20 GHz, P.1812 with clutter to 6 GHz. By distance: Hata to 4 GHz,"
            " UMi and UMa to 5 km, RMa to 10 km."
        ),
    )
    environment = forms.ChoiceField(
        label=gettext_lazy("Surroundings, for extended Hata"),
        choices=[("", gettext_lazy("as the land cover says")), *CoverageStudy.Environment.choices],
        required=False,
    )
    use_clutter = forms.BooleanField(
        label=gettext_lazy("Count woods and buildings"), required=False
    )
    receiver_height_m = forms.FloatField(
        label=gettext_lazy("Receiving antenna above ground (m)"), initial=5.0
    )
    radius_m = forms.FloatField(
        label=gettext_lazy("Radius around each sector (m)"),
        required=False,
        help_text=gettext_lazy("Empty: the farthest range of the sectors."),
    )
    resolution_m = forms.FloatField(
        label=gettext_lazy("Distance between points (m)"),
        required=False,
        help_text=gettext_lazy("Empty: that of the terrain."),
    )
    thresholds_dbm = forms.CharField(
        label=gettext_lazy("Thresholds (dBm)"),
        initial="-60, -70, -80, -90",
        help_text=gettext_lazy("The classes of the signal; below the weakest is no service."),
    )
    reliability_percent = forms.FloatField(
        label=gettext_lazy("Share of the time (%)"), initial=50.0
    )
    confidence_percent = forms.FloatField(label=gettext_lazy("Confidence (%)"), initial=50.0)

    def __init__(self, data: Any = None, initial: Any = None) -> None:
        super().__init__(data, initial=initial)
        if not has_ground_cover():
            del self.fields["use_clutter"]
        chosen = self.fields["sector_ids"]
        assert isinstance(chosen, forms.MultipleChoiceField)
        chosen.choices = sector_choices()

    def given(self) -> CoverageInput:
        """The input. Raises Invalid."""
        values = {name: value for name, value in self.cleaned_data.items() if value or value == 0}
        return read_input(CoverageInput, values)

    def refuse(self, error: DomainError) -> None:
        """Put what was refused to the fields it is about."""
        named = error.fields if isinstance(error, Invalid) else {error.field or "": error.message}
        for name, text in named.items():
            self.add_error(name if name in self.fields else None, text)


@require_GET
@needs(VIEW)
def study_list(request: ActorRequest) -> HttpResponse:
    context = {"studies": newest_studies(NEWEST), "may_run": request.actor.may(RUN)}
    return render(request, "network/coverage_list.html", context)


@require_http_methods(["GET", "POST"])
@needs(RUN)
def new(request: ActorRequest) -> HttpResponse:
    """The form of a study; a good one begins the work."""
    form = StudyForm(request.POST or None, _shown(request))
    if request.method == "POST" and form.is_valid():
        try:
            study = services.start_study(form.given())
        except DomainError as error:
            form.refuse(error)
        else:
            return redirect("network:coverage-detail", pk=study.pk)
    status = 422 if form.errors else 200
    return render(request, "network/coverage_new.html", {"form": form}, status=status)


def _shown(request: ActorRequest) -> dict[str, list[str]]:
    """What the map shows and hands over; a choice that there is not is no choice."""
    asked = {name: request.GET.getlist(name) for name in ("statuses", "sector_ids")}
    return {name: values for name, values in asked.items() if values}


@require_GET
@needs(VIEW)
def detail(request: ActorRequest, pk: UUID) -> HttpResponse:
    """How far a study is, or what it found; alone the part that changes for htmx."""
    study = study_of(pk)
    cells = cells_of(study)
    is_part = bool(request.headers.get("HX-Request"))
    context = {
        "study": study,
        "figures": figures_of(study, cells),
        "failed": [cell for cell in cells if cell.error],
        "gaps": gaps_of(cells),
        "layers": layers_of(study, cells),
        "endings": ENDINGS,
        "others": others_like(study),
        "comparison": _comparison(request, study),
        "timeline": timeline((study.pk,), MOST_SHOWN),
        "compared_with": request.GET.get("compare", ""),
        "may_run": request.actor.may(RUN),
        "may_remove": request.actor.may(REMOVE),
    }
    template = "network/coverage_study.html" if is_part else "network/coverage_detail.html"
    return render(request, template, context)


def _comparison(request: ActorRequest, study: CoverageStudy) -> Comparison | None:
    """Against the study that the address names; nothing where it names none."""
    try:
        other = UUID(request.GET.get("compare", ""))
    except ValueError:
        return None
    return compared(study, finished_study_of(other)) if study.is_finished else None


@require_POST
@needs(RUN)
def cancel(request: ActorRequest, pk: UUID) -> HttpResponse:
    runs.cancel(study_of(pk))
    return redirect("network:coverage-detail", pk=pk)


@require_POST
@needs(RUN)
def restart(request: ActorRequest, pk: UUID) -> HttpResponse:
    """Go on where the study ended."""
    services.restart_study(study_of(pk))
    return redirect("network:coverage-detail", pk=pk)


@require_POST
@needs(REMOVE)
def remove(request: ActorRequest, pk: UUID) -> HttpResponse:
    """Forget a study with its maps."""
    study = study_of(pk)
    services.remove_study(study)
    messages.success(request, _("%s is removed.") % study.name)
    return redirect("network:coverage-list")
