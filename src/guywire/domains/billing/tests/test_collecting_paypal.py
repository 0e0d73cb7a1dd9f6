"""The same by PayPal: orders that the payer approves, webhooks that PayPal has to vouch for."""

from collections.abc import Iterator
from dataclasses import replace

import httpx
import pytest

from guywire.domains.billing.inputs.collecting import AttemptInput
from guywire.domains.billing.models import GatewayMessage, Invoice, Payment, PaymentAttempt
from guywire.domains.billing.queries.laws import broken_laws, check_now
from guywire.domains.billing.services import attempts, autopay
from guywire.domains.tenants.models import Tenant
from guywire.kit.tenancy import in_tenant

from .counter import Counter, counter
from .test_collecting import standing

State = PaymentAttempt.State


@pytest.fixture
def till(wisp: Tenant) -> Iterator[Counter]:
    with in_tenant(wisp.pk, actor="test"), counter(wisp, "paypal") as made:
        yield made
        check_now()
        assert broken_laws() == []


def test_B_PAY_9_a_saved_paypal_account_is_charged_by_autopay(till: Counter) -> None:
    invoice = till.owes(2_000)
    saved = till.saved("pays@payer.test")
    assert (saved.kind, saved.is_default) == ("paypal", True)
    assert autopay.collect_due() == 1
    till.work()
    till.hear()
    payment = Payment.objects.get()
    assert (payment.method, payment.amount_minor) == (Payment.Method.PAYPAL, 2_000)
    assert (standing(invoice), till.moved()) == ((Invoice.State.PAID, 0), 1)


def test_B_PAY_4_what_the_payer_approves_is_taken_once(till: Counter) -> None:
    invoice = till.owes(2_000)
    attempt = attempts.take_payment(AttemptInput(customer_id=till.who, account_id=till.account.pk))
    till.work()
    attempt.refresh_from_db()
    assert (attempt.state, till.moved()) == (State.ACTION, 0)
    httpx.post(attempt.page_url, data={"choice": "pays@payer.test"})
    assert till.street.get(f"/billing/attempts/{attempt.pk}/back/").status_code == 200
    till.hear()
    attempt.refresh_from_db()
    assert (attempt.state, till.moved(), Payment.objects.count()) == (State.SUCCEEDED, 1, 1)
    assert standing(invoice) == (Invoice.State.PAID, 0)


def test_B_PAY_4_a_webhook_that_paypal_does_not_vouch_for_is_refused(till: Counter) -> None:
    till.owes(2_000)
    till.saved("pays@payer.test")
    autopay.collect_due()
    till.work()
    good = till.deliveries()[-1]
    changed = replace(good, body=good.body.replace(b"20.00", b"99.00"))
    assert changed.body != good.body
    assert till.post(changed) == 400
    assert GatewayMessage.objects.count() == 0
    assert till.post(good) == 204
    assert GatewayMessage.objects.count() == 1
