"""Between the rows of a service's history and the pure functions that unfold it."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from itertools import combinations
from typing import Any
from uuid import UUID

from guywire.kit.errors import DomainError

from ..models import (
    Discount,
    Service,
    ServiceAddOn,
    ServiceChange,
    ServiceDiscount,
    ServicePeriod,
)
from .extras import Extra, ExtraSpan, unfold_extras
from .history import (
    Booked,
    Span,
    contract_end,
    ended_on,
    first_live,
    in_order,
    span_on,
)

Kind = ServiceChange.Kind
State = ServiceChange.State
TERMS = (
    "state",
    "reason",
    "customer_id",
    "location_id",
    "sector_id",
    "plan_version_id",
    "price",
    "currency",
    "charging_percent",
    "access",
)


class DiscountsDoNotCombine(DomainError):
    """One of the two stands alone."""

    code = "discounts_do_not_combine"


def standing(service: Service) -> list[ServiceChange]:
    """The changes that count, in the order of booking."""
    rows = service.changes.filter(state__in=[State.PENDING, State.APPLIED])
    related = ("plan_version", "add_on_version", "discount")
    return list(rows.select_related(*related).order_by("ordinal"))


def booked(change: ServiceChange) -> Booked:
    version = change.plan_version
    return Booked(
        id=change.pk,
        kind=change.kind,
        effective_on=change.effective_on,
        ordinal=change.ordinal,
        is_pending=change.state == State.PENDING,
        reason=change.reason,
        charging_percent=change.charging_percent,
        customer_id=change.customer_id,
        location_id=change.location_id,
        sector_id=change.sector_id,
        plan_version_id=change.plan_version_id,
        price=change.price if version else None,
        currency=version.currency if version else "",
    )


def _extra(change: ServiceChange, on: date) -> Extra | None:
    if change.add_on_version is not None:
        return Extra(
            change.kind,
            change.add_on_version.add_on_id,
            on,
            change.ordinal,
            version_id=change.add_on_version_id,
            quantity=change.quantity,
            price=change.price or change.add_on_version.price,
        )
    if change.discount is not None:
        return Extra(
            change.kind, change.discount.pk, on, change.ordinal, months=change.discount.months
        )
    return None


def _extras(changes: Sequence[ServiceChange], spans: Sequence[Span]) -> list[ExtraSpan]:
    """The add-ons and discounts that follow; what preceded the activation is not later than it."""
    days = {b.id: b.effective_on for b in in_order(booked(c) for c in changes)}
    extras = [extra for c in changes if (extra := _extra(c, days[c.pk])) is not None]
    return unfold_extras(extras, starts_on=first_live(spans), ends_on=ended_on(spans))


def check_discounts(changes: Sequence[ServiceChange], spans: Sequence[Span]) -> None:
    """DiscountsDoNotCombine when one that stands alone would be given with another."""
    terms = {c.discount.pk: c.discount for c in changes if c.discount is not None}
    held = [span for span in _extras(changes, spans) if span.item_id in terms]
    for one, other in combinations(held, 2):
        both = (terms[one.item_id], terms[other.item_id])
        if one.meets(other) and not all(discount.combines for discount in both):
            raise DiscountsDoNotCombine(
                f"“{both[1]}” cannot be given together with “{both[0]}”, which the service has"
                f" from {one.from_on}{f' to {one.to_on}' if one.to_on else ' on'}.",
                field="discount_id",
            )


def write_history(
    service: Service, changes: Sequence[ServiceChange], spans: Sequence[Span], on: date
) -> Service:
    """Make periods, extras and today's terms of the service what the changes say."""
    _write_periods(service, spans)
    held = _extras(changes, spans)
    discounts = {c.discount.pk: c.discount for c in changes if c.discount is not None}
    _write_add_ons(service, [span for span in held if span.version_id is not None])
    _write_discounts(service, [span for span in held if span.version_id is None], discounts)
    today = span_on(spans, on) or spans[0]
    for name in TERMS:
        setattr(service, name, getattr(today.terms, name))
    service.quoted_on = spans[0].from_on
    service.activated_on = _past(first_live(spans), on)
    service.ended_on = _past(ended_on(spans), on)
    service.contract_ends_on = contract_end(spans, service.contract_months)
    service.save()
    return service


def _past(day: date | None, on: date) -> date | None:
    return day if day is not None and day <= on else None


def _write_periods(service: Service, spans: Sequence[Span]) -> None:
    wanted = [
        {"from_on": span.from_on, "to_on": span.to_on}
        | {name: getattr(span.terms, name) for name in TERMS}
        for span in spans
    ]
    _write(ServicePeriod, service, wanted, key=("from_on",))


def _write_add_ons(service: Service, spans: Iterable[ExtraSpan]) -> None:
    wanted = [
        {
            "version_id": span.version_id,
            "from_on": span.from_on,
            "to_on": span.to_on,
            "quantity": span.quantity,
            "price": span.price,
            "currency": service.currency,
        }
        for span in spans
    ]
    _write(ServiceAddOn, service, wanted, key=("version_id", "from_on"))


def _write_discounts(
    service: Service, spans: Iterable[ExtraSpan], discounts: Mapping[UUID, Discount]
) -> None:
    wanted = []
    for span in spans:
        terms = discounts[span.item_id]
        wanted.append(
            {
                "discount_id": span.item_id,
                "from_on": span.from_on,
                "to_on": span.to_on,
                "kind": terms.kind,
                "percent": terms.percent,
                "amount": terms.amount,
                "currency": terms.currency,
            }
        )
    _write(ServiceDiscount, service, wanted, key=("discount_id", "from_on"))


def _write(
    model: type[ServicePeriod] | type[ServiceAddOn] | type[ServiceDiscount],
    service: Service,
    wanted: Iterable[dict[str, Any]],
    *,
    key: tuple[str, ...],
) -> None:
    """Rows equal to ``wanted``; equal ones stay untouched, so the audit trail shows changes."""
    rows: Any = model._default_manager
    there = {tuple(getattr(row, k) for k in key): row for row in rows.filter(service=service)}
    for values in wanted:
        row = there.pop(tuple(values[k] for k in key), None)
        if row is None:
            rows.create(service=service, **values)
            continue
        different = [name for name, value in values.items() if getattr(row, name) != value]
        for name in different:
            setattr(row, name, values[name])
        if different:
            row.save(update_fields=different)
    rows.filter(pk__in=[row.pk for row in there.values()]).delete()
