"""What is on offer, and what was in force when."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.db.models import Q

from ..models import AddOn, AddOnVersion, Plan, PlanVersion, Technology
from .days import today


@dataclass(frozen=True, slots=True)
class PlanOffer:
    """A plan as it can be sold, priced by the ``cycle``; speeds in Mbit/s, no cap when None."""

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
    cycle: str
    contract_months: int


def plan_version_on(plan: Plan, day: date) -> PlanVersion:
    """The terms in force on a day: of those begun by then the newest, before all the first."""
    begun = plan.versions.filter(effective_from__lte=day).order_by("-version").first()
    return begun or plan.versions.order_by("version")[0]


def add_on_version_on(add_on: AddOn, day: date) -> AddOnVersion:
    begun = add_on.versions.filter(effective_from__lte=day).order_by("-version").first()
    return begun or add_on.versions.order_by("version")[0]


def fits(plan: Plan, technology: str, tags: Iterable[str]) -> bool:
    """Whether a sector of this technology, at a site with these tags, can carry the plan.

    A plan of any technology fits every sector; a CBRS sector carries LTE.
    """
    carried = {str(Technology.ANY), technology}
    if technology == Technology.CBRS:
        carried.add(str(Technology.LTE))
    here = {tag.lower() for tag in tags}
    return plan.technology in carried and (not plan.areas or not here.isdisjoint(plan.areas))


def plans_on_offer(*sectors: tuple[str, Sequence[str]], on: date | None = None) -> list[PlanOffer]:
    """The visible plans that can be sold on a day (today), cheapest first.

    ``sectors``: the technology and the site's tags of those that serve; without one, all plans.
    """
    on = on or today()
    rows = Plan.objects.filter(
        Q(available_from=None) | Q(available_from__lte=on),
        Q(available_to=None) | Q(available_to__gt=on),
        visible=True,
    )
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
            cycle=plan.cycle,
            contract_months=plan.contract_months,
        )
        for plan in rows.order_by("price", "name")
        if not sectors or any(fits(plan, technology, tags) for technology, tags in sectors)
    ]


def plans_by_version() -> dict[UUID, tuple[UUID, str]]:
    """The plan of each version of terms, by id and name."""
    rows = PlanVersion.objects.order_by().values_list("pk", "plan", "plan__name")
    return {version: (plan, name) for version, plan, name in rows}
