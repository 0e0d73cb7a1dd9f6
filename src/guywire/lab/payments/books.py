"""What the simulated billing systems have in common: sign-in, invoices with payments, messages."""

import base64
import hashlib
import hmac
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from .clock import LabClock
from .server import Call, Fault, Reply, Route, routed
from .stripe_store import Delivery

CLIENT_ID, CLIENT_KEY = "lab-app", "lab-app-key"
LIFE_S = 1_800
Object = dict[str, Any]


class Refused(Exception):
    """A refusal with the body that the simulated system gives."""

    def __init__(self, status: int, body: Object) -> None:
        super().__init__(str(body))
        self.status, self.body = status, body


@dataclass(slots=True)
class Kept:
    """An invoice in the books."""

    id: str
    told: Object
    currency: str
    total: Decimal
    paid: Decimal = Decimal(0)
    voided: bool = False
    payments: list[str] = field(default_factory=list[str])

    @property
    def due(self) -> Decimal:
        return Decimal(0) if self.voided else self.total - self.paid


class Books:
    """Sign-in with refresh tokens good for one use, keys that are remembered, messages to send."""

    hook_url = "https://wisp.example/billing-webhook"

    def __init__(self, clock: LabClock) -> None:
        self.clock = clock
        self.base_url = ""
        self.faults: list[Fault] = []
        self.invoices: dict[str, Kept] = {}
        self.refreshed = 0
        self.waiting: list[Kept] = []
        self._keys: dict[str, Object] = {}
        self._routes: tuple[Route, ...] = ()

    @property
    def access(self) -> str:
        return f"access-{self.refreshed}"

    @property
    def refresh(self) -> str:
        return f"refresh-{self.refreshed}"

    def answer(self, call: Call) -> Reply:
        try:
            if call.method == "POST" and call.path == "/token":
                return self._sign_in(call)
            found = routed(self._routes, call)
            if found is None:
                raise Refused(404, {"Message": "no such resource"})
            if call.headers.get("authorization") != f"Bearer {self.access}":
                raise Refused(401, {"Message": "AuthenticationUnsuccessful"})
            handler, names = found
            return Reply.of(handler(call, **names))
        except Refused as refused:
            return Reply.of(refused.body, refused.status)

    def _sign_in(self, call: Call) -> Reply:
        pair = base64.b64encode(f"{CLIENT_ID}:{CLIENT_KEY}".encode()).decode()
        good = call.headers.get("authorization") == f"Basic {pair}"
        if not good or call.form.get("refresh_token") != self.refresh:
            return Reply.of({"error": "invalid_grant"}, 400)
        self.refreshed += 1
        told = {"access_token": self.access, "refresh_token": self.refresh, "expires_in": LIFE_S}
        return Reply.of(told)

    def once(self, key: str, make: Callable[[], Object]) -> Object:
        """What a key was answered the first time."""
        if not key:
            return make()
        if key not in self._keys:
            self._keys[key] = make()
        return self._keys[key]

    def pay(self, invoice_id: str, amount: str) -> None:
        """Somebody books a payment in the other system."""
        kept = self.invoices[invoice_id]
        kept.paid += Decimal(amount)
        kept.payments.append(f"payment-{len(kept.payments) + 1}")
        self.waiting.append(kept)

    def sealed(self, secret: str, header: str, body: bytes) -> Delivery:
        seal = base64.b64encode(hmac.new(secret.encode(), body, hashlib.sha256).digest()).decode()
        return Delivery(self.hook_url, {"Content-Type": "application/json", header: seal}, body)
