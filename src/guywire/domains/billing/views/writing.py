"""Documents written by hand: the page of a draft with its lines."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from guywire.domains.customers.queries import services
from guywire.kit.access import ActorRequest, needs
from guywire.kit.entity import doing
from guywire.kit.entity.registry import get_row, locked_row, targets
from guywire.kit.errors import DomainError, NotFound
from guywire.kit.forms.inputs import InputForm, bind, form_class
from guywire.kit.writing import current

from .. import forms
from ..entities import INVOICE
from ..inputs.drafts import DraftHead
from ..models import Invoice
from ..services import offers

READ_WRITE = require_http_methods(["GET", "HEAD", "POST"])


@READ_WRITE
@needs("billing.invoice.add")
def write(request: ActorRequest) -> HttpResponse:
    """A new draft."""
    posted = request.POST if request.method == "POST" else None
    form = _head(request, posted, {"customer_id": request.GET.get("customer", "")})
    lines = forms.LineFormSet(posted)
    row = _kept(form, lines, lambda given: doing.create(INVOICE, given, request.actor))
    if row is not None:
        messages.success(request, _("The draft is kept."))
        return redirect("billing:invoice-detail", row.pk)
    return _page(request, form, lines, None)


@READ_WRITE
@needs("billing.invoice.rewrite")
def rewrite(request: ActorRequest, pk: UUID) -> HttpResponse:
    """A draft with its lines, to be changed."""
    read = locked_row if request.method == "POST" else get_row
    invoice = read(INVOICE, request.actor, pk)
    posted = request.POST if request.method == "POST" else None
    form = _head(request, posted, current(DraftHead, invoice))
    lines = forms.LineFormSet(posted, initial=forms.shown_lines(invoice))
    verb = next(action for action in INVOICE.actions if action.name == "rewrite")
    row = _kept(form, lines, lambda given: doing.act(INVOICE, verb, invoice, given))
    if row is not None:
        messages.success(request, _("The draft is kept."))
        return redirect("billing:invoice-detail", pk)
    return _page(request, form, lines, invoice)


@require_POST
@needs("billing.invoice.add")
def quote(request: ActorRequest, service_id: UUID) -> HttpResponse:
    """The draft of a quote for a service, as its first bill will be."""
    service = services(request.actor).filter(pk=service_id).first()
    if service is None:
        raise NotFound("There is no such service.")
    return redirect("billing:invoice-detail", offers.quote_service(service).pk)


def _head(request: ActorRequest, posted: Any, first: dict[str, Any]) -> InputForm:
    return bind(form_class(DraftHead, Invoice), targets(request.actor), posted, initial=first)


def _kept(form: InputForm, lines: Any, keep: Any) -> Any:
    """What was written, or None: nothing was, or it was refused and the form says why."""
    if not (form.is_bound and form.is_valid() and lines.is_valid()):
        return None
    try:
        return keep({**form.given(), "lines": forms.lines_of(lines)})
    except DomainError as error:
        forms.refuse(form, error)
        return None


def _page(
    request: ActorRequest, form: InputForm, lines: Any, invoice: Invoice | None
) -> HttpResponse:
    status = forms.REFUSED if form.errors or (lines.is_bound and not lines.is_valid()) else 200
    context = {"form": form, "lines": lines, "row": invoice}
    return render(request, "billing/draft.html", context, status=status)
