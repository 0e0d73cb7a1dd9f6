"""What a coverage study computes: its sectors as they stood, its model, its pixels.

Everything here is plain values, so that a study can be worked on without a database and never
changes when a sector does.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Self

from guywire.engines import geo
from guywire.engines.propagation import (
    Conditions,
    Environment,
    Scenario,
    coverage,
    lte_resource_blocks,
    nr_resource_blocks,
)

from ...models import CoverageStudy, Sector
from ..antennas import pattern_of
from ..ground_cover import ground_cover
from ..terrain import terrain_store
from .patterns import emission_of, told_pattern

PropagationModel = CoverageStudy.PropagationModel
METHODS = {
    PropagationModel.ITM: coverage.Method.FAST,
    PropagationModel.ITM_EXACT: coverage.Method.EXACT,
    PropagationModel.FREE_SPACE: coverage.Method.FREE_SPACE,
    PropagationModel.LINE_OF_SIGHT: coverage.Method.LINE_OF_SIGHT,
}
SCENARIOS = {
    PropagationModel.URBAN_MICRO: Scenario.URBAN_MICRO,
    PropagationModel.URBAN_MACRO: Scenario.URBAN_MACRO,
    PropagationModel.RURAL_MACRO: Scenario.RURAL_MACRO,
}
OtherModel = coverage.P1812Model | coverage.HataModel | coverage.UrbanModel
SAME_BAND = 0.02
"""Frequencies within so much of one another share a site's path loss, but for the exact model."""

FALLBACK_RESOLUTION_M = 90.0
FINEST_USUAL_M = 10.0
"""Where nobody asks for a resolution, it is no finer."""

LEAST_STEPS = 32
"""The least radius in steps (engine)."""

TILE_PIXELS = 256
EQUATOR_M = 2.0 * math.pi * 6378137.0
NR_SPACINGS_KHZ = (30, 15)


@dataclass(frozen=True, slots=True, kw_only=True)
class FrozenSector:
    """A sector as a study keeps it; its antenna as ``told_pattern`` has it."""

    latitude: float
    longitude: float
    height_m: float
    frequency_mhz: float
    bandwidth_mhz: float
    technology: str
    eirp_dbm: float
    receiver_gain_dbi: float
    pattern: Mapping[str, Any]
    site_name: str = ""

    @classmethod
    def of(cls, sector: Sector) -> Self:
        """The sector as it stands now."""
        return cls(
            latitude=sector.site.latitude,
            longitude=sector.site.longitude,
            height_m=sector.height_m,
            frequency_mhz=sector.center_frequency_mhz,
            bandwidth_mhz=sector.bandwidth_mhz,
            technology=sector.technology,
            eirp_dbm=sector.eirp_dbm,
            receiver_gain_dbi=sector.receiver_gain_dbi,
            pattern=told_pattern(pattern_of(sector)),
            site_name=sector.site.name,
        )

    @property
    def parameters(self) -> dict[str, Any]:
        return asdict(self)

    @property
    def resource_blocks(self) -> int:
        """Of an LTE or NR channel of a standard width; 0 for others, which have no RSRP."""
        try:
            if self.technology in {Sector.Technology.LTE, Sector.Technology.CBRS}:
                return lte_resource_blocks(self.bandwidth_mhz)
        except geo.EngineError:
            return 0
        if self.technology == Sector.Technology.NR:
            for spacing_khz in NR_SPACINGS_KHZ:
                try:
                    return nr_resource_blocks(self.bandwidth_mhz, spacing_khz)
                except geo.EngineError:
                    continue
        return 0


def other_model(model: str, environment: str = "") -> OtherModel | None:
    """A study's model where it is not one of the sweep's own."""
    if model == PropagationModel.P1812:
        return coverage.P1812Model()
    if model == PropagationModel.HATA:
        return coverage.HataModel(environment=Environment(environment) if environment else None)
    scenario = SCENARIOS.get(PropagationModel(model))
    return coverage.UrbanModel(scenario=scenario) if scenario else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """By what model, how far and how finely a study computes."""

    model: str
    receiver_height_m: float
    radius_m: float
    resolution_m: float
    reliability_percent: float
    confidence_percent: float
    use_clutter: bool = False
    environment: str = ""

    @property
    def other(self) -> OtherModel | None:
        return other_model(self.model, self.environment)

    @classmethod
    def of(cls, study: CoverageStudy) -> Self:
        return cls(**{name: getattr(study, name) for name in cls.__dataclass_fields__})

    def band_mhz(self, frequency_mhz: float) -> float:
        """The frequency for which a site's path loss is computed: one of a lattice of ratios.

        The exact model takes the sector's own.
        """
        if self.model == PropagationModel.ITM_EXACT:
            return frequency_mhz
        band_mhz = math.exp(round(math.log(frequency_mhz) / SAME_BAND) * SAME_BAND)
        return self.other.validity.within_mhz(band_mhz) if self.other else band_mhz

    def request(self, sector: FrozenSector) -> coverage.PathLossRequest:
        """The path loss around a sector's site. Raises EngineError for what has no answer."""
        return coverage.PathLossRequest(
            latitude=sector.latitude,
            longitude=sector.longitude,
            tx_height_m=sector.height_m,
            rx_height_m=self.receiver_height_m,
            frequency_mhz=self.band_mhz(sector.frequency_mhz),
            radius_m=self.radius_m,
            step_m=self.resolution_m,
            conditions=Conditions.of_confidence(self.confidence_percent, self.reliability_percent),
            method=METHODS.get(PropagationModel(self.model), coverage.Method.EXACT),
            model=self.other,
            clutter=ground_cover() if self.use_clutter else None,
        )

    def emission(self, sector: FrozenSector) -> coverage.Emission:
        """Power at the customer's receiver but for the loss: his antenna's gain counts in.

        What free space loses more at the sector's own frequency than at the band's counts too.
        """
        ratio = sector.frequency_mhz / self.band_mhz(sector.frequency_mhz)
        power_dbm = sector.eirp_dbm + sector.receiver_gain_dbi - 20.0 * math.log10(ratio)
        return emission_of(sector.pattern, power_dbm)


def grid_around(sectors: Sequence[FrozenSector], radius_m: float, pixel_m: float) -> coverage.Grid:
    """The pixels of a study: those of a zoom of the map, at most so large on the ground.

    Raises EngineError across the date line and for too many pixels.
    """
    places = [(one.latitude, one.longitude, radius_m) for one in sectors]
    loose = coverage.Grid.around(
        places, pixel_m=pixel_m, lattice=coverage.Lattice.WEB_MERCATOR
    )  # fmt: skip
    zoom = math.ceil(math.log2(EQUATOR_M / TILE_PIXELS / loose.step) - 1e-9)
    boxes = [geo.bounding_box(*place) for place in places]
    return coverage.Grid.holding(
        min(box.south for box in boxes),
        min(box.west for box in boxes),
        max(box.north for box in boxes),
        max(box.east for box in boxes),
        step=EQUATOR_M / TILE_PIXELS / 2.0**zoom,
        lattice=coverage.Lattice.WEB_MERCATOR,
    )


def told_grid(grid: coverage.Grid) -> dict[str, Any]:
    """A grid as a row keeps it."""
    return asdict(grid) | {"lattice": grid.lattice.value}


def grid_of(told: Mapping[str, Any]) -> coverage.Grid:
    """The grid that a row keeps."""
    return coverage.Grid(**{**told, "lattice": coverage.Lattice(told["lattice"])})


def terrain_resolution_m(sectors: Sequence[FrozenSector]) -> float | None:
    """Distance of the points of the finest terrain under a sector; None where there is none."""
    tiles = terrain_store().coverage()
    found = [
        tile.resolution_m
        for tile in tiles
        if any(
            tile.south <= one.latitude <= tile.north and tile.west <= one.longitude <= tile.east
            for one in sectors
        )
    ]
    return min(found, default=None)
