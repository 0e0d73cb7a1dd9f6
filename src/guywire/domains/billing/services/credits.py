"""Corrections of what was issued: credit notes, voids, bad debt. An issued document stays."""

import uuid
from collections.abc import Mapping, Sequence
from datetime import date
from uuid import UUID

from guywire.domains.customers.queries import today
from guywire.engines.money import Money
from guywire.kit.errors import Conflict, DomainError
from guywire.kit.events import publish

from ..events import CreditNoteIssued, InvoiceVoided, InvoiceWrittenOff
from ..models import Account, Charge, Invoice, InvoiceLine, Journal
from ..queries.history import given_back
from . import settling
from .accounts import lock_account, touch_services
from .creditable import Creditable
from .issuing import Draft, LineDraft, issue
from .parties import keep_parties
from .posting import Leg, open_day, post, reverse
from .snapshots import issuer_of, payer_of
from .writing_due import settle_note

Kind, State = Invoice.Kind, Invoice.State
Role = Account.Role


class NotCreditable(DomainError):
    """More than was billed and not yet credited, or no invoice at all."""

    code = "not_creditable"


class NotVoidable(Conflict):
    """The invoice cannot be made undone any more."""

    code = "not_voidable"


CREDITABLE = {*settling.OPEN, State.PAID}


def _how_it_is(invoice: Invoice) -> str:
    return str(
        invoice.get_state_display() if invoice.kind == Kind.INVOICE else invoice.get_kind_display()
    ).lower()


def credit_invoice(
    invoice: Invoice,
    *,
    reason: str,
    amounts: Mapping[UUID, int] | None = None,
    on: date | None = None,
) -> Invoice:
    """Issue a credit note for lines of an invoice: ``amounts`` by line, before tax; else the rest.

    Tax goes back at the rate it was charged, so that all credit notes of an invoice add up to it
    (B-DOC-4). What the invoice has open is settled first, then the oldest due; the rest is credit.
    """
    lock_account(invoice.customer_id)
    invoice = Invoice.objects.select_for_update().get(pk=invoice.pk)
    if invoice.kind != Kind.INVOICE or invoice.state not in CREDITABLE:
        raise NotCreditable(f"{invoice} is {_how_it_is(invoice)}.")
    lines = list(invoice.lines.prefetch_related("taxes"))
    drafts = _credit_lines(lines, amounts)
    note = _issue_note(invoice, drafts, reason=reason, on=on or today())
    settle_note(note)
    return note


def _credit_lines(
    lines: Sequence[InvoiceLine], amounts: Mapping[UUID, int] | None
) -> list[LineDraft]:
    before = given_back([line.pk for line in lines])
    by_id = {line.pk: Creditable.of(line, before.get(line.pk, ())) for line in lines}
    wanted = {pk: one.left_minor for pk, one in by_id.items()} if amounts is None else amounts
    drafts = []
    for line_id, amount in wanted.items():
        one = by_id.get(line_id)
        if one is None or not amount:
            continue
        if amount * one.left_minor < 0 or abs(amount) > abs(one.left_minor):
            left = Money(one.left_minor, one.line.invoice.currency)
            raise NotCreditable(
                f"{left} of “{one.line.description}” can be credited.", field="amount"
            )
        drafts.append(one.draft(one.by_amount(amount)))
    if not drafts or sum(draft.amount_minor for draft in drafts) <= 0:
        raise NotCreditable("Nothing of this invoice is left to be credited.")
    return drafts


def _issue_note(invoice: Invoice, lines: list[LineDraft], *, reason: str, on: date) -> Invoice:
    draft = Draft(
        kind=Kind.CREDIT_NOTE,
        customer_id=invoice.customer_id,
        currency=invoice.currency,
        issued_on=open_day(max(on, invoice.issued_on or on)),
        due_on=None,
        lines=lines,
        payer_party_id=_party(invoice.payer_party_id),
        issuer_party_id=_party(invoice.issuer_party_id),
        includes_tax=invoice.includes_tax,
        tax_rounding=invoice.tax_rounding,
        credits_id=invoice.pk,
        is_courtesy=False,
        reason=reason,
    )
    return _issued(draft)


def _party(party_id: UUID | None) -> UUID:
    assert party_id is not None, "an issued document has its parties"
    return party_id


def _issued(draft: Draft) -> Invoice:
    issue([draft])
    note = Invoice.objects.select_for_update().get(pk=draft.document_id)
    publish(
        CreditNoteIssued(
            credit_note_id=note.pk,
            customer_id=note.customer_id,
            credits_id=note.credits_id,
            total_minor=note.total_minor,
            currency=note.currency,
        )
    )
    return note


def give_credit(
    customer_id: UUID, *, amount: Money, reason: str, on: date | None = None
) -> Invoice:
    """A courtesy: credit without an invoice behind it. It pays bills and is never paid out."""
    account = lock_account(customer_id)
    if amount.minor <= 0:
        raise NotCreditable("A credit is more than nothing.", field="amount")
    if amount.currency != account.currency:
        raise NotCreditable(f"This account is in {account.currency}.", field="amount")
    parties = keep_parties([issuer_of(), payer_of(account)])
    line = LineDraft(
        source_kind=InvoiceLine.Source.CREDIT,
        source_id=uuid.uuid4(),
        customer_id=customer_id,
        description=reason,
        unit_minor=amount.minor,
        amount_minor=amount.minor,
        tax_class="exempt",
        income=Role.CREDITS,
    )
    draft = Draft(
        kind=Kind.CREDIT_NOTE,
        customer_id=customer_id,
        currency=amount.currency,
        issued_on=open_day(on),
        due_on=None,
        lines=[line],
        payer_party_id=parties[customer_id],
        issuer_party_id=parties[None],
        is_courtesy=True,
        reason=reason,
    )
    note = _issued(draft)
    if account.use_credit:
        settling.apply_oldest(note, on=note.issued_on)
    return note


def void_invoice(invoice: Invoice, *, reason: str, on: date | None = None) -> Invoice:
    """An invoice that should never have been; its number stays, payments become credit (B-DOC-2).

    One that was credited in part is corrected by another credit note instead.
    """
    lock_account(invoice.customer_id)
    invoice = Invoice.objects.select_for_update().get(pk=invoice.pk)
    if invoice.kind != Kind.INVOICE or invoice.state not in CREDITABLE:
        raise NotVoidable(f"{invoice} is {_how_it_is(invoice)}.")
    if invoice.credit_notes.exclude(state=State.VOID).exists():
        raise NotVoidable(f"Part of {invoice} was credited; issue a credit note for the rest.")
    settling.release_invoice(invoice, on=on, reason=reason)
    invoice.refresh_from_db()
    entry = Journal.objects.filter(kind=Journal.Kind.INVOICE, source_id=invoice.pk).first()
    if entry is not None:
        day = open_day(max(on or today(), entry.posted_on))
        reverse(entry, Journal.Kind.VOID, invoice.pk, on=day, memo=str(invoice))
    _close(invoice, State.VOID, reason)
    touch_services(
        InvoiceLine.objects.filter(invoice=invoice, service__isnull=False).values_list("service")
    )
    Charge.objects.filter(pk__in=invoice.lines.values("source_id"), state="billed").update(
        state=Charge.State.CANCELLED, reason=f"{invoice} was voided"[:200]
    )
    publish(InvoiceVoided(invoice_id=invoice.pk, customer_id=invoice.customer_id, reason=reason))
    return invoice


def write_off(invoice: Invoice, *, reason: str, on: date | None = None) -> Invoice:
    """Give up what is open of an invoice as bad debt (B-DUN-12)."""
    lock_account(invoice.customer_id)
    invoice = Invoice.objects.select_for_update().get(pk=invoice.pk)
    if invoice.kind != Kind.INVOICE or invoice.state not in settling.OPEN:
        raise NotVoidable(f"{invoice} is {_how_it_is(invoice)}.")
    open_ = invoice.balance
    day = open_day(max(on or today(), invoice.issued_on or today()))
    legs = [Leg(Role.BAD_DEBT, open_), Leg(Role.RECEIVABLE, -open_, invoice.customer_id)]
    post(Journal.Kind.WRITE_OFF, invoice.pk, on=day, legs=legs, memo=str(invoice))
    _close(invoice, State.WRITTEN_OFF, reason)
    publish(
        InvoiceWrittenOff(
            invoice_id=invoice.pk,
            customer_id=invoice.customer_id,
            amount_minor=open_.minor,
            currency=open_.currency,
            reason=reason,
        )
    )
    return invoice


def _close(invoice: Invoice, state: Invoice.State, reason: str) -> None:
    invoice.state, invoice.balance_minor, invoice.reason = state, 0, reason[:200]
    invoice.save(update_fields=["state", "balance_minor", "reason"])
