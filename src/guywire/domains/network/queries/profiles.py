"""The ground under a radio path, as the page draws it."""

from dataclasses import dataclass

import numpy as np

from guywire.engines import geo, propagation
from guywire.kit.errors import DomainError

from ..models import Sector
from .terrain import terrain_store

MOST_POINTS = 400


class NoTerrain(DomainError):
    """There is no terrain on the path; the message names the tile."""

    code = "terrain_missing"


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

    ``terrain_m`` lies under ``bulge_m``, the earth's bulge at k = 4/3; in these heights the line of
    sight is straight, and ``fresnel60_m`` is the lower edge of 60 % of the first Fresnel zone.
    """

    distance_m: list[float]
    terrain_m: list[float]
    bulge_m: list[float]
    los_m: list[float]
    fresnel60_m: list[float]
    obstruction: WorstPoint | None
    tx: ProfileEnd
    rx: ProfileEnd
    frequency_mhz: float


def path_profile(
    sector: Sector, latitude: float, longitude: float, receive_height_m: float
) -> PathProfile:
    """The path from a sector to a place. Raises NoTerrain, or DomainError for a path of no length."""
    site = sector.site
    try:
        profile = terrain_store().profile(site.latitude, site.longitude, latitude, longitude)
    except geo.TerrainError as error:
        raise NoTerrain(str(error)) from error
    except geo.EngineError as error:
        raise DomainError(str(error)) from error
    sight = propagation.line_of_sight(
        profile,
        tx_height_m=sector.height_m,
        rx_height_m=receive_height_m,
        frequency_mhz=sector.center_frequency_mhz,
    )
    along = profile.distances_m
    left = profile.distance_m - along
    start = float(profile.heights_m[0]) + sector.height_m
    end = float(profile.heights_m[-1]) + receive_height_m
    los = start + (end - start) * along / profile.distance_m
    bulge = along * left / (2.0 * geo.effective_earth_radius_m())
    wavelength_m = 299.792458 / sector.center_frequency_mhz
    zone = np.sqrt(wavelength_m * along * left / profile.distance_m)
    worst = sight.worst
    kept = _kept(len(along), round(worst.distance_m / profile.step_m) if worst else 0)

    def series(values: "np.typing.NDArray[np.float64]") -> list[float]:
        return [round(float(value), 2) for value in values[kept]]

    return PathProfile(
        distance_m=series(along),
        terrain_m=series(profile.heights_m),
        bulge_m=series(bulge),
        los_m=series(los),
        fresnel60_m=series(los - 0.6 * zone),
        obstruction=WorstPoint(
            distance_m=round(worst.distance_m, 2), clearance_m=round(worst.clearance_m, 2)
        )
        if worst
        else None,
        tx=ProfileEnd(label=f"{site.name} {sector.name}", height_m=sector.height_m),
        rx=ProfileEnd(label=f"{latitude:.5f}, {longitude:.5f}", height_m=receive_height_m),
        frequency_mhz=sector.center_frequency_mhz,
    )


def _kept(count: int, worst: int) -> "np.typing.NDArray[np.int64]":
    """At most 400 evenly spaced points, both ends and the worst point among them."""
    even = np.linspace(0, count - 1, min(count, MOST_POINTS)).round().astype(np.int64)
    return np.unique(np.append(even, worst))
