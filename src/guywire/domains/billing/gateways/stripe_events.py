"""Stripe's webhooks: the signature, its age, and the event as the port tells it; pure."""

import hashlib
import hmac
import json
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from .amounts import from_stripe
from .declines import bank_return
from .errors import BadSignature
from .port import EventKind, GatewayEvent
from .stripe_reading import (
    REFERENCE,
    REFUND_STATES,
    Object,
    amount_of,
    card_decline,
    id_of,
    instrument,
    part,
    payment_decline,
)

TOLERANCE = timedelta(minutes=5)
RETURN_REASONS = frozenset(
    {
        "bank_cannot_process",
        "debit_not_authorized",
        "incorrect_account_details",
        "insufficient_funds",
    }
)
"""Reasons of a "dispute" that is a bank's late return; it cannot be contested (Stripe, ACH)."""
DEBITS = frozenset({"us_bank_account", "sepa_debit"})
INTENTS = {
    "payment_intent.succeeded": EventKind.CHARGE_SUCCEEDED,
    "payment_intent.processing": EventKind.CHARGE_PENDING,
    "payment_intent.requires_action": EventKind.CHARGE_REQUIRES_ACTION,
    "payment_intent.payment_failed": EventKind.CHARGE_FAILED,
    "payment_intent.canceled": EventKind.CHARGE_CANCELED,
}
REFUNDS = frozenset({"refund.created", "refund.updated", "refund.failed"})
DISPUTES = {
    "charge.dispute.created": EventKind.DISPUTE_OPENED,
    "charge.dispute.funds_withdrawn": EventKind.DISPUTE_FEE,
    "charge.dispute.funds_reinstated": EventKind.DISPUTE_REINSTATED,
    "charge.dispute.closed": EventKind.DISPUTE_LOST,
}
METHODS = {
    "payment_method.updated": EventKind.INSTRUMENT_UPDATED,
    "payment_method.automatically_updated": EventKind.INSTRUMENT_UPDATED,
    "payment_method.detached": EventKind.INSTRUMENT_REMOVED,
}
SETUPS = {
    "setup_intent.succeeded": EventKind.INSTRUMENT_SAVED,
    "setup_intent.setup_failed": EventKind.INSTRUMENT_FAILED,
}
PAYOUTS = {"payout.paid": EventKind.PAYOUT_PAID, "payout.failed": EventKind.PAYOUT_FAILED}
SUBSCRIBED = (
    *INTENTS,
    *sorted(REFUNDS),
    *DISPUTES,
    *METHODS,
    *SETUPS,
    *PAYOUTS,
    "mandate.updated",
)
"""What our webhook asks Stripe to send."""


def verify(header: str, body: bytes, secrets: Sequence[str], now: datetime) -> None:
    """Stripe-Signature: t=…,v1=… over "t.body" by any of the secrets (two while one is rolled)."""
    fields = [item.partition("=")[::2] for item in header.split(",")]
    times = [value for name, value in fields if name.strip() == "t" and value.isdecimal()]
    given = [value.strip() for name, value in fields if name.strip() == "v1"]
    if len(times) != 1 or not given:
        raise BadSignature("The webhook carries no Stripe signature.", gateway="stripe")
    signed = times[0].encode() + b"." + body
    good = [hmac.new(s.encode(), signed, hashlib.sha256).hexdigest() for s in secrets]
    matches = [hmac.compare_digest(a.encode(), b.encode()) for a in good for b in given]
    if not any(matches):
        raise BadSignature("The signature of the webhook is not Stripe's.", gateway="stripe")
    if abs(now.timestamp() - int(times[0])) > TOLERANCE.total_seconds():
        raise BadSignature("The webhook was signed too long ago.", gateway="stripe")


def read(body: bytes) -> GatewayEvent:
    """An event whose signature is good. Raises BadSignature where it is not an event at all."""
    try:
        return event_of(json.loads(body))
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise BadSignature("The webhook holds no event of Stripe.", gateway="stripe") from error


def event_of(told: Object) -> GatewayEvent:
    """An Event object."""
    kind, about = str(told["type"]), part(told, "data", "object")
    for known, reads in READERS:
        if kind in known:
            values = reads(kind, about)
            break
    else:
        values = {"kind": EventKind.OTHER}
    return GatewayEvent(
        id=str(told["id"]),
        type=kind,
        object_id=values.pop("object_id", str(about.get("id", ""))),
        occurred_at=datetime.fromtimestamp(int(told["created"]), UTC),
        payload=told,
        **values,
    )


def _intent(kind: str, told: Object) -> dict[str, Any]:
    values = {
        "kind": INTENTS[kind],
        "charge_id": str(told["id"]),
        "transaction_id": id_of(told.get("latest_charge")),
        "reference": _reference(told),
        "amount": amount_of(told),
    }
    if kind == "payment_intent.payment_failed":
        values["decline"] = payment_decline(told)
        # A debit that the bank accepted and then sent back; one refused at once has no charge.
        method = part(told, "last_payment_error", "payment_method").get("type")
        if method in DEBITS and values["transaction_id"]:
            values["kind"] = EventKind.CHARGE_RETURNED
    return values


def _refund(kind: str, told: Object) -> dict[str, Any]:
    state = REFUND_STATES.get(str(told.get("status")), "pending")
    return {
        "kind": EventKind(f"refund.{state}"),
        **_charge_of(told),
        "reference": _reference(told),
        "amount": amount_of(told),
        "reason": str(told.get("failure_reason") or ""),
    }


def _dispute(kind: str, told: Object) -> dict[str, Any]:
    reason = str(told.get("reason") or "")
    meaning, decline = DISPUTES[kind], None
    if kind == "charge.dispute.closed" and told.get("status") != "lost":
        meaning = EventKind.DISPUTE_WON
    if reason in RETURN_REASONS:
        if kind == "charge.dispute.created":
            meaning, decline = EventKind.CHARGE_RETURNED, bank_return(reason)
        elif kind == "charge.dispute.closed":
            meaning = EventKind.OTHER  # closed at once: the return has told it
    moved = [line for line in told.get("balance_transactions") or () if int(line["fee"])]
    fees = [from_stripe(int(line["fee"]), str(line["currency"])) for line in moved]
    return {
        "kind": meaning,
        **_charge_of(told),
        "amount": amount_of(told),
        "fee": fees[-1] if fees else None,
        "decline": decline,
        "reason": reason,
    }


def _method(kind: str, told: Object) -> dict[str, Any]:
    return {"kind": METHODS[kind], "instrument": instrument(told)}


def _setup(kind: str, told: Object) -> dict[str, Any]:
    values: dict[str, Any] = {"kind": SETUPS[kind]}
    if kind == "setup_intent.setup_failed":
        values["decline"] = card_decline(part(told, "last_setup_error"))
    return values


def _payout(kind: str, told: Object) -> dict[str, Any]:
    return {
        "kind": PAYOUTS[kind],
        "amount": amount_of(told),
        "reason": str(told.get("failure_message") or ""),
    }


def _mandate(kind: str, told: Object) -> dict[str, Any]:
    """A payer who withdraws the consent takes the instrument away."""
    if told.get("status") != "inactive":
        return {"kind": EventKind.OTHER}
    return {
        "kind": EventKind.INSTRUMENT_REMOVED,
        "object_id": id_of(told.get("payment_method")),
        "reason": "mandate_inactive",
    }


def _reference(told: Object) -> str:
    return str(part(told, "metadata").get(REFERENCE, ""))


def _charge_of(told: Object) -> dict[str, str]:
    return {
        "charge_id": id_of(told.get("payment_intent")),
        "transaction_id": id_of(told.get("charge")),
    }


Reader = Callable[[str, Object], dict[str, Any]]
READERS: tuple[tuple[Mapping[str, Any] | frozenset[str], Reader], ...] = (
    (INTENTS, _intent),
    (REFUNDS, _refund),
    (DISPUTES, _dispute),
    (METHODS, _method),
    (SETUPS, _setup),
    (PAYOUTS, _payout),
    (frozenset({"mandate.updated"}), _mandate),
)
