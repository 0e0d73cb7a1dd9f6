"""The polar lattice of a sweep: receivers on radials, fewer radials towards the site."""

import math
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

Integers = npt.NDArray[np.int64]
FIRST_RECEIVER = 2
"""A path has at least two steps."""

OCTAVES = 4


@dataclass(frozen=True, kw_only=True)
class Rings:
    """Receivers every step_m from the site out to `steps` steps, on `radials` radials.

    At the outer edge radials stand one step apart; every halving of the distance (up to OCTAVES)
    halves their number, so that a receiver stands within half a step to the side of any point.
    """

    steps: int
    step_m: float

    @cached_property
    def radials(self) -> int:
        """Number of radials in the outermost ring; the first points north."""
        per_octave = 1 << OCTAVES
        return per_octave * math.ceil(2.0 * math.pi * self.steps / per_octave)

    @cached_property
    def table(self) -> Integers:
        """A row a ring, inmost first: receivers above column 0 up to column 1, column 2 their
        place in the flat array of all receivers."""
        edges = [FIRST_RECEIVER - 1]
        edges += [self.steps >> octave for octave in range(OCTAVES, -1, -1)]
        rows: list[tuple[int, int, int]] = []
        offset = 0
        for ring in range(OCTAVES + 1):
            low, high = edges[ring], max(edges[ring], edges[ring + 1])
            rows.append((low, high, offset))
            offset += (high - low) * (self.radials >> (OCTAVES - ring))
        return np.array(rows, dtype=np.int64)

    @cached_property
    def receivers(self) -> int:
        """Number of receivers in all."""
        low, high, offset = (int(value) for value in self.table[-1])
        return offset + (high - low) * self.radials

    def radial_and_receiver(self, place: int) -> tuple[int, int]:
        """Which radial and which step out a place in the flat array stands for."""
        ring = int(np.searchsorted(self.table[:, 2], place, side="right")) - 1
        low, high, offset = (int(value) for value in self.table[ring])
        row, column = divmod(place - offset, high - low)
        return row << (OCTAVES - ring), low + 1 + column
