"""How many sectors a place has that may serve it, before any path is computed."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from guywire.engines.propagation.conditions import Conditions
from guywire.engines.propagation.qualification import (
    Receiver,
    Sector,
    candidate_pairs,
    drawn_antennas,
    sector_columns,
)

Integers = npt.NDArray[np.int64]


def candidate_counts(
    latitudes: npt.ArrayLike,
    longitudes: npt.ArrayLike,
    sectors: Sequence[Sector],
    *,
    most: int,
    receiver: Receiver | None = None,
) -> Integers:
    """Sectors within range and beam of each place, as `qualify` chooses them, up to `most`.

    Where it is no more than the `candidates` of a qualification, that has computed every one.
    """
    north = np.ascontiguousarray(latitudes, dtype=np.float64).reshape(-1)
    east = np.ascontiguousarray(longitudes, dtype=np.float64).reshape(-1)
    columns = sector_columns(sectors, receiver or Receiver(), Conditions())
    address, _sector = candidate_pairs(north, east, columns, most, drawn_antennas(sectors))
    return np.bincount(address, minlength=len(north))
