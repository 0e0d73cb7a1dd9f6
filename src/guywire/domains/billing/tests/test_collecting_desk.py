"""Collecting as staff does it: by the pages and by the API."""

import json
from collections.abc import Iterator
from uuid import UUID

import pytest

from guywire.domains.billing.models import (
    CollectingSettings,
    GatewayAccount,
    Invoice,
    Payment,
    PaymentAttempt,
    PaymentInstrument,
    Refund,
)
from guywire.domains.billing.queries.laws import broken_laws, check_now
from guywire.domains.tenants.models import Role, Tenant
from guywire.domains.tenants.tests.make import Door, door
from guywire.kit.tenancy import in_tenant
from guywire.lab.payments.stripe import API_KEY

from .counter import Counter, counter
from .test_collecting import standing


@pytest.fixture
def till(wisp: Tenant) -> Iterator[Counter]:
    with in_tenant(wisp.pk, actor="test"), counter(wisp) as made:
        yield made
        check_now()
        assert broken_laws() == []


@pytest.fixture
def desk(wisp: Tenant, till: Counter) -> Door:
    return door(wisp, Role.BILLING)


def deed(desk: Door, entity: str, pk: UUID, name: str, **given: object) -> int:
    answer = desk.post(
        f"/api/v1/billing/{entity}/{pk}/{name}", json.dumps(given), content_type="application/json",
        headers={"X-CSRFToken": ""},
    )  # fmt: skip
    return int(answer.status_code)


def test_B_PAY_4_an_account_takes_money_only_after_a_test_and_its_secret_is_never_shown(
    till: Counter, desk: Door
) -> None:
    given = {"name": "Second", "gateway": "stripe", "secret": "sk_test_wrong"}
    answer = desk.post("/billing/gateway-accounts/new/", given)
    account = GatewayAccount.objects.get(name="Second")
    assert answer.status_code == 302
    assert deed(desk, "gateway-accounts", account.pk, "activate") == 409
    account.base_url = till.account.base_url
    account.save()
    assert deed(desk, "gateway-accounts", account.pk, "test") == 200
    assert till.work() == ["test_gateway"]
    account.refresh_from_db()
    assert (account.state, account.tested_at) == ("testing", None)
    assert account.problem == "Stripe does not accept our key (HTTP 401)."
    edited = f"/billing/gateway-accounts/{account.pk}/edit/"
    desk.post(edited, {**given, "secret": API_KEY, "client_id": ""})
    assert deed(desk, "gateway-accounts", account.pk, "test") == 200
    till.work()
    assert deed(desk, "gateway-accounts", account.pk, "activate") == 200
    account.refresh_from_db()
    assert (account.state, account.external_id) == ("active", "acct_lab")
    desk.post(edited, {**given, "name": "Renamed", "secret": "", "client_id": ""})
    account.refresh_from_db()
    assert (account.name, account.state, account.secret.reveal()) == ("Renamed", "active", API_KEY)
    for page in (f"/billing/gateway-accounts/{account.pk}/", edited, "/billing/gateway-accounts/"):
        shown = desk.get(page)
        assert shown.status_code == 200
        assert API_KEY not in shown.content.decode()
    history = desk.get(f"/billing/gateway-accounts/{account.pk}/history/").content.decode()
    assert ("***" in history, account.secret.stored in history) == (True, False)
    assert account.webhook_secret.stored not in history
    told = desk.get(f"/api/v1/billing/gateway-accounts/{account.pk}").content.decode()
    assert "secret" not in told


def test_B_PAY_9_a_card_is_asked_for_charged_now_and_given_back_by_the_pages(
    till: Counter, desk: Door
) -> None:
    invoice, card = till.owes(3_000), till.saved("pm_card_visa")
    asked = {"customer_id": till.who, "instrument_id": card.pk, "amount": "50"}
    answer = desk.post("/billing/payment-attempts/new/", asked)
    attempt = PaymentAttempt.objects.get()
    assert answer.headers["Location"].endswith(f"/billing/payment-attempts/{attempt.pk}/")
    page = desk.get(f"/billing/payment-attempts/{attempt.pk}/").content.decode()
    assert ('hx-trigger="every 2s"' in page, invoice.number in page) == (True, True)
    till.work()
    assert (
        'hx-trigger="every 2s"'
        not in desk.get(f"/billing/payment-attempts/{attempt.pk}/").content.decode()
    )
    payment = Payment.objects.get()
    assert (standing(invoice)[0], payment.unapplied_minor) == (Invoice.State.PAID, 2_000)
    too_much = {"amount": "20.01", "way": "source", "reason": "moved"}
    assert deed(desk, "payments", payment.pk, "refund", **too_much) == 422
    assert deed(desk, "payments", payment.pk, "refund", **(too_much | {"amount": "20"})) == 200
    till.work()
    assert Refund.objects.get().state == Refund.State.SUCCEEDED
    for page in ("payment-instruments", "instrument-requests", "payment-attempts", "refunds",
                 "disputes", "gateway-messages"):  # fmt: skip
        assert desk.get(f"/billing/{page}/").status_code == 200


def test_B_PAY_9_a_removed_card_is_forgotten_at_the_gateway_and_charged_no_more(
    till: Counter, desk: Door
) -> None:
    till.owes(3_000)
    card = till.saved("pm_card_visa")
    assert deed(desk, "payment-instruments", card.pk, "forget") == 200
    assert till.work() == ["forget_instrument"]
    assert till.lab.store.objects[card.token]["customer"] is None
    answer = desk.post(
        "/billing/payment-attempts/new/",
        {"customer_id": till.who, "instrument_id": card.pk, "amount": "30"},
    )
    assert answer.status_code == 422
    assert (PaymentAttempt.objects.count(), till.moved()) == (0, 0)


def test_B_PAY_8_the_ladder_is_written_on_a_page_and_nonsense_is_refused(desk: Door) -> None:
    given = {
        "autopay": "on", "counts_from": "issued", "offset_days": "3", "pays": "balance",
        "ladder_days": "3, 5", "give_up_days": "30", "return_fee": "15.00",
    }  # fmt: skip
    assert desk.get("/billing/collecting/").status_code == 200
    assert desk.post("/billing/collecting/", given | {"ladder_days": "3, x"}).status_code == 422
    assert desk.post("/billing/collecting/", given).status_code == 302
    row = CollectingSettings.objects.get()
    assert (row.ladder_days, row.return_fee_minor, row.pays_first) == ([3, 5], 1_500, False)
    told = desk.get("/api/v1/billing/collecting").json()
    assert (told["ladder_days"], told["return_fee"]) == ("3, 5", "15.00")


def test_B_PAY_9_who_may_not_take_money_takes_none(wisp: Tenant, till: Counter) -> None:
    till.owes(3_000)
    card = till.saved("pm_card_visa")
    viewer = door(wisp, Role.VIEWER)
    asked = {"customer_id": till.who, "instrument_id": card.pk, "amount": "30"}
    assert viewer.post("/billing/payment-attempts/new/", asked).status_code == 403
    assert deed(viewer, "payment-instruments", card.pk, "forget") == 403
    assert (PaymentAttempt.objects.count(), PaymentInstrument.objects.get().removed_at) == (0, None)
