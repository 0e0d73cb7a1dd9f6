"""The path that the ITU-R path-general models go along: ground, clutter on it, zones.

Sources: ITU-R P.1812-6 section 3.2 and Table 4 (profile, representative clutter heights, radio
climatic zones). Metres, from the transmitter.
"""

import math
from dataclasses import dataclass, field
from enum import IntEnum

import numpy as np
import numpy.typing as npt

from guywire.engines.geo.errors import EngineError
from guywire.engines.geo.profile import Profile

Floats = npt.NDArray[np.float64]


class Zone(IntEnum):
    """Radio-climatic zones of ITU-R P.1812."""

    SEA = 1
    COASTAL_LAND = 3
    INLAND = 4


@dataclass(frozen=True, kw_only=True, eq=False)
class TerrainPath:
    """Ground along a path; the points need not be equally spaced.

    distances_m: from the transmitter, rising, the first 0. heights_m: of the bare ground.
    clutter_m: representative height of clutter over the ground, 0 where there is none; what it
    says at the two ends is not used. zones: one a point. Clutter and zones may be left out: open
    inland ground. Raises EngineError if these do not fit.
    """

    distances_m: Floats
    heights_m: Floats
    clutter_m: Floats = field(default_factory=lambda: np.empty(0))
    zones: npt.NDArray[np.int64] = field(default_factory=lambda: np.empty(0, dtype=np.int64))

    def __post_init__(self) -> None:
        count = len(self.distances_m)
        filled = {
            "distances_m": np.ascontiguousarray(self.distances_m, dtype=np.float64),
            "heights_m": np.ascontiguousarray(self.heights_m, dtype=np.float64),
            "clutter_m": _or_else(self.clutter_m, count, 0.0),
            "zones": _or_else(self.zones, count, int(Zone.INLAND)).astype(np.int64),
        }
        for name, values in filled.items():
            if values.shape != (count,):
                raise EngineError(f"{name} has shape {values.shape}, the path has {count} points")
            if not np.isfinite(values).all():
                index = int(np.argmin(np.isfinite(values)))
                raise EngineError(f"{name}[{index}] is {values[index]}")
            object.__setattr__(self, name, values)
        _refuse_bad_path(self)

    @classmethod
    def of(
        cls,
        profile: Profile,
        *,
        clutter_m: Floats | None = None,
        zones: npt.NDArray[np.int64] | None = None,
    ) -> "TerrainPath":
        """The path over a profile of the terrain store."""
        return cls(
            distances_m=profile.distances_m,
            heights_m=profile.heights_m,
            clutter_m=np.empty(0) if clutter_m is None else clutter_m,
            zones=np.empty(0, dtype=np.int64) if zones is None else zones,
        )

    @property
    def distance_m(self) -> float:
        """Length of the path."""
        return float(self.distances_m[-1])

    @property
    def distances_km(self) -> Floats:
        """As the Recommendations count."""
        return self.distances_m / 1000.0

    @property
    def covered_m(self) -> Floats:
        """Ground with its clutter, bare at the two ends; P.1812-6 eqn 1c."""
        covered_m = self.heights_m + self.clutter_m
        covered_m[0] = self.heights_m[0]
        covered_m[-1] = self.heights_m[-1]
        return covered_m


def refuse_out_of(name: str, value: float, least: float, most: float, unit: str = "") -> None:
    """Raise EngineError unless least <= value <= most."""
    if not least <= value <= most:
        raise EngineError(
            f"the {name} must be {least:g} to {most:g}{unit and ' ' + unit}, is {value:g}"
        )


def refuse_not_finite(name: str, value: float) -> None:
    """Raise EngineError unless the value is a number."""
    if not math.isfinite(value):
        raise EngineError(f"the {name} must be a number, is {value}")


def _or_else(
    values: npt.NDArray[np.float64] | npt.NDArray[np.int64], count: int, otherwise: float
) -> Floats:
    if len(values) == 0:
        return np.full(count, otherwise)
    return np.ascontiguousarray(values, dtype=np.float64)


def _refuse_bad_path(path: TerrainPath) -> None:
    if len(path.distances_m) < 3:
        raise EngineError(f"a path needs at least 3 points, has {len(path.distances_m)}")
    steps_m = np.diff(path.distances_m)
    if path.distances_m[0] != 0.0 or not (steps_m > 0.0).all():
        index = int(np.argmin(steps_m > 0.0)) + 1
        raise EngineError(
            "the distances of a path must rise from 0:"
            f" distances_m[{index}] is {path.distances_m[index]:g} m"
            f" after {path.distances_m[index - 1]:g} m"
        )
    if (path.clutter_m < 0.0).any():
        index = int(np.argmax(path.clutter_m < 0.0))
        raise EngineError(f"clutter_m[{index}] is {path.clutter_m[index]:g} m, below the ground")
    known = np.isin(path.zones, [int(zone) for zone in Zone])
    if not known.all():
        index = int(np.argmin(known))
        raise EngineError(f"zones[{index}] is {path.zones[index]}; 1 sea, 3 coast, 4 inland")
