"""Payments by hand: cash, cheque, bank; and the part of every payment that is the same."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from guywire.domains.customers.queries import today
from guywire.domains.tenants.services.numbers import next_number
from guywire.engines.money import Money
from guywire.kit.errors import Conflict, DomainError
from guywire.kit.events import publish

from ..events import PaymentReceived, PaymentTakenBack
from ..models import Account, BillingAccount, Journal, Payment
from . import settling
from .accounts import lock_account
from .posting import Leg, open_day, post, reverse

Role = Account.Role
Method = Payment.Method
HELD_IN = {Method.CASH: Role.CASH, Method.CHEQUE: Role.CHEQUES, Method.BANK: Role.BANK}
"""Where the money of a method is, until it is paid into the bank; else on its way."""


class PaymentRefused(DomainError):
    code = "payment_refused"


class NotStanding(Conflict):
    """The payment is not one any more."""

    code = "payment_not_standing"


def record_payment(
    customer_id: UUID,
    *,
    amount: Money,
    method: Method,
    received_on: date | None = None,
    reference: str = "",
    note: str = "",
    parts: Sequence[settling.Part] | None = None,
) -> Payment:
    """Take a payment: ledger, receipt number, and what it settles.

    ``parts`` is the payer's own choice (B-PAY order), [] none; without it the oldest due first.
    What is left is credit.
    """
    account = lock_account(customer_id)
    day = received_on or today()
    _require_sound(account, amount, day)
    payment = Payment.objects.create(
        number=next_number("payment", on=day),
        customer_id=customer_id,
        method=method,
        currency=amount.currency,
        amount_minor=amount.minor,
        unapplied_minor=amount.minor,
        received_on=day,
        reference=reference,
        note=note,
    )
    legs = [Leg(held_in(method), amount), Leg(Role.RECEIVABLE, -amount, customer_id)]
    post(Journal.Kind.PAYMENT, payment.pk, on=day, legs=legs, memo=payment.number)
    if parts is None:
        settling.apply_oldest(payment, on=day)
    else:
        settling.apply(payment, parts, on=day)
    publish(
        PaymentReceived(
            payment_id=payment.pk,
            customer_id=customer_id,
            amount_minor=amount.minor,
            currency=amount.currency,
        )
    )
    return payment


def _require_sound(account: BillingAccount, amount: Money, day: date) -> None:
    if amount.minor <= 0:
        raise PaymentRefused("A payment is more than nothing.", field="amount")
    if amount.currency != account.currency:
        raise PaymentRefused(f"This account is in {account.currency}.", field="amount")
    if day > today():
        raise PaymentRefused("This day has not come.", field="received_on")


def held_in(method: str) -> Account.Role:
    return HELD_IN.get(Method(method), Role.CLEARING)


def take_back(
    payment: Payment,
    *,
    reason: str,
    state: Payment.State = Payment.State.REVERSED,
    on: date | None = None,
) -> Payment:
    """A payment was none: entered by mistake, or returned by the bank. Its number stays."""
    lock_account(payment.customer_id)
    payment = Payment.objects.select_for_update().get(pk=payment.pk)
    if payment.state != Payment.State.SETTLED:
        raise NotStanding(f"{payment} is {payment.get_state_display().lower()}.")
    if payment.refunded_minor:
        raise NotStanding(f"Part of {payment} was given back already.")
    settling.release(payment, on=on, reason=reason)
    payment.refresh_from_db()
    payment.state, payment.reason, payment.unapplied_minor = state, reason[:200], 0
    payment.save(update_fields=["state", "reason", "unapplied_minor"])
    entry = Journal.objects.get(kind=Journal.Kind.PAYMENT, source_id=payment.pk)
    day = open_day(max(on or today(), payment.received_on))
    reverse(entry, Journal.Kind.PAYMENT_BACK, payment.pk, on=day, memo=payment.number)
    publish(
        PaymentTakenBack(
            payment_id=payment.pk,
            customer_id=payment.customer_id,
            amount_minor=payment.amount_minor,
            currency=payment.currency,
            reason=reason,
        )
    )
    return payment
