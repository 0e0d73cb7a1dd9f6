"""What only Stripe has: 3-D Secure, bank debits with return codes, mandates, keys in use."""

import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import httpx
import pytest

from guywire.domains.billing.gateways.errors import BadSignature, GatewayRefused, GatewayUnavailable
from guywire.domains.billing.gateways.port import (
    ChargeResult,
    ChargeState,
    DeclineCategory,
    EventKind,
    Instrument,
    InstrumentKind,
    RefundState,
    SetupState,
)
from guywire.domains.billing.gateways.stripe import Stripe, StripeCredentials
from guywire.domains.billing.gateways.tests.bench import BACK, Bench, bench, refund_of, usd
from guywire.lab.payments import StripeLab
from guywire.lab.payments.server import Call
from guywire.lab.payments.stripe import API_KEY


@pytest.fixture
def at() -> Iterator[Bench]:
    with bench("stripe") as made:
        yield made


def lab_of(at: Bench) -> StripeLab:
    assert isinstance(at.lab, StripeLab)
    return at.lab


def entered(at: Bench, token: str) -> Instrument:
    """An instrument entered in Stripe's own frame, by the client secret."""
    kind = InstrumentKind.CARD
    if token.startswith("pm_usBank"):
        kind = InstrumentKind.US_BANK_ACCOUNT
    elif token.startswith("pm_sepa"):
        kind = InstrumentKind.SEPA_DEBIT
    started = at.gateway.start_setup(at.customer, kind, key=token)
    assert started.client_secret.startswith(started.id)
    assert started.redirect_url == ""
    httpx.post(
        f"{at.lab.base_url}/v1/setup_intents/{started.id}/confirm",
        data={"payment_method": token},
        headers={"Authorization": f"Bearer {API_KEY}"},
    )
    saved = at.gateway.finish_setup(started.id, key=token).instrument
    assert saved is not None
    return saved


def present(at: Bench, card: Instrument, key: str) -> ChargeResult:
    """A charge while the payer is there."""
    asked = replace(at.ask(card, usd("40.00"), key), off_session=False)
    return at.gateway.charge(replace(asked, return_url=BACK["return_url"]))


@pytest.mark.parametrize(
    ("answer", "state", "kind"),
    [
        ("yes", ChargeState.SUCCEEDED, EventKind.CHARGE_SUCCEEDED),
        ("no", ChargeState.FAILED, EventKind.CHARGE_FAILED),
    ],
)
def test_3d_secure_asks_the_payer_who_is_there(
    at: Bench, answer: str, state: ChargeState, kind: EventKind
) -> None:
    card = entered(at, "pm_card_authenticationRequired")
    at.heard()
    waiting = present(at, card, "attempt-1")
    assert waiting.state is ChargeState.REQUIRES_ACTION
    assert [one.kind for one in at.heard()] == [EventKind.CHARGE_REQUIRES_ACTION]
    assert at.moved() == 0
    assert "simulator" in httpx.get(waiting.redirect_url).text
    assert at.choose(waiting.redirect_url, answer) == BACK["return_url"]
    after = at.gateway.finish_charge(waiting.gateway_id, key="attempt-1-end")
    assert (after.state, after.reference) == (state, "attempt-1")
    assert [one.kind for one in at.heard() if one.kind is not EventKind.OTHER] == [kind]


def test_a_card_confirmed_when_it_was_saved_pays_without_asking(at: Bench) -> None:
    card = entered(at, "pm_card_authenticationRequiredOnSetup")
    assert at.gateway.charge(at.ask(card, usd("5.00"), "a")).state is ChargeState.SUCCEEDED


def test_b_pay_8_advice_of_the_network_is_heard(at: Bench) -> None:
    wait = at.gateway.charge(at.ask(entered(at, "pm_card_waitTwoDays"), usd("5.00"), "a")).decline
    never = at.gateway.charge(at.ask(entered(at, "pm_card_neverAgain"), usd("5.00"), "b")).decline
    assert wait is not None
    assert never is not None
    assert (wait.category, wait.not_before) == (DeclineCategory.RETRY_LATER, timedelta(days=2))
    assert never.category is DeclineCategory.NEVER_AGAIN


@pytest.mark.parametrize(
    ("token", "code", "category"),
    [
        ("InsufficientFunds", "insufficient_funds", DeclineCategory.RETRY_LATER),
        ("LostCard", "lost_card", DeclineCategory.NEVER_AGAIN),
        ("ProcessingError", "processing_error", DeclineCategory.RETRY_LATER),
        ("Fraudulent", "fraudulent", DeclineCategory.NEVER_AGAIN),
    ],
)
def test_b_pay_8_decline_codes(at: Bench, token: str, code: str, category: DeclineCategory) -> None:
    card = entered(at, f"pm_card_chargeDeclined{token}")
    result = at.gateway.charge(at.ask(card, usd("5.00"), "attempt-1"))
    assert result.decline is not None
    assert (result.decline.code, result.decline.category) == (code, category)
    assert at.gateway.charge_state(result.gateway_id).decline == result.decline
    told = next(one for one in at.heard() if one.kind is EventKind.CHARGE_FAILED)
    assert (told.decline, told.reference) == (result.decline, "attempt-1")


def test_a_card_that_is_refused_when_entered_is_not_saved(at: Bench) -> None:
    started = at.gateway.start_setup(at.customer, InstrumentKind.CARD, key="s", **BACK)
    at.choose(started.redirect_url, "pm_card_chargeDeclinedExpiredCard")
    result = at.gateway.finish_setup(started.id, key="s-end")
    assert (result.state, result.instrument) == (SetupState.FAILED, None)
    assert result.decline is not None
    assert result.decline.code == "expired_card"
    assert [one.kind for one in at.heard()] == [EventKind.INSTRUMENT_FAILED]


@pytest.mark.parametrize(
    ("token", "code"),
    [
        ("pm_usBankAccount_insufficientFunds", "R01"),
        ("pm_usBankAccount_accountClosed", "R02"),
        ("pm_usBankAccount_noAccount", "R03"),
        ("pm_usBankAccount_debitNotAuthorized", "R10"),
        ("pm_sepaDebit_insufficientFunds", "AM04"),
    ],
)
def test_b_pay_7_returned_debits_tell_the_banks_code(at: Bench, token: str, code: str) -> None:
    bank = entered(at, token)
    assert bank.mandate
    result = at.gateway.charge(at.ask(bank, usd("40.00"), "attempt-1"))
    assert result.state is ChargeState.PENDING
    at.time.advance(days=4)
    told = next(one for one in at.heard() if one.kind is EventKind.CHARGE_RETURNED)
    after = at.gateway.charge_state(result.gateway_id)
    assert told.decline is not None
    assert after.decline is not None
    assert (told.decline.code, after.decline.code) == (code, code)
    assert after.state is ChargeState.FAILED


def test_b_pay_7_a_debit_returned_after_it_looked_paid_is_a_return_not_a_dispute(
    at: Bench,
) -> None:
    bank = entered(at, "pm_usBankAccount_lateReturn")
    result = at.gateway.charge(at.ask(bank, usd("40.00"), "attempt-1"))
    at.time.advance(days=4)
    assert at.gateway.charge_state(result.gateway_id).state is ChargeState.SUCCEEDED
    at.heard()
    at.time.advance(days=3)
    told = [one for one in at.heard() if one.kind is not EventKind.OTHER]
    assert [one.kind for one in told] == [EventKind.CHARGE_RETURNED, EventKind.DISPUTE_FEE]
    assert told[0].decline is not None
    assert (told[0].charge_id, told[0].decline.code) == (result.gateway_id, "R01")
    assert told[1].fee == usd("15.00")


def test_b_pay_6_a_dispute_that_is_won_gives_the_money_back(at: Bench) -> None:
    card = entered(at, "pm_card_createDispute")
    at.gateway.charge(at.ask(card, usd("40.00"), "attempt-1"))
    at.time.advance(days=0)
    opened = next(one for one in at.heard() if one.kind is EventKind.DISPUTE_OPENED)
    lab = lab_of(at)
    lab.payments.close_dispute(lab.store.get(opened.object_id), won=True)
    told = at.heard()
    assert [one.kind for one in told] == [EventKind.DISPUTE_WON, EventKind.DISPUTE_REINSTATED]


def test_b_pay_5_a_refund_to_a_bank_is_pending_and_one_to_a_dead_card_fails(at: Bench) -> None:
    bank = entered(at, "pm_usBankAccount_success")
    paid = at.gateway.charge(at.ask(bank, usd("40.00"), "attempt-1"))
    too_early = refund_of(paid.gateway_id, "", usd("40.00"), "refund-0")
    with pytest.raises(GatewayRefused, match="did not succeed"):
        at.gateway.refund(too_early)
    at.time.advance(days=4)
    back = at.gateway.refund(replace(too_early, key="refund-1"))
    assert back.state is RefundState.PENDING
    at.heard()
    at.time.advance(days=3)
    assert [one.kind for one in at.heard()] == [EventKind.REFUND_SUCCEEDED]
    card = at.gateway.charge(at.ask(at.save("works"), usd("9.00"), "attempt-2"))
    done = at.gateway.refund(refund_of(card.gateway_id, "", usd("9.00"), "refund-2"))
    lab = lab_of(at)
    lab.payments.fail_refund(lab.store.get(done.gateway_id))
    told = at.heard()[-1]
    assert (told.kind, told.reason) == (EventKind.REFUND_FAILED, "expired_or_canceled_card")
    assert at.gateway.refund_state(done.gateway_id).state is RefundState.FAILED
    assert at.gateway.charge_state(card.gateway_id).refunded == usd("0.00")


def test_b_pay_9_a_renewed_card_and_a_withdrawn_mandate_are_told(at: Bench) -> None:
    card, bank = at.save("works"), entered(at, "pm_sepaDebit_success")
    at.heard()
    lab_of(at).renew_card(card.gateway_id, 2034)
    lab_of(at).withdraw_mandate(bank.mandate)
    renewed, withdrawn = at.heard()
    assert renewed.kind is EventKind.INSTRUMENT_UPDATED
    assert renewed.instrument is not None
    assert str(renewed.instrument.expires) == "2035-01-01"
    assert (withdrawn.kind, withdrawn.object_id) == (
        EventKind.INSTRUMENT_REMOVED,
        bank.gateway_id,
    )


def test_b_pay_4_the_same_key_at_the_same_time_is_told_to_wait(at: Bench) -> None:
    asked = at.ask(at.save("works"), usd("20.00"), "attempt-1")
    begun, go_on = threading.Event(), threading.Event()

    def hold(call: Call) -> None:
        if call.path == "/v1/payment_intents":
            begun.set()
            assert go_on.wait(10)

    lab_of(at).before_work = hold
    first: list[ChargeResult] = []
    thread = threading.Thread(target=lambda: first.append(at.gateway.charge(asked)))
    thread.start()
    assert begun.wait(10)
    with pytest.raises(GatewayUnavailable) as caught:
        at.gateway.charge(asked)
    assert caught.value.code == "idempotency_key_in_use"
    go_on.set()
    thread.join(10)
    assert [one.state for one in first] == [ChargeState.SUCCEEDED]
    assert at.gateway.charge(asked) == first[0]
    assert at.moved() == 1


def test_b_pay_4_a_forged_webhook_is_refused_and_a_rolled_secret_is_good(at: Bench) -> None:
    at.gateway.charge(at.ask(at.save("works"), usd("20.00"), "attempt-1"))
    lab = lab_of(at)
    with pytest.raises(BadSignature, match="not Stripe's"):
        at.read(lab.forged(lab.store.events[-1]))
    real = lab.deliveries()[-1]
    seal = real.headers["Stripe-Signature"]
    rolled = replace(real, headers={"STRIPE-SIGNATURE": f"{seal},v1=00,v0=11"})
    assert at.read(rolled).reference == "attempt-1"
    for bad in ("", "t=1", f"{seal},t=1", seal.replace("v1", "v0"), "t=x,v1=00", "v1=é,t=1"):
        with pytest.raises(BadSignature):
            at.read(replace(real, headers={"Stripe-Signature": bad}))


def test_a_signed_body_that_is_no_event_is_refused(at: Bench) -> None:
    lab = lab_of(at)
    at.save("works")
    endpoint = next(o for o in lab.store.objects.values() if o["object"] == "webhook_endpoint")
    for nonsense in ({}, {"id": "e", "type": "payment_intent.succeeded", "created": 1}):
        with pytest.raises(BadSignature, match="no event"):
            at.read(lab.store.signed(endpoint["id"], nonsense))
    other = {"id": "evt_1", "type": "invoice.paid", "created": 1, "data": {"object": {"id": "i"}}}
    assert at.read(lab.store.signed(endpoint["id"], other)).kind is EventKind.OTHER


def test_what_is_sent_names_the_version_the_key_and_the_invoices() -> None:
    sent: list[httpx.Request] = []

    def record(request: httpx.Request) -> httpx.Response:
        sent.append(request)
        return httpx.Response(400, json={"error": {"message": "no", "param": "currency"}})

    credentials = StripeCredentials(secret_key=API_KEY)
    gateway = Stripe(credentials, transport=httpx.MockTransport(record))
    with bench("stripe") as at:
        asked = at.ask(at.save("works"), usd("20.00"), "attempt-1")
    with pytest.raises(GatewayRefused, match="no") as caught:
        gateway.charge(asked)
    gateway.close()
    assert caught.value.field == "currency"
    (request,) = sent
    assert request.headers["Stripe-Version"] == "2024-12-18.acacia"
    assert request.headers["Idempotency-Key"] == "attempt-1"
    form = dict(httpx.QueryParams(request.content.decode()))
    assert form["metadata[invoices]"] == "2026-0007"
    assert (form["off_session"], form["confirm"]) == ("true", "true")
