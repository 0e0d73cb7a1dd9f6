"""How a long computation tells its progress and is stopped."""

import threading
from collections.abc import Callable, Generator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from itertools import islice

from guywire.engines.geo.errors import EngineError

Report = Callable[[float], None]
"""Called with the share that is done, 0 to 1, from the thread that asked for the work."""


class CoverageCancelled(EngineError):
    """The computation was stopped as asked; nothing of it is kept."""


class CancelToken:
    """Handed to a computation so that another thread can stop it."""

    def __init__(self) -> None:
        self._event = threading.Event()

    @property
    def is_cancelled(self) -> bool:
        """Whether `cancel` was called."""
        return self._event.is_set()

    def cancel(self) -> None:
        """Ask for the stop; the computation raises CoverageCancelled within a moment."""
        self._event.set()


class Watch:
    """Both sides of a computation of `total` equal steps."""

    def __init__(self, total: int, report: Report | None, token: CancelToken | None) -> None:
        self._total = max(total, 1)
        self._done = 0
        self._report = report
        self._token = token

    def check(self) -> None:
        """Raise CoverageCancelled if the stop was asked for."""
        if self._token is not None and self._token.is_cancelled:
            raise CoverageCancelled("the coverage computation was cancelled")

    def step(self) -> None:
        """Count one step, tell it, and check."""
        self._done += 1
        if self._report is not None:
            self._report(self._done / self._total)
        self.check()


def completed(work: Callable[[int], None], items: range, workers: int) -> Generator[None]:
    """Do the work of all items on some threads, few ahead; yields as each is done.

    Raises what the work raises; what is under way then is waited for.
    """
    if workers < 1:
        raise EngineError(f"there must be at least 1 worker, not {workers}")
    rest = iter(items)
    with ThreadPoolExecutor(max_workers=workers) as pool:
        waiting: set[Future[None]] = {pool.submit(work, item) for item in islice(rest, 2 * workers)}
        while waiting:
            done, waiting = wait(waiting, return_when=FIRST_COMPLETED)
            for future in done:
                future.result()
                waiting |= {pool.submit(work, item) for item in islice(rest, 1)}
                yield
