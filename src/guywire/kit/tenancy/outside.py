"""Questions to the world outside, asked while no transaction is open.

A request runs in one transaction. A service on the internet that takes seconds to answer would hold
it, its connection and its locks that long. So the view is left, its transaction rolled back, the
question asked, and the view called again, now with the answer: what is before the question must be
harmless to do twice.
"""

from collections.abc import Callable
from typing import Any, TypeVar

from django.http import HttpRequest

from ..errors import DomainError

Answer = TypeVar("Answer")
ANSWERS = "guywire_answers"


class Errand(Exception):
    """A view waits for an answer; the door runs the errand and comes back."""

    def __init__(self, key: str, ask: Callable[[], Any]) -> None:
        super().__init__(key)
        self.key = key
        self.ask = ask

    def run(self, request: HttpRequest) -> None:
        """Ask, and keep the answer, or the refusal, on the request."""
        answers: dict[str, Any] = request.__dict__.setdefault(ANSWERS, {})
        try:
            answers[self.key] = self.ask()
        except DomainError as refused:
            answers[self.key] = refused


def outside(request: HttpRequest, key: str, ask: Callable[[], Answer]) -> Answer:
    """The answer of ``ask``, which runs with no tenant and no transaction; raises what it raises.

    ``key`` tells the questions of one request apart.
    """
    answers: dict[str, Any] = getattr(request, ANSWERS, {})
    if key not in answers:
        raise Errand(key, ask)
    answer = answers[key]
    if isinstance(answer, DomainError):
        raise answer
    found: Answer = answer
    return found
