"""What a slice of a long run is given, and what it gives back."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from .models import Run

LOOK_EVERY_S = 1.0
R = TypeVar("R", bound=Run)
W = TypeVar("W")
F = TypeVar("F")


class RunStopped(Exception):
    """The slice under way is not wanted any more: nothing of it is kept."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Slice:
    """What a slice did.

    rows: done by it. more: whether its lane may have more. after: where the lane goes on, any JSON
    value. counts: columns of the run to add to.
    """

    rows: int = 0
    more: bool = True
    after: Any = None
    counts: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A lane as its run's row tells of it."""

    turn: int = 1
    after: Any = None
    share: float = 0.0
    is_over: bool = False
    error: str = ""


class Lane:
    """One of ``count`` lanes at work: where it is, and whether it is still wanted."""

    def __init__(self, number: int, count: int, told: Told, see: Callable[[float], bool]) -> None:
        self.number, self.count = number, count
        self.turn, self.after = told.turn, told.after
        self._see = see
        self._seen_at = time.monotonic()

    def is_wanted(self, share: float = 0.0) -> bool:
        """Whether to go on; asked between two steps of a slice, looked up once a second.

        share: how much of the slice is done, shown where slices work outside of transactions.
        """
        now = time.monotonic()
        if now - self._seen_at < LOOK_EVERY_S:
            return True
        self._seen_at = now
        return self._see(share)

    def look(self, share: float = 0.0) -> None:
        """Raise RunStopped where the slice is not wanted any more."""
        if not self.is_wanted(share):
            raise RunStopped


@dataclass(frozen=True, slots=True, kw_only=True)
class Apart(Generic[R, W, F]):
    """A slice whose work no transaction spans: prepared in one, kept in another.

    prepare: what is to be done; None where nothing is, and the run is over or fails by itself.
    compute: with no transaction open. keep: with the run locked, to write what was found.
    """

    prepare: Callable[[R, Lane], W | None]
    compute: Callable[[W, Lane], F]
    keep: Callable[[R, Lane, F], Slice]
