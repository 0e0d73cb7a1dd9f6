"""The page that answers whether a place can be served."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from guywire.kit.access import ActorRequest, needs
from guywire.kit.errors import DomainError, Invalid

from ..forms import LengthsForm
from ..queries.geocoding import places_of
from ..queries.hillshade import terrain_bounds
from ..queries.map_settings import map_settings
from ..queries.panels import PlaceAnswer, panels_for
from ..queries.prequalification import (
    LIKELY_DB,
    PATCH_M,
    PatchQuestion,
    Prequalification,
    prequalify,
)
from ..queries.serviceability import SectorAnswer, Serviceability, serviceability

CHECK = "network.serviceability.check"
DEFAULT_HEIGHT_M = 5.0
STARTS_WITH = {
    "height_m": str(DEFAULT_HEIGHT_M),
    "patch_radius_m": f"{PATCH_M:g}",
    "likely_margin_db": f"{LIKELY_DB:g}",
}
CURVATURES = (
    ("4/3", "1.3333333", _("standard atmosphere")),
    ("1", "1", _("no refraction")),
    ("2/3", "0.6666667", _("sub-refraction, the hard case")),
)
"""Earth factors that a planner looks at: what they are called, and what they are."""


class PlaceForm(LengthsForm):
    """A place: an address, or coordinates."""

    address = forms.CharField(
        label=_("Address"),
        required=False,
        max_length=300,
        help_text=_("Or a position such as 44.227, -71.747."),
    )
    lat = forms.FloatField(label=_("Latitude"), required=False, min_value=-90, max_value=90)
    lon = forms.FloatField(label=_("Longitude"), required=False, min_value=-180, max_value=180)
    height_m = forms.FloatField(
        label=_("Antenna height (m)"),
        required=False,
        min_value=0.5,
        max_value=300,
        initial=DEFAULT_HEIGHT_M,
    )
    patch_radius_m = forms.FloatField(
        label=_("Look around (m)"),
        required=False,
        min_value=0,
        max_value=200,
        initial=PATCH_M,
        help_text=_("The best spot within this distance; 0 for the place alone."),
    )
    likely_margin_db = forms.FloatField(
        label=_("Margin for “likely” (dB)"),
        required=False,
        min_value=0,
        max_value=60,
        initial=LIKELY_DB,
        help_text=_("What sales wants above the least that works."),
    )


@require_GET
@needs(CHECK)
def page(request: ActorRequest) -> HttpResponse:
    """The form, and under it the answer when a place is given."""
    given = STARTS_WITH | request.GET.dict()
    form = PlaceForm(request.tenant.units, given if _is_asked(request) else None)
    context: dict[str, Any] = {
        "form": form,
        "terrain_bounds": terrain_bounds(),
        "height_m": DEFAULT_HEIGHT_M,
        "map": map_settings(request.actor),
    }
    if form.is_bound and form.is_valid():
        context |= _answered(request, form)
    status = 422 if form.errors else 200
    return render(request, "network/serviceability.html", context, status=status)


def _is_asked(request: ActorRequest) -> bool:
    return any(request.GET.get(name, "").strip() for name in ("address", "lat", "lon"))


def _answered(request: ActorRequest, form: PlaceForm) -> dict[str, Any]:
    """The answer's part of the page; what is refused goes to the form."""
    given = form.cleaned_data
    height_m = given["height_m"] or DEFAULT_HEIGHT_M
    try:
        place, *others = places_of(request, given["lat"], given["lon"], given["address"])
    except Invalid as error:
        for name, text in error.fields.items():
            form.add_error(name, text)
        return {}
    except DomainError as error:
        form.add_error(error.field if error.field in form.fields else None, error.message)
        return {}
    answer = serviceability(place.latitude, place.longitude, height_m)
    answer = answer.in_units(request.tenant.units)
    asked = PlaceAnswer(address=place.label, answer=answer)
    patch = _patch(given, answer, height_m)
    return {
        "asked": asked,
        "answer": answer,
        "patch": patch.in_units(request.tenant.units),
        "spot": patch.best if patch.best and patch.best.from_place_m >= 1 else None,
        "others": others[:5],
        "height_m": height_m,
        "near_misses": [one for one in answer.rejected if one.path],
        "far_off": [one for one in answer.rejected if not one.path],
        "chosen": _chosen(request, (*answer.offers, *answer.rejected)),
        **_queries(given, answer, height_m),
        "profile_url": reverse("api:path_profile"),
        "curvatures": CURVATURES,
        "curvature": _curvature(request),
        "panels": _panels(request, asked),
    }


def _queries(given: Mapping[str, Any], answer: Serviceability, height_m: float) -> dict[str, str]:
    """What the drawn path and this page's own links ask for."""
    at = {"lat": str(answer.latitude), "lon": str(answer.longitude)}
    typed = {name: str(given[name]) for name in STARTS_WITH if given[name] is not None}
    return {
        "profile_query": urlencode(at | {"height_m": str(height_m)}),
        "asked_query": urlencode(at | typed),
    }


def _patch(given: Mapping[str, Any], answer: Serviceability, height_m: float) -> Prequalification:
    """The best spot around the place that was answered."""
    asked = {"radius_m": given["patch_radius_m"], "likely_db": given["likely_margin_db"]}
    typed = {name: value for name, value in asked.items() if value is not None}
    question = PatchQuestion(receive_height_m=height_m, **typed)
    return prequalify(answer.latitude, answer.longitude, question)


def _chosen(request: ActorRequest, answers: tuple[SectorAnswer, ...]) -> SectorAnswer | None:
    """The sector whose path is drawn: the one asked for, else the first that was computed."""
    computed = [one for one in answers if one.path is not None]
    try:
        wanted = UUID(request.GET.get("sector", ""))
    except ValueError:
        wanted = None
    return next((one for one in computed if one.sector_id == wanted), next(iter(computed), None))


def _curvature(request: ActorRequest) -> tuple[str, str, Any]:
    """The curvature asked for, else the standard one."""
    wanted = request.GET.get("k", "")
    return next((one for one in CURVATURES if one[0] == wanted), CURVATURES[0])


def _panels(request: ActorRequest, asked: PlaceAnswer) -> list[str]:
    """The panels of the domains above, drawn."""
    actor = request.actor
    drawn: list[str] = []
    for panel in panels_for(actor):
        more = dict(panel.context(asked, actor)) if panel.context else {}
        context = {"place": asked, "answer": asked.answer, **more}
        drawn.append(render_to_string(panel.template, context, request))
    return drawn
