"""Colours of servers: those whose areas touch differ, however many servers there are.

The set is of twelve colours that stay apart, pair by pair, for eyes that lack one kind of cone
(`tests/test_palette.py` measures it). A map of hundreds of servers uses them again and again, as an
atlas does with countries: after Brélaz (DSATUR, 1979), the server with the most colours around it
is coloured next.
"""

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from guywire.engines.geo.errors import EngineError
from guywire.engines.propagation.rasters.palette import Categories, categories

Servers = npt.NDArray[np.integer[Any]]

COLOURS = (
    "#3c69a5", "#e18700", "#00b469", "#b43c00", "#9669ff", "#f0f000",
    "#f0a5ff", "#4b0fa5", "#661100", "#69ffc3", "#5a2d4b", "#b4f078",
)  # fmt: skip
ROWS_AT_ONCE = 512


def neighbours(best: Servers) -> set[tuple[int, int]]:
    """Pairs of servers (lower number first) with pixels side by side; -1 is no server."""
    width = int(best.max(initial=0)) + 1
    found: set[int] = set()
    for first in range(0, best.shape[0], ROWS_AT_ONCE):
        # one row more, for the pairs across the seam
        band = np.asarray(best[first : first + ROWS_AT_ONCE + 1], dtype=np.int64)
        for one, other in ((band[:, :-1], band[:, 1:]), (band[:-1], band[1:])):
            is_pair = (one != other) & (one >= 0) & (other >= 0)
            low = np.minimum(one[is_pair], other[is_pair])
            high = np.maximum(one[is_pair], other[is_pair])
            found.update(np.unique(low * width + high).tolist())
    return {divmod(pair, width) for pair in found}


def server_palette(names: Sequence[str], touching: Iterable[tuple[int, int]] = ()) -> Categories:
    """A colour for each server by its place in `names`; those that touch differ.

    Where a server touches more others than there are colours, it takes the one they use least.
    """
    around: list[set[int]] = [set() for _ in names]
    for one, other in touching:
        if not (0 <= one < len(names) and 0 <= other < len(names)):
            raise EngineError(f"servers {one} and {other} touch, but there are {len(names)}")
        around[one].add(other)
        around[other].add(one)
    given: dict[int, int] = {}
    waiting = set(range(len(names)))
    while waiting:
        server = max(
            waiting, key=lambda one: (_variety(one, around, given), len(around[one]), -one)
        )
        waiting.remove(server)
        given[server] = _least_used(server, around, given)
    return categories([(name, COLOURS[given[place]]) for place, name in enumerate(names)])


def _variety(server: int, around: list[set[int]], given: dict[int, int]) -> int:
    return len({given[one] for one in around[server] if one in given})


def _least_used(server: int, around: list[set[int]], given: dict[int, int]) -> int:
    """The colour that the neighbours use least; among equals, on from the server's own place."""
    used = [given[one] for one in around[server] if one in given]
    turned = [(server + step) % len(COLOURS) for step in range(len(COLOURS))]
    return min(turned, key=used.count)
