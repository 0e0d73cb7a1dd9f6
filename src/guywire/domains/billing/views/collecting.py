"""How the WISP collects by itself."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from guywire.engines.money import Money
from guywire.kit.access import ActorRequest, needs
from guywire.kit.entity.registry import targets
from guywire.kit.errors import DomainError
from guywire.kit.forms.inputs import InputForm, bind, form_class
from guywire.kit.shapes.inputs import read_input

from ..forms import REFUSED
from ..inputs.collecting import CollectingSettingsInput
from ..models import CollectingSettings
from ..services import collecting as services


@require_http_methods(["GET", "HEAD", "POST"])
@needs("billing.collecting.change", "Change how money is collected by itself")
def settings(request: ActorRequest) -> HttpResponse:
    """Autopay, its ladder, and the fee of a returned debit."""
    row = services.collecting()
    currency = request.tenant.currency
    posted = request.POST if request.method == "POST" else None
    made = form_class(CollectingSettingsInput, CollectingSettings)
    form = bind(made, targets(request.actor), posted, initial=services.shown(row, currency))
    if form.is_bound and form.is_valid() and _saved(form, row):
        messages.success(request, _("Saved."))
        return redirect("billing:collecting")
    fields = [form[name] for name in CollectingSettingsInput.model_fields]
    context = {"form": form, "fields": fields, "fee_in": Money(0, currency).currency}
    status = REFUSED if form.errors else 200
    return render(request, "billing/collecting.html", context, status=status)


def _saved(form: InputForm, row: CollectingSettings) -> bool:
    try:
        services.change_collecting(row, read_input(CollectingSettingsInput, form.given()))
    except DomainError as error:
        form.refuse(error)
        return False
    return True
