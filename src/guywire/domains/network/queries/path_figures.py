"""The figures of an engineered path, as page, API and report tell them."""

import math
from dataclasses import dataclass, field
from uuid import UUID

from guywire.engines.propagation import Polarization, backhaul

from ..models import LinkPlan
from .climate import Known
from .path_drawing import Drawing

ILLUMINATION = 0.6
"""Share of an ideal antenna's gain that a dish of the same beam has, about."""

WHOLE_SPHERE_DEG2 = 41_253.0


@dataclass(frozen=True, slots=True)
class Notice:
    """What the reader has to know; a problem keeps something from being computed."""

    text: str
    is_problem: bool = False


@dataclass(slots=True, kw_only=True)
class End:
    """One end of the path. ``needed_m``: height that clears it with the other end as it stands."""

    side: str
    site: str
    latitude: float
    longitude: float
    ground_asl_m: float | None
    height_m: float | None
    azimuth_deg: float | None
    antenna: str
    beamwidth_deg: float | None
    gain_dbi: float | None
    tx_power_dbm: float | None
    line_loss_db: float
    needed_m: float | None = None
    elevation_deg: float | None = None

    @property
    def antenna_asl_m(self) -> float | None:
        if self.ground_asl_m is None or self.height_m is None:
            return None
        return round(self.ground_asl_m + self.height_m, 1)

    @property
    def eirp_dbm(self) -> float | None:
        if self.gain_dbi is None or self.tx_power_dbm is None:
            return None
        return round(self.tx_power_dbm + self.gain_dbi - self.line_loss_db, 2)


@dataclass(frozen=True, slots=True, kw_only=True)
class Direction:
    """Outage of a modulation one way, or of both together; percent of the average year."""

    received_dbm: float
    margin_db: float
    rain_percent: float
    multipath_percent: float
    worst_month_multipath_percent: float
    availability_percent: float
    minutes_down_a_year: float


@dataclass(frozen=True, slots=True, kw_only=True)
class ModulationFigures:
    name: str
    threshold_dbm: float
    capacity_mbps: float
    there: Direction
    back: Direction
    both: Direction


@dataclass(frozen=True, slots=True, kw_only=True)
class Clearance:
    """The path at a k: least clearance as a share of the first Fresnel zone, and the rule."""

    k: float
    wanted: float
    ratio: float | None
    at_m: float | None
    is_met: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Coordination:
    """What a coordinator or authority asks for beside the figures of the two ends."""

    call_sign: str
    licensee: str
    emission_designator: str
    bandwidth_mhz: float
    modulation: str
    capacity_mbps: float
    duplex_spacing_mhz: float
    a_beamwidth_deg: float
    b_beamwidth_deg: float
    is_beamwidth_by_gain: bool


@dataclass(slots=True, kw_only=True)
class Figures:
    """A path as far as it could be computed; None where something is missing, see ``notices``."""

    link_id: UUID
    link_plan_id: UUID
    name: str
    kind: str
    distance_m: float
    frequency_mhz: float | None
    return_frequency_mhz: float | None
    bandwidth_mhz: float | None
    polarization: str
    required_mbps: float | None
    required_availability_percent: float
    a: End
    b: End
    notices: list[Notice]
    clearances: list[Clearance] = field(default_factory=list)
    is_clear: bool | None = None
    raise_both_m: float | None = None
    obstruction_db: float = 0.0
    rain: Known | None = None
    gradient: Known | None = None
    roughness: Known | None = None
    occurrence_percent: float | None = None
    rain_fade_001_db: float | None = None
    free_space_db: float | None = None
    gas_db: float | None = None
    other_db: float | None = None
    modulations: list[ModulationFigures] = field(default_factory=list)
    expected_mbps: float | None = None
    deciding: str = ""
    outcome: Direction | None = None
    coordination: Coordination | None = None
    drawing: Drawing | None = None

    @property
    def is_enough(self) -> bool | None:
        """Whether the required capacity is there as often as required."""
        if self.outcome is None:
            return None
        return self.outcome.availability_percent >= self.required_availability_percent

    @property
    def distance_km(self) -> float:
        return self.distance_m / 1000.0

    def take_heights(self, heights: backhaul.AntennaHeights) -> None:
        """Clearance at both k, and the heights that would have it."""
        self.is_clear = heights.is_clear
        self.raise_both_m = round(heights.raise_both_m, 1)
        self.a.needed_m, self.b.needed_m = (
            round(heights.tx_alone_m, 1),
            round(heights.rx_alone_m, 1),
        )
        self.clearances = [
            Clearance(
                k=round(rule.earth_factor, 3),
                wanted=rule.clearance,
                ratio=round(report.worst.clearance_ratio, 2) if report.worst else None,
                at_m=round(report.worst.distance_m, 1) if report.worst else None,
                is_met=report.has_clearance,
            )
            for rule, report in zip(heights.rules, (heights.median, heights.lowest), strict=True)
        ]


def direction(outage: backhaul.Outage) -> Direction:
    return Direction(
        received_dbm=round(outage.received_dbm, 2),
        margin_db=round(outage.margin_db, 2),
        rain_percent=_figure(outage.rain_percent),
        multipath_percent=_figure(outage.multipath_percent),
        worst_month_multipath_percent=_figure(outage.worst_month_multipath_percent),
        availability_percent=round(outage.availability_percent, 6),
        minutes_down_a_year=round(outage.minutes_down_a_year, 1),
    )


def modulation_figures(report: backhaul.ModulationReport) -> ModulationFigures:
    return ModulationFigures(
        name=report.modulation.name,
        threshold_dbm=report.modulation.threshold_dbm,
        capacity_mbps=report.modulation.capacity_mbps,
        there=direction(report.there),
        back=direction(report.back),
        both=direction(report.both),
    )


def coordination(plan: LinkPlan, figures: Figures) -> None:
    """The coordination sheet, where all it asks for is known."""
    a, b = figures.a, figures.b
    usable = [row for row in figures.modulations if row.both.margin_db > 0.0]
    if not usable or figures.bandwidth_mhz is None or figures.frequency_mhz is None:
        return
    fastest = max(usable, key=lambda row: row.capacity_mbps)
    sheet = backhaul.coordination_sheet(
        _station(a, figures.frequency_mhz),
        _station(b, figures.return_frequency_mhz or figures.frequency_mhz),
        polarization=Polarization[plan.polarization.upper()],
        bandwidth_mhz=figures.bandwidth_mhz,
        modulation=fastest.name,
        capacity_mbps=fastest.capacity_mbps,
    )
    a.elevation_deg = round(sheet.near_elevation_deg, 2)
    b.elevation_deg = round(sheet.far_elevation_deg, 2)
    figures.coordination = Coordination(
        call_sign=plan.link.call_sign,
        licensee=plan.link.licence_holder,
        emission_designator=plan.link.emission_designator or sheet.emission_designator,
        bandwidth_mhz=sheet.bandwidth_mhz,
        modulation=sheet.modulation,
        capacity_mbps=sheet.capacity_mbps,
        duplex_spacing_mhz=sheet.duplex_spacing_mhz,
        a_beamwidth_deg=sheet.near.beamwidth_deg,
        b_beamwidth_deg=sheet.far.beamwidth_deg,
        is_beamwidth_by_gain=a.beamwidth_deg is None or b.beamwidth_deg is None,
    )


def _station(end: End, frequency_mhz: float) -> backhaul.CoordinationStation:
    gain = end.gain_dbi or 0.0
    return backhaul.CoordinationStation(
        name=f"{end.side} {end.site}",
        latitude=end.latitude,
        longitude=end.longitude,
        ground_asl_m=end.ground_asl_m or 0.0,
        antenna_height_m=end.height_m or 0.0,
        antenna_model=end.antenna,
        antenna_gain_dbi=gain,
        beamwidth_deg=end.beamwidth_deg or beamwidth_by_gain_deg(gain),
        tx_power_dbm=end.tx_power_dbm or 0.0,
        line_loss_db=end.line_loss_db,
        tx_frequency_mhz=frequency_mhz,
    )


def beamwidth_by_gain_deg(gain_dbi: float) -> float:
    """Width at half power of a round beam of this gain: the gain spread over the sphere."""
    width = math.sqrt(ILLUMINATION * WHOLE_SPHERE_DEG2 / 10.0 ** (gain_dbi / 10.0))
    return round(min(width, 360.0), 2)


def _figure(percent: float) -> float:
    """Four digits that count: outages are of any size."""
    return float(f"{percent:.4g}")
