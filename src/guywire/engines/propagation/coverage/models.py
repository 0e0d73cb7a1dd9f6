"""Models of propagation other than ITM, for a sweep: P.1812, extended Hata, 3GPP TR 38.901.

Each is a PathModel. P.1812 takes terrain and clutter; the other two know only distance, and
whether the receiver sees the site over terrain and clutter.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, cast

import numpy as np
import numpy.typing as npt

from guywire.engines.geo.errors import EngineError
from guywire.engines.geo.geodesy import effective_earth_radius_m
from guywire.engines.propagation.clutter import TerminalClutter
from guywire.engines.propagation.conditions import Polarization
from guywire.engines.propagation.coverage.request import PathLossRequest, Radial
from guywire.engines.propagation.coverage.validity import Validity
from guywire.engines.propagation.kernels import coverage_clutter, coverage_sweep
from guywire.engines.propagation.p1812 import P1812Conditions, location_sigma_db
from guywire.engines.propagation.paths import refuse_out_of
from guywire.engines.propagation.urban import Environment, Scenario, extended_hata, tr38901

Floats = npt.NDArray[np.float64]
_p1812_radial = cast(Callable[..., None], cast(Any, coverage_clutter).p1812_radial)
_sight_heights = cast(Callable[..., None], cast(Any, coverage_sweep).sight_heights)
NEAREST_M = 10.0
"""Where TR 38.901 begins; nearer counts as this."""

HATA_FARTHEST_M = 100_000.0


@dataclass(frozen=True, kw_only=True)
class P1812Model:
    """ITU-R P.1812 to every receiver, with the clutter of the path where the request has one.

    Nearer than 250 m, where P.1812 does not go, free space. location_percent: of the places within
    a step in which the loss is not exceeded. Other terms as P1812Conditions has them.
    """

    time_percent: float = 50.0
    location_percent: float = 50.0
    lapse_rate_n_km: float = 45.0
    sea_level_refractivity_n: float = 325.0

    @property
    def key(self) -> str:
        """Name and parameters."""
        return f"P.1812-6 v1 {self!r}"

    @property
    def validity(self) -> Validity:
        """P.1812-6 Annex 1 section 1."""
        return Validity(
            title="P.1812",
            frequency_mhz=(30.0, 6000.0),
            tx_height_m=(1.0, 3000.0),
            rx_height_m=(1.0, 3000.0),
            distance_m=(250.0, 3_000_000.0),
        )

    def conditions(self, request: PathLossRequest) -> P1812Conditions:
        """Surroundings of a request. Raises EngineError for one that P.1812 does not take."""
        refuse_out_of("transmitter height", request.tx_height_m, *self.validity.tx_height_m, "m")
        refuse_out_of("receiver height", request.rx_height_m, *self.validity.rx_height_m, "m")
        bounds = self.validity.frequency_mhz
        refuse_out_of("frequency of P.1812", request.frequency_mhz, *bounds, "MHz")
        return P1812Conditions(
            time_percent=self.time_percent,
            location_percent=self.location_percent,
            location_sigma_db=location_sigma_db(request.frequency_mhz, max(request.step_m, 1.0)),
            latitude=request.latitude,
            lapse_rate_n_km=self.lapse_rate_n_km,
            sea_level_refractivity_n=self.sea_level_refractivity_n,
        )

    def losses_db(self, radial: Radial, request: PathLossRequest) -> Floats:
        """Losses of the receivers from `radial.begin` on."""
        conditions = self.conditions(request)
        losses_db = np.empty(len(radial.heights_m) - radial.begin)
        _p1812_radial(
            *(radial.heights_m, radial.clutter_m, radial.begin, radial.step_m),
            (request.tx_height_m, request.rx_height_m),
            *(request.frequency_mhz / 1000.0, request.polarization == Polarization.VERTICAL),
            *(float(conditions.time_percent), float(conditions.location_gain_db)),
            *(float(conditions.latitude), float(conditions.lapse_rate_n_km)),
            *(float(conditions.sea_level_refractivity_n),),
            (conditions.tx_coast_m / 1000.0, conditions.rx_coast_m / 1000.0),
            losses_db,
        )
        return losses_db


@dataclass(frozen=True, kw_only=True)
class HataModel:
    """Extended Hata by distance alone. environment: None for that of the land cover under each
    receiver (houses urban or suburban, all else open)."""

    environment: Environment | None = None

    @property
    def key(self) -> str:
        """Name and parameters."""
        return f"extended Hata v1 {self.environment}"

    @property
    def validity(self) -> Validity:
        """What `extended_hata` takes (Report ITU-R SM.2028-2 Annex 2 and SEAMCAT's extension)."""
        return Validity(
            title="Extended Hata",
            frequency_mhz=(30.0, 4000.0),
            tx_height_m=(1.0, 300.0),
            rx_height_m=(1.0, 300.0),
            distance_m=(0.1, HATA_FARTHEST_M),
        )

    def losses_db(self, radial: Radial, request: PathLossRequest) -> Floats:
        """Losses of the receivers from `radial.begin` on; no terrain takes part."""
        own = slice(radial.begin, len(radial.heights_m))
        if self.environment is not None:
            return _hata(_link(request), self.environment)[own]
        if request.clutter is None:
            raise EngineError(
                "the environment of extended Hata is by land cover, which is not given"
            )
        kinds = np.array(
            [
                ENVIRONMENTS.index(environment_of(one.terminal))
                for one in request.clutter.table.classes
            ]
        )
        tables = np.stack([_hata(_link(request), one) for one in ENVIRONMENTS])
        steps = np.arange(own.start, own.stop)
        found: Floats = tables[kinds[radial.classes[own]], steps]
        return found


@dataclass(frozen=True, kw_only=True)
class UrbanModel:
    """3GPP TR 38.901 by distance, in sight or not: over terrain, and over clutter where the request
    has it. nan beyond the model's range (5 km; 10 km in sight, rural).

    building_height_m, street_width_m: averages of the rural scenario.
    """

    scenario: Scenario = Scenario.URBAN_MACRO
    building_height_m: float = 5.0
    street_width_m: float = 20.0

    @property
    def key(self) -> str:
        """Name and parameters."""
        return (
            f"TR 38.901 v1 {self.scenario.value} {self.building_height_m!r} {self.street_width_m!r}"
        )

    @property
    def validity(self) -> Validity:
        """What `tr38901` takes (TR 38.901 table 7.4.1-1 with its notes)."""
        is_rural = self.scenario is Scenario.RURAL_MACRO
        return Validity(
            title=f"3GPP {self.scenario.value}",
            frequency_mhz=(500.0, 30_000.0 if is_rural else 100_000.0),
            tx_height_m=(10.0 if is_rural else 5.0, 150.0),
            rx_height_m=(1.0, 10.0) if is_rural else (1.5, 22.5),
            distance_m=(NEAREST_M, 10_000.0 if is_rural else 5000.0),
        )

    def losses_db(self, radial: Radial, request: PathLossRequest) -> Floats:
        """Losses of the receivers from `radial.begin` on."""
        last = len(radial.heights_m) - 1
        needed_m = np.empty(last + 1, dtype=np.float32)
        _sight_heights(
            radial.heights_m, radial.heights_m + radial.clutter_m, radial.begin, last,
            radial.step_m, request.tx_height_m, effective_earth_radius_m(request.earth_factor),
            needed_m,
        )  # fmt: skip
        own = slice(radial.begin, last + 1)
        link = _link(request)
        seen_db, hidden_db = (_urban(link, self, is_seen) for is_seen in (True, False))
        is_seen = needed_m[own] < request.rx_height_m
        return np.where(is_seen, seen_db[own], hidden_db[own])


ENVIRONMENTS = (Environment.OPEN, Environment.SUBURBAN, Environment.URBAN)
Link = tuple[float, float, float, float, int]


def environment_of(terminal: TerminalClutter) -> Environment:
    """Hata's surroundings of a class of clutter."""
    if terminal in (TerminalClutter.URBAN, TerminalClutter.DENSE_URBAN):
        return Environment.URBAN
    return Environment.SUBURBAN if terminal is TerminalClutter.SUBURBAN else Environment.OPEN


def _link(request: PathLossRequest) -> Link:
    """What losses by distance depend on."""
    return (
        *(request.tx_height_m, request.rx_height_m, request.frequency_mhz),
        *(request.step_m, request.rings.steps),
    )


@lru_cache(maxsize=32)
def _hata(link: Link, environment: Environment) -> Floats:
    """Losses of every step out, nan beyond the model's range."""
    tx_m, rx_m, frequency_mhz, step_m, steps = link
    losses_db = np.full(steps + 1, np.nan)
    for i in range(1, min(steps, int(HATA_FARTHEST_M / step_m)) + 1):
        losses_db[i] = extended_hata(
            i * step_m,
            tx_height_m=tx_m,
            rx_height_m=rx_m,
            frequency_mhz=frequency_mhz,
            environment=environment,
        ).loss_db
    return losses_db


@lru_cache(maxsize=32)
def _urban(link: Link, model: UrbanModel, is_line_of_sight: bool) -> Floats:
    """Losses of every step out, nan beyond the model's range."""
    tx_m, rx_m, frequency_mhz, step_m, steps = link
    is_rural = model.scenario is Scenario.RURAL_MACRO
    farthest_m = 10_000.0 if is_rural and is_line_of_sight else 5000.0
    losses_db = np.full(steps + 1, np.nan)
    for i in range(1, min(steps, int(farthest_m / step_m)) + 1):
        found = tr38901(
            max(i * step_m, NEAREST_M),
            scenario=model.scenario,
            base_height_m=tx_m,
            user_height_m=rx_m,
            frequency_mhz=frequency_mhz,
            is_line_of_sight=is_line_of_sight,
            building_height_m=model.building_height_m,
            street_width_m=model.street_width_m,
        )
        losses_db[i] = found.loss_db
    return losses_db
