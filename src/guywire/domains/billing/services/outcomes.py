"""What became of an attempt, whoever tells it and in whatever order: the answer or a webhook."""

from dataclasses import dataclass
from uuid import UUID

from guywire.domains.customers.queries import today
from guywire.engines.money import Money
from guywire.kit.errors import DomainError
from guywire.kit.events import publish

from ..events import PaymentFailed, PaymentParked, PaymentPending
from ..gateways.port import ChargeResult, ChargeState, Decline, EventKind, GatewayEvent
from ..models import (
    Account,
    GatewayAccount,
    Invoice,
    Journal,
    Payment,
    PaymentAttempt,
    PaymentInstrument,
)
from . import settling
from .accounts import lock_account
from .attempts import finish
from .payments import record_payment, take_back
from .posting import Leg, open_day, post
from .retrying import charge_return_fee, plan_next

Role, State = Account.Role, PaymentAttempt.State
Method = Payment.Method
METHODS = {
    PaymentInstrument.Kind.CARD: Method.CARD,
    PaymentInstrument.Kind.US_BANK_ACCOUNT: Method.DIRECT_DEBIT,
    PaymentInstrument.Kind.SEPA_DEBIT: Method.DIRECT_DEBIT,
    PaymentInstrument.Kind.PAYPAL: Method.PAYPAL,
}
RETURNED = "returned"
EVENTS = {
    EventKind.CHARGE_SUCCEEDED: ChargeState.SUCCEEDED.value,
    EventKind.CHARGE_PENDING: ChargeState.PENDING.value,
    EventKind.CHARGE_REQUIRES_ACTION: ChargeState.REQUIRES_ACTION.value,
    EventKind.CHARGE_APPROVED: ChargeState.APPROVED.value,
    EventKind.CHARGE_FAILED: ChargeState.FAILED.value,
    EventKind.CHARGE_CANCELED: ChargeState.CANCELED.value,
    EventKind.CHARGE_RETURNED: RETURNED,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """How a charge stands, from an answer or a message."""

    state: str
    gateway_id: str = ""
    transaction_id: str = ""
    amount: Money | None = None
    fee: Money | None = None
    decline: Decline | None = None
    page_url: str = ""

    @classmethod
    def by_answer(cls, result: ChargeResult) -> "Told":
        return cls(
            state=result.state.value,
            gateway_id=result.gateway_id,
            transaction_id=result.transaction_id,
            amount=result.amount,
            fee=result.fee,
            decline=result.decline,
            page_url=result.redirect_url,
        )

    @classmethod
    def by_event(cls, event: GatewayEvent) -> "Told":
        return cls(
            state=EVENTS[event.kind],
            gateway_id=event.charge_id,
            transaction_id=event.transaction_id,
            amount=event.amount,
            fee=event.fee,
            decline=event.decline,
        )


@dataclass(frozen=True, slots=True)
class Outcome:
    """What was done with what was told: applied, ignored or parked, and why in words."""

    state: str
    text: str


APPLIED, IGNORED, PARKED = "applied", "ignored", "parked"


def record(attempt_id: UUID, told: Told) -> Outcome:
    """Write down how a charge stands. Told twice or late, nothing happens twice."""
    customer_id = PaymentAttempt.objects.values_list("customer", flat=True).get(pk=attempt_id)
    lock_account(customer_id)
    rows = PaymentAttempt.objects.select_related("instrument", "account")
    attempt = rows.select_for_update(of=("self",)).get(pk=attempt_id)
    _note_ids(attempt, told)
    return RECORDERS[told.state](attempt, told)


def _note_ids(attempt: PaymentAttempt, told: Told) -> None:
    attempt.gateway_id = attempt.gateway_id or told.gateway_id
    attempt.transaction_id = told.transaction_id or attempt.transaction_id
    attempt.save(update_fields=["gateway_id", "transaction_id"])


def _succeeded(attempt: PaymentAttempt, told: Told) -> Outcome:
    if attempt.payment_id is not None:
        _note_fee(attempt, told.fee)
        return Outcome(IGNORED, "It is paid already.")
    if attempt.state == State.RETURNED:
        return Outcome(IGNORED, "The bank has returned it since.")
    if told.amount is not None and told.amount != attempt.amount:
        return _park(attempt, told.amount, f"{told.amount} came, {attempt.amount} was asked for.")
    if not attempt.is_live:
        attempt.flag = f"Paid although it was {attempt.get_state_display()}."
    try:
        _pay(attempt, attempt.amount)
    except DomainError as refused:
        return _park(attempt, attempt.amount, refused.message)
    _note_fee(attempt, told.fee)
    return Outcome(APPLIED, attempt.flag or "Paid.")


def _pay(attempt: PaymentAttempt, amount: Money) -> Payment:
    """The money is here: a payment into what is on its way to the bank, and what it was for."""
    parts, left = [], amount.minor
    for part in attempt.parts.select_related("invoice").order_by("invoice__due_on", "pk"):
        invoice = Invoice.objects.select_for_update().get(pk=part.invoice_id)
        open_minor = invoice.balance_minor if invoice.state in settling.OPEN else 0
        used = min(part.amount_minor, open_minor, left)
        if used > 0:
            parts.append(settling.Part(invoice.pk, used))
            left -= used
    payment = record_payment(
        attempt.customer_id,
        amount=amount,
        method=_method(attempt),
        reference=(attempt.transaction_id or attempt.gateway_id)[:80],
        parts=parts,
    )
    if left:
        settling.apply_oldest(payment)
    attempt.payment = payment
    attempt.next_try_at, attempt.next_try_why, attempt.page_url = None, "", ""
    finish(attempt, State.SUCCEEDED)
    return payment


def _method(attempt: PaymentAttempt) -> Payment.Method:
    if attempt.instrument is not None:
        return METHODS[PaymentInstrument.Kind(attempt.instrument.kind)]
    is_paypal = attempt.account.gateway == GatewayAccount.Gateway.PAYPAL
    return Method.PAYPAL if is_paypal else Method.CARD


def _note_fee(attempt: PaymentAttempt, fee: Money | None) -> None:
    """What the gateway keeps of a payment, once."""
    if fee is None or not fee.minor or attempt.payment_id is None:
        return
    if Journal.objects.filter(kind=Journal.Kind.FEE, source_id=attempt.payment_id).exists():
        return
    legs = [Leg(Role.GATEWAY_FEES, fee), Leg(Role.CLEARING, -fee)]
    memo = f"{attempt.account} for {attempt.payment}"
    post(Journal.Kind.FEE, attempt.payment_id, on=open_day(), legs=legs, memo=memo)


def _park(attempt: PaymentAttempt, arrived: Money, why: str) -> Outcome:
    """Money that does not fit is never applied silently: somebody looks (B-PAY-4)."""
    if attempt.arrived_minor is None:
        attempt.arrived_minor, attempt.arrived_currency = arrived.minor, arrived.currency
        attempt.flag = why[:200]
        attempt.save(update_fields=["arrived_minor", "arrived_currency", "flag"])
        publish(PaymentParked(attempt_id=attempt.pk, customer_id=attempt.customer_id, reason=why))
    return Outcome(PARKED, why)


def _pending(attempt: PaymentAttempt, told: Told) -> Outcome:
    if attempt.state not in (State.CREATED, State.UNKNOWN, State.ACTION):
        return Outcome(IGNORED, f"It is {attempt.get_state_display()} already.")
    attempt.state, attempt.page_url = State.PENDING, ""
    attempt.save(update_fields=["state", "page_url"])
    publish(
        PaymentPending(
            attempt_id=attempt.pk,
            customer_id=attempt.customer_id,
            amount_minor=attempt.amount_minor,
            currency=attempt.currency,
        )
    )
    return Outcome(APPLIED, "On its way.")


def _waits(attempt: PaymentAttempt, told: Told) -> Outcome:
    if attempt.state not in (State.CREATED, State.UNKNOWN, State.ACTION):
        return Outcome(IGNORED, f"It is {attempt.get_state_display()} already.")
    attempt.state = State.ACTION
    attempt.page_url = told.page_url or attempt.page_url
    attempt.save(update_fields=["state", "page_url"])
    return Outcome(APPLIED, "The payer has to confirm.")


def _failed(attempt: PaymentAttempt, told: Told) -> Outcome:
    if not attempt.is_live:
        return Outcome(IGNORED, f"It is {attempt.get_state_display()} already.")
    return _ended(attempt, told, State.FAILED)


def _ended(attempt: PaymentAttempt, told: Told, state: PaymentAttempt.State) -> Outcome:
    decline = told.decline
    if decline is not None:
        attempt.decline_code, attempt.decline_category = decline.code[:60], decline.category.value
        attempt.network_code = decline.network_code[:40]
        attempt.wait_s = int(decline.not_before.total_seconds()) if decline.not_before else 0
    reason = str(decline.message) if decline is not None else "The gateway did not say why."
    attempt.page_url = ""
    finish(attempt, state, reason)
    plan_next(attempt)
    publish(
        PaymentFailed(
            attempt_id=attempt.pk,
            customer_id=attempt.customer_id,
            amount_minor=attempt.amount_minor,
            currency=attempt.currency,
            reason=reason,
            next_try_at=attempt.next_try_at,
        )
    )
    return Outcome(APPLIED, reason)


def _canceled(attempt: PaymentAttempt, told: Told) -> Outcome:
    if not attempt.is_live:
        return Outcome(IGNORED, f"It is {attempt.get_state_display()} already.")
    attempt.page_url = ""
    finish(attempt, State.CANCELED)
    return Outcome(APPLIED, "Cancelled.")


def _returned(attempt: PaymentAttempt, told: Told) -> Outcome:
    """The bank sent a debit back, perhaps after it looked paid (B-PAY-7)."""
    if attempt.state == State.RETURNED:
        return Outcome(IGNORED, "It was returned already.")
    if attempt.payment is not None:
        why = str(told.decline.message) if told.decline else "returned"
        try:
            take_back(attempt.payment, reason=why, state=Payment.State.RETURNED, on=today())
        except DomainError as refused:
            attempt.flag = refused.message[:200]
            attempt.save(update_fields=["flag"])
            return Outcome(PARKED, refused.message)
    outcome = _ended(attempt, told, State.RETURNED)
    if told.fee is not None:
        legs = [Leg(Role.GATEWAY_FEES, told.fee), Leg(Role.CLEARING, -told.fee)]
        post(Journal.Kind.FEE, attempt.pk, on=open_day(), legs=legs, memo="returned debit")
    charge_return_fee(attempt)
    return outcome


RECORDERS = {
    ChargeState.SUCCEEDED.value: _succeeded,
    ChargeState.PENDING.value: _pending,
    ChargeState.REQUIRES_ACTION.value: _waits,
    ChargeState.APPROVED.value: _waits,
    ChargeState.FAILED.value: _failed,
    ChargeState.CANCELED.value: _canceled,
    RETURNED: _returned,
}


def refuse(attempt_id: UUID, why: str) -> None:
    """The gateway understood and refused: nothing has happened there, and nothing will."""
    customer_id = PaymentAttempt.objects.values_list("customer", flat=True).get(pk=attempt_id)
    lock_account(customer_id)
    rows = PaymentAttempt.objects.select_related("instrument", "account")
    attempt = rows.select_for_update(of=("self",)).get(pk=attempt_id)
    if attempt.is_live:
        finish(attempt, State.FAILED, why)
        publish(
            PaymentFailed(
                attempt_id=attempt.pk,
                customer_id=attempt.customer_id,
                amount_minor=attempt.amount_minor,
                currency=attempt.currency,
                reason=why,
                next_try_at=None,
            )
        )


def accept(attempt: PaymentAttempt) -> PaymentAttempt:
    """Somebody looked: what arrived is taken as it is."""
    lock_account(attempt.customer_id)
    attempt = _parked(attempt)
    assert attempt.arrived_minor is not None, "parked with an amount"
    _pay(attempt, Money(attempt.arrived_minor, attempt.arrived_currency))
    return attempt


def dismiss(attempt: PaymentAttempt, *, reason: str) -> PaymentAttempt:
    """Somebody looked: it is no payment here, such as one given back at the gateway."""
    lock_account(attempt.customer_id)
    attempt = _parked(attempt)
    finish(attempt, State.CANCELED, reason)
    return attempt


class NotParked(DomainError):
    code = "attempt_not_parked"


def _parked(attempt: PaymentAttempt) -> PaymentAttempt:
    rows = PaymentAttempt.objects.select_related("instrument", "account")
    attempt = rows.select_for_update(of=("self",)).get(pk=attempt.pk)
    if attempt.arrived_minor is None or attempt.payment_id is not None:
        raise NotParked("Nothing waits to be looked at here.")
    if attempt.state == State.CANCELED and attempt.reason:
        raise NotParked("This was looked at already.")
    return attempt
