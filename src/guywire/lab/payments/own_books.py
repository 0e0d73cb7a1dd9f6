"""A billing system of a WISP's own, simulated: what the custom webhook talks to."""

import hashlib
import hmac
import json
from decimal import Decimal

from .books import Kept, Object, Refused
from .clock import LabClock
from .server import Call, Fault, Reply
from .stripe_store import Delivery

SHARED_KEY = "lab-shared-key"
PATH = "/billing"


class OwnBooksLab:
    """Checks our signature on every request, and signs its messages to us."""

    def __init__(self, clock: LabClock) -> None:
        self.clock = clock
        self.base_url = ""
        self.faults: list[Fault] = []
        self.invoices: dict[str, Kept] = {}
        self.told = 0
        self._keys: dict[str, Object] = {}
        self._waiting: list[Object] = []

    def answer(self, call: Call) -> Reply:
        try:
            signed = call.body if call.method == "POST" else call.path.encode()
            if call.headers.get("guywire-signature") != self._seal(signed):
                raise Refused(401, {"message": "bad signature"})
            if call.method == "GET":
                return Reply.of(self._state(self._kept(call.path.removeprefix(f"{PATH}/"))))
            return Reply.of(self._done(call))
        except Refused as refused:
            return Reply.of(refused.body, refused.status)

    def pay(self, invoice_id: str, amount: str, failed: str = "") -> None:
        """Somebody pays there, or fails to."""
        kept = self._kept(invoice_id)
        if not failed:
            kept.paid += Decimal(amount)
        self.told += 1
        message = {"id": f"message-{self.told}", "at": self.clock.now().isoformat()}
        self._waiting.append({**message, "invoice": self._state(kept), "failed": failed})

    def deliveries(self) -> list[Delivery]:
        waiting, self._waiting = self._waiting, []
        made = []
        for one in waiting:
            body = json.dumps(one).encode()
            headers = {"Guywire-Signature": self._seal(body)}
            made.append(Delivery("https://wisp.example/billing-webhook", headers, body))
        return made

    def _seal(self, signed: bytes) -> str:
        stamp = int(self.clock.now().timestamp())
        seal = hmac.new(SHARED_KEY.encode(), f"{stamp}.".encode() + signed, hashlib.sha256)
        return f"t={stamp},v1={seal.hexdigest()}"

    def _done(self, call: Call) -> Object:
        told, key = call.json, call.headers.get("idempotency-key", "")
        if told["event"] == "ping":
            return {"name": "Lab (simulated)"}
        if told["event"] == "invoice.voided":
            kept = self._kept(told["id"])
            kept.voided = True
            return self._state(kept)
        if key not in self._keys:
            self._keys[key] = self._new(told["invoice"])
        return self._keys[key]

    def _new(self, told: Object) -> Object:
        made = Kept(
            id=f"own-{len(self.invoices) + 1}",
            told=told,
            currency=told["currency"],
            total=Decimal(told["total"]),
        )
        self.invoices[made.id] = made
        return {"id": made.id, "url": f"{self.base_url}/invoices/{made.id}"}

    def _kept(self, invoice_id: str) -> Kept:
        if invoice_id not in self.invoices:
            raise Refused(404, {"message": "no such invoice"})
        return self.invoices[invoice_id]

    def _state(self, kept: Kept) -> Object:
        status = "open" if kept.due == kept.total else "partly_paid"
        if not kept.due:
            status = "voided" if kept.voided else "paid"
        state = {"id": kept.id, "status": status, "currency": kept.currency}
        return {**state, "total": str(kept.total), "due": str(kept.due)}
