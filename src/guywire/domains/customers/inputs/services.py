"""What is written of services and their dated changes."""

from datetime import date

from pydantic import Field

from guywire.kit.entity import Input

from ..models import SuspendReason
from .kinds import (
    AddOnId,
    CustomerId,
    DiscountId,
    LocationId,
    MaybeDiscountId,
    MaybeSectorId,
    Money,
    Percent,
    PlanId,
)


class ServiceInput(Input):
    """A service as it is quoted. ``price`` overrides the plan's for this service alone."""

    customer_id: CustomerId
    location_id: LocationId
    plan_id: PlanId
    sector_id: MaybeSectorId = None
    price: Money | None = Field(
        default=None, description="for this customer alone; empty: the plan's price of that day"
    )
    discount_id: MaybeDiscountId = None
    quoted_on: date | None = Field(default=None, description="empty: today")
    notes: str = Field(default="", max_length=10_000)


class EffectiveInput(Input):
    """The first day on which it holds, in the tenant's zone: past, today (default) or future."""

    on: date | None = Field(
        default=None, title="From", description="the first day it holds; empty: today"
    )


class ScheduleInput(EffectiveInput):
    """The day the installation is planned for."""

    scheduled_for: date = Field(title="Installation on")


class SuspendInput(EffectiveInput):
    """Access goes off. Charging goes on unless another percentage is given (B-DUN-9)."""

    reason: SuspendReason
    charging_percent: Percent | None = Field(
        default=None,
        title="Charged meanwhile",
        description="of the price; empty: all of it, though access is off",
    )


class PauseInput(EffectiveInput):
    """A holiday of the service: no access, and no or reduced charges; until a day if known."""

    until: date | None = Field(
        default=None, description="the day it resumes by itself; empty: when somebody resumes it"
    )
    charging_percent: Percent = Field(
        default=0, title="Charged meanwhile", description="of the price; 0: nothing"
    )
    reason: str = Field(default="", max_length=200)


class EndInput(EffectiveInput):
    """The first day without the service, and why."""

    reason: str = Field(default="", max_length=200)


class ChangePlanInput(EffectiveInput):
    """Another plan, at its price on that day unless another price is agreed."""

    plan_id: PlanId
    price: Money | None = Field(
        default=None, description="for this customer alone; empty: the plan's price of that day"
    )


class MoveInput(EffectiveInput):
    """The service moves to another location, and perhaps another sector."""

    location_id: LocationId
    sector_id: MaybeSectorId = None


class TransferInput(EffectiveInput):
    """The service goes on for another customer."""

    customer_id: CustomerId


class SectorInput(EffectiveInput):
    """The sector that serves from that day on; none when it is not known."""

    sector_id: MaybeSectorId = None


class AddAddOnInput(EffectiveInput):
    """An add-on for a service."""

    add_on_id: AddOnId = Field(title="Add-on")
    quantity: int = Field(default=1, ge=1, le=1000)


class RemoveAddOnInput(EffectiveInput):
    """The add-on that goes."""

    add_on_id: AddOnId = Field(title="Add-on")


class DiscountServiceInput(EffectiveInput):
    """A discount for a service."""

    discount_id: DiscountId
