"""Plans, add-ons and discounts."""

from collections.abc import Mapping
from typing import Any

from guywire.kit.access import Actor
from guywire.kit.entity import Action, Changes, Column, Entity, Html, Panel, Timeline

from .. import queries
from ..inputs import AddOnInput, DiscountInput, PlanInput, PlanVersionInput
from ..models import AddOn, Discount, Plan
from ..services import catalogue as services
from .cells import priced
from .outputs import AddOnOutput, DiscountOutput, PlanOutput


def _versions(plan: Plan, actor: Actor) -> Mapping[str, Any]:
    return {"versions": queries.versions_of(plan), "today": queries.today()}


PLAN = Entity(
    model=Plan,
    input=PlanInput,
    output=PlanOutput,
    rows=queries.plans,
    create=services.create_plan,
    change=services.change_plan,
    columns=(
        Column("name", link=True),
        Column("code"),
        Column("technology"),
        Column("down_mbps", "Down"),
        Column("up_mbps", "Up"),
        priced("price"),
        priced("setup_fee", "Set-up fee"),
        Column("contract_months", "Contract", unit="months"),
        Column("visible"),
        Column("available_to", "On offer until"),
        Column("cycle_length", "Cycle", hidden=True),
        Column("cycle_unit", "Cycle in", hidden=True),
        Column("data_cap_gb", "Data cap", unit="GB", hidden=True),
        Column("tax_class", hidden=True),
        Column("areas", sort="", hidden=True),
    ),
    filters=(
        "technology", "visible", "tax_class", "down_mbps", "price", "cycle_unit", "available_to",
    ),
    search=("name", "code"),
    natural_key=("code",),
    default_sort="name",
    panels=(
        Panel(
            "Terms today",
            "down_mbps",
            "up_mbps",
            "data_cap_gb",
            "price",
            "setup_fee",
            Column("cycle", "Cycle"),
            "contract_months",
        ),
        Panel(
            "Offer", "code", "technology", "tax_class", "visible", "areas", "available_from",
            "available_to", "description",
        ),
        Html("Versions", "customers/panels/versions.html", _versions),
        Timeline(),
        Changes(),
    ),
    actions=(
        Action(
            "new_version",
            services.version_plan,
            input=PlanVersionInput,
            icon="calendar-time",
            description="Set new terms from a day on; what was agreed stays",
        ),
        Action(
            "retire",
            services.retire_plan,
            when=lambda plan: plan.visible,
            icon="archive",
            danger=True,
            confirm="Nobody can choose the plan from today on. Who has it keeps it.",
            description="Take a plan off the offer; who has it keeps it",
        ),
    ),
    group="customers",
    order=20,
    icon="speedboat",
    empty="Add the plans you sell: speed, price, contract.",
)  # fmt: skip

ADD_ON = Entity(
    model=AddOn,
    input=AddOnInput,
    output=AddOnOutput,
    rows=queries.add_ons,
    create=services.create_add_on,
    change=services.change_add_on,
    columns=(
        Column("name", link=True),
        Column("code"),
        priced("price"),
        Column("tax_class"),
        Column("visible"),
        Column("available_to", "On offer until", hidden=True),
    ),
    filters=("visible", "tax_class"),
    search=("name", "code"),
    natural_key=("code",),
    default_sort="name",
    panels=(
        Panel(
            "Add-on", "name", "code", "price", "tax_class", "visible", "available_from",
            "available_to", "description",
        ),
        Changes(),
    ),
    group="customers",
    order=21,
    icon="apps",
    empty="Add what is sold on top of a plan: a fixed address, a phone line, a router.",
)  # fmt: skip

DISCOUNT = Entity(
    model=Discount,
    input=DiscountInput,
    output=DiscountOutput,
    rows=queries.discounts,
    create=services.create_discount,
    change=services.change_discount,
    remove=services.remove_discount,
    columns=(
        Column("name", link=True),
        Column("code"),
        Column("kind"),
        Column("percent", unit="%"),
        priced("amount"),
        Column("months"),
        Column("combines", "With others"),
        Column("available_to", "On offer until"),
    ),
    filters=("kind", "available_to"),
    search=("name", "code"),
    natural_key=("code",),
    default_sort="name",
    panels=(
        Panel(
            "Discount", "name", "code", "kind", "percent", "amount", "months", "combines",
            "available_from", "available_to",
        ),
        Changes(),
    ),
    group="customers",
    order=22,
    icon="tag",
    empty="Add discounts: a percentage or an amount, for some months or for good.",
)  # fmt: skip
