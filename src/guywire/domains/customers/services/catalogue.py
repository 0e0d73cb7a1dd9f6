"""Plans, add-ons and discounts. Versions are written once: a price change alters no agreement."""

import logging
from datetime import date
from decimal import Decimal

from django.db import IntegrityError, connection, transaction
from django.db.models import Max

from guywire.domains.tenants.queries import this_tenant
from guywire.kit.errors import Conflict, DomainError
from guywire.kit.events import publish

from ..events import PlanTermsChanged
from ..inputs import (
    AddOnInput,
    DiscountInput,
    PlanInput,
    PlanTermsInput,
    PlanVersionInput,
)
from ..models import AddOn, AddOnVersion, Discount, Plan, PlanVersion
from ..queries import plan_version_on, today
from .finding import lock

TERMS = tuple(PlanTermsInput.model_fields)
AGREED = ("kind", "percent", "amount", "months", "combines")

logger = logging.getLogger(__name__)


class CodeTaken(Conflict):
    """Another plan, add-on or discount has this code."""

    code = "catalogue_code_taken"


class DiscountAgreed(DomainError):
    """Services have this discount: its figures stay."""

    code = "discount_agreed"


class VersionTooEarly(DomainError):
    """A version cannot begin before the newest one: it would alter what was on offer."""

    code = "plan_version_too_early"


def _save_once(row: Plan | AddOn | Discount) -> None:
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        if "_code_once" not in str(error):
            raise
        raise CodeTaken(f"The code “{row.code}” is in use.", field="code") from None


def create_plan(data: PlanInput) -> Plan:
    """A plan and its first version, in force from the first day it is on offer."""
    plan = Plan(**dict(data), currency=this_tenant().currency)
    _save_once(plan)
    begins = min(data.available_from or today(), today())
    _add_version(plan, data, begins)
    return plan


def change_plan(plan: Plan, data: PlanInput) -> Plan:
    """Change a plan; different terms make a new version from today."""
    plan = lock(plan)
    is_new = any(getattr(plan, name) != getattr(data, name) for name in TERMS)
    for name, value in data:
        setattr(plan, name, value)
    _save_once(plan)
    if is_new:
        _begin_version(plan, data, today())
    return plan


def add_plan_version(
    plan: Plan, data: PlanTermsInput, *, effective_from: date | None = None
) -> Plan:
    """New terms from a day on, today or later; the plan shows them from that day."""
    plan = lock(plan)
    begins = effective_from or today()
    if begins < today():
        raise VersionTooEarly("New terms begin today or later.", field="effective_from")
    _begin_version(plan, data, begins)
    return refresh_plan(plan)


def version_plan(plan: Plan, data: PlanVersionInput) -> Plan:
    """``add_plan_version`` as the page and the API ask for it."""
    return add_plan_version(plan, data, effective_from=data.effective_from)


def _begin_version(plan: Plan, data: PlanTermsInput, begins: date) -> PlanVersion:
    newest = plan.versions.first()
    if newest is not None and begins < newest.effective_from:
        raise VersionTooEarly(
            f"Terms from {newest.effective_from} on are written already; begin then or later.",
            field="effective_from",
        )
    return _add_version(plan, data, begins)


def _add_version(plan: Plan, data: PlanTermsInput, begins: date) -> PlanVersion:
    last = plan.versions.aggregate(last=Max("version"))["last"] or 0
    version = PlanVersion.objects.create(
        plan=plan,
        version=last + 1,
        effective_from=begins,
        currency=plan.currency,
        **{name: getattr(data, name) for name in TERMS},
    )
    publish(
        PlanTermsChanged(
            plan_id=plan.pk,
            plan_version_id=version.pk,
            price=version.price,
            currency=version.currency,
            effective_on=begins,
        )
    )
    return version


def refresh_plan(plan: Plan) -> Plan:
    """Let the plan show the terms in force today."""
    version = plan_version_on(plan, today())
    stale = [name for name in TERMS if getattr(plan, name) != getattr(version, name)]
    for name in stale:
        setattr(plan, name, getattr(version, name))
    if stale:
        plan.save(update_fields=[*stale, "updated_at"])
    return plan


def refresh_plans() -> None:
    """Show the terms of versions that have begun, on a day missed too.

    A plan that meets an error nobody foresaw stays as it is and holds up nothing else; tomorrow it
    is tried again.
    """
    for plan in Plan.objects.order_by("pk"):
        try:
            with transaction.atomic():
                refresh_plan(lock(plan))
                connection.check_constraints()
        except Exception:
            logger.exception("plan %s does not show the terms of today", plan.code)


def retire_plan(plan: Plan) -> Plan:
    """Nobody can choose the plan from today on; who has it keeps it. Twice is harmless."""
    plan = lock(plan)
    if plan.available_to is None or plan.available_to > today():
        plan.available_to = today()
        if plan.available_from is not None and plan.available_from >= plan.available_to:
            plan.available_from = None
    plan.visible = False
    plan.save()
    return plan


def create_add_on(data: AddOnInput) -> AddOn:
    add_on = AddOn(**dict(data), currency=this_tenant().currency)
    _save_once(add_on)
    _add_add_on_version(add_on, data.price, min(data.available_from or today(), today()))
    return add_on


def change_add_on(add_on: AddOn, data: AddOnInput) -> AddOn:
    """Change an add-on; another price makes a new version from today."""
    add_on = lock(add_on)
    is_new = add_on.price != data.price
    for name, value in data:
        setattr(add_on, name, value)
    _save_once(add_on)
    if is_new:
        _add_add_on_version(add_on, data.price, today())
    return add_on


def _add_add_on_version(add_on: AddOn, price: Decimal, begins: date) -> AddOnVersion:
    last = add_on.versions.aggregate(last=Max("version"))["last"] or 0
    return AddOnVersion.objects.create(
        add_on=add_on,
        version=last + 1,
        price=price,
        currency=add_on.currency,
        effective_from=begins,
    )


def create_discount(data: DiscountInput) -> Discount:
    discount = Discount(**dict(data), currency=this_tenant().currency)
    _save_once(discount)
    return discount


def change_discount(discount: Discount, data: DiscountInput) -> Discount:
    """Name and days on offer may change; figures only while nobody has the discount."""
    discount = lock(discount)
    is_new = any(getattr(discount, name) != getattr(data, name) for name in AGREED)
    if is_new and discount.agreed.exists():
        raise DiscountAgreed(
            "Services have this discount; make a new one instead of changing its figures.",
            field=next(n for n in AGREED if getattr(discount, n) != getattr(data, n)),
        )
    for name, value in data:
        setattr(discount, name, value)
    _save_once(discount)
    return discount


def remove_discount(discount: Discount) -> None:
    discount = lock(discount)
    if discount.agreed.exists():
        raise DiscountAgreed("Services have this discount; end its availability instead.")
    discount.delete()
