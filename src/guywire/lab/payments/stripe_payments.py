"""Payments of the Stripe simulator: intents, debits that settle or return, refunds, disputes."""

from datetime import timedelta
from typing import Any

from .instruments import BY_TOKEN, TestInstrument
from .server import Call
from .stripe_store import Object, Problem, Store, nested, values_of, wanted

MESSAGES = {
    "authentication_required": "Your card was declined. This transaction requires authentication.",
    "expired_card": "Your card has expired.",
    "incorrect_cvc": "Your card's security code is incorrect.",
    "insufficient_funds": "Your card has insufficient funds.",
    "processing_error": "An error occurred while processing your card. Try again in a little bit.",
}
OWN_CODES = frozenset(
    {"authentication_required", "expired_card", "incorrect_cvc", "processing_error"}
)
DISPUTE_FEE = 1500
RETURN_REASONS = frozenset({"insufficient_funds", "incorrect_account_details"})
CANCELABLE = frozenset({"requires_payment_method", "requires_confirmation", "requires_action"})


def behaviour(store: Store, method: Object) -> TestInstrument:
    return BY_TOKEN[str(method["metadata"]["lab_token"])]


def fee_for(amount: int, kind: str) -> int:
    """What Stripe keeps in the US: 2.9 % + 30 for cards, 0.8 % up to 500 for ACH, 35 for SEPA."""
    if kind == "us_bank_account":
        return min(500, (amount * 8 + 500) // 1000)
    return 35 if kind == "sepa_debit" else (amount * 29 + 500) // 1000 + 30


class Payments:
    """PaymentIntents, charges, refunds and disputes over the store."""

    def __init__(self, store: Store) -> None:
        self.store = store

    def create(self, call: Call) -> Object:
        told = nested(call.form)
        amount = int(wanted(told, "amount"))
        if amount <= 0:
            raise Problem(400, "This value must be greater than or equal to 1.", param="amount")
        customer = str(wanted(told, "customer"))
        self.store.get(customer, "customer")
        method = self.store.get(str(wanted(told, "payment_method")), "payment_method")
        if method["customer"] != customer:
            raise Problem(
                400,
                "The payment method does not belong to the customer.",
                param="payment_method",
                code="payment_method_customer_mismatch",
            )
        kinds = values_of(told.get("payment_method_types"))
        if method["type"] not in kinds:
            raise Problem(400, "The type is not allowed.", param="payment_method_types")
        intent = self.make(amount, str(wanted(told, "currency")), customer, kinds, told)
        intent["payment_method"] = method["id"]
        off_session = told.get("off_session") == "true"
        self.confirm(intent, off_session=off_session, return_url=str(told.get("return_url", "")))
        return intent

    def make(
        self, amount: int, currency: str, customer: str, kinds: list[Any], told: dict[str, Any]
    ) -> Object:
        intent = self.store.new(
            "pi",
            "payment_intent",
            amount=amount,
            currency=currency,
            customer=customer,
            description=told.get("description"),
            metadata=told.get("metadata") or {},
            payment_method=None,
            payment_method_types=kinds,
            latest_charge=None,
            last_payment_error=None,
            next_action=None,
            status="requires_payment_method",
        )
        intent["client_secret"] = f"{intent['id']}_secret_lab"
        return intent

    def confirm(self, intent: Object, *, off_session: bool, return_url: str) -> None:
        """Try to take the money. Raises Problem for a decline, as Stripe answers 402."""
        method = self.store.get(str(intent["payment_method"]))
        acts = behaviour(self.store, method)
        asks = acts.authenticate == "always" or (
            acts.authenticate == "setup" and not method["metadata"].get("authenticated")
        )
        if asks and off_session:
            self.decline(intent, method, "authentication_required")
        if asks:
            intent["status"] = "requires_action"
            page = f"{self.store.base_url}/authenticate/{intent['id']}"
            intent["next_action"] = {
                "type": "redirect_to_url",
                "redirect_to_url": {"url": page, "return_url": return_url},
            }
            self.store.emit("payment_intent.requires_action", intent)
        elif acts.decline:
            self.decline(intent, method, acts.decline)
        else:
            self.take(intent, method)

    def authenticated(self, intent: Object, *, agreed: bool) -> None:
        """The payer has answered the bank's question."""
        if intent["status"] != "requires_action":
            raise Problem(400, "This payment does not wait for anybody.")
        method = self.store.get(str(intent["payment_method"]))
        intent["next_action"] = None
        if agreed:
            self.take(intent, method)
            return
        self._fail(intent, method, "payment_intent_authentication_failure", "Not confirmed.")

    def take(self, intent: Object, method: Object) -> None:
        """Money from an instrument that does not refuse: at once, or days later from a bank."""
        acts = behaviour(self.store, method)
        charge = self._charge(intent, method)
        if not acts.settles_days:
            self._succeed(intent, charge)
            return
        intent["status"], charge["status"] = "processing", "pending"
        self.store.emit("payment_intent.processing", intent)
        wait = timedelta(days=acts.settles_days)
        self.store.clock.after(wait, lambda: self._settle(intent, charge, acts))

    def decline(self, intent: Object, method: Object, code: str) -> None:
        acts = behaviour(self.store, method)
        own = code if code in OWN_CODES else "card_declined"
        self._charge(intent, method, failed=code)
        message = MESSAGES.get(code, "Your card was declined.")
        fields = {"network_advice_code": acts.advice} if acts.advice else {}
        error = self._fail(intent, method, own, message, decline_code=code, **fields)
        raise Problem(402, message, "card_error", **{**error, "payment_intent": dict(intent)})

    def _fail(
        self, intent: Object, method: Object, code: str, message: str, **fields: Any
    ) -> Object:
        error = {"code": code, "message": message, "payment_method": dict(method), **fields}
        intent["last_payment_error"] = {"type": "card_error", **error}
        intent["status"], intent["payment_method"] = "requires_payment_method", None
        self.store.emit("payment_intent.payment_failed", intent)
        return {name: value for name, value in error.items() if name != "message"}

    def _charge(self, intent: Object, method: Object, failed: str = "") -> Object:
        charge = self.store.new(
            "ch",
            "charge",
            amount=intent["amount"],
            amount_refunded=0,
            currency=intent["currency"],
            customer=intent["customer"],
            payment_intent=intent["id"],
            payment_method=method["id"],
            status="failed" if failed else "pending",
            failure_code=failed or None,
            disputed=False,
            balance_transaction=None,
        )
        intent["latest_charge"] = charge["id"]
        return charge

    def _succeed(self, intent: Object, charge: Object) -> None:
        method = self.store.get(str(charge["payment_method"]))
        acts, amount = behaviour(self.store, method), int(charge["amount"])
        fee = fee_for(amount, str(method["type"]))
        charge["balance_transaction"] = self._moved(charge, amount, fee, "charge")
        charge["status"] = intent["status"] = "succeeded"
        self.store.emit("charge.succeeded", charge)
        self.store.emit("payment_intent.succeeded", intent)
        if acts.dispute:
            wait = timedelta(days=acts.dispute_days)
            self.store.clock.after(wait, lambda: self._disputed(charge, acts.dispute))

    def _disputed(self, charge: Object, reason: str) -> None:
        self.open_dispute(str(charge["id"]), reason)

    def _moved(self, source: Object, amount: int, fee: int, kind: str) -> str:
        line = self.store.new(
            "txn",
            "balance_transaction",
            amount=amount,
            fee=fee,
            net=amount - fee,
            currency=source["currency"],
            source=source["id"],
            type=kind,
        )
        return str(line["id"])

    def _settle(self, intent: Object, charge: Object, acts: TestInstrument) -> None:
        if intent["status"] != "processing":
            return
        method = self.store.get(str(charge["payment_method"]))
        if not acts.returned:
            self._succeed(intent, charge)
            return
        charge["status"], charge["failure_code"] = "failed", acts.returned
        self.store.emit("charge.failed", charge)
        self._fail(intent, method, acts.returned, "The bank returned the debit.")

    def cancel(self, intent: Object) -> Object:
        if intent["status"] not in CANCELABLE:
            raise Problem(
                400,
                f"You cannot cancel this PaymentIntent because it is {intent['status']}.",
                code="payment_intent_unexpected_state",
            )
        intent["status"], intent["next_action"] = "canceled", None
        self.store.emit("payment_intent.canceled", intent)
        return intent

    def refund(self, call: Call) -> Object:
        told = nested(call.form)
        if told.get("charge"):
            charge = self.store.get(str(told["charge"]), "charge")
        else:
            intent = self.store.get(str(wanted(told, "payment_intent")), "payment_intent")
            charge = self.store.get(str(intent["latest_charge"]), "charge")
        left = int(charge["amount"]) - int(charge["amount_refunded"])
        if charge["status"] != "succeeded":
            raise Problem(400, "This charge did not succeed.", code="charge_not_refundable")
        if left == 0:
            raise Problem(
                400, "The charge has already been refunded.", code="charge_already_refunded"
            )
        amount = int(told.get("amount") or left)
        if amount > left:
            raise Problem(
                400,
                f"Refund amount ({amount}) is greater than unrefunded amount on charge ({left})",
                param="amount",
            )
        return self._refund(charge, amount, told)

    def _refund(self, charge: Object, amount: int, told: dict[str, Any]) -> Object:
        method = self.store.get(str(charge["payment_method"]))
        waits = method["type"] != "card"
        refund = self.store.new(
            "re",
            "refund",
            amount=amount,
            currency=charge["currency"],
            charge=charge["id"],
            payment_intent=charge["payment_intent"],
            metadata=told.get("metadata") or {},
            status="pending" if waits else "succeeded",
            failure_reason=None,
        )
        charge["amount_refunded"] += amount
        refund["balance_transaction"] = self._moved(charge, -amount, 0, "refund")
        self.store.emit("refund.created", refund)
        self.store.emit("charge.refunded", charge)
        if waits:
            self.store.clock.after(timedelta(days=3), lambda: self._refunded(refund))
        return refund

    def _refunded(self, refund: Object) -> None:
        refund["status"] = "succeeded"
        self.store.emit("refund.updated", refund)

    def fail_refund(self, refund: Object) -> None:
        """The bank sends a refund back, e.g. of a card closed meanwhile."""
        refund["status"], refund["failure_reason"] = "failed", "expired_or_canceled_card"
        charge = self.store.get(str(refund["charge"]))
        charge["amount_refunded"] -= refund["amount"]
        self.store.emit("refund.failed", refund)

    def open_dispute(self, charge_id: str, reason: str = "fraudulent") -> Object:
        """A payer's bank takes the money back; a late return of a debit looks the same."""
        charge = self.store.get(charge_id, "charge")
        amount = int(charge["amount"]) - int(charge["amount_refunded"])
        dispute = self.store.new(
            "dp",
            "dispute",
            amount=amount,
            currency=charge["currency"],
            charge=charge["id"],
            payment_intent=charge["payment_intent"],
            reason=reason,
            status="needs_response",
            balance_transactions=[],
        )
        charge["disputed"] = True
        self.store.emit("charge.dispute.created", dispute)
        line = self._moved(charge, -amount, DISPUTE_FEE, "adjustment")
        dispute["balance_transactions"].append(dict(self.store.get(line)))
        self.store.emit("charge.dispute.funds_withdrawn", dispute)
        if reason in RETURN_REASONS:
            self.close_dispute(dispute, won=False)
        return dispute

    def close_dispute(self, dispute: Object, *, won: bool) -> None:
        dispute["status"] = "won" if won else "lost"
        self.store.emit("charge.dispute.closed", dispute)
        if won:
            charge = self.store.get(str(dispute["charge"]))
            line = self._moved(charge, int(dispute["amount"]), 0, "adjustment")
            dispute["balance_transactions"].append(dict(self.store.get(line)))
            self.store.emit("charge.dispute.funds_reinstated", dispute)
