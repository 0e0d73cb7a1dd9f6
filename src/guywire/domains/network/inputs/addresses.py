"""Write shapes of the address file and of bulk qualification."""

from pydantic import Field

from guywire.kit.entity import Input

from .kinds import AntennaHeight, Latitude, Longitude, PatchRadius


class AddressInput(Input):
    """One address and its position."""

    number: str = Field(default="", max_length=20)
    street: str = Field(min_length=1, max_length=120)
    unit: str = Field(default="", max_length=20)
    city: str = Field(default="", max_length=80)
    region: str = Field(default="", max_length=40)
    postcode: str = Field(default="", max_length=12)
    latitude: Latitude
    longitude: Longitude


class QualificationInput(Input):
    """How a file of places is to be qualified."""

    name: str = Field(default="", max_length=200)
    receive_height_m: AntennaHeight = 5.0
    patch_radius_m: PatchRadius = 0.0
