"""Kinds of fields that several write shapes have."""

import re
from decimal import Decimal
from typing import Annotated, Self
from uuid import UUID

from pydantic import AfterValidator, BeforeValidator, Field, model_validator, validate_email

from guywire.kit.entity import Input, Refers

PHONE = re.compile(r"\+?[0-9() ./-]+(?:(?:x|ext\.?)\s*[0-9]{1,6})?", re.IGNORECASE)
FEWEST_DIGITS, MOST_DIGITS = 5, 15  # the most that ITU-T E.164 allows
LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")
MOST_TAGS = 20
LONGEST_TAG = 40


def _email(value: str) -> str:
    """Lower case: who writes Ada@ and ada@ means one mailbox."""
    return validate_email(value)[1].lower() if value else ""


def _phone(value: str) -> str:
    body = re.split(r"(?i)x|ext", value, maxsplit=1)[0]
    digits = len(re.sub(r"\D", "", body))
    if value and (not PHONE.fullmatch(value) or not FEWEST_DIGITS <= digits <= MOST_DIGITS):
        raise ValueError("write 5 to 15 digits, such as +1 802 555 0134")
    return value


def _language(value: str) -> str:
    if value and not LANGUAGE.fullmatch(value):
        raise ValueError("write a language as in BCP 47, such as en or pt-BR")
    return value


def _split(value: object) -> object:
    """A form and a CSV cell write tags with commas or semicolons between them."""
    return re.split(r"[;,]", value) if isinstance(value, str) else value


def _tags(value: list[str]) -> list[str]:
    tags = sorted({tag.strip().lower() for tag in value} - {""})
    if len(tags) > MOST_TAGS or any(len(tag) > LONGEST_TAG for tag in tags):
        raise ValueError(f"at most {MOST_TAGS} tags of {LONGEST_TAG} letters")
    return tags


def _country(value: str) -> str:
    if value and not re.fullmatch(r"[A-Za-z]{2}", value):
        raise ValueError("write the two letters of ISO 3166, such as US")
    return value.upper()


Email = Annotated[str, Field(max_length=254, title="E-mail"), AfterValidator(_email)]
Phone = Annotated[
    str,
    Field(max_length=40, description="with area code; from abroad with + and the country's code"),
    AfterValidator(_phone),
]
Language = Annotated[
    str, Field(max_length=12, description="such as en or pt-BR"), AfterValidator(_language)
]
Tags = Annotated[list[str], BeforeValidator(_split), AfterValidator(_tags)]
Country = Annotated[str, Field(max_length=2), AfterValidator(_country)]
Money = Annotated[Decimal, Field(ge=0, max_digits=14, decimal_places=2)]
Latitude = Annotated[float, Field(ge=-90, le=90, allow_inf_nan=False)]
Longitude = Annotated[float, Field(ge=-180, le=180, allow_inf_nan=False)]
Percent = Annotated[int, Field(ge=0, le=100)]
CustomerId = Annotated[UUID, Refers("customers.Customer")]
LocationId = Annotated[UUID, Refers("customers.ServiceLocation")]
PlanId = Annotated[UUID, Refers("customers.Plan")]
AddOnId = Annotated[UUID, Refers("customers.AddOn")]
DiscountId = Annotated[UUID, Refers("customers.Discount")]
MaybePlanId = Annotated[UUID | None, Refers("customers.Plan")]
MaybeCustomerId = Annotated[UUID | None, Refers("customers.Customer")]
MaybeDiscountId = Annotated[UUID | None, Refers("customers.Discount")]
MaybeSectorId = Annotated[UUID | None, Refers("network.Sector")]


class Placed(Input):
    """A place on earth has both coordinates or neither."""

    latitude: Latitude | None = None
    longitude: Longitude | None = None

    @model_validator(mode="after")
    def has_both(self) -> Self:
        if (self.latitude is None) != (self.longitude is None):
            raise ValueError("give both latitude and longitude, or neither")
        return self
