"""Documents, receipts and statements as files; a statement as data."""

from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from ninja import Field, Router, Schema

from guywire.domains.customers.queries import today
from guywire.engines.money import Money
from guywire.kit.access import ActorRequest, needs
from guywire.kit.documents import pdf_answer
from guywire.kit.tables.exports import csv_answer

from ..models import Invoice, Journal, Payment
from ..queries import finding
from ..queries.papers.statements import statement_lines
from ..queries.statements import USUAL_SPAN, Movement, Statement, statement
from ..services import papers

router = Router(tags=["Papers"])


class MovementOut(Schema):
    """One entry."""

    on: date
    kind: Journal.Kind
    number: str
    due_on: date | None
    method: Payment.Method | None
    amount: Decimal = Field(description="above zero it is owed, below zero credited")
    balance: Decimal

    @staticmethod
    def resolve_amount(one: Movement) -> Decimal:
        return Money(one.amount_minor, one.currency).decimal

    @staticmethod
    def resolve_balance(one: Movement) -> Decimal:
        return one.balance.decimal


class ProformaOut(Schema):
    """Not owed, and not part of the balance."""

    id: UUID
    number: str
    issued_on: date
    total: Decimal

    @staticmethod
    def resolve_total(row: Invoice) -> Decimal:
        return row.total.decimal


class StatementOut(Schema):
    """What a customer owed, what moved and what he owes."""

    customer_id: UUID
    currency: str
    from_on: date
    last_on: date = Field(description="included")
    opening: Decimal
    closing: Decimal
    movements: list[MovementOut]
    proformas: list[ProformaOut]

    @staticmethod
    def resolve_customer_id(told: Statement) -> UUID:
        return told.customer.pk

    @staticmethod
    def resolve_opening(told: Statement) -> Decimal:
        return told.opening.decimal

    @staticmethod
    def resolve_closing(told: Statement) -> Decimal:
        return told.closing.decimal


@router.get("/invoices/{uuid:invoice_id}/pdf", operation_id="invoice_pdf",
            summary="A document as a PDF")  # fmt: skip
@needs("billing.invoice.view")
def document(request: ActorRequest, invoice_id: UUID) -> HttpResponse:
    """Of an issued document the same bytes each time, until something settles it."""
    row = finding.document_named(invoice_id)
    return pdf_answer(papers.paper(row), papers.paper_name(row))


@router.post("/invoices/{uuid:invoice_id}/pdf", operation_id="redraw_invoice_pdf",
             summary="Make the PDF of a document anew")  # fmt: skip
@needs("billing.invoice.redraw")
def document_anew(request: ActorRequest, invoice_id: UUID) -> HttpResponse:
    """With today's template and fonts, in place of the one that was kept."""
    row = finding.document_named(invoice_id)
    return pdf_answer(papers.paper(row, anew=True), papers.paper_name(row))


@router.get("/payments/{uuid:payment_id}/receipt", operation_id="payment_receipt",
            summary="The receipt of a payment as a PDF")  # fmt: skip
@needs("billing.payment.view")
def receipt(request: ActorRequest, payment_id: UUID) -> HttpResponse:
    row = finding.payment_named(payment_id)
    return pdf_answer(papers.receipt(row), papers.paper_name(row))


@router.get("/customers/{uuid:customer_id}/statement", response=StatementOut,
            operation_id="customer_statement", summary="A customer's statement")  # fmt: skip
@needs("billing.statement.view")
def told(
    request: ActorRequest,
    customer_id: UUID,
    from_on: date | None = None,
    last_on: date | None = None,
) -> Any:
    """Without days: the last ninety up to today."""
    return _told(request, customer_id, from_on, last_on)


@router.get("/customers/{uuid:customer_id}/statement.pdf", operation_id="customer_statement_pdf",
            summary="A customer's statement as a PDF")  # fmt: skip
@needs("billing.statement.view")
def told_pdf(
    request: ActorRequest,
    customer_id: UUID,
    from_on: date | None = None,
    last_on: date | None = None,
) -> HttpResponse:
    found = _told(request, customer_id, from_on, last_on)
    return pdf_answer(papers.statement_paper(found), f"{papers.statement_name(found)}.pdf")


@router.get("/customers/{uuid:customer_id}/statement.csv", operation_id="customer_statement_csv",
            summary="A customer's statement as CSV")  # fmt: skip
@needs("billing.statement.view")
def told_csv(
    request: ActorRequest,
    customer_id: UUID,
    from_on: date | None = None,
    last_on: date | None = None,
) -> HttpResponse:
    found = _told(request, customer_id, from_on, last_on)
    return csv_answer(statement_lines(found), papers.statement_name(found))


def _told(
    request: ActorRequest, customer_id: UUID, from_on: date | None, last_on: date | None
) -> Statement:
    customer = finding.customer_named(request.actor, customer_id)
    last = last_on or today()
    return statement(customer, from_on=from_on or last - USUAL_SPAN, last_on=last)
