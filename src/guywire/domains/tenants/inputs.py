"""What people write of tenants and people."""

import re
from datetime import datetime
from typing import Annotated, Literal
from zoneinfo import available_timezones

from babel import Locale
from babel.core import UnknownLocaleError
from babel.numbers import list_currencies
from pydantic import AfterValidator, EmailStr, Field

from guywire.kit.entity import Input

from .models import Person, Role, Tenant

SLUG = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?")
RESERVED_SLUGS = frozenset({"admin", "api", "www", "static", "accounts", "platform", "guywire"})


def _slug(value: str) -> str:
    if not SLUG.fullmatch(value):
        raise ValueError("use 1 to 40 small letters, digits and dashes, no dash at the ends")
    if value in RESERVED_SLUGS:
        raise ValueError("this name is reserved")
    return value


def _time_zone(value: str) -> str:
    if value not in available_timezones():
        raise ValueError("not an IANA time zone such as America/Denver")
    return value


def _currency(value: str) -> str:
    if value not in list_currencies():
        raise ValueError("not an ISO 4217 currency code such as USD")
    return value


def _locale(value: str) -> str:
    try:
        Locale.parse(value, sep="-")
    except (UnknownLocaleError, ValueError):
        raise ValueError("not a locale such as en-US") from None
    return value


def _accent(value: str) -> str:
    if value and not re.fullmatch(r"#[0-9a-fA-F]{6}", value):
        raise ValueError("write a colour as #rrggbb")
    return value


Slug = Annotated[str, AfterValidator(_slug)]
TimeZone = Annotated[str, AfterValidator(_time_zone)]
Currency = Annotated[str, AfterValidator(_currency)]
LocaleCode = Annotated[str, AfterValidator(_locale)]
Accent = Annotated[str, AfterValidator(_accent)]


class TenantInput(Input):
    """A tenant as it is founded."""

    name: str = Field(min_length=1, max_length=120)
    slug: Slug
    time_zone: TimeZone = "UTC"
    currency: Currency = "USD"
    locale: LocaleCode = "en-US"
    units: Tenant.Units = Tenant.Units.METRIC


class TenantSettingsInput(Input):
    """What an owner changes of the tenant later; the currency is fixed once money exists."""

    name: str = Field(min_length=1, max_length=120)
    time_zone: TimeZone
    currency: Currency
    locale: LocaleCode
    units: Tenant.Units
    accent: Accent = ""
    support_email: EmailStr | Literal[""] = ""
    support_phone: str = Field(default="", max_length=40)


class LimitsInput(Input):
    """How much a tenant may hold; nothing given, no limit."""

    members: int | None = Field(default=None, ge=1, le=1_000_000)
    customers: int | None = Field(default=None, ge=0, le=100_000_000)
    sites: int | None = Field(default=None, ge=0, le=1_000_000)
    coverage_mb: int | None = Field(
        default=None,
        ge=0,
        le=100_000_000,
        title="Coverage studies (MB)",
        description="Disk space for the maps of coverage studies. Empty: 10,000 MB.",
    )


class ReasonInput(Input):
    reason: str = Field(min_length=5, max_length=200)


class VisitInput(Input):
    """Why the operator enters a tenant."""

    reason: str = Field(min_length=5, max_length=300)


class RemovalInput(Input):
    """Deleting a tenant: why, and its address written out."""

    reason: str = Field(default="", max_length=200)
    confirm_slug: str = Field(max_length=40)


class ProfileInput(Input):
    """What a person says of themselves."""

    name: str = Field(default="", max_length=120)
    theme: Person.Theme = Person.Theme.AUTO
    locale: LocaleCode | Literal[""] = ""


class OwnedTenantInput(TenantInput):
    """A tenant as the operator founds it."""

    owner_email: EmailStr


class RoleInput(Input):
    role: Role


class InvitationInput(Input):
    email: EmailStr
    role: Role


class ApiKeyInput(Input):
    name: str = Field(min_length=1, max_length=80)
    codes: list[str] = Field(min_length=1)
    expires_at: datetime | None = None
