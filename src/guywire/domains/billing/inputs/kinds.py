"""Kinds of fields that several write shapes have."""

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Annotated, Any
from uuid import UUID

from pydantic import AfterValidator, Field

from guywire.engines.money import Money, MoneyError
from guywire.kit.entity import Refers
from guywire.kit.errors import DomainError


class NotAnAmount(DomainError):
    """More decimals than the currency has."""

    code = "not_an_amount"


def _currency(value: str) -> str:
    if not re.fullmatch(r"[A-Za-z]{3}", value):
        raise ValueError("write the three letters of ISO 4217, such as USD")
    return value.upper()


Currency = Annotated[str, Field(max_length=3), AfterValidator(_currency)]
MaybeCurrency = Currency | None
Amount = Annotated[Decimal, Field(ge=0, max_digits=14, decimal_places=3)]
"""An amount in major units; how many decimals it may have, its currency says."""
Quantity = Annotated[Decimal, Field(gt=0, max_digits=14, decimal_places=6)]
Percent = Annotated[Decimal, Field(ge=0, le=1_000, max_digits=9, decimal_places=6)]
BillDay = Annotated[int, Field(ge=1, le=31, description="1 to 31; in a shorter month its last day")]
StartDay = Annotated[
    int,
    Field(
        ge=0,
        le=31,
        title="Periods begin on day",
        description="0: the bill day; bigger than it: the same month; smaller or equal: the next",
    ),
]
Advance = Annotated[
    int,
    Field(
        ge=-60, le=60, title="Days in advance", description="that the bill is made before its day"
    ),
]
Days = Annotated[int, Field(ge=0, le=365)]
CustomerId = Annotated[UUID, Refers("customers.Customer")]
MaybeCustomerId = Annotated[UUID | None, Refers("customers.Customer")]
MaybeServiceId = Annotated[UUID | None, Refers("customers.Service")]
InvoiceId = Annotated[UUID, Refers("billing.Invoice")]
MaybeInvoiceId = Annotated[UUID | None, Refers("billing.Invoice")]


def in_currency(amount: Decimal, currency: str, *, field: str) -> Money:
    """The typed amount as money; NotAnAmount when the currency has fewer decimals."""
    try:
        return Money.parse(f"{amount.normalize():f}", currency)
    except MoneyError as error:
        raise NotAnAmount(str(error), field=field) from error


def as_typed(row: Any, fields: Mapping[str, str]) -> dict[str, Decimal]:
    """Amount columns of a row as a form shows them: input name by column."""
    return {
        name: Money(getattr(row, column), row.currency).decimal for name, column in fields.items()
    }
