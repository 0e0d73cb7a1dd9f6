"""Gateways, instruments and attempts for tests, as the services make them; nobody is asked."""

import uuid
from decimal import Decimal
from itertools import count
from typing import Any
from uuid import UUID

from guywire.domains.billing.gateways.port import (
    Account,
    ChargeState,
    EventKind,
    GatewayEvent,
    Instrument,
    InstrumentKind,
    WebhookRegistered,
)
from guywire.domains.billing.inputs.collecting import (
    AttemptInput,
    GatewayAccountInput,
    InstrumentInput,
    RefundInput,
)
from guywire.domains.billing.models import (
    Dispute,
    GatewayAccount,
    GatewayMessage,
    InstrumentSetup,
    Payment,
    PaymentAttempt,
    PaymentInstrument,
    Refund,
)
from guywire.domains.billing.services import (
    attempts,
    disputes,
    gateway_accounts,
    inbox,
    instruments,
    outcomes,
    refunds,
)
from guywire.domains.customers.tests import make as people
from guywire.engines.money import Money
from guywire.kit import clock

_serial = count(1)


def gateway_account_input(**fields: Any) -> GatewayAccountInput:
    given: dict[str, Any] = {"name": f"Stripe {next(_serial)}", "secret": "sk_test_made"}
    return GatewayAccountInput(**(given | fields))


def gateway_account(**fields: Any) -> GatewayAccount:
    """An account in use."""
    made = gateway_accounts.add_gateway(gateway_account_input(**fields))
    told = Account(id="acct_1", name="Kinsman", is_live=False, currencies=("USD",))
    hook = WebhookRegistered(id="we_1", secret="whsec_made")
    return gateway_accounts.activate_gateway(gateway_accounts.note_tested(made.pk, told, hook))


def payment_instrument(who: UUID | None = None) -> PaymentInstrument:
    """A card of a customer."""
    n = next(_serial)
    card = Instrument(
        gateway_id=f"pm_{n}",
        kind=InstrumentKind.CARD,
        customer_id=f"cus_{n}",
        brand="visa",
        last4=f"{n:04d}",
    )
    return instruments.keep_instrument(who or people.customer().pk, gateway_account(), card)


def instrument_request_input(**fields: Any) -> InstrumentInput:
    if "customer_id" not in fields:
        fields["customer_id"] = people.customer().pk
    if "account_id" not in fields:
        fields["account_id"] = gateway_account().pk
    return InstrumentInput(**fields)


def instrument_request(**fields: Any) -> InstrumentSetup:
    return instruments.begin_setup(instrument_request_input(**fields))


def payment_attempt_input(**fields: Any) -> AttemptInput:
    card = payment_instrument()
    given = {"customer_id": card.customer_id, "instrument_id": card.pk, "amount": Decimal("25.00")}
    return AttemptInput(**(given | fields))


def payment_attempt(**fields: Any) -> PaymentAttempt:
    return attempts.take_payment(payment_attempt_input(**fields))


def paid_attempt(**fields: Any) -> PaymentAttempt:
    """An attempt that went through."""
    attempt = payment_attempt(**fields)
    told = outcomes.Told(
        state=ChargeState.SUCCEEDED.value,
        gateway_id=f"pi_{attempt.pk}",
        transaction_id=f"ch_{attempt.pk}",
        amount=attempt.amount,
    )
    outcomes.record(attempt.pk, told)
    attempt.refresh_from_db()
    return attempt


def _payment(attempt: PaymentAttempt) -> Payment:
    assert attempt.payment is not None, "it went through"
    return attempt.payment


def refund(**fields: Any) -> Refund:
    given = {"amount": Decimal("5.00"), "way": Refund.Way.CASH, "reason": "moved away"}
    return refunds.refund_payment(_payment(paid_attempt()), RefundInput(**(given | fields)))


def told(attempt: PaymentAttempt, kind: EventKind, **fields: Any) -> GatewayEvent:
    """A message of the gateway about an attempt."""
    given: dict[str, Any] = {
        "id": f"evt_{uuid.uuid4()}",
        "kind": kind,
        "type": kind.value,
        "object_id": f"dp_{attempt.pk}",
        "occurred_at": clock.now(),
        "reference": attempt.key,
        "amount": attempt.amount,
    }
    return GatewayEvent(**(given | fields))


def dispute(minor: int = 2_500) -> Dispute:
    attempt = paid_attempt()
    amount = Money(minor, attempt.currency)
    disputes.record(attempt, told(attempt, EventKind.DISPUTE_OPENED, amount=amount))
    return Dispute.objects.get(external_id=f"dp_{attempt.pk}")


def gateway_message() -> GatewayMessage:
    attempt = payment_attempt()
    event = told(attempt, EventKind.PAYOUT_PAID)
    inbox.receive(attempt.account, event)
    return GatewayMessage.objects.get(external_id=event.id)
