"""Invoices, credit notes, proformas and quotes."""

from collections.abc import Mapping
from typing import Any

from guywire.kit.access import Actor
from guywire.kit.entity import Action, Column, Entity, Filter, Html, Panel, Timeline
from guywire.kit.pages.statuses import icon_of, tone_of

from ..inputs import ReasonInput
from ..inputs.desk import ApplyInput, CreditNoteInput, TakeOffInput
from ..inputs.drafts import DraftInput
from ..models import Invoice, Journal
from ..queries import documents, lists
from ..queries.days import day_here
from ..services import applying, credits, drafts, offers, sending
from .cells import amount, entries_context, may_see_entries, standing
from .outputs import InvoiceOutput

Kind, State = Invoice.Kind, Invoice.State
ENTRIES = (
    Journal.Kind.INVOICE,
    Journal.Kind.CREDIT_NOTE,
    Journal.Kind.VOID,
    Journal.Kind.WRITE_OFF,
    Journal.Kind.RECOVERY,
)
YES_NO = (("true", "open"), ("false", "settled"))


def _standing(invoice: Invoice, actor: Actor) -> Mapping[str, Any]:
    word = standing(invoice)
    return {
        "standing": word,
        "tone": tone_of(word),
        "tone_icon": icon_of(word),
        "overdue_days": documents.days_overdue(invoice, day_here()),
        "settlements": documents.settlements_of(invoice),
        "notes": documents.credit_notes_of(invoice) if invoice.kind == Kind.INVOICE else (),
        "may_see_payments": actor.may("billing.payment.view"),
        "may_see_customer": actor.may("customers.customer.view"),
        "may_see_money": actor.may("billing.billing_account.view"),
    }


def _lines(invoice: Invoice, actor: Actor) -> Mapping[str, Any]:
    lines = list(invoice.lines.all())
    return {"lines": lines, "taxes": documents.tax_sums(lines)}


def _is_invoice(invoice: Invoice, *states: str) -> bool:
    return invoice.kind == Kind.INVOICE and invoice.state in states


def _is_draft(invoice: Invoice) -> bool:
    return invoice.state == State.DRAFT


def _is_offer(invoice: Invoice, *kinds: Invoice.Kind) -> bool:
    return invoice.kind in kinds and invoice.state == State.ISSUED


def _is_credit(invoice: Invoice) -> bool:
    return invoice.kind == Kind.CREDIT_NOTE


INVOICE = Entity(
    model=Invoice,
    input=DraftInput,
    output=InvoiceOutput,
    rows=lists.invoices,
    create=drafts.write_draft,
    change=None,
    extra_inputs=("lines",),
    columns=(
        Column("number", link=True),
        Column("standing", "State", badge=True, value=standing, sort="state"),
        Column("customer", sort="customer__name"),
        Column("issued_on", "Issued"),
        Column("due_on", "Due"),
        amount("total_minor", "Total"),
        amount("balance_minor", "Balance"),
        Column("kind"),
        amount("net_minor", "Before tax", hidden=True),
        amount("tax_minor", "Tax", hidden=True),
        Column("currency", hidden=True),
        Column("run", hidden=True),
        Column("settled_on", "Settled", hidden=True),
        Column("sent_at", "Sent", hidden=True),
        Column("created_at", "Written", hidden=True),
    ),
    filters=(
        "kind",
        "state",
        Filter("open", lists.that_are_open, "Open", choices=YES_NO),
        Filter("overdue", lists.overdue_by, "Overdue for days", help="More than so many; 0: all"),
        "customer",
        "issued_on",
        "due_on",
        "settled_on",
        "credits",
        "run",
    ),
    search=("number", "customer__name", "customer__number"),
    natural_key=("number",),
    default_sort="-issued_on",
    panels=(
        Html("How it stands", "billing/panels/invoice.html", _standing),
        Html("What for", "billing/panels/lines.html", _lines),
        Panel(
            "Document", "customer", "issued_on", "due_on", "settled_on", "sent_at", "credits",
            "run", "note", "reason",
        ),
        Html(
            "In the ledger", "billing/panels/entries.html", entries_context(*ENTRIES),
            when=may_see_entries,
        ),
        Timeline(),
    ),
    actions=(
        Action(
            "issue",
            drafts.issue_draft,
            when=_is_draft,
            icon="check",
            confirm="It gets its number and stays as it is from then on.",
            description="Issue a document that was written by hand",
        ),
        Action(
            "rewrite",
            drafts.change_draft,
            label="Change",
            input=DraftInput,
            when=_is_draft,
            icon="pencil",
            description="Write a draft anew",
        ),
        Action(
            "discard",
            drafts.remove_draft,
            when=_is_draft,
            icon="trash",
            danger=True,
            confirm="The draft is thrown away; it has no number.",
            description="Throw a draft away",
        ),
        Action(
            "send",
            sending.send,
            when=lambda row: row.state not in {State.DRAFT, State.VOID},
            bulk=True,
            icon="mail",
            description="Send a document by mail, or put it to those that are printed",
        ),
        Action(
            "bill",
            offers.bill_proforma,
            label="Make the invoice",
            when=lambda row: _is_offer(row, Kind.PROFORMA),
            icon="file-invoice",
            confirm="The customer’s credit pays it; it has to be enough.",
            description="Make the invoice of a proforma that was paid in full",
        ),
        Action(
            "accept",
            offers.accept_quote,
            when=lambda row: _is_offer(row, Kind.QUOTE),
            icon="check",
            description="Say that a customer accepts a quote",
        ),
        Action(
            "decline",
            lambda row, data: offers.decline_quote(row, reason=data.reason),
            input=ReasonInput,
            when=lambda row: _is_offer(row, Kind.QUOTE),
            icon="x",
            description="Say that a customer does not want what was quoted",
        ),
        Action(
            "withdraw",
            lambda row, data: offers.withdraw(row, reason=data.reason),
            input=ReasonInput,
            when=lambda row: _is_offer(row, Kind.PROFORMA, Kind.QUOTE),
            icon="ban",
            danger=True,
            description="Withdraw a proforma or quote",
        ),
        Action(
            "credit",
            applying.credit_lines,
            label="Credit",
            input=CreditNoteInput,
            when=lambda row: _is_invoice(row, State.ISSUED, State.PART_PAID, State.PAID),
            icon="receipt-2",
            description="Issue a credit note for lines of the invoice, with their tax",
        ),
        Action(
            "apply",
            applying.apply_to_invoice,
            input=ApplyInput,
            when=lambda row: _is_credit(row) and row.balance_minor > 0,
            icon="arrows-exchange",
            description="Settle an invoice by what is left of the credit note",
        ),
        Action(
            "take_off",
            applying.take_off_invoice,
            input=TakeOffInput,
            when=lambda row: _is_credit(row) and row.balance_minor < row.total_minor,
            icon="arrow-left",
            description="What the credit note settled of an invoice is open again",
        ),
        Action(
            "void",
            lambda row, data: credits.void_invoice(row, reason=data.reason),
            input=ReasonInput,
            when=lambda row: _is_invoice(row, State.ISSUED, State.PART_PAID, State.PAID),
            icon="ban",
            danger=True,
            confirm="The invoice is undone and keeps its number; what was paid of it becomes"
            " credit. One that was credited in part is corrected by a credit note instead.",
            description="Undo an invoice that should never have been",
        ),
        Action(
            "write_off",
            lambda row, data: credits.write_off(row, reason=data.reason),
            input=ReasonInput,
            when=lambda row: _is_invoice(row, State.ISSUED, State.PART_PAID),
            icon="archive",
            danger=True,
            confirm="What is open becomes bad debt; the customer owes it no more.",
            description="Give up what is open of an invoice as bad debt",
        ),
    ),
    group="money",
    order=10,
    icon="file-invoice",
    empty="Billing runs issue invoices; credit notes correct them.",
    importable=False,
)  # fmt: skip
