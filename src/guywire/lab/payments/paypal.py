"""PayPal, simulated: OAuth, Orders v2, Payments v2, Vault v3 and webhooks, with their pages.

A repeated PayPal-Request-Id is answered with how the first request's object stands now; in the
vault a repeated one with another body is refused.
"""

import base64
import threading
from collections.abc import Callable
from typing import Any

from .clock import LabClock
from .pages import NOTICE, page
from .paypal_payments import Payments
from .paypal_store import BY_EMAIL, PAYERS, Object, Problem, Store, verified
from .server import Call, Fault, Reply, routed, routes
from .stripe_store import Delivery

CLIENT_ID, CLIENT_KEY = "lab-client", "lab-client-key"
BEARER = "lab-bearer"
LIFE_S = 32_400


class PayPalLab:
    """One simulated PayPal business account."""

    def __init__(self, clock: LabClock) -> None:
        self.clock = clock
        self.store = Store(clock)
        self.payments = Payments(self.store)
        self.faults: list[Fault] = []
        self.signed_in = 0
        self._keys: dict[tuple[str, str], tuple[bytes, Object]] = {}
        self._lock = threading.RLock()
        pay = self.payments
        self._routes = routes(
            ("POST", "/v1/notifications/webhooks", self._webhook),
            ("POST", "/v1/notifications/verify-webhook-signature", self._verify),
            ("GET", "/v1/notifications/webhooks-events", self._events),
            ("POST", "/v2/checkout/orders", pay.create),
            ("GET", "/v2/checkout/orders/{id}", self._get_of("order")),
            ("POST", "/v2/checkout/orders/{id}/capture", pay.capture_approved),
            ("POST", "/v2/payments/captures/{id}/refund", pay.refund),
            ("GET", "/v2/payments/refunds/{id}", self._get_of("refund")),
            ("POST", "/v3/vault/setup-tokens", self._setup),
            ("POST", "/v3/vault/payment-tokens", self._token),
            ("DELETE", "/v3/vault/payment-tokens/{id}", self._forget),
        )
        self._pages = routes(
            ("GET", "/", self._home),
            ("POST", "/v1/oauth2/token", self._sign_in),
            ("GET", "/approve/{kind}/{id}", self._show),
            ("POST", "/approve/{kind}/{id}", self._approve),
        )

    @property
    def base_url(self) -> str:
        return self.store.base_url

    @base_url.setter
    def base_url(self, url: str) -> None:
        self.store.base_url = url

    def deliveries(self) -> list[Delivery]:
        """Webhooks that wait, oldest first; each is given once."""
        with self._lock:
            waiting, self.store.waiting = self.store.waiting, []
            return [self.store.signed(webhook, event) for webhook, event in waiting]

    def answer(self, call: Call) -> Reply:
        try:
            with self._lock:
                found = routed(self._pages, call)
                if found:
                    handler, names = found
                    reply: Reply = handler(call, **names)
                    return reply
                return self._api(call)
        except Problem as problem:
            return Reply.of(problem.body, problem.status)

    def _api(self, call: Call) -> Reply:
        found = routed(self._routes, call)
        if found is None:
            raise Problem(404, "RESOURCE_NOT_FOUND")
        if call.headers.get("authorization") != f"Bearer {BEARER}":
            raise Problem(401, "INVALID_TOKEN")
        handler, names = found
        request_id = call.headers.get("paypal-request-id", "")
        known = self._keys.get((call.path, request_id))
        if known and call.path.startswith("/v3/vault/") and known[0] != call.body:
            raise Problem.unprocessable("PAYPAL_REQUEST_ID_PREVIOUSLY_USED")
        if known:
            return Reply.of(known[1])
        told = handler(call, **names)
        if told is None:
            return Reply(204, b"")
        if call.method == "POST" and request_id:
            self._keys[call.path, request_id] = (call.body, told)
        if call.path.startswith("/v2/") and call.method == "POST" and not _wants_whole(call):
            told = {name: told[name] for name in ("id", "status", "links") if name in told}
        return Reply.of(told, 201 if call.method == "POST" else 200)

    def _sign_in(self, call: Call) -> Reply:
        pair = base64.b64encode(f"{CLIENT_ID}:{CLIENT_KEY}".encode()).decode()
        if call.headers.get("authorization") != f"Basic {pair}":
            return Reply.of({"error": "invalid_client"}, 401)
        self.signed_in += 1
        return Reply.of({"access_token": BEARER, "app_id": "APP-LAB", "expires_in": LIFE_S})

    def _home(self, call: Call) -> Reply:
        return Reply.of({"simulator": "PayPal", "notice": NOTICE})

    def _get_of(self, kind: str) -> Callable[..., Object]:
        return lambda call, id: self.store.get(kind, id)

    def _webhook(self, call: Call) -> Object:
        webhook = self.store.new("webhook", **call.json)
        self.store.webhooks[str(webhook["id"])] = webhook
        return webhook

    def _verify(self, call: Call) -> Object:
        good = verified(call.body) and call.json["webhook_id"] in self.store.webhooks
        return {"verification_status": "SUCCESS" if good else "FAILURE"}

    def _events(self, call: Call) -> Object:
        """Newest first, in pages that link to the next."""
        since = call.query["start_time"]
        size, at = int(call.query.get("page_size", 10)), int(call.query.get("page", 0))
        rows = [one for one in reversed(self.store.events) if one["create_time"] >= since]
        links = []
        if len(rows) > (at + 1) * size:
            query = f"start_time={since}&page_size={size}&page={at + 1}"
            links = [{"rel": "next", "href": f"{self.base_url}{call.path}?{query}"}]
        return {"events": rows[at * size : (at + 1) * size], "links": links}

    def _setup(self, call: Call) -> Object:
        told = call.json
        setup = self.store.new(
            "setup",
            customer=self._customer(told.get("customer") or {}),
            status="PAYER_ACTION_REQUIRED",
            pages=told["payment_source"]["paypal"]["experience_context"],
        )
        page_url = f"{self.base_url}/approve/setup/{setup['id']}"
        setup["links"] = [{"rel": "approve", "href": page_url}]
        return setup

    def _customer(self, told: dict[str, Any]) -> Object:
        return told if told.get("id") else {**told, "id": f"C{self.store.made}"}

    def _token(self, call: Call) -> Object:
        setup = self.store.get("setup", call.json["payment_source"]["token"]["id"])
        if setup["status"] != "APPROVED":
            raise Problem.unprocessable("SETUP_TOKEN_NOT_APPROVED")
        email = setup["email"]
        token = self.store.new(
            "token",
            customer=setup["customer"],
            payment_source={"paypal": {"email_address": email, "account_id": f"A-{email}"}},
        )
        self.store.emit("VAULT.PAYMENT-TOKEN.CREATED", token, "payment_token")
        return token

    def _forget(self, call: Call, id: str) -> None:
        token = self.store.get("token", id)
        del self.store.objects[f"token:{id}"]
        self.store.emit("VAULT.PAYMENT-TOKEN.DELETED", token, "payment_token")

    def _show(self, call: Call, kind: str, id: str) -> Reply:
        self.store.get(kind, id)
        choices = [(one.email, one.label) for one in PAYERS]
        return Reply.page(page("Log in and agree", "Who pays?", [*choices, ("cancel", "Go back")]))

    def _approve(self, call: Call, kind: str, id: str) -> Reply:
        waiting, choice = self.store.get(kind, id), call.form.get("choice", "")
        if choice == "cancel":
            return Reply.see(str(waiting["pages"]["cancel_url"]))
        payer = BY_EMAIL.get(choice)
        if payer is None or waiting["status"] != "PAYER_ACTION_REQUIRED":
            raise Problem.unprocessable("PAYER_CANNOT_PAY")
        if kind == "order":
            self.payments.approve(waiting, payer)
        else:
            waiting |= {"status": "APPROVED", "email": payer.email}
        return Reply.see(str(waiting["pages"]["return_url"]))


def _wants_whole(call: Call) -> bool:
    return call.headers.get("prefer") == "return=representation"
