"""What is on offer, and what was in force when."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.db.models import Q

from ..models import AddOn, AddOnVersion, Plan, PlanVersion, Technology
from .days import today


@dataclass(frozen=True, slots=True)
class PlanOffer:
    """A plan as it can be sold; speeds in Mbit/s, no cap when None."""

    plan_id: UUID
    code: str
    name: str
    technology: str
    down_mbps: int
    up_mbps: int
    data_cap_gb: int | None
    price: Decimal
    setup_fee: Decimal
    currency: str
    cycle_months: int
    contract_months: int


def plan_version_on(plan: Plan, day: date) -> PlanVersion | None:
    """The terms in force on a day: of those begun by then the newest."""
    return plan.versions.filter(effective_from__lte=day).order_by("-version").first()


def add_on_version_on(add_on: AddOn, day: date) -> AddOnVersion | None:
    return add_on.versions.filter(effective_from__lte=day).order_by("-version").first()


def plans_on_offer(*technologies: str, on: date | None = None) -> list[PlanOffer]:
    """The visible plans that can be sold on a day (today), for sectors of these technologies.

    Without a technology: all. A plan of any technology fits every sector; a CBRS sector carries
    LTE, so LTE plans fit it. Cheapest first.
    """
    on = on or today()
    rows = Plan.objects.filter(
        Q(available_from=None) | Q(available_from__lte=on),
        Q(available_to=None) | Q(available_to__gt=on),
        visible=True,
    )
    if technologies:
        fitting = {*technologies, str(Technology.ANY)}
        if Technology.CBRS in fitting:
            fitting.add(str(Technology.LTE))
        rows = rows.filter(technology__in=fitting)
    return [
        PlanOffer(
            plan_id=plan.pk,
            code=plan.code,
            name=plan.name,
            technology=plan.technology,
            down_mbps=plan.down_mbps,
            up_mbps=plan.up_mbps,
            data_cap_gb=plan.data_cap_gb,
            price=plan.price,
            setup_fee=plan.setup_fee,
            currency=plan.currency,
            cycle_months=plan.cycle_months,
            contract_months=plan.contract_months,
        )
        for plan in rows.order_by("price", "name")
    ]
