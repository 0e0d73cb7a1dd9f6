"""What is written of leads, customers, contacts and notes."""

from typing import Self
from uuid import UUID

from pydantic import Field, model_validator

from guywire.kit.entity import Input

from ..models import Contact, Kind
from .kinds import (
    Country,
    CustomerId,
    Email,
    Language,
    MaybeCustomerId,
    MaybePlanId,
    Phone,
    Placed,
    Tags,
)


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
