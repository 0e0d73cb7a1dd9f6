"""What is open, and what a line was found to pay."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from guywire.engines.banking.statements.line import StatementLine


class Certainty(StrEnum):
    """EXACT may be booked by itself; a PROPOSAL waits for a person; NONE is all by hand."""

    EXACT = "exact"
    PROPOSAL = "proposal"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class OpenItem:
    """A document that waits for money, and by what its payer may name it."""

    id: str
    customer_id: str
    document_number: str
    amount_minor: int
    """What is still open."""
    currency: str
    due_on: date
    customer_number: str = ""
    customer_name: str = ""
    references: tuple[str, ...] = ()
    """Structured references printed on it (RF, QR)."""
    accounts: tuple[str, ...] = ()
    """Accounts that this customer paid from before."""


@dataclass(frozen=True, slots=True)
class Match:
    """A line and the items it pays, of one customer, in the order in which to fill them.

    `why` says it in words; `score` orders the proposals of a line (100: exact).
    `difference_minor` is what the line has more (or less, below zero) than the items are open.
    """

    line: StatementLine
    items: tuple[OpenItem, ...]
    certainty: Certainty
    why: str
    score: int = 0

    @property
    def customer_id(self) -> str | None:
        """Whose money it is, None if nobody's."""
        return self.items[0].customer_id if self.items else None

    @property
    def difference_minor(self) -> int:
        """Overpaid above zero, underpaid below."""
        return self.line.amount_minor - sum(item.amount_minor for item in self.items)
