"""Autopay and its ladder: on our schedule, once an invoice, within the networks' rules."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest

from guywire.domains.billing.inputs.collecting import CollectingSettingsInput
from guywire.domains.billing.models import (
    Charge,
    Dispute,
    Invoice,
    Payment,
    PaymentAttempt,
    PaymentInstrument,
)
from guywire.domains.billing.queries.laws import broken_laws, check_now
from guywire.domains.billing.services import autopay, collecting, instruments, payments
from guywire.domains.tenants.models import Tenant
from guywire.engines.money import Money
from guywire.kit import clock
from guywire.kit.tenancy import in_tenant
from guywire.lab.payments import StripeLab

from . import make
from .counter import Counter, counter

State, Origin = PaymentAttempt.State, PaymentAttempt.Origin
TODAY = date(2026, 3, 4)


@pytest.fixture
def till(wisp: Tenant) -> Iterator[Counter]:
    with in_tenant(wisp.pk, actor="test"), counter(wisp) as made:
        yield made
        check_now()
        assert broken_laws() == []


def setting(**fields: object) -> None:
    collecting.change_collecting(collecting.collecting(), CollectingSettingsInput(**fields))


def tried(state: str = "") -> list[tuple[str, int]]:
    rows = PaymentAttempt.objects.order_by("created_at")
    rows = rows.filter(state=state) if state else rows
    return list(rows.values_list("origin", "amount_minor"))


@pytest.mark.parametrize(
    ("counts_from", "offset", "charged_after"),
    [("due", 0, 10), ("due", -3, 7), ("due", 2, 12), ("issued", 0, 0), ("issued", 5, 5)],
)
def test_B_PAY_9_autopay_charges_on_its_day_from_the_bill_or_the_due_day(
    till: Counter, counts_from: str, offset: int, charged_after: int
) -> None:
    setting(counts_from=counts_from, offset_days=offset)
    invoice = till.owes(2_000, due=TODAY + timedelta(days=10))
    till.saved("pm_card_visa")
    if charged_after:
        till.wait(days=charged_after - 1)
        assert (autopay.collect_due(), till.work()) == (0, [])
        till.wait(days=1)
    assert autopay.collect_due() == 1
    till.work()
    assert autopay.collect_due() == 0
    invoice.refresh_from_db()
    assert (tried(State.SUCCEEDED), invoice.state) == ([(Origin.AUTOPAY, 2_000)], "paid")


@pytest.mark.parametrize(("pays", "amount"), [("due", 2_000), ("balance", 5_000)])
def test_B_PAY_9_autopay_pays_what_is_due_or_the_whole_balance_and_credit_goes_first(
    till: Counter, pays: str, amount: int
) -> None:
    setting(pays=pays)
    payments.record_payment(till.who, amount=make.usd(500), method=Payment.Method.CASH, parts=[])
    till.owes(2_500)
    till.owes(3_000, due=TODAY + timedelta(days=20))
    till.saved("pm_card_visa")
    assert autopay.collect_due() == 1
    till.work()
    assert tried(State.SUCCEEDED) == [(Origin.AUTOPAY, amount)]


def test_B_PAY_9_the_first_invoice_may_be_left_to_the_customer(till: Counter) -> None:
    setting(pays_first=False)
    till.owes(2_000)
    till.saved("pm_card_visa")
    assert autopay.collect_due() == 0
    till.owes(3_000)
    assert autopay.collect_due() == 1
    assert tried() == [(Origin.AUTOPAY, 3_000)]


def test_B_PAY_9_an_expired_card_is_not_tried_and_its_holder_told_once(till: Counter) -> None:
    invoice, card = till.owes(2_000), till.saved("pm_card_visa")
    PaymentInstrument.objects.update(expires_on=TODAY)
    assert (autopay.collect_due(), autopay.collect_due()) == (0, 0)
    card.refresh_from_db()
    assert (card.problem, tried(), till.moved()) == ("expired", [], 0)
    invoice.refresh_from_db()
    assert invoice.balance_minor == 2_000
    assert make.told("billing.instrument_unusable") == 1


def test_B_PAY_9_a_card_that_the_bank_renewed_is_tried_at_once(till: Counter) -> None:
    till.owes(2_000)
    card = till.saved("pm_card_visa")
    PaymentInstrument.objects.update(expires_on=TODAY)
    assert autopay.collect_due() == 0
    assert isinstance(till.lab, StripeLab)
    till.listens = True
    till.lab.renew_card(card.token, 2031)
    till.hear()
    card.refresh_from_db()
    assert (card.problem, card.expires_on) == ("", date(2032, 1, 1))
    assert tried(State.SUCCEEDED) == [(Origin.AUTOPAY, 2_000)]


def test_B_PAY_9_another_card_takes_over_what_the_first_could_not_pay(till: Counter) -> None:
    till.owes(2_000)
    till.saved("pm_card_chargeDeclinedInsufficientFunds")
    autopay.collect_due()
    till.work()
    assert PaymentAttempt.objects.get().next_try_at is not None
    till.listens = True
    till.saved("pm_card_visa")
    till.work()
    assert tried() == [(Origin.AUTOPAY, 2_000), (Origin.AUTOPAY, 2_000)]
    first = PaymentAttempt.objects.get(state=State.FAILED)
    assert (first.next_try_at, first.next_try_why) == (None, "other_instrument")
    assert PaymentAttempt.objects.filter(state=State.SUCCEEDED).count() == 1


def test_B_PAY_8_the_ladder_is_climbed_and_then_people_act(till: Counter) -> None:
    setting(ladder_days="3, 5")
    till.owes(2_000)
    till.saved("pm_card_chargeDeclinedInsufficientFunds")
    autopay.collect_due()
    till.work()
    for step in (3, 5):
        till.wait(days=step - 1)
        assert (autopay.collect_due(), autopay.retry_due()) == (0, 0)
        till.wait(days=1)
        assert (autopay.collect_due(), autopay.retry_due()) == (0, 1)
        till.work()
    till.wait(days=30)
    assert (autopay.collect_due(), autopay.retry_due()) == (0, 0)
    assert [origin for origin, _ in tried()] == [Origin.AUTOPAY, Origin.RETRY, Origin.RETRY]
    last = PaymentAttempt.objects.latest("created_at")
    assert (last.next_try_at, last.next_try_why) == (None, "ladder_ended")


def test_B_PAY_8_no_more_than_fifteen_tries_of_a_card_in_thirty_days(till: Counter) -> None:
    setting(ladder_days="1, 1, 1, 1, 1, 1, 1, 1, 1, 1", give_up_days=60)
    till.owes(2_000)
    card = till.saved("pm_card_chargeDeclinedInsufficientFunds")
    for minor in (100, 200, 300, 400, 500):
        till.charge(card, amount=Money(minor, "USD").decimal)
    autopay.collect_due()
    till.work()
    for _ in range(9):
        till.wait(days=1)
        assert autopay.retry_due() == 1
        till.work()
    last = PaymentAttempt.objects.latest("created_at")
    assert PaymentAttempt.objects.count() == 15
    first = PaymentAttempt.objects.earliest("created_at")
    assert last.next_try_at == (first.sent_at or clock.now()) + timedelta(days=30)


def test_B_PAY_7_a_return_for_want_of_money_is_sent_again_twice_then_never(till: Counter) -> None:
    setting(return_fee="15.00", ladder_days="8, 8, 8, 8")
    invoice = till.owes(2_000)
    till.saved("pm_usBankAccount_insufficientFunds")
    autopay.collect_due()
    till.work()
    for again in (1, 1, 0, 0):
        till.wait(days=4)
        till.hear()
        till.wait(days=8)
        assert (autopay.collect_due(), autopay.retry_due()) == (0, again)
        till.work()
    assert [amount for _, amount in tried(State.RETURNED)] == [2_000] * 3
    last = PaymentAttempt.objects.latest("created_at")
    assert (last.decline_code, last.next_try_why) == ("R01", "debit_retries_ended")
    invoice.refresh_from_db()
    assert (invoice.balance_minor, Payment.objects.count()) == (2_000, 0)
    assert Charge.objects.filter(kind=Charge.Kind.RETURNED).count() == 1


def test_B_PAY_7_a_debit_is_sent_again_for_the_same_amount_or_not_at_all(till: Counter) -> None:
    till.owes(2_000)
    till.saved("pm_usBankAccount_insufficientFunds")
    autopay.collect_due()
    till.work()
    till.wait(days=4)
    till.hear()
    payments.record_payment(till.who, amount=make.usd(500), method=Payment.Method.CASH)
    till.wait(days=8)
    assert autopay.retry_due() == 0
    assert PaymentAttempt.objects.get().next_try_why == "amount_differs"


@pytest.mark.parametrize("how", ["switch", "default", "removed", "paid"])
def test_B_PAY_9_autopay_rests_where_it_is_off_or_nothing_is_open(till: Counter, how: str) -> None:
    till.owes(2_000)
    card = till.saved("pm_card_visa")
    if how == "switch":
        setting(autopay=False)
    elif how == "default":
        instruments.stop_autopay(card)
    elif how == "removed":
        instruments.remove_instrument(card)
    else:
        payments.record_payment(till.who, amount=make.usd(2_000), method=Payment.Method.CASH)
    assert autopay.collect_due() == 0
    till.work()
    assert (tried(), till.moved()) == ([], 0)


def test_B_PAY_9_each_tenant_collects_its_own(till: Counter, other_wisp: Tenant) -> None:
    till.owes(2_000)
    till.saved("pm_card_visa")
    with in_tenant(other_wisp.pk, actor="test"):
        assert (autopay.collect_due(), autopay.retry_due()) == (0, 0)
    assert autopay.collect_due() == 1


def test_B_PAY_6_a_dispute_takes_the_money_back_marks_the_invoice_and_stops_autopay(
    till: Counter,
) -> None:
    invoice = till.owes(2_000)
    card = till.saved("pm_card_createDispute")
    autopay.collect_due()
    till.work()
    till.wait(minutes=1)
    till.hear()
    dispute, payment = Dispute.objects.get(), Payment.objects.get()
    assert (dispute.state, dispute.amount_minor, dispute.fee_minor) == ("open", 2_000, 1_500)
    assert (payment.state, payment.disputed_minor, payment.refunded_minor) == ("settled", 2_000, 0)
    invoice.refresh_from_db()
    card.refresh_from_db()
    assert (invoice.state, invoice.balance_minor) == (Invoice.State.ISSUED, 2_000)
    assert list(dispute.invoices.values_list("invoice", "amount_minor")) == [(invoice.pk, 2_000)]
    assert card.problem == "disputed"
    till.owes(1_000)
    assert (autopay.collect_due(), tried()) == (0, [(Origin.AUTOPAY, 2_000)])
