"""The domain as the API shows it: a contract, so written by hand.

Amounts are decimal texts in major units, "49.90", with their currency beside them.
"""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any
from uuid import UUID

from pydantic import BaseModel, BeforeValidator, ConfigDict

from guywire.engines.money import Money


def _decimal(value: Any) -> Any:
    return value.decimal if isinstance(value, Money) else value


def _rows(value: Any) -> Any:
    return list(value.all()) if hasattr(value, "all") else value


Amount = Annotated[Decimal, BeforeValidator(_decimal)]


class Output(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    id: UUID


class TaxOutput(BaseModel):
    """A tax of a line: what it was taken from, and what it is."""

    model_config = ConfigDict(from_attributes=True)

    rate_id: UUID
    base: Amount
    amount: Amount


class LineOutput(Output):
    """A line for the days ``[from_on, to_on)``; amounts are before tax."""

    position: int
    source_kind: str
    source_id: UUID
    service_id: UUID | None
    description: str
    from_on: date | None
    to_on: date | None
    quantity: Decimal
    unit: Amount
    amount: Amount
    tax_class: str
    credits_line_id: UUID | None
    taxes: Annotated[list[TaxOutput], BeforeValidator(_rows)]


class InvoiceOutput(Output):
    """An invoice, credit note or proforma; ``balance`` is what is owed, or left of a credit."""

    kind: str
    number: str
    state: str
    customer_id: UUID
    currency: str
    issued_on: date | None
    due_on: date | None
    net: Amount
    tax: Amount
    total: Amount
    balance: Amount
    includes_tax: bool
    credits_id: UUID | None
    is_courtesy: bool
    run_id: UUID | None
    note: str
    reason: str
    created_at: datetime
    settled_on: date | None
    sent_at: datetime | None
    lines: Annotated[list[LineOutput], BeforeValidator(_rows)]


class PaymentOutput(Output):
    """A payment; ``unapplied`` is what of it settles nothing yet."""

    number: str
    customer_id: UUID
    method: str
    state: str
    currency: str
    amount: Amount
    unapplied: Amount
    refunded: Amount
    received_on: date
    reference: str
    note: str
    reason: str
    created_at: datetime


class ChargeOutput(Output):
    customer_id: UUID
    service_id: UUID | None
    kind: str
    description: str
    quantity: Decimal
    unit: Amount
    amount: Amount
    currency: str
    tax_class: str
    bill_on: date
    key: str
    state: str
    reason: str
    created_at: datetime


class TaxRateOutput(Output):
    """A tax for the days ``[from_on, to_on)``; ``flat`` is an amount of the tenant's currency."""

    code: str
    name: str
    basis: str
    percent: Decimal
    flat: Amount
    currency: str
    assessable_percent: Decimal
    classes: list[str]
    country: str
    region: str
    city: str
    postcode: str
    step: int
    compounds: bool
    is_surcharge: bool
    from_on: date
    to_on: date | None
    created_at: datetime
    updated_at: datetime


class TaxExemptionOutput(Output):
    customer_id: UUID
    code: str
    certificate: str
    from_on: date
    to_on: date | None
    created_at: datetime


class AccountOutput(Output):
    """An account of the chart; ``role`` says what Guywire posts to it, empty for the WISP's own."""

    code: str
    name: str
    kind: str
    role: str
    is_open: bool
    created_at: datetime


class PostingOutput(Output):
    """One side of an entry: above zero a debit, below a credit."""

    account_id: UUID
    customer_id: UUID | None
    amount: Amount
    currency: str


class JournalOutput(Output):
    """An entry of the ledger; ``kind`` and ``source_id`` name its cause."""

    kind: str
    source_id: UUID
    posted_on: date
    memo: str
    created_at: datetime
    postings: Annotated[list[PostingOutput], BeforeValidator(_rows)]


class LedgerPeriodOutput(Output):
    from_on: date
    to_on: date
    state: str
    closed_at: datetime | None
    closed_by: str


class BillingAccountOutput(Output):
    customer_id: UUID
    payer_id: UUID | None
    currency: str
    due_days: int | None
    delivery: str
    separate_services: bool
    use_credit: bool
    address: str
    tax_number: str
    purchase_order: str
    reverse_charge: bool
    on_hold: bool
    hold_reason: str
    created_at: datetime
    updated_at: datetime
