"""What is written of an address check by staff, and what a visitor writes into it."""

import re
from typing import Annotated, Self
from uuid import UUID

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from guywire.domains.network.models import Sector
from guywire.kit.entity import Input

from .kinds import Email, Latitude, Longitude, Phone

ORIGIN = re.compile(r"https?://(\[[0-9a-f:]+\]|[a-z0-9]([a-z0-9.-]*[a-z0-9])?)(:[0-9]{1,5})?")
MOST = 20
Technology = Sector.Technology


def _split(value: object) -> object:
    """A form and a CSV cell write several with commas, semicolons or line breaks between them."""
    if isinstance(value, str):
        return [word.strip() for word in re.split(r"[;,\s]+", value) if word.strip()]
    return value


def _origins(value: list[str]) -> list[str]:
    """“https://www.example.com/contact” is told to leave the path away."""
    found = [one.strip().lower().removesuffix("/") for one in value]
    for one in found:
        if not ORIGIN.fullmatch(one):
            raise ValueError(
                f"“{one[:80]}” is no web site: write it as https://www.example.com, without a path"
            )
    return _several(found)


def _several(value: list[str]) -> list[str]:
    found = list(dict.fromkeys(value))
    if len(found) > MOST:
        raise ValueError(f"at most {MOST}")
    return found


Words = BeforeValidator(_split)
Origins = Annotated[list[str], Words, AfterValidator(_origins)]
Codes = Annotated[
    list[Annotated[str, Field(min_length=1, max_length=40)]], Words, AfterValidator(_several)
]
Margin = Annotated[float, Field(ge=-30, le=60, allow_inf_nan=False)]
Text = Annotated[str, Field(max_length=2_000)]


class AddressCheckInput(Input):
    """A page “check my address” for visitors of the WISP's own web site."""

    name: str = Field(min_length=1, max_length=80, description="for your own lists")
    is_active: bool = Field(default=True, title="Open to visitors")
    origins: Origins = Field(
        default_factory=list,
        title="Web sites that may embed it",
        description="such as https://www.example.com, with commas between them; none: nowhere",
    )
    likely_margin_db: Margin = Field(
        default=10.0, title="Margin for “yes”", description="room for trees and houses"
    )
    maybe_margin_db: Margin = Field(default=0.0, title="Margin for “maybe”")
    receive_height_m: Annotated[
        float, Field(ge=0.5, le=60, allow_inf_nan=False, title="Antenna above ground")
    ] = 5.0
    patch_radius_m: Annotated[
        float,
        Field(
            ge=0,
            le=100,
            allow_inf_nan=False,
            title="Look around",
            description="the best spot this far from the address decides",
        ),
    ] = 20.0
    technologies: Annotated[list[Technology], Words] = Field(
        default_factory=list, max_length=MOST, description="none ticked: all"
    )
    plan_codes: Codes = Field(
        default_factory=list,
        title="Plans shown",
        description="their codes; empty: every plan on offer for the address",
    )
    takes_leads: bool = Field(default=True, title="Ask for contact details")
    title: str = Field(default="", max_length=120, description="empty: “Check your address”")
    intro: Text = ""
    yes_text: Text = Field(default="", title="Text for “yes”")
    maybe_text: Text = Field(default="", title="Text for “maybe”")
    no_text: Text = Field(default="", title="Text for “no”")
    thanks_text: Text = Field(default="", title="Text after sending")
    consent_text: Text = Field(
        default="", description="what people tick before they send; kept with the lead"
    )
    map_latitude: Latitude | None = Field(
        default=None, title="Map begins at latitude", description="empty: the whole terrain"
    )
    map_longitude: Longitude | None = Field(default=None, title="Map begins at longitude")

    @model_validator(mode="after")
    def _agrees(self) -> Self:
        if self.maybe_margin_db > self.likely_margin_db:
            raise ValueError("“maybe” must not ask for more margin than “yes”")
        if (self.map_latitude is None) != (self.map_longitude is None):
            raise ValueError("give both latitude and longitude of the map, or neither")
        return self


class EnquiryInput(Input):
    """What a visitor sends: who they are, how to reach them, and that they agree."""

    name: str = Field(min_length=1, max_length=80)
    email: Email = ""
    phone: Phone = ""
    consent: bool = False
    plan_id: UUID | None = None
    address: str = Field(default="", max_length=300)
    latitude: Latitude
    longitude: Longitude

    @model_validator(mode="after")
    def _reaches(self) -> Self:
        if not (self.email or self.phone):
            raise ValueError("Give an e-mail address or a phone number, so that we can answer.")
        if not self.consent:
            raise ValueError("Please agree first: without it we may not keep what you write.")
        return self
