"""What people and programs write of leads, customers, places, the catalogue and services."""

import re
from datetime import date
from decimal import Decimal
from typing import Annotated, Self
from uuid import UUID

from pydantic import AfterValidator, BeforeValidator, Field, model_validator, validate_email

from guywire.kit.entity import Input, Refers

from .models import Contact, Discount, Kind, SuspendReason, TaxClass, Technology

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


class Named(Input):
    """A person needs a first or last name, a company its name."""

    kind: Kind = Kind.PERSON
    first_name: str = Field(default="", max_length=80)
    last_name: str = Field(default="", max_length=80)
    company_name: str = Field(default="", max_length=160)

    @model_validator(mode="after")
    def has_name(self) -> Self:
        if self.kind == Kind.COMPANY and not self.company_name:
            raise ValueError("a company needs its company name")
        if self.kind == Kind.PERSON and not (self.first_name or self.last_name):
            raise ValueError("a person needs a first or a last name")
        return self


class Placed(Input):
    """A place on earth has both coordinates or neither."""

    latitude: Latitude | None = None
    longitude: Longitude | None = None

    @model_validator(mode="after")
    def has_both(self) -> Self:
        if (self.latitude is None) != (self.longitude is None):
            raise ValueError("give both latitude and longitude, or neither")
        return self


class Prospect(Named):
    """Who may want service, how they came, and their address."""

    email: Email = ""
    phone: Phone = ""
    source: str = Field(default="", max_length=60)
    campaign: str = Field(default="", max_length=80)
    street: str = Field(default="", max_length=160)
    unit: str = Field(default="", max_length=40)
    city: str = Field(default="", max_length=80)
    region: str = Field(default="", max_length=80)
    postcode: str = Field(default="", max_length=20)
    country: Country = ""


class LeadInput(Placed, Prospect):
    """Somebody who may want service; the position stands behind the address in forms."""

    wanted_plan_id: UUID | None = None
    notes: str = Field(default="", max_length=10_000)


class ReasonInput(Input):
    """Why; kept with the row."""

    reason: str = Field(min_length=1, max_length=200)


class ConvertInput(Input):
    """How a lead becomes a customer: whose account, and which plan is quoted, if any."""

    customer_id: MaybeCustomerId = Field(
        default=None,
        title="Customer there is already",
        description="empty: a new customer is made",
    )
    plan_id: MaybePlanId = Field(
        default=None, description="a service is quoted for it; empty: the plan the lead wants"
    )


class CustomerInput(Named):
    """A customer with its main e-mail address and phone; contacts hold the others.

    Without a number it gets the next one; customers that are brought along keep theirs.
    """

    number: str = Field(
        default="",
        max_length=40,
        description="of customers brought along; empty: the next one",
    )
    email: Email = ""
    phone: Phone = ""
    language: Language = ""
    tags: Tags = Field(default_factory=list)
    source: str = Field(default="", max_length=60)
    campaign: str = Field(default="", max_length=80)
    referred_by_id: UUID | None = None


class MergeInput(Input):
    """The customer that stays."""

    into_id: CustomerId = Field(title="Customer that stays")


class ContactInput(Input):
    """A way to reach a customer; the preferred one is tried first.

    Without a channel it is the first for which there is an address.
    """

    customer_id: CustomerId
    kind: Contact.Kind = Contact.Kind.OWNER
    name: str = Field(default="", max_length=160)
    email: Email = ""
    phone: Phone = ""
    address: str = Field(default="", max_length=2_000)
    channel: Contact.Channel | None = Field(
        default=None, description="how to reach them; empty: the first that works"
    )
    preferred: bool = Field(default=False, description="tried first; one contact of a customer")

    @model_validator(mode="after")
    def reaches(self) -> Self:
        if not (self.email or self.phone or self.name):
            raise ValueError("give a name, an e-mail address or a phone number")
        if self.channel is not None and not self.means[self.channel]:
            raise ValueError(f"there is nothing to reach them by {self.channel.label}; fill it in")
        return self

    @property
    def means(self) -> dict[Contact.Channel, str]:
        """What each channel needs, in the order in which they are chosen."""
        return {
            Contact.Channel.EMAIL: self.email,
            Contact.Channel.PHONE: self.phone,
            Contact.Channel.SMS: self.phone,
            Contact.Channel.LETTER: self.address,
        }

    @property
    def way(self) -> Contact.Channel:
        """The channel given, or the first that works; by phone when only the name is known."""
        first = (channel for channel, address in self.means.items() if address)
        return self.channel or next(first, Contact.Channel.PHONE)


class NoteInput(Input):
    """What is to be remembered of a customer."""

    customer_id: CustomerId
    text: str = Field(min_length=1, max_length=10_000)
    pinned: bool = False


class LocationInput(Placed):
    """A unit that can be served. An empty gate code keeps the one that is stored."""

    street: str = Field(min_length=1, max_length=160)
    unit: str = Field(default="", max_length=40)
    city: str = Field(default="", max_length=80)
    region: str = Field(default="", max_length=80)
    postcode: str = Field(default="", max_length=20)
    country: Country = ""
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


class Availability(Input):
    """The days ``[from, to)`` on which something is on offer."""

    available_from: date | None = None
    available_to: date | None = Field(
        default=None, description="the first day on which it is no longer sold"
    )

    @model_validator(mode="after")
    def has_days(self) -> Self:
        if self.available_from and self.available_to and self.available_to <= self.available_from:
            raise ValueError("available_to must be after available_from")
        return self


class PlanTermsInput(Input):
    """What a plan promises and costs; speeds in Mbit/s."""

    down_mbps: int = Field(ge=1, le=1_000_000)
    up_mbps: int = Field(ge=1, le=1_000_000)
    data_cap_gb: int | None = Field(default=None, ge=1, le=10_000_000)
    price: Money
    setup_fee: Money = Decimal("0.00")
    cycle_months: int = Field(default=1, ge=1, le=60)
    contract_months: int = Field(default=0, ge=0, le=120)


class PlanInput(PlanTermsInput, Availability):
    """A plan. Changed terms make a new version from today; what was agreed stays.

    ``areas``: tags of the sites whose sectors may carry it; none: everywhere.
    """

    name: str = Field(min_length=1, max_length=80)
    code: str = Field(min_length=1, max_length=40)
    technology: Technology = Technology.ANY
    description: str = Field(default="", max_length=5_000)
    tax_class: TaxClass = TaxClass.INTERNET
    visible: bool = True
    areas: Tags = Field(
        default_factory=list,
        description="tags of the sites that may offer it, comma between; empty: everywhere",
    )


class PlanVersionInput(PlanTermsInput):
    """New terms of a plan from a day on; today if none is given."""

    effective_from: date | None = Field(
        default=None, title="From", description="today or later; empty: today"
    )


class AddOnInput(Availability):
    """An add-on, charged each cycle of the service."""

    name: str = Field(min_length=1, max_length=80)
    code: str = Field(min_length=1, max_length=40)
    description: str = Field(default="", max_length=5_000)
    tax_class: TaxClass = TaxClass.INTERNET
    price: Money
    visible: bool = True


class DiscountInput(Availability):
    """A discount: a percentage or a fixed amount each cycle, for some months or for good.

    One that does not combine is never given together with another.
    """

    name: str = Field(min_length=1, max_length=80)
    code: str = Field(min_length=1, max_length=40)
    kind: Discount.Kind = Discount.Kind.PERCENT
    percent: Decimal = Field(default=Decimal(0), ge=0, le=100, max_digits=5, decimal_places=2)
    amount: Money = Decimal("0.00")
    months: int | None = Field(
        default=None, ge=1, le=120, description="empty: as long as the service runs"
    )
    combines: bool = Field(
        default=True, title="May be combined", description="given together with other discounts"
    )

    @model_validator(mode="after")
    def is_of_one_kind(self) -> Self:
        given, other = self.percent, self.amount
        if self.kind == Discount.Kind.FIXED:
            given, other = other, given
        if given <= 0 or other != 0:
            raise ValueError("a percent discount has a percentage only, a fixed one an amount only")
        return self


class ServiceInput(Input):
    """A service as it is quoted. ``price`` overrides the plan's for this service alone."""

    customer_id: CustomerId
    location_id: LocationId
    plan_id: PlanId
    sector_id: MaybeSectorId = None
    price: Money | None = Field(
        default=None, description="for this customer alone; empty: the plan's price of that day"
    )
    discount_id: MaybeDiscountId = None
    quoted_on: date | None = Field(default=None, description="empty: today")
    notes: str = Field(default="", max_length=10_000)


class EffectiveInput(Input):
    """The first day on which it holds, in the tenant's zone: past, today (default) or future."""

    on: date | None = Field(
        default=None, title="From", description="the first day it holds; empty: today"
    )


class ScheduleInput(EffectiveInput):
    """The day the installation is planned for."""

    scheduled_for: date = Field(title="Installation on")


class SuspendInput(EffectiveInput):
    """Access goes off. Charging goes on unless another percentage is given (B-DUN-9)."""

    reason: SuspendReason
    charging_percent: Percent | None = Field(
        default=None,
        title="Charged meanwhile",
        description="of the price; empty: all of it, though access is off",
    )


class PauseInput(EffectiveInput):
    """A holiday of the service: no access, and no or reduced charges; until a day if known."""

    until: date | None = Field(
        default=None, description="the day it resumes by itself; empty: when somebody resumes it"
    )
    charging_percent: Percent = Field(
        default=0, title="Charged meanwhile", description="of the price; 0: nothing"
    )
    reason: str = Field(default="", max_length=200)


class EndInput(EffectiveInput):
    """The first day without the service, and why."""

    reason: str = Field(default="", max_length=200)


class ChangePlanInput(EffectiveInput):
    """Another plan, at its price on that day unless another price is agreed."""

    plan_id: PlanId
    price: Money | None = Field(
        default=None, description="for this customer alone; empty: the plan's price of that day"
    )


class MoveInput(EffectiveInput):
    """The service moves to another location, and perhaps another sector."""

    location_id: LocationId
    sector_id: MaybeSectorId = None


class TransferInput(EffectiveInput):
    """The service goes on for another customer."""

    customer_id: CustomerId


class SectorInput(EffectiveInput):
    """The sector that serves from that day on; none when it is not known."""

    sector_id: MaybeSectorId = None


class AddAddOnInput(EffectiveInput):
    """An add-on for a service."""

    add_on_id: AddOnId
    quantity: int = Field(default=1, ge=1, le=1000)


class RemoveAddOnInput(EffectiveInput):
    """The add-on that goes."""

    add_on_id: AddOnId


class DiscountServiceInput(EffectiveInput):
    """A discount for a service."""

    discount_id: DiscountId
