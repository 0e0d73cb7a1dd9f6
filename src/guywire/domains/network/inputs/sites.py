"""Write shapes of sites and their contacts."""

from typing import Annotated
from uuid import UUID

from pydantic import EmailStr, Field

from guywire.kit.entity import Input

from ..models import Site, SiteContact
from .kinds import (
    EffectiveAt,
    Elevation,
    EmptyIsNone,
    Height,
    Latitude,
    Longitude,
    Tags,
    Unique,
    Words,
)

Asr = Annotated[
    str, Field(pattern=r"^(\d{7})?$", description="FCC antenna structure registration, 7 digits.")
]


class SiteInput(Input):
    """A site as it is written."""

    name: str = Field(min_length=1, max_length=120)
    types: Annotated[list[Site.Type], Words, Unique] = Field(
        default_factory=lambda: [Site.Type.TOWER], min_length=1
    )
    status: Site.Status = Site.Status.PLANNED
    latitude: Latitude
    longitude: Longitude
    address: str = Field(default="", max_length=300)
    ground_elevation_m: Elevation | None = Field(
        default=None, description="Metres above sea level. Empty: read from the terrain."
    )
    height_m: Height | None = None
    structure: Annotated[Site.Structure | None, EmptyIsNone] = None
    owner: str = Field(default="", max_length=120)
    asr_number: Asr = ""
    fcc_id: str = Field(default="", max_length=20)
    access_instructions: str = Field(default="", max_length=4000)
    access_hours: str = Field(default="", max_length=120)
    gate_code: str | None = Field(
        default=None, max_length=80, description="Kept encrypted. Empty keeps the present one."
    )
    safety_notes: str = Field(default="", max_length=4000)
    tags: Tags = Field(default_factory=list)
    notes: str = Field(default="", max_length=20_000)
    effective_at: EffectiveAt = None


class SiteContactInput(Input):
    """Somebody to call about a site."""

    site_id: UUID
    role: SiteContact.Role = SiteContact.Role.ACCESS
    name: str = Field(min_length=1, max_length=120)
    phone: str = Field(default="", max_length=40)
    email: Annotated[EmailStr | None, EmptyIsNone] = None
    notes: str = Field(default="", max_length=4000)
