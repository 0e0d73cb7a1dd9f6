"""Documents, receipts and statements as PDFs; the page of a statement."""

from datetime import date
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST

from guywire.domains.customers.queries import today
from guywire.kit.access import ActorRequest, needs
from guywire.kit.documents import pdf_answer
from guywire.kit.errors import Invalid
from guywire.kit.tables.exports import csv_answer

from ..queries import finding
from ..queries.papers.statements import statement_lines
from ..queries.statements import USUAL_SPAN, Statement, statement
from ..services import papers


@require_GET
@needs("billing.invoice.view")
def document(request: ActorRequest, pk: UUID) -> HttpResponse:
    """A document as a PDF."""
    row = finding.document_named(pk)
    return pdf_answer(papers.paper(row), papers.paper_name(row))


@require_POST
@needs("billing.invoice.redraw", "Make the PDF of a document anew")
def document_anew(request: ActorRequest, pk: UUID) -> HttpResponse:
    """The same with today's template and fonts, in place of the one that was kept."""
    row = finding.document_named(pk)
    return pdf_answer(papers.paper(row, anew=True), papers.paper_name(row))


@require_GET
@needs("billing.payment.view")
def receipt(request: ActorRequest, pk: UUID) -> HttpResponse:
    """The receipt of a payment as a PDF."""
    row = finding.payment_named(pk)
    return pdf_answer(papers.receipt(row), papers.paper_name(row))


class SpanForm(forms.Form):
    """The days of a statement, both included."""

    from_on = forms.DateField(label=_("From"), widget=forms.DateInput({"type": "date"}))
    last_on = forms.DateField(label=_("To"), widget=forms.DateInput({"type": "date"}))

    def clean(self) -> dict[str, date]:
        cleaned = super().clean() or {}
        first, last = cleaned.get("from_on"), cleaned.get("last_on")
        if first and last and last < first:
            self.add_error("last_on", _("This day comes before the first."))
        return cleaned


def _span(request: ActorRequest) -> SpanForm:
    last = today()
    asked = {"from_on": str(last - USUAL_SPAN), "last_on": str(last)}
    return SpanForm(asked | {name: request.GET[name] for name in asked if name in request.GET})


def _told(request: ActorRequest, customer_id: UUID) -> Statement:
    form = _span(request)
    if not form.is_valid():
        raise Invalid({name: str(errors[0]) for name, errors in form.errors.items()})
    return statement(finding.customer_named(request.actor, customer_id), **form.cleaned_data)


@require_GET
@needs("billing.statement.view", "See what a customer owed, what moved and what he owes")
def statement_page(request: ActorRequest, customer_id: UUID) -> HttpResponse:
    customer, form = finding.customer_named(request.actor, customer_id), _span(request)
    told = statement(customer, **form.cleaned_data) if form.is_valid() else None
    context = {"customer": customer, "form": form, "told": told}
    context["may_see_customer"] = request.actor.may("customers.customer.view")
    return render(request, "billing/statement.html", context, status=200 if told else 422)


@require_GET
@needs("billing.statement.view")
def statement_pdf(request: ActorRequest, customer_id: UUID) -> HttpResponse:
    told = _told(request, customer_id)
    return pdf_answer(papers.statement_paper(told), f"{papers.statement_name(told)}.pdf")


@require_GET
@needs("billing.statement.view")
def statement_csv(request: ActorRequest, customer_id: UUID) -> HttpResponse:
    told = _told(request, customer_id)
    return csv_answer(statement_lines(told), papers.statement_name(told))
