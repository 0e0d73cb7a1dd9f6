"""Heights along a path."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from guywire.engines.geo.errors import EngineError


@dataclass(frozen=True, eq=False)
class Profile:
    """Terrain between two points: equally spaced heights, both ends included.

    step_m: distance between neighbouring heights, metres. heights_m: float64, shape (n,), n >= 2,
    metres above the datum of the terrain. Raises EngineError if these do not hold.
    """

    step_m: float
    heights_m: npt.NDArray[np.float64]

    def __post_init__(self) -> None:
        heights_m = np.ascontiguousarray(self.heights_m, dtype=np.float64)
        if heights_m.ndim != 1 or len(heights_m) < 2:
            raise EngineError(f"a profile needs at least 2 heights, has shape {heights_m.shape}")
        if not (np.isfinite(self.step_m) and self.step_m > 0):
            raise EngineError(f"a profile's step must be positive, is {self.step_m} m")
        if not np.isfinite(heights_m).all():
            index = int(np.argmin(np.isfinite(heights_m)))
            raise EngineError(f"height {index} of the profile is {heights_m[index]}")
        object.__setattr__(self, "heights_m", heights_m)

    @property
    def intervals(self) -> int:
        """Number of steps, one less than heights."""
        return len(self.heights_m) - 1

    @property
    def distance_m(self) -> float:
        """Length of the path, metres."""
        return self.intervals * self.step_m

    @property
    def distances_m(self) -> npt.NDArray[np.float64]:
        """Distance of each height from the first, metres."""
        return np.arange(len(self.heights_m), dtype=np.float64) * self.step_m
