"""Money through a gateway: once, whatever breaks, and never applied where it does not fit."""

from collections.abc import Iterator
from contextlib import nullcontext
from datetime import timedelta
from typing import Any

import httpx
import pytest

from guywire.domains.billing.gateways.errors import GatewayUnavailable, UnknownOutcome
from guywire.domains.billing.gateways.port import EventKind
from guywire.domains.billing.inputs.collecting import AttemptInput, CollectingSettingsInput
from guywire.domains.billing.models import (
    Account,
    Charge,
    GatewayMessage,
    Invoice,
    Payment,
    PaymentAttempt,
    PaymentInstrument,
    Posting,
)
from guywire.domains.billing.queries.laws import broken_laws, check_now
from guywire.domains.billing.services import attempts, collecting, inbox, outcomes
from guywire.domains.billing.services.instruments import InstrumentGone
from guywire.domains.tenants.models import Tenant
from guywire.engines.money import Money
from guywire.kit import clock
from guywire.kit.jobs import works
from guywire.kit.tenancy import in_tenant
from guywire.lab.payments import Fault, StripeLab

from . import make
from .counter import Counter, counter, paid_event

State = PaymentAttempt.State


@pytest.fixture
def till(wisp: Tenant) -> Iterator[Counter]:
    with in_tenant(wisp.pk, actor="test"), counter(wisp) as made:
        yield made
        check_now()
        assert broken_laws() == []


def sums() -> dict[str, int]:
    found: dict[str, int] = {}
    for role, minor in Posting.objects.values_list("account__role", "amount_minor"):
        found[role] = found.get(role, 0) + minor
    return {role: minor for role, minor in found.items() if minor}


def standing(invoice: Invoice) -> tuple[str, int]:
    invoice.refresh_from_db()
    return invoice.state, invoice.balance_minor


def test_B_PAY_4_a_card_pays_an_invoice_into_what_is_on_its_way_with_its_fee(till: Counter) -> None:
    invoice, card = till.owes(4_990), till.saved("pm_card_visa")
    attempt = till.charge(card)
    assert (attempt.state, attempt.amount_minor, till.moved()) == (State.SUCCEEDED, 4_990, 1)
    assert attempt.payment is not None
    assert (attempt.payment.method, attempt.payment.amount_minor) == (Payment.Method.CARD, 4_990)
    assert standing(invoice) == (Invoice.State.PAID, 0)
    assert sums() == {"clearing": 4_990 - 175, "gateway_fees": 175, "internet": -4_990}
    till.hear()  # what the webhooks tell is known
    assert (Payment.objects.count(), sums()["gateway_fees"]) == (1, 175)


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        (Fault.DROP_BEFORE, UnknownOutcome),
        (Fault.DROP_AFTER, UnknownOutcome),
        (Fault.GARBLED, UnknownOutcome),
        (Fault.BROKEN, UnknownOutcome),
        (Fault.SLOW_DOWN, GatewayUnavailable),
    ],
)
def test_B_PAY_4_an_answer_that_is_lost_is_asked_for_again_and_charged_once(
    till: Counter, fault: Fault, error: type[Exception]
) -> None:
    invoice, card = till.owes(2_000), till.saved("pm_card_visa")
    till.lab.faults.append(fault)
    with pytest.raises(error):
        till.charge(card)
    attempt = PaymentAttempt.objects.get()
    unknown = error is UnknownOutcome
    assert attempt.state == (State.UNKNOWN if unknown else State.CREATED)
    assert (Payment.objects.count(), standing(invoice)[1]) == (0, 2_000)
    till.wait(minutes=11)
    assert attempts.ask_again(clock.now() - timedelta(minutes=10)) == 1
    till.work()
    till.hear()
    assert (till.moved(), Payment.objects.count()) == (1, 1)
    assert standing(invoice) == (Invoice.State.PAID, 0)


def test_B_PAY_4_a_worker_killed_between_charge_and_record_charges_once(
    till: Counter, monkeypatch: pytest.MonkeyPatch
) -> None:
    invoice, card = till.owes(2_000), till.saved("pm_card_visa")

    def killed(*args: Any) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as broken:
        broken.setattr(outcomes, "record", killed)
        with pytest.raises(KeyboardInterrupt):
            till.charge(card)
    attempt = PaymentAttempt.objects.get()
    assert (till.moved(), attempt.state, Payment.objects.count()) == (1, State.CREATED, 0)
    for _ in range(2):
        works()["guywire.billing.charge"](till.wisp.pk, attempt_id=str(attempt.pk))
    attempt.refresh_from_db()
    assert (till.moved(), attempt.state, Payment.objects.count()) == (1, State.SUCCEEDED, 1)
    assert standing(invoice) == (Invoice.State.PAID, 0)


def test_B_PAY_4_after_the_keys_have_died_the_charge_is_looked_up(till: Counter) -> None:
    till.owes(2_000)
    card = till.saved("pm_card_visa")
    till.lab.faults.append(Fault.DROP_AFTER)
    with pytest.raises(UnknownOutcome):
        till.charge(card)
    till.wait(days=2)
    assert isinstance(till.lab, StripeLab)
    till.lab._keys.clear()
    attempts.ask_again(clock.now())
    till.work()
    assert (till.moved(), Payment.objects.count()) == (1, 1)


def test_B_PAY_4_webhooks_come_twice_and_in_any_order_and_are_applied_once(till: Counter) -> None:
    invoice, bank = till.owes(3_000), till.saved("pm_usBankAccount_success")
    attempt = till.charge(bank)
    assert (attempt.state, standing(invoice)[1]) == (State.PENDING, 3_000)
    till.wait(days=4)
    told = till.deliveries()
    till.hear([*reversed(told), *told])
    attempt.refresh_from_db()
    assert attempt.state == State.SUCCEEDED
    assert (Payment.objects.count(), GatewayMessage.objects.count()) == (1, len(told))
    assert standing(invoice) == (Invoice.State.PAID, 0)
    states = dict(GatewayMessage.objects.values_list("type", "state"))
    assert states["payment_intent.succeeded"] == "applied"
    assert states["payment_intent.processing"] == "ignored"
    assert sums()["gateway_fees"] == 24  # the message told none: it was asked for


def test_B_PAY_4_a_forged_or_old_webhook_is_refused_and_nothing_is_kept(till: Counter) -> None:
    till.owes(2_000)
    bank = till.saved("pm_usBankAccount_success")
    till.charge(bank)
    till.wait(days=4)
    assert isinstance(till.lab, StripeLab)
    good = till.deliveries()[-1]
    forged = till.lab.forged(till.lab.store.events[-1])
    assert till.post(forged) == 400
    till.wait(minutes=6)
    assert till.post(good) == 400
    assert till.street.get(f"/billing/hooks/{till.account.pk}/").status_code == 405
    assert till.street.post(f"/billing/hooks/{make.new_id()}/").status_code == 404
    assert (GatewayMessage.objects.count(), Payment.objects.count(), till.work()) == (0, 0, [])


def test_B_PAY_4_what_webhooks_missed_is_asked_for(till: Counter) -> None:
    till.owes(2_000)
    till.charge(till.saved("pm_usBankAccount_success"))
    till.wait(days=4)
    till.deliveries()  # lost
    works()["guywire.billing.catch_up"](till.wisp.pk, account_id=str(till.account.pk))
    till.work()
    assert (Payment.objects.count(), PaymentAttempt.objects.get().state) == (1, State.SUCCEEDED)
    kept = GatewayMessage.objects.count()
    works()["guywire.billing.catch_up"](till.wisp.pk, account_id=str(till.account.pk))
    assert (GatewayMessage.objects.count(), till.work()) == (kept, [])


@pytest.mark.parametrize("came", [Money(1_999, "USD"), Money(2_000, "EUR"), Money(2_000, "JPY")])
def test_B_PAY_4_another_amount_or_currency_is_parked_and_said_why(
    till: Counter, came: Money
) -> None:
    invoice, bank = till.owes(2_000), till.saved("pm_usBankAccount_success")
    attempt = till.charge(bank)
    inbox.receive(till.account, paid_event(attempt, amount=came))
    till.work()
    attempt.refresh_from_db()
    why = f"{came} came, USD 20.00 was asked for."
    message = GatewayMessage.objects.get()
    assert (message.state, message.outcome, attempt.flag) == ("parked", why, why)
    assert (Payment.objects.count(), standing(invoice)[1]) == (0, 2_000)
    if came.currency == "USD":
        outcomes.accept(attempt)
        assert standing(invoice) == (Invoice.State.PART_PAID, 1)
        with pytest.raises(outcomes.NotParked):
            outcomes.accept(attempt)
    else:
        outcomes.dismiss(attempt, reason="given back at the gateway")
        assert (Payment.objects.count(), standing(invoice)[1]) == (0, 2_000)


def test_B_PAY_4_a_success_that_comes_after_the_cancelling_is_applied_and_flagged(
    till: Counter,
) -> None:
    invoice, card = till.owes(2_000), till.saved("pm_card_visa")
    attempt = attempts.take_payment(AttemptInput(customer_id=till.who, instrument_id=card.pk))
    attempts.cancel(attempt)
    assert till.work() == ["charge"]
    assert till.moved() == 0
    inbox.receive(till.account, paid_event(attempt))
    till.work()
    attempt.refresh_from_db()
    assert (attempt.state, attempt.flag) == (State.SUCCEEDED, "Paid although it was cancelled.")
    assert standing(invoice) == (Invoice.State.PAID, 0)


def test_B_PAY_4_the_payer_confirms_on_the_gateways_page_and_comes_back(till: Counter) -> None:
    invoice = till.owes(2_000)
    attempt = attempts.take_payment(AttemptInput(customer_id=till.who, account_id=till.account.pk))
    till.work()
    attempt.refresh_from_db()
    assert (attempt.state, attempt.page_url[:17]) == (State.ACTION, "http://127.0.0.1:")
    httpx.post(attempt.page_url, data={"choice": "pm_card_visa"})
    assert till.street.get(f"/billing/attempts/{attempt.pk}/back/").status_code == 200
    assert till.work() == ["charge"]
    till.hear()
    attempt.refresh_from_db()
    assert (attempt.state, attempt.page_url) == (State.SUCCEEDED, "")
    assert (Payment.objects.get().method, standing(invoice)[1]) == (Payment.Method.CARD, 0)


@pytest.mark.parametrize(
    ("token", "code", "problem", "why"),
    [
        ("pm_card_chargeDeclinedInsufficientFunds", "insufficient_funds", "", "retry"),
        ("pm_card_chargeDeclinedStolenCard", "stolen_card", "declined", "never_again"),
        ("pm_card_neverAgain", "do_not_honor", "declined", "never_again"),
        ("pm_card_authenticationRequired", "authentication_required", "", "authenticate"),
    ],
)
def test_B_PAY_8_each_kind_of_decline_asks_for_something_else(
    till: Counter, token: str, code: str, problem: str, why: str
) -> None:
    invoice, card = till.owes(2_000), till.saved(token)
    attempt = attempts.begin(
        attempts.Wanted(
            customer_id=till.who,
            account=till.account,
            instrument=card,
            amount=Money(2_000, "USD"),
            parts=[],
            origin=PaymentAttempt.Origin.AUTOPAY,
        )
    )
    till.work()
    attempt.refresh_from_db()
    card.refresh_from_db()
    assert (attempt.state, attempt.decline_code, card.problem) == (State.FAILED, code, problem)
    assert attempt.next_try_why == why
    again = clock.now() + timedelta(days=8)
    assert attempt.next_try_at == (again if why == "retry" else None)
    assert (Payment.objects.count(), standing(invoice)[1]) == (0, 2_000)
    refusal = pytest.raises(InstrumentGone, match="for good") if problem else nullcontext()
    with refusal:
        attempts.take_payment(AttemptInput(customer_id=till.who, instrument_id=card.pk))


def test_B_PAY_7_a_pending_debit_is_not_paid_and_a_return_reopens_what_it_paid(
    till: Counter,
) -> None:
    settings = collecting.collecting()
    collecting.change_collecting(settings, CollectingSettingsInput(return_fee="15.00"))
    invoice, bank = till.owes(2_000), till.saved("pm_usBankAccount_lateReturn")
    till.charge(bank)
    assert (standing(invoice)[1], Payment.objects.count()) == (2_000, 0)
    till.wait(days=4)
    till.hear()
    assert standing(invoice) == (Invoice.State.PAID, 0)
    till.wait(days=3)
    till.hear()
    attempt, payment = PaymentAttempt.objects.get(), Payment.objects.get()
    assert (attempt.state, attempt.decline_code) == (State.RETURNED, "R01")
    assert (payment.state, standing(invoice)) == ("returned", (Invoice.State.ISSUED, 2_000))
    fees = Charge.objects.values_list("kind", "amount_minor")
    assert list(fees) == [(Charge.Kind.RETURNED, 1_500)]


def test_B_PAY_9_two_attempts_for_one_invoice_are_never_under_way(till: Counter) -> None:
    till.owes(2_000)
    bank = till.saved("pm_usBankAccount_success")
    till.charge(bank)
    with pytest.raises(attempts.AttemptUnderway, match="under way already"):
        till.charge(bank)
    assert (PaymentAttempt.objects.count(), till.moved()) == (1, 1)
    till.wait(days=4)
    till.hear()
    till.owes(1_000)
    assert till.charge(bank).amount_minor == 1_000


def test_B_PAY_10_what_is_charged_is_what_our_invoices_say(till: Counter) -> None:
    till.owes(1_000)
    second, card = till.owes(15_000), till.saved("pm_card_visa")
    attempt = till.charge(card, invoice_id=second.pk)
    assert (attempt.amount_minor, standing(second)) == (15_000, (Invoice.State.PAID, 0))
    assert isinstance(till.lab, StripeLab)
    intents = [o for o in till.lab.store.objects.values() if o["object"] == "payment_intent"]
    assert [intent["amount"] for intent in intents] == [15_000]
    assert {"subscription"} & {o["object"] for o in till.lab.store.objects.values()} == set()


def test_B_PAY_4_a_zero_decimal_currency_is_charged_as_it_is(till: Counter) -> None:
    billed = make.account_in(till.who, "JPY")
    card = till.saved("pm_card_visa")
    attempt = till.charge(card, amount="5000")
    assert (attempt.amount, billed.currency) == (Money(5_000, "JPY"), "JPY")
    assert attempt.payment is not None
    assert attempt.payment.unapplied_minor == 5_000


def test_B_PAY_4_another_tenants_hook_and_attempts_are_not_there(
    till: Counter, other_wisp: Tenant
) -> None:
    till.owes(2_000)
    bank = till.saved("pm_usBankAccount_success")
    attempt = till.charge(bank)
    till.wait(days=4)
    one = till.deliveries()[-1]
    till.street.prefix = f"/t/{other_wisp.slug}"
    assert till.post(one) == 404
    assert till.street.get(f"/billing/attempts/{attempt.pk}/back/").status_code == 404
    with in_tenant(other_wisp.pk, actor="test"):
        assert (PaymentInstrument.objects.count(), GatewayMessage.objects.count()) == (0, 0)
    works()["guywire.billing.charge"](other_wisp.pk, attempt_id=str(attempt.pk))
    assert (till.moved(), Payment.objects.count()) == (1, 0)


def test_B_PAY_4_a_message_about_nothing_of_ours_is_kept_and_changes_nothing(
    till: Counter,
) -> None:
    till.owes(2_000)
    attempt = till.charge(till.saved("pm_usBankAccount_success"))
    strange = paid_event(attempt, reference="another-system", kind=EventKind.CHARGE_SUCCEEDED)
    inbox.receive(till.account, strange)
    inbox.receive(till.account, paid_event(attempt, kind=EventKind.PAYOUT_PAID))
    till.work()
    states = set(GatewayMessage.objects.values_list("state", "outcome"))
    assert states == {("ignored", "No payment of ours."), ("ignored", "Nothing to do.")}
    assert (Payment.objects.count(), Account.objects.filter(role="clearing").count()) == (0, 1)
