"""Diffraction by ITU-R P.526-15: edges, a smooth earth, and a general path (delta-Bullington).

Sections: 3.1 and 3.2 smooth earth, 4.1 knife edge, 4.2 rounded obstacle, 4.5 general path. Metres,
MHz; losses in dB over free space, never negative but for a rounded obstacle in sight. Proof: 63
paths of the ITU-R P.1812 validation set, whose diffraction is the same method.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, cast

from guywire.engines.geo.errors import EngineError
from guywire.engines.geo.geodesy import STANDARD_EARTH_FACTOR, effective_earth_radius_m
from guywire.engines.propagation.conditions import Polarization
from guywire.engines.propagation.kernels import diffraction as kernels
from guywire.engines.propagation.paths import TerrainPath, refuse_out_of
from guywire.engines.propagation.sight import METRES_MHZ, refuse_not_positive

_compiled = cast(Any, kernels)
_knife_edge_db = cast(Callable[[float], float], _compiled.knife_edge_db)
_smooth_earth_db = cast(Callable[..., float], _compiled.smooth_earth_db)
_bullington_db = cast(Callable[..., float], _compiled.bullington_db)
_fitted_surface_m = cast(Callable[..., tuple[float, float]], _compiled.fitted_surface_m)
_diffraction_surface_m = cast(Callable[..., tuple[float, float]], _compiled.diffraction_surface_m)
_delta_bullington_db = cast(
    Callable[..., tuple[float, float, float, float]], _compiled.delta_bullington_db
)


@dataclass(frozen=True, kw_only=True)
class Ground:
    """Electrical constants of the ground; the defaults are land of ITU-R P.1812 section 4.3.3."""

    permittivity: float = 22.0
    conductivity_s_m: float = 0.003

    def __post_init__(self) -> None:
        refuse_out_of("ground permittivity", self.permittivity, 1.0, 100.0)
        refuse_out_of("ground conductivity", self.conductivity_s_m, 0.0, 100.0, "S/m")


LAND = Ground()
SEA = Ground(permittivity=80.0, conductivity_s_m=5.0)


@dataclass(frozen=True, kw_only=True)
class DiffractionLoss:
    """Delta-Bullington loss of a path, and what it is made of (dB).

    loss_db = bullington_db + max(smooth_earth_db - smooth_bullington_db, 0). effective_tx_m,
    effective_rx_m: heights of the antennas over the smooth surface.
    """

    loss_db: float
    bullington_db: float
    smooth_bullington_db: float
    smooth_earth_db: float
    effective_tx_m: float
    effective_rx_m: float


def knife_edge_parameter(
    excess_m: float, from_tx_m: float, from_rx_m: float, frequency_mhz: float
) -> float:
    """v of an edge `excess_m` over the ray (negative below it); P.526-15 eqn 26."""
    refuse_not_positive("distance from the transmitter", from_tx_m)
    refuse_not_positive("distance from the receiver", from_rx_m)
    refuse_not_positive("frequency", frequency_mhz)
    inverse = 1.0 / from_tx_m + 1.0 / from_rx_m
    return excess_m * math.sqrt(2.0 * frequency_mhz / METRES_MHZ * inverse)


def knife_edge_db(v: float) -> float:
    """J(v): loss of a knife edge of this parameter, 0 below -0.78; P.526-15 eqn 31."""
    if math.isnan(v):
        raise EngineError("the diffraction parameter v must be a number")
    return _knife_edge_db(float(v))


def rounded_obstacle_db(
    excess_m: float, from_tx_m: float, from_rx_m: float, radius_m: float, frequency_mhz: float
) -> float:
    """Loss of one rounded obstacle, J(v) + T(m, n); P.526-15 eqns 32-37.

    excess_m: of the vertex of its two tangents over the ray. radius_m: of its curvature, 0 for an
    edge.
    """
    v = knife_edge_parameter(excess_m, from_tx_m, from_rx_m, frequency_mhz)
    refuse_out_of("radius of the obstacle", radius_m, 0.0, 1e9, "m")
    if radius_m == 0.0:
        return knife_edge_db(v)
    size = math.pi * radius_m * frequency_mhz / METRES_MHZ
    m = radius_m * (from_tx_m + from_rx_m) / (from_tx_m * from_rx_m) / math.cbrt(size)
    n = excess_m * math.pow(size, 2.0 / 3.0) / radius_m
    if m * n <= 4.0:
        bend_db = 7.2 * math.sqrt(m) - (2.0 - 12.5 * n) * m + 3.6 * m * math.sqrt(m) - 0.8 * m * m
    else:
        bend_db = -6.0 - 20.0 * math.log10(m * n)
        bend_db += 7.2 * math.sqrt(m) - (2.0 - 17.0 * n) * m + 3.6 * m * math.sqrt(m) - 0.8 * m * m
    return knife_edge_db(v) + bend_db


def smooth_earth_db(
    distance_m: float,
    *,
    tx_height_m: float,
    rx_height_m: float,
    frequency_mhz: float,
    polarization: Polarization = Polarization.VERTICAL,
    earth_factor: float = STANDARD_EARTH_FACTOR,
    ground: Ground = LAND,
) -> float:
    """Diffraction over a smooth earth at any distance, 0 where it is clear; P.526-15 section 3.2.

    tx_height_m, rx_height_m: over the smooth earth, above 0.
    """
    refuse_not_positive("distance", distance_m)
    refuse_not_positive("transmitter height", tx_height_m)
    refuse_not_positive("receiver height", rx_height_m)
    refuse_out_of("frequency", frequency_mhz, 10.0, 300_000.0, "MHz")
    return _smooth_earth_db(
        *(float(distance_m) / 1000.0, float(tx_height_m), float(rx_height_m)),
        *(effective_earth_radius_m(earth_factor) / 1000.0, float(frequency_mhz) / 1000.0),
        *(polarization == Polarization.VERTICAL, 0.0),
        (float(ground.permittivity), float(ground.conductivity_s_m)),
    )


def bullington_db(
    path: TerrainPath,
    *,
    tx_height_m: float,
    rx_height_m: float,
    frequency_mhz: float,
    earth_factor: float = STANDARD_EARTH_FACTOR,
) -> float:
    """Bullington's equivalent edge of a path with its clutter; P.526-15 section 4.5.1."""
    _refuse_bad_link(tx_height_m, rx_height_m, frequency_mhz)
    return _bullington_db(
        *(path.distances_km, path.covered_m, 0, len(path.distances_m) - 1, 1.0),
        *(float(path.heights_m[0]) + tx_height_m, float(path.heights_m[-1]) + rx_height_m),
        effective_earth_radius_m(earth_factor) / 1000.0,
        METRES_MHZ / frequency_mhz,
    )


def delta_bullington(
    path: TerrainPath,
    *,
    tx_height_m: float,
    rx_height_m: float,
    frequency_mhz: float,
    polarization: Polarization = Polarization.VERTICAL,
    earth_factor: float = STANDARD_EARTH_FACTOR,
    ground: Ground = LAND,
) -> DiffractionLoss:
    """Diffraction of a general path; P.526-15 section 4.5.

    tx_height_m, rx_height_m: antennas above ground. The path's clutter stands on its ground; its
    zones are not looked at: `ground` is under all of it.
    """
    _refuse_bad_link(tx_height_m, rx_height_m, frequency_mhz)
    distances_km, last = path.distances_km, len(path.distances_m) - 1
    antennas = (
        float(path.heights_m[0]) + tx_height_m,
        float(path.heights_m[-1]) + rx_height_m,
    )
    fitted = _fitted_surface_m(distances_km, path.heights_m, 0, last)
    surface = _diffraction_surface_m(distances_km, path.heights_m, 0, last, *antennas, fitted)
    parts = _delta_bullington_db(
        *(distances_km, path.covered_m, 0, last, antennas, surface),
        *(effective_earth_radius_m(earth_factor) / 1000.0, float(frequency_mhz) / 1000.0),
        *(polarization == Polarization.VERTICAL, 0.0),
        (float(ground.permittivity), float(ground.conductivity_s_m)),
    )
    return DiffractionLoss(
        loss_db=parts[0],
        bullington_db=parts[1],
        smooth_bullington_db=parts[2],
        smooth_earth_db=parts[3],
        effective_tx_m=antennas[0] - surface[0],
        effective_rx_m=antennas[1] - surface[1],
    )


def _refuse_bad_link(tx_height_m: float, rx_height_m: float, frequency_mhz: float) -> None:
    refuse_out_of("transmitter height", tx_height_m, 0.1, 10_000.0, "m")
    refuse_out_of("receiver height", rx_height_m, 0.1, 10_000.0, "m")
    refuse_out_of("frequency", frequency_mhz, 10.0, 300_000.0, "MHz")
