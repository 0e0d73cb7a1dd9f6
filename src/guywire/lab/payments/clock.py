"""Time in the lab: moved by hand, and what is due by then happens."""

import heapq
import itertools
from collections.abc import Callable
from datetime import datetime, timedelta


class LabClock:
    """A clock that stands still until it is moved; given a `source`, it runs with that instead."""

    def __init__(self, start: datetime, source: Callable[[], datetime] | None = None) -> None:
        if start.tzinfo is None:
            raise ValueError("the lab's clock needs an aware time")
        self._at, self._source = start, source
        self._order = itertools.count()
        self._due: list[tuple[datetime, int, Callable[[], None]]] = []

    def now(self) -> datetime:
        return self._source() if self._source else self._at

    def after(self, wait: timedelta, happens: Callable[[], None]) -> None:
        """Let something happen later."""
        heapq.heappush(self._due, (self.now() + wait, next(self._order), happens))

    def advance(self, *, days: int = 0, minutes: int = 0) -> None:
        """Move a standing clock on; what falls due happens at its own moment, in order."""
        until = self._at + timedelta(days=days, minutes=minutes)
        while self._due and self._due[0][0] <= until:
            self._at, _, happens = heapq.heappop(self._due)
            happens()
        self._at = until

    def run_due(self) -> None:
        """Let happen what has fallen due, on a clock that runs by itself."""
        while self._due and self._due[0][0] <= self.now():
            heapq.heappop(self._due)[2]()
