"""PayPal's objects read as values of the port; pure (Orders v2, Payments v2, Vault v3)."""

from typing import Any

from guywire.engines.money import Money

from .amounts import from_paypal
from .declines import PAYPAL_ISSUES, decline_of
from .port import (
    ChargeResult,
    ChargeState,
    Decline,
    Instrument,
    InstrumentKind,
    RefundResult,
    RefundState,
)
from .stripe_reading import Object, part

ORDER_STATES = {
    "CREATED": ChargeState.REQUIRES_ACTION,
    "SAVED": ChargeState.REQUIRES_ACTION,
    "PAYER_ACTION_REQUIRED": ChargeState.REQUIRES_ACTION,
    "APPROVED": ChargeState.APPROVED,
    "VOIDED": ChargeState.CANCELED,
}
CAPTURE_STATES = {
    "COMPLETED": ChargeState.SUCCEEDED,
    "PARTIALLY_REFUNDED": ChargeState.SUCCEEDED,
    "REFUNDED": ChargeState.SUCCEEDED,
    "PENDING": ChargeState.PENDING,
    "DECLINED": ChargeState.FAILED,
    "FAILED": ChargeState.FAILED,
}
REFUND_STATES = {
    "COMPLETED": RefundState.SUCCEEDED,
    "PENDING": RefundState.PENDING,
}
APPROVAL = frozenset({"approve", "payer-action"})


def link(told: Object, *relations: str) -> str:
    """The address of a HATEOAS link, or nothing."""
    found = (one["href"] for one in told.get("links") or () if one.get("rel") in relations)
    return str(next(found, ""))


def instrument(told: Object) -> Instrument:
    """A vaulted payment token."""
    return Instrument(
        gateway_id=str(told["id"]),
        kind=InstrumentKind.PAYPAL,
        customer_id=str(part(told, "customer").get("id") or ""),
        brand="paypal",
        label=str(part(told, "payment_source", "paypal").get("email_address") or ""),
        fingerprint=str(part(told, "payment_source", "paypal").get("account_id") or ""),
    )


def unit_of(order: Object) -> Object:
    """The one purchase unit that we make an order of."""
    units = order["purchase_units"]
    found: Object = units[0] if units else order
    return found


def capture_of(order: Object) -> dict[str, Any]:
    """The last capture of an order; empty before there is one."""
    captures = part(unit_of(order), "payments").get("captures") or [{}]
    found: dict[str, Any] = captures[-1]
    return found


def fee_of(capture: Object) -> Money | None:
    fee = part(capture, "seller_receivable_breakdown", "paypal_fee")
    return from_paypal(fee) if fee else None


def charge_result(order: Object) -> ChargeResult:
    """An order with its capture, as `Prefer: return=representation` gives it."""
    unit, capture = unit_of(order), capture_of(order)
    state = ORDER_STATES.get(str(order.get("status")), ChargeState.FAILED)
    if capture:
        state = CAPTURE_STATES.get(str(capture.get("status")), ChargeState.FAILED)
    refunds = part(unit, "payments").get("refunds") or ()
    amount = from_paypal(capture.get("amount") or unit["amount"])
    back = [from_paypal(one["amount"]) for one in refunds if one.get("status") == "COMPLETED"]
    return ChargeResult(
        state=state,
        gateway_id=str(order["id"]),
        amount=amount,
        reference=str(unit.get("custom_id") or capture.get("custom_id") or ""),
        transaction_id=str(capture.get("id") or ""),
        decline=capture_decline(capture) if state is ChargeState.FAILED else None,
        fee=fee_of(capture),
        redirect_url=link(order, *APPROVAL) if state is ChargeState.REQUIRES_ACTION else "",
        refunded=sum(back, Money.zero(amount.currency)) if capture else None,
    )


def capture_decline(capture: Object) -> Decline:
    network = str(part(capture, "processor_response").get("response_code") or "")
    reason = str(part(capture, "status_details").get("reason") or "")
    return decline_of(PAYPAL_ISSUES.get(reason, "generic_decline"), network_code=network or reason)


def issue_of(error: Object) -> str:
    """The first issue of an error, e.g. INSTRUMENT_DECLINED; its name where it lists none."""
    details = error.get("details") or [{}]
    return str(details[0].get("issue") or error.get("name") or "")


def issue_decline(error: Object) -> Decline | None:
    """A refusal that is the payer's or the bank's; None where it is ours."""
    issue = issue_of(error)
    if issue not in PAYPAL_ISSUES:
        return None
    details = error.get("details") or [{}]
    return decline_of(
        PAYPAL_ISSUES[issue],
        message=str(details[0].get("description") or error.get("message") or ""),
        network_code=issue,
    )


def refund_result(told: Object) -> RefundResult:
    return RefundResult(
        state=REFUND_STATES.get(str(told.get("status")), RefundState.FAILED),
        gateway_id=str(told["id"]),
        amount=from_paypal(told["amount"]),
        reference=str(told.get("custom_id") or ""),
        message=str(part(told, "status_details").get("reason") or ""),
    )
