"""Invoices, credit notes and proformas."""

from collections.abc import Mapping
from typing import Any

from guywire.kit.access import Actor
from guywire.kit.entity import Action, Column, Entity, Filter, Html, Panel, Timeline
from guywire.kit.pages.statuses import icon_of, tone_of

from ..inputs import ReasonInput
from ..inputs.desk import ApplyInput, CreditNoteInput, TakeOffInput
from ..models import Invoice, Journal
from ..queries import documents, lists
from ..queries.days import day_here
from ..services import applying, credits
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


def _is_credit(invoice: Invoice) -> bool:
    return invoice.kind == Kind.CREDIT_NOTE


INVOICE = Entity(
    model=Invoice,
    input=ReasonInput,
    output=InvoiceOutput,
    rows=lists.invoices,
    create=None,
    change=None,
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
