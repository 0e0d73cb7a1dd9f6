"""Why a sector cannot serve a place, in words for people and in the units they use."""

from dataclasses import dataclass, replace
from enum import Enum
from typing import Literal

METRES_PER_MILE = 1609.344
FEET_PER_METRE = 3.280839895


class Why(Enum):
    """Why a sector cannot serve a place; the value is the API's code."""

    NOT_ON_AIR = "not_on_air"
    OUT_OF_RANGE = "out_of_range"
    OUTSIDE_BEAM = "outside_beam"
    NO_SIGHT = "no_line_of_sight"
    OBSTRUCTED = "obstructed"
    CLUTTER = "clutter"
    BELOW_THRESHOLD = "below_threshold"
    TERRAIN_MISSING = "terrain_missing"
    NOT_COMPUTABLE = "not_computable"


UNANSWERED = (Why.TERRAIN_MISSING, Why.NOT_COMPUTABLE)
"""Reasons that say neither yes nor no."""


@dataclass(frozen=True, slots=True)
class Length:
    """Metres: ``far`` are written in km or miles, ``high`` in m or feet."""

    metres: float
    kind: Literal["far", "high"] = "far"

    def written(self, units: str) -> str:
        if units == "imperial":
            if self.kind == "far":
                return f"{self.metres / METRES_PER_MILE:.1f} mi"
            return f"{self.metres * FEET_PER_METRE:.0f} ft"
        return f"{self.metres / 1000:.1f} km" if self.kind == "far" else f"{self.metres:.0f} m"


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason; ``words`` hold ``{}`` for each of the ``lengths``. Metric unless asked."""

    why: Why
    words: str
    lengths: tuple[Length, ...] = ()
    units: str = "metric"

    @property
    def text(self) -> str:
        if not self.lengths:
            return self.words
        return self.words.format(*(one.written(self.units) for one in self.lengths))

    def in_units(self, units: str) -> "Reason":
        return replace(self, units=units)
