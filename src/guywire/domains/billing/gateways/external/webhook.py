"""Any other billing system, by three requests in JSON that both sides sign.

    POST {url}         {"event": "invoice.issued", "invoice": {...}}  ->  {"id": "…", "url": "…"}
    POST {url}         {"event": "invoice.voided", "id": "…"}         ->  the state
    GET  {url}/{id}    ->  the state: {"id", "status", "currency", "total", "due", "paid_on"?}
    they POST to us    {"id": "<message>", "at": "<ISO time>", "invoice": {the state}}

Amounts are text ("49.90"). `Guywire-Signature: t=<seconds>,v1=<hex>` is HMAC-SHA256 of
"<t>.<body>" by the shared secret, for a GET of "<t>.<path>". A repeated Idempotency-Key must not
make a second invoice.
"""

import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import quote, urlsplit

import httpx

from guywire.domains.billing.gateways.client import Answer, Client
from guywire.domains.billing.gateways.errors import BadSignature, GatewayRefused, NotFound
from guywire.domains.billing.gateways.port import Account
from guywire.kit import clock

from .exact import money_of
from .port import (
    ExternalChange,
    ExternalInvoice,
    ExternalLine,
    ExternalState,
    ExternalStatus,
    Pushed,
)
from .public import PublicTransport

HEADER = "Guywire-Signature"
TOLERANCE = timedelta(minutes=5)


@dataclass(frozen=True, slots=True, kw_only=True)
class WebhookSettings:
    url: str
    secret: str = field(repr=False)


class WebhookBilling:
    """A system of the tenant's own; see `port.BillingSystem`."""

    name = "webhook"

    def __init__(
        self, settings: WebhookSettings, *, transport: httpx.BaseTransport | None = None
    ) -> None:
        parts = urlsplit(settings.url)
        self._path, self._secret = parts.path.rstrip("/") or "/", settings.secret
        self._client = Client(
            "The billing system",
            f"{parts.scheme}://{parts.netloc}",
            transport=transport or PublicTransport(),
        )

    def close(self) -> None:
        self._client.close()

    def account(self) -> Account:
        """A ping that the other side answers with its name."""
        told = self._post({"event": "ping"}, key="ping")
        name = str(told.get("name") or self.name)
        return Account(id=str(told.get("id") or name), name=name, is_live=True)

    def push_invoice(self, invoice: ExternalInvoice, *, key: str) -> Pushed:
        told = self._post({"event": "invoice.issued", "invoice": _invoice(invoice)}, key=key)
        if not told.get("id"):
            raise GatewayRefused(
                "The billing system took the invoice and gave it no id.", gateway=self.name
            )
        return Pushed(
            external_id=str(told["id"]),
            customer_id=str(told.get("customer_id") or ""),
            number=invoice.number,
            url=str(told.get("url") or ""),
        )

    def void_invoice(self, external_id: str, *, key: str) -> ExternalState:
        return self._state(self._post({"event": "invoice.voided", "id": external_id}, key=key))

    def fetch_status(self, external_id: str) -> ExternalState:
        path = f"{self._path.rstrip('/')}/{quote(external_id, safe='')}"
        headers = {HEADER: signature(self._secret, path.encode(), clock.now())}
        return self._state(_good(self._client.get(path, headers=headers)))

    def read_webhook(
        self, headers: Mapping[str, str], body: bytes, *, now: datetime
    ) -> tuple[ExternalChange, ...]:
        given = {name.lower(): value for name, value in headers.items()}
        verify(given.get(HEADER.lower(), ""), body, self._secret, now)
        try:
            told = json.loads(body)
            at = datetime.fromisoformat(told["at"])
            if at.tzinfo is None:
                raise ValueError(f"{at} names no zone")
            state = read_state(told["invoice"])
            failed = str(told.get("failed") or "")
            change = ExternalChange(
                id=str(told["id"]),
                external_id=state.external_id,
                occurred_at=at,
                state=state,
                failed=failed,
            )
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise BadSignature(
                f"The message makes no sense: {error}.", gateway="webhook"
            ) from error
        return (change,)

    def _post(self, wanted: Mapping[str, Any], *, key: str) -> dict[str, Any]:
        body = json.dumps(wanted).encode()
        headers = {HEADER: signature(self._secret, body, clock.now()), "Idempotency-Key": key}
        return _good(self._client.write(self._path, content=body, headers=headers))

    def _state(self, told: Mapping[str, Any]) -> ExternalState:
        try:
            return read_state(told)
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise GatewayRefused(
                f"The billing system tells a state that makes no sense: {error}.",
                gateway=self.name,
            ) from error


def signature(secret: str, signed: bytes, at: datetime) -> str:
    """The header of a request that is sent at a moment."""
    stamp = int(at.timestamp())
    seal = hmac.new(secret.encode(), f"{stamp}.".encode() + signed, hashlib.sha256)
    return f"t={stamp},v1={seal.hexdigest()}"


def verify(header: str, signed: bytes, secret: str, now: datetime) -> None:
    """Raises BadSignature."""
    fields = dict(item.partition("=")[::2] for item in header.split(","))
    stamp = fields.get("t", "")
    if not stamp.isdecimal():
        raise BadSignature("The message carries no signature.", gateway="webhook")
    good = hmac.new(secret.encode(), f"{stamp}.".encode() + signed, hashlib.sha256).hexdigest()
    if not hmac.compare_digest(good.encode(), fields.get("v1", "").encode()):
        raise BadSignature("The signature of the message is wrong.", gateway="webhook")
    if abs(now.timestamp() - int(stamp)) > TOLERANCE.total_seconds():
        raise BadSignature("The message was signed too long ago.", gateway="webhook")


def read_state(told: Mapping[str, Any]) -> ExternalState:
    """A state as the other side writes it; ValueError or KeyError where it makes no sense."""
    currency = str(told["currency"])
    paid_on = told.get("paid_on")
    return ExternalState(
        external_id=str(told["id"]),
        status=ExternalStatus(told["status"]),
        total=money_of(told["total"], currency),
        due=money_of(told["due"], currency),
        paid_on=date.fromisoformat(paid_on) if paid_on else None,
        transaction_id=str(told.get("transaction_id") or ""),
    )


def _invoice(invoice: ExternalInvoice) -> dict[str, Any]:
    who = invoice.customer
    customer = {"reference": who.reference, "name": who.name, "email": who.email}
    return {
        "number": invoice.number,
        "customer": {**customer, "id": who.external_id},
        "issued_on": invoice.issued_on.isoformat(),
        "due_on": invoice.due_on.isoformat(),
        "currency": invoice.total.currency,
        "lines": [_line(line) for line in invoice.lines],
        "tax": invoice.tax.format(),
        "total": invoice.total.format(),
        "memo": invoice.memo,
    }


def _line(line: ExternalLine) -> dict[str, str]:
    return {
        "description": line.description,
        "quantity": f"{line.quantity:f}",
        "amount": line.amount.format(),
        "tax": line.tax.format(),
    }


def _good(answer: Answer) -> dict[str, Any]:
    if answer.is_good:
        return answer.body
    message = str(answer.body.get("message") or f"It refuses (HTTP {answer.status}).")
    kind = NotFound if answer.status == httpx.codes.NOT_FOUND else GatewayRefused
    raise kind(message, gateway="webhook", code=str(answer.body.get("code") or ""))
