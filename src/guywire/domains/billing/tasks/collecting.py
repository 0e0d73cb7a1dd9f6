"""Asking gateways: with no transaction open, and again with the same key until they answer."""

from contextlib import closing
from dataclasses import replace
from datetime import time, timedelta
from uuid import UUID

from guywire.kit import clock
from guywire.kit.errors import DomainError
from guywire.kit.jobs import Periodic, background
from guywire.kit.tenancy import in_tenant

from ..gateways import asking
from ..gateways.errors import BadCredentials, GatewayRefused, UnknownOutcome
from ..gateways.opening import open_gateway
from ..gateways.port import RefundState
from ..queries.links import page_of
from ..services import (
    attempts,
    autopay,
    gateway_accounts,
    inbox,
    instruments,
    outcomes,
    refunds,
)

ACTOR = "job:billing"
OVERLAP = timedelta(minutes=5)
"""Gateways list an event a little after it happened."""


@background("guywire.billing.charge", attempts=8)
def charge(tenant_id: UUID, *, attempt_id: str) -> None:
    """Put one attempt to the gateway, and write down what it says.

    Killed anywhere, it is done again with the same key, and happens once. UnknownOutcome and
    GatewayUnavailable go on to the queue, which tries again.
    """
    row_id = UUID(attempt_id)
    with in_tenant(tenant_id, actor=ACTOR, door="job"):
        work = attempts.take(row_id, page_of("attempt-back", pk=row_id))
    if work is None:
        return
    try:
        with closing(open_gateway(work.credentials)) as gateway:
            payer = asking.known_payer(gateway, work.payer)
            result = asking.ask(gateway, work, replace(work.request, customer=payer.ref))
    except UnknownOutcome as unknown:
        with in_tenant(tenant_id, actor=ACTOR, door="job"):
            attempts.note_unknown(row_id, unknown.message)
        raise
    except GatewayRefused as refused:
        with in_tenant(tenant_id, actor=ACTOR, door="job"):
            outcomes.refuse(row_id, refused.message)
            if isinstance(refused, BadCredentials):
                gateway_accounts.note_broken(work.payer.account_id, refused.message)
        return
    with in_tenant(tenant_id, actor=ACTOR, door="job"):
        instruments.note_payer(payer, payer.ref)
        outcomes.record(row_id, outcomes.Told.by_answer(result))


@background("guywire.billing.look_up", attempts=5)
def look_up(tenant_id: UUID, *, attempt_id: str) -> None:
    """Ask how a charge stands, for what a message did not say (its fee)."""
    row_id = UUID(attempt_id)
    with in_tenant(tenant_id, actor=ACTOR, door="job"):
        found = attempts.standing_of(row_id)
    if found is None:
        return
    credentials, gateway_id = found
    with closing(open_gateway(credentials)) as gateway:
        result = gateway.charge_state(gateway_id)
    with in_tenant(tenant_id, actor=ACTOR, door="job"):
        outcomes.record(row_id, outcomes.Told.by_answer(result))


@background("guywire.billing.refund", attempts=8)
def refund(tenant_id: UUID, *, refund_id: str) -> None:
    """Have a gateway give money back; asked again with the same key, it does so once."""
    row_id = UUID(refund_id)
    with in_tenant(tenant_id, actor=ACTOR, door="job"):
        work = refunds.take(row_id)
    if work is None:
        return
    try:
        with closing(open_gateway(work.credentials)) as gateway:
            if work.gateway_id:
                result = gateway.refund_state(work.gateway_id)
            else:
                result = gateway.refund(work.request)
    except GatewayRefused as refused:
        with in_tenant(tenant_id, actor=ACTOR, door="job"):
            refunds.note(row_id, RefundState.FAILED, why=refused.message)
        return
    with in_tenant(tenant_id, actor=ACTOR, door="job"):
        refunds.note(row_id, result.state, result.gateway_id, result.message)


@background("guywire.billing.test_gateway", attempts=2)
def test_gateway(tenant_id: UUID, *, account_id: str) -> None:
    """Ask a gateway who we are, and where it tells of payments."""
    row_id = UUID(account_id)
    with in_tenant(tenant_id, actor=ACTOR, door="job"):
        credentials = gateway_accounts.to_test(row_id)
        hook = page_of("hook", account_id=row_id)
    if credentials is None:
        return
    try:
        account, webhook = asking.try_account(credentials, hook)
    except DomainError as refused:
        with in_tenant(tenant_id, actor=ACTOR, door="job"):
            gateway_accounts.note_broken(row_id, refused.message)
        return
    with in_tenant(tenant_id, actor=ACTOR, door="job"):
        gateway_accounts.note_tested(row_id, account, webhook)


@background("guywire.billing.open_setup", attempts=5)
def open_setup(tenant_id: UUID, *, setup_id: str) -> None:
    """Open a gateway's page where a customer enters a card or bank account."""
    row_id = UUID(setup_id)
    with in_tenant(tenant_id, actor=ACTOR, door="job"):
        asked = instruments.take_setup(row_id)
        back = page_of("setup-back", pk=row_id)
    if asked is None:
        return
    try:
        started, payer = asking.start_setup(
            asked.credentials, asked.payer, asked.kind, back, f"setup-{setup_id}"
        )
    except asking.GatewayRefusedUs as refused:
        with in_tenant(tenant_id, actor=ACTOR, door="job"):
            instruments.note_refused(row_id, refused.message)
        return
    with in_tenant(tenant_id, actor=ACTOR, door="job"):
        instruments.note_page(row_id, payer, started.id, started.redirect_url)


@background("guywire.billing.forget_instrument", attempts=5)
def forget_instrument(tenant_id: UUID, *, instrument_id: str) -> None:
    """Have a gateway forget a card or bank account."""
    with in_tenant(tenant_id, actor=ACTOR, door="job"):
        found = instruments.to_forget(UUID(instrument_id))
    if found is None:
        return
    with closing(open_gateway(found[0])) as gateway:
        gateway.remove_instrument(found[1])


@background("guywire.billing.apply_message", attempts=5)
def apply_message(tenant_id: UUID, *, message_id: str) -> None:
    """Work on what a gateway told, once."""
    with in_tenant(tenant_id, actor=ACTOR, door="job"):
        inbox.apply_message(UUID(message_id))


@background("guywire.billing.catch_up", attempts=3)
def catch_up(tenant_id: UUID, *, account_id: str) -> None:
    """Ask a gateway for what its webhooks may have missed."""
    row_id = UUID(account_id)
    with in_tenant(tenant_id, actor=ACTOR, door="job"):
        found = gateway_accounts.to_catch_up(row_id)
    if found is None:
        return
    credentials, since = found
    began = clock.now()
    with closing(open_gateway(credentials)) as gateway:
        for event in gateway.events_since(since):
            with in_tenant(tenant_id, actor=ACTOR, door="job"):
                inbox.receive_for(row_id, event)
    with in_tenant(tenant_id, actor=ACTOR, door="job"):
        gateway_accounts.note_told(row_id, began - OVERLAP)


def ask_again() -> None:
    """What had no answer is asked again, what waits is worked on, what was missed is asked for."""
    before = clock.now() - inbox.SLOW
    attempts.ask_again(before)
    refunds.ask_again(before)
    inbox.apply_waiting()
    gateway_accounts.queue_catch_up()


PERIODIC = (
    Periodic(
        name="billing.collect_due",
        work=autopay.collect_due,
        description="Autopay: charges the default instrument of whoever owes what is due.",
        at=time(6),
    ),
    Periodic(
        name="billing.collect_again",
        work=autopay.retry_due,
        description="Makes failed payments again, when the ladder and the networks' rules say.",
        every=timedelta(hours=1),
    ),
    Periodic(
        name="billing.ask_gateways_again",
        work=ask_again,
        description="Asks gateways again for what had no answer, and for events that were missed.",
        every=timedelta(minutes=10),
    ),
)
