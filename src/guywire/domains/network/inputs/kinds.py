"""Kinds of values that inputs share, each with its range and unit."""

import math
import re
from datetime import datetime
from ipaddress import ip_address
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, Field


def _finite(value: float) -> float:
    if not math.isfinite(value):
        raise ValueError("give a finite number")
    return value


def _azimuth(value: float) -> float:
    return value % 360.0


def _mac(value: str) -> str:
    digits = re.sub(r"[^0-9A-Fa-f]", "", value)
    if value and (len(digits) != 12 or re.sub(r"[0-9A-Fa-f:.\- ]", "", value)):
        raise ValueError("write a MAC address as 12 hexadecimal digits")
    return ":".join(digits[at : at + 2] for at in range(0, 12, 2)).upper() if value else ""


def _address(value: str | None) -> str | None:
    if not value:
        return None
    try:
        return str(ip_address(value))
    except ValueError:
        raise ValueError("not an IPv4 or IPv6 address") from None


def _words(value: object) -> object:
    """Lists come from a CSV cell or a form as words with commas (or semicolons) between."""
    if value is None:
        return []
    if isinstance(value, str):
        return [word.strip() for word in re.split(r"[;,]", value) if word.strip()]
    return value


def _none_if_empty(value: object) -> object:
    """A row keeps an empty choice as an empty text; the input says None."""
    return None if value == "" else value


def _unique(value: list[str]) -> list[str]:
    return list(dict.fromkeys(value))


Finite = AfterValidator(_finite)
Latitude = Annotated[float, Field(ge=-90, le=90, description="Degrees north."), Finite]
Longitude = Annotated[float, Field(ge=-180, le=180, description="Degrees east."), Finite]
Elevation = Annotated[float, Field(ge=-500, le=9000, description="Metres above sea level."), Finite]
Height = Annotated[float, Field(ge=0, le=1000, description="Metres above ground."), Finite]
AntennaHeight = Annotated[float, Field(ge=0.5, le=1000, description="Metres above ground."), Finite]
PatchRadius = Annotated[
    float,
    Field(ge=0, le=200, description="The best spot within it decides; 0: the place alone. Metres."),
    Finite,
]
Azimuth = Annotated[
    float,
    Field(ge=0, le=360, description="Clockwise from true north; 0 is north."),
    Finite,
    AfterValidator(_azimuth),
]
Beamwidth = Annotated[float, Field(ge=0.1, le=360), Finite]
VerticalBeamwidth = Annotated[float, Field(ge=0.1, le=180), Finite]
Tilt = Annotated[float, Field(ge=-30, le=30, description="Down is positive."), Finite]
Power = Annotated[float, Field(ge=-50, le=90, description="In dBm."), Finite]
Gain = Annotated[float, Field(ge=-10, le=60), Finite]
Frequency = Annotated[float, Field(ge=20, le=100_000), Finite]
Bandwidth = Annotated[float, Field(gt=0, le=10_000), Finite]
Rate = Annotated[float, Field(gt=0, le=10_000_000), Finite]
MacAddress = Annotated[str, AfterValidator(_mac)]
IpAddress = Annotated[str | None, AfterValidator(_address)]
Tag = Annotated[str, Field(min_length=1, max_length=40, pattern=r"^[^\x00]+$")]
Tags = Annotated[list[Tag], BeforeValidator(_words), AfterValidator(_unique)]
Words = BeforeValidator(_words)
EmptyIsNone = BeforeValidator(_none_if_empty)
Unique = AfterValidator(_unique)


def _aware(value: datetime | None) -> datetime | None:
    if value is not None and value.tzinfo is None:
        raise ValueError("say the offset from UTC too, such as Z or -05:00")
    return value


EffectiveAt = Annotated[
    datetime | None,
    Field(description="Since when this is true. Empty: now."),
    AfterValidator(_aware),
]
