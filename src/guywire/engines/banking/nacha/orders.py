"""What to collect or pay by ACH, before it becomes a file."""

from dataclasses import dataclass, field
from datetime import date
from enum import IntEnum, StrEnum

RETRY = "RETRY PYMT"
"""Description that marks an entry presented again after R01 or R09 (NACHA Rules §2.13.4)."""
REVERSAL = "REVERSAL"


class Sec(StrEnum):
    """Standard entry class: how the receiver agreed."""

    PPD = "PPD"
    """A consumer, in writing."""
    CCD = "CCD"
    """A company."""
    WEB = "WEB"
    """A consumer, on the internet."""


class Direction(StrEnum):
    """DEBIT takes money from the receiver, CREDIT gives it."""

    DEBIT = "debit"
    CREDIT = "credit"


class AccountKind(StrEnum):
    """What kind of account the receiver holds."""

    CHECKING = "checking"
    SAVINGS = "savings"


class ServiceClass(IntEnum):
    """Which directions a batch holds."""

    MIXED = 200
    CREDITS = 220
    DEBITS = 225


class TransactionCode(IntEnum):
    """Entry codes that are written (1 to a return or change, 3 and 8 to a prenote)."""

    CHECKING_CREDIT = 22
    CHECKING_CREDIT_PRENOTE = 23
    CHECKING_DEBIT = 27
    CHECKING_DEBIT_PRENOTE = 28
    SAVINGS_CREDIT = 32
    SAVINGS_CREDIT_PRENOTE = 33
    SAVINGS_DEBIT = 37
    SAVINGS_DEBIT_PRENOTE = 38


@dataclass(frozen=True, slots=True)
class AchEntry:
    """One entry: whom, which account, how much.

    `id` comes back in returns and is the receiver's number in our books (15 characters). A prenote
    has no amount: it asks the receiver's bank whether the account is there. `is_recurring` is asked
    of WEB debits only.
    """

    id: str
    name: str
    routing: str
    account: str
    amount_minor: int
    direction: Direction = Direction.DEBIT
    account_kind: AccountKind = AccountKind.CHECKING
    is_prenote: bool = False
    is_recurring: bool = True
    text: str = ""
    """Payment information of up to 80 characters, in an addenda record."""


@dataclass(frozen=True, slots=True)
class AchBatch:
    """Entries of one class that settle on one day under one description.

    The description is what receivers see on their statements (10 characters). A batch that presents
    entries again (`is_retry`) carries RETRY PYMT instead, and only such entries.
    """

    sec: Sec
    effective_on: date
    entries: tuple[AchEntry, ...]
    description: str = ""
    is_retry: bool = False
    is_reversal: bool = False
    descriptive_date: str = ""
    company_discretionary: str = ""

    @property
    def marked(self) -> str:
        """The description as it is written."""
        if self.is_retry:
            return RETRY
        return REVERSAL if self.is_reversal else self.description


@dataclass(frozen=True, slots=True)
class OffsetAccount:
    """Account of our own that a balanced file books against; only where the bank asks for it."""

    routing: str
    account: str
    account_kind: AccountKind = AccountKind.CHECKING


@dataclass(frozen=True, slots=True)
class AchOriginator:
    """What our bank agreed with us: it says all of these when it sets an originator up."""

    immediate_destination: str
    """Routing number of the bank or operator that gets the file."""
    immediate_destination_name: str
    immediate_origin: str
    """Ten characters, often 1 and the EIN; a routing number has nine."""
    immediate_origin_name: str
    company_name: str
    company_id: str
    """Ten characters, often 1 and the EIN. Entries presented again must carry the same."""
    odfi_routing: str
    offset: OffsetAccount | None = None


@dataclass(frozen=True, slots=True)
class WrittenEntry:
    """Where an entry of the order went: its trace number comes back in returns and changes."""

    id: str
    trace: str
    batch_number: int


@dataclass(frozen=True, slots=True)
class AchFile:
    """A file for the bank and what is in it."""

    content: bytes
    entries: tuple[WrittenEntry, ...]
    debit_minor: int
    credit_minor: int
    next_trace: int
    """First sequence number for the next file of the day: trace numbers must not repeat."""
    batch_numbers: tuple[int, ...] = field(default=())
