"""The network as it was at a minute."""

from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from guywire.kit.access import ActorRequest, needs

from ..queries.history import KINDS, Stood, site_names, stood_at

SHOWN = 500
MINUTE = "%Y-%m-%dT%H:%M"


class MomentForm(forms.Form):
    """A moment in the tenant's time zone."""

    at = forms.DateTimeField(
        label=_("As it was at"),
        input_formats=[MINUTE, "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d"],
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format=MINUTE),
    )


@require_GET
@needs("network.map.view")
def page(request: ActorRequest) -> HttpResponse:
    """A moment is asked for; what stood then, as far as the person may see it."""
    form = MomentForm(request.GET if "at" in request.GET else None)
    context: dict[str, Any] = {"form": form}
    if form.is_bound and form.is_valid():
        moment = form.cleaned_data["at"]
        stood = [stood_at(kind, moment, SHOWN) for kind in KINDS if request.actor.may(kind.code)]
        names = site_names(moment)
        context |= {"moment": moment, "stood": [(one, _lines(one, names)) for one in stood]}
    status = 422 if form.errors else 200
    return render(request, "network/as_of.html", context, status=status)


def _lines(stood: Stood, names: dict[str, str]) -> list[dict[str, Any]]:
    """Each version with its page and the names of its sites."""
    lines = []
    for version in stood.versions:
        facts = version.facts
        ends = [facts[key] for key in ("site_id", "site_a_id", "site_b_id") if facts.get(key)]
        lines.append(
            {
                "version": version,
                "facts": facts,
                "status": stood.kind.status_label(facts["status"]),
                "sites": " – ".join(names.get(site_id, "?") for site_id in ends),
            }
        )
    return lines
