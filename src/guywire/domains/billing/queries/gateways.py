"""Gateway accounts, instruments, attempts: reads."""

from uuid import UUID

from ..models import GatewayAccount, InstrumentSetup, PaymentAttempt


def gateway_account(account_id: UUID) -> GatewayAccount | None:
    return GatewayAccount.objects.filter(pk=account_id).first()


def shown_attempt(attempt_id: UUID) -> PaymentAttempt | None:
    return PaymentAttempt.objects.filter(pk=attempt_id).first()


def setup_of(setup_id: UUID) -> InstrumentSetup | None:
    return InstrumentSetup.objects.select_related("account").filter(pk=setup_id).first()
