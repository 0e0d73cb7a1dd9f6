"""Gateway accounts, instruments, attempts: reads."""

from collections.abc import Sequence
from uuid import UUID

from django.db.models import QuerySet

from guywire.engines.money import Money
from guywire.kit.access import Actor

from ..models import (
    Dispute,
    GatewayAccount,
    GatewayMessage,
    InstrumentSetup,
    Invoice,
    PaymentAttempt,
    PaymentInstrument,
    Refund,
)


def gateway_account(account_id: UUID) -> GatewayAccount | None:
    return GatewayAccount.objects.filter(pk=account_id).first()


def shown_attempt(attempt_id: UUID) -> PaymentAttempt | None:
    return PaymentAttempt.objects.filter(pk=attempt_id).first()


def setup_of(setup_id: UUID) -> InstrumentSetup | None:
    return InstrumentSetup.objects.select_related("account").filter(pk=setup_id).first()


def accounts(actor: Actor) -> QuerySet[GatewayAccount]:
    return GatewayAccount.objects.all()


def messages(actor: Actor) -> QuerySet[GatewayMessage]:
    return GatewayMessage.objects.select_related("account", "attempt")


def instruments(actor: Actor) -> QuerySet[PaymentInstrument]:
    return PaymentInstrument.objects.select_related("customer", "account")


def setups(actor: Actor) -> QuerySet[InstrumentSetup]:
    return InstrumentSetup.objects.select_related("customer", "account", "instrument")


def attempts(actor: Actor) -> QuerySet[PaymentAttempt]:
    return PaymentAttempt.objects.select_related("customer", "account", "instrument", "payment")


def refunds(actor: Actor) -> QuerySet[Refund]:
    return Refund.objects.select_related("customer", "payment")


def disputes(actor: Actor) -> QuerySet[Dispute]:
    return Dispute.objects.select_related("customer", "payment", "account")


def parts_of(attempt: PaymentAttempt) -> Sequence[tuple[Invoice, Money]]:
    """What an attempt is for."""
    rows = attempt.parts.select_related("invoice").order_by("invoice__due_on", "pk")
    return [(row.invoice, Money(row.amount_minor, attempt.currency)) for row in rows]


def disputed_by(dispute: Dispute) -> Sequence[tuple[Invoice, Money]]:
    """The invoices that a dispute opened again."""
    rows = dispute.invoices.select_related("invoice").order_by("invoice__due_on", "pk")
    return [(row.invoice, Money(row.amount_minor, dispute.currency)) for row in rows]
