"""PayPal's webhooks: what is sent back to PayPal for its signature, and the event; pure.

PayPal signs with a certificate and offers to check for us (Webhooks Management, "verify-webhook-
signature"). What it checks is the checksum of the body as it was sent, so the body goes back byte
for byte: written anew from what was parsed it would fail.
"""

import json
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from .amounts import from_paypal
from .declines import decline_of
from .errors import BadSignature
from .paypal_reading import capture_decline, fee_of, instrument
from .port import EventKind, GatewayEvent
from .stripe_reading import Object, part

LONGEST_RETRY = timedelta(days=4)
"""PayPal repeats a webhook up to 25 times over three days, each time with the first signature."""
AHEAD = timedelta(minutes=5)
HEADERS = {
    "transmission_id": "paypal-transmission-id",
    "transmission_time": "paypal-transmission-time",
    "transmission_sig": "paypal-transmission-sig",
    "cert_url": "paypal-cert-url",
    "auth_algo": "paypal-auth-algo",
}
CAPTURES = {
    "PAYMENT.CAPTURE.COMPLETED": EventKind.CHARGE_SUCCEEDED,
    "PAYMENT.CAPTURE.PENDING": EventKind.CHARGE_PENDING,
    "PAYMENT.CAPTURE.DENIED": EventKind.CHARGE_FAILED,
    "PAYMENT.CAPTURE.DECLINED": EventKind.CHARGE_FAILED,
    "PAYMENT.CAPTURE.REVERSED": EventKind.CHARGE_RETURNED,
}
REFUNDS = {
    "PAYMENT.CAPTURE.REFUNDED": EventKind.REFUND_SUCCEEDED,
    "PAYMENT.REFUND.PENDING": EventKind.REFUND_PENDING,
    "PAYMENT.REFUND.FAILED": EventKind.REFUND_FAILED,
}
DISPUTES = {
    "CUSTOMER.DISPUTE.CREATED": EventKind.DISPUTE_OPENED,
    "CUSTOMER.DISPUTE.RESOLVED": EventKind.DISPUTE_WON,
}
TOKENS = {
    "VAULT.PAYMENT-TOKEN.CREATED": EventKind.INSTRUMENT_SAVED,
    "VAULT.PAYMENT-TOKEN.DELETED": EventKind.INSTRUMENT_REMOVED,
}
APPROVED = frozenset({"CHECKOUT.ORDER.APPROVED"})
SUBSCRIBED = (*CAPTURES, *REFUNDS, *DISPUTES, *TOKENS, *APPROVED)
"""What our webhook asks PayPal to send."""
LOST = frozenset({"RESOLVED_BUYER_FAVOUR", "ACCEPTED"})


def question(headers: Mapping[str, str], body: bytes, webhook_id: str, now: datetime) -> bytes:
    """The request that asks PayPal whether it signed. Raises BadSignature for what is plainly not.

    A webhook without the headers is refused here: there would be nothing to ask.
    """
    given = {name.lower(): value for name, value in headers.items()}
    fields = {name: given.get(header, "") for name, header in HEADERS.items()}
    if not all(fields.values()):
        raise BadSignature("The webhook carries no PayPal signature.", gateway="paypal")
    try:
        sent = datetime.fromisoformat(fields["transmission_time"])
        is_object = isinstance(json.loads(body), dict)
    except ValueError as error:
        raise BadSignature("The webhook holds no event of PayPal.", gateway="paypal") from error
    if sent.tzinfo is None or not is_object:
        raise BadSignature("The webhook holds no event of PayPal.", gateway="paypal")
    if not -AHEAD <= now - sent <= LONGEST_RETRY:
        raise BadSignature("The webhook was sent too long ago.", gateway="paypal")
    asked = json.dumps({**fields, "webhook_id": webhook_id})
    return asked[:-1].encode() + b', "webhook_event": ' + body + b"}"


def read(body: bytes) -> GatewayEvent:
    """An event that PayPal has vouched for. Raises BadSignature where it is not an event at all."""
    try:
        return event_of(json.loads(body))
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise BadSignature("The webhook holds no event of PayPal.", gateway="paypal") from error


def event_of(told: Object) -> GatewayEvent:
    kind, about = str(told["event_type"]), part(told, "resource")
    for known, reads in READERS:
        if kind in known:
            values = reads(kind, about)
            break
    else:
        values = {"kind": EventKind.OTHER}
    return GatewayEvent(
        id=str(told["id"]),
        type=kind,
        object_id=str(values.pop("object_id", about.get("id", ""))),
        occurred_at=datetime.fromisoformat(str(told["create_time"])),
        payload=told,
        **values,
    )


def _capture(kind: str, told: Object) -> dict[str, Any]:
    order = part(told, "supplementary_data", "related_ids").get("order_id")
    meaning = CAPTURES[kind]
    decline = None
    if meaning is EventKind.CHARGE_FAILED:
        decline = capture_decline(told)
    elif meaning is EventKind.CHARGE_RETURNED:
        decline = decline_of("do_not_try_again", network_code=kind)
    return {
        "kind": meaning,
        "charge_id": str(order or ""),
        "transaction_id": str(told["id"]),
        "reference": str(told.get("custom_id") or ""),
        "amount": from_paypal(told["amount"]),
        "fee": fee_of(told),
        "decline": decline,
    }


def _refund(kind: str, told: Object) -> dict[str, Any]:
    """The resource is the refund; its capture is the link "up"."""
    links = (one["href"] for one in told.get("links") or () if one.get("rel") == "up")
    return {
        "kind": REFUNDS[kind],
        "transaction_id": str(next(links, "")).rpartition("/")[2],
        "reference": str(told.get("custom_id") or ""),
        "amount": from_paypal(told["amount"]),
        "reason": str(part(told, "status_details").get("reason") or ""),
    }


def _dispute(kind: str, told: Object) -> dict[str, Any]:
    paid = dict((told.get("disputed_transactions") or [{}])[0])
    outcome = str(part(told, "dispute_outcome").get("outcome_code") or "")
    return {
        "kind": EventKind.DISPUTE_LOST if outcome in LOST else DISPUTES[kind],
        "object_id": str(told["dispute_id"]),
        "transaction_id": str(paid.get("seller_transaction_id") or ""),
        "reference": str(paid.get("custom") or ""),
        "amount": from_paypal(told["dispute_amount"]),
        "reason": outcome or str(told.get("reason") or ""),
    }


def _token(kind: str, told: Object) -> dict[str, Any]:
    saved = TOKENS[kind] is EventKind.INSTRUMENT_SAVED
    return {"kind": TOKENS[kind], "instrument": instrument(told) if saved else None}


def _approved(kind: str, told: Object) -> dict[str, Any]:
    unit = dict((told.get("purchase_units") or [{}])[0])
    return {
        "kind": EventKind.CHARGE_APPROVED,
        "charge_id": str(told["id"]),
        "reference": str(unit.get("custom_id") or ""),
        "amount": from_paypal(unit["amount"]),
    }


Reader = Callable[[str, Object], dict[str, Any]]
READERS: tuple[tuple[Mapping[str, Any] | frozenset[str], Reader], ...] = (
    (CAPTURES, _capture),
    (REFUNDS, _refund),
    (DISPUTES, _dispute),
    (TOKENS, _token),
    (APPROVED, _approved),
)
