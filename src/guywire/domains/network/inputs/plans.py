"""Write shapes of radios, of the weather, and of a link's plan."""

import re
from dataclasses import dataclass
from typing import Annotated, Self
from uuid import UUID

from pydantic import AfterValidator, Field, model_validator

from guywire.kit.entity import Input

from ..models import LinkPlan
from .kinds import Bandwidth, EmptyIsNone, Finite, Frequency, Latitude, Longitude, Rate

MOST_MODULATIONS = 32
LEAST_FIGURES, MOST_FIGURES = 2, 3


@dataclass(frozen=True, slots=True)
class ModulationLine:
    """A line of an adaptive modulation table."""

    name: str
    threshold_dbm: float
    capacity_mbps: float
    backoff_db: float


def modulation_lines(text: str) -> list[ModulationLine]:
    """The table of a text: ``name, threshold dBm, Mbit/s`` and, if the radio then sends less, the
    back-off in dB; a comma, semicolon or tab between. Raises ValueError naming the line."""
    lines = []
    for number, line in enumerate(text.splitlines(), start=1):
        if line.strip():
            lines.append(_modulation(line, number))
    if not lines:
        raise ValueError("give a line for each modulation: name, threshold in dBm, Mbit/s")
    if len(lines) > MOST_MODULATIONS:
        raise ValueError(f"at most {MOST_MODULATIONS} modulations, not {len(lines)}")
    names = [line.name for line in lines]
    if len(set(names)) != len(names):
        twice = next(name for name in names if names.count(name) > 1)
        raise ValueError(f"{twice} stands there twice")
    return lines


def _modulation(line: str, number: int) -> ModulationLine:
    name, *figures = [part.strip() for part in re.split(r"[,;\t]", line)]
    try:
        values = [float(figure.replace("\u2212", "-")) for figure in figures]
    except ValueError:
        values = []
    if not name or not LEAST_FIGURES <= len(values) <= MOST_FIGURES:
        raise ValueError(f"line {number} must be: name, threshold in dBm, Mbit/s, back-off in dB")
    threshold, capacity, backoff = [*values, 0.0][:3]
    for what, value, low, high in (
        ("threshold", threshold, -130.0, 0.0),
        ("Mbit/s", capacity, 0.01, 1e6),
        ("back-off", backoff, 0.0, 40.0),
    ):
        if not low <= value <= high:
            raise ValueError(f"line {number}: the {what} must be {low:g} to {high:g}")
    return ModulationLine(name[:40], threshold, capacity, backoff)


def _tidy(text: str) -> str:
    return "\n".join(
        f"{line.name}, {line.threshold_dbm:g}, {line.capacity_mbps:.10g}"
        + (f", {line.backoff_db:g}" if line.backoff_db else "")
        for line in modulation_lines(text)
    )


Rain = Annotated[
    Annotated[float, Field(ge=0, le=250), Finite] | None,
    Field(description="Exceeded for 0.01 % of the year."),
]
Gradient = Annotated[
    Annotated[float, Field(ge=-2000, le=100), Finite] | None,
    Field(description="Of refractivity, not exceeded for 1 % of the year."),
]
LossOfLine = Annotated[float, Field(ge=0, le=60), Finite]


class RadioModelInput(Input):
    """A radio: its modulations, and its signature against an echo (6.3 ns) if it is known."""

    name: str = Field(min_length=1, max_length=120)
    manufacturer: str = Field(default="", max_length=80)
    low_mhz: Frequency | None = None
    high_mhz: Frequency | None = None
    bandwidth_mhz: Bandwidth | None = None
    modulations: Annotated[
        str,
        Field(
            max_length=4000,
            description="A line each: name, threshold in dBm, Mbit/s, back-off in dB (if any).",
        ),
        AfterValidator(_tidy),
    ]
    signature_width_mhz: Annotated[float | None, Field(ge=0.1, le=2000)] = None
    signature_depth_db: Annotated[float | None, Field(ge=0, le=60)] = None
    notes: str = Field(default="", max_length=20_000)

    @model_validator(mode="after")
    def _agree(self) -> Self:
        if (self.signature_width_mhz is None) != (self.signature_depth_db is None):
            raise ValueError("a signature has a width and a depth")
        if self.low_mhz is not None and self.high_mhz is not None and self.low_mhz > self.high_mhz:
            raise ValueError("the lowest frequency is above the highest")
        return self


class ClimatePointInput(Input):
    """A place of a map of rain or refractivity; between places it is computed."""

    latitude: Latitude
    longitude: Longitude
    rain_001_mm_h: Rain = None
    dn1_n_km: Gradient = None

    @model_validator(mode="after")
    def _tells(self) -> Self:
        if self.rain_001_mm_h is None and self.dn1_n_km is None:
            raise ValueError("give the rain rate, the gradient, or both")
        return self


class LinkPlanInput(Input):
    """A plan as it is written; what is empty comes from the climate points, else by latitude."""

    link_id: UUID
    radio_id: UUID | None = None
    polarization: LinkPlan.Polarization = LinkPlan.Polarization.VERTICAL
    return_frequency_mhz: Annotated[
        Frequency | None, Field(description="Empty: both ways on the link's own.")
    ] = None
    a_antenna_pattern_id: UUID | None = None
    b_antenna_pattern_id: UUID | None = None
    a_line_loss_db: LossOfLine = 0.0
    b_line_loss_db: LossOfLine = 0.0
    other_loss_db: Annotated[
        float, Field(ge=0, le=200, description="That is there all the time, such as trees."), Finite
    ] = 0.0
    rain_001_mm_h: Rain = None
    rain_zone: Annotated[
        LinkPlan.RainZone | None,
        EmptyIsNone,
        Field(description="Of the old map of ITU-R P.837-1, if no rate is given."),
    ] = None
    dn1_n_km: Gradient = None
    roughness_m: Annotated[
        float | None,
        Field(
            ge=0,
            le=5000,
            description="Empty: that of the terrain of the 110 km around; the quick method where"
            " none is known.",
        ),
    ] = None
    temperature_c: Annotated[float, Field(ge=-60, le=60), Finite] = 15.0
    vapour_g_m3: Annotated[float, Field(ge=0, le=60), Finite] = 7.5
    climate: LinkPlan.Climate = LinkPlan.Climate.TEMPERATE
    is_obstruction_extended: Annotated[
        bool, Field(description="A ridge along the path, not one isolated obstacle.")
    ] = True
    median_k: Annotated[float, Field(ge=0.3, le=10), Finite] = 1.3333
    space_diversity_m: Annotated[
        float | None, Field(ge=3, le=23, description="Between the two antennas, one over the other")
    ] = None
    frequency_diversity_mhz: Annotated[float | None, Field(ge=0.1, le=5000)] = None
    required_mbps: Rate | None = None
    required_availability_percent: Annotated[float, Field(ge=50, lt=100), Finite] = 99.99
    notes: str = Field(default="", max_length=20_000)
