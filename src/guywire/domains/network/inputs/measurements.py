"""Write shapes of measured signals and of a calibration."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator, Field, field_validator

from guywire.kit import clock
from guywire.kit.entity import Input

from ..models import SignalMeasurement
from .kinds import AntennaHeight, Finite, Latitude, Longitude


def _with_offset(value: datetime | None) -> datetime | None:
    if value is not None and value.tzinfo is None:
        raise ValueError("say the offset from UTC too, such as Z or -05:00")
    return value


class MeasurementInput(Input):
    """What an installed receiver gets from its sector, as it is written."""

    sector_id: UUID
    reference: str = Field(
        min_length=1,
        max_length=80,
        description="The customer's number, or any mark by which the install is found again.",
    )
    latitude: Latitude
    longitude: Longitude
    height_m: AntennaHeight = 5.0
    measured_dbm: Annotated[
        float,
        Field(ge=-150, le=20, description="Power over the whole channel, with the antenna's gain."),
        Finite,
    ]
    measured_at: Annotated[
        datetime | None, Field(description="Empty: now."), AfterValidator(_with_offset)
    ] = None
    source: SignalMeasurement.Source = SignalMeasurement.Source.INSTALL

    @field_validator("reference")
    @classmethod
    def _one_line(cls, value: str) -> str:
        words = " ".join(value.split())
        if not words:
            raise ValueError("write something by which the install is found again")
        return words

    @field_validator("measured_at")
    @classmethod
    def _has_come(cls, value: datetime | None) -> datetime | None:
        if value is not None and value > clock.now():
            raise ValueError("this moment has not come yet")
        return value


class CalibrationInput(Input):
    """A calibration as it is asked for."""

    name: str = Field(default="", max_length=120)
