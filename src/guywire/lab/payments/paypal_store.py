"""What the PayPal simulator keeps: orders, captures, tokens, events; and how it signs."""

import copy
import hashlib
import hmac
import json
import zlib
from dataclasses import dataclass, field
from datetime import UTC
from typing import Any

from .clock import LabClock
from .stripe_store import Delivery

Object = dict[str, Any]
SEAL = b"the simulated certificate's private key"
CERTIFICATE = "https://api.paypal.example/v1/notifications/certs/LAB"


class Problem(Exception):
    """A refusal, as PayPal's error object with one issue."""

    def __init__(self, status: int, name: str, issue: str = "", told: str = "") -> None:
        super().__init__(issue or name)
        self.status = status
        self.body: Object = {"name": name, "message": told or name, "debug_id": "lab"}
        if issue:
            self.body |= {"details": [{"issue": issue, "description": told or issue}]}

    @classmethod
    def unprocessable(cls, issue: str, told: str = "") -> "Problem":
        return cls(422, "UNPROCESSABLE_ENTITY", issue, told)


@dataclass(frozen=True, slots=True)
class Payer:
    """A test payer. issue: why a payment of theirs is refused; pending_days: an eCheck's wait."""

    email: str
    label: str
    issue: str = ""
    pending_days: int = 0
    denied: bool = False


PAYERS = (
    Payer("pays@payer.test", "Pays"),
    Payer("declined@payer.test", "The card behind it is declined", "INSTRUMENT_DECLINED"),
    Payer("closed@payer.test", "The account is closed", "PAYER_ACCOUNT_LOCKED_OR_CLOSED"),
    Payer("confirms@payer.test", "Has to confirm each payment", "PAYER_ACTION_REQUIRED"),
    Payer("echeck@payer.test", "Pays by eCheck, days later", pending_days=4),
    Payer("bounces@payer.test", "Pays by eCheck, which bounces", pending_days=4, denied=True),
)
BY_EMAIL = {one.email: one for one in PAYERS}


@dataclass(slots=True)
class Store:
    clock: LabClock
    objects: dict[str, Object] = field(default_factory=dict[str, Object])
    events: list[Object] = field(default_factory=list[Object])
    webhooks: dict[str, Object] = field(default_factory=dict[str, Object])
    waiting: list[tuple[str, Object]] = field(default_factory=list[tuple[str, Object]])
    base_url: str = ""
    made: int = 0

    def stamp(self) -> str:
        return self.clock.now().astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")

    def new(self, kind: str, **fields: Any) -> Object:
        self.made += 1
        seed = hashlib.sha256(f"{kind}{self.made}".encode()).hexdigest()[:15].upper()
        made = {"id": f"{seed}{self.made:02d}", "create_time": self.stamp(), **fields}
        self.objects[f"{kind}:{made['id']}"] = made
        return made

    def get(self, kind: str, object_id: str) -> Object:
        found = self.objects.get(f"{kind}:{object_id}")
        if found is None:
            raise Problem(404, "RESOURCE_NOT_FOUND", "INVALID_RESOURCE_ID", "No such resource.")
        return found

    def emit(self, kind: str, about: Object, resource_type: str) -> Object:
        event = self.new(
            "event",
            event_version="1.0",
            resource_type=resource_type,
            event_type=kind,
            summary="Simulated.",
            resource=copy.deepcopy(about),
        )
        event["id"] = f"WH-{event['id']}"
        self.events.append(event)
        for webhook_id, webhook in self.webhooks.items():
            if {"*", kind} & {one["name"] for one in webhook["event_types"]}:
                self.waiting.append((webhook_id, event))
        return event

    def signed(self, webhook_id: str, event: Object) -> Delivery:
        """A delivery as PayPal signs it: over its id, its time, our webhook and the body's CRC."""
        body = json.dumps(event, indent=1).encode()
        sent, moment = f"lab-{event['id']}", self.stamp()
        headers = {
            "Content-Type": "application/json",
            "PAYPAL-TRANSMISSION-ID": sent,
            "PAYPAL-TRANSMISSION-TIME": moment,
            "PAYPAL-TRANSMISSION-SIG": seal(sent, moment, webhook_id, body),
            "PAYPAL-CERT-URL": CERTIFICATE,
            "PAYPAL-AUTH-ALGO": "SHA256withRSA",
        }
        return Delivery(str(self.webhooks[webhook_id]["url"]), headers, body)


def seal(sent: str, moment: str, webhook_id: str, body: bytes) -> str:
    signed = f"{sent}|{moment}|{webhook_id}|{zlib.crc32(body)}"
    return hmac.new(SEAL, signed.encode(), hashlib.sha256).hexdigest()


def verified(asked: bytes) -> bool:
    """Whether a question to verify-webhook-signature holds a webhook of ours, byte for byte."""
    told = json.loads(asked)
    fields = {name: value for name, value in told.items() if name != "webhook_event"}
    _, _, rest = asked.partition(b'"webhook_event": ')
    event = rest[: rest.rindex(b"}")]
    good = seal(
        str(fields.get("transmission_id")),
        str(fields.get("transmission_time")),
        str(fields.get("webhook_id")),
        event,
    )
    return hmac.compare_digest(good, str(fields.get("transmission_sig")))
