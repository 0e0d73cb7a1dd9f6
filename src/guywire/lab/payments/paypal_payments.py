"""Orders, captures, refunds and disputes of the PayPal simulator."""

from datetime import timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from .paypal_store import BY_EMAIL, Object, Payer, Problem, Store
from .server import Call

WHOLE = frozenset({"HUF", "JPY", "TWD"})


class Payments:
    def __init__(self, store: Store) -> None:
        self.store = store

    def create(self, call: Call) -> Object:
        told = call.json
        unit = dict(told["purchase_units"][0])
        self._check(unit)
        source = told["payment_source"]["paypal"]
        order = self.store.new(
            "order",
            intent=told["intent"],
            status="PAYER_ACTION_REQUIRED",
            purchase_units=[unit],
            payment_source={"paypal": {}},
        )
        if "vault_id" in source:
            token = self.store.get("token", source["vault_id"])
            payer = BY_EMAIL[token["payment_source"]["paypal"]["email_address"]]
            self.capture(order, payer)
            return order
        order["pages"] = dict(source["experience_context"])
        page = f"{self.store.base_url}/approve/order/{order['id']}"
        order["links"] = [{"rel": "payer-action", "href": page, "method": "GET"}]
        return order

    def _check(self, unit: Object) -> None:
        value, currency = str(unit["amount"]["value"]), str(unit["amount"]["currency_code"])
        if currency in WHOLE and "." in value:
            raise Problem.unprocessable("DECIMALS_NOT_SUPPORTED")
        if Decimal(value) <= 0:
            raise Problem.unprocessable("CANNOT_BE_ZERO_OR_NEGATIVE")
        orders = [o for k, o in self.store.objects.items() if k.startswith("capture:")]
        if any(unit.get("invoice_id") == one.get("invoice_id") for one in orders):
            raise Problem.unprocessable("DUPLICATE_INVOICE_ID")

    def approve(self, order: Object, payer: Payer) -> None:
        """The payer agrees on PayPal's page."""
        order["status"] = "APPROVED"
        order["payment_source"] = {"paypal": {"email_address": payer.email}}
        order["links"] = []
        self.store.emit("CHECKOUT.ORDER.APPROVED", order, "checkout-order")

    def capture_approved(self, call: Call, id: str) -> Object:
        order = self.store.get("order", id)
        if order["status"] == "COMPLETED":
            raise Problem.unprocessable("ORDER_ALREADY_CAPTURED")
        if order["status"] != "APPROVED":
            raise Problem.unprocessable("ORDER_NOT_APPROVED")
        self.capture(order, BY_EMAIL[order["payment_source"]["paypal"]["email_address"]])
        return order

    def capture(self, order: Object, payer: Payer) -> None:
        if payer.issue:
            raise Problem.unprocessable(payer.issue, payer.label)
        unit = order["purchase_units"][0]
        capture = self.store.new(
            "capture",
            amount=unit["amount"],
            custom_id=unit.get("custom_id"),
            invoice_id=unit.get("invoice_id"),
            supplementary_data={"related_ids": {"order_id": order["id"]}},
        )
        order["status"] = "COMPLETED"
        unit["payments"] = {"captures": [capture], "refunds": []}
        if payer.pending_days:
            capture |= {"status": "PENDING", "status_details": {"reason": "ECHECK"}}
            self.store.emit("PAYMENT.CAPTURE.PENDING", capture, "capture")
            wait = timedelta(days=payer.pending_days)
            self.store.clock.after(wait, lambda: self._settle(capture, payer))
        else:
            self._completed(capture)

    def _settle(self, capture: Object, payer: Payer) -> None:
        if payer.denied:
            capture |= {"status": "DECLINED", "status_details": {"reason": "INSTRUMENT_DECLINED"}}
            self.store.emit("PAYMENT.CAPTURE.DENIED", capture, "capture")
        else:
            self._completed(capture)

    def _completed(self, capture: Object) -> None:
        """PayPal keeps 3.49 % + 0.49 (whole units where the currency has no others)."""
        gross, currency = Decimal(capture["amount"]["value"]), capture["amount"]["currency_code"]
        smallest = Decimal(1) if currency in WHOLE else Decimal("0.01")
        fee = gross * Decimal("0.0349") + (49 if currency in WHOLE else Decimal("0.49"))
        fee = fee.quantize(smallest, ROUND_HALF_UP)
        capture.pop("status_details", None)
        capture["status"] = "COMPLETED"
        capture["seller_receivable_breakdown"] = {
            "gross_amount": capture["amount"],
            "paypal_fee": {"currency_code": currency, "value": str(fee)},
            "net_amount": {"currency_code": currency, "value": str(gross - fee)},
        }
        self.store.emit("PAYMENT.CAPTURE.COMPLETED", capture, "capture")

    def _refunds(self, capture: Object) -> list[Object]:
        order = self.store.get("order", capture["supplementary_data"]["related_ids"]["order_id"])
        refunds: list[Object] = order["purchase_units"][0]["payments"]["refunds"]
        return refunds

    def refund(self, call: Call, id: str) -> Object:
        capture, told = self.store.get("capture", id), call.json
        if capture["status"] not in {"COMPLETED", "PARTIALLY_REFUNDED"}:
            raise Problem.unprocessable("CAPTURE_FULLY_REFUNDED")
        refunds = self._refunds(capture)
        back = sum(Decimal(one["amount"]["value"]) for one in refunds)
        left = Decimal(capture["amount"]["value"]) - back
        asked = told.get("amount") or {**capture["amount"], "value": str(left)}
        if asked["currency_code"] != capture["amount"]["currency_code"]:
            raise Problem.unprocessable("REFUND_CAPTURE_CURRENCY_MISMATCH")
        if Decimal(asked["value"]) > left:
            raise Problem.unprocessable(
                "REFUND_AMOUNT_EXCEEDED", f"Only {left} of the capture is left."
            )
        refund = self.store.new(
            "refund",
            amount=asked,
            custom_id=told.get("custom_id"),
            status="COMPLETED",
            links=[{"rel": "up", "href": f"{self.store.base_url}/v2/payments/captures/{id}"}],
        )
        refunds.append(refund)
        whole = Decimal(asked["value"]) == left
        capture["status"] = "REFUNDED" if whole else "PARTIALLY_REFUNDED"
        self.store.emit("PAYMENT.CAPTURE.REFUNDED", refund, "refund")
        return refund

    def reverse(self, capture_id: str) -> None:
        """PayPal takes a captured payment back, e.g. after a bank's return."""
        capture = self.store.get("capture", capture_id)
        self.store.emit("PAYMENT.CAPTURE.REVERSED", capture, "capture")

    def open_dispute(self, capture_id: str, reason: str = "UNAUTHORISED") -> Object:
        capture = self.store.get("capture", capture_id)
        paid: dict[str, Any] = {
            "seller_transaction_id": capture_id,
            "custom": capture.get("custom_id"),
        }
        dispute = self.store.new(
            "dispute",
            reason=reason,
            status="OPEN",
            dispute_amount=capture["amount"],
            disputed_transactions=[paid],
        )
        dispute["dispute_id"] = f"PP-D-{dispute.pop('id')}"
        self.store.emit("CUSTOMER.DISPUTE.CREATED", dispute, "dispute")
        return dispute

    def close_dispute(self, dispute: Object, *, won: bool) -> None:
        favour = "RESOLVED_SELLER_FAVOUR" if won else "RESOLVED_BUYER_FAVOUR"
        dispute |= {"status": "RESOLVED", "dispute_outcome": {"outcome_code": favour}}
        self.store.emit("CUSTOMER.DISPUTE.RESOLVED", dispute, "dispute")
