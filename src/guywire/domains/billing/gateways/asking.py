"""What is asked of gateways, in values only: the callers hold no transaction meanwhile."""

from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID, uuid4

from guywire.kit import clock
from guywire.kit.errors import DomainError, Unavailable

from .errors import BadSignature, GatewayError, GatewayRefused
from .opening import Credentials, open_gateway
from .port import (
    Account,
    ChargeRequest,
    ChargeResult,
    ChargeState,
    CustomerRef,
    Gateway,
    GatewayEvent,
    InstrumentKind,
    SetupResult,
    SetupStarted,
    WebhookRegistered,
)


class GatewayRefusedUs(DomainError):
    """The gateway does not take what we know of the account, or what we ask."""

    code = "gateway_refused"


@dataclass(frozen=True, slots=True)
class Payer:
    """A customer as a gateway knows him, or is to know him."""

    customer_id: UUID
    account_id: UUID
    name: str
    email: str
    ref: CustomerRef


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """One question about money, with all that is needed to put it outside a transaction."""

    attempt_id: UUID
    gateway_id: str
    credentials: Credentials
    payer: Payer
    request: ChargeRequest
    created_at: datetime
    sent_at: datetime
    cancel: bool


@contextmanager
def told_plainly() -> Iterator[None]:
    """What a gateway says to a person who waits for the answer."""
    try:
        yield
    except GatewayRefused as refused:
        raise GatewayRefusedUs(refused.message) from refused
    except GatewayError as away:
        raise Unavailable(away.message) from away


def try_account(credentials: Credentials, hook: str) -> tuple[Account, WebhookRegistered | None]:
    """Ask the gateway who we are, and have it tell us of what happens. Raises DomainError."""
    with told_plainly(), closing(open_gateway(credentials)) as gateway:
        account = gateway.account()
        if credentials.webhook_id:
            return account, None
        return account, gateway.register_webhook(hook, key=f"hook-{uuid4()}")


def start_setup(
    credentials: Credentials, payer: Payer, kind: InstrumentKind, back: str, key: str
) -> tuple[SetupStarted, Payer]:
    """Open the gateway's page for a new instrument. Raises DomainError."""
    with told_plainly(), closing(open_gateway(credentials)) as gateway:
        payer = known_payer(gateway, payer)
        started = gateway.start_setup(payer.ref, kind, key=key, return_url=back, cancel_url=back)
        return started, payer


def finish_setup(credentials: Credentials, setup_id: str) -> SetupResult:
    """What became of a set-up. Raises DomainError."""
    with told_plainly(), closing(open_gateway(credentials)) as gateway:
        return gateway.finish_setup(setup_id, key=f"{setup_id}-end")


def known_payer(gateway: Gateway, payer: Payer) -> Payer:
    """The customer as the gateway knows him, made there if need be."""
    if payer.ref.gateway_id:
        return payer
    ref = gateway.save_customer(
        reference=payer.ref.reference,
        name=payer.name,
        email=payer.email,
        key=f"customer-{payer.customer_id}",
    )
    return replace(payer, ref=ref)


def ask(gateway: Gateway, work: Work, request: ChargeRequest) -> ChargeResult:
    """Put one question about money. Asked again, it happens once: the key is the attempt's."""
    if work.gateway_id and work.cancel:
        return gateway.cancel_charge(work.gateway_id, key=f"{request.key}-no")
    if work.gateway_id:
        return gateway.finish_charge(work.gateway_id, key=f"{request.key}-end")
    result = None
    if clock.now() - work.sent_at >= gateway.keys_live_for:
        result = gateway.find_charge(request, since=work.created_at)
    result = result or gateway.charge(request)
    if result.state is ChargeState.APPROVED:
        return gateway.finish_charge(result.gateway_id, key=f"{request.key}-end")
    if work.cancel and not result.state.is_final:
        return gateway.cancel_charge(result.gateway_id, key=f"{request.key}-no")
    return result


class Forged(DomainError):
    """A message that does not prove to come from the gateway."""

    code, status = "forged", 400


def read_message(credentials: Credentials, headers: Mapping[str, str], body: bytes) -> GatewayEvent:
    """A webhook, once its signature is found good. Raises Forged, Unavailable.

    PayPal has to be asked for it, Stripe's is looked at here: see ``asks_to_read``.
    """
    with closing(open_gateway(credentials)) as gateway:
        try:
            return gateway.read_event(headers, body, now=clock.now())
        except BadSignature as bad:
            raise Forged(bad.message) from bad
        except GatewayError as away:
            raise Unavailable(away.message) from away


def asks_to_read(credentials: Credentials) -> bool:
    """Whether reading a webhook puts a question to the gateway."""
    return credentials.gateway == "paypal"
