"""What customers pay with, each try to take money, and money that goes back."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from guywire.kit.access import Actor
from guywire.kit.entity import Action, Changes, Column, Entity, Html, Panel, Related, Timeline

from ..inputs import ReasonInput
from ..inputs.collecting import AttemptInput, InstrumentInput
from ..models import Dispute, InstrumentSetup, PaymentAttempt, PaymentInstrument, Refund
from ..queries import gateways
from ..services import attempts, instruments, outcomes
from .cells import amount
from .outputs import Amount, Output


class PaymentInstrumentOutput(Output):
    """A card, bank account or PayPal account, by what may be shown of it."""

    customer_id: UUID
    account_id: UUID
    kind: str
    brand: str
    last4: str
    label: str
    expires_on: date | None
    is_default: bool
    problem: str
    removed_at: datetime | None
    created_at: datetime


class InstrumentRequestOutput(Output):
    """A page of the gateway (``page_url``) where the customer enters an instrument."""

    customer_id: UUID
    account_id: UUID
    kind: str
    page_url: str
    makes_default: bool
    state: str
    reason: str
    instrument_id: UUID | None
    created_at: datetime


class PaymentAttemptOutput(Output):
    """One try to take money. Pending is not paid; ``page_url`` is where the payer confirms."""

    customer_id: UUID
    account_id: UUID
    instrument_id: UUID | None
    origin: str
    amount: Amount
    currency: str
    state: str
    page_url: str
    decline_code: str
    decline_category: str
    reason: str
    flag: str
    next_try_at: datetime | None
    next_try_why: str
    payment_id: UUID | None
    created_at: datetime
    finished_at: datetime | None


class RefundOutput(Output):
    number: str
    customer_id: UUID
    payment_id: UUID
    way: str
    amount: Amount
    currency: str
    reason: str
    state: str
    problem: str
    refunded_on: date
    created_at: datetime
    finished_at: datetime | None


class DisputeOutput(Output):
    customer_id: UUID
    payment_id: UUID
    account_id: UUID
    external_id: str
    amount: Amount
    fee: Amount
    currency: str
    state: str
    reason: str
    opened_at: datetime
    closed_at: datetime | None


def _is_kept(row: PaymentInstrument) -> bool:
    return row.removed_at is None


def _is_parked(row: PaymentAttempt) -> bool:
    waits = row.arrived_minor is not None and row.payment_id is None
    return waits and not (row.state == PaymentAttempt.State.CANCELED and row.reason)


def _attempt_context(row: PaymentAttempt, actor: Actor) -> Mapping[str, Any]:
    return {
        "parts": gateways.parts_of(row),
        "may_see_invoices": actor.may("billing.invoice.view"),
    }


def _disputed(row: Dispute, actor: Actor) -> Mapping[str, Any]:
    return {
        "parts": gateways.disputed_by(row),
        "may_see_invoices": actor.may("billing.invoice.view"),
    }


PAYMENT_INSTRUMENT = Entity(
    model=PaymentInstrument,
    input=ReasonInput,
    output=PaymentInstrumentOutput,
    rows=gateways.instruments,
    create=None,
    change=None,
    extra_inputs=("reason",),
    columns=(
        Column("kind", link=True),
        Column("customer", sort="customer__name"),
        Column("brand"),
        Column("last4", "Ends with"),
        Column("expires_on", "Expires"),
        Column("is_default", "Autopay"),
        Column("problem"),
        Column("label", hidden=True),
        Column("removed_at", "Removed", hidden=True),
        Column("account", hidden=True, sort="account__name"),
        Column("created_at", "Saved", hidden=True),
    ),
    filters=("kind", "problem", "is_default", "customer", "account", "expires_on"),
    search=("last4", "label", "customer__name", "customer__number"),
    default_sort="-created_at",
    panels=(
        Panel("Instrument", "customer", "kind", "brand", "last4", "label", "expires_on", "mandate",
              "is_default", "problem", "account", "created_at", "removed_at"),
        Related("attempts", "billing.payment_attempt", "Payment attempts",
                ("created_at", "state", "amount_minor", "reason", "next_try_at")),
        Timeline(),
        Changes(),
    ),
    actions=(
        Action(
            "make_default",
            instruments.make_default,
            label="Use for autopay",
            when=lambda row: _is_kept(row) and not row.is_default,
            icon="repeat",
            description="Autopay charges it from now on; what is due is tried at once",
        ),
        Action(
            "stop_autopay",
            instruments.stop_autopay,
            label="Stop autopay",
            when=lambda row: _is_kept(row) and row.is_default,
            icon="repeat-off",
            description="The customer pays by hand from now on",
        ),
        Action(
            "forget",
            instruments.remove_instrument,
            label="Remove",
            when=_is_kept,
            icon="trash",
            danger=True,
            confirm="It is forgotten here and at the gateway. The customer has to enter it again"
            " to use it again.",
            description="Forget a card or bank account, here and at the gateway",
        ),
    ),
    group="money",
    order=20,
    icon="credit-card",
    empty="Ask a customer for a card or bank account by “Instrument requests”.",
    importable=False,
)  # fmt: skip


INSTRUMENT_REQUEST = Entity(
    model=InstrumentSetup,
    input=InstrumentInput,
    output=InstrumentRequestOutput,
    rows=gateways.setups,
    create=instruments.begin_setup,
    change=None,
    columns=(
        Column("customer", link=True, sort="customer__name"),
        Column("state", badge=True),
        Column("kind"),
        Column("account", sort="account__name"),
        Column("created_at", "Asked"),
        Column("reason", hidden=True),
    ),
    filters=("state", "kind", "customer", "account"),
    search=("customer__name", "customer__number"),
    default_sort="-created_at",
    panels=(
        Html("Where it is entered", "billing/panels/setup.html"),
        Panel("Request", "customer", "kind", "account", Column("makes_default", "Autopay"),
              "state", "reason", "instrument", "created_at"),
        Changes(),
    ),
    group="money",
    order=21,
    icon="link",
    empty="Open a page of the gateway where a customer enters a card or bank account.",
    importable=False,
)  # fmt: skip


PAYMENT_ATTEMPT = Entity(
    model=PaymentAttempt,
    input=AttemptInput,
    output=PaymentAttemptOutput,
    rows=gateways.attempts,
    create=attempts.take_payment,
    change=None,
    extra_inputs=("amount", "invoice_id"),
    columns=(
        Column("created_at", "Tried", link=True),
        Column("state", badge=True),
        Column("customer", sort="customer__name"),
        amount("amount_minor", "Amount"),
        Column("instrument"),
        Column("reason", "Why"),
        Column("next_try_at", "Tried again"),
        Column("flag", "To look at"),
        Column("origin", hidden=True),
        Column("next_try_why", "Why again, or not", hidden=True),
        Column("decline_code", hidden=True),
        Column("currency", hidden=True),
        Column("payment", hidden=True),
        Column("account", hidden=True, sort="account__name"),
    ),
    filters=("state", "origin", "customer", "instrument", "account", "next_try_at"),
    search=("key", "gateway_id", "transaction_id", "customer__name", "customer__number"),
    default_sort="-created_at",
    panels=(
        Html("How it stands", "billing/panels/attempt.html", _attempt_context),
        Panel("Attempt", "customer", "instrument", "account", "origin", "amount_minor", "state",
              "reason", "payment", "created_at", "finished_at"),
        Panel("At the gateway", "key", "gateway_id", "transaction_id", "decline_code",
              "network_code", "asked_count"),
        Timeline(),
        Changes(),
    ),
    actions=(
        Action(
            "cancel",
            attempts.cancel,
            when=lambda row: row.is_live and row.state != PaymentAttempt.State.PENDING,
            icon="x",
            danger=True,
            description="Give it up; the gateway says if it is too late",
        ),
        Action(
            "accept",
            outcomes.accept,
            label="Take what came",
            when=_is_parked,
            icon="check",
            confirm="What arrived is booked as it is.",
            description="Book money that arrived in another amount",
        ),
        Action(
            "dismiss",
            lambda row, data: outcomes.dismiss(row, reason=data.reason),
            label="It is no payment",
            input=ReasonInput,
            when=_is_parked,
            icon="ban",
            danger=True,
            description="Say that parked money is none of ours",
        ),
    ),
    group="money",
    order=22,
    icon="credit-card-pay",
    empty="Payments by card, bank debit and PayPal are tried here, by autopay or by hand.",
    importable=False,
)  # fmt: skip


REFUND = Entity(
    model=Refund,
    input=ReasonInput,
    output=RefundOutput,
    rows=gateways.refunds,
    create=None,
    change=None,
    columns=(
        Column("number", link=True),
        Column("state", badge=True),
        Column("customer", sort="customer__name"),
        amount("amount_minor", "Amount"),
        Column("payment"),
        Column("way"),
        Column("reason"),
        Column("refunded_on", "On"),
        Column("problem", hidden=True),
    ),
    filters=("state", "way", "customer", "payment", "refunded_on"),
    search=("number", "payment__number", "customer__name", "customer__number"),
    natural_key=("number",),
    default_sort="-refunded_on",
    panels=(
        Panel("Refund", "customer", "payment", "amount_minor", "way", "state", "reason", "problem",
              "refunded_on", "created_at", "finished_at"),
        Timeline(),
        Changes(),
    ),
    group="money",
    order=23,
    icon="arrow-back-up",
    empty="Money is given back on the page of its payment.",
    importable=False,
)  # fmt: skip


DISPUTE = Entity(
    model=Dispute,
    input=ReasonInput,
    output=DisputeOutput,
    rows=gateways.disputes,
    create=None,
    change=None,
    columns=(
        Column("payment", link=True, sort="payment__number"),
        Column("state", badge=True),
        Column("customer", sort="customer__name"),
        amount("amount_minor", "Amount"),
        amount("fee_minor", "Fee"),
        Column("reason"),
        Column("opened_at", "Opened"),
        Column("closed_at", "Closed"),
        Column("account", hidden=True, sort="account__name"),
    ),
    filters=("state", "customer", "account", "payment"),
    search=("external_id", "payment__number", "customer__name", "customer__number"),
    default_sort="-opened_at",
    panels=(
        Panel("Dispute", "customer", "payment", "amount_minor", "fee_minor", "state", "reason",
              Column("external_id", "Number there"), "account", "opened_at", "closed_at"),
        Html("Invoices that are open again", "billing/panels/dispute.html", _disputed),
        Timeline(),
        Changes(),
    ),
    group="money",
    order=24,
    icon="gavel",
    empty="Nobody’s bank has taken money back.",
    importable=False,
)  # fmt: skip
