"""Stripe's objects read as values of the port; pure. Fields as of the API version in `stripe`."""

import calendar
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from guywire.engines.money import Money

from .amounts import from_stripe
from .declines import DECLINES, bank_return, decline_of
from .port import (
    ChargeResult,
    ChargeState,
    Decline,
    Instrument,
    InstrumentKind,
    RefundResult,
    RefundState,
    SetupResult,
    SetupState,
)

REFERENCE = "guywire_reference"
Object = Mapping[str, Any]

CHARGE_STATES = {
    "succeeded": ChargeState.SUCCEEDED,
    "processing": ChargeState.PENDING,
    "requires_action": ChargeState.REQUIRES_ACTION,
    "requires_confirmation": ChargeState.REQUIRES_ACTION,
    "requires_capture": ChargeState.APPROVED,
    "canceled": ChargeState.CANCELED,
}
REFUND_STATES = {
    "succeeded": RefundState.SUCCEEDED,
    "failed": RefundState.FAILED,
    "canceled": RefundState.FAILED,
}


def part(told: Object, *names: str) -> dict[str, Any]:
    """A nested object; empty where it is missing, null, or only its id."""
    found: Any = told
    for name in names:
        found = found.get(name) if isinstance(found, Mapping) else None
    return found if isinstance(found, dict) else {}


def id_of(told: Any) -> str:
    """The id of an object that may be expanded, an id, or null."""
    return str(told.get("id", "")) if isinstance(told, Mapping) else str(told or "")


def amount_of(told: Object, name: str = "amount") -> Money:
    return from_stripe(int(told[name]), str(told["currency"]))


def instrument(told: Object, *, mandate: str = "") -> Instrument:
    """A payment method. KeyError or ValueError for a kind that we do not ask for."""
    kind = InstrumentKind(told["type"])
    detail = part(told, kind.value)
    return Instrument(
        gateway_id=str(told["id"]),
        kind=kind,
        customer_id=id_of(told.get("customer")),
        brand=str(detail.get("brand") or detail.get("bank_name") or ""),
        last4=str(detail.get("last4") or ""),
        expires=_expiry(detail),
        mandate=mandate,
        fingerprint=str(detail.get("fingerprint") or ""),
    )


def _expiry(detail: Object) -> date | None:
    if not detail.get("exp_year"):
        return None
    year, month = int(detail["exp_year"]), int(detail["exp_month"])
    last = date(year, month, calendar.monthrange(year, month)[1])
    return last + timedelta(days=1)


def setup_result(told: Object, setup_id: str) -> SetupResult:
    """A SetupIntent with its payment method expanded."""
    method = part(told, "payment_method")
    if told.get("status") == "succeeded":
        mandate = id_of(told.get("mandate"))
        return SetupResult(
            id=setup_id, state=SetupState.SAVED, instrument=instrument(method, mandate=mandate)
        )
    error = part(told, "last_setup_error")
    if told.get("status") == "canceled" or error:
        return SetupResult(id=setup_id, state=SetupState.FAILED, decline=card_decline(error))
    return SetupResult(id=setup_id, state=SetupState.PENDING)


def charge_result(told: Object, gateway_id: str = "") -> ChargeResult:
    """A PaymentIntent, with latest_charge.balance_transaction expanded where the fee is wanted."""
    charge = part(told, "latest_charge")
    status = str(told.get("status"))
    state = CHARGE_STATES.get(status, ChargeState.FAILED)
    error = part(told, "last_payment_error")
    if status == "requires_payment_method" and not error:
        state = ChargeState.REQUIRES_ACTION
    balance = part(charge, "balance_transaction")
    redirect = part(told, "next_action", "redirect_to_url")
    currency = str(told["currency"])
    return ChargeResult(
        state=state,
        gateway_id=gateway_id or str(told["id"]),
        amount=amount_of(told),
        reference=str(part(told, "metadata").get(REFERENCE, "")),
        transaction_id=id_of(told.get("latest_charge")),
        decline=payment_decline(told) if state is ChargeState.FAILED else None,
        fee=from_stripe(int(balance["fee"]), str(balance["currency"])) if balance else None,
        redirect_url=str(redirect.get("url", "")),
        client_secret=str(told.get("client_secret") or ""),
        refunded=from_stripe(int(charge.get("amount_refunded") or 0), currency) if charge else None,
    )


def payment_decline(intent: Object) -> Decline:
    """Why a PaymentIntent failed: by the bank's return code for debits, else by the card's."""
    error, charge = part(intent, "last_payment_error"), part(intent, "latest_charge")
    kind = part(error, "payment_method").get("type") or next(
        iter(intent.get("payment_method_types") or ()), ""
    )
    if kind not in {InstrumentKind.US_BANK_ACCOUNT, InstrumentKind.SEPA_DEBIT}:
        return card_decline(error)
    network = str(
        error.get("network_decline_code") or part(charge, "outcome").get("network_decline_code")
    )
    named = charge.get("failure_code") or error.get("decline_code") or error.get("code") or ""
    return bank_return(
        network if network in DECLINES else str(named),
        message=str(error.get("message") or ""),
        is_sepa=kind == InstrumentKind.SEPA_DEBIT,
    )


def card_decline(error: Object) -> Decline:
    """A card error: decline_code says more than code, the network's advice overrules both."""
    code = error.get("code")
    told = error.get("decline_code") if code in {None, "", "card_declined"} else code
    return decline_of(
        str(told or code or "generic_decline"),
        message=str(error.get("message") or ""),
        network_code=str(error.get("network_decline_code") or ""),
        advice=str(error.get("network_advice_code") or error.get("advice_code") or ""),
    )


def refund_result(told: Object) -> RefundResult:
    return RefundResult(
        state=REFUND_STATES.get(str(told.get("status")), RefundState.PENDING),
        gateway_id=str(told["id"]),
        amount=amount_of(told),
        reference=str(part(told, "metadata").get(REFERENCE, "")),
        message=str(told.get("failure_reason") or ""),
    )
