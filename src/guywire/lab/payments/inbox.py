"""An address that takes whatever is sent to it: the receiving end of webhooks in tests."""

import queue

from .server import Call, Fault, Reply


class Inbox:
    """Keeps every request; answers 200, or what `replies` holds next."""

    def __init__(self) -> None:
        self.base_url = ""
        self.faults: list[Fault] = []
        self.replies: list[Reply] = []
        self._calls: queue.Queue[Call] = queue.Queue()

    def answer(self, call: Call) -> Reply:
        self._calls.put(call)
        return self.replies.pop(0) if self.replies else Reply.of({"received": True})

    def next(self) -> Call:
        """The next request, waited for; queue.Empty after ten seconds without one."""
        return self._calls.get(timeout=10)

    @property
    def is_empty(self) -> bool:
        return self._calls.empty()
