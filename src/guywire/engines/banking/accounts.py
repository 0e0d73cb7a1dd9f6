"""Checks of account and bank numbers, offline: ABA routing number, IBAN, BIC, creditor identifier.

Each returns the number in its plain form (no spaces, capitals) or raises AccountInvalid. They prove
the form and the check digits, not that the account exists.
"""

import re
from collections.abc import Callable, Iterator

from stdnum import bic as stdnum_bic
from stdnum import iban as stdnum_iban
from stdnum.exceptions import (
    InvalidChecksum,
    InvalidComponent,
    InvalidFormat,
    InvalidLength,
    ValidationError,
)
from stdnum.iso7064 import mod_97_10
from stdnum.us import rtn

from guywire.engines.banking.errors import AccountInvalid

GAPS = re.compile(r"[\s\-.]+")
CREDITOR_ID = re.compile(r"[A-Z]{2}[0-9]{2}[A-Z0-9]{3}[A-Z0-9]{1,28}", re.ASCII)
ACH_ACCOUNT = re.compile(r"[0-9A-Za-z-]{1,17}", re.ASCII)
ABA_PREFIXES = frozenset([*range(0, 13), *range(21, 33), *range(61, 73), 80])
"""First two digits that the ABA issues: Federal Reserve districts, thrifts, electronic, cheques."""

REASONS: dict[type[ValidationError], str] = {
    InvalidLength: "has the wrong length",
    InvalidFormat: "has a character or a form that it cannot have",
    InvalidComponent: "names a country or part that there is not",
    InvalidChecksum: "has wrong check digits: one or more characters are mistyped",
}


def routing_number(text: str) -> str:
    """An ABA routing number of nine digits (ABA Routing Number Policy: prefix and 3-7-1 sum)."""
    number = _checked("routing number", text, rtn.validate)
    if int(number[:2]) not in ABA_PREFIXES:
        raise AccountInvalid("routing number", number, f"cannot begin with {number[:2]}")
    return number


def ach_account(text: str) -> str:
    """An account number as ACH takes it: up to 17 letters, digits and hyphens, no spaces."""
    number = text.replace(" ", "")
    if ACH_ACCOUNT.fullmatch(number) is None:
        raise AccountInvalid(
            "account number", text, "is not 1 to 17 letters, digits and hyphens, as ACH asks"
        )
    return number


def iban(text: str) -> str:
    """An IBAN (ISO 13616): length and form of its country, and check digits."""
    return _checked("IBAN", text, stdnum_iban.validate)


def bic(text: str) -> str:
    """A BIC of 8 or 11 characters (ISO 9362)."""
    return _checked("BIC", text, stdnum_bic.validate)


def creditor_id(text: str) -> str:
    """A SEPA creditor identifier (EPC262-08): check digits without the business code."""
    number = GAPS.sub("", text).upper()
    if CREDITOR_ID.fullmatch(number) is None:
        raise AccountInvalid("creditor identifier", text, REASONS[InvalidFormat])
    if not mod_97_10.is_valid(number[7:] + number[:4]):
        raise AccountInvalid("creditor identifier", number, REASONS[InvalidChecksum])
    return number


def refusals(check: Callable[[str], str], number: str) -> Iterator[str]:
    """Why a number is refused by one of these checks; nothing if it is not."""
    try:
        check(number)
    except AccountInvalid as error:
        yield str(error)


def _checked(what: str, text: str, validate: Callable[[str], str]) -> str:
    compact = GAPS.sub("", text).upper()
    try:
        return validate(compact)
    except ValidationError as error:
        reason = REASONS.get(type(error), "is not valid")
        raise AccountInvalid(what, text, reason) from error
