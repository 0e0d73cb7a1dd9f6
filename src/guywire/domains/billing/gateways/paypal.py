"""PayPal: orders, vaulted payment tokens, refunds, webhooks.

A payer approves an order or a token on PayPal's page; an approved order is captured by
`finish_charge`, a vaulted one by `charge` at once. Requests carry PayPal-Request-Id, which PayPal
remembers for three hours in the vault and six for orders; it answers a repeated one with how the
first stands now, whatever the second says, so what comes back is compared with what was asked (REST
API reference: Orders v2, Payments v2, Vault v3, "Idempotency").
"""

import base64
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx

from guywire.kit import clock

from . import paypal_events
from .amounts import to_paypal
from .client import Answer, Client
from .errors import (
    BadSignature,
    GatewayRefused,
    GatewayUnavailable,
    KeyReused,
    NotFound,
    OverRefund,
)
from .paypal_reading import (
    APPROVAL,
    charge_result,
    instrument,
    issue_decline,
    issue_of,
    link,
    refund_result,
)
from .port import (
    Account,
    ChargeRequest,
    ChargeResult,
    ChargeState,
    CustomerRef,
    GatewayEvent,
    Instrument,
    InstrumentKind,
    RefundRequest,
    RefundResult,
    SetupResult,
    SetupStarted,
    SetupState,
    WebhookRegistered,
)

LIVE, SANDBOX = "https://api-m.paypal.com", "https://api-m.sandbox.paypal.com"
WHOLE = {"Prefer": "return=representation"}
PAGE = 100
LONGEST_DESCRIPTION, LONGEST_INVOICE_ID = 127, 127
TOO_MUCH = frozenset(
    {"REFUND_AMOUNT_EXCEEDED", "CAPTURE_FULLY_REFUNDED", "REFUND_CAPTURE_CURRENCY_MISMATCH"}
)
USED_BEFORE = frozenset(
    {"DUPLICATE_INVOICE_ID", "DUPLICATE_REQUEST_ID", "PAYPAL_REQUEST_ID_PREVIOUSLY_USED"}
)
NOT_APPROVED = frozenset({"ORDER_NOT_APPROVED", "PAYER_ACTION_REQUIRED"})


@dataclass(frozen=True, slots=True, kw_only=True)
class PayPalCredentials:
    client_id: str
    client_secret: str = field(repr=False)
    webhook_id: str = ""
    base_url: str = LIVE


class PayPal:
    """A tenant's own account at PayPal; see `port.Gateway`."""

    name = "paypal"
    kinds = frozenset({InstrumentKind.PAYPAL})
    keys_live_for = timedelta(hours=3)

    def __init__(
        self, credentials: PayPalCredentials, *, transport: httpx.BaseTransport | None = None
    ) -> None:
        self._credentials = credentials
        self._client = Client("PayPal", credentials.base_url, transport=transport)
        self._lock = threading.Lock()
        self._token, self._token_until = "", datetime.min.replace(tzinfo=UTC)

    def close(self) -> None:
        self._client.close()

    def account(self) -> Account:
        with self._lock:
            app = self._sign_in()
        is_live = self._credentials.base_url == LIVE
        return Account(id=app, name=f"PayPal {app}", is_live=is_live)

    def register_webhook(self, url: str, *, key: str) -> WebhookRegistered:
        wanted = [{"name": name} for name in paypal_events.SUBSCRIBED]
        told = self._post("/v1/notifications/webhooks", {"url": url, "event_types": wanted}, key)
        return WebhookRegistered(id=str(told["id"]))

    def save_customer(self, *, reference: str, name: str, email: str, key: str) -> CustomerRef:
        """PayPal makes a customer with the first token; until then it has our reference only."""
        return CustomerRef(gateway_id="", reference=reference)

    def start_setup(
        self,
        customer: CustomerRef,
        kind: InstrumentKind,
        *,
        key: str,
        return_url: str = "",
        cancel_url: str = "",
    ) -> SetupStarted:
        pages = {"return_url": return_url, "cancel_url": cancel_url}
        context = {**pages, "shipping_preference": "NO_SHIPPING"}
        source = {"paypal": {"usage_type": "MERCHANT", "experience_context": context}}
        wanted = {"payment_source": source, "customer": _customer(customer)}
        told = self._post("/v3/vault/setup-tokens", wanted, key)
        return SetupStarted(id=str(told["id"]), redirect_url=link(told, *APPROVAL))

    def finish_setup(self, setup_id: str, *, key: str) -> SetupResult:
        token = {"payment_source": {"token": {"id": setup_id, "type": "SETUP_TOKEN"}}}
        answer = self._write("/v3/vault/payment-tokens", token, key)
        if answer.is_good:
            saved = instrument(answer.body)
            return SetupResult(id=setup_id, state=SetupState.SAVED, instrument=saved)
        decline = issue_decline(answer.body)
        if issue_of(answer.body) in {"SETUP_TOKEN_NOT_APPROVED", *NOT_APPROVED}:
            return SetupResult(id=setup_id, state=SetupState.PENDING)
        if decline is None:
            raise _refusal(answer)
        return SetupResult(id=setup_id, state=SetupState.FAILED, decline=decline)

    def remove_instrument(self, instrument: Instrument) -> None:
        place = f"/v3/vault/payment-tokens/{instrument.gateway_id}"
        answer = self._client.write(place, method="DELETE", headers=self._headers())
        if not answer.is_good and answer.status != httpx.codes.NOT_FOUND:
            raise _refusal(answer)

    def charge(self, request: ChargeRequest) -> ChargeResult:
        unit = {
            "custom_id": request.key,
            "invoice_id": request.key[:LONGEST_INVOICE_ID],
            "description": _description(request),
            "amount": to_paypal(request.amount),
        }
        wanted = {
            "intent": "CAPTURE",
            "purchase_units": [unit],
            "payment_source": {"paypal": _source(request)},
        }
        answer = self._write("/v2/checkout/orders", wanted, request.key)
        if answer.is_good:
            return _as_asked(charge_result(answer.body), request)
        decline = issue_decline(answer.body)
        if decline is None:
            raise _refusal(answer)
        return ChargeResult(
            state=ChargeState.FAILED,
            gateway_id="",
            amount=request.amount,
            reference=request.key,
            decline=decline,
        )

    def finish_charge(self, gateway_id: str, *, key: str) -> ChargeResult:
        before = self.charge_state(gateway_id)
        if before.state is not ChargeState.APPROVED:
            return before
        answer = self._write(f"/v2/checkout/orders/{gateway_id}/capture", {}, key)
        issue = issue_of(answer.body)
        if answer.is_good or issue in {"ORDER_ALREADY_CAPTURED", *NOT_APPROVED}:
            return self.charge_state(gateway_id)
        decline = issue_decline(answer.body)
        if decline is None:
            raise _refusal(answer)
        return ChargeResult(
            state=ChargeState.FAILED,
            gateway_id=gateway_id,
            amount=before.amount,
            reference=before.reference,
            decline=decline,
        )

    def charge_state(self, gateway_id: str) -> ChargeResult:
        return charge_result(self._get(f"/v2/checkout/orders/{gateway_id}"))

    def find_charge(self, request: ChargeRequest, *, since: datetime) -> ChargeResult | None:
        """PayPal lists no orders; what it told of one since is found by our reference."""
        told = [event for event in self.events_since(since) if event.reference == request.key]
        known = [event.charge_id for event in told if event.charge_id]
        return self.charge_state(known[-1]) if known else None

    def cancel_charge(self, gateway_id: str, *, key: str) -> ChargeResult:
        """An order that nobody captures takes no money; PayPal forgets it after some hours."""
        state = self.charge_state(gateway_id)
        if state.state.is_final or state.state is ChargeState.PENDING:
            return state
        return ChargeResult(
            state=ChargeState.CANCELED,
            gateway_id=gateway_id,
            amount=state.amount,
            reference=state.reference,
        )

    def refund(self, request: RefundRequest) -> RefundResult:
        capture = request.transaction_id or self.charge_state(request.charge_id).transaction_id
        wanted = {
            "amount": to_paypal(request.amount),
            "custom_id": request.key,
            "note_to_payer": request.reason[:LONGEST_DESCRIPTION] or None,
        }
        answer = self._write(f"/v2/payments/captures/{capture}/refund", wanted, request.key)
        if not answer.is_good and issue_of(answer.body) in TOO_MUCH:
            raise OverRefund(_message(answer.body), gateway="paypal", code=issue_of(answer.body))
        return refund_result(_good(answer))

    def refund_state(self, gateway_id: str) -> RefundResult:
        return refund_result(self._get(f"/v2/payments/refunds/{gateway_id}"))

    def read_event(self, headers: Mapping[str, str], body: bytes, *, now: datetime) -> GatewayEvent:
        asked = paypal_events.question(headers, body, self._credentials.webhook_id, now)
        answer = self._client.write(
            "/v1/notifications/verify-webhook-signature",
            content=asked,
            headers=self._headers(),
            changes=False,
        )
        if not answer.is_good or answer.body.get("verification_status") != "SUCCESS":
            raise BadSignature("PayPal did not sign this webhook.", gateway="paypal")
        return paypal_events.read(body)

    def events_since(self, moment: datetime) -> Iterator[GatewayEvent]:
        since = moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        told = self._get(
            "/v1/notifications/webhooks-events", {"start_time": since, "page_size": str(PAGE)}
        )
        newest_first = [*told["events"]]
        while after := link(told, "next"):
            told = self._get(after, {})
            newest_first += told["events"]
        yield from (paypal_events.event_of(one) for one in reversed(newest_first))

    def _get(self, path: str, params: Mapping[str, str] | None = None) -> dict[str, Any]:
        return _good(self._client.get(path, params=params or None, headers=self._headers()))

    def _post(self, path: str, wanted: Mapping[str, Any], key: str) -> dict[str, Any]:
        return _good(self._write(path, wanted, key))

    def _write(self, path: str, wanted: Mapping[str, Any], key: str) -> Answer:
        headers = self._headers() | WHOLE | {"PayPal-Request-Id": key}
        return self._client.write(path, content=dict(wanted), headers=headers)

    def _headers(self) -> dict[str, str]:
        with self._lock:
            if clock.now() >= self._token_until:
                self._sign_in()
            return {"Authorization": f"Bearer {self._token}"}

    def _sign_in(self) -> str:
        """A new token; gives the id of the application that we are at PayPal."""
        account = self._credentials
        pair = base64.b64encode(f"{account.client_id}:{account.client_secret}".encode()).decode()
        answer = self._client.write(
            "/v1/oauth2/token",
            form={"grant_type": "client_credentials"},
            headers={"Authorization": f"Basic {pair}"},
            changes=False,  # a token more or less at PayPal is nothing
        )
        told = _good(answer)
        self._token = str(told["access_token"])
        self._token_until = clock.now() + timedelta(seconds=int(told["expires_in"]) - 60)
        return str(told.get("app_id") or account.client_id)


def _as_asked(result: ChargeResult, request: ChargeRequest) -> ChargeResult:
    if result.amount != request.amount or result.reference != request.key:
        raise KeyReused(
            f"PayPal answers {request.key} with a charge of {result.amount}.", gateway="paypal"
        )
    return result


def _customer(customer: CustomerRef) -> dict[str, str]:
    if customer.gateway_id:
        return {"id": customer.gateway_id}
    return {"merchant_customer_id": customer.reference}


def _source(request: ChargeRequest) -> dict[str, Any]:
    """How it is paid: by the vaulted token, or by a payer who approves on PayPal's page."""
    if request.instrument is None:
        pages = {"return_url": request.return_url, "cancel_url": request.cancel_url}
        asked = {"user_action": "PAY_NOW", "shipping_preference": "NO_SHIPPING"}
        return {"experience_context": {**pages, **asked}}
    who = "MERCHANT" if request.off_session else "CUSTOMER"
    stored = {"payment_initiator": who, "usage": "SUBSEQUENT"}
    return {
        "vault_id": request.instrument.gateway_id,
        "stored_credential": {**stored, "usage_pattern": "RECURRING_POSTPAID"},
    }


def _description(request: ChargeRequest) -> str | None:
    told = request.description or ", ".join(request.invoices)
    return told[:LONGEST_DESCRIPTION] or None


def _message(error: Mapping[str, Any]) -> str:
    details = error.get("details") or [{}]
    return str(details[0].get("description") or error.get("message") or "PayPal refuses.")


def _good(answer: Answer) -> dict[str, Any]:
    if not answer.is_good:
        raise _refusal(answer)
    return answer.body


def _refusal(answer: Answer) -> GatewayRefused | GatewayUnavailable:
    """PayPal's error object as an error of ours ("Error messages" in the API reference)."""
    issue, message = issue_of(answer.body), _message(answer.body)
    if answer.status == httpx.codes.CONFLICT or issue == "PREVIOUS_REQUEST_IN_PROGRESS":
        return GatewayUnavailable(message, gateway="paypal", code=issue)
    kind: type[GatewayRefused] = GatewayRefused
    if issue in USED_BEFORE:
        kind = KeyReused
    elif answer.status == httpx.codes.NOT_FOUND:
        kind = NotFound
    details = answer.body.get("details") or [{}]
    return kind(message, gateway="paypal", code=issue, field=str(details[0].get("field") or ""))
