"""Free space, Fresnel zones, and the line of sight over a profile.

Sources: ITU-R P.525-4 (free space), ITU-R P.526-15 section 2 (Fresnel ellipsoids), ITU-R P.530-18
section 2.2 (clearance of 60 % of the first zone). Metres, MHz, dB.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, cast

import numpy as np
import numpy.typing as npt

from guywire.engines.geo.errors import EngineError
from guywire.engines.geo.geodesy import STANDARD_EARTH_FACTOR, effective_earth_radius_m
from guywire.engines.geo.profile import Profile
from guywire.engines.propagation.kernels import sight as kernels

compiled = cast(Any, kernels)
worst_clearance = cast(Callable[..., tuple[float, int]], compiled.worst_clearance)
extra_heights = cast(Callable[..., tuple[float, float, float]], compiled.extra_heights)

METRES_MHZ = kernels.METRES_MHZ
WANTED_CLEARANCE = 0.6


@dataclass(frozen=True, kw_only=True)
class Obstruction:
    """The point of a path where the ray has the least clearance, measured in Fresnel zones.

    distance_m: from the transmitter. terrain_m: height of the ground. bulge_m: of the effective
    earth over the chord. ray_m: height of the straight ray. clearance_m: ray over ground and
    bulge, negative where blocked. fresnel_radius_m: of the first zone there.
    """

    distance_m: float
    terrain_m: float
    bulge_m: float
    ray_m: float
    clearance_m: float
    fresnel_radius_m: float

    @property
    def clearance_ratio(self) -> float:
        """Clearance as a share of the first Fresnel zone's radius."""
        return self.clearance_m / self.fresnel_radius_m


@dataclass(frozen=True, kw_only=True)
class SightReport:
    """Whether two antennas see each other.

    worst: None where the profile has no point between its ends. has_line_of_sight: nothing reaches
    the ray. has_clearance: the wanted share of the first Fresnel zone is free.
    extra_tx_m, extra_rx_m, extra_both_m: metres to raise the transmitter alone, the receiver alone,
    or both alike to have it (0 if it is).
    """

    worst: Obstruction | None
    has_line_of_sight: bool
    has_clearance: bool
    extra_tx_m: float
    extra_rx_m: float
    extra_both_m: float


def free_space_db(distance_m: float, frequency_mhz: float) -> float:
    """Basic free-space loss; ITU-R P.525-4 eqn 4. Both must be positive."""
    refuse_not_positive("distance", distance_m)
    refuse_not_positive("frequency", frequency_mhz)
    return 32.45 + 20.0 * math.log10(frequency_mhz) + 20.0 * math.log10(distance_m / 1000.0)


def fresnel_radius_m(
    from_one_end_m: float, from_other_end_m: float, frequency_mhz: float, zone: int = 1
) -> float:
    """Radius of a Fresnel zone between two ends, sqrt(n lambda d1 d2 / d); P.526-15 eqn 2."""
    refuse_not_positive("path", from_one_end_m + from_other_end_m)
    refuse_not_positive("frequency", frequency_mhz)
    refuse_not_positive("zone", zone)
    if min(from_one_end_m, from_other_end_m) < 0.0:
        raise EngineError("a point of the path lies beyond its end")
    product = zone * METRES_MHZ / frequency_mhz * from_one_end_m * from_other_end_m
    return math.sqrt(product / (from_one_end_m + from_other_end_m))


def line_of_sight(
    profile: Profile,
    *,
    tx_height_m: float,
    rx_height_m: float,
    frequency_mhz: float,
    earth_factor: float = STANDARD_EARTH_FACTOR,
    wanted_clearance: float = WANTED_CLEARANCE,
) -> SightReport:
    """The least clear point of a path and the heights that would clear it.

    tx_height_m, rx_height_m: antennas above ground (>= 0). earth_factor: k, ratio of effective to
    true earth radius. wanted_clearance: share of the first Fresnel zone, 0.6 by ITU-R P.530.
    """
    refuse_not_positive("frequency", frequency_mhz)
    for name, value in (
        ("transmitter height", tx_height_m),
        ("receiver height", rx_height_m),
        ("wanted clearance", wanted_clearance),
    ):
        if not 0.0 <= value < math.inf:
            raise EngineError(f"the {name} must not be negative, is {value}")
    radius_m = effective_earth_radius_m(earth_factor)
    path = (
        *(profile.heights_m, 0, profile.intervals, float(profile.step_m)),
        *(float(tx_height_m), float(rx_height_m), float(frequency_mhz), radius_m),
    )
    ratio, index = worst_clearance(*path)
    extra_tx_m, extra_rx_m, extra_both_m = extra_heights(*path, float(wanted_clearance))
    return SightReport(
        worst=obstruction_at(profile, index, tx_height_m, rx_height_m, frequency_mhz, radius_m),
        has_line_of_sight=ratio > 0.0,
        has_clearance=ratio >= wanted_clearance,
        extra_tx_m=extra_tx_m,
        extra_rx_m=extra_rx_m,
        extra_both_m=extra_both_m,
    )


def obstruction_at(
    profile: Profile,
    index: int,
    tx_height_m: float,
    rx_height_m: float,
    frequency_mhz: float,
    earth_radius_m: float,
) -> Obstruction | None:
    """The obstruction at a height of the profile; None at its first."""
    if index == 0:
        return None
    along_m = index * profile.step_m
    left_m = profile.distance_m - along_m
    z_tx = float(profile.heights_m[0]) + tx_height_m
    z_rx = float(profile.heights_m[-1]) + rx_height_m
    ray_m = z_tx + (z_rx - z_tx) * along_m / profile.distance_m
    bulge_m = along_m * left_m / (2.0 * earth_radius_m)
    terrain_m = float(profile.heights_m[index])
    return Obstruction(
        distance_m=along_m,
        terrain_m=terrain_m,
        bulge_m=bulge_m,
        ray_m=ray_m,
        clearance_m=ray_m - terrain_m - bulge_m,
        fresnel_radius_m=fresnel_radius_m(along_m, left_m, frequency_mhz),
    )


def ray_heights_m(
    profile: Profile,
    *,
    tx_height_m: float,
    rx_height_m: float,
    earth_factor: float = STANDARD_EARTH_FACTOR,
) -> npt.NDArray[np.float64]:
    """Height of the ray over the profile's datum, the earth's bulge taken off, at each height.

    Drawn against `profile.heights_m` it shows what blocks the path.
    """
    along_m = profile.distances_m
    start = float(profile.heights_m[0]) + tx_height_m
    end = float(profile.heights_m[-1]) + rx_height_m
    bulge_m = (
        along_m * (profile.distance_m - along_m) / 2.0 / effective_earth_radius_m(earth_factor)
    )
    return start + (end - start) * along_m / profile.distance_m - bulge_m


def refuse_not_positive(name: str, value: float) -> None:
    """Raise EngineError unless 0 < value < infinity."""
    if not 0.0 < value < math.inf:
        raise EngineError(f"the {name} must be positive, is {value}")
