"""QuickBooks Online, simulated: company, customers, invoices, webhooks."""

import json
import re
from decimal import Decimal

from .books import Books, Kept, Object, Refused
from .clock import LabClock
from .server import Call, routes
from .stripe_store import Delivery

REALM, VERIFIER = "4620816365", "lab-verifier"


class QuickBooksLab(Books):
    """One simulated company file."""

    def __init__(self, clock: LabClock) -> None:
        super().__init__(clock)
        self.customers: dict[str, str] = {}
        place = f"/v3/company/{REALM}"
        self._routes = routes(
            ("GET", f"{place}/companyinfo/{REALM}", self._company),
            ("GET", f"{place}/query", self._query),
            ("POST", f"{place}/customer", self._customer),
            ("POST", f"{place}/invoice", self._invoice),
            ("GET", f"{place}/invoice/{{id}}", self._get),
        )

    def deliveries(self) -> list[Delivery]:
        """One message for what changed since the last, as QuickBooks gathers them."""
        changed, self.waiting = self.waiting, []
        if not changed:
            return []
        at = self.clock.now().isoformat()
        entities = [
            {"name": "Invoice", "id": kept.id, "operation": "Update", "lastUpdated": at}
            for kept in changed
        ]
        other = {"name": "Payment", "id": "9", "operation": "Create", "lastUpdated": at}
        told = [
            {"realmId": "elsewhere", "dataChangeEvent": {"entities": entities}},
            {"realmId": REALM, "dataChangeEvent": {"entities": [*entities, other]}},
        ]
        body = json.dumps({"eventNotifications": told}).encode()
        return [self.sealed(VERIFIER, "intuit-signature", body)]

    def _company(self, call: Call) -> Object:
        return {"CompanyInfo": {"CompanyName": "Lab (simulated)"}}

    def _query(self, call: Call) -> Object:
        match = re.fullmatch(
            r"select Id from Customer where DisplayName = '(.*)'", call.query["query"]
        )
        if match is None:
            raise _fault("4000", "Error parsing query")
        name = match[1].replace("\\'", "'").replace("\\\\", "\\")
        found = [{"Id": one} for one, shown in self.customers.items() if shown == name]
        return {"QueryResponse": {"Customer": found} if found else {}}

    def _customer(self, call: Call) -> Object:
        def make() -> Object:
            name = call.json["DisplayName"]
            if name in self.customers.values():
                raise _fault("6240", "Duplicate Name Exists Error")
            made = str(len(self.customers) + 58)
            self.customers[made] = name
            return {"Customer": {"Id": made, "DisplayName": name}}

        return self.once(call.query.get("requestid", ""), make)

    def _invoice(self, call: Call) -> Object:
        if call.query.get("operation") == "void":
            kept = self._kept(str(call.json["Id"]))
            if call.json["SyncToken"] != str(len(kept.payments)):
                raise _fault("5010", "Stale Object Error")
            kept.voided = True
            return {"Invoice": _shown(kept)}
        return self.once(call.query.get("requestid", ""), lambda: self._make(call))

    def _make(self, call: Call) -> Object:
        told = call.exact
        if told["CustomerRef"]["value"] not in self.customers:
            raise _fault("2500", "Invalid Reference Id")
        if any(kept.told["DocNumber"] == told["DocNumber"] for kept in self.invoices.values()):
            raise _fault("6140", "Duplicate Document Number Error")
        lines = sum((line["Amount"] for line in told["Line"]), Decimal(0))
        made = Kept(
            id=str(len(self.invoices) + 130),
            told=told,
            currency=told["CurrencyRef"]["value"],
            total=lines + told["TxnTaxDetail"]["TotalTax"],
        )
        self.invoices[made.id] = made
        return {"Invoice": _shown(made)}

    def _kept(self, invoice_id: str) -> Kept:
        if invoice_id not in self.invoices:
            raise _fault("610", "Object Not Found")
        return self.invoices[invoice_id]

    def _get(self, call: Call, id: str) -> Object:
        return {"Invoice": _shown(self._kept(id))}


def _shown(kept: Kept) -> Object:
    return {
        "Id": kept.id,
        "SyncToken": str(len(kept.payments)),
        "DocNumber": kept.told["DocNumber"],
        "CurrencyRef": {"value": kept.currency},
        "TotalAmt": Decimal(0) if kept.voided else kept.total,
        "Balance": kept.due,
        "PrivateNote": "Voided" if kept.voided else kept.told.get("PrivateNote", ""),
        "LinkedTxn": [{"TxnId": one, "TxnType": "Payment"} for one in kept.payments],
    }


def _fault(code: str, message: str) -> Refused:
    return Refused(400, {"Fault": {"Error": [{"code": code, "Message": message}]}})
