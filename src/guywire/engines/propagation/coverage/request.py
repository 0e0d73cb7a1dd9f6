"""What determines a path-loss map, and the key under which its result is kept."""

import dataclasses
import hashlib
import json
import math
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Protocol

import numpy as np
import numpy.typing as npt

from guywire.engines.geo.area import bounding_box
from guywire.engines.geo.errors import EngineError
from guywire.engines.geo.geodesy import (
    STANDARD_EARTH_FACTOR,
    effective_earth_radius_m,
    refuse_bad_points,
)
from guywire.engines.geo.profile import Profile
from guywire.engines.geo.terrain import TerrainStore
from guywire.engines.geo.tiles import TileInfo
from guywire.engines.propagation.conditions import Conditions, Polarization
from guywire.engines.propagation.coverage.rings import OCTAVES, Rings
from guywire.engines.propagation.ground_cover import GroundCover
from guywire.engines.propagation.itm import input_warnings

Floats = npt.NDArray[np.float64]

COVERAGE_VERSION = 2
"""Raised with every change that moves a figure of a map: results kept under the old one expire."""

NEAREST_POLE_DEG = 85.0
LARGEST_RADIUS_M = 500e3
FINEST_STEP_M, COARSEST_STEP_M = 0.5, 5000.0
MOST_RECEIVERS = 500_000_000
HEIGHTS_M = (0.5, 3000.0)
FREQUENCIES_MHZ = (20.0, 100_000.0)
NUMBERS = (
    *("latitude", "longitude", "tx_height_m", "rx_height_m", "frequency_mhz"),
    *("radius_m", "step_m", "earth_factor"),
)


class Method(StrEnum):
    """How a map's losses come about."""

    FAST = "fast"
    """ITM, with what the paths of a radial share computed once; `accuracy` in the package."""

    EXACT = "exact"
    """ITM of every receiver's own profile."""

    FREE_SPACE = "free-space"
    LINE_OF_SIGHT = "line-of-sight"
    """Free space where the transmitter is seen, nothing elsewhere."""


class Gaps(StrEnum):
    """What to do where the terrain has no height. Either way the map names the tiles."""

    STOP = "stop"
    """A radial ends before its first gap."""

    BRIDGE = "bridge"
    """Voids are bridged straight along the radial; missing tiles count as sea at height 0."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Radial:
    """A radial as a model sees it: heights_m from the site, step_m apart; receivers from index
    `begin` to the end want a loss. clutter_m, classes: what stands on each point (`Cover`), none of
    it where the request has no clutter."""

    azimuth_deg: float
    step_m: float
    heights_m: Floats
    begin: int
    clutter_m: Floats
    classes: npt.NDArray[np.int16]


class PathModel(Protocol):
    """A model of propagation other than ITM, for the exact path."""

    @property
    def key(self) -> str:
        """Name, version and every parameter: equal keys promise equal losses."""
        ...

    def losses_db(self, radial: Radial, request: "PathLossRequest") -> npt.ArrayLike:
        """Losses (dB, nan if unknown) of the receivers from `radial.begin` on."""
        ...


@dataclass(frozen=True)
class ProfileModel:
    """A model given as a function of one profile and the request: the loss in dB."""

    key: str
    loss_db: Callable[[Profile, "PathLossRequest"], float]

    def losses_db(self, radial: Radial, request: "PathLossRequest") -> Floats:
        """The function of every receiver's own profile."""
        heights_m = radial.heights_m
        return np.array(
            [
                self.loss_db(Profile(radial.step_m, heights_m[: i + 1]), request)
                for i in range(radial.begin, len(heights_m))
            ]
        )


@dataclass(frozen=True, kw_only=True)
class PathLossRequest:
    """All that a path-loss map depends on besides the terrain.

    tx_height_m, rx_height_m: antennas above ground, 0.5-3000 m. frequency_mhz: 20-20000. radius_m:
    up to 500 km. step_m: between receivers; take the terrain's own resolution. method: by what
    model; `model` replaces it. clutter: what stands on the ground; it obstructs sight, adds to ITM
    what P.833 and P.2108 say, and is handed to `model`. earth_factor: k of the rays' elevation and
    line of sight (ITM takes its own from the refractivity). Raises EngineError that names a value
    out of range.
    """

    latitude: float
    longitude: float
    tx_height_m: float
    rx_height_m: float
    frequency_mhz: float
    radius_m: float
    step_m: float
    polarization: Polarization = Polarization.VERTICAL
    conditions: Conditions = field(default_factory=Conditions)
    method: Method = Method.FAST
    model: PathModel | None = None
    clutter: GroundCover | None = None
    gaps: Gaps = Gaps.STOP
    earth_factor: float = STANDARD_EARTH_FACTOR

    def __post_init__(self) -> None:
        # whole numbers would make the kernels compile anew, and the key differ
        for name in NUMBERS:
            object.__setattr__(self, name, float(getattr(self, name)))
        refuse_bad_points(np.array(self.latitude), np.array(self.longitude))
        self._refuse_bad_link()
        effective_earth_radius_m(self.earth_factor)
        refuse_outside("radius", self.radius_m, 1.0, LARGEST_RADIUS_M, "m")
        refuse_outside("step", self.step_m, FINEST_STEP_M, COARSEST_STEP_M, "m")
        if self.radius_m < 2 * (1 << OCTAVES) * self.step_m:
            least = 2 * (1 << OCTAVES)
            raise EngineError(
                f"the radius must be at least {least} steps of {self.step_m:g} m,"
                f" is {self.radius_m:g} m"
            )
        reach = abs(self.latitude) + math.degrees(self.radius_m / 6.35e6)
        if reach > NEAREST_POLE_DEG:
            raise EngineError(
                f"coverage must stay within {NEAREST_POLE_DEG:g} degrees of the equator:"
                f" latitude {self.latitude:g} with {self.radius_m:g} m reaches {reach:.2f}"
            )
        if self.rings.receivers > MOST_RECEIVERS:
            raise EngineError(
                f"{self.radius_m:g} m in steps of {self.step_m:g} m are"
                f" {self.rings.receivers:,} receivers, {MOST_RECEIVERS:,} are possible"
            )

    def _refuse_bad_link(self) -> None:
        """ITM's own bounds where it computes, else those within which anything is meant."""
        if self.model is None and self.method in (Method.FAST, Method.EXACT):
            link = (self.tx_height_m, self.rx_height_m, self.frequency_mhz)
            input_warnings(*link, self.polarization)
            return
        refuse_outside("transmitter height", self.tx_height_m, *HEIGHTS_M, "m")
        refuse_outside("receiver height", self.rx_height_m, *HEIGHTS_M, "m")
        refuse_outside("frequency", self.frequency_mhz, *FREQUENCIES_MHZ, "MHz")

    @cached_property
    def rings(self) -> Rings:
        """Where the receivers stand."""
        return Rings(steps=int(self.radius_m / self.step_m), step_m=self.step_m)

    def tiles(self, store: TerrainStore) -> list[TileInfo]:
        """The tiles of a store that the circle may touch, by name."""
        return [tile for tile in store.coverage() if self.touches(tile)]

    def touches(self, tile: TileInfo) -> bool:
        """Whether the circle may reach into a tile."""
        box = bounding_box(self.latitude, self.longitude, self.radius_m + 2 * self.step_m)
        is_inside = box.west > box.east or (tile.west <= box.east and tile.east >= box.west)
        return is_inside and tile.south <= box.north and tile.north >= box.south

    def key(self, store: TerrainStore) -> str:
        """Name of the result: equal for equal input, engine and terrain, whatever the folder."""
        told: dict[str, object] = {
            each.name: getattr(self, each.name) for each in dataclasses.fields(self)
        }
        told["conditions"] = dataclasses.asdict(self.conditions)
        told["model"] = None if self.model is None else self.model.key
        told["clutter"] = None if self.clutter is None else self.told_clutter(self.clutter)
        told["version"] = COVERAGE_VERSION
        told["tiles"] = [told_tile(tile) for tile in self.tiles(store)]
        return key_of(told)

    def told_clutter(self, clutter: GroundCover) -> list[object]:
        """What of the clutter the result depends on."""
        tiles = [(kind, *told_tile(one)) for kind, one in clutter.tiles() if self.touches(one)]
        return [tiles, clutter.table.told()]


def told_tile(tile: TileInfo) -> tuple[object, ...]:
    """A tile by what it holds, whatever the folder."""
    return (tile.name, tile.rows, tile.columns, tile.west, tile.north, digest(tile.path))


def key_of(told: object) -> str:
    """Hash of plain values and numbers (floats by their shortest exact form)."""
    return hashlib.sha256(json.dumps(told, sort_keys=True, default=float).encode()).hexdigest()[:40]


def digest(path: Path) -> str:
    """Hash of a file's content; read again only after the file has changed."""
    state = path.stat()
    return digest_of_state(path, state.st_size, state.st_mtime_ns)


@lru_cache(maxsize=4096)
def digest_of_state(path: Path, size: int, changed_ns: int) -> str:
    """The hash of a file of this size and time of change."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "blake2b").hexdigest()[:32]


def refuse_outside(name: str, value: float, low: float, high: float, unit: str) -> None:
    """Raise EngineError unless low <= value <= high."""
    if not low <= value <= high:
        raise EngineError(f"the {name} must be {low:g} to {high:g} {unit}, is {value:g} {unit}")
