"""A radio link engineered: path, clearance, budget both ways, minutes down (ITU-R P.530)."""

from dataclasses import dataclass, field

import numpy as np

from guywire.engines import geo, propagation
from guywire.engines.propagation import backhaul

from ..inputs.plans import modulation_lines
from ..models import BackhaulLink, LinkPlan, RadioModel
from .climate import gradient_of, rain_of, roughness_of
from .ground_cover import clutter_along
from .path_drawing import drawing
from .path_figures import End, Figures, Notice, coordination, direction, modulation_figures
from .terrain import terrain_store

SHORTEST_M = 10.0
TILT_DEG = {LinkPlan.Polarization.VERTICAL: 90.0, LinkPlan.Polarization.HORIZONTAL: 0.0}
RADIO_FIELDS = (
    ("frequency_mhz", "the link's frequency"),
    ("a_height_m", "the antenna's height at A"),
    ("b_height_m", "the antenna's height at B"),
)
BUDGET_FIELDS = (
    ("a_tx_power_dbm", "the transmit power at A"),
    ("b_tx_power_dbm", "the transmit power at B"),
)


@dataclass
class _Work:
    """What is known so far of a plan."""

    plan: LinkPlan
    notices: list[Notice] = field(default_factory=list)

    @property
    def link(self) -> BackhaulLink:
        return self.plan.link

    def say(self, text: str, *, is_problem: bool = False) -> None:
        self.notices.append(Notice(text, is_problem))


def engineered(plan: LinkPlan) -> Figures:
    """Everything that can be said of a plan; ``notices`` tell what is missing or assumed."""
    work = _Work(plan)
    link = plan.link
    here = (link.site_a.latitude, link.site_a.longitude)
    there = (link.site_b.latitude, link.site_b.longitude)
    figures = Figures(
        link_id=link.pk,
        link_plan_id=plan.pk,
        name=link.name,
        kind=link.get_kind_display(),
        distance_m=geo.distance_m(*here, *there),
        frequency_mhz=link.frequency_mhz,
        return_frequency_mhz=plan.return_frequency_mhz or link.frequency_mhz,
        bandwidth_mhz=_bandwidth(link, plan.radio),
        polarization=plan.get_polarization_display(),
        required_mbps=plan.required_mbps,
        required_availability_percent=plan.required_availability_percent,
        a=_end(plan, "a", here, there),
        b=_end(plan, "b", there, here),
        notices=work.notices,
    )
    missing = [told for name, told in RADIO_FIELDS if getattr(link, name) is None]
    if missing:
        work.say(f"Not yet computed; the link lacks {_listed(missing)}.", is_problem=True)
        return figures
    try:
        _compute(work, figures, here, there)
    except geo.EngineError as error:
        work.say(f"Not computable: {error}.", is_problem=True)
    return figures


def _compute(
    work: _Work, figures: Figures, here: tuple[float, float], there: tuple[float, float]
) -> None:
    if figures.distance_m < SHORTEST_M:
        work.say("The two sites are at the same place.", is_problem=True)
        return
    heights = _path(work, figures, here, there)
    if figures.a.ground_asl_m is None or figures.b.ground_asl_m is None:
        work.say("No terrain, and no ground elevation at the sites.", is_problem=True)
        return
    hop = _hop(work, figures, heights, (here[0] + there[0]) / 2.0)
    _weather(work, figures, hop, here, there)
    _budget(work, figures, hop, heights)
    coordination(work.plan, figures)


def _path(
    work: _Work, figures: Figures, here: tuple[float, float], there: tuple[float, float]
) -> backhaul.AntennaHeights | None:
    """The ground, what stands on it, and the heights that clear it; None without terrain."""
    link, plan = work.link, work.plan
    try:
        profile = terrain_store().profile(*here, *there)
    except geo.TerrainError as error:
        work.say(f"Clearance is not known: {error}.", is_problem=True)
        return None
    figures.a.ground_asl_m = round(float(profile.heights_m[0]), 1)
    figures.b.ground_asl_m = round(float(profile.heights_m[-1]), 1)
    clutter = clutter_along(profile, here, there)
    if clutter is None:
        work.say("Nothing is known of trees and houses: install a surface, or add other loss.")
    over = _with_clutter(profile, clutter)
    ends = {"tx_height_m": link.a_height_m or 0.0, "rx_height_m": link.b_height_m or 0.0}
    heights = backhaul.antenna_heights(
        over,
        **ends,
        frequency_mhz=link.frequency_mhz or 0.0,
        climate=backhaul.ClearanceClimate(plan.climate),
        is_obstruction_extended=plan.is_obstruction_extended,
        median_earth_factor=plan.median_k,
    )
    figures.take_heights(heights)
    figures.obstruction_db = _obstruction_db(over, heights, ends, link.frequency_mhz or 0.0)
    figures.drawing = drawing(profile, over, link, heights)
    return heights


def _obstruction_db(
    over: geo.Profile,
    heights: backhaul.AntennaHeights,
    ends: dict[str, float],
    frequency_mhz: float,
) -> float:
    """P.530's line for a path that is nearly clear; no more than P.526 says of one that is not."""
    nearly_clear = backhaul.obstruction_loss_db(heights.median)
    if nearly_clear == 0.0:
        return 0.0
    general = propagation.delta_bullington(
        propagation.TerrainPath.of(over),
        tx_height_m=ends["tx_height_m"],
        rx_height_m=ends["rx_height_m"],
        frequency_mhz=frequency_mhz,
        earth_factor=heights.rules[0].earth_factor,
    )
    return round(min(nearly_clear, general.loss_db), 2)


def _with_clutter(profile: geo.Profile, clutter: list[float] | None) -> geo.Profile:
    """The ground with what stands on it, but not at the ends: antennas stand on the ground."""
    if clutter is None:
        return profile
    extra = np.array(clutter)
    extra[0] = extra[-1] = 0.0
    return geo.Profile(profile.step_m, profile.heights_m + extra)


def _hop(
    work: _Work, figures: Figures, heights: backhaul.AntennaHeights | None, latitude: float
) -> backhaul.Hop:
    hop = backhaul.Hop(
        distance_m=figures.distance_m,
        frequency_mhz=work.link.frequency_mhz or 0.0,
        tx_asl_m=figures.a.antenna_asl_m or 0.0,
        rx_asl_m=figures.b.antenna_asl_m or 0.0,
        latitude=latitude,
    )
    if not hop.has_multipath:
        work.say("Multipath does not count on this hop (up to 5 km, or over 45 GHz).")
    return hop


def _weather(
    work: _Work,
    figures: Figures,
    hop: backhaul.Hop,
    here: tuple[float, float],
    there: tuple[float, float],
) -> None:
    """Rain and refractivity, and what they make of the hop."""
    plan = work.plan
    place = ((here[0] + there[0]) / 2.0, here[1] + _turn(there[1] - here[1]) / 2.0)
    rain, gradient = rain_of(plan, *place), gradient_of(plan, *place)
    told = (("Rain rate", rain, "mm/h"), ("Gradient dN1", gradient, "N/km"))
    for what, known, unit in told:
        if known.is_default:
            figure = f"{known.value:g} {unit}".replace("-", "−")
            work.say(f"{what}: {figure}, {known.source}. Type it, or import a map.")
    figures.rain, figures.gradient = rain, gradient
    roughness = figures.roughness = roughness_of(plan, *place)
    if roughness is not None and roughness.is_default:
        work.say(
            f"Roughness of the terrain: {roughness.value:g} m, {roughness.source}."
            " Type it, or add terrain."
        )
    figures.occurrence_percent = backhaul.occurrence_by_gradient(
        hop, gradient.value, roughness.value if roughness else None
    )
    fading = backhaul.rain_fading(
        hop, rain.value, polarization_tilt_deg=TILT_DEG[LinkPlan.Polarization(plan.polarization)]
    )
    figures.rain_fade_001_db = round(fading.fade_at_001_db, 2)
    if not fading.is_within_range:
        work.say("P.530 knows rain on hops up to 60 km; this one is longer.")


def _turn(degrees: float) -> float:
    """A difference of longitudes the short way round."""
    return (degrees + 180.0) % 360.0 - 180.0


def _budget(
    work: _Work, figures: Figures, hop: backhaul.Hop, heights: backhaul.AntennaHeights | None
) -> None:
    """Budget, outage and capacity of every modulation; says what is missing for it."""
    link, plan, radio = work.link, work.plan, work.plan.radio
    missing = [told for name, told in BUDGET_FIELDS if getattr(link, name) is None]
    missing += [f"the antenna's gain at {end.side}" for end in (figures.a, figures.b)
                if end.gain_dbi is None]  # fmt: skip
    if radio is None:
        missing.append("a radio with its modulations")
    if missing or radio is None:
        work.say(f"No budget yet; the plan lacks {_listed(missing)}.", is_problem=True)
        return
    _compare(work, radio)
    engine = backhaul.Link(
        hop=hop,
        near=_terminal(figures.a),
        far=_terminal(figures.b),
        modulations=tuple(_modulations(radio)),
        fading=_fading(plan, figures, radio),
        air=_air(plan, hop),
        other_db=plan.other_loss_db + figures.obstruction_db,
    )
    report = engine.report()
    figures.free_space_db = round(report.free_space_db, 2)
    figures.gas_db = round(report.gas_db, 2)
    figures.other_db = plan.other_loss_db
    figures.modulations = [modulation_figures(row) for row in report.modulations]
    figures.expected_mbps = round(report.expected_mbps, 1)
    enough = [
        row for row in report.modulations
        if plan.required_mbps is None or row.modulation.capacity_mbps >= plan.required_mbps
    ]  # fmt: skip
    if not enough:
        work.say(
            f"No modulation of {radio} carries {plan.required_mbps:g} Mbit/s.", is_problem=True
        )
        return
    best = max(enough, key=lambda row: row.both.availability_percent)
    figures.deciding = best.modulation.name
    figures.outcome = direction(best.both)


def _modulations(radio: RadioModel) -> list[backhaul.Modulation]:
    return [
        backhaul.Modulation(
            name=line.name,
            threshold_dbm=line.threshold_dbm,
            capacity_mbps=line.capacity_mbps,
            backoff_db=line.backoff_db,
        )
        for line in modulation_lines(radio.modulations)
    ]


def _fading(plan: LinkPlan, figures: Figures, radio: RadioModel) -> backhaul.Fading:
    signature = None
    if radio.signature_width_mhz is not None and radio.signature_depth_db is not None:
        signature = backhaul.Signature(
            width_mhz=radio.signature_width_mhz, depth_db=radio.signature_depth_db
        )
    return backhaul.Fading(
        occurrence_percent=figures.occurrence_percent or 0.0,
        rain_001_mm_h=figures.rain.value if figures.rain else 0.0,
        polarization_tilt_deg=TILT_DEG[LinkPlan.Polarization(plan.polarization)],
        signature=signature,
        spacing_m=plan.space_diversity_m or 0.0,
        spacing_mhz=plan.frequency_diversity_mhz or 0.0,
    )


def _air(plan: LinkPlan, hop: backhaul.Hop) -> propagation.Air:
    """The plan's air, with the pressure that belongs to the height of the path."""
    standard = propagation.standard_air((hop.tx_asl_m + hop.rx_asl_m) / 2.0)
    return propagation.Air(
        dry_pressure_hpa=standard.dry_pressure_hpa,
        temperature_k=plan.temperature_c + 273.15,
        vapour_g_m3=plan.vapour_g_m3,
    )


def _terminal(end: End) -> backhaul.Terminal:
    return backhaul.Terminal(
        tx_power_dbm=end.tx_power_dbm or 0.0,
        antenna_gain_dbi=end.gain_dbi or 0.0,
        line_loss_db=end.line_loss_db,
    )


def _compare(work: _Work, radio: RadioModel) -> None:
    """Whether the radio is made for the link's channel."""
    link = work.link
    mhz = link.frequency_mhz or 0.0
    low, high = radio.low_mhz or 0.0, radio.high_mhz or np.inf
    if not low <= mhz <= high:
        work.say(f"{radio} is made for {low:g} to {high:g} MHz, the link has {mhz:g} MHz.")
    widths = (link.bandwidth_mhz, radio.bandwidth_mhz)
    if None not in widths and widths[0] != widths[1]:
        work.say(f"The table of {radio} is for {widths[1]:g} MHz, the link has {widths[0]:g} MHz.")


def _bandwidth(link: BackhaulLink, radio: RadioModel | None) -> float | None:
    return link.bandwidth_mhz or (radio.bandwidth_mhz if radio else None)


def _end(plan: LinkPlan, side: str, here: tuple[float, float], there: tuple[float, float]) -> End:
    """One end as the link has it; its gain else that of its antenna."""
    link = plan.link
    site = link.site_a if side == "a" else link.site_b
    drawn = plan.a_antenna_pattern if side == "a" else plan.b_antenna_pattern
    gain = getattr(link, f"{side}_gain_dbi")
    return End(
        side=side.upper(),
        site=site.name,
        latitude=here[0],
        longitude=here[1],
        ground_asl_m=site.ground_elevation_m,
        height_m=getattr(link, f"{side}_height_m"),
        azimuth_deg=round(geo.azimuth_deg(*here, *there), 2) if here != there else None,
        antenna=drawn.name if drawn else "",
        beamwidth_deg=drawn.horizontal_beamwidth_deg if drawn else None,
        gain_dbi=gain if gain is not None or drawn is None else drawn.gain_dbi,
        tx_power_dbm=getattr(link, f"{side}_tx_power_dbm"),
        line_loss_db=getattr(plan, f"{side}_line_loss_db"),
    )


def _listed(words: list[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"
