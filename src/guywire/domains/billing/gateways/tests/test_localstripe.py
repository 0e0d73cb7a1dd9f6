"""The Stripe adapter against localstripe, a simulator that somebody else wrote.

It runs as a process of its own on 127.0.0.1. By itself it would listen on all addresses, keep its
state in a file for everybody, and wait a second before each webhook: its server is started here
without that. It knows fewer things than Stripe (no idempotency keys, no us_bank_account), so this
is a check that we speak the same language, and the contract's tests are the proof of the rest.
"""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import httpx
import pytest

from guywire.domains.billing.gateways.errors import BadCredentials, BadSignature, NotFound
from guywire.domains.billing.gateways.port import (
    ChargeRequest,
    ChargeState,
    CustomerRef,
    EventKind,
    Instrument,
    InstrumentKind,
    RefundRequest,
    RefundState,
    SetupState,
)
from guywire.domains.billing.gateways.stripe import Stripe, StripeCredentials
from guywire.engines.money import Money
from guywire.lab.payments import serving
from guywire.lab.payments.inbox import Inbox

KEY, HOOK_SECRET = "sk_test_localstripe", "whsec_localstripe"
SERVER = """
import asyncio, socket, types
from aiohttp import web
from localstripe import resources, server, webhooks

async def at_once(seconds):
    pass

resources.Store.dump_to_disk = lambda store: None
webhooks.asyncio = types.SimpleNamespace(sleep=at_once, ensure_future=asyncio.ensure_future)
sock = socket.create_server(("127.0.0.1", 0))
print(sock.getsockname()[1], flush=True)
web.run_app(server.app, sock=sock, print=None)
"""


@dataclass(frozen=True)
class Peer:
    url: str
    stripe: Stripe
    customer: CustomerRef

    def post(self, path: str, fields: dict[str, str]) -> dict[str, str]:
        """What a payer's browser sends, not we."""
        sent = httpx.post(
            f"{self.url}{path}", data=fields, headers={"Authorization": f"Bearer {KEY}"}
        )
        told: dict[str, str] = sent.raise_for_status().json()
        return told

    def save(self, number: str = "", token: str = "") -> Instrument:
        """A card entered in Stripe's frame: localstripe wants it attached by hand."""
        if number:
            card = {"type": "card", "card[number]": number, "card[cvc]": "123"}
            card |= {"card[exp_month]": "12", "card[exp_year]": "2030"}
            token = self.post("/v1/payment_methods", card)["id"]
        started = self.stripe.start_setup(self.customer, InstrumentKind.CARD, key="s")
        self.post(f"/v1/setup_intents/{started.id}/confirm", {"payment_method": token})
        result = self.stripe.finish_setup(started.id, key="s")
        assert result.instrument is not None
        place = f"/v1/payment_methods/{result.instrument.gateway_id}/attach"
        self.post(place, {"customer": self.customer.gateway_id})
        return result.instrument

    def ask(self, instrument: Instrument, minor: int, key: str) -> ChargeRequest:
        return ChargeRequest(
            amount=Money(minor, "EUR"),
            customer=self.customer,
            key=key,
            instrument=instrument,
            off_session=True,
            invoices=("2026-0007",),
        )


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with subprocess.Popen(
        [sys.executable, "-c", SERVER],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as process:
        assert process.stdout is not None
        port = process.stdout.readline().strip()
        assert port, "localstripe did not start"
        yield f"http://127.0.0.1:{port}"
        process.kill()


@pytest.fixture
def peer(server: str) -> Iterator[Peer]:
    credentials = StripeCredentials(secret_key=KEY, webhook_secrets=(HOOK_SECRET,), base_url=server)
    with closing(Stripe(credentials)) as stripe:
        customer = stripe.save_customer(
            reference="customer-1", name="Ada", email="ada@wisp.example", key="c"
        )
        yield Peer(server, stripe, customer)


def test_a_card_is_saved_and_charged_and_refunded_in_parts(peer: Peer) -> None:
    started = peer.stripe.start_setup(peer.customer, InstrumentKind.CARD, key="s")
    assert peer.stripe.finish_setup(started.id, key="s").state is SetupState.PENDING
    card = peer.save(number="4242424242424242")
    assert (card.last4, str(card.expires)) == ("4242", "2031-01-01")
    paid = peer.stripe.charge(peer.ask(card, 4990, "attempt-1"))
    assert (paid.state, paid.amount) == (ChargeState.SUCCEEDED, Money(4990, "EUR"))
    assert paid.reference == "attempt-1"
    assert paid.transaction_id.startswith("ch_")
    refund = RefundRequest(
        charge_id=paid.gateway_id,
        transaction_id=paid.transaction_id,
        amount=Money(990, "EUR"),
        key="refund-1",
    )
    back = peer.stripe.refund(refund)
    assert (back.state, back.amount) == (RefundState.SUCCEEDED, Money(990, "EUR"))
    assert peer.stripe.refund_state(back.gateway_id) == back
    assert peer.stripe.charge_state(paid.gateway_id).refunded == Money(990, "EUR")


def test_a_declined_card_is_a_result_and_not_an_error(peer: Peer) -> None:
    card = peer.save(token="pm_card_chargeCustomerFail")
    result = peer.stripe.charge(peer.ask(card, 4990, "attempt-1"))
    assert result.state is ChargeState.FAILED
    assert result.decline is not None
    assert result.decline.message == "Your card was declined."


def test_3d_secure_waits_for_the_payer_and_can_be_given_up(peer: Peer) -> None:
    card = Instrument(
        gateway_id=peer.post(
            "/v1/payment_methods",
            {
                "type": "card",
                "card[number]": "4000002500003155",
                "card[cvc]": "123",
                "card[exp_month]": "12",
                "card[exp_year]": "2030",
            },
        )["id"],
        kind=InstrumentKind.CARD,
    )
    first = peer.stripe.charge(peer.ask(card, 4990, "attempt-1"))
    assert first.state is ChargeState.REQUIRES_ACTION
    answer = {"client_secret": first.client_secret, "success": "true"}
    peer.post(f"/v1/payment_intents/{first.gateway_id}/_authenticate", answer)
    assert peer.stripe.finish_charge(first.gateway_id, key="x").state is ChargeState.SUCCEEDED
    assert peer.stripe.cancel_charge(first.gateway_id, key="y").state is ChargeState.SUCCEEDED
    second = peer.stripe.charge(peer.ask(card, 4990, "attempt-2"))
    assert peer.stripe.cancel_charge(second.gateway_id, key="z").state is ChargeState.CANCELED


def test_wrong_keys_and_unknown_charges_are_told_apart(peer: Peer) -> None:
    with pytest.raises(NotFound):
        peer.stripe.charge_state("pi_nothing")
    wrong = Stripe(StripeCredentials(secret_key="nothing", base_url=peer.url))
    with closing(wrong), pytest.raises(BadCredentials):
        wrong.charge_state("pi_nothing")


def test_b_pay_4_its_webhooks_are_verified_and_read(peer: Peer) -> None:
    inbox = Inbox()
    with serving(inbox) as url:
        settings = {"url": f"{url}/hook", "secret": HOOK_SECRET}
        httpx.post(f"{peer.url}/_config/webhooks/ours", json=settings).raise_for_status()
        card = peer.save(number="4242424242424242")
        paid = peer.stripe.charge(peer.ask(card, 4990, "attempt-1"))
        call = inbox.next()
        while b"payment_intent.succeeded" not in call.body:
            call = inbox.next()
    seal = call.headers["stripe-signature"]
    sent = datetime.fromtimestamp(int(seal.partition(",")[0].removeprefix("t=")), UTC)
    told = peer.stripe.read_event(call.headers, call.body, now=sent)
    assert (told.kind, told.reference) == (EventKind.CHARGE_SUCCEEDED, "attempt-1")
    assert (told.charge_id, told.amount) == (paid.gateway_id, Money(4990, "EUR"))
    with pytest.raises(BadSignature, match="too long ago"):
        peer.stripe.read_event(call.headers, call.body, now=sent + timedelta(minutes=6))
    with pytest.raises(BadSignature, match="not Stripe's"):
        peer.stripe.read_event(call.headers, call.body + b" ", now=sent)
