"""What is written of plans, add-ons and discounts."""

from datetime import date
from decimal import Decimal
from typing import Self

from pydantic import Field, ValidationInfo, field_validator, model_validator

from guywire.kit.entity import Input

from ..models import Discount, TaxClass, Technology
from ..models.catalogue import LONGEST_CYCLE, CycleUnit
from .kinds import Money, Tags


class Named(Input):
    """What is sold has a name for people and a code for files."""

    name: str = Field(min_length=1, max_length=80)
    code: str = Field(min_length=1, max_length=40)


class Availability(Input):
    """The days ``[from, to)`` on which something is on offer."""

    available_from: date | None = None
    available_to: date | None = Field(
        default=None, description="the first day on which it is no longer sold"
    )

    @model_validator(mode="after")
    def has_days(self) -> Self:
        if self.available_from and self.available_to and self.available_to <= self.available_from:
            raise ValueError("available_to must be after available_from")
        return self


class PlanTermsInput(Input):
    """What a plan promises and costs; speeds in Mbit/s."""

    down_mbps: int = Field(ge=1, le=1_000_000)
    up_mbps: int = Field(ge=1, le=1_000_000)
    data_cap_gb: int | None = Field(default=None, ge=1, le=10_000_000)
    price: Money
    setup_fee: Money = Field(default=Decimal("0.00"), title="Set-up fee")
    cycle_unit: CycleUnit = Field(
        default=CycleUnit.MONTH, title="Cycle in", description="what the price is for is counted in"
    )
    cycle_length: int = Field(
        default=1,
        ge=1,
        title="Length of a cycle",
        description="1 to 365 days, 52 weeks or 12 months; paid once each time",
    )
    contract_months: int = Field(default=0, ge=0, le=120)

    @field_validator("cycle_length")
    @classmethod
    def is_no_longer_than_a_year(cls, length: int, info: ValidationInfo) -> int:
        unit = info.data.get("cycle_unit", CycleUnit.DAY)
        if length > LONGEST_CYCLE[unit]:
            raise ValueError(f"a cycle has at most {LONGEST_CYCLE[unit]} {unit.label}")
        return length


class PlanInput(Availability, PlanTermsInput, Named):
    """A plan. Changed terms make a new version from today; what was agreed stays.

    ``areas``: tags of the sites whose sectors may carry it; none: everywhere.
    """

    technology: Technology = Technology.ANY
    description: str = Field(default="", max_length=5_000)
    tax_class: TaxClass = TaxClass.INTERNET
    visible: bool = True
    areas: Tags = Field(
        default_factory=list,
        description="tags of the sites that may offer it, comma between; empty: everywhere",
    )


class PlanVersionInput(PlanTermsInput):
    """New terms of a plan from a day on; today if none is given."""

    effective_from: date | None = Field(
        default=None, title="From", description="today or later; empty: today"
    )


class AddOnInput(Availability, Named):
    """An add-on, charged each cycle of the service."""

    description: str = Field(default="", max_length=5_000)
    tax_class: TaxClass = TaxClass.INTERNET
    price: Money
    visible: bool = True


class DiscountInput(Availability, Named):
    """A discount: a percentage or a fixed amount each cycle, for some months or for good.

    One that does not combine is never given together with another.
    """

    kind: Discount.Kind = Discount.Kind.PERCENT
    percent: Decimal = Field(default=Decimal(0), ge=0, le=100, max_digits=5, decimal_places=2)
    amount: Money = Decimal("0.00")
    months: int | None = Field(
        default=None, ge=1, le=120, description="empty: as long as the service runs"
    )
    combines: bool = Field(
        default=True, title="May be combined", description="given together with other discounts"
    )

    @model_validator(mode="after")
    def is_of_one_kind(self) -> Self:
        given, other = self.percent, self.amount
        if self.kind == Discount.Kind.FIXED:
            given, other = other, given
        if given <= 0 or other != 0:
            raise ValueError("a percent discount has a percentage only, a fixed one an amount only")
        return self
