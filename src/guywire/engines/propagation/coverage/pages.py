"""Arrays that are files: their pages go back to the system as work goes on.

What is read or written through a memory map counts as the process's memory until it is told
otherwise, also when the system could take it back at any time. So a computation over files larger
than memory should be lets them go at intervals: what was written stays in the file, what is needed
again is read again.
"""

import mmap
from collections.abc import Iterable
from typing import Any

import numpy as np
import numpy.typing as npt

from guywire.engines.propagation.coverage.progress import Report

EVERY_SHARE = 1.0 / 64.0
LET_GO = getattr(mmap, "MADV_DONTNEED", None)
"""Not known everywhere; without it the system decides by itself."""


def let_go(arrays: Iterable[npt.NDArray[Any]]) -> None:
    """Give back the pages of those arrays that are files, whole."""
    for array in arrays:
        base: Any = array.base
        if LET_GO is not None and isinstance(array, np.memmap) and isinstance(base, mmap.mmap):
            base.madvise(LET_GO)


class Releasing:
    """A Report that lets the pages of arrays go at intervals, and passes on what it is told."""

    def __init__(self, report: Report | None, arrays: Iterable[npt.NDArray[Any]] = ()) -> None:
        self._report = report
        self._arrays = list(arrays)
        self._last = 0.0

    def keep(self, array: npt.NDArray[Any]) -> npt.NDArray[Any]:
        """One more array; the same."""
        self._arrays.append(array)
        return array

    def __call__(self, share: float) -> None:
        """Called by the computation as it goes on."""
        if share >= self._last + EVERY_SHARE or share >= 1.0:
            self._last = share
            let_go(self._arrays)
        if self._report is not None:
            self._report(share)
