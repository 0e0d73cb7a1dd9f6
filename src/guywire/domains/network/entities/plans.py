"""Engineering of backhaul paths: radios, the weather, and the plans."""

from collections.abc import Mapping
from typing import Any

from guywire.kit.access import Actor
from guywire.kit.entity import Changes, Column, Entity, Html, Panel, Related, Timeline

from ..inputs import ClimatePointInput, LinkPlanInput, RadioModelInput
from ..models import BackhaulLink, ClimatePoint, LinkPlan, RadioModel
from ..queries import plans as queries
from ..queries.engineering import engineered
from ..services import plans as services
from .outputs import ClimatePointOutput, LinkPlanOutput, RadioModelOutput


def _modulations(row: RadioModel, actor: Actor) -> Mapping[str, Any]:
    return {"lines": queries.modulations_of(row)}


def _engineered(row: LinkPlan, actor: Actor) -> Mapping[str, Any]:
    return {"path": engineered(row)}


def _plan(row: BackhaulLink, actor: Actor) -> Mapping[str, Any]:
    return {
        "plan": queries.plan_of(row),
        "may_plan": actor.may("network.link_plan.add"),
    }


def _is_planned(row: BackhaulLink, actor: Actor) -> bool:
    return row.kind != BackhaulLink.Kind.FIBER and actor.may("network.link_plan.view")


PATH_OF_LINK = Html("Path engineering", "network/panels/link_plan.html", _plan, when=_is_planned)

RADIO_MODEL = Entity(
    model=RadioModel,
    input=RadioModelInput,
    output=RadioModelOutput,
    rows=queries.radio_models,
    create=services.create_radio_model,
    change=services.change_radio_model,
    remove=services.remove_radio_model,
    columns=(
        Column("name", link=True),
        Column("manufacturer"),
        Column("low_mhz", "From", unit="MHz"),
        Column("high_mhz", "To", unit="MHz"),
        Column("bandwidth_mhz", "Bandwidth", unit="MHz"),
    ),
    filters=("manufacturer",),
    search=("name", "manufacturer"),
    natural_key=("name",),
    default_sort="name",
    panels=(
        Html("Adaptive modulation", "network/panels/modulations.html", _modulations),
        Panel(
            "Radio",
            "name",
            "manufacturer",
            Column("low_mhz", "Lowest frequency", unit="MHz"),
            Column("high_mhz", "Highest frequency", unit="MHz"),
            Column("bandwidth_mhz", "Bandwidth", unit="MHz"),
            Column("signature_width_mhz", "Signature width", unit="MHz"),
            Column("signature_depth_db", "Signature depth", unit="dB"),
            "notes",
        ),
        Related("plans", "network.link_plan", "Link plans", ("link", "required_mbps")),
        Timeline(),
        Changes(),
    ),
    group="plan",
    order=26,
    icon="radar-2",
    empty="A radio for backhaul with what each of its modulations needs and carries.",
)

CLIMATE_POINT = Entity(
    model=ClimatePoint,
    input=ClimatePointInput,
    output=ClimatePointOutput,
    rows=queries.climate_points,
    create=services.create_climate_point,
    change=services.change_climate_point,
    remove=services.remove_climate_point,
    columns=(
        Column("latitude", link=True, decimals=4),
        Column("longitude", decimals=4),
        Column("rain_001_mm_h", "Rain rate", unit="mm/h"),
        Column("dn1_n_km", "Gradient dN1", unit="N/km"),
    ),
    natural_key=("latitude", "longitude"),
    default_sort="latitude",
    panels=(
        Panel(
            "Weather",
            "latitude",
            "longitude",
            Column("rain_001_mm_h", "Rain rate", unit="mm/h"),
            Column("dn1_n_km", "Gradient dN1", unit="N/km"),
        ),
        Changes(),
    ),
    group="plan",
    order=27,
    icon="world",
    empty="Import a CSV file of latitude, longitude, rain rate and gradient. Defaults until then.",
)

LINK_PLAN = Entity(
    model=LinkPlan,
    input=LinkPlanInput,
    output=LinkPlanOutput,
    rows=queries.link_plans,
    create=services.create_link_plan,
    change=services.change_link_plan,
    remove=services.remove_link_plan,
    columns=(
        Column("link", link=True),
        Column("radio"),
        Column("polarization"),
        Column("required_mbps", "Required", unit="Mbit/s"),
        Column("required_availability_percent", "Availability", unit="%", decimals=3),
        Column("updated_at", "Changed", hidden=True),
    ),
    filters=("radio", "climate"),
    search=("link__name",),
    natural_key=("link",),
    default_sort="link",
    panels=(
        Html("Path engineering", "network/panels/engineering.html", _engineered),
        Panel(
            "Assumptions",
            "link",
            "radio",
            "polarization",
            Column("a_antenna_pattern", "Antenna at A"),
            Column("b_antenna_pattern", "Antenna at B"),
            Column("a_line_loss_db", "Line loss at A", unit="dB"),
            Column("b_line_loss_db", "Line loss at B", unit="dB"),
            Column("other_loss_db", "Other loss", unit="dB"),
            "rain_zone",
            Column("roughness_m", "Roughness of the terrain", unit="m"),
            Column("temperature_c", "Air temperature", unit="°C"),
            Column("vapour_g_m3", "Water vapour", unit="g/m³"),
            "climate",
            Column("space_diversity_m", "Space diversity", unit="m"),
            Column("frequency_diversity_mhz", "Frequency diversity", unit="MHz"),
            "notes",
        ),
        Timeline(),
        Changes(),
    ),
    group="plan",
    order=25,
    icon="ruler-measure",
    empty="Plan a radio link: clearance, budget, minutes down a year. Start at the link's page.",
)
