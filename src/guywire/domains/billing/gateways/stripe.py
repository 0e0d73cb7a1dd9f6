"""Stripe: SetupIntents, PaymentIntents, Checkout, refunds, events.

Cards are entered on Stripe's page (Checkout) where a return address is given, else in Stripe's own
frame by the client secret. Every payment is confirmed as it is made, so a PaymentIntent is one
attempt. The API's version is pinned, to one that tells of every refund and passes on the networks'
advice ("Changelog", 2024-10-28 and 2024-12-18); requests are forms (Stripe API reference,
"Versioning", "Idempotent requests", "Errors").
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx

from . import stripe_events
from .amounts import from_stripe, to_stripe
from .client import Answer, Client, flat
from .declines import decline_of
from .errors import GatewayRefused, GatewayUnavailable, KeyReused, NotFound, OverRefund
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
from .stripe_reading import (
    REFERENCE,
    card_decline,
    charge_result,
    part,
    refund_result,
    setup_result,
)

API_VERSION = "2024-12-18.acacia"
FEE = "latest_charge.balance_transaction"
PAGE = 100
LONGEST_METADATA = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class StripeCredentials:
    """webhook_secrets: newest first; an old one stays good while it is being replaced."""

    secret_key: str = field(repr=False)
    webhook_secrets: tuple[str, ...] = field(default=(), repr=False)
    base_url: str = "https://api.stripe.com"


class Stripe:
    """A tenant's own account at Stripe; see `port.Gateway`."""

    name = "stripe"
    kinds = frozenset(
        {InstrumentKind.CARD, InstrumentKind.US_BANK_ACCOUNT, InstrumentKind.SEPA_DEBIT}
    )
    keys_live_for = timedelta(hours=24)

    def __init__(
        self, credentials: StripeCredentials, *, transport: httpx.BaseTransport | None = None
    ) -> None:
        self._credentials = credentials
        headers = {
            "Authorization": f"Bearer {credentials.secret_key}",
            "Stripe-Version": API_VERSION,
        }
        self._client = Client("Stripe", credentials.base_url, headers=headers, transport=transport)

    def close(self) -> None:
        self._client.close()

    def account(self) -> Account:
        told = self.read("/v1/account")
        shown = part(told, "settings", "dashboard").get("display_name")
        return Account(
            id=str(told["id"]),
            name=str(shown or part(told, "business_profile").get("name") or told["id"]),
            is_live="_live_" in self._credentials.secret_key,
            currencies=(str(told["default_currency"]).upper(),),
        )

    def register_webhook(self, url: str, *, key: str) -> WebhookRegistered:
        wanted = {
            "url": url,
            "enabled_events": list(stripe_events.SUBSCRIBED),
            "api_version": API_VERSION,
        }
        told = self.write("/v1/webhook_endpoints", wanted, key)
        return WebhookRegistered(id=str(told["id"]), secret=str(told["secret"]))

    def save_customer(self, *, reference: str, name: str, email: str, key: str) -> CustomerRef:
        wanted = {"name": name, "email": email, "metadata": {REFERENCE: reference}}
        told = self.write("/v1/customers", wanted, key)
        return CustomerRef(gateway_id=str(told["id"]), reference=reference)

    def start_setup(
        self,
        customer: CustomerRef,
        kind: InstrumentKind,
        *,
        key: str,
        return_url: str = "",
        cancel_url: str = "",
    ) -> SetupStarted:
        wanted: dict[str, Any] = {
            "customer": customer.gateway_id,
            "payment_method_types": [kind.value],
            "metadata": {REFERENCE: key},
        }
        if not return_url:
            told = self.write("/v1/setup_intents", wanted | {"usage": "off_session"}, key)
            return SetupStarted(id=str(told["id"]), client_secret=str(told["client_secret"]))
        wanted |= {"mode": "setup", "success_url": return_url, "cancel_url": cancel_url}
        wanted |= {"setup_intent_data": {"metadata": {REFERENCE: key}}}
        told = self.write("/v1/checkout/sessions", wanted, key)
        return SetupStarted(id=str(told["id"]), redirect_url=str(told["url"]))

    def finish_setup(self, setup_id: str, *, key: str) -> SetupResult:
        if not setup_id.startswith("cs_"):
            return setup_result(
                self.read(f"/v1/setup_intents/{setup_id}", expand="payment_method"), setup_id
            )
        told = self.read(f"/v1/checkout/sessions/{setup_id}", expand="setup_intent.payment_method")
        if told.get("status") == "expired":
            gone = decline_of("generic_decline", message="The page was left unfinished.")
            return SetupResult(id=setup_id, state=SetupState.FAILED, decline=gone)
        return setup_result(part(told, "setup_intent"), setup_id)

    def remove_instrument(self, instrument: Instrument) -> None:
        place = f"/v1/payment_methods/{instrument.gateway_id}"
        try:
            self.write(f"{place}/detach", {}, key="")
        except NotFound:
            return
        except GatewayRefused:
            if self.read(place).get("customer") is not None:
                raise

    def charge(self, request: ChargeRequest) -> ChargeResult:
        if request.instrument is None:
            return self._checkout(request)
        wanted = {
            "amount": to_stripe(request.amount),
            "currency": request.amount.currency.lower(),
            "customer": request.customer.gateway_id,
            "payment_method": request.instrument.gateway_id,
            "payment_method_types": [request.instrument.kind.value],
            "confirm": True,
            "off_session": request.off_session or None,
            "description": request.description,
            "return_url": request.return_url,
            "metadata": _metadata(request),
            "expand": [FEE],
        }
        answer = self._client.write(
            "/v1/payment_intents", form=flat(wanted), headers=_keyed(request.key)
        )
        if answer.is_good:
            return charge_result(answer.body)
        error = part(answer.body, "error")
        if answer.status != httpx.codes.PAYMENT_REQUIRED:
            raise _refusal(answer)
        intent = part(error, "payment_intent")
        if intent:
            return charge_result(intent | {"last_payment_error": error})
        return ChargeResult(
            state=ChargeState.FAILED,
            gateway_id="",
            amount=request.amount,
            reference=request.key,
            decline=card_decline(error),
        )

    def _checkout(self, request: ChargeRequest) -> ChargeResult:
        """A page of Stripe where the payer enters what they pay with; nothing is saved."""
        line = {
            "quantity": 1,
            "price_data": {
                "currency": request.amount.currency.lower(),
                "unit_amount": to_stripe(request.amount),
                "product_data": {"name": request.description or ", ".join(request.invoices)},
            },
        }
        intent = {"description": request.description, "metadata": _metadata(request)}
        wanted = {
            "mode": "payment",
            "customer": request.customer.gateway_id,
            "line_items": [line],
            "payment_intent_data": intent,
            "metadata": _metadata(request),
            "success_url": request.return_url,
            "cancel_url": request.cancel_url,
        }
        told = self.write("/v1/checkout/sessions", wanted, request.key)
        return self._session_result(told)

    def _session_result(self, told: Mapping[str, Any]) -> ChargeResult:
        """A Checkout Session as a charge: its PaymentIntent once there is one, else the page."""
        intent, place = part(told, "payment_intent"), str(told["id"])
        if told.get("status") == "complete":
            return charge_result(intent, place)
        expired = told.get("status") == "expired"
        return ChargeResult(
            state=ChargeState.CANCELED if expired else ChargeState.REQUIRES_ACTION,
            gateway_id=place,
            amount=from_stripe(int(told["amount_total"]), str(told["currency"])),
            reference=str(part(told, "metadata").get(REFERENCE, "")),
            redirect_url=str(told.get("url") or ""),
        )

    def finish_charge(self, gateway_id: str, *, key: str) -> ChargeResult:
        return self.charge_state(gateway_id)

    def charge_state(self, gateway_id: str) -> ChargeResult:
        if gateway_id.startswith("cs_"):
            place = f"/v1/checkout/sessions/{gateway_id}"
            return self._session_result(self.read(place, expand=f"payment_intent.{FEE}"))
        return charge_result(self.read(f"/v1/payment_intents/{gateway_id}", expand=FEE))

    def find_charge(self, request: ChargeRequest, *, since: datetime) -> ChargeResult | None:
        place = "checkout/sessions" if request.instrument is None else "payment_intents"
        asked = {
            "customer": request.customer.gateway_id,
            "created[gte]": str(int(since.timestamp())),
        }
        for told in self._pages(f"/v1/{place}", asked):
            if part(told, "metadata").get(REFERENCE) == request.key:
                return self.charge_state(str(told["id"]))
        return None

    def cancel_charge(self, gateway_id: str, *, key: str) -> ChargeResult:
        """A payment that went through meanwhile cannot be canceled: Stripe refuses, we tell how."""
        is_page = gateway_id.startswith("cs_")
        place = "checkout/sessions" if is_page else "payment_intents"
        verb = "expire" if is_page else "cancel"
        try:
            self.write(f"/v1/{place}/{gateway_id}/{verb}", {}, key)
        except GatewayRefused:
            state = self.charge_state(gateway_id)
            if not state.state.is_final and state.state is not ChargeState.PENDING:
                raise
            return state
        return self.charge_state(gateway_id)

    def refund(self, request: RefundRequest) -> RefundResult:
        wanted = {
            "charge": request.transaction_id,
            "payment_intent": "" if request.transaction_id else request.charge_id,
            "amount": to_stripe(request.amount),
            "metadata": {REFERENCE: request.key, "reason": request.reason[:LONGEST_METADATA]},
        }
        answer = self._client.write("/v1/refunds", form=flat(wanted), headers=_keyed(request.key))
        error = part(answer.body, "error")
        # Of a refund only too large an amount is wrong with "amount"; the code came later.
        too_much = {"charge_already_refunded", "amount_too_large"}
        if not answer.is_good and (error.get("code") in too_much or error.get("param") == "amount"):
            raise OverRefund(
                str(error.get("message")), gateway="stripe", code=str(error.get("code") or "")
            )
        return refund_result(_good(answer))

    def refund_state(self, gateway_id: str) -> RefundResult:
        return refund_result(self.read(f"/v1/refunds/{gateway_id}"))

    def read_event(self, headers: Mapping[str, str], body: bytes, *, now: datetime) -> GatewayEvent:
        given = {name.lower(): value for name, value in headers.items()}
        stripe_events.verify(
            given.get("stripe-signature", ""), body, self._credentials.webhook_secrets, now
        )
        return stripe_events.read(body)

    def events_since(self, moment: datetime) -> Iterator[GatewayEvent]:
        asked = {"created[gte]": str(int(moment.astimezone(UTC).timestamp()))}
        newest_first = list(self._pages("/v1/events", asked))
        yield from (stripe_events.event_of(told) for told in reversed(newest_first))

    def read(self, path: str, *, expand: str = "") -> dict[str, Any]:
        """An object of Stripe, for `external.stripe_invoicing` as well."""
        return _good(self._client.get(path, params={"expand[0]": expand} if expand else None))

    def write(self, path: str, wanted: Mapping[str, Any], key: str) -> dict[str, Any]:
        """Make or change an object of Stripe."""
        return _good(self._client.write(path, form=flat(wanted), headers=_keyed(key)))

    def _pages(self, path: str, asked: Mapping[str, str]) -> Iterator[dict[str, Any]]:
        after: dict[str, str] = {}
        while True:
            params = {**asked, **after, "limit": str(PAGE)}
            told = _good(self._client.get(path, params=params))
            yield from told["data"]
            if not told.get("has_more") or not told["data"]:
                return
            after = {"starting_after": str(told["data"][-1]["id"])}


def _metadata(request: ChargeRequest) -> dict[str, str]:
    return {REFERENCE: request.key, "invoices": ", ".join(request.invoices)[:LONGEST_METADATA]}


def _keyed(key: str) -> dict[str, str]:
    return {"Idempotency-Key": key} if key else {}


def _good(answer: Answer) -> dict[str, Any]:
    if not answer.is_good:
        raise _refusal(answer)
    return answer.body


def _refusal(answer: Answer) -> GatewayRefused | GatewayUnavailable:
    """Stripe's error object as an error of ours ("Errors" in the API reference)."""
    error = part(answer.body, "error")
    message = str(error.get("message") or f"Stripe refuses (HTTP {answer.status}).")
    code = str(error.get("code") or error.get("type") or "")
    if answer.status == httpx.codes.CONFLICT:
        return GatewayUnavailable(message, gateway="stripe", code=code)
    kind: type[GatewayRefused] = GatewayRefused
    if error.get("type") == "idempotency_error":
        kind = KeyReused
    elif answer.status == httpx.codes.NOT_FOUND:
        kind = NotFound
    return kind(message, gateway="stripe", code=code, field=str(error.get("param") or ""))
