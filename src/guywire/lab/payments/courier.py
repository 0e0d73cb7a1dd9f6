"""Sends a simulator's webhooks over HTTP, and again later where they were not taken."""

from collections import Counter
from datetime import timedelta
from typing import Any, Protocol

import httpx

from .clock import LabClock
from .stripe_store import Delivery

FIRST_WAIT, LAST = timedelta(hours=1), 7
"""Again after 1, 2, 4 … 64 hours: about as long as Stripe and PayPal keep trying."""


class Outbox(Protocol):
    """A simulator's store, as far as its webhooks go."""

    clock: LabClock
    waiting: list[tuple[str, dict[str, Any]]]

    def signed(self, endpoint_id: str, event: dict[str, Any], /) -> Delivery: ...


class Courier:
    """For one simulator; `run_once` is called by whoever runs it."""

    def __init__(self, outbox: Outbox, *, transport: httpx.BaseTransport | None = None) -> None:
        self._outbox = outbox
        self._tries: Counter[str] = Counter()
        self._client = httpx.Client(timeout=10, transport=transport)

    def close(self) -> None:
        self._client.close()

    def run_once(self) -> int:
        """Let happen what is due, send what waits; gives how many were taken."""
        self._outbox.clock.run_due()
        waiting = list(self._outbox.waiting)
        self._outbox.waiting.clear()
        return sum(self._send(endpoint, event) for endpoint, event in waiting)

    def _send(self, endpoint: str, event: dict[str, Any]) -> bool:
        one = self._outbox.signed(endpoint, event)
        if self._is_taken(one):
            return True
        name = f"{endpoint}/{event['id']}"
        self._tries[name] += 1
        if self._tries[name] <= LAST:
            wait = FIRST_WAIT * 2 ** (self._tries[name] - 1)
            again = (endpoint, event)
            self._outbox.clock.after(wait, lambda: self._outbox.waiting.append(again))
        return False

    def _is_taken(self, one: Delivery) -> bool:
        try:
            answer = self._client.post(one.url, content=one.body, headers=dict(one.headers))
        except httpx.HTTPError:
            return False
        return answer.is_success
