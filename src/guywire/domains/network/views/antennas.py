"""Pages of the library of antennas: upload with a preview, download as a file."""

import json
from base64 import b64decode, b64encode
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.text import slugify
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_GET, require_http_methods

from guywire.kit.access import ActorRequest, needs
from guywire.kit.entity.registry import get_row
from guywire.kit.errors import DomainError, Invalid

from ..entities.antennas import ANTENNA_PATTERN
from ..queries.antennas import curve, msi_file
from ..services.antennas import AntennaDraft, add_antennas, preview_antennas

Named = list[tuple[str, bytes]]


class AntennaFilesForm(forms.Form):
    """What is asked; the files are read from the request, for there may be many."""

    antenna_files = forms.FileField(
        label=gettext_lazy("Antenna files"),
        required=False,
        help_text=gettext_lazy(
            "MSI Planet (.msi, .pln), NSMA (.adf) or Radio Mobile (.ant). At most 50 files of 1 MB."
        ),
        widget=forms.FileInput(),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["antenna_files"].widget.attrs["multiple"] = True


@require_http_methods(["GET", "POST"])
@needs("network.antenna_pattern.add")
def upload(request: ActorRequest) -> HttpResponse:
    """Files are looked at, and added when nothing in them is wrong."""
    context: dict[str, Any] = {"form": AntennaFilesForm()}
    if request.method == "POST":
        try:
            files = _files(request)
            if request.POST.get("step") == "add":
                rows = add_antennas(files)
                told = ngettext("%d antenna added.", "%d antennas added.", len(rows)) % len(rows)
                messages.success(request, told)
                return redirect("network:antenna_pattern-list")
            context |= _preview(files)
        except Invalid as error:
            context["problems"] = list(error.fields.items())
        except DomainError as error:
            context["problems"] = [("", error.message)]
    status = 422 if context.get("problems") else 200
    return render(request, "network/antenna_upload.html", context, status=status)


def _files(request: ActorRequest) -> Named:
    """The files of the request, or those that the preview carried along."""
    carried = request.POST.get("carried", "")
    if carried:
        try:
            return [(str(name), b64decode(content, validate=True))
                    for name, content in json.loads(carried)]  # fmt: skip
        except (ValueError, TypeError):
            raise Invalid({"files": "Choose the files again."}) from None
    return [(one.name or "", one.read()) for one in request.FILES.getlist("antenna_files")]


def _preview(files: Named) -> dict[str, Any]:
    drafts = preview_antennas(files)
    carried = [(name, b64encode(content).decode()) for name, content in files]
    return {
        "drafts": [(draft, _curves(draft)) for draft in drafts if draft.row is not None],
        "problems": [(draft.file_name, draft.problem) for draft in drafts if draft.problem],
        "carried": json.dumps(carried),
    }


def _curves(draft: AntennaDraft) -> dict[str, Any]:
    assert draft.row is not None
    return {
        "horizontal": curve(draft.row.horizontal_db, is_vertical=False),
        "vertical": curve(draft.row.vertical_db, is_vertical=True),
    }


@require_GET
@needs("network.antenna_pattern.view")
def download(request: ActorRequest, pk: UUID) -> HttpResponse:
    """The antenna as an MSI Planet file."""
    row = get_row(ANTENNA_PATTERN, request.actor, pk)
    answer = HttpResponse(msi_file(row), content_type="text/plain; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{slugify(row.name) or "antenna"}.msi"'
    return answer
