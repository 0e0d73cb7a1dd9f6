"""Xero: sales invoices of its accounting API (2.0), webhooks signed by the webhook key.

After Xero's "Accounting API" (Invoices, `Idempotency-Key`) and "Webhooks" (`x-xero-signature`): an
answer other than 401 to a badly signed message lets Xero switch the webhook off, so `BadSignature`
is answered with 401. A webhook names what changed and no more.
"""

import base64
import hashlib
import hmac
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

import httpx

from guywire.domains.billing.gateways.client import Answer, Client
from guywire.domains.billing.gateways.errors import BadSignature, GatewayRefused, NotFound
from guywire.domains.billing.gateways.port import Account

from .exact import money_of, written
from .oauth import Application, SignIn, Tokens
from .port import (
    ExternalChange,
    ExternalInvoice,
    ExternalLine,
    ExternalState,
    ExternalStatus,
    Pushed,
    status_of,
)

API, SIGN_IN = "https://api.xero.com", "https://identity.xero.com/connect/token"
INVOICES = "/api.xro/2.0/Invoices"
EPOCH = date(1970, 1, 1)
NET_DATE = re.compile(r"/Date\((\d+)(?:[+-]\d{4})?\)/")
VOID = frozenset({"VOIDED", "DELETED"})


@dataclass(frozen=True, slots=True, kw_only=True)
class XeroSettings:
    """account_code: the revenue account of our lines; tax types as the organisation has them."""

    tenant_id: str
    webhook_key: str = field(repr=False)
    account_code: str = "200"
    tax_type: str = "OUTPUT"
    no_tax_type: str = "NONE"
    base_url: str = API
    sign_in_url: str = SIGN_IN


class Xero:
    """A tenant's organisation at Xero; see `port.BillingSystem`."""

    name = "xero"

    def __init__(
        self,
        settings: XeroSettings,
        application: Application,
        tokens: Tokens,
        renewed: Callable[[Tokens], None],
        *,
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        self._settings = settings
        self._sign_in = SignIn(
            "Xero", settings.sign_in_url, application, tokens, renewed, transport
        )
        headers = {"Accept": "application/json", "Xero-Tenant-Id": settings.tenant_id}
        self._client = Client("Xero", settings.base_url, headers=headers, transport=transport)

    def close(self) -> None:
        self._sign_in.close()
        self._client.close()

    def account(self) -> Account:
        told = _good(self._client.get("/api.xro/2.0/Organisation", headers=self._sign_in.header()))
        found = told["Organisations"][0]
        return Account(
            id=str(found["OrganisationID"]),
            name=str(found["Name"]),
            is_live=not found.get("IsDemoCompany"),
            currencies=(str(found["BaseCurrency"]),),
        )

    def push_invoice(self, invoice: ExternalInvoice, *, key: str) -> Pushed:
        customer = invoice.customer
        contact = {
            "Name": f"{customer.name} ({customer.reference})",
            "ContactNumber": customer.reference,
            "EmailAddress": customer.email,
        }
        wanted = {
            "Type": "ACCREC",
            "Status": "AUTHORISED",
            "InvoiceNumber": invoice.number,
            "Reference": invoice.memo,
            "Contact": {"ContactID": customer.external_id} if customer.external_id else contact,
            "Date": invoice.issued_on.isoformat(),
            "DueDate": invoice.due_on.isoformat(),
            "CurrencyCode": invoice.total.currency,
            "LineAmountTypes": "Exclusive",
            "LineItems": [self._line(line) for line in invoice.lines],
        }
        try:
            told = self._write(INVOICES, {"Invoices": [wanted]}, key, method="PUT")
        except GatewayRefused:
            told = self._there_already(invoice)
            if not told:
                raise
        place = f"https://go.xero.com/AccountsReceivable/View.aspx?InvoiceID={told['InvoiceID']}"
        return Pushed(
            external_id=str(told["InvoiceID"]),
            customer_id=str((told.get("Contact") or {}).get("ContactID") or ""),
            number=str(told.get("InvoiceNumber") or ""),
            url=place,
        )

    def _there_already(self, invoice: ExternalInvoice) -> dict[str, Any]:
        """The same invoice from an earlier push: Xero forgets a key after six minutes."""
        asked = {"InvoiceNumbers": invoice.number}
        answer = self._client.get(INVOICES, params=asked, headers=self._sign_in.header())
        for told in _good(answer)["Invoices"]:
            if told["Type"] == "ACCREC" and _state(told).total == invoice.total:
                found: dict[str, Any] = told
                return found
        return {}

    def _line(self, line: ExternalLine) -> dict[str, Any]:
        settings = self._settings
        return {
            "Description": line.description,
            "Quantity": line.quantity,
            "LineAmount": line.amount.decimal,
            "TaxAmount": line.tax.decimal,
            "TaxType": settings.tax_type if line.tax else settings.no_tax_type,
            "AccountCode": settings.account_code,
        }

    def void_invoice(self, external_id: str, *, key: str) -> ExternalState:
        state = self.fetch_status(external_id)
        if state.status is ExternalStatus.VOIDED:
            return state
        return _state(self._write(f"{INVOICES}/{external_id}", {"Status": "VOIDED"}, key))

    def fetch_status(self, external_id: str) -> ExternalState:
        told = _good(self._client.get(f"{INVOICES}/{external_id}", headers=self._sign_in.header()))
        return _state(told["Invoices"][0])

    def read_webhook(
        self, headers: Mapping[str, str], body: bytes, *, now: datetime
    ) -> tuple[ExternalChange, ...]:
        given = {name.lower(): value for name, value in headers.items()}
        key = self._settings.webhook_key.encode()
        good = base64.b64encode(hmac.new(key, body, hashlib.sha256).digest())
        if not hmac.compare_digest(good, given.get("x-xero-signature", "").encode()):
            raise BadSignature("The webhook is not signed by Xero.", gateway="xero")
        try:
            return tuple(self._changes(json.loads(body)))
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise BadSignature("The webhook makes no sense.", gateway="xero") from error

    def _changes(self, told: Mapping[str, Any]) -> list[ExternalChange]:
        """Of invoices of this organisation; none in the message by which Xero tests us."""
        return [
            ExternalChange(
                id=f"{one['resourceId']}/{one['eventType']}/{one['eventDateUtc']}",
                external_id=str(one["resourceId"]),
                occurred_at=datetime.fromisoformat(str(one["eventDateUtc"])).replace(tzinfo=UTC),
            )
            for one in told["events"]
            if one["eventCategory"] == "INVOICE" and one["tenantId"] == self._settings.tenant_id
        ]

    def _write(
        self, path: str, wanted: Mapping[str, Any], key: str, *, method: str = "POST"
    ) -> dict[str, Any]:
        """One invoice written."""
        answer = self._client.write(
            path,
            method=method,
            content=written(wanted).encode(),
            headers=self._sign_in.header() | {"Idempotency-Key": key},
        )
        told: dict[str, Any] = _good(answer)["Invoices"][0]
        return told


def _state(told: Mapping[str, Any]) -> ExternalState:
    currency = str(told["CurrencyCode"])
    total, due = money_of(told["Total"], currency), money_of(told["AmountDue"], currency)
    paid_on = NET_DATE.fullmatch(str(told.get("FullyPaidOnDate") or ""))
    payments = told.get("Payments") or ()
    return ExternalState(
        external_id=str(told["InvoiceID"]),
        status=ExternalStatus.VOIDED if told["Status"] in VOID else status_of(total, due),
        total=total,
        due=due,
        paid_on=EPOCH + timedelta(milliseconds=int(paid_on[1])) if paid_on else None,
        transaction_id=str(payments[-1]["PaymentID"]) if payments else "",
    )


def _good(answer: Answer) -> dict[str, Any]:
    """The answer, or a ValidationException of Xero as an error of ours."""
    if answer.is_good:
        return answer.body
    elements = answer.body.get("Elements") or [{}]
    faults = elements[0].get("ValidationErrors") or [{}]
    message = str(faults[0].get("Message") or answer.body.get("Message") or "Xero refuses.")
    kind = NotFound if answer.status == httpx.codes.NOT_FOUND else GatewayRefused
    raise kind(message, gateway="xero", code=str(answer.body.get("ErrorNumber") or ""))
