"""Money given back: only what settled nothing, and never more than is left (B-PAY-3, B-PAY-5)."""

import uuid
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from guywire.domains.customers.queries import today
from guywire.domains.tenants.services.numbers import next_number
from guywire.engines.money import Money
from guywire.kit import clock
from guywire.kit.errors import Conflict, DomainError
from guywire.kit.events import publish
from guywire.kit.jobs import defer

from ..events import RefundFailed, RefundGiven
from ..gateways.opening import Credentials
from ..gateways.port import EventKind, GatewayEvent, RefundRequest, RefundState
from ..inputs import in_currency
from ..inputs.collecting import RefundInput
from ..models import Account, GatewayAccount, Journal, Payment, Refund
from .accounts import lock_account
from .gateway_accounts import credentials_of
from .outcomes import APPLIED, IGNORED, Outcome
from .posting import Leg, open_day, post

REFUND = "guywire.billing.refund"
Role, State, Way = Account.Role, Refund.State, Refund.Way
PAID_FROM = {Way.CASH: Role.CASH, Way.CHEQUE: Role.BANK, Way.BANK: Role.BANK}
EVENTS = {
    EventKind.REFUND_PENDING: RefundState.PENDING,
    EventKind.REFUND_SUCCEEDED: RefundState.SUCCEEDED,
    EventKind.REFUND_FAILED: RefundState.FAILED,
}


class RefundRefused(DomainError):
    code = "refund_refused"


class NotRefundable(Conflict):
    code = "not_refundable"


@dataclass(frozen=True, slots=True)
class Work:
    """A refund to ask a gateway for."""

    credentials: Credentials
    gateway_id: str
    request: RefundRequest


def refund_payment(payment: Payment, data: RefundInput) -> Refund:
    """Give money of a payment back. What settles invoices is taken off them first, by hand."""
    lock_account(payment.customer_id)
    payment = Payment.objects.select_for_update().get(pk=payment.pk)
    amount = in_currency(data.amount, payment.currency, field="amount")
    _require_refundable(payment, amount)
    attempt = payment.attempts.select_related("account").first()
    if data.way == Way.SOURCE and attempt is None:
        raise RefundRefused("It did not come through a gateway; choose another way.", field="way")
    key = f"rf-{uuid.uuid4()}"
    refund = Refund.objects.create(
        number=next_number("refund", on=today()),
        customer_id=payment.customer_id,
        payment=payment,
        attempt=attempt if data.way == Way.SOURCE else None,
        way=data.way,
        amount_minor=amount.minor,
        currency=payment.currency,
        reason=data.reason,
        key=key,
        refunded_on=open_day(),
        created_at=clock.now(),
    )
    payment.unapplied_minor -= amount.minor
    payment.refunded_minor += amount.minor
    payment.save(update_fields=["unapplied_minor", "refunded_minor"])
    post(Journal.Kind.REFUND, refund.pk, on=refund.refunded_on, legs=_legs(refund, amount),
         memo=f"{refund} of {payment}")  # fmt: skip
    if data.way == Way.SOURCE:
        defer(REFUND, refund_id=str(refund.pk))
    else:
        _given(refund)
    return refund


def _legs(refund: Refund, amount: Money) -> list[Leg]:
    source = PAID_FROM.get(Way(refund.way), Role.CLEARING)
    return [Leg(Role.RECEIVABLE, amount, refund.customer_id), Leg(source, -amount)]


def _require_refundable(payment: Payment, amount: Money) -> None:
    if payment.state != Payment.State.SETTLED:
        raise NotRefundable(f"{payment} is {payment.get_state_display().lower()}.")
    if amount.minor <= 0:
        raise RefundRefused("A refund is more than nothing.", field="amount")
    if amount.minor > payment.unapplied_minor:
        rest = payment.amount_minor - payment.refunded_minor - payment.disputed_minor
        used = Money(rest - payment.unapplied_minor, payment.currency)
        raise RefundRefused(
            f"{payment.unapplied} of {payment} can be given back; {used} settle invoices.",
            field="amount",
        )


def _given(refund: Refund) -> None:
    refund.state, refund.finished_at = State.SUCCEEDED, clock.now()
    refund.save(update_fields=["state", "finished_at", "gateway_id"])
    publish(
        RefundGiven(
            refund_id=refund.pk,
            customer_id=refund.customer_id,
            amount_minor=refund.amount_minor,
            currency=refund.currency,
        )
    )


def take(refund_id: UUID) -> Work | None:
    """What the gateway is to be asked; None when it has answered for good."""
    rows = Refund.objects.select_related("attempt__account")
    refund = rows.select_for_update(of=("self",)).filter(pk=refund_id).first()
    if (
        refund is None
        or refund.attempt is None
        or refund.state
        not in (
            State.CREATED,
            State.PENDING,
        )
    ):
        return None
    return Work(
        credentials_of(refund.attempt.account),
        refund.gateway_id,
        RefundRequest(
            charge_id=refund.attempt.gateway_id,
            transaction_id=refund.attempt.transaction_id,
            amount=refund.amount,
            key=refund.key,
            reason=refund.reason,
        ),
    )


def note(refund_id: UUID, state: RefundState, gateway_id: str = "", why: str = "") -> Outcome:
    """How a refund stands, by the gateway's answer or message; told twice it changes nothing."""
    customer_id = Refund.objects.values_list("customer", flat=True).get(pk=refund_id)
    lock_account(customer_id)
    refund = Refund.objects.select_for_update().get(pk=refund_id)
    refund.gateway_id = refund.gateway_id or gateway_id
    if refund.state == State.FAILED:
        return Outcome(IGNORED, "It failed already.")
    if state is RefundState.FAILED:
        return _back(refund, why)
    if refund.state == State.SUCCEEDED:
        return Outcome(IGNORED, "It was given back already.")
    if state is RefundState.SUCCEEDED:
        _given(refund)
        return Outcome(APPLIED, "Given back.")
    refund.state = State.PENDING
    refund.save(update_fields=["state", "gateway_id"])
    return Outcome(APPLIED, "On its way.")


def _back(refund: Refund, why: str) -> Outcome:
    """The money came back to us: it is the customer's credit again."""
    payment = Payment.objects.select_for_update().get(pk=refund.payment_id)
    payment.unapplied_minor += refund.amount_minor
    payment.refunded_minor -= refund.amount_minor
    payment.save(update_fields=["unapplied_minor", "refunded_minor"])
    legs = _legs(refund, -refund.amount)
    post(Journal.Kind.REFUND_BACK, refund.pk, on=open_day(), legs=legs, memo=str(refund))
    refund.state, refund.finished_at = State.FAILED, clock.now()
    refund.problem = why[:200] or "The gateway could not give it back."
    refund.save(update_fields=["state", "finished_at", "gateway_id", "problem"])
    publish(
        RefundFailed(refund_id=refund.pk, customer_id=refund.customer_id, reason=refund.problem)
    )
    return Outcome(APPLIED, refund.problem)


def of_event(account: GatewayAccount, event: GatewayEvent) -> Refund | None:
    """The refund of ours that a message is about."""
    mine = Refund.objects.filter(attempt__account=account)
    found = mine.filter(key=event.reference).first() if event.reference else None
    return found or mine.filter(gateway_id=event.object_id).exclude(gateway_id="").first()


def record(refund: Refund, event: GatewayEvent) -> Outcome:
    return note(refund.pk, EVENTS[event.kind], event.object_id, event.reason)


def ask_again(before: datetime) -> int:
    """Queue refunds that the gateway has not answered since."""
    waiting = Refund.objects.filter(state=State.CREATED, attempt__isnull=False)
    ids = list(waiting.filter(created_at__lt=before).values_list("pk", flat=True))
    for refund_id in ids:
        defer(REFUND, refund_id=str(refund_id))
    return len(ids)
