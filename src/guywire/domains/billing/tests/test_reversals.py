"""Money that goes back: refunds of what settled nothing, and disputes that are no refund."""

from collections.abc import Iterator

import pytest

from guywire.domains.billing.gateways.errors import UnknownOutcome
from guywire.domains.billing.inputs.collecting import RefundInput
from guywire.domains.billing.models import (
    Allocation,
    Dispute,
    GatewayMessage,
    Invoice,
    Payment,
    Refund,
)
from guywire.domains.billing.queries.laws import broken_laws, check_now
from guywire.domains.billing.services import credits, payments, refunds, settling
from guywire.domains.tenants.models import Tenant
from guywire.kit.tenancy import in_tenant
from guywire.lab.payments import Fault, StripeLab
from guywire.lab.payments.stripe_store import Object

from . import make
from .counter import Counter, counter
from .test_collecting import standing, sums

State, Way = Refund.State, Refund.Way


@pytest.fixture
def till(wisp: Tenant) -> Iterator[Counter]:
    with in_tenant(wisp.pk, actor="test"), counter(wisp) as made:
        yield made
        check_now()
        assert broken_laws() == []


def lab(till: Counter) -> StripeLab:
    assert isinstance(till.lab, StripeLab)
    return till.lab


def paid(till: Counter, minor: int, token: str = "pm_card_visa", **fields: object) -> Payment:
    """A payment by card; what the customer owes is settled by it."""
    attempt = till.charge(till.saved(token), **fields)
    till.wait(minutes=1)
    till.deliveries()
    assert attempt.payment is not None
    assert attempt.payment.amount_minor == minor
    return attempt.payment


def give(payment: Payment, amount: str, way: Refund.Way = Way.SOURCE) -> Refund:
    return refunds.refund_payment(payment, RefundInput(amount=amount, way=way, reason="moved away"))


def at_gateway(till: Counter) -> list[int]:
    rows = lab(till).store.objects.values()
    return [one["amount"] for one in rows if one["object"] == "refund"]


def test_B_PAY_5_a_refund_goes_back_to_the_card_in_parts_and_never_more_than_there_is(
    till: Counter,
) -> None:
    payment = paid(till, 5_000, amount="50")
    refund = give(payment, "20")
    assert (refund.number, refund.state) == ("RFD-2026-000001", State.CREATED)
    with pytest.raises(refunds.RefundRefused, match=r"USD 30\.00 of RCT-2026-000001 can be given"):
        give(payment, "30.01")
    assert till.work() == ["refund"]
    give(payment, "30")
    till.work()
    payment.refresh_from_db()
    assert (payment.refunded_minor, payment.unapplied_minor) == (5_000, 0)
    assert (at_gateway(till), set(Refund.objects.values_list("state", flat=True))) == (
        [2_000, 3_000],
        {State.SUCCEEDED},
    )
    assert sums() == {"clearing": -175, "gateway_fees": 175}
    till.hear()
    assert (Refund.objects.count(), sums()["clearing"]) == (2, -175)
    with pytest.raises(refunds.RefundRefused):
        give(payment, "0.01")


def test_B_PAY_3_only_money_that_settles_nothing_is_given_back(till: Counter) -> None:
    invoice = till.owes(3_000)
    payment = paid(till, 5_000, amount="50")
    with pytest.raises(refunds.RefundRefused, match=r"USD 30\.00 settle invoices"):
        give(payment, "20.01")
    assert (Refund.objects.count(), till.work(), at_gateway(till)) == (0, [], [])
    settling.take_off(Allocation.objects.get())
    give(payment, "50")
    till.work()
    assert (at_gateway(till), standing(invoice)) == ([5_000], (Invoice.State.ISSUED, 3_000))
    with pytest.raises(payments.NotStanding, match="given back already"):
        payments.take_back(payment, reason="typed twice")


def test_B_PAY_5_what_a_voided_invoice_was_paid_with_stays_as_credit_or_goes_back(
    till: Counter,
) -> None:
    invoice = till.owes(3_000)
    payment = paid(till, 3_000)
    credits.void_invoice(invoice, reason="billed twice")
    payment.refresh_from_db()
    assert (payment.unapplied_minor, Refund.objects.count()) == (3_000, 0)
    give(payment, "10", Way.CASH)
    give(payment, "20")
    till.work()
    assert at_gateway(till) == [2_000]
    assert sums() == {"cash": -1_000, "clearing": 1_000 - 117, "gateway_fees": 117}


def test_B_PAY_5_a_refund_whose_answer_is_lost_happens_once(till: Counter) -> None:
    payment = paid(till, 5_000, amount="50")
    refund = give(payment, "20")
    lab(till).faults.append(Fault.DROP_AFTER)
    with pytest.raises(UnknownOutcome):
        till.work()
    till.wait(minutes=11)
    assert refunds.ask_again(refund.created_at) == 0
    assert refunds.ask_again(till.time.now()) == 1
    till.work()
    refund.refresh_from_db()
    assert (at_gateway(till), refund.state) == ([2_000], State.SUCCEEDED)


def test_B_PAY_5_a_refund_that_fails_is_the_customers_credit_again(till: Counter) -> None:
    payment = paid(till, 5_000, amount="50")
    refund = give(payment, "20")
    till.work()
    [told] = [o for o in lab(till).store.objects.values() if o["object"] == "refund"]
    lab(till).payments.fail_refund(told)
    till.hear()
    payment.refresh_from_db()
    refund.refresh_from_db()
    assert (refund.state, refund.problem) == (State.FAILED, "expired_or_canceled_card")
    assert (payment.unapplied_minor, payment.refunded_minor) == (5_000, 0)
    assert sums()["receivable"] == -5_000


def test_B_PAY_5_money_by_hand_has_no_card_to_go_back_to(till: Counter) -> None:
    payment = payments.record_payment(
        till.who, amount=make.usd(2_000), method=Payment.Method.CASH, parts=[]
    )
    with pytest.raises(refunds.RefundRefused, match="choose another way"):
        give(payment, "5")
    give(payment, "5", Way.CASH)
    assert (Refund.objects.get().state, sums()["cash"]) == (State.SUCCEEDED, 1_500)


def test_B_PAY_5_a_refund_on_the_gateways_own_pages_is_parked(till: Counter) -> None:
    payment = paid(till, 5_000, amount="50")
    attempt = payment.attempts.get()
    charge = lab(till).store.get(attempt.transaction_id, "charge")
    lab(till).payments._refund(charge, 1_000, {})
    till.hear()
    message = GatewayMessage.objects.get(state="parked")
    assert message.outcome == "USD 10.00 was given back on the gateway's own pages."
    payment.refresh_from_db()
    assert payment.refunded_minor == 0


def dispute_of(till: Counter) -> Object:
    [told] = [o for o in lab(till).store.objects.values() if o["object"] == "dispute"]
    return told


@pytest.mark.parametrize("backwards", [False, True])
def test_B_PAY_6_a_dispute_that_is_won_settles_its_invoice_again(
    till: Counter, backwards: bool
) -> None:
    invoice = till.owes(2_000)
    attempt = till.charge(till.saved("pm_card_visa"))
    till.deliveries()
    told = lab(till).payments.open_dispute(attempt.transaction_id)
    if not backwards:
        till.hear()
        assert standing(invoice) == (Invoice.State.ISSUED, 2_000)
        assert sums() == {
            "receivable": 2_000,
            "internet": -2_000,
            "clearing": -88 - 1_500,
            "gateway_fees": 88 + 1_500,
        }
    lab(till).payments.close_dispute(told, won=True)
    waiting = till.deliveries()
    till.hear([*reversed(waiting), *waiting] if backwards else waiting)
    dispute, payment = Dispute.objects.get(), Payment.objects.get()
    assert (dispute.state, dispute.fee_minor) == (Dispute.State.WON, 1_500)
    assert (payment.disputed_minor, payment.unapplied_minor) == (0, 0)
    assert standing(invoice) == (Invoice.State.PAID, 0)
    assert sums()["clearing"] == 2_000 - 88 - 1_500
    assert Refund.objects.count() == 0


def test_B_PAY_6_a_dispute_that_is_lost_leaves_the_invoice_open(till: Counter) -> None:
    invoice = till.owes(2_000)
    attempt = till.charge(till.saved("pm_card_visa"))
    told = lab(till).payments.open_dispute(attempt.transaction_id)
    lab(till).payments.close_dispute(told, won=False)
    till.hear()
    assert Dispute.objects.get().state == Dispute.State.LOST
    assert standing(invoice) == (Invoice.State.ISSUED, 2_000)
    payment = Payment.objects.get()
    with pytest.raises(refunds.RefundRefused):
        give(payment, "1")
    assert sums()["receivable"] == 2_000


def test_B_PAY_6_a_dispute_of_a_part_leaves_the_rest_where_it_was(till: Counter) -> None:
    first, second = till.owes(2_000), till.owes(3_000)
    payment = paid(till, 5_000)
    settled = till.owes(1_000)
    attempt = payment.attempts.get()
    give_back = Allocation.objects.get(invoice=second)
    settling.take_off(give_back)
    give(payment, "10")
    till.work()
    till.deliveries()
    lab(till).payments.open_dispute(attempt.transaction_id)
    till.hear()
    dispute = Dispute.objects.get()
    payment.refresh_from_db()
    assert (dispute.amount_minor, payment.disputed_minor, payment.refunded_minor) == (
        4_000,
        4_000,
        1_000,
    )
    assert [standing(row)[1] for row in (first, second, settled)] == [2_000, 3_000, 1_000]
    assert list(dispute.invoices.values_list("invoice", "amount_minor")) == [(first.pk, 2_000)]


def test_B_PAY_6_each_tenants_disputes_and_refunds_are_its_own(
    till: Counter, other_wisp: Tenant
) -> None:
    payment = paid(till, 5_000, amount="50")
    refund = give(payment, "20")
    with in_tenant(other_wisp.pk, actor="test"):
        assert (Refund.objects.count(), Dispute.objects.count()) == (0, 0)
        assert refunds.take(refund.pk) is None
    assert at_gateway(till) == []
