"""What was agreed of a service, as the rating engine takes it."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import lru_cache
from uuid import UUID

from guywire.domains.customers.models import TaxClass
from guywire.domains.customers.queries import Span
from guywire.engines import rating
from guywire.engines.money import QUANTITY_ONE, exponent_of

from ..models import BillingSettings, BillingTerms
from ..queries.history import Given, Line, ServiceFacts

PERCENT = 1_000_000
CENTS = 100
LABOUR = str(TaxClass.LABOUR)


def minor(amount: Decimal, currency: str) -> int:
    """An amount of the catalogue in minor units."""
    return int(amount.scaleb(exponent_of(currency)))


@lru_cache(maxsize=512)
def cycle_of(unit: str, length: int) -> rating.Cycle:
    return rating.Cycle(rating.Unit(unit), length)


def policies_of(settings: BillingSettings) -> rating.Policies:
    """What the tenant has decided."""
    return rating.Policies(
        start=rating.Part(settings.start_part),
        end=rating.Part(settings.end_part),
        bridge=rating.Part(settings.bridge_part),
        status=rating.Part(settings.pause_part),
        add_on=rating.Part(settings.add_on_part),
        upgrade=rating.When(settings.upgrade),
        downgrade=rating.When(settings.downgrade),
        price_list=rating.When(settings.price_list),
        credits_changes=settings.credit_changes,
        credits_unpaid=settings.credit_unpaid,
        mid_period=rating.MidPeriod(settings.mid_period),
        discounts=rating.DiscountOrder(settings.discount_order),
        keeps_zero=settings.send_zero,
    )


def schedules_of(
    terms: Iterable[BillingTerms], settings: BillingSettings
) -> tuple[rating.Schedule, ...]:
    """An account's calendar; the first holds for all days before."""
    return tuple(
        _schedule(
            row.from_on, row.mode, row.bill_day, row.start_day, row.timing, row.advance_days,
            settings.first_term, settings.bridge_long, settings.day_count, settings.whole_units,
        )
        for row in terms
    )  # fmt: skip


@lru_cache(maxsize=4096)
def _schedule(
    from_on: date, mode: str, bill_day: int, start_day: int, timing: str, advance_days: int,
    first: str, bridge_long: bool, day_count: str, whole_units: bool,
) -> rating.Schedule:  # fmt: skip
    return rating.Schedule(
        bill_day=bill_day,
        from_on=from_on,
        mode=rating.Mode(mode),
        start_day=start_day,
        timing=rating.Timing(timing),
        advance_days=advance_days,
        first=rating.FirstTerm(first),
        bridge_long=bridge_long,
        day_count=rating.DayCount(day_count),
        round_to=CENTS if whole_units else 1,
    )


def history_of(
    facts: ServiceFacts, schedules: tuple[rating.Schedule, ...], *, restarts: bool, with_setup: bool
) -> rating.ServiceHistory:
    """The engine's history of a service; with the set-up fee where it may still be billed."""
    currency = facts.spans[0].currency
    return rating.ServiceHistory(
        facts.service_id,
        _spans(facts.spans, restarts),
        schedules,
        add_ons=[
            rating.AddOn(
                extra.id,
                extra.from_on,
                minor(extra.price, currency),
                to_on=extra.to_on,
                quantity=extra.quantity * QUANTITY_ONE,
                tax_class=extra.tax_class,
            )
            for extra in facts.extras
        ],
        discounts=[
            rating.Discount(
                row.id,
                row.from_on,
                row.to_on,
                rate=int(row.percent * PERCENT) if row.kind == "percent" else 0,
                amount_minor=0 if row.kind == "percent" else minor(row.amount, currency),
                combines=row.combines,
            )
            for row in facts.reductions
        ],
        one_offs=_setup(facts) if with_setup else (),
    )


def _spans(spans: Sequence[Span], restarts: bool) -> list[rating.TermsSpan]:
    found, before = [], None
    for span in spans:
        changed = before is not None and before.version_id != span.version_id
        found.append(
            rating.TermsSpan(
                span.from_on,
                span.version_id,
                minor(span.price, span.currency),
                cycle_of(span.cycle_unit, span.cycle_length),
                span.to_on,
                span.percent,
                span.tax_class,
                span.location_id,
                is_price_list=changed and before is not None and before.plan_id == span.plan_id,
                restarts=restarts and changed,
            )
        )
        before = span
    return found


def _setup(facts: ServiceFacts) -> tuple[rating.OneOff, ...]:
    """The set-up fee of the plan a service began with, once, for whom it began with."""
    first = facts.spans[0]
    if not first.setup_fee or first.from_on != facts.activated_on:
        return ()
    fee = minor(first.setup_fee, first.currency)
    return (
        rating.OneOff(
            facts.service_id,
            first.from_on,
            fee,
            tax_class=LABOUR,
            location_id=first.location_id,
            is_setup=True,
        ),
    )


def digest_before(facts: ServiceFacts, schedules: Iterable[rating.Schedule], until: date) -> str:
    """A digest of what held of a service before a day: the same as long as nothing of it changed.

    Tax classes are left out: another one holds for what is billed from now on.
    """
    parts: list[object] = []
    for span in facts.spans:
        if span.from_on < until:
            end = span.to_on if span.to_on is not None and span.to_on < until else None
            parts.append((span.from_on, end, span.price, span.percent, span.version_id,
                          span.location_id))  # fmt: skip
    for extra in facts.extras:
        if extra.from_on < until:
            end = extra.to_on if extra.to_on is not None and extra.to_on < until else None
            parts.append((extra.id, extra.from_on, end, extra.quantity))
    for row in facts.reductions:
        if row.from_on < until:
            end = row.to_on if row.to_on is not None and row.to_on < until else None
            parts.append((row.id, row.from_on, end))
    parts.extend(
        (s.from_on, s.bill_day, s.start_day, s.mode.value, s.timing.value)
        for s in schedules
        if s.from_on < until
    )
    text = repr(parts)
    return hashlib.blake2b(text.encode(), digest_size=16).hexdigest()


def billed_of(
    lines: Iterable[Line], given: Mapping[UUID, list[Given]], classes: Mapping[object, str]
) -> list[rating.Billed]:
    """Issued lines as the engine takes them. Voided ones are not billed.

    The tax class is that of today: another one concerns what is billed from now on.
    """
    found = []
    for line in lines:
        if line.invoice_state == "void" or line.from_on is None or line.to_on is None:
            continue
        back = given.get(line.id, ())
        found.append(
            rating.Billed(
                line.id,
                rating.Kind(line.source_kind),
                line.source_id,
                line.instalment,
                line.from_on,
                line.to_on,
                rating.Basis.of(line.basis),
                line.rate_minor,
                classes.get(line.source_id, line.tax_class),
                line.location_id,
                line.price_minor,
                line.price_minor - sum(one.price_minor for one in back),
                tuple(
                    (one.from_on, one.to_on)
                    for one in back
                    if one.from_on is not None and one.to_on is not None
                ),
                line.invoice_balance_minor == 0,
            )
        )
    return found
