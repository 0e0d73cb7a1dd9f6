"""The contract of the port: the same tests on every gateway, good days and bad."""

from contextlib import closing
from dataclasses import replace
from datetime import timedelta

import pytest

from guywire.domains.billing.gateways.errors import (
    BadCredentials,
    GatewayError,
    GatewayUnavailable,
    KeyReused,
    NotFound,
    OverRefund,
    UnknownOutcome,
    UnsupportedAmount,
)
from guywire.domains.billing.gateways.paypal import PayPal, PayPalCredentials
from guywire.domains.billing.gateways.port import (
    ChargeRequest,
    ChargeState,
    CustomerRef,
    DeclineCategory,
    EventKind,
    Instrument,
    InstrumentKind,
    RefundState,
    SetupState,
)
from guywire.domains.billing.gateways.stripe import Stripe, StripeCredentials
from guywire.domains.billing.gateways.tests.bench import BACK, Bench, refund_of, usd
from guywire.engines.money import Money
from guywire.kit.testing.plugin import NOON
from guywire.lab.payments import Fault, LabClock, StripeLab, serving


def test_the_account_tells_who_it_is_and_a_wrong_key_is_refused(at: Bench) -> None:
    account = at.gateway.account()
    names = {"stripe": ("acct_lab", "Lab (simulated)"), "paypal": ("APP-LAB", "PayPal APP-LAB")}
    assert (account.id, account.name) == names[at.name]
    assert not account.is_live
    url = at.lab.base_url
    wrong = (
        Stripe(StripeCredentials(secret_key="sk_test_other", base_url=url))
        if at.name == "stripe"
        else PayPal(PayPalCredentials(client_id="a", client_secret="b", base_url=url))
    )
    with closing(wrong), pytest.raises(BadCredentials, match="does not accept our key"):
        wrong.account()


def test_secrets_are_not_printed() -> None:
    stripe = StripeCredentials(secret_key="sk_live_1", webhook_secrets=("whsec_1",))
    paypal = PayPalCredentials(client_id="id", client_secret="hush")
    assert "sk_live_1" not in repr(stripe)
    assert "whsec_1" not in repr(stripe)
    assert "hush" not in repr(paypal)


def test_credentials_never_leave_over_plain_http() -> None:
    far = "http://api.example.com"
    with pytest.raises(ValueError, match="Stripe is reached by https"):
        Stripe(StripeCredentials(secret_key="sk_test_1", base_url=far))
    with pytest.raises(ValueError, match="PayPal is reached by https"):
        PayPal(PayPalCredentials(client_id="a", client_secret="b", base_url=far))


def test_what_no_gateway_could_do_is_not_asked() -> None:
    ada = CustomerRef(gateway_id="cus_1", reference="1")
    card = Instrument(gateway_id="pm_1", kind=InstrumentKind.CARD)
    good = ChargeRequest(amount=usd("1.00"), customer=ada, key="k", instrument=card)
    with pytest.raises(ValueError, match="USD 0.00 is nothing to move"):
        replace(good, amount=usd("0.00"))
    with pytest.raises(ValueError, match="1 to 100 characters, not 0"):
        replace(good, key="")
    with pytest.raises(ValueError, match="1 to 100 characters, not 101"):
        replace(good, key="k" * 101)
    with pytest.raises(ValueError, match="has to be there"):
        replace(good, instrument=None)
    with pytest.raises(ValueError, match="has to be there"):
        replace(good, instrument=None, off_session=True, return_url="https://wisp.example")
    with pytest.raises(ValueError, match="USD -1.00 is nothing to move"):
        refund_of("pi_1", "ch_1", usd("-1.00"), "refund-1")


def test_an_instrument_is_saved_shown_and_forgotten(at: Bench) -> None:
    kind = next(iter(sorted(at.gateway.kinds)))
    started = at.gateway.start_setup(at.customer, kind, key="s-1", **BACK)
    assert at.gateway.finish_setup(started.id, key="s-1-end").state is SetupState.PENDING
    assert at.choose(started.redirect_url, "cancel") == BACK["cancel_url"]
    assert at.gateway.finish_setup(started.id, key="s-1-end").state is SetupState.PENDING
    saved = at.save("works")
    if at.name == "stripe":
        assert (saved.brand, saved.last4, str(saved.expires)) == ("visa", "4242", "2031-01-01")
    else:
        assert (saved.brand, saved.label) == ("paypal", "pays@payer.test")
    told = [one.kind for one in at.heard()]
    assert told.count(EventKind.INSTRUMENT_SAVED) == 1
    at.gateway.remove_instrument(saved)
    at.gateway.remove_instrument(saved)
    assert [one.kind for one in at.heard()] == [EventKind.INSTRUMENT_REMOVED]
    with pytest.raises(GatewayError):
        at.gateway.charge(at.ask(saved, usd("5.00"), "a-1"))
    assert at.moved() == 0


def test_a_charge_succeeds_once_with_its_fee_and_our_reference(at: Bench) -> None:
    saved = at.save("works")
    at.heard()
    asked = at.ask(saved, usd("100.00"), "attempt-1")
    result = at.gateway.charge(asked)
    assert result.state is ChargeState.SUCCEEDED
    assert result.reference == "attempt-1"
    assert result.amount == usd("100.00")
    assert result.fee == (usd("3.20") if at.name == "stripe" else usd("3.98"))
    assert at.gateway.charge_state(result.gateway_id) == result
    (told,) = [one for one in at.heard() if one.kind is EventKind.CHARGE_SUCCEEDED]
    assert (told.reference, told.charge_id) == ("attempt-1", result.gateway_id)
    assert (told.transaction_id, told.amount) == (result.transaction_id, usd("100.00"))


def test_b_pay_4_the_same_key_charges_once_and_another_amount_is_refused(at: Bench) -> None:
    saved = at.save("works")
    asked = at.ask(saved, usd("20.00"), "attempt-1")
    first = at.gateway.charge(asked)
    assert at.gateway.charge(asked) == first
    assert at.moved() == 1
    with pytest.raises(KeyReused):
        at.gateway.charge(replace(asked, amount=usd("21.00")))
    assert at.moved() == 1


@pytest.mark.parametrize("fault", [Fault.DROP_AFTER, Fault.GARBLED])
def test_b_pay_4_a_lost_answer_is_asked_for_again_and_charges_once(at: Bench, fault: Fault) -> None:
    saved = at.save("works")
    asked = at.ask(saved, usd("20.00"), "attempt-1")
    at.lab.faults.append(fault)
    with pytest.raises(UnknownOutcome):
        at.gateway.charge(asked)
    assert at.moved() == 1
    result = at.gateway.charge(asked)
    assert (result.state, result.reference) == (ChargeState.SUCCEEDED, "attempt-1")
    assert at.moved() == 1
    found = at.gateway.find_charge(asked, since=at.time.now() - timedelta(hours=1))
    assert found == result


def test_b_pay_4_a_page_whose_address_was_lost_is_the_same_page_when_asked_again(
    at: Bench,
) -> None:
    asked = at.ask(None, usd("20.00"), "attempt-1")
    at.lab.faults.append(Fault.DROP_AFTER)
    with pytest.raises((UnknownOutcome, GatewayUnavailable)):
        at.gateway.charge(asked)
    first = at.gateway.charge(asked)
    assert first.redirect_url
    assert at.gateway.charge(asked) == first
    choice = "pm_card_visa" if at.name == "stripe" else "pays@payer.test"
    at.choose(first.redirect_url, choice)
    paid = at.gateway.finish_charge(first.gateway_id, key="attempt-1-end")
    assert at.gateway.find_charge(asked, since=at.time.now() - timedelta(hours=1)) == paid
    assert at.moved() == 1


@pytest.mark.parametrize("fault", [Fault.DROP_BEFORE, Fault.BROKEN, Fault.DOWN])
def test_an_answer_that_never_comes_may_mean_that_nothing_happened(at: Bench, fault: Fault) -> None:
    saved = at.save("works")
    asked = at.ask(saved, usd("20.00"), "attempt-1")
    at.lab.faults.append(fault)
    with pytest.raises(UnknownOutcome):
        at.gateway.charge(asked)
    assert at.gateway.find_charge(asked, since=at.time.now() - timedelta(hours=1)) is None
    assert at.moved() == 0
    assert at.gateway.charge(asked).state is ChargeState.SUCCEEDED


def test_a_gateway_that_asks_to_slow_down_has_done_nothing(at: Bench) -> None:
    saved = at.save("works")
    at.lab.faults.append(Fault.SLOW_DOWN)
    with pytest.raises(GatewayUnavailable) as caught:
        at.gateway.charge(at.ask(saved, usd("20.00"), "attempt-1"))
    assert caught.value.retry_after_s == 7
    assert at.moved() == 0


@pytest.mark.parametrize("fault", [Fault.DROP_AFTER, Fault.DOWN, Fault.GARBLED])
def test_a_question_that_fails_has_changed_nothing(at: Bench, fault: Fault) -> None:
    result = at.gateway.charge(at.ask(at.save("works"), usd("20.00"), "attempt-1"))
    at.lab.faults.append(fault)
    with pytest.raises(GatewayUnavailable):
        at.gateway.charge_state(result.gateway_id)
    assert at.gateway.charge_state(result.gateway_id) == result


def test_a_gateway_that_nobody_reaches_has_done_nothing() -> None:
    with serving(StripeLab(LabClock(NOON))) as url:
        pass
    card = Instrument(gateway_id="pm_1", kind=InstrumentKind.CARD)
    asked = ChargeRequest(
        amount=usd("1.00"),
        customer=CustomerRef(gateway_id="cus_1", reference="1"),
        key="attempt-1",
        instrument=card,
    )
    gateway = Stripe(StripeCredentials(secret_key="sk_test_1", base_url=url))
    with closing(gateway), pytest.raises(GatewayUnavailable, match="cannot be reached"):
        gateway.charge(asked)


@pytest.mark.parametrize(
    ("who", "category"),
    [
        ("declined", DeclineCategory.RETRY_LATER),
        ("closed", DeclineCategory.NEVER_AGAIN),
        ("confirms", DeclineCategory.AUTHENTICATE),
    ],
)
def test_b_pay_8_a_decline_says_what_to_do_next(
    at: Bench, who: str, category: DeclineCategory
) -> None:
    result = at.gateway.charge(at.ask(at.save(who), usd("20.00"), "attempt-1"))
    assert result.state is ChargeState.FAILED
    assert result.decline is not None
    assert result.decline.category is category
    assert result.decline.message


def test_a_payer_on_the_gateways_page_pays_or_goes_back(at: Bench) -> None:
    asked = at.ask(None, usd("30.00"), "attempt-1")
    waiting = at.gateway.charge(asked)
    assert waiting.state is ChargeState.REQUIRES_ACTION
    assert at.choose(waiting.redirect_url, "cancel") == BACK["cancel_url"]
    still = at.gateway.finish_charge(waiting.gateway_id, key="attempt-1-end")
    assert still.state is ChargeState.REQUIRES_ACTION
    choice = "pm_card_visa" if at.name == "stripe" else "pays@payer.test"
    assert at.choose(waiting.redirect_url, choice) == BACK["return_url"]
    paid = at.gateway.finish_charge(waiting.gateway_id, key="attempt-1-end")
    assert (paid.state, paid.amount) == (ChargeState.SUCCEEDED, usd("30.00"))
    assert (paid.gateway_id, paid.reference) == (waiting.gateway_id, "attempt-1")
    assert at.gateway.finish_charge(waiting.gateway_id, key="other") == paid
    assert at.moved() == 1
    (told,) = [one for one in at.heard() if one.kind is EventKind.CHARGE_SUCCEEDED]
    assert told.reference == "attempt-1"


def test_b_pay_4_a_success_after_cancel_is_told(at: Bench) -> None:
    waiting = at.gateway.charge(at.ask(None, usd("30.00"), "attempt-1"))
    choice = "pm_card_visa" if at.name == "stripe" else "pays@payer.test"
    at.choose(waiting.redirect_url, choice)
    at.gateway.finish_charge(waiting.gateway_id, key="attempt-1-end")
    late = at.gateway.cancel_charge(waiting.gateway_id, key="attempt-1-no")
    assert (late.state, late.amount) == (ChargeState.SUCCEEDED, usd("30.00"))
    second = at.gateway.charge(at.ask(None, usd("30.00"), "attempt-2"))
    given_up = at.gateway.cancel_charge(second.gateway_id, key="attempt-2-no")
    assert (given_up.state, given_up.reference) == (ChargeState.CANCELED, "attempt-2")
    assert at.moved() == 1


def test_b_pay_7_a_bank_debit_is_pending_and_then_paid(at: Bench) -> None:
    saved = at.save("slow")
    at.heard()
    result = at.gateway.charge(at.ask(saved, usd("100.00"), "attempt-1"))
    assert (result.state, result.fee) == (ChargeState.PENDING, None)
    assert [one.kind for one in at.heard()] == [EventKind.CHARGE_PENDING]
    at.time.advance(days=3)
    assert at.heard() == []
    at.time.advance(days=1)
    (told,) = [one for one in at.heard() if one.kind is not EventKind.OTHER]
    assert (told.kind, told.reference) == (EventKind.CHARGE_SUCCEEDED, "attempt-1")
    after = at.gateway.charge_state(result.gateway_id)
    assert after.state is ChargeState.SUCCEEDED
    assert after.fee == (usd("0.80") if at.name == "stripe" else usd("3.98"))


def test_b_pay_7_a_bank_debit_that_comes_back_was_never_paid(at: Bench) -> None:
    result = at.gateway.charge(at.ask(at.save("bounces"), usd("100.00"), "attempt-1"))
    assert result.state is ChargeState.PENDING
    at.heard()
    at.time.advance(days=4)
    (told,) = [one for one in at.heard() if one.kind is not EventKind.OTHER]
    returned = EventKind.CHARGE_RETURNED if at.name == "stripe" else EventKind.CHARGE_FAILED
    assert (told.kind, told.reference) == (returned, "attempt-1")
    assert told.decline is not None
    assert told.decline.code == ("R01" if at.name == "stripe" else "card_declined")
    after = at.gateway.charge_state(result.gateway_id)
    assert (after.state, after.fee) == (ChargeState.FAILED, None)


def test_b_pay_5_refunds_in_parts_and_never_more_than_was_paid(at: Bench) -> None:
    paid = at.gateway.charge(at.ask(at.save("works"), usd("50.00"), "attempt-1"))
    at.heard()
    first = refund_of(paid.gateway_id, paid.transaction_id, usd("20.00"), "refund-1")
    done = at.gateway.refund(first)
    assert (done.state, done.amount) == (RefundState.SUCCEEDED, usd("20.00"))
    assert at.gateway.refund(first) == done
    assert at.gateway.refund_state(done.gateway_id) == done
    (told,) = [one for one in at.heard() if one.kind is EventKind.REFUND_SUCCEEDED]
    assert (told.object_id, told.reference) == (done.gateway_id, "refund-1")
    assert (told.transaction_id, told.amount) == (paid.transaction_id, usd("20.00"))
    with pytest.raises(OverRefund):
        at.gateway.refund(replace(first, amount=usd("30.01"), key="refund-2"))
    assert at.heard() == []
    rest = at.gateway.refund(replace(first, amount=usd("30.00"), key="refund-3"))
    assert rest.state is RefundState.SUCCEEDED
    with pytest.raises(OverRefund):
        at.gateway.refund(replace(first, amount=usd("0.01"), key="refund-4"))
    assert at.gateway.charge_state(paid.gateway_id).refunded == usd("50.00")


@pytest.mark.parametrize("won", [True, False])
def test_b_pay_6_a_dispute_is_opened_and_closed(at: Bench, won: bool) -> None:
    paid = at.gateway.charge(at.ask(at.save("works"), usd("50.00"), "attempt-1"))
    at.heard()
    dispute = at.lab.payments.open_dispute(paid.transaction_id)
    told = at.heard()
    assert told[0].kind is EventKind.DISPUTE_OPENED
    assert (told[0].transaction_id, told[0].amount) == (paid.transaction_id, usd("50.00"))
    if at.name == "stripe":
        assert (told[1].kind, told[1].fee) == (EventKind.DISPUTE_FEE, usd("15.00"))
    at.lab.payments.close_dispute(dispute, won=won)
    closed = at.heard()[0]
    assert closed.kind is (EventKind.DISPUTE_WON if won else EventKind.DISPUTE_LOST)
    assert closed.object_id == told[0].object_id


def test_b_pay_4_yen_have_no_decimals_and_come_back_the_same(at: Bench) -> None:
    result = at.gateway.charge(at.ask(at.save("works"), Money(1200, "JPY"), "attempt-1"))
    assert result.amount == Money(1200, "JPY")
    assert result.fee == Money(65 if at.name == "stripe" else 91, "JPY")


def test_a_currency_that_is_not_taken_is_refused_before_it_is_sent(at: Bench) -> None:
    saved = at.save("works")
    amount = Money(1001, "KWD") if at.name == "stripe" else Money(100, "CLP")
    with pytest.raises(UnsupportedAmount, match="not|two decimals"):
        at.gateway.charge(at.ask(saved, amount, "attempt-1"))
    assert at.moved() == 0


def test_an_unknown_charge_is_not_found(at: Bench) -> None:
    with pytest.raises(NotFound):
        at.gateway.charge_state("pi_nothing" if at.name == "stripe" else "NOTHING")
