"""What is compared when two rows may mean the same: names, addresses, phone numbers."""

import re
from dataclasses import dataclass

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumberFormat, ValidationResult

from guywire.domains.tenants.queries import this_tenant

LONGEST_KEY = 460


def name_key(name: str) -> str:
    """Letters and digits only, in the order of the alphabet: "Doe, Jane" equals "jane doe"."""
    return " ".join(sorted(re.findall(r"\w+", name.casefold())))


def address_key(street: str, unit: str, city: str, region: str, postcode: str) -> str:
    """An address without case, spaces and punctuation: "12 Main St." equals "12  main st"."""
    parts = (street, unit, city, region, postcode)
    return "|".join(" ".join(re.findall(r"\w+", part.casefold())) for part in parts)[:LONGEST_KEY]


@dataclass(frozen=True, slots=True)
class Phone:
    """A number in its notations; ``key`` is the same however it was written."""

    text: str = ""  # as people read it: "+44 20 7946 0958"
    key: str = ""  # the digits of ITU-T E.164: "442079460958"
    at_home: str = ""  # as it is dialled in its own country: "02079460958"


def phone_of(written: str) -> Phone | None:
    """The number, read as a call from the tenant's country; None when nobody could dial it."""
    if not written:
        return Phone()
    try:
        number = phonenumbers.parse(written, None if written.startswith("+") else home_region())
    except NumberParseException:
        return None
    if phonenumbers.is_possible_number_with_reason(number) != ValidationResult.IS_POSSIBLE:
        return None  # too short, too long, or without its area code
    national = phonenumbers.national_significant_number(number)
    bare = phonenumbers.parse(f"+{number.country_code}{national}", None)
    return Phone(
        phonenumbers.format_number(number, PhoneNumberFormat.INTERNATIONAL),
        f"{number.country_code}{national}",
        re.sub(r"\D", "", phonenumbers.format_number(bare, PhoneNumberFormat.NATIONAL)),
    )


def home_region() -> str | None:
    """The country whose numbers are written without a country code: that of the locale."""
    _, _, region = this_tenant().locale.partition("-")
    return region.upper() or None
