"""Stripe Invoicing: our invoices as invoices of Stripe, which collects them and tells.

After Stripe's API reference (Invoices, Invoice Items). A draft is made first, then its lines, then
it is finalised; each step has its own key, so a push that broke off goes on where it was. Taxes are
lines of their own: Stripe must not compute them again.
"""

from collections.abc import Mapping
from datetime import UTC, datetime, time
from typing import Any

import httpx

from guywire.domains.billing.gateways import stripe_events
from guywire.domains.billing.gateways.amounts import from_stripe, to_stripe
from guywire.domains.billing.gateways.errors import BadSignature, GatewayRefused
from guywire.domains.billing.gateways.port import Account
from guywire.domains.billing.gateways.stripe import Stripe, StripeCredentials
from guywire.domains.billing.gateways.stripe_reading import REFERENCE, id_of, part
from guywire.engines.money import Money

from .port import (
    ExternalChange,
    ExternalInvoice,
    ExternalState,
    ExternalStatus,
    Pushed,
    status_of,
)

INVOICES = "/v1/invoices"
ENDED = {"void": ExternalStatus.VOIDED, "uncollectible": ExternalStatus.UNCOLLECTIBLE}
SUBSCRIBED = (
    "invoice.paid",
    "invoice.payment_failed",
    "invoice.voided",
    "invoice.marked_uncollectible",
    "invoice.updated",
)


class StripeInvoicing:
    """A tenant's own Stripe account that bills instead of us; see `port.BillingSystem`."""

    name = "stripe_invoicing"

    def __init__(
        self, credentials: StripeCredentials, *, transport: httpx.BaseTransport | None = None
    ) -> None:
        self._secrets = credentials.webhook_secrets
        self._stripe = Stripe(credentials, transport=transport)

    def close(self) -> None:
        self._stripe.close()

    def account(self) -> Account:
        return self._stripe.account()

    def push_invoice(self, invoice: ExternalInvoice, *, key: str) -> Pushed:
        customer = invoice.customer.external_id or self._customer(invoice, key)
        due = datetime.combine(invoice.due_on, time(23, 59, 59), UTC)
        wanted: dict[str, Any] = {
            "customer": customer,
            "collection_method": "send_invoice",
            "due_date": int(due.timestamp()),
            "currency": invoice.total.currency.lower(),
            "number": invoice.number,
            "description": invoice.memo,
            "auto_advance": False,
            "pending_invoice_items_behavior": "exclude",
            "metadata": {REFERENCE: key},
        }
        draft = self._stripe.write(INVOICES, wanted, f"{key}-draft")
        for number, (text, amount) in enumerate(_lines(invoice)):
            line = {
                "customer": customer,
                "invoice": draft["id"],
                "amount": to_stripe(amount),
                "currency": amount.currency.lower(),
                "description": text,
            }
            self._stripe.write("/v1/invoiceitems", line, f"{key}-line-{number}")
        place = f"{INVOICES}/{draft['id']}/finalize"
        told = self._stripe.write(place, {"auto_advance": False}, f"{key}-final")
        return Pushed(
            external_id=str(told["id"]),
            customer_id=customer,
            number=str(told.get("number") or ""),
            url=str(told.get("hosted_invoice_url") or ""),
        )

    def _customer(self, invoice: ExternalInvoice, key: str) -> str:
        who = invoice.customer
        made = self._stripe.save_customer(
            reference=who.reference, name=who.name, email=who.email, key=f"{key}-customer"
        )
        return made.gateway_id

    def void_invoice(self, external_id: str, *, key: str) -> ExternalState:
        try:
            return _state(self._stripe.write(f"{INVOICES}/{external_id}/void", {}, key))
        except GatewayRefused:
            state = self.fetch_status(external_id)
            if state.status is not ExternalStatus.VOIDED:
                raise
            return state

    def fetch_status(self, external_id: str) -> ExternalState:
        return _state(self._stripe.read(f"{INVOICES}/{external_id}"))

    def read_webhook(
        self, headers: Mapping[str, str], body: bytes, *, now: datetime
    ) -> tuple[ExternalChange, ...]:
        given = {name.lower(): value for name, value in headers.items()}
        stripe_events.verify(given.get("stripe-signature", ""), body, self._secrets, now)
        told = stripe_events.read(body)
        if told.type not in SUBSCRIBED:
            return ()
        try:
            return (_change(told.id, told.type, told.occurred_at, told.payload),)
        except (KeyError, TypeError, ValueError) as error:
            raise BadSignature("The webhook holds no invoice.", gateway="stripe") from error


def _change(event_id: str, kind: str, at: datetime, payload: Mapping[str, Any]) -> ExternalChange:
    about = part(payload, "data", "object")
    failed = "Stripe could not collect the invoice." if kind == "invoice.payment_failed" else ""
    return ExternalChange(
        id=event_id,
        external_id=str(about["id"]),
        occurred_at=at,
        state=_state(about),
        failed=failed,
    )


def _lines(invoice: ExternalInvoice) -> list[tuple[str, Money]]:
    lines = [(line.description, line.amount) for line in invoice.lines]
    lines += [(f"Tax on {line.description}", line.tax) for line in invoice.lines if line.tax]
    return lines


def _state(told: Mapping[str, Any]) -> ExternalState:
    currency = str(told["currency"])
    total = from_stripe(int(told["total"]), currency)
    due = from_stripe(int(told["amount_remaining"]), currency)
    paid_at = part(told, "status_transitions").get("paid_at")
    return ExternalState(
        external_id=str(told["id"]),
        status=ENDED.get(str(told["status"])) or status_of(total, due),
        total=total,
        due=due,
        paid_on=datetime.fromtimestamp(int(paid_at), UTC).date() if paid_at else None,
        transaction_id=id_of(told.get("charge")),
    )
