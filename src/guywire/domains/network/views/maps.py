"""The map, the terrain list, and the import of places from map files."""

from base64 import b64decode, b64encode
from typing import Any

from django import forms
from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_GET, require_http_methods

from guywire.kit.access import ActorRequest, needs
from guywire.kit.errors import DomainError, Invalid

from ..inputs.geofiles import UnreadablePlaces
from ..queries.map_settings import map_settings
from ..queries.map_tools import map_tools
from ..queries.objects import sites_of_map
from ..services.importing import import_places, preview_places

SHOWN_PROBLEMS = 200
LARGEST_CARRIED = 10 * 1024 * 1024
LISTED = 200


@require_GET
@needs("network.map.view")
def page(request: ActorRequest) -> HttpResponse:
    """The map, and under it the same as a list."""
    actor = request.actor
    listed = sites_of_map(actor, LISTED + 1)
    context = {
        "map": map_settings(actor) | {"tools": map_tools(actor)},
        "sites": listed[:LISTED],
        "has_more": len(listed) > LISTED,
        "may_import": actor.may("network.site.add"),
        "may_see_sectors": actor.may("network.sector.view"),
    }
    return render(request, "network/map.html", context)


class PlacesForm(forms.Form):
    """A file, or the file of the preview carried along."""

    file = forms.FileField(
        label=gettext_lazy("KML, KMZ or GeoJSON file"),
        required=False,
        help_text=gettext_lazy("Points with names become sites. At most 20 MB."),
    )
    carried = forms.CharField(required=False, widget=forms.HiddenInput)
    carried_name = forms.CharField(required=False, max_length=200, widget=forms.HiddenInput)

    def content(self) -> tuple[bytes, str]:
        """The bytes and the name of what was handed in. Raises UnreadablePlaces."""
        file: UploadedFile[Any] | None = self.cleaned_data["file"]
        if file is not None:
            return file.read(), file.name or ""
        try:
            content = b64decode(self.cleaned_data["carried"], validate=True)
        except ValueError:
            content = b""
        if not content:
            raise UnreadablePlaces(_("Choose a file."))
        return content, self.cleaned_data["carried_name"]


@require_http_methods(["GET", "POST"])
@needs("network.site.add")
def import_page(request: ActorRequest) -> HttpResponse:
    """A file is looked at, and added when nothing in it is wrong."""
    form = PlacesForm(request.POST or None, request.FILES or None)
    context: dict[str, Any] = {"form": form}
    if request.method == "POST" and form.is_valid():
        try:
            content, name = form.content()
            if request.POST.get("step") == "import":
                sites = import_places(content, name)
                told = ngettext("%d site added.", "%d sites added.", len(sites)) % len(sites)
                messages.success(request, told)
                return redirect("network:site-list")
            context |= _preview(content, name)
        except Invalid as error:
            context["problems"] = list(error.fields.items())[:SHOWN_PROBLEMS]
        except DomainError as error:
            form.add_error(error.field if error.field in form.fields else None, error.message)
    status = 422 if form.errors or context.get("problems") else 200
    return render(request, "network/import_places.html", context, status=status)


def _preview(content: bytes, name: str) -> dict[str, Any]:
    lines = preview_places(content, name)
    wrong = [(line.where, line.problem) for line in lines if line.problem and not line.is_skipped]
    return {
        "lines": [line for line in lines if line.given is not None][:LISTED],
        "ready_count": sum(line.given is not None for line in lines),
        "skipped_count": sum(line.is_skipped for line in lines),
        "problems": wrong[:SHOWN_PROBLEMS],
        "file_name": name,
        "carried": b64encode(content).decode() if len(content) <= LARGEST_CARRIED else "",
    }
