"""Pages of what people write by hand: credits by line, entries of the ledger, the settings."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from guywire.engines.money import Money
from guywire.kit.access import ActorRequest, needs
from guywire.kit.entity import doing
from guywire.kit.entity.registry import get_row, locked_row, targets
from guywire.kit.errors import DomainError
from guywire.kit.forms.inputs import InputForm, bind, form_class
from guywire.kit.writing import current

from .. import forms
from ..entities import INVOICE, JOURNAL
from ..inputs import SettingsInput
from ..models import BillingSettings
from ..queries.documents import left_of_lines
from ..services import accounts

READ_WRITE = require_http_methods(["GET", "HEAD", "POST"])
SECTIONS = (
    (_("Calendar"), ("mode", "bill_day", "start_day", "timing", "advance_days", "due_days",
                     "document_date", "automatic_runs")),
    (_("Parts of a period"), ("day_count", "whole_units", "first_term", "start_part", "end_part",
                              "bridge_part", "bridge_long", "pause_part", "add_on_part")),
    (_("Changes"), ("upgrade", "downgrade", "price_list", "mid_period", "restart_terms",
                    "credit_changes", "credit_unpaid", "discount_order")),
    (_("Invoices"), ("minimum", "send_zero", "prices_include_tax", "tax_rounding",
                     "tax_direction", "tax_point")),
    (_("On every document"), ("legal_name", "tax_number", "address", "bank_details",
                              "payment_terms", "footer")),
)  # fmt: skip


@READ_WRITE
@needs("billing.invoice.credit")
def credit(request: ActorRequest, pk: UUID) -> HttpResponse:
    """A credit note: how much of each line."""
    read = locked_row if request.method == "POST" else get_row
    invoice = read(INVOICE, request.actor, pk)
    rest = left_of_lines(invoice.lines.all())
    form = forms.CreditForm(invoice, rest, request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid() and _credited(request, form, invoice):
        messages.success(request, _("%(invoice)s is credited.") % {"invoice": invoice})
        return redirect("billing:invoice-detail", pk)
    status = forms.REFUSED if form.errors else 200
    return render(request, "billing/credit.html", {"row": invoice, "form": form}, status=status)


def _credited(request: ActorRequest, form: forms.CreditForm, invoice: object) -> bool:
    verb = next(action for action in INVOICE.actions if action.name == "credit")
    given = form.given()
    if not given["lines"]:
        form.add_error(None, _("Write an amount for one of the lines."))
        return False
    try:
        doing.act(INVOICE, verb, invoice, given)
    except DomainError as error:
        forms.refuse(form, error)
        return False
    return True


@READ_WRITE
@needs("billing.journal.add")
def write_entry(request: ActorRequest) -> HttpResponse:
    """An entry by hand: its day, why, and its legs."""
    posted = request.POST if request.method == "POST" else None
    form, legs = forms.EntryForm(posted), forms.LegFormSet(posted)
    if form.is_bound and form.is_valid() and legs.is_valid():
        given = {**form.cleaned_data, "legs": forms.legs_of(legs)}
        try:
            row = doing.create(JOURNAL, given, request.actor)
        except DomainError as error:
            forms.refuse(form, error)
        else:
            messages.success(request, _("%(row)s is posted.") % {"row": row})
            return redirect("billing:journal-detail", row.pk)
    status = forms.REFUSED if form.errors or (legs.is_bound and not legs.is_valid()) else 200
    return render(request, "billing/entry.html", {"form": form, "legs": legs}, status=status)


@READ_WRITE
@needs("billing.settings.change", "Change how the WISP bills")
def settings(request: ActorRequest) -> HttpResponse:
    """How the WISP bills; who has an account keeps his calendar."""
    row = accounts.settings()
    minimum = Money(row.minimum_minor, request.tenant.currency)
    posted = request.POST if request.method == "POST" else None
    made = form_class(SettingsInput, BillingSettings)
    initial = current(SettingsInput, row) | {"minimum": minimum.decimal}
    form = bind(made, targets(request.actor), posted, initial=initial)
    if form.is_bound and form.is_valid() and _saved(form, row):
        messages.success(request, _("Saved."))
        return redirect("billing:settings")
    sections = [(title, [form[name] for name in names]) for title, names in SECTIONS]
    status = forms.REFUSED if form.errors else 200
    context = {"form": form, "sections": sections, "currency": minimum.currency}
    return render(request, "billing/settings.html", context, status=status)


def _saved(form: InputForm, row: BillingSettings) -> bool:
    try:
        accounts.change_settings(row, SettingsInput.model_validate(form.given()))
    except DomainError as error:
        form.refuse(error)
        return False
    return True
