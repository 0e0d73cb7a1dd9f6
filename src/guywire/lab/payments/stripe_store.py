"""What the Stripe simulator keeps: objects by id, events, webhooks on their way."""

import copy
import hashlib
import hmac
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from .clock import LabClock
from .server import Call

Object = dict[str, Any]
MODEL_VERSION = "2024-12-18.acacia"


class Problem(Exception):
    """A refusal, as Stripe's error object."""

    def __init__(self, status: int, message: str, kind: str = "", **fields: Any) -> None:
        super().__init__(message)
        self.status = status
        self.error = {"type": kind or "invalid_request_error", "message": message, **fields}


@dataclass(frozen=True, slots=True)
class Delivery:
    """A webhook as it goes over the wire."""

    url: str
    headers: Mapping[str, str]
    body: bytes


@dataclass(slots=True)
class Store:
    clock: LabClock
    objects: dict[str, Object] = field(default_factory=dict[str, Object])
    events: list[Object] = field(default_factory=list[Object])
    waiting: list[tuple[str, Object]] = field(default_factory=list[tuple[str, Object]])
    base_url: str = ""
    made: int = 0

    def stamp(self) -> int:
        return int(self.clock.now().timestamp())

    def new(self, prefix: str, kind: str, **fields: Any) -> Object:
        """Make and keep an object; ids count up, so that a run repeats itself."""
        self.made += 1
        digest = hashlib.sha256(f"{prefix}{self.made}".encode()).hexdigest()[:18]
        made = {
            "id": f"{prefix}_lab{digest}",
            "object": kind,
            "created": self.stamp(),
            "livemode": False,
            **fields,
        }
        self.objects[str(made["id"])] = made
        return made

    def get(self, object_id: str, kind: str = "") -> Object:
        found = self.objects.get(object_id)
        if found is None or (kind and found["object"] != kind):
            raise Problem(
                404, f"No such {kind or 'object'}: '{object_id}'", code="resource_missing"
            )
        return found

    def listed(self, kind: str, call: Call) -> Object:
        """A page of a list, newest first, as `limit` and `starting_after` ask."""
        asked = call.query
        rows = [one for one in reversed(self.objects.values()) if one["object"] == kind]
        since = int(asked.get("created[gte]", 0))
        rows = [one for one in rows if int(one["created"]) >= since]
        if "customer" in asked:
            rows = [one for one in rows if one.get("customer") == asked["customer"]]
        if "starting_after" in asked:
            ids = [one["id"] for one in rows]
            rows = rows[ids.index(asked["starting_after"]) + 1 :]
        limit = int(asked.get("limit", 10))
        if not 1 <= limit <= 100:
            raise Problem(400, "limit is 1 to 100", param="limit")
        return {"object": "list", "data": rows[:limit], "has_more": len(rows) > limit}

    def emit(self, kind: str, about: Object) -> Object:
        """Note an event, as things are now, and have it sent to every webhook that wants it."""
        event = self.new(
            "evt",
            "event",
            type=kind,
            api_version=MODEL_VERSION,
            data={"object": copy.deepcopy(about)},
        )
        self.events.append(event)
        for endpoint in [o for o in self.objects.values() if o["object"] == "webhook_endpoint"]:
            if {"*", kind} & set(endpoint["enabled_events"]):
                self.waiting.append((str(endpoint["id"]), event))
        return event

    def signed(self, endpoint_id: str, event: Object) -> Delivery:
        """An event as it is sent now: Stripe signs every delivery anew."""
        endpoint = self.objects[endpoint_id]
        return delivery(endpoint["url"], event, endpoint["secret"], self.stamp())


def delivery(url: str, event: Object, secret: str, at: int) -> Delivery:
    body = json.dumps(event, indent=2).encode()
    seal = hmac.new(secret.encode(), f"{at}.".encode() + body, hashlib.sha256).hexdigest()
    headers = {"Content-Type": "application/json", "Stripe-Signature": f"t={at},v1={seal}"}
    return Delivery(url, headers, body)


def nested(fields: Mapping[str, str]) -> dict[str, Any]:
    """Form fields a[b][0]=c as nested dictionaries; lists keep their numbers as keys."""
    made: dict[str, Any] = {}
    for name, value in fields.items():
        path = re.findall(r"[^\[\]]+", name)
        place = made
        for step in path[:-1]:
            place = place.setdefault(step, {})
        place[path[-1]] = value
    return made


def values_of(told: Any) -> list[Any]:
    """The items of a list that came as numbered fields."""
    return list(told.values()) if isinstance(told, dict) else []


def wanted(told: Mapping[str, Any], name: str) -> Any:
    """A parameter that must be there."""
    if not told.get(name):
        raise Problem(400, f"Missing required param: {name}.", param=name)
    return told[name]


def expanded(store: Store, told: Object, paths: list[str]) -> Object:
    """A copy with ids replaced by their objects along the paths, as `expand[]` asks."""
    made = copy.deepcopy(told)
    for path in paths:
        place: Any = made
        for step in path.split("."):
            if not isinstance(place, dict) or step not in place:
                raise Problem(400, f"This property cannot be expanded ({path}).", param="expand")
            if isinstance(place[step], str):
                place[step] = copy.deepcopy(store.get(place[step]))
            place = place[step]
            if place is None:
                break
    return made
