"""ITM (Longley-Rice) for one path, after NTIA's specification (version 1.4 of the reference).

Modified from NTIA ITM (see `kernels/attenuation.py`).
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, cast

import numpy as np

from guywire.engines.geo.profile import Profile
from guywire.engines.propagation.conditions import Conditions, Mode, Polarization, Siting
from guywire.engines.propagation.errors import ItmError, ItmErrorCode, ItmWarning
from guywire.engines.propagation.kernels import itm as itm_kernels
from guywire.engines.propagation.kernels.terrain import DELTA_H_SAMPLES

Pair = tuple[float, float]
Result = tuple[int, int, int, float, float, float, float, float, Pair, Pair, Pair]
compiled = cast(Any, itm_kernels)
point_to_point = cast(Callable[..., Result], compiled.point_to_point)
area = cast(Callable[..., Result], compiled.area)
ground_impedance = cast(Callable[..., Pair], compiled.ground_impedance)

MINIMUM_HEIGHT_M, MAXIMUM_HEIGHT_M = 0.5, 3000.0
MINIMUM_FREQUENCY_MHZ, MAXIMUM_FREQUENCY_MHZ = 20.0, 20000.0


@dataclass(frozen=True, kw_only=True)
class Intermediate:
    """What ITM computed on the way: pairs are (transmitter, receiver).

    reference_attenuation_db: median attenuation over free space before variability.
    surface_refractivity_n: N-units. delta_h_m: terrain irregularity. horizon_angles_rad,
    horizon_distances_m, effective_heights_m: of the terminals.
    """

    reference_attenuation_db: float
    surface_refractivity_n: float
    delta_h_m: float
    horizon_angles_rad: Pair
    horizon_distances_m: Pair
    effective_heights_m: Pair


@dataclass(frozen=True, kw_only=True)
class PathLoss:
    """Basic transmission loss between isotropic antennas, dB, and how it came about."""

    loss_db: float
    free_space_db: float
    mode: Mode
    warnings: ItmWarning
    intermediate: Intermediate


def itm_point_to_point(
    profile: Profile,
    *,
    tx_height_m: float,
    rx_height_m: float,
    frequency_mhz: float,
    polarization: Polarization = Polarization.VERTICAL,
    conditions: Conditions | None = None,
) -> PathLoss:
    """Loss over a terrain profile by ITM's point-to-point mode.

    tx_height_m, rx_height_m: antennas above ground at the first and last height of the profile,
    0.5-3000 m. frequency_mhz: 20-20000. conditions: temperate farmland, 50 % certainty by default.
    Raises ItmError with NTIA's code for input out of range.
    """
    conditions = conditions or Conditions()
    flags = input_warnings(tx_height_m, rx_height_m, frequency_mhz, polarization)
    result = point_to_point(
        profile.heights_m,
        0,
        profile.intervals,
        float(profile.step_m),
        float(tx_height_m),
        float(rx_height_m),
        float(frequency_mhz),
        impedance_of(frequency_mhz, polarization, conditions),
        float(conditions.sea_level_refractivity_n),
        int(conditions.climate),
        conditions.mdvar,
        conditions.deviates,
        np.empty(DELTA_H_SAMPLES),
    )
    return path_loss_of(result, flags | conditions.warnings)


def itm_area(
    *,
    distance_m: float,
    delta_h_m: float,
    tx_height_m: float,
    rx_height_m: float,
    frequency_mhz: float,
    tx_siting: Siting = Siting.RANDOM,
    rx_siting: Siting = Siting.RANDOM,
    polarization: Polarization = Polarization.VERTICAL,
    conditions: Conditions | None = None,
) -> PathLoss:
    """Loss by ITM's area mode, where only the irregularity of the terrain is known.

    distance_m: > 0. delta_h_m: interdecile range of heights, >= 0 (0 smooth, 90 hills, 200
    mountains). Otherwise as `itm_point_to_point`; conditions.sea_level_refractivity_n is taken as
    the refractivity at the surface.
    """
    conditions = conditions or Conditions()
    flags = input_warnings(tx_height_m, rx_height_m, frequency_mhz, polarization)
    if not 0.0 < distance_m < math.inf:
        raise ItmError(ItmErrorCode.PATH_DISTANCE, distance_m)
    if not 0.0 <= delta_h_m < math.inf:
        raise ItmError(ItmErrorCode.DELTA_H, delta_h_m)
    if tx_siting not in tuple(Siting):
        raise ItmError(ItmErrorCode.TX_SITING_CRITERIA, tx_siting)
    if rx_siting not in tuple(Siting):
        raise ItmError(ItmErrorCode.RX_SITING_CRITERIA, rx_siting)
    result = area(
        float(distance_m),
        float(delta_h_m),
        (int(tx_siting), int(rx_siting)),
        float(tx_height_m),
        float(rx_height_m),
        float(frequency_mhz),
        impedance_of(frequency_mhz, polarization, conditions),
        float(conditions.sea_level_refractivity_n),
        int(conditions.climate),
        conditions.mdvar,
        conditions.deviates,
    )
    return path_loss_of(result, flags | conditions.warnings)


def impedance_of(frequency_mhz: float, polarization: Polarization, conditions: Conditions) -> Pair:
    """Complex impedance of the ground (real, imaginary)."""
    return ground_impedance(
        float(frequency_mhz),
        polarization == Polarization.VERTICAL,
        float(conditions.ground_permittivity),
        float(conditions.ground_conductivity_s_m),
    )


def input_warnings(
    tx_height_m: float, rx_height_m: float, frequency_mhz: float, polarization: int
) -> ItmWarning:
    """Warnings about the link's own values; raises ItmError where they are out of range."""
    flags = ItmWarning.NONE
    if not MINIMUM_HEIGHT_M <= tx_height_m <= MAXIMUM_HEIGHT_M:
        raise ItmError(ItmErrorCode.TX_TERMINAL_HEIGHT, tx_height_m)
    if not MINIMUM_HEIGHT_M <= rx_height_m <= MAXIMUM_HEIGHT_M:
        raise ItmError(ItmErrorCode.RX_TERMINAL_HEIGHT, rx_height_m)
    if not MINIMUM_FREQUENCY_MHZ <= frequency_mhz <= MAXIMUM_FREQUENCY_MHZ:
        raise ItmError(ItmErrorCode.FREQUENCY, frequency_mhz)
    if polarization not in tuple(Polarization):
        raise ItmError(ItmErrorCode.POLARIZATION, polarization)
    if not 1.0 <= tx_height_m <= 1000.0:
        flags |= ItmWarning.TX_TERMINAL_HEIGHT
    if not 1.0 <= rx_height_m <= 1000.0:
        flags |= ItmWarning.RX_TERMINAL_HEIGHT
    if not 40.0 <= frequency_mhz <= 10000.0:
        flags |= ItmWarning.FREQUENCY
    return flags


def path_loss_of(result: Result, flags: ItmWarning) -> PathLoss:
    """The kernel's tuple as PathLoss; raises ItmError if its status is not 0."""
    status, kernel_flags, mode, *figures, angles, horizons, effective = result
    loss_db, free_db, reference_db, refractivity, delta_h_m = figures
    if status != itm_kernels.OK:
        raise ItmError(ItmErrorCode(status))
    return PathLoss(
        loss_db=loss_db,
        free_space_db=free_db,
        mode=Mode(mode),
        warnings=flags | ItmWarning(kernel_flags),
        intermediate=Intermediate(
            reference_attenuation_db=reference_db,
            surface_refractivity_n=refractivity,
            delta_h_m=delta_h_m,
            horizon_angles_rad=angles,
            horizon_distances_m=horizons,
            effective_heights_m=effective,
        ),
    )
