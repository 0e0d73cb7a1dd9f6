"""Stripe, simulated: the part of its API that a biller uses, with its keys, events and pages.

After Stripe's API reference of version 2024-12-18.acacia. What differs on purpose: instruments come
from `instruments` instead of numbers, and nothing happens by itself: the clock is moved, webhooks
are taken from `deliveries`.
"""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from .clock import LabClock
from .instruments import BY_TOKEN, TEST_INSTRUMENTS
from .pages import NOTICE, page
from .server import Call, Fault, Reply, routed, routes
from .stripe_invoices import Invoices
from .stripe_payments import Payments, behaviour
from .stripe_store import (
    Delivery,
    Object,
    Problem,
    Store,
    delivery,
    expanded,
    nested,
    values_of,
    wanted,
)

API_KEY = "sk_test_lab"


@dataclass(slots=True)
class Remembered:
    """What a key was first used for, and what was answered; None while that is being done."""

    path: str
    body: bytes
    reply: Reply | None = None


class StripeLab:
    """One simulated Stripe account."""

    def __init__(self, clock: LabClock) -> None:
        self.clock = clock
        self.store = Store(clock)
        self.payments = Payments(self.store)
        self.invoices = Invoices(self.store)
        self.faults: list[Fault] = []
        self.before_work: Callable[[Call], None] = lambda call: None
        self._keys: dict[str, Remembered] = {}
        self._lock = threading.RLock()
        self._routes = routes(
            ("GET", "/v1/account", self._account),
            ("POST", "/v1/webhook_endpoints", self._webhook_endpoint),
            ("POST", "/v1/customers", self._customer),
            ("GET", "/v1/payment_methods/{id}", self._read),
            ("POST", "/v1/payment_methods/{id}/attach", self._attach),
            ("POST", "/v1/payment_methods/{id}/detach", self._detach),
            ("POST", "/v1/setup_intents", self._setup),
            ("GET", "/v1/setup_intents/{id}", self._read),
            ("POST", "/v1/setup_intents/{id}/confirm", self._confirm_setup),
            ("POST", "/v1/checkout/sessions", self._session),
            ("GET", "/v1/checkout/sessions", self._list_of("checkout.session")),
            ("GET", "/v1/checkout/sessions/{id}", self._read),
            ("POST", "/v1/checkout/sessions/{id}/expire", self._expire),
            ("POST", "/v1/payment_intents", self.payments.create),
            ("GET", "/v1/payment_intents", self._list_of("payment_intent")),
            ("GET", "/v1/payment_intents/{id}", self._read),
            ("POST", "/v1/payment_intents/{id}/cancel", self._cancel),
            ("POST", "/v1/refunds", self.payments.refund),
            ("GET", "/v1/refunds/{id}", self._read),
            ("GET", "/v1/events", self._list_of("event")),
            *self.invoices.table(),
        )
        self._pages = routes(
            ("GET", "/", self._home),
            ("GET", "/checkout/{id}", self._show_checkout),
            ("POST", "/checkout/{id}", self._finish_checkout),
            ("GET", "/authenticate/{id}", self._show_authentication),
            ("POST", "/authenticate/{id}", self._authenticate),
        )

    @property
    def base_url(self) -> str:
        return self.store.base_url

    @base_url.setter
    def base_url(self, url: str) -> None:
        self.store.base_url = url

    def deliveries(self) -> list[Delivery]:
        """Webhooks that wait, signed now, oldest first; each is given once."""
        with self._lock:
            waiting, self.store.waiting = self.store.waiting, []
            return [self.store.signed(endpoint, event) for endpoint, event in waiting]

    def forged(self, event: Object, url: str = "") -> Delivery:
        """A webhook by somebody who does not know the secret."""
        return delivery(url, event, "whsec_guessed", self.store.stamp())

    def answer(self, call: Call) -> Reply:
        try:
            found = routed(self._pages, call)
            if found:
                with self._lock:
                    handler, names = found
                    reply: Reply = handler(call, **names)
                    return reply
            return self._api(call)
        except Problem as problem:
            return Reply.of({"error": problem.error}, problem.status)

    def _api(self, call: Call) -> Reply:
        found = routed(self._routes, call)
        if found is None:
            raise Problem(404, f"Unrecognized request URL ({call.method}: {call.path}).")
        if call.headers.get("authorization") != f"Bearer {API_KEY}":
            raise Problem(401, "Invalid API Key provided.")
        handler, names = found
        key = call.headers.get("idempotency-key") if call.method == "POST" else None
        if not key:
            return self._done(call, handler, names)
        with self._lock:
            known = self._keys.get(key)
            if known is None:
                known = self._keys[key] = Remembered(call.path, call.body)
            elif (known.path, known.body) != (call.path, call.body):
                raise Problem(
                    400,
                    "Keys for idempotent requests can only be used with the same parameters.",
                    "idempotency_error",
                )
            elif known.reply is None:
                raise Problem(
                    409,
                    "There is currently another in-progress request using this key.",
                    code="idempotency_key_in_use",
                )
            else:
                return known.reply
        known.reply = self._done(call, handler, names)
        return known.reply

    def _done(self, call: Call, handler: Callable[..., Any], names: dict[str, str]) -> Reply:
        self.before_work(call)
        try:
            with self._lock:
                told = handler(call, **names)
                asked = {**call.query, **(call.form if call.method == "POST" else {})}
                paths = values_of(nested(asked).get("expand"))
                return Reply.of(expanded(self.store, told, paths))
        except Problem as problem:
            return Reply.of({"error": problem.error}, problem.status)

    def _read(self, call: Call, id: str) -> Object:
        return self.store.get(id)

    def _list_of(self, kind: str) -> Callable[[Call], Object]:
        return lambda call: self.store.listed(kind, call)

    def _account(self, call: Call) -> Object:
        shown = {"dashboard": {"display_name": "Lab (simulated)"}}
        return {"id": "acct_lab", "settings": shown, "default_currency": "usd"}

    def _webhook_endpoint(self, call: Call) -> Object:
        told = nested(call.form)
        return self.store.new(
            "we",
            "webhook_endpoint",
            url=wanted(told, "url"),
            enabled_events=values_of(wanted(told, "enabled_events")),
            api_version=told.get("api_version"),
            secret=f"whsec_lab{self.store.made}",
        )

    def _customer(self, call: Call) -> Object:
        told = nested(call.form)
        fields = {name: told.get(name) for name in ("name", "email")}
        return self.store.new("cus", "customer", **fields, metadata=told.get("metadata") or {})

    def method(self, token: str, customer: str | None) -> Object:
        """An instrument as a payer enters it in Stripe's frame."""
        acts = BY_TOKEN.get(token)
        if acts is None:
            raise Problem(404, f"No such PaymentMethod: '{token}'", code="resource_missing")
        detail: dict[str, Any] = {"last4": acts.last4, "fingerprint": f"lab{acts.last4}"}
        if acts.kind == "card":
            detail |= {"brand": acts.brand, "exp_month": 12, "exp_year": 2030}
        else:
            detail |= {"bank_name": acts.brand}
        made = self.store.new(
            "pm", "payment_method", type=acts.kind, customer=customer, metadata={"lab_token": token}
        )
        made[acts.kind] = detail
        return made

    def _attach(self, call: Call, id: str) -> Object:
        customer = str(wanted(nested(call.form), "customer"))
        self.store.get(customer, "customer")
        if id in BY_TOKEN:
            return self.method(id, customer)
        method = self.store.get(id, "payment_method")
        method["customer"] = customer
        return method

    def _detach(self, call: Call, id: str) -> Object:
        method = self.store.get(id, "payment_method")
        if method["customer"] is None:
            raise Problem(400, "The payment method is not attached to a customer.")
        method["customer"] = None
        self.store.emit("payment_method.detached", method)
        return method

    def _setup(self, call: Call) -> Object:
        told = nested(call.form)
        return self.setup(str(wanted(told, "customer")), told)

    def setup(self, customer: str, told: dict[str, Any]) -> Object:
        self.store.get(customer, "customer")
        made = self.store.new(
            "seti",
            "setup_intent",
            customer=customer,
            payment_method=None,
            payment_method_types=values_of(told.get("payment_method_types")),
            metadata=told.get("metadata") or {},
            status="requires_payment_method",
            last_setup_error=None,
            mandate=None,
        )
        made["client_secret"] = f"{made['id']}_secret_lab"
        return made

    def _confirm_setup(self, call: Call, id: str) -> Object:
        token = str(wanted(nested(call.form), "payment_method"))
        self.save(self.store.get(id, "setup_intent"), token)
        return self.store.get(id)

    def save(self, setup: Object, token: str) -> None:
        """The payer has entered an instrument; what the bank asks at this time is confirmed."""
        method = self.method(token, str(setup["customer"]))
        acts = behaviour(self.store, method)
        if acts.kind not in setup["payment_method_types"]:
            raise Problem(400, "This kind is not asked for.", param="payment_method")
        if acts.decline in {"expired_card", "incorrect_cvc"}:
            setup["last_setup_error"] = {"code": acts.decline, "message": "Not accepted."}
            self.store.emit("setup_intent.setup_failed", setup)
            return
        if acts.authenticate:
            method["metadata"]["authenticated"] = "yes"
        if acts.kind != "card":
            mandate = self.store.new("mandate", "mandate", payment_method=method["id"])
            setup["mandate"] = mandate["id"]
        setup["status"], setup["payment_method"] = "succeeded", method["id"]
        self.store.emit("payment_method.attached", method)
        self.store.emit("setup_intent.succeeded", setup)

    def withdraw_mandate(self, mandate_id: str) -> None:
        """The payer tells the bank that debits are no longer agreed."""
        mandate = self.store.get(mandate_id, "mandate")
        mandate["status"] = "inactive"
        self.store.emit("mandate.updated", mandate)

    def renew_card(self, method_id: str, year: int) -> None:
        """The network tells of a card's new expiry date (account updater)."""
        method = self.store.get(method_id, "payment_method")
        method["card"]["exp_year"] = year
        self.store.emit("payment_method.automatically_updated", method)

    def _session(self, call: Call) -> Object:
        told = nested(call.form)
        customer, mode = str(wanted(told, "customer")), str(wanted(told, "mode"))
        self.store.get(customer, "customer")
        made = self.store.new(
            "cs",
            "checkout.session",
            mode=mode,
            customer=customer,
            metadata=told.get("metadata") or {},
            success_url=wanted(told, "success_url"),
            cancel_url=told.get("cancel_url") or told["success_url"],
            status="open",
            payment_intent=None,
            setup_intent=None,
            asked=told,
        )
        made["url"] = f"{self.base_url}/checkout/{made['id']}"
        if mode == "setup":
            told_setup = {**told, **told.get("setup_intent_data", {})}
            made["setup_intent"] = self.setup(customer, told_setup)["id"]
            return made
        line = values_of(wanted(told, "line_items"))[0]
        made["amount_total"] = int(line["price_data"]["unit_amount"]) * int(line["quantity"])
        made["currency"] = line["price_data"]["currency"]
        return made

    def _expire(self, call: Call, id: str) -> Object:
        session = self.store.get(id, "checkout.session")
        if session["status"] != "open":
            raise Problem(400, f"This session is {session['status']}.")
        session["status"] = "expired"
        return session

    def _cancel(self, call: Call, id: str) -> Object:
        return self.payments.cancel(self.store.get(id, "payment_intent"))

    def _home(self, call: Call) -> Reply:
        return Reply.of({"simulator": "Stripe", "notice": NOTICE})

    def _show_checkout(self, call: Call, id: str) -> Reply:
        session = self.store.get(id, "checkout.session")
        kinds = values_of(session["asked"].get("payment_method_types")) or ["card"]
        choices = [(one.token, one.label) for one in TEST_INSTRUMENTS if one.kind in kinds]
        told = "Choose what the payer enters."
        return Reply.page(page("Checkout", told, [*choices, ("cancel", "Go back")]))

    def _finish_checkout(self, call: Call, id: str) -> Reply:
        """The payer's choice; a decline keeps the page open, as Stripe's does."""
        session, choice = self.store.get(id, "checkout.session"), call.form.get("choice", "")
        if session["status"] != "open":
            raise Problem(400, f"This session is {session['status']}.")
        if choice == "cancel":
            return Reply.see(str(session["cancel_url"]))
        if session["mode"] == "setup":
            setup = self.store.get(str(session["setup_intent"]))
            self.save(setup, choice)
            session["status"] = "complete" if setup["status"] == "succeeded" else "open"
            return Reply.see(str(session["success_url"]))
        try:
            self._pay(session, choice)
        except Problem as problem:
            if problem.status != 402:
                raise
            return Reply.page(page("Declined", str(problem), [("cancel", "Go back")]), 402)
        return Reply.see(str(session["success_url"]))

    def _pay(self, session: Object, token: str) -> None:
        told = session["asked"].get("payment_intent_data", {})
        amount, currency = int(session["amount_total"]), str(session["currency"])
        intent = self.payments.make(amount, currency, session["customer"], ["card"], told)
        intent["payment_method"] = self.method(token, session["customer"])["id"]
        self.payments.confirm(intent, off_session=True, return_url="")
        session["payment_intent"], session["status"] = intent["id"], "complete"
        self.store.emit("checkout.session.completed", session)

    def _show_authentication(self, call: Call, id: str) -> Reply:
        intent = self.store.get(id, "payment_intent")
        told = f"Your bank asks: pay {intent['amount']} {intent['currency']} (smallest units)?"
        return Reply.page(page("3-D Secure", told, [("yes", "Confirm"), ("no", "Refuse")]))

    def _authenticate(self, call: Call, id: str) -> Reply:
        intent = self.store.get(id, "payment_intent")
        back = str((intent["next_action"] or {}).get("redirect_to_url", {}).get("return_url") or "")
        self.payments.authenticated(intent, agreed=call.form.get("choice") == "yes")
        return Reply.see(back or f"{self.base_url}/")
