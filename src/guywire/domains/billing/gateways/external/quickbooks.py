"""QuickBooks Online: invoices of its accounting API (v3), webhooks signed by the verifier token.

After Intuit's "QuickBooks Online Accounting API" (Invoice, Customer, `requestid`) and "Webhooks"
(`intuit-signature`). A webhook names what changed and no more.
"""

import base64
import hashlib
import hmac
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

import httpx

from guywire.domains.billing.gateways.client import Answer, Client
from guywire.domains.billing.gateways.errors import BadSignature, GatewayRefused, NotFound
from guywire.domains.billing.gateways.port import Account

from .exact import money_of, written
from .oauth import Application, SignIn, Tokens
from .port import (
    ExternalChange,
    ExternalCustomer,
    ExternalInvoice,
    ExternalState,
    ExternalStatus,
    Pushed,
    status_of,
)

LIVE, SANDBOX = (
    "https://quickbooks.api.intuit.com",
    "https://sandbox-quickbooks.api.intuit.com",
)
SIGN_IN = "https://oauth.platform.intuit.com/oauth2/v1/tokens/bearer"
MINOR_VERSION = "75"
MISSING = frozenset({"610"})
LONGEST_REQUEST_ID = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class QuickBooksSettings:
    """item_id: the product or service that our lines are booked as."""

    realm_id: str
    verifier: str = field(repr=False)
    item_id: str = "1"
    base_url: str = LIVE
    sign_in_url: str = SIGN_IN


class QuickBooks:
    """A tenant's company at QuickBooks Online; see `port.BillingSystem`."""

    name = "quickbooks"

    def __init__(
        self,
        settings: QuickBooksSettings,
        application: Application,
        tokens: Tokens,
        renewed: Callable[[Tokens], None],
        *,
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        self._settings = settings
        self._sign_in = SignIn(
            "QuickBooks", settings.sign_in_url, application, tokens, renewed, transport
        )
        self._client = Client(
            "QuickBooks",
            settings.base_url,
            headers={"Accept": "application/json"},
            transport=transport,
        )

    def close(self) -> None:
        self._sign_in.close()
        self._client.close()

    def account(self) -> Account:
        realm = self._settings.realm_id
        told = self._get(f"companyinfo/{realm}")["CompanyInfo"]
        is_live = self._settings.base_url == LIVE
        return Account(id=realm, name=str(told["CompanyName"]), is_live=is_live)

    def push_invoice(self, invoice: ExternalInvoice, *, key: str) -> Pushed:
        customer = invoice.customer.external_id or self._customer(invoice.customer, key)
        lines = [
            self._line(line.description, line.amount.decimal, line.quantity, bool(line.tax))
            for line in invoice.lines
        ]
        wanted = {
            "DocNumber": invoice.number,
            "CustomerRef": {"value": customer},
            "TxnDate": invoice.issued_on.isoformat(),
            "DueDate": invoice.due_on.isoformat(),
            "CurrencyRef": {"value": invoice.total.currency},
            "Line": lines,
            "TxnTaxDetail": {"TotalTax": invoice.tax.decimal},
            "PrivateNote": invoice.memo,
        }
        told = self._post("invoice", wanted, key)["Invoice"]
        return Pushed(
            external_id=str(told["Id"]),
            customer_id=customer,
            number=str(told.get("DocNumber") or ""),
            url=f"https://app.qbo.intuit.com/app/invoice?txnId={told['Id']}",
        )

    def _line(
        self, description: str, amount: Decimal, quantity: Decimal, is_taxed: bool
    ) -> dict[str, Any]:
        detail = {
            "ItemRef": {"value": self._settings.item_id},
            "Qty": quantity,
            "TaxCodeRef": {"value": "TAX" if is_taxed else "NON"},
        }
        return {
            "DetailType": "SalesItemLineDetail",
            "Amount": amount,
            "Description": description,
            "SalesItemLineDetail": detail,
        }

    def _customer(self, customer: ExternalCustomer, key: str) -> str:
        """The customer by its name there; display names are unique at QuickBooks."""
        shown = f"{customer.name} ({customer.reference})"
        quoted = shown.replace("\\", "\\\\").replace("'", "\\'")
        asked = " ".join(("select Id from Customer where DisplayName =", f"'{quoted}'"))
        found = self._get("query", {"query": asked})["QueryResponse"].get("Customer") or []
        if found:
            return str(found[0]["Id"])
        wanted: dict[str, Any] = {"DisplayName": shown}
        if customer.email:
            wanted["PrimaryEmailAddr"] = {"Address": customer.email}
        return str(self._post("customer", wanted, f"{key}-customer")["Customer"]["Id"])

    def void_invoice(self, external_id: str, *, key: str) -> ExternalState:
        told = self._get(f"invoice/{external_id}")["Invoice"]
        state = _state(told)
        if state.status is ExternalStatus.VOIDED:
            return state
        wanted = {"Id": external_id, "SyncToken": told["SyncToken"]}
        after = self._post("invoice", wanted, key, {"operation": "void"})["Invoice"]
        return _state(after)

    def fetch_status(self, external_id: str) -> ExternalState:
        return _state(self._get(f"invoice/{external_id}")["Invoice"])

    def read_webhook(
        self, headers: Mapping[str, str], body: bytes, *, now: datetime
    ) -> tuple[ExternalChange, ...]:
        given = {name.lower(): value for name, value in headers.items()}
        key = self._settings.verifier.encode()
        good = base64.b64encode(hmac.new(key, body, hashlib.sha256).digest())
        if not hmac.compare_digest(good, given.get("intuit-signature", "").encode()):
            raise BadSignature("The webhook is not signed by QuickBooks.", gateway="quickbooks")
        try:
            return tuple(self._changes(json.loads(body)))
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise BadSignature("The webhook makes no sense.", gateway="quickbooks") from error

    def _changes(self, told: Mapping[str, Any]) -> list[ExternalChange]:
        """Of invoices of this company; a webhook may tell of several companies at once."""
        found = []
        for notice in told["eventNotifications"]:
            if notice["realmId"] != self._settings.realm_id:
                continue
            for entity in notice["dataChangeEvent"]["entities"]:
                if entity["name"] != "Invoice":
                    continue
                told_at = str(entity["lastUpdated"])
                found.append(
                    ExternalChange(
                        id=f"{entity['id']}/{entity['operation']}/{told_at}",
                        external_id=str(entity["id"]),
                        occurred_at=datetime.fromisoformat(told_at),
                    )
                )
        return found

    def _place(self, path: str) -> str:
        return f"/v3/company/{self._settings.realm_id}/{path}"

    def _get(self, path: str, params: Mapping[str, str] | None = None) -> dict[str, Any]:
        asked = {"minorversion": MINOR_VERSION, **(params or {})}
        return _good(
            self._client.get(self._place(path), params=asked, headers=self._sign_in.header())
        )

    def _post(
        self,
        path: str,
        wanted: Mapping[str, Any],
        key: str,
        params: Mapping[str, str] | None = None,
    ) -> dict[str, Any]:
        request_id = hashlib.sha256(key.encode()).hexdigest()[:LONGEST_REQUEST_ID]
        asked = {"minorversion": MINOR_VERSION, "requestid": request_id, **(params or {})}
        return _good(
            self._client.write(
                self._place(path),
                params=asked,
                content=written(wanted).encode(),
                headers=self._sign_in.header(),
            )
        )


def _state(told: Mapping[str, Any]) -> ExternalState:
    """A voided invoice stays, with amounts of nothing and a note that says so."""
    currency = str(told["CurrencyRef"]["value"])
    total, due = money_of(told["TotalAmt"], currency), money_of(told["Balance"], currency)
    is_void = not total and "Voided" in str(told.get("PrivateNote") or "")
    paid = [one for one in told.get("LinkedTxn") or () if one.get("TxnType") == "Payment"]
    return ExternalState(
        external_id=str(told["Id"]),
        status=ExternalStatus.VOIDED if is_void else status_of(total, due),
        total=total,
        due=due,
        transaction_id=str(paid[-1]["TxnId"]) if paid else "",
    )


def _good(answer: Answer) -> dict[str, Any]:
    """The answer, or Fault.Error of QuickBooks as an error of ours."""
    if answer.is_good:
        return answer.body
    faults = (answer.body.get("Fault") or {}).get("Error") or [{}]
    code = str(faults[0].get("code") or "")
    message = str(faults[0].get("Detail") or faults[0].get("Message") or "QuickBooks refuses.")
    is_missing = code in MISSING or answer.status == httpx.codes.NOT_FOUND
    kind = NotFound if is_missing else GatewayRefused
    raise kind(message, gateway="quickbooks", code=code)
