"""What only PayPal has: sign-in, approval before capture, reversals; and incomplete answers."""

from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from datetime import timedelta

import httpx
import pytest

from guywire.domains.billing.gateways.errors import (
    BadSignature,
    GatewayUnavailable,
    KeyReused,
    UnknownOutcome,
)
from guywire.domains.billing.gateways.paypal import PayPal, PayPalCredentials
from guywire.domains.billing.gateways.port import ChargeState, EventKind, InstrumentKind
from guywire.domains.billing.gateways.tests.bench import BACK, Bench, bench, usd
from guywire.kit import clock
from guywire.kit.testing.plugin import NOON
from guywire.lab.payments import Fault, PayPalLab


@pytest.fixture
def at() -> Iterator[Bench]:
    with bench("paypal") as made:
        yield made


def lab_of(at: Bench) -> PayPalLab:
    assert isinstance(at.lab, PayPalLab)
    return at.lab


def test_the_sign_in_is_kept_until_it_ends(at: Bench) -> None:
    before = lab_of(at).signed_in
    at.gateway.charge(at.ask(None, usd("5.00"), "attempt-1"))
    at.gateway.charge(at.ask(None, usd("5.00"), "attempt-2"))
    assert lab_of(at).signed_in == before + 1
    with clock.frozen(NOON + timedelta(hours=9)):
        at.gateway.charge(at.ask(None, usd("5.00"), "attempt-3"))
    assert lab_of(at).signed_in == before + 2


def test_a_sign_in_that_fails_has_changed_nothing(at: Bench) -> None:
    with clock.frozen(NOON + timedelta(hours=9)):
        at.lab.faults.append(Fault.DROP_AFTER)
        with pytest.raises(GatewayUnavailable):
            at.gateway.charge(at.ask(None, usd("5.00"), "attempt-1"))
    assert not [key for key in lab_of(at).store.objects if key.startswith("order:")]


def test_b_pay_4_the_approval_is_heard_and_then_captured_once(at: Bench) -> None:
    waiting = at.gateway.charge(at.ask(None, usd("30.00"), "attempt-1"))
    assert at.heard() == []
    at.choose(waiting.redirect_url, "pays@payer.test")
    (approved,) = at.heard()
    assert (approved.kind, approved.charge_id, approved.reference) == (
        EventKind.CHARGE_APPROVED,
        waiting.gateway_id,
        "attempt-1",
    )
    assert at.gateway.charge_state(waiting.gateway_id).state is ChargeState.APPROVED
    assert at.moved() == 0
    paid = at.gateway.finish_charge(waiting.gateway_id, key="attempt-1-end")
    assert paid == at.gateway.finish_charge(waiting.gateway_id, key="attempt-1-again")
    assert paid.state is ChargeState.SUCCEEDED
    assert at.moved() == 1


def test_a_capture_that_is_declined_fails(at: Bench) -> None:
    waiting = at.gateway.charge(at.ask(None, usd("30.00"), "attempt-1"))
    at.choose(waiting.redirect_url, "declined@payer.test")
    result = at.gateway.finish_charge(waiting.gateway_id, key="attempt-1-end")
    assert (result.state, result.gateway_id) == (ChargeState.FAILED, waiting.gateway_id)
    assert result.decline is not None
    assert (result.decline.code, result.reference) == ("card_declined", "attempt-1")
    assert at.moved() == 0


def test_b_pay_7_a_payment_that_paypal_takes_back_is_a_return(at: Bench) -> None:
    paid = at.gateway.charge(at.ask(at.save("works"), usd("30.00"), "attempt-1"))
    at.heard()
    lab_of(at).payments.reverse(paid.transaction_id)
    (told,) = at.heard()
    assert (told.kind, told.charge_id) == (EventKind.CHARGE_RETURNED, paid.gateway_id)
    assert (told.reference, told.amount) == ("attempt-1", usd("30.00"))


def test_b_pay_4_a_request_id_used_for_another_setup_is_refused(at: Bench) -> None:
    at.gateway.start_setup(at.customer, InstrumentKind.PAYPAL, key="setup-1", **BACK)
    other = replace(at.customer, reference="customer-2")
    with pytest.raises(KeyReused):
        at.gateway.start_setup(other, InstrumentKind.PAYPAL, key="setup-1", **BACK)


def test_b_pay_4_a_webhook_of_another_account_is_refused(at: Bench) -> None:
    at.gateway.charge(at.ask(at.save("works"), usd("30.00"), "attempt-1"))
    real = at.lab.deliveries()[-1]
    stolen = dict(real.headers) | {"PAYPAL-TRANSMISSION-ID": "lab-other"}
    undated = dict(real.headers) | {"PAYPAL-TRANSMISSION-TIME": "2026-03-04 12:00"}
    for headers in (stolen, undated):
        with pytest.raises(BadSignature):
            at.read(replace(real, headers=headers))


def test_a_webhook_is_not_believed_while_paypal_does_not_answer(at: Bench) -> None:
    at.gateway.charge(at.ask(at.save("works"), usd("30.00"), "attempt-1"))
    real = at.lab.deliveries()[-1]
    at.lab.faults.append(Fault.DOWN)
    with pytest.raises(GatewayUnavailable):
        at.read(real)
    assert at.read(real).reference == "attempt-1"


def answering(body: object) -> Callable[[httpx.Request], httpx.Response]:
    def answer(request: httpx.Request) -> httpx.Response:
        if request.url.path == "/v1/oauth2/token":
            return httpx.Response(200, json={"access_token": "t", "expires_in": 300})
        return httpx.Response(200, json=body)

    return answer


@pytest.mark.parametrize(
    "body", [{}, {"id": "1"}, [], {"id": "1", "purchase_units": [{}]}, {"purchase_units": []}]
)
def test_an_answer_that_lacks_what_it_must_tell_is_no_answer(body: object, at: Bench) -> None:
    account = PayPalCredentials(client_id="a", client_secret="b")
    gateway = PayPal(account, transport=httpx.MockTransport(answering(body)))
    with closing(gateway):
        with pytest.raises(UnknownOutcome, match="without"):
            gateway.charge(at.ask(None, usd("5.00"), "attempt-1"))
        with pytest.raises(GatewayUnavailable, match="without"):
            gateway.charge_state("1")
