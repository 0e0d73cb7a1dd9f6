"""Stripe Invoicing, simulated over the Stripe simulator's store."""

from .server import Call, Handler
from .stripe_store import Object, Problem, Store, nested, wanted


class Invoices:
    """Drafts, lines, finalised invoices and what becomes of them."""

    def __init__(self, store: Store) -> None:
        self.store = store

    def table(self) -> tuple[tuple[str, str, Handler], ...]:
        return (
            ("POST", "/v1/invoices", self._create),
            ("POST", "/v1/invoiceitems", self._line),
            ("GET", "/v1/invoices/{id}", self._get),
            ("POST", "/v1/invoices/{id}/finalize", self._finalise),
            ("POST", "/v1/invoices/{id}/void", self._void),
        )

    def _get(self, call: Call, id: str) -> Object:
        return self.store.get(id, "invoice")

    def _create(self, call: Call) -> Object:
        told = nested(call.form)
        self.store.get(str(wanted(told, "customer")), "customer")
        return self.store.new(
            "in",
            "invoice",
            customer=told["customer"],
            currency=wanted(told, "currency"),
            number=told.get("number"),
            due_date=int(wanted(told, "due_date")),
            metadata=told.get("metadata") or {},
            status="draft",
            total=0,
            amount_paid=0,
            amount_remaining=0,
            charge=None,
            hosted_invoice_url=None,
            status_transitions={"paid_at": None},
        )

    def _line(self, call: Call) -> Object:
        told = nested(call.form)
        invoice = self.store.get(str(wanted(told, "invoice")), "invoice")
        if invoice["status"] != "draft":
            raise Problem(400, "This invoice is no longer a draft.", code="invoice_not_editable")
        if told["currency"] != invoice["currency"]:
            raise Problem(400, "The currency is another one.", param="currency")
        amount = int(wanted(told, "amount"))
        invoice["total"] += amount
        invoice["amount_remaining"] += amount
        return self.store.new("ii", "invoiceitem", invoice=invoice["id"], amount=amount)

    def _finalise(self, call: Call, id: str) -> Object:
        invoice = self.store.get(id, "invoice")
        if invoice["status"] != "draft":
            raise Problem(400, "This invoice is already finalized.")
        invoice["status"] = "open"
        invoice["hosted_invoice_url"] = f"{self.store.base_url}/i/{id}"
        return invoice

    def _void(self, call: Call, id: str) -> Object:
        invoice = self.store.get(id, "invoice")
        if invoice["status"] != "open":
            raise Problem(400, f"This invoice is {invoice['status']}.")
        invoice["status"], invoice["amount_remaining"] = "void", 0
        self.store.emit("invoice.voided", invoice)
        return invoice

    def pay(self, invoice_id: str, amount: int) -> None:
        """The payer pays on Stripe's page."""
        invoice = self.store.get(invoice_id, "invoice")
        invoice["amount_paid"] += amount
        invoice["amount_remaining"] -= amount
        if invoice["amount_remaining"]:
            self.store.emit("invoice.updated", invoice)
            return
        invoice["status"], invoice["charge"] = "paid", f"ch_of_{invoice_id}"
        invoice["status_transitions"] = {"paid_at": self.store.stamp()}
        self.store.emit("invoice.paid", invoice)

    def fail(self, invoice_id: str) -> None:
        """A payment of it is declined."""
        self.store.emit("invoice.payment_failed", self.store.get(invoice_id, "invoice"))
