"""Payments and charges."""

from collections.abc import Mapping
from typing import Any

from guywire.kit.access import Actor
from guywire.kit.entity import Action, Changes, Column, Entity, Html, Panel, Timeline
from guywire.kit.pages.statuses import icon_of, tone_of

from ..inputs import ChargeInput, ManualPaymentInput, ReasonInput
from ..inputs.collecting import RefundInput
from ..inputs.desk import ApplyInput, TakeOffInput
from ..models import Charge, Journal, Payment
from ..queries import documents, lists
from ..services import applying, charges, payments, refunds
from .cells import amount, entries_context, may_see_entries
from .outputs import ChargeOutput, PaymentOutput

State = Payment.State
ENTRIES = (
    Journal.Kind.PAYMENT,
    Journal.Kind.PAYMENT_BACK,
    Journal.Kind.REFUND,
    Journal.Kind.FEE,
    Journal.Kind.DISPUTE,
    Journal.Kind.DISPUTE_WON,
)


def _uses(payment: Payment, actor: Actor) -> Mapping[str, Any]:
    word = "unused" if payment.unapplied_minor else payment.state
    return {
        "tone": tone_of(word),
        "tone_icon": icon_of(word),
        "uses": documents.uses_of(payment),
        "may_see_invoices": actor.may("billing.invoice.view"),
        "may_see_money": actor.may("billing.billing_account.view"),
    }


PAYMENT = Entity(
    model=Payment,
    input=ManualPaymentInput,
    output=PaymentOutput,
    rows=lists.payments,
    create=applying.take_payment,
    change=None,
    extra_inputs=("amount", "invoice_id"),
    columns=(
        Column("number", link=True),
        Column("state", badge=True),
        Column("customer", sort="customer__name"),
        Column("received_on", "Received"),
        Column("method"),
        amount("amount_minor", "Amount"),
        amount("unapplied_minor", "Unapplied"),
        Column("reference"),
        amount("refunded_minor", "Refunded", hidden=True),
        Column("currency", hidden=True),
        Column("note", hidden=True),
        Column("created_at", "Written", hidden=True),
    ),
    filters=("state", "method", "customer", "received_on"),
    search=("number", "reference", "customer__name", "customer__number"),
    natural_key=("number",),
    default_sort="-received_on",
    panels=(
        Html("Where it went", "billing/panels/payment.html", _uses),
        Panel("Payment", "customer", "method", "received_on", "reference", "note", "reason"),
        Html(
            "In the ledger", "billing/panels/entries.html", entries_context(*ENTRIES),
            when=may_see_entries,
        ),
        Timeline(),
        Changes(),
    ),
    actions=(
        Action(
            "apply",
            applying.apply_to_invoice,
            input=ApplyInput,
            when=lambda row: row.state == State.SETTLED and row.unapplied_minor > 0,
            icon="arrows-exchange",
            description="Settle an invoice by what is left of the payment",
        ),
        Action(
            "take_off",
            applying.take_off_invoice,
            input=TakeOffInput,
            when=lambda row: row.applied.minor > 0,
            icon="arrow-left",
            description="What the payment settled of an invoice is open again; it becomes credit",
        ),
        Action(
            "refund",
            refunds.refund_payment,
            input=RefundInput,
            when=lambda row: row.state == State.SETTLED and row.unapplied_minor > 0,
            prefill=lambda row: {"amount": row.unapplied.decimal},
            icon="arrow-back-up",
            description="Give money that settles nothing back",
        ),
        Action(
            "take_back",
            lambda row, data: payments.take_back(row, reason=data.reason),
            input=ReasonInput,
            when=lambda row: row.state == State.SETTLED and not row.refunded_minor,
            icon="ban",
            danger=True,
            confirm="The payment was none: entered by mistake, or returned by the bank. What it"
            " settled is owed again; its number stays.",
            description="Undo a payment that was none",
        ),
    ),
    group="money",
    order=11,
    icon="cash",
    empty="Take a payment by hand, or bring a file of them.",
)  # fmt: skip


CHARGE = Entity(
    model=Charge,
    input=ChargeInput,
    output=ChargeOutput,
    rows=lists.charges,
    create=charges.write_charge,
    change=None,
    extra_inputs=("unit",),
    columns=(
        Column("description", link=True),
        Column("state", badge=True),
        Column("customer", sort="customer__name"),
        amount("amount_minor", "Amount"),
        Column("bill_on", "Billed from"),
        Column("kind"),
        Column("quantity", hidden=True, decimals=6),
        amount("unit_minor", "Price", hidden=True),
        Column("service", hidden=True),
        Column("tax_class", hidden=True),
        Column("key", hidden=True),
        Column("created_at", "Written", hidden=True),
    ),
    filters=("state", "kind", "customer", "service", "bill_on"),
    search=("description", "customer__name", "customer__number"),
    default_sort="-bill_on",
    panels=(
        Panel(
            "Charge", "customer", "service", "kind", "description",
            Column("quantity", decimals=6), "unit_minor", "amount_minor", "tax_class", "bill_on",
            "key", "reason", "created_at",
        ),
        Timeline(),
        Changes(),
    ),
    actions=(
        Action(
            "cancel",
            lambda row, data: charges.cancel_charge(row, reason=data.reason),
            label="Call off",
            input=ReasonInput,
            when=lambda row: row.state == Charge.State.WAITING,
            icon="x",
            danger=True,
            description="A charge that waits is not billed",
        ),
    ),
    group="money",
    order=12,
    icon="tag",
    empty="Charges are billed once: a visit, a device, a fee.",
)  # fmt: skip
