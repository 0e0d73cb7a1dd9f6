"""What people at the desk write: corrections by line, what settles what, entries of the ledger."""

from datetime import date
from decimal import Decimal
from typing import Annotated, Self
from uuid import UUID

from pydantic import Field, model_validator

from guywire.kit.entity import Input, Refers

from .kinds import Amount, InvoiceId, MaybeCustomerId, Percent

AccountId = Annotated[UUID, Refers("billing.Account")]
MOST_LEGS = 60


class CreditLineInput(Input):
    """So much of a line, before tax."""

    line_id: UUID
    amount: Amount


class CreditNoteInput(Input):
    """A credit note for lines of an invoice; without lines, for all that is left of it."""

    reason: str = Field(min_length=1, max_length=200)
    lines: list[CreditLineInput] = Field(default_factory=list, max_length=1_000)


class ApplyInput(Input):
    """Settle an invoice; as much as fits when no amount is given."""

    invoice_id: InvoiceId
    amount: Amount | None = Field(default=None, description="empty: as much as fits")


class TakeOffInput(Input):
    """What was settled of an invoice is open again."""

    invoice_id: InvoiceId
    reason: str = Field(min_length=1, max_length=80)


class LegInput(Input):
    """One side of an entry: a debit or a credit."""

    account_id: AccountId
    debit: Amount = Decimal(0)
    credit: Amount = Decimal(0)
    customer_id: MaybeCustomerId = None

    @model_validator(mode="after")
    def is_one_side(self) -> Self:
        if bool(self.debit) == bool(self.credit):
            raise ValueError("write a debit or a credit, one of them")
        return self


class JournalInput(Input):
    """An entry by hand: what is debited is what is credited."""

    posted_on: date | None = Field(default=None, title="On", description="empty: today")
    memo: str = Field(min_length=1, max_length=200, description="why")
    legs: list[LegInput] = Field(min_length=2, max_length=MOST_LEGS)


class NewRateInput(Input):
    """What a tax is from a day on; the one before ends with it."""

    from_on: date = Field(title="From")
    percent: Percent = Decimal(0)
    flat: Amount = Field(default=Decimal(0), title="Amount")
