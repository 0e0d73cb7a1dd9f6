"""Documents written by hand: drafts, and how they are issued (B-DOC).

A draft has no number and owes nothing; its taxes are shown as they would be today and computed
anew when it is issued.
"""

import uuid
from collections.abc import Sequence
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from uuid import UUID

from guywire.domains.customers.models import Service
from guywire.domains.customers.queries import today
from guywire.kit.errors import Conflict, DomainError
from guywire.kit.events import publish

from ..events import InvoiceIssued
from ..inputs import in_currency
from ..inputs.drafts import DraftInput, DraftLineInput
from ..models import BillingAccount, Invoice, InvoiceLine, InvoiceTax
from . import settling
from .accounts import lock_account, settings
from .issuing import Draft, LineDraft, issue
from .lines import income_of
from .parties import keep_parties
from .posting import open_day
from .snapshots import issuer_of, payer_of
from .taxing import Taxer

Kind, State = Invoice.Kind, Invoice.State
ONE = Decimal(1)


class NotADraft(Conflict):
    """The document was issued: it stays as it is."""

    code = "not_a_draft"


class DraftRefused(DomainError):
    code = "draft_refused"


def write_draft(data: DraftInput) -> Invoice:
    """Keep a document that is not issued yet."""
    account = lock_account(data.customer_id)
    lines = typed_lines(data.lines, account)
    row = Invoice.objects.create(
        kind=data.kind.value,
        customer_id=data.customer_id,
        currency=account.currency,
        due_on=data.due_on,
        note=data.note,
    )
    write_rows(row, account, lines)
    return row


def change_draft(invoice: Invoice, data: DraftInput) -> Invoice:
    """Write a draft anew: other lines, another customer, another kind."""
    row = _locked(invoice)
    account = lock_account(data.customer_id)
    lines = typed_lines(data.lines, account)
    row.kind, row.customer_id, row.currency = data.kind.value, data.customer_id, account.currency
    row.due_on, row.note = data.due_on, data.note
    row.taxes.all().delete()
    row.lines.all().delete()
    write_rows(row, account, lines)
    return row


def remove_draft(invoice: Invoice) -> None:
    """Throw a draft away; it never had a number."""
    _locked(invoice).delete()


def issue_draft(invoice: Invoice, *, on: date | None = None) -> Invoice:
    """Give a draft its number: from now on it stays, and an invoice is owed."""
    row = _locked(invoice)
    account = lock_account(row.customer_id)
    lines = [line_as_draft(line) for line in row.lines.order_by("position")]
    drafted = new_document(account, row.kind, lines, on=on, due_on=row.due_on, note=row.note)
    drafted.document_id = row.pk
    row.delete()
    return issued(drafted, account)


def issued(drafted: Draft, account: BillingAccount) -> Invoice:
    """Issue one document; what the customer has to his credit pays an invoice."""
    issue([drafted])
    if drafted.kind == Kind.INVOICE and account.use_credit:
        settling.use_credit(account.customer_id, account.currency, on=drafted.issued_on)
    row = Invoice.objects.get(pk=drafted.document_id)
    if row.kind == Kind.INVOICE:
        publish(
            InvoiceIssued(
                invoice_id=row.pk,
                customer_id=row.customer_id,
                total_minor=row.total_minor,
                currency=row.currency,
                due_on=row.due_on or drafted.issued_on,
            )
        )
    return row


def new_document(
    account: BillingAccount,
    kind: str,
    lines: list[LineDraft],
    *,
    on: date | None = None,
    due_on: date | None = None,
    note: str = "",
) -> Draft:
    """A document of these lines with its taxes, from and for those who it is for today."""
    day = open_day(on) if kind == Kind.INVOICE else on or today()
    terms = settings()
    days = terms.due_days if account.due_days is None else account.due_days
    if due_on is not None and due_on < day:
        raise DraftRefused(f"It would be issued on {day}, after it is due.", field="due_on")
    tax_lines(lines, account, on=day)
    kept = keep_parties([issuer_of(), payer_of(account)])
    return Draft(
        kind=kind,
        customer_id=account.customer_id,
        currency=account.currency,
        issued_on=day,
        due_on=due_on or day + timedelta(days=days),
        lines=lines,
        payer_party_id=kept[account.customer_id],
        issuer_party_id=kept[None],
        includes_tax=terms.prices_include_tax,
        tax_rounding=terms.tax_rounding,
        note=note,
    )


def tax_lines(lines: list[LineDraft], account: BillingAccount, *, on: date) -> None:
    """Give lines their taxes. Lines of no service are taxed where the customer has his newest."""
    newest = account.customer.services.order_by("-created_at").first()
    for line in lines:
        if line.location_id is None and newest is not None:
            line.location_id = newest.location_id
    taxer = Taxer(settings())
    places = [line.location_id for line in lines if line.location_id is not None]
    taxer.prepare(places, [account.customer_id])
    taxer.tax(lines, issued_on=on, reverse_charge=account.reverse_charge)


def line_as_draft(line: InvoiceLine) -> LineDraft:
    """A kept line, before tax."""
    return LineDraft(
        source_kind=line.source_kind,
        source_id=line.source_id,
        service_id=line.service_id,
        customer_id=line.customer_id,
        location_id=line.location_id,
        description=line.description,
        from_on=line.from_on,
        to_on=line.to_on,
        quantity=line.quantity,
        discounts=[(name, minor) for name, minor in line.discounts],
        unit_minor=line.unit_minor,
        price_minor=line.price_minor,
        amount_minor=line.price_minor,
        tax_class=line.tax_class,
        income=line.income,
        line_id=line.pk,
    )


def _locked(invoice: Invoice) -> Invoice:
    row = Invoice.objects.select_for_update().get(pk=invoice.pk)
    if row.state != State.DRAFT:
        raise NotADraft(f"{row} was issued and stays as it is.")
    return row


def typed_lines(given: Sequence[DraftLineInput], account: BillingAccount) -> list[LineDraft]:
    return [_typed(one, account, at) for at, one in enumerate(given)]


def write_rows(row: Invoice, account: BillingAccount, lines: list[LineDraft]) -> None:
    """Keep the lines of a draft with the taxes they would have today."""
    tax_lines(lines, account, on=today())
    InvoiceLine.objects.bulk_create(_kept(row, line, at) for at, line in enumerate(lines, 1))
    InvoiceTax.objects.bulk_create(
        InvoiceTax(invoice=row, line_id=line.line_id, **tax._asdict())
        for line in lines
        for tax in line.taxes
    )
    row.net_minor = sum(line.amount_minor for line in lines)
    row.tax_minor = sum(tax.tax_minor for line in lines for tax in line.taxes)
    row.total_minor = row.net_minor + row.tax_minor
    row.save()


def _typed(one: DraftLineInput, account: BillingAccount, at: int) -> LineDraft:
    unit = in_currency(one.unit, account.currency, field=f"lines.{at}.unit")
    amount = int((unit.minor * one.quantity).quantize(ONE, ROUND_HALF_UP))
    service = _service(account, one.service_id, at)
    return LineDraft(
        source_kind=InvoiceLine.Source.TYPED.value,
        source_id=uuid.uuid4(),
        service_id=one.service_id,
        customer_id=account.customer_id,
        location_id=service.location_id if service else None,
        description=one.description,
        from_on=one.from_on,
        to_on=one.to_on,
        quantity=one.quantity,
        unit_minor=unit.minor,
        price_minor=amount,
        amount_minor=amount,
        tax_class=one.tax_class,
        income=income_of(one.tax_class),
    )


def _service(account: BillingAccount, service_id: UUID | None, at: int) -> Service | None:
    if service_id is None:
        return None
    found: Service | None = account.customer.services.filter(pk=service_id).first()
    if found is None:
        raise DraftRefused("This service is another customer's.", field=f"lines.{at}.service_id")
    return found


def _kept(row: Invoice, line: LineDraft, position: int) -> InvoiceLine:
    return InvoiceLine(
        id=line.line_id,
        invoice=row,
        position=position,
        source_kind=line.source_kind,
        source_id=line.source_id,
        service_id=line.service_id,
        customer_id=line.customer_id,
        location_id=line.location_id,
        description=line.description,
        from_on=line.from_on,
        to_on=line.to_on,
        quantity=line.quantity,
        discounts=list(line.discounts),
        unit_minor=line.unit_minor,
        price_minor=line.amount_minor if line.price_minor is None else line.price_minor,
        amount_minor=line.amount_minor,
        tax_class=line.tax_class,
        income=line.income,
    )
