"""Asking for money: the attempt is written and committed first, then a job asks the gateway."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from guywire.engines.money import Money
from guywire.kit import clock
from guywire.kit.errors import Conflict, DomainError
from guywire.kit.events import publish
from guywire.kit.jobs import defer

from ..events import PaymentTried
from ..gateways.asking import Work
from ..gateways.opening import Credentials
from ..gateways.port import ChargeRequest
from ..inputs import in_currency
from ..inputs.collecting import AttemptInput
from ..models import (
    AttemptPart,
    BillingAccount,
    GatewayAccount,
    Invoice,
    PaymentAttempt,
    PaymentInstrument,
)
from . import settling
from .accounts import lock_account
from .gateway_accounts import credentials_of, require_in_use
from .instruments import at_gateway, payer_of, require_usable

CHARGE = "guywire.billing.charge"
State, Origin = PaymentAttempt.State, PaymentAttempt.Origin


class AttemptRefused(DomainError):
    code = "attempt_refused"


class AttemptUnderway(Conflict):
    """Money for this invoice is asked for already."""

    code = "attempt_underway"


class AttemptOver(Conflict):
    code = "attempt_over"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Money to ask for. ``parts`` is what it is for; the rest of the amount becomes credit."""

    customer_id: UUID
    account: GatewayAccount
    instrument: PaymentInstrument | None
    amount: Money
    parts: Sequence[settling.Part]
    origin: PaymentAttempt.Origin = Origin.DESK
    chain: UUID | None = None


def take_payment(data: AttemptInput) -> PaymentAttempt:
    """Staff takes a payment now. AttemptRefused, AttemptUnderway."""
    billed = lock_account(data.customer_id)
    account, instrument = _through(data)
    parts = _parts(billed, data)
    total = Money(sum(part.amount_minor for part in parts), billed.currency)
    amount = total
    if data.amount is not None:
        amount = in_currency(data.amount, billed.currency, field="amount")
        parts = _cut(parts, amount.minor)
    return begin(
        Wanted(
            customer_id=data.customer_id,
            account=account,
            instrument=instrument,
            amount=amount,
            parts=parts,
        )
    )


def _through(data: AttemptInput) -> tuple[GatewayAccount, PaymentInstrument | None]:
    if data.instrument_id is not None:
        found = PaymentInstrument.objects.select_related("account").get(pk=data.instrument_id)
        if found.customer_id != data.customer_id:
            raise AttemptRefused("This is another customer's.", field="instrument_id")
        return found.account, found
    if data.account_id is None:
        raise AttemptRefused("Choose an instrument, or a gateway.", field="instrument_id")
    return GatewayAccount.objects.get(pk=data.account_id), None


def _parts(billed: BillingAccount, data: AttemptInput) -> list[settling.Part]:
    found = settling.open_invoices(data.customer_id, billed.currency)
    if data.invoice_id is not None:
        found = [invoice for invoice in found if invoice.pk == data.invoice_id]
        if not found:
            raise AttemptRefused("Nothing of this invoice is open.", field="invoice_id")
    return [settling.Part(invoice.pk, invoice.balance_minor) for invoice in found]


def _cut(parts: Sequence[settling.Part], amount_minor: int) -> list[settling.Part]:
    """As much of the parts as an amount pays."""
    cut, left = [], amount_minor
    for part in parts:
        if left > 0:
            cut.append(settling.Part(part.invoice_id, min(left, part.amount_minor)))
            left -= part.amount_minor
    return cut


def begin(wanted: Wanted) -> PaymentAttempt:
    """Write the attempt, and the job that asks. The customer's account is locked by the caller."""
    require_in_use(wanted.account)
    if wanted.instrument is not None:
        require_usable(wanted.instrument)
    if wanted.amount.minor <= 0:
        raise AttemptRefused("Nothing is open; say how much.", field="amount")
    try:
        with transaction.atomic():
            attempt = _written(wanted)
    except IntegrityError as error:
        raise AttemptUnderway("A payment for this invoice is under way already.") from error
    publish(
        PaymentTried(
            attempt_id=attempt.pk,
            customer_id=attempt.customer_id,
            amount_minor=attempt.amount_minor,
            currency=attempt.currency,
        )
    )
    defer(CHARGE, attempt_id=str(attempt.pk))
    return attempt


def _written(wanted: Wanted) -> PaymentAttempt:
    """The row, and its claim: nobody else asks for these invoices meanwhile."""
    attempt_id = uuid.uuid4()
    attempt = PaymentAttempt.objects.create(
        pk=attempt_id,
        customer_id=wanted.customer_id,
        account=wanted.account,
        instrument=wanted.instrument,
        origin=wanted.origin,
        chain=wanted.chain or attempt_id,
        amount_minor=wanted.amount.minor,
        currency=wanted.amount.currency,
        key=f"gw-{attempt_id}",
        created_at=clock.now(),
    )
    AttemptPart.objects.bulk_create(
        [
            AttemptPart(attempt=attempt, invoice_id=part.invoice_id, amount_minor=part.amount_minor)
            for part in wanted.parts
        ]
    )
    return attempt


def take(attempt_id: UUID, back: str) -> Work | None:
    """What the gateway is to be asked now; None when there is nothing (more) to ask.

    ``back`` is where a payer comes back to from the gateway's page.
    """
    rows = PaymentAttempt.objects.select_related("account", "instrument")
    attempt = rows.select_for_update(of=("self",)).filter(pk=attempt_id).first()
    if attempt is None or not attempt.is_live or attempt.arrived_minor is not None:
        return None
    attempt.sent_at = attempt.sent_at or clock.now()
    attempt.asked_count += 1
    attempt.save(update_fields=["sent_at", "asked_count"])
    payer = payer_of(attempt.customer_id, attempt.account)
    numbers = Invoice.objects.filter(attempts__attempt=attempt).order_by("number")
    return Work(
        attempt_id=attempt.pk,
        gateway_id=attempt.gateway_id,
        credentials=credentials_of(attempt.account),
        payer=payer,
        request=ChargeRequest(
            amount=attempt.amount,
            customer=payer.ref,
            key=attempt.key,
            instrument=at_gateway(attempt.instrument) if attempt.instrument else None,
            off_session=attempt.instrument is not None and attempt.origin != Origin.DESK,
            invoices=tuple(numbers.values_list("number", flat=True)),
            return_url=back,
            cancel_url=back,
        ),
        created_at=attempt.created_at,
        sent_at=attempt.sent_at,
        cancel=attempt.cancel_asked,
    )


def note_unknown(attempt_id: UUID, why: str) -> None:
    """No answer came: it may have happened, and is asked again with the same key."""
    attempt = PaymentAttempt.objects.select_for_update().get(pk=attempt_id)
    if attempt.state == State.CREATED:
        attempt.state, attempt.reason = State.UNKNOWN, why[:200]
        attempt.save(update_fields=["state", "reason"])


def cancel(attempt: PaymentAttempt) -> PaymentAttempt:
    """Give it up: at once if nobody was asked yet, else the gateway says if it is too late."""
    lock_account(attempt.customer_id)
    attempt = PaymentAttempt.objects.select_for_update().get(pk=attempt.pk)
    if not attempt.is_live:
        raise AttemptOver(f"This payment is {attempt.get_state_display()}.")
    if attempt.state == State.PENDING:
        raise AttemptOver("The bank has it; it can be refunded once it is paid.")
    if attempt.sent_at is None:
        finish(attempt, State.CANCELED)
        return attempt
    attempt.cancel_asked = True
    attempt.save(update_fields=["cancel_asked"])
    defer(CHARGE, attempt_id=str(attempt.pk))
    return attempt


def finish(attempt: PaymentAttempt, state: PaymentAttempt.State, reason: str = "") -> None:
    """Nothing more is asked for; its invoices are free for another attempt."""
    attempt.state, attempt.reason, attempt.finished_at = state, reason[:200], clock.now()
    attempt.save()
    attempt.parts.filter(is_open=True).update(is_open=False)


def ask_again(before: datetime) -> int:
    """Queue what has had no answer since: a worker that was killed, a gateway that was away."""
    waiting = PaymentAttempt.objects.filter(
        state__in=(State.CREATED, State.UNKNOWN), created_at__lt=before, arrived_minor=None
    )
    ids = list(waiting.order_by("created_at").values_list("pk", flat=True))
    for attempt_id in ids:
        defer(CHARGE, attempt_id=str(attempt_id))
    return len(ids)


def standing_of(attempt_id: UUID) -> tuple[Credentials, str] | None:
    """Whom to ask how an attempt stands, and its name there."""
    attempt = PaymentAttempt.objects.select_related("account").filter(pk=attempt_id).first()
    if attempt is None or not attempt.gateway_id:
        return None
    return credentials_of(attempt.account), attempt.gateway_id


def ask_now(attempt: PaymentAttempt) -> None:
    """The payer came back from the gateway's page: ask what became of it."""
    if attempt.is_live and attempt.state != State.PENDING:
        defer(CHARGE, attempt_id=str(attempt.pk))
