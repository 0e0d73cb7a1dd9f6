"""What is written of money."""

from datetime import date
from decimal import Decimal
from typing import Self

from pydantic import Field, model_validator

from guywire.domains.customers.models import TaxClass
from guywire.kit.entity import Input

from ..models import (
    BillingAccount,
    Charge,
    DayCount,
    Direction,
    DiscountOrder,
    DocumentDate,
    FirstTerm,
    MidPeriod,
    Mode,
    Part,
    Payment,
    Rounding,
    TaxPoint,
    TaxRate,
    Timing,
    When,
)
from ..models.ledger import Account
from .banks import Bic, Iban
from .kinds import (
    Advance,
    Amount,
    BillDay,
    CustomerId,
    Days,
    MaybeCurrency,
    MaybeCustomerId,
    MaybeInvoiceId,
    MaybeServiceId,
    NotAnAmount,
    Percent,
    Quantity,
    StartDay,
    as_typed,
    in_currency,
)

__all__ = [
    "AccountInput",
    "BillingAccountInput",
    "BillingTermsInput",
    "ChargeInput",
    "CreditInput",
    "ManualPaymentInput",
    "NotAnAmount",
    "PeriodInput",
    "ReasonInput",
    "RunInput",
    "SettingsInput",
    "TaxExemptionInput",
    "TaxRateInput",
    "as_typed",
    "in_currency",
]


class SettingsInput(Input):
    """How the WISP bills. New customers begin with this calendar; who has an account keeps his."""

    mode: Mode = Mode.FIXED
    bill_day: BillDay = 1
    start_day: StartDay = 0
    timing: Timing = Timing.PREPAY
    advance_days: Advance = 0
    due_days: Days = 14
    document_date: DocumentDate = DocumentDate.BILL_DAY
    first_term: FirstTerm = Field(
        default=FirstTerm.ALONE, description="of the days before the first whole period"
    )
    day_count: DayCount = DayCount.ACTUAL
    whole_units: bool = Field(default=False, description="parts of a price are whole dollars")
    start_part: Part = Field(default=Part.DAYS, description="of the first period")
    end_part: Part = Field(default=Part.DAYS, description="of the last period")
    bridge_part: Part = Field(default=Part.DAYS, description="between two bill days")
    bridge_long: bool = Field(default=False, description="bill them with the period that follows")
    pause_part: Part = Field(default=Part.DAYS, description="while suspended or paused")
    add_on_part: Part = Part.DAYS
    upgrade: When = When.NOW
    downgrade: When = When.PERIOD_END
    price_list: When = When.PERIOD_END
    restart_terms: bool = Field(default=False, description="a plan change begins a long term anew")
    credit_changes: bool = Field(default=True, description="what a change leaves unused")
    credit_unpaid: bool = Field(default=True, description="else once it is paid")
    mid_period: MidPeriod = MidPeriod.AT_ONCE
    discount_order: DiscountOrder = DiscountOrder.FIXED_FIRST
    minimum: Amount = Field(default=Decimal(0), description="less waits for the next invoice")
    prices_include_tax: bool = False
    tax_rounding: Rounding = Rounding.LINE
    tax_direction: Direction = Direction.HALF_UP
    tax_point: TaxPoint = TaxPoint.SUPPLY
    send_zero: bool = Field(default=False, description="invoices of nothing are issued too")
    automatic_runs: bool = Field(
        default=False, description="bill every morning what is due, without a rehearsal"
    )
    legal_name: str = Field(default="", max_length=160)
    address: str = Field(default="", max_length=1_000)
    tax_number: str = Field(default="", max_length=40)
    bank_details: str = Field(default="", max_length=1_000)
    paper_fee: Amount = Field(
        default=Decimal(0), description="charged for each invoice to who wants paper"
    )
    sends_documents: bool = Field(
        default=False, description="after a billing run its documents are sent by themselves"
    )
    iban: Iban = Field(default="", title="IBAN", description="printed on invoices")
    bic: Bic = Field(default="", title="BIC")
    payment_terms: str = Field(default="", max_length=2_000)
    footer: str = Field(default="", max_length=2_000)


class BillingAccountInput(Input):
    """How a customer gets what he owes. What is empty follows the WISP's settings."""

    customer_id: CustomerId
    currency: MaybeCurrency = Field(default=None, description="empty: the WISP's")
    payer_id: MaybeCustomerId = Field(default=None, description="who gets the documents and pays")
    due_days: Days | None = None
    delivery: BillingAccount.Delivery = BillingAccount.Delivery.EMAIL
    separate_services: bool = Field(default=False, description="an invoice for each service")
    use_credit: bool = Field(default=True, description="credit pays new invoices by itself")
    address: str = Field(default="", max_length=1_000)
    tax_number: str = Field(default="", max_length=40)
    purchase_order: str = Field(default="", max_length=60)
    reverse_charge: bool = Field(
        default=False, description="the customer accounts for the tax (EU, B2B)"
    )
    on_hold: bool = Field(default=False, description="no run bills this customer")
    hold_reason: str = Field(default="", max_length=200)


class BillingTermsInput(Input):
    """Another calendar from a day on; today if none is given."""

    mode: Mode = Mode.FIXED
    bill_day: BillDay = 1
    start_day: StartDay = 0
    timing: Timing = Timing.PREPAY
    advance_days: Advance = 0
    from_on: date | None = Field(default=None, title="From", description="empty: today")


class TaxRateInput(Input):
    """A tax or surcharge, for some classes and places, from a day on."""

    code: str = Field(min_length=1, max_length=24)
    name: str = Field(min_length=1, max_length=80)
    basis: TaxRate.Basis = TaxRate.Basis.PERCENT
    percent: Percent = Decimal(0)
    flat: Amount = Field(default=Decimal(0), title="Amount", description="a unit, such as a line")
    assessable_percent: Percent = Field(
        default=Decimal(100), description="the part of the price it is taken from"
    )
    classes: list[TaxClass] = Field(default_factory=list, description="none: all")
    country: str = Field(default="", max_length=2)
    region: str = Field(default="", max_length=80)
    city: str = Field(default="", max_length=80)
    postcode: str = Field(default="", max_length=20, description="or how it begins")
    step: int = Field(default=0, ge=0, le=9, description="those of a lower step come first")
    compounds: bool = Field(default=False, description="taken from the taxes of lower steps too")
    is_surcharge: bool = Field(
        default=False, description="passed on: never rounded above what is owed"
    )
    reverses: bool = Field(default=False, description="a VAT that businesses abroad owe themselves")
    from_on: date = Field(title="From")
    to_on: date | None = Field(default=None, title="Until", description="the first day without it")

    @model_validator(mode="after")
    def has_days(self) -> Self:
        if self.to_on is not None and self.to_on <= self.from_on:
            raise ValueError("to_on must be after from_on")
        return self


class TaxExemptionInput(Input):
    """A customer does not pay a tax; every tax when no code is given."""

    customer_id: CustomerId
    code: str = Field(default="", max_length=24)
    certificate: str = Field(min_length=1, max_length=80)
    from_on: date = Field(title="From")
    to_on: date | None = Field(default=None, title="Until")

    @model_validator(mode="after")
    def has_days(self) -> Self:
        if self.to_on is not None and self.to_on <= self.from_on:
            raise ValueError("to_on must be after from_on")
        return self


class ChargeInput(Input):
    """Something to bill once."""

    customer_id: CustomerId
    service_id: MaybeServiceId = None
    kind: Charge.Kind = Charge.Kind.ONE_OFF
    description: str = Field(min_length=1, max_length=200)
    quantity: Quantity = Decimal(1)
    unit: Amount = Field(title="Price")
    tax_class: TaxClass = TaxClass.LABOUR
    bill_on: date | None = Field(default=None, description="empty: today")
    key: str = Field(default="", max_length=80, description="told twice, it is charged once")


class ManualPaymentInput(Input):
    """Money taken by hand. Without an invoice the oldest due are paid first."""

    customer_id: CustomerId
    amount: Amount
    method: Payment.Method = Payment.Method.CASH
    received_on: date | None = Field(default=None, description="empty: today")
    invoice_id: MaybeInvoiceId = Field(default=None, description="empty: the oldest due")
    reference: str = Field(default="", max_length=80)
    note: str = Field(default="", max_length=200)


class CreditInput(Input):
    """A courtesy credit."""

    amount: Amount
    reason: str = Field(min_length=1, max_length=200)


class ReasonInput(Input):
    """Why."""

    reason: str = Field(min_length=1, max_length=200)


class RunInput(Input):
    """A billing run for a day."""

    for_on: date | None = Field(default=None, title="For", description="empty: today")


class PeriodInput(Input):
    """The last day of the books to close."""

    last_day: date


class AccountInput(Input):
    """An account of the chart."""

    code: str = Field(min_length=1, max_length=20)
    name: str = Field(min_length=1, max_length=80)
    kind: Account.Kind
    is_open: bool = True
