"""Money that a payer's bank took back: no refund, and perhaps not for good (B-PAY-6)."""

from uuid import UUID

from django.db.models import Sum

from guywire.engines.money import Money
from guywire.kit.events import publish

from ..events import DisputeClosed, DisputeOpened
from ..gateways.port import EventKind, GatewayEvent
from ..models import (
    Account,
    Dispute,
    DisputedInvoice,
    Invoice,
    Journal,
    Payment,
    PaymentAttempt,
    PaymentInstrument,
)
from . import settling
from .accounts import lock_account
from .instruments import note_problem
from .outcomes import APPLIED, IGNORED, PARKED, Outcome
from .posting import Leg, open_day, post

Role, State = Account.Role, Dispute.State
ENDS = {
    EventKind.DISPUTE_WON: State.WON,
    EventKind.DISPUTE_REINSTATED: State.WON,
    EventKind.DISPUTE_LOST: State.LOST,
}


def record(attempt: PaymentAttempt, event: GatewayEvent) -> Outcome:
    """What a gateway tells of a dispute, in whatever order it tells it."""
    lock_account(attempt.customer_id)
    known = (
        Dispute.objects.select_for_update()
        .filter(account=attempt.account_id, external_id=event.object_id)
        .first()
    )
    opened = False
    if known is None:
        refused = _fault(attempt, event)
        if refused:
            return Outcome(PARKED, refused)
        known, opened = _open(attempt, event), True
    charged = _note_fee(known, event.fee) if event.kind not in ENDS else False
    end = ENDS.get(event.kind)
    if end is not None:
        return _close(known, end, event)
    if opened:
        return Outcome(APPLIED, "Opened.")
    return Outcome(APPLIED, "Its fee.") if charged else Outcome(IGNORED, "It is known.")


def _fault(attempt: PaymentAttempt, event: GatewayEvent) -> str:
    """Why a dispute does not fit what we know; empty if it does."""
    if attempt.payment_id is None:
        return "A payment is disputed that is not paid here."
    payment = Payment.objects.get(pk=attempt.payment_id)
    if payment.state != Payment.State.SETTLED:
        return f"{payment} is {payment.get_state_display().lower()}."
    if event.amount is None or event.amount.currency != payment.currency:
        return f"{event.amount} are disputed of {payment.amount}."
    left = payment.amount_minor - payment.refunded_minor - payment.disputed_minor
    if not 0 < event.amount.minor <= left:
        return f"{event.amount} are disputed, {Money(left, payment.currency)} are left of it."
    return ""


def _open(attempt: PaymentAttempt, event: GatewayEvent) -> Dispute:
    """The money is gone: what it settled is open again and marked."""
    assert attempt.payment_id is not None, "checked by _fault"
    assert event.amount is not None, "checked by _fault"
    payment = Payment.objects.select_for_update().get(pk=attempt.payment_id)
    dispute = Dispute.objects.create(
        customer_id=attempt.customer_id,
        account_id=attempt.account_id,
        payment=payment,
        external_id=event.object_id,
        amount_minor=event.amount.minor,
        currency=event.amount.currency,
        reason=event.reason[:120],
        opened_at=event.occurred_at,
    )
    for invoice_id, minor in _taken_out(payment, event.amount.minor).items():
        DisputedInvoice.objects.create(dispute=dispute, invoice_id=invoice_id, amount_minor=minor)
    legs = [
        Leg(Role.RECEIVABLE, event.amount, attempt.customer_id),
        Leg(Role.CLEARING, -event.amount),
    ]
    memo = f"dispute of {payment}"
    post(Journal.Kind.DISPUTE, dispute.pk, on=open_day(), legs=legs, memo=memo)
    if attempt.instrument_id is not None:
        instrument = PaymentInstrument.objects.get(pk=attempt.instrument_id)
        note_problem(instrument, PaymentInstrument.Problem.DISPUTED)
    publish(
        DisputeOpened(
            dispute_id=dispute.pk,
            customer_id=dispute.customer_id,
            amount_minor=dispute.amount_minor,
            currency=dispute.currency,
            reason=dispute.reason,
        )
    )
    return dispute


def _taken_out(payment: Payment, minor: int) -> dict[UUID, int]:
    """Take money out of a payment, unused first; by invoice, what it settles no more."""
    before = _settled_by(payment)
    if minor > payment.unapplied_minor:
        settling.release(payment, reason="disputed")
        payment.refresh_from_db()
    payment.unapplied_minor -= minor
    payment.disputed_minor += minor
    payment.save(update_fields=["unapplied_minor", "disputed_minor"])
    taken, left = {}, payment.unapplied_minor
    if not _settled_by(payment):
        for invoice_id, settled in before.items():
            again = min(settled, left)
            if again:
                settling.apply(payment, [settling.Part(invoice_id, again)])
                left -= again
            if settled > again:
                taken[invoice_id] = settled - again
    return taken


def _settled_by(payment: Payment) -> dict[UUID, int]:
    rows = payment.allocations.order_by("invoice__due_on", "invoice").values_list("invoice")
    sums = rows.annotate(sum=Sum("amount_minor"))
    return {invoice_id: minor for invoice_id, minor in sums if minor}


def _note_fee(dispute: Dispute, fee: Money | None) -> bool:
    """What the gateway charges for a dispute, once."""
    if fee is None or not fee.minor or dispute.fee_minor:
        return False
    dispute.fee_minor = fee.minor
    dispute.save(update_fields=["fee_minor"])
    legs = [Leg(Role.GATEWAY_FEES, fee), Leg(Role.CLEARING, -fee)]
    post(Journal.Kind.DISPUTE_FEE, dispute.pk, on=open_day(), legs=legs, memo=str(dispute))
    return True


def _close(dispute: Dispute, state: Dispute.State, event: GatewayEvent) -> Outcome:
    if dispute.state != State.OPEN:
        return Outcome(IGNORED, f"It is {dispute.get_state_display().lower()} already.")
    dispute.state, dispute.closed_at = state, event.occurred_at
    dispute.save(update_fields=["state", "closed_at"])
    if state == State.WON:
        _give_back(dispute)
    publish(
        DisputeClosed(
            dispute_id=dispute.pk, customer_id=dispute.customer_id, won=state == State.WON
        )
    )
    return Outcome(APPLIED, "Won." if state == State.WON else "Lost.")


def _give_back(dispute: Dispute) -> None:
    """The money is here again: for what was disputed as far as it is open, else as credit."""
    payment = Payment.objects.select_for_update().get(pk=dispute.payment_id)
    payment.unapplied_minor += dispute.amount_minor
    payment.disputed_minor -= dispute.amount_minor
    payment.save(update_fields=["unapplied_minor", "disputed_minor"])
    legs = [
        Leg(Role.CLEARING, dispute.amount),
        Leg(Role.RECEIVABLE, -dispute.amount, dispute.customer_id),
    ]
    post(Journal.Kind.DISPUTE_WON, dispute.pk, on=open_day(), legs=legs, memo=str(dispute))
    for row in dispute.invoices.order_by("invoice__due_on", "pk"):
        invoice = Invoice.objects.select_for_update().get(pk=row.invoice_id)
        minor = min(row.amount_minor, invoice.balance_minor, payment.unapplied_minor)
        if invoice.state in settling.OPEN and minor > 0:
            settling.apply(payment, [settling.Part(invoice.pk, minor)])


def has_open_dispute(customer_id: UUID) -> bool:
    return Dispute.objects.filter(customer=customer_id, state=State.OPEN).exists()
