"""Write shapes of coverage studies."""

from typing import Annotated, Self
from uuid import UUID

from pydantic import AfterValidator, Field, model_validator

from guywire.kit.entity import Input

from ..models import CoverageStudy, Sector
from .kinds import Finite, Unique, Words

PropagationModel = CoverageStudy.PropagationModel
MOST_SECTORS = 2_000
MOST_THRESHOLDS = 8


def _falling(values: list[float]) -> list[float]:
    """The strongest first, each once."""
    return sorted(set(values), reverse=True)


Threshold = Annotated[float, Field(ge=-150, le=0), Finite]
Thresholds = Annotated[
    list[Threshold],
    Words,
    Field(
        min_length=1,
        max_length=MOST_THRESHOLDS,
        description="Received power in dBm; below the weakest there is no service.",
    ),
    AfterValidator(_falling),
]
ReceiverHeight = Annotated[
    float, Field(ge=0.5, le=300, description="Of the customers' antennas above ground."), Finite
]
Percent = Annotated[float, Field(ge=1, le=99), Finite]


class CoverageInput(Input):
    """What a coverage study is to compute."""

    name: str = Field(min_length=1, max_length=120)
    sector_ids: Annotated[list[UUID], Unique, Field(max_length=MOST_SECTORS)] | None = Field(
        default=None, description="Empty: every sector of the statuses below."
    )
    statuses: Annotated[list[Sector.Status], Words, Unique] = Field(
        default=[Sector.Status.ON_AIR], description="Which sectors, where none are named."
    )
    model: CoverageStudy.PropagationModel = Field(
        default=PropagationModel.ITM,
        description="itm and itm-exact: Longley-Rice over the terrain, 20 MHz to 20 GHz. p1812:"
        " terrain and clutter, 30 MHz to 6 GHz. hata: by distance alone, 30 MHz to 4 GHz, to 100"
        " km. umi, uma: 3GPP TR 38.901 by distance and sight, 0.5 to 100 GHz, to 5 km. rma: the"
        " same for the country, 0.5 to 30 GHz, to 10 km in sight and 5 km out of it.",
    )
    environment: CoverageStudy.Environment | None = Field(
        default=None,
        description="Of extended Hata alone. Empty: by the land cover under each receiver, which"
        " needs use_clutter.",
    )
    receiver_height_m: ReceiverHeight = 5.0
    radius_m: Annotated[float, Field(ge=500, le=200_000), Finite] | None = Field(
        default=None,
        description="Around each sector. Empty: the farthest range of the sectors, as far as the"
        " model goes.",
    )
    resolution_m: Annotated[float, Field(ge=1, le=1_000), Finite] | None = Field(
        default=None, description="Between two points. Empty: that of the terrain."
    )
    reliability_percent: Percent = Field(
        default=50.0, description="Share of the time in which the signal is at least so strong."
    )
    confidence_percent: Percent = Field(
        default=50.0, description="Share of like situations for which that is true."
    )
    use_clutter: bool = Field(
        default=False, description="Count woods and buildings, where the platform knows them."
    )
    thresholds_dbm: Thresholds = [-60.0, -70.0, -80.0, -90.0]

    @model_validator(mode="after")
    def _chosen(self) -> Self:
        if self.sector_ids is not None and not self.sector_ids:
            raise ValueError("name at least one sector, or leave the sectors out")
        if self.sector_ids is None and not self.statuses:
            raise ValueError("name sectors, or statuses of sectors")
        return self
