"""What is written of documents by hand."""

from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Self

from pydantic import Field, model_validator

from guywire.domains.customers.models import TaxClass
from guywire.kit.entity import Input

from .kinds import Amount, CustomerId, MaybeServiceId, Quantity

MOST_LINES = 200


class DraftKind(StrEnum):
    """What can be written by hand; a credit note comes of what it credits."""

    INVOICE = "invoice"
    PROFORMA = "proforma"
    QUOTE = "quote"


class DraftLineInput(Input):
    """A line; its days are ``[from_on, to_on)``."""

    description: str = Field(min_length=1, max_length=300)
    quantity: Quantity = Decimal(1)
    unit: Amount = Field(title="Price")
    tax_class: TaxClass = TaxClass.LABOUR
    service_id: MaybeServiceId = Field(default=None, description="taxes are those of its place")
    from_on: date | None = Field(default=None, title="From")
    to_on: date | None = Field(default=None, title="Until", description="the first day without it")

    @model_validator(mode="after")
    def has_days(self) -> Self:
        if (self.from_on is None) != (self.to_on is None):
            raise ValueError("write both days of a line, or none")
        if self.from_on and self.to_on and self.to_on <= self.from_on:
            raise ValueError("to_on must be after from_on")
        return self


class DraftInput(Input):
    """An invoice, proforma or quote written by hand. Taxes come by the WISP's rates."""

    customer_id: CustomerId
    kind: DraftKind = DraftKind.INVOICE
    due_on: date | None = Field(
        default=None, title="Due", description="of a quote, until when it is valid"
    )
    note: str = Field(default="", max_length=2_000)
    lines: list[DraftLineInput] = Field(min_length=1, max_length=MOST_LINES)
