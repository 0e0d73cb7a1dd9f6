"""When a failed attempt is made again: the WISP's ladder within the networks' rules."""

from datetime import datetime, timedelta
from uuid import UUID

from guywire.domains.customers.models import TaxClass
from guywire.engines.money import Money
from guywire.kit import clock

from ..gateways.port import Decline, DeclineCategory
from ..gateways.retries import Attempt, verdict
from ..models import Charge, PaymentAttempt, PaymentInstrument
from .charges import add_charge
from .collecting import collecting, policy
from .instruments import at_gateway, note_problem

State, Origin = PaymentAttempt.State, PaymentAttempt.Origin
Problem = PaymentInstrument.Problem
BY_ITSELF = (Origin.AUTOPAY, Origin.RETRY)


def plan_next(attempt: PaymentAttempt) -> None:
    """Decide when what failed is tried again, and what is wrong with the instrument."""
    instrument = attempt.instrument
    if instrument is None or not attempt.decline_code:
        return
    _note_instrument(attempt, instrument)
    if attempt.origin not in BY_ITSELF:
        attempt.next_try_why = "by_staff"
    else:
        found = verdict(tries_of(instrument), str(attempt.chain), at_gateway(instrument), policy())
        attempt.next_try_at, attempt.next_try_why = found.at, found.why[:24]
    attempt.save(update_fields=["next_try_at", "next_try_why"])


def _note_instrument(attempt: PaymentAttempt, instrument: PaymentInstrument) -> None:
    category = attempt.decline_category
    if attempt.decline_code == "expired_card":
        note_problem(instrument, Problem.EXPIRED)
    elif category in (DeclineCategory.NEVER_AGAIN.value, DeclineCategory.NEW_INSTRUMENT.value):
        note_problem(instrument, Problem.DECLINED)


def tries_of(instrument: PaymentInstrument) -> list[Attempt]:
    """Every try of an instrument since its details were last corrected."""
    rows = PaymentAttempt.objects.filter(instrument=instrument, sent_at__isnull=False)
    if instrument.corrected_at is not None:
        rows = rows.filter(created_at__gte=instrument.corrected_at)
    return [
        Attempt(
            at=row.sent_at or row.created_at,
            purpose=str(row.chain),
            amount=row.amount,
            decline=_decline_of(row),
        )
        for row in rows.order_by("created_at")
    ]


def _decline_of(row: PaymentAttempt) -> Decline | None:
    if not row.decline_code:
        return None
    return Decline(
        code=row.decline_code,
        category=DeclineCategory(row.decline_category),
        network_code=row.network_code,
        not_before=timedelta(seconds=row.wait_s) if row.wait_s else None,
    )


def charge_return_fee(attempt: PaymentAttempt) -> None:
    """What the WISP charges for a returned debit: once for what it was for, however often."""
    fee_minor = collecting().return_fee_minor
    if fee_minor:
        add_charge(
            attempt.customer_id,
            description="Returned payment",
            unit=Money(fee_minor, attempt.currency),
            kind=Charge.Kind.RETURNED,
            tax_class=TaxClass.EXEMPT,
            key=f"returned {attempt.chain}",
        )


def due_again(now: datetime | None = None) -> list[UUID]:
    """Attempts whose next try is due."""
    rows = PaymentAttempt.objects.filter(
        next_try_at__lte=now or clock.now(), state__in=PaymentAttempt.OVER
    )
    return list(rows.order_by("next_try_at", "pk").values_list("pk", flat=True))
