"""Xero, simulated: organisation, invoices, webhooks."""

import json
from datetime import UTC
from decimal import Decimal

from .books import Books, Kept, Object, Refused
from .clock import LabClock
from .server import Call, routes
from .stripe_store import Delivery

TENANT, WEBHOOK_KEY = "lab-organisation", "lab-webhook-key"
PLACE = "/api.xro/2.0"


class XeroLab(Books):
    """One simulated organisation."""

    def __init__(self, clock: LabClock) -> None:
        super().__init__(clock)
        self._routes = routes(
            ("GET", f"{PLACE}/Organisation", self._organisation),
            ("PUT", f"{PLACE}/Invoices", self._make),
            ("GET", f"{PLACE}/Invoices", self._numbered),
            ("GET", f"{PLACE}/Invoices/{{id}}", self._get),
            ("POST", f"{PLACE}/Invoices/{{id}}", self._void),
        )

    def deliveries(self) -> list[Delivery]:
        """One message for what changed since the last; an empty one is Xero's own test."""
        changed, self.waiting = self.waiting, []
        at = self.clock.now().astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S")
        events = [
            {
                "resourceId": kept.id,
                "tenantId": tenant,
                "eventCategory": "INVOICE",
                "eventType": "UPDATE",
                "eventDateUtc": at,
            }
            for kept in changed
            for tenant in ("elsewhere", TENANT)
        ]
        body = json.dumps({"events": events, "firstEventSequence": 1}).encode()
        return [self.sealed(WEBHOOK_KEY, "x-xero-signature", body)]

    def _organisation(self, call: Call) -> Object:
        made = {"OrganisationID": TENANT, "Name": "Lab (simulated)", "IsDemoCompany": True}
        return {"Organisations": [{**made, "BaseCurrency": "NZD"}]}

    def _make(self, call: Call) -> Object:
        if call.headers.get("xero-tenant-id") != TENANT:
            raise Refused(403, {"Message": "AuthorizationUnsuccessful"})
        return self.once(call.headers.get("idempotency-key", ""), lambda: self._kept_new(call))

    def _kept_new(self, call: Call) -> Object:
        told = call.exact["Invoices"][0]
        numbers = [kept.told["InvoiceNumber"] for kept in self.invoices.values()]
        if told["InvoiceNumber"] in numbers:
            error = {"Message": "Invoice # must be unique."}
            raise Refused(400, {"ErrorNumber": 10, "Elements": [{"ValidationErrors": [error]}]})
        total = sum((one["LineAmount"] + one["TaxAmount"] for one in told["LineItems"]), Decimal(0))
        made = Kept(
            id=f"inv-{len(self.invoices) + 1}",
            told=told,
            currency=told["CurrencyCode"],
            total=total,
        )
        self.invoices[made.id] = made
        return self._shown(made)

    def _kept(self, invoice_id: str) -> Kept:
        if invoice_id not in self.invoices:
            raise Refused(404, {"Message": "The resource was not found."})
        return self.invoices[invoice_id]

    def _get(self, call: Call, id: str) -> Object:
        return self._shown(self._kept(id))

    def _numbered(self, call: Call) -> Object:
        wanted = call.query["InvoiceNumbers"].split(",")
        kept = [one for one in self.invoices.values() if one.told["InvoiceNumber"] in wanted]
        return {"Invoices": [self._shown(one)["Invoices"][0] for one in kept]}

    def _void(self, call: Call, id: str) -> Object:
        kept = self._kept(id)
        if kept.payments:
            error = {"Message": "Invoice not of valid status for modification"}
            raise Refused(400, {"ErrorNumber": 10, "Elements": [{"ValidationErrors": [error]}]})
        kept.voided = True
        return self._shown(kept)

    def _shown(self, kept: Kept) -> Object:
        is_paid = not kept.due and not kept.voided
        at = int(self.clock.now().timestamp() * 1000)
        shown: Object = {
            "InvoiceID": kept.id,
            "Type": kept.told["Type"],
            "InvoiceNumber": kept.told["InvoiceNumber"],
            "Contact": {"ContactID": f"contact-{kept.id}"},
            "CurrencyCode": kept.currency,
            "Status": "VOIDED" if kept.voided else "PAID" if is_paid else "AUTHORISED",
            "Total": kept.total,
            "AmountDue": kept.due,
            "Payments": [{"PaymentID": one} for one in kept.payments],
        }
        if is_paid:
            shown["FullyPaidOnDate"] = f"/Date({at}+0000)/"
        return {"Invoices": [shown]}
