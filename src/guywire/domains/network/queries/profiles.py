"""The ground under a radio path, as the page draws it."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from guywire.engines import geo, propagation
from guywire.kit.errors import DomainError

from ..models import Sector
from .ground_cover import clutter_along
from .terrain import terrain_store

Place = tuple[float, float]
"""Latitude and longitude."""

MOST_POINTS = 400
LIGHT_M_MHZ = 299.792458
"""Speed of light: wavelength in metres times frequency in MHz."""


class NoTerrain(DomainError):
    """There is no terrain on the path; the message names the tile."""

    code = "terrain_missing"


@dataclass(frozen=True, slots=True)
class Ground:
    """The terrain of a path, and the height of what stands on it; None where that is not known."""

    profile: geo.Profile
    clutter_m: list[float] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ProfileEnd:
    label: str
    height_m: float


@dataclass(frozen=True, slots=True, kw_only=True)
class WorstPoint:
    distance_m: float
    clearance_m: float


@dataclass(frozen=True, slots=True, kw_only=True)
class PathProfile:
    """Series of equal length from the sector to the place, metres; heights above sea level.

    ``terrain_m`` lies under ``bulge_m``, the earth's bulge for ``k_factor``; in these heights the
    line of sight is straight, and ``fresnel60_m`` is the lower edge of 60 % of the first Fresnel
    zone. ``clutter_m`` is what stands on the terrain, over it; None where nothing is known of it.
    """

    distance_m: list[float]
    terrain_m: list[float]
    clutter_m: list[float] | None
    bulge_m: list[float]
    los_m: list[float]
    fresnel60_m: list[float]
    obstruction: WorstPoint | None
    tx: ProfileEnd
    rx: ProfileEnd
    frequency_mhz: float
    k_factor: float


def path_profile(
    sector: Sector,
    latitude: float,
    longitude: float,
    receive_height_m: float,
    k_factor: float = geo.STANDARD_EARTH_FACTOR,
) -> PathProfile:
    """The path from a sector to a place, on an earth of k times the true radius.

    Raises NoTerrain; DomainError where there is no path.
    """
    site = sector.site
    return drawn(
        ground_between((site.latitude, site.longitude), (latitude, longitude)),
        ProfileEnd(label=sector.full_name, height_m=sector.height_m),
        ProfileEnd(label=place_label(latitude, longitude), height_m=receive_height_m),
        sector.center_frequency_mhz,
        k_factor,
    )


def place_label(latitude: float, longitude: float) -> str:
    return f"{latitude:.5f}, {longitude:.5f}"


def ground_between(here: Place, there: Place) -> Ground:
    """What lies between two places. Raises NoTerrain; DomainError where there is no path."""
    try:
        profile = terrain_store().profile(*here, *there)
    except geo.TerrainError as error:
        raise NoTerrain(str(error)) from error
    except geo.EngineError as error:
        raise DomainError(str(error)) from error
    return Ground(profile, clutter_along(profile, here, there))


def drawn(
    ground: Ground, tx: ProfileEnd, rx: ProfileEnd, frequency: float, k_factor: float
) -> PathProfile:
    """The series of a path, and its least clear point."""
    profile, clutter = ground.profile, ground.clutter_m
    ends = {"tx_height_m": tx.height_m, "rx_height_m": rx.height_m}
    sight = propagation.line_of_sight(
        profile, **ends, frequency_mhz=frequency, earth_factor=k_factor
    )
    worst = sight.worst
    along = profile.distances_m
    left = profile.distance_m - along
    ray = propagation.ray_heights_m(profile, **ends, earth_factor=k_factor)
    bulge = along * left / (2.0 * geo.effective_earth_radius_m(k_factor))
    zone = np.sqrt(LIGHT_M_MHZ / frequency * along * left / profile.distance_m)
    kept = _kept(len(along), round(worst.distance_m / profile.step_m) if worst else 0)
    return PathProfile(
        distance_m=_series(along[kept]),
        terrain_m=_series(profile.heights_m[kept]),
        clutter_m=None if clutter is None else [clutter[index] for index in kept],
        bulge_m=_series(bulge[kept]),
        los_m=_series((ray + bulge)[kept]),
        fresnel60_m=_series((ray + bulge - 0.6 * zone)[kept]),
        obstruction=_worst_point(worst),
        tx=tx,
        rx=rx,
        frequency_mhz=frequency,
        k_factor=k_factor,
    )


def _worst_point(worst: propagation.Obstruction | None) -> WorstPoint | None:
    if worst is None:
        return None
    return WorstPoint(
        distance_m=round(worst.distance_m, 2), clearance_m=round(worst.clearance_m, 2)
    )


def _series(values: npt.NDArray[np.float64]) -> list[float]:
    return [round(float(value), 2) for value in values]


def _kept(count: int, worst: int) -> npt.NDArray[np.int64]:
    """At most 400 evenly spaced points, both ends and the worst point among them."""
    even = np.linspace(0, count - 1, min(count, MOST_POINTS)).round().astype(np.int64)
    return np.unique(np.append(even, worst))
