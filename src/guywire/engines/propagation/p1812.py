"""ITU-R P.1812: the loss of a terrestrial path, 30 MHz to 6 GHz, for 1 to 50 % of the time.

Written from P.1812-6 (equation numbers are its); P.1812-7 and -8 give the same numbers: all 63
results of the public validation set of -8 agree within 0.0002 dB (`tests/vectors/README.md`).
Clutter stands on the profile as representative heights, as P.1812-6 has it since then, so no
terminal correction is added; losses into buildings are `buildings.entry_loss_db`.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, cast

import numpy as np
import numpy.typing as npt

from guywire.engines.geo.errors import EngineError
from guywire.engines.geo.terrain import ProfileBatch
from guywire.engines.propagation.conditions import Polarization
from guywire.engines.propagation.kernels import p1812 as kernels
from guywire.engines.propagation.paths import TerrainPath, Zone, refuse_out_of

_compiled = cast(Any, kernels)
_path_loss = cast(Callable[..., tuple[Any, Any, Any, bool, float]], _compiled.path_loss)
_many_losses = cast(Callable[..., None], _compiled.many_losses)
_sea_share = cast(Callable[..., float], _compiled.sea_share)
_longest_stretch_km = cast(Callable[..., float], _compiled.longest_stretch_km)
_upper_deviate = cast(Callable[[float], float], _compiled.upper_deviate)


@dataclass(frozen=True, kw_only=True)
class P1812Conditions:
    """Surroundings and certainty of a P.1812 prediction.

    time_percent: of the average year in which the loss is not exceeded, 1 to 50. location_percent:
    of the locations, 1 to 99; location_sigma_db: their standard deviation, e.g. of
    `location_sigma_db`, 0 for one point. latitude: of the middle of the path. lapse_rate_n_km:
    Delta N, average fall of refractivity through the lowest km. sea_level_refractivity_n: N_0. Both
    from the maps of P.1812 or P.452. tx_coast_m, rx_coast_m: over land to the coast along the path
    (500 km where there is none near). Raises EngineError out of these ranges.
    """

    time_percent: float = 50.0
    location_percent: float = 50.0
    location_sigma_db: float = 0.0
    latitude: float = 45.0
    lapse_rate_n_km: float = 45.0
    sea_level_refractivity_n: float = 325.0
    tx_coast_m: float = 500_000.0
    rx_coast_m: float = 500_000.0

    def __post_init__(self) -> None:
        refuse_out_of("time", self.time_percent, 1.0, 50.0, "%")
        refuse_out_of("location share", self.location_percent, 1.0, 99.0, "%")
        refuse_out_of("location standard deviation", self.location_sigma_db, 0.0, 30.0, "dB")
        refuse_out_of("latitude", self.latitude, -90.0, 90.0, "degrees")
        refuse_out_of("refractivity lapse rate", self.lapse_rate_n_km, 1.0, 140.0, "N/km")
        refuse_out_of(
            "sea-level refractivity", self.sea_level_refractivity_n, 200.0, 450.0, "N-units"
        )
        refuse_out_of("transmitter's way to the coast", self.tx_coast_m, 0.0, 2e7, "m")
        refuse_out_of("receiver's way to the coast", self.rx_coast_m, 0.0, 2e7, "m")

    @property
    def location_gain_db(self) -> float:
        """What the share of locations takes off the median loss; I(p_L) sigma_L, eqn 69."""
        return _upper_deviate(self.location_percent / 100.0) * self.location_sigma_db


@dataclass(frozen=True, kw_only=True)
class P1812Loss:
    """Basic transmission loss of a path and its parts, dB.

    loss_db: L_b. free_space_db: L_bfs. line_of_sight_db: L_b0p, with multipath and focusing.
    diffraction_db: L_dp at the wanted time; median_diffraction_db: L_d50 with its parts
    bullington_db, smooth_bullington_db, smooth_earth_db at the median earth. ducting_db: L_ba.
    troposcatter_db: L_bs. tx_horizon_mrad, tx_horizon_m and the like: horizons, on a path in sight
    those of its worst point. anomalous_percent: beta_0.
    """

    loss_db: float
    free_space_db: float
    line_of_sight_db: float
    median_diffraction_db: float
    diffraction_db: float
    bullington_db: float
    smooth_bullington_db: float
    smooth_earth_db: float
    ducting_db: float
    troposcatter_db: float
    tx_horizon_mrad: float
    rx_horizon_mrad: float
    tx_horizon_m: float
    rx_horizon_m: float
    has_line_of_sight: bool
    anomalous_percent: float


def p1812_loss(
    path: TerrainPath,
    *,
    tx_height_m: float,
    rx_height_m: float,
    frequency_mhz: float,
    polarization: Polarization = Polarization.VERTICAL,
    conditions: P1812Conditions | None = None,
) -> P1812Loss:
    """Basic transmission loss of a path; P.1812-6 Annex 1.

    tx_height_m, rx_height_m: antennas above ground, 1 to 3000. frequency_mhz: 30 to 6000. The path
    must be 250 m to 3000 km long.
    """
    conditions = conditions or P1812Conditions()
    _refuse_bad_link(tx_height_m, rx_height_m, frequency_mhz)
    refuse_out_of("path", path.distance_m / 1000.0, 0.25, 3000.0, "km")
    distances_km, last = path.distances_km, len(path.distances_m) - 1
    ground = (distances_km, path.zones, 0, last)
    stretches = (
        _sea_share(*ground),
        _longest_stretch_km(*ground, int(Zone.COASTAL_LAND)),
        _longest_stretch_km(*ground, int(Zone.INLAND)),
    )
    losses, others, horizon, sees, anomalous = _path_loss(
        *(distances_km, path.heights_m, path.covered_m, 0, last, stretches),
        *_link(tx_height_m, rx_height_m, frequency_mhz, polarization),
        *_surroundings(conditions),
    )
    return _told(losses, others, horizon, sees=sees, anomalous_percent=anomalous)


def p1812_losses_db(
    batch: ProfileBatch,
    *,
    tx_height_m: float,
    rx_height_m: float,
    frequency_mhz: float,
    polarization: Polarization = Polarization.VERTICAL,
    conditions: P1812Conditions | None = None,
    clutter_m: npt.NDArray[np.float64] | None = None,
) -> npt.NDArray[np.float64]:
    """The same loss of many inland paths at once; nan for a path that P.1812 does not take.

    Not taken: status not 0, fewer than 3 heights, shorter than 250 m or longer than 3000 km.
    clutter_m: representative heights, one a height of the batch; the ends of each path are bare.
    """
    conditions = conditions or P1812Conditions()
    _refuse_bad_link(tx_height_m, rx_height_m, frequency_mhz)
    clutter_m = np.zeros(len(batch.heights_m)) if clutter_m is None else clutter_m
    if clutter_m.shape != batch.heights_m.shape:
        raise EngineError(
            f"clutter_m has shape {clutter_m.shape}, the heights have {batch.heights_m.shape}"
        )
    if not (np.isfinite(clutter_m) & (clutter_m >= 0.0)).all():
        index = int(np.argmin(np.isfinite(clutter_m) & (clutter_m >= 0.0)))
        raise EngineError(f"clutter_m[{index}] is {clutter_m[index]}, not 0 or more")
    losses_db = np.full(len(batch.step_m), np.nan)
    _many_losses(
        *(batch.heights_m, np.ascontiguousarray(clutter_m, dtype=np.float64), batch.starts),
        *(batch.step_m, batch.status == 0),
        *_link(tx_height_m, rx_height_m, frequency_mhz, polarization),
        *_surroundings(conditions),
        losses_db,
    )
    return losses_db


def location_sigma_db(
    frequency_mhz: float, resolution_m: float, height_over_clutter_m: float = 0.0
) -> float:
    """Standard deviation of the loss over the places of one square of the prediction; eqns 66-68.

    resolution_m: side of the square (500 m is usual). height_over_clutter_m: receiver over the
    representative clutter, 0 or below within it; the spread is gone 10 m over it.
    """
    refuse_out_of("frequency", frequency_mhz, 30.0, 6000.0, "MHz")
    refuse_out_of("resolution", resolution_m, 1.0, 10_000.0, "m")
    share = min(1.0, max(0.0, 1.0 - height_over_clutter_m / 10.0))
    return (0.024 * frequency_mhz / 1000.0 + 0.52) * math.pow(resolution_m, 0.28) * share


def field_strength_dbuv_m(loss_db: float, frequency_mhz: float) -> float:
    """Field of 1 kW e.r.p. at this basic transmission loss; eqn 70."""
    refuse_out_of("frequency", frequency_mhz, 30.0, 6000.0, "MHz")
    return 199.36 + 20.0 * math.log10(frequency_mhz / 1000.0) - loss_db


def _refuse_bad_link(tx_height_m: float, rx_height_m: float, frequency_mhz: float) -> None:
    refuse_out_of("transmitter height", tx_height_m, 1.0, 3000.0, "m")
    refuse_out_of("receiver height", rx_height_m, 1.0, 3000.0, "m")
    refuse_out_of("frequency", frequency_mhz, 30.0, 6000.0, "MHz")


def _link(
    tx_height_m: float, rx_height_m: float, frequency_mhz: float, polarization: Polarization
) -> tuple[tuple[float, float], float, bool]:
    heights_m = (float(tx_height_m), float(rx_height_m))
    return heights_m, frequency_mhz / 1000.0, polarization == Polarization.VERTICAL


def _surroundings(
    conditions: P1812Conditions,
) -> tuple[float, float, float, float, float, tuple[float, float]]:
    return (
        float(conditions.time_percent),
        float(conditions.location_gain_db),
        float(conditions.latitude),
        float(conditions.lapse_rate_n_km),
        float(conditions.sea_level_refractivity_n),
        (conditions.tx_coast_m / 1000.0, conditions.rx_coast_m / 1000.0),
    )


def _told(
    losses: Any, others: Any, horizon: Any, *, sees: bool, anomalous_percent: float
) -> P1812Loss:
    return P1812Loss(
        loss_db=losses[0],
        free_space_db=losses[1],
        line_of_sight_db=losses[2],
        median_diffraction_db=losses[3],
        diffraction_db=losses[4],
        bullington_db=losses[5],
        smooth_bullington_db=losses[6],
        smooth_earth_db=losses[7],
        ducting_db=others[0],
        troposcatter_db=others[1],
        tx_horizon_mrad=horizon[0],
        rx_horizon_mrad=horizon[1],
        tx_horizon_m=horizon[2] * 1000.0,
        rx_horizon_m=horizon[3] * 1000.0,
        has_line_of_sight=bool(sees),
        anomalous_percent=anomalous_percent,
    )
