"""The question of a coverage preview: one sector, as it stands or as it might."""

from typing import Annotated, Self
from uuid import UUID

from pydantic import Field, model_validator

from guywire.kit.entity import Input

from .coverage import ReceiverHeight, Thresholds
from .kinds import (
    AntennaHeight,
    Azimuth,
    Beamwidth,
    Finite,
    Frequency,
    Gain,
    Latitude,
    Longitude,
    Power,
    Tilt,
    VerticalBeamwidth,
)

LARGEST_RADIUS_M = 20_000
NEEDED = (
    "latitude", "longitude", "height_m", "frequency_mhz", "eirp_dbm", "azimuth_deg",
    "beamwidth_deg",
)  # fmt: skip


class CoveragePreviewInput(Input):
    """A sector by its id, by its values, or by its id with other values."""

    sector_id: UUID | None = None
    latitude: Latitude | None = None
    longitude: Longitude | None = None
    height_m: AntennaHeight | None = None
    frequency_mhz: Frequency | None = None
    eirp_dbm: Power | None = None
    azimuth_deg: Azimuth | None = None
    beamwidth_deg: Beamwidth | None = None
    vertical_beamwidth_deg: VerticalBeamwidth | None = None
    tilt_deg: Tilt | None = Field(default=None, description="Mechanical and electrical together.")
    antenna_pattern_id: UUID | None = None
    receiver_gain_dbi: Gain | None = None
    receiver_height_m: ReceiverHeight = 5.0
    radius_m: Annotated[float, Field(ge=500, le=LARGEST_RADIUS_M), Finite] = 10_000.0
    resolution_m: Annotated[float, Field(ge=1, le=1_000), Finite] | None = Field(
        default=None, description="Empty: that of the terrain, coarser where the radius is great."
    )
    thresholds_dbm: Thresholds = [-60.0, -70.0, -80.0, -90.0]

    @model_validator(mode="after")
    def _whole(self) -> Self:
        lacking = [name for name in NEEDED if getattr(self, name) is None]
        if self.sector_id is None and lacking:
            raise ValueError(f"name a sector, or give {', '.join(lacking)} too")
        return self
