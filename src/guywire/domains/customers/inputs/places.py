"""What is written of service locations and their occupants."""

from datetime import date

from pydantic import Field

from guywire.kit.entity import Input

from .kinds import Country, CustomerId, Placed


class Addressed(Input):
    """The street address of a unit."""

    street: str = Field(min_length=1, max_length=160)
    unit: str = Field(default="", max_length=40)
    city: str = Field(default="", max_length=80)
    region: str = Field(default="", max_length=80)
    postcode: str = Field(default="", max_length=20)
    country: Country = ""


class LocationInput(Placed, Addressed):
    """A unit that can be served. An empty gate code keeps the one that is stored."""

    directions: str = Field(default="", max_length=5_000)
    gate_code: str = Field(
        default="", max_length=80, description="kept encrypted; empty keeps the present one"
    )
    parking: str = Field(default="", max_length=200)


class OccupyInput(Input):
    """Who moves in, and when; today if no day is given."""

    customer_id: CustomerId
    on: date | None = Field(default=None, title="From", description="empty: today")


class VacateInput(Input):
    """The first day the unit is empty; today if none is given."""

    on: date | None = Field(
        default=None, title="From", description="the first day it is empty; empty: today"
    )
