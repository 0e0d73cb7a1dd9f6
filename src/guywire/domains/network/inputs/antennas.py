"""The write shape of an antenna pattern: its names, and the numbers of the 3GPP formula."""

from typing import Annotated, Self

from pydantic import Field, model_validator

from guywire.kit.entity import Input

from ..models import AntennaPattern
from .kinds import Finite, Frequency, Gain

Loss = Annotated[float, Field(ge=0, le=100), Finite]


class AntennaPatternInput(Input):
    """An antenna by numbers. Of one out of a file, names, gain, band and notes can be changed."""

    name: str = Field(min_length=1, max_length=120)
    manufacturer: str = Field(default="", max_length=80)
    model: str = Field(default="", max_length=80)
    gain_dbi: Annotated[Gain | None, Field(description="In its beam.")] = None
    low_mhz: Annotated[Frequency | None, Field(description="Of the band it is made for.")] = None
    high_mhz: Frequency | None = None
    polarization: str = Field(default="", max_length=20)
    horizontal_beamwidth_deg: Annotated[
        float, Field(ge=1, le=360, description="At half power; 360 radiates all around."), Finite
    ] = 65.0
    vertical_beamwidth_deg: Annotated[
        float, Field(ge=1, le=360, description="At half power; 360 radiates up and down."), Finite
    ] = 7.0
    front_to_back_db: Annotated[
        float, Field(ge=0, le=100, description="The greatest loss in all."), Finite
    ] = 25.0
    side_lobe_db: Annotated[
        Loss | None, Field(description="The greatest loss up and down. Empty: 20 dB.")
    ] = None
    electrical_tilt_deg: Annotated[
        float,
        Field(ge=-30, le=30, description="How far down the beam looks as it is drawn."),
        Finite,
    ] = 0.0
    combination: Annotated[
        AntennaPattern.Combination,
        Field(description="How a direction off both cuts is computed."),
    ] = AntennaPattern.Combination.SUM
    notes: str = Field(default="", max_length=20_000)

    @model_validator(mode="after")
    def _band(self) -> Self:
        if self.low_mhz is not None and self.high_mhz is not None and self.low_mhz > self.high_mhz:
            raise ValueError("the lowest frequency is above the highest")
        return self
