"""Where the points of a batch of paths lie: laid out once, so that every layer samples the same."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, cast

import numpy as np
import numpy.typing as npt

from guywire.engines.geo.errors import EngineError
from guywire.engines.geo.geodesy import refuse_bad_points
from guywire.engines.geo.kernels import sampling

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]
lay_out = cast(Callable[..., None], cast(Any, sampling).lay_out)
place_knots = cast(Callable[..., None], cast(Any, sampling).place_knots)


@dataclass(frozen=True, eq=False)
class Paths:
    """Points of n paths in one array: path i is [starts[i]:starts[i + 1]], step_m[i] apart.

    Between its knots, first_knot[i] to first_knot[i + 1], a path runs straight in any layer.
    """

    intervals: Integers
    segments: Integers
    step_m: Floats
    starts: Integers
    first_knot: Integers
    latitudes: Floats
    longitudes: Floats


def flat(values: npt.ArrayLike) -> Floats:
    """Numbers as one row of float64."""
    return np.ascontiguousarray(values, dtype=np.float64).reshape(-1)


def paths_between(
    latitudes_1: npt.ArrayLike,
    longitudes_1: npt.ArrayLike,
    latitudes_2: npt.ArrayLike,
    longitudes_2: npt.ArrayLike,
    step_m: float,
) -> Paths:
    """Lay out n paths (arrays of shape (n,), degrees) with points at most step_m apart."""
    if not 0.0 < step_m < np.inf:
        raise EngineError(f"a profile's step must be positive, is {step_m} m")
    ends = (flat(latitudes_1), flat(longitudes_1), flat(latitudes_2), flat(longitudes_2))
    refuse_bad_points(ends[0], ends[1])
    refuse_bad_points(ends[2], ends[3])
    lengths = {len(values) for values in ends}
    if len(lengths) != 1:
        raise EngineError(f"the ends of the paths have different counts: {sorted(lengths)}")
    count = len(ends[0])
    intervals = np.empty(count, dtype=np.int64)
    segments = np.empty(count, dtype=np.int64)
    steps = np.empty(count)
    lay_out(*ends, float(step_m), intervals, segments, steps)
    starts = np.zeros(count + 1, dtype=np.int64)
    np.cumsum(np.where(intervals > 0, intervals + 1, 0), out=starts[1:])
    first_knot = np.zeros(count + 1, dtype=np.int64)
    np.cumsum(segments + 1, out=first_knot[1:])
    latitudes = np.empty(int(first_knot[-1]))
    longitudes = np.empty(int(first_knot[-1]))
    place_knots(*ends, segments, first_knot, latitudes, longitudes)
    return Paths(intervals, segments, steps, starts, first_knot, latitudes, longitudes)
