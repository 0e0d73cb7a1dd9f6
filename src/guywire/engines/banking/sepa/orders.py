"""What to collect by SEPA direct debit, before it becomes a file."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Scheme(StrEnum):
    """Between whom: CORE for everybody, B2B for companies whose bank has confirmed the mandate."""

    CORE = "CORE"
    B2B = "B2B"


class Sequence(StrEnum):
    """Where a collection stands in its mandate's life."""

    FIRST = "FRST"
    RECURRING = "RCUR"
    ONE_OFF = "OOFF"
    FINAL = "FNAL"


@dataclass(frozen=True, slots=True)
class Address:
    """Where a debtor lives; unstructured lines are no longer taken (EPC, from November 2026)."""

    town: str
    country_code: str
    street: str = ""
    building: str = ""
    postcode: str = ""


@dataclass(frozen=True, slots=True)
class Creditor:
    """Who collects, and the account that gets the money."""

    name: str
    creditor_id: str
    iban: str
    bic: str = ""


@dataclass(frozen=True, slots=True)
class Amendment:
    """What changed in a mandate since its last collection; empty: that did not change."""

    former_mandate_id: str = ""
    former_creditor_id: str = ""
    former_creditor_name: str = ""
    former_debtor_iban: str = ""
    has_another_bank: bool = False
    """The debtor's account went to another bank, whose account number is not told (SMNDA)."""


@dataclass(frozen=True, slots=True)
class Mandate:
    """The debtor's signed permission.

    It lapses 36 months after its last collection (EPC016-06, SEPA Core Direct Debit Rulebook §4.1).
    """

    id: str
    signed_on: date
    debtor_name: str
    debtor_iban: str
    debtor_bic: str = ""
    """Asked for accounts outside the European Economic Area only, together with the address."""
    debtor_address: Address | None = None
    last_collected_on: date | None = None
    amendment: Amendment | None = None


@dataclass(frozen=True, slots=True)
class Collection:
    """One debit: its id comes back in every report. A text or an RF reference, not both."""

    end_to_end_id: str
    mandate: Mandate
    amount_minor: int
    """In cents: SEPA collects euros only."""
    text: str = ""
    reference: str = ""


@dataclass(frozen=True, slots=True)
class DebitGroup:
    """Collections of one scheme and sequence that are due on one day."""

    scheme: Scheme
    sequence: Sequence
    due_on: date
    collections: tuple[Collection, ...]
    is_booked_as_one: bool = True
    """One credit for all on our statement, instead of one each."""


@dataclass(frozen=True, slots=True)
class SepaFile:
    """A file for the bank and what is in it; `group_ids` in the order of the groups."""

    content: bytes
    group_ids: tuple[str, ...]
    count: int
    total_minor: int
