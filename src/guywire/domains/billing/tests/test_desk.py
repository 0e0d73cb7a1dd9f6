"""Money at the desk, through pages and API."""

import json
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from guywire.domains.billing.models import (
    Account,
    BillingSettings,
    Invoice,
    Journal,
    Payment,
    TaxRate,
)
from guywire.domains.billing.queries.laws import broken_laws
from guywire.domains.billing.services.issuing import TaxDraft
from guywire.domains.tenants.models import Role, Tenant
from guywire.domains.tenants.tests import make as people
from guywire.domains.tenants.tests.make import Door
from guywire.kit.tenancy import in_tenant

from . import make

pytestmark = pytest.mark.usefixtures("noon")
JSON = "application/json"
NO_QUERY = ("SAVEPOINT", "RELEASE SAVEPOINT", "select set_config")


@pytest.fixture
def door(wisp: Tenant, other_wisp: Tenant) -> Door:
    return people.door(wisp)


def text(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


def posted(door: Door, path: str, body: dict[str, Any], status: int = 200) -> Any:
    answer: Any = door.post(f"/api/v1/billing/{path}", json.dumps(body), JSON)
    assert answer.status_code == status, answer.content
    return answer.json()


def test_the_api_says_amounts_as_decimal_texts_with_their_currency(
    door: Door, wisp: Tenant
) -> None:
    with in_tenant(wisp.pk, actor="test"):
        rate = make.tax_rate()
        line = make.line(4_990, taxes=[TaxDraft(rate.pk, 4_990, 299)])
        invoice = make.invoice(make.customer_id(), line)
    got: Any = door.get(f"/api/v1/billing/invoices/{invoice.pk}").json()
    assert {name: got[name] for name in ("net", "tax", "total", "balance", "currency")} == {
        "net": "49.90", "tax": "2.99", "total": "52.89", "balance": "52.89", "currency": "USD",
    }  # fmt: skip
    assert [(one["amount"], one["taxes"]) for one in got["lines"]] == [
        ("49.90", [{"rate_id": str(rate.pk), "base": "49.90", "amount": "2.99"}])
    ]
    listed: Any = door.get("/api/v1/billing/invoices?open=true&overdue=0").json()
    assert [one["id"] for one in listed["items"]] == [str(invoice.pk)]
    none: Any = door.get("/api/v1/billing/invoices?overdue=3").json()
    assert none["items"] == []
    assert door.get("/api/v1/billing/invoices?overdue=-1").status_code == 422


def test_B_DOC_4_the_page_credits_what_is_written_of_each_line(door: Door, wisp: Tenant) -> None:
    with in_tenant(wisp.pk, actor="test"):
        lines = make.line(3_000), make.line(1_000, description="Router")
        invoice = make.invoice(make.customer_id(), *lines)
    page = f"/billing/invoices/{invoice.pk}/credit/"
    assert "Router" in text(door.get(page))
    empty = door.post(page, {"reason": "slow"})
    assert (empty.status_code, "Write an amount" in text(empty)) == (422, True)
    too_much = door.post(page, {"reason": "slow", f"line-{lines[1].line_id}": "10.01"})
    assert too_much.status_code == 422
    assert "USD 10.00 of “Router” can be credited." in text(too_much)
    done = door.post(page, {"reason": "slow", f"line-{lines[1].line_id}": "10.00"})
    assert done.status_code == 302
    with in_tenant(wisp.pk, actor="test"):
        invoice.refresh_from_db()
    assert (invoice.state, invoice.balance_minor) == ("part_paid", 3_000)
    got = posted(door, f"invoices/{invoice.pk}/credit", {"reason": "all"})
    assert (got["state"], got["balance"]) == ("paid", "0.00")
    with in_tenant(wisp.pk, actor="test"):
        notes = Invoice.objects.filter(kind="credit_note").order_by("number")
        assert [note.total_minor for note in notes] == [1_000, 3_000]
        assert broken_laws() == []
    shown = text(door.get(f"/billing/invoices/{invoice.pk}/"))
    assert "Credited by" in shown
    assert "CRN-2026-000002" in shown


def test_an_invoice_says_first_what_is_open_since_when_and_why(door: Door, wisp: Tenant) -> None:
    with in_tenant(wisp.pk, actor="test"):
        who = make.customer_id()
        invoice = make.invoice(who, make.line(3_000), on=date(2026, 1, 1), due=date(2026, 2, 1))
        make.payment(customer_id=who, amount=Decimal("10.00"))
    shown = text(door.get(f"/billing/invoices/{invoice.pk}/"))
    assert "$20.00" in shown
    assert "open, overdue for 31 days" in shown
    assert "RCT-2026-000001" in shown
    assert "1200 Accounts receivable" in shown


def test_a_payment_by_hand_is_taken_applied_taken_off_and_taken_back(
    door: Door, wisp: Tenant
) -> None:
    with in_tenant(wisp.pk, actor="test"):
        who = make.customer_id()
        invoice = make.invoice(who, make.line(3_000))
    form = {"customer_id": str(who), "amount": "50.00", "method": "cheque", "reference": "4711"}
    assert door.post("/billing/payments/new/", form).status_code == 302
    with in_tenant(wisp.pk, actor="test"):
        payment = Payment.objects.get()
    one = f"payments/{payment.pk}"
    assert posted(door, f"{one}/take_off", {"invoice_id": str(invoice.pk), "reason": "x"})[
        "unapplied"
    ] == "50.00"  # fmt: skip
    refused = posted(door, f"{one}/apply", {"invoice_id": str(invoice.pk), "amount": "30.001"}, 422)
    assert "USD has 2" in refused["title"]
    applied = posted(door, f"{one}/apply", {"invoice_id": str(invoice.pk), "amount": "12.5"})
    assert applied["unapplied"] == "37.50"
    assert posted(door, f"{one}/take_back", {"reason": "bounced"})["state"] == "reversed"
    assert posted(door, f"{one}/take_back", {"reason": "again"}, 409)["title"].endswith("back.")
    with in_tenant(wisp.pk, actor="test"):
        invoice.refresh_from_db()
        assert (invoice.state, invoice.balance_minor) == ("issued", 3_000)
        assert broken_laws() == []


def test_an_entry_by_hand_balances_stays_off_receivables_and_is_reversed_once(
    door: Door, wisp: Tenant
) -> None:
    with in_tenant(wisp.pk, actor="test"):
        make.journal_input()
        ids = {row.role: str(row.pk) for row in Account.objects.all()}
    legs = {"legs-TOTAL_FORMS": "2", "legs-INITIAL_FORMS": "0"}

    def entry(account: str, debit: str, other: str, credit: str) -> Any:
        return door.post(
            "/billing/journals/new/",
            {"memo": "Bank charges", "form-TOTAL_FORMS": "2", "form-INITIAL_FORMS": "0",
             "form-0-account_id": ids[account], "form-0-debit": debit,
             "form-1-account_id": ids[other], "form-1-credit": credit, **legs},
        )  # fmt: skip

    off = entry("gateway_fees", "10", "bank", "9.99")
    assert (off.status_code, "differ by USD 0.01" in text(off)) == (422, True)
    assert entry("receivable", "10", "bank", "10").status_code == 422
    refused = posted(
        door, "journals",
        {"memo": "no", "legs": [{"account_id": ids["receivable"], "debit": "10"},
                                {"account_id": ids["bank"], "credit": "10"}]}, 422,
    )  # fmt: skip
    assert "follows invoices, credits and payments" in refused["title"]
    assert entry("gateway_fees", "10", "bank", "10").status_code == 302
    with in_tenant(wisp.pk, actor="test"):
        journal = Journal.objects.get()
        assert (journal.amount_minor, journal.currency) == (1_000, "USD")
    posted(door, f"journals/{journal.pk}/reverse", {"reason": "wrong bank"})
    posted(door, f"journals/{journal.pk}/reverse", {"reason": "wrong bank"}, 409)
    with in_tenant(wisp.pk, actor="test"):
        assert Journal.objects.count() == 2


def test_B_TAX_2_a_rate_on_documents_stays_and_another_follows_it(door: Door, wisp: Tenant) -> None:
    with in_tenant(wisp.pk, actor="test"):
        rate = make.tax_rate(code="state")
        make.invoice(make.customer_id(), make.line(1_000, taxes=[TaxDraft(rate.pk, 1_000, 60)]))
    place = f"/api/v1/billing/tax-rates/{rate.pk}"
    refused: Any = door.patch(place, json.dumps({"percent": "7"}), JSON)
    assert refused.status_code == 422
    assert refused.json()["title"].startswith("State tax stands on documents")
    posted(door, f"tax-rates/{rate.pk}/new_rate", {"from_on": "2026-04-01", "percent": "7"})
    with in_tenant(wisp.pk, actor="test"):
        assert list(
            TaxRate.objects.order_by("from_on").values_list("percent", "from_on", "to_on")
        ) == [
            (Decimal(6), date(2020, 1, 1), date(2026, 4, 1)),
            (Decimal(7), date(2026, 4, 1), None),
        ]
    body = make_json(make.tax_rate_input(code="state", name="Other"))
    twice = posted(door, "tax-rates", body, 422)
    assert "Two rates of state would hold at once" in twice["title"]


def make_json(given: Any) -> dict[str, Any]:
    return dict(json.loads(given.model_dump_json(exclude_unset=True)))


def test_B_DOC_8_who_bills_closes_the_books_and_only_the_owner_reopens_them(wisp: Tenant) -> None:
    biller, owner = people.door(wisp, Role.BILLING), people.door(wisp)
    row = posted(biller, "ledger-periods", {"last_day": "2026-02-28"}, 201)
    posted(biller, f"ledger-periods/{row['id']}/reopen", {"reason": "late bill"}, 403)
    assert posted(biller, "accounts", make_json(make.account_input()), 403)
    opened = posted(owner, f"ledger-periods/{row['id']}/reopen", {"reason": "late bill"})
    assert (opened["state"], opened["closed_at"]) == ("open", None)
    again = posted(biller, "ledger-periods", {"last_day": "2026-02-28"}, 201)
    listed: Any = biller.get("/api/v1/billing/ledger-periods").json()
    assert [one["id"] for one in listed["items"]] == [again["id"]]


@pytest.mark.parametrize(
    ("role", "sees", "takes"),
    [
        (Role.OWNER, 200, 200),
        (Role.BILLING, 200, 200),
        (Role.HELPDESK, 200, 403),
        (Role.SUPPORT, 200, 403),
        (Role.SALES, 200, 403),
        (Role.VIEWER, 200, 403),
        (Role.INSTALLER, 403, 403),
    ],
)
def test_who_sees_money_and_who_takes_it(wisp: Tenant, role: str, sees: int, takes: int) -> None:
    with in_tenant(wisp.pk, actor="test"):
        invoice = make.invoice()
    door = people.door(wisp, role)
    pages = (f"customers/{invoice.customer_id}/", f"invoices/{invoice.pk}/", "payments/")
    assert [door.get(f"/billing/{page}").status_code for page in pages] == [sees] * 3
    assert door.get("/billing/payments/new/").status_code == takes
    on_page = "$20.00" in text(door.get(f"/customers/customers/{invoice.customer_id}/"))
    assert on_page == (sees == 200)


def test_the_settings_are_changed_by_page_and_api(door: Door, wisp: Tenant) -> None:
    page = door.get("/billing/settings/")
    form = page.context["form"]
    given = {name: form[name].value() for name in form.fields if form[name].value() is not None}
    given = {name: value for name, value in given.items() if value is not False}
    assert door.post("/billing/settings/", given | {"minimum": "1.005"}).status_code == 422
    assert door.post("/billing/settings/", given | {"minimum": "1.50"}).status_code == 302
    got: Any = door.get("/api/v1/billing/settings").json()
    assert (got["minimum"], got["currency"], got["bill_day"]) == ("1.50", "USD", 1)
    body = {name: value for name, value in got.items() if name != "currency"} | {"bill_day": 15}
    put: Any = door.put("/api/v1/billing/settings", json.dumps(body), JSON)
    assert put.json()["bill_day"] == 15
    with in_tenant(wisp.pk, actor="test"):
        assert BillingSettings.objects.get().minimum_minor == 150


def money_of(door: Door, who: UUID) -> tuple[str, int]:
    door.get(f"/billing/customers/{who}/")
    with CaptureQueriesContext(connection) as queries:
        answer: Any = door.get(f"/billing/customers/{who}/")
    assert answer.status_code == 200
    return text(answer), sum(not q["sql"].startswith(NO_QUERY) for q in queries)


def ten_years(who: UUID, documents: int) -> None:
    """Half invoices, half payments, a fortnight apart; the last invoice is open."""
    first = date(2026, 2, 1) - timedelta(days=14 * documents)
    for number in range(documents // 2):
        on = first + timedelta(days=28 * number)
        make.invoice(who, make.line(2_000), on=on, due=on + timedelta(days=14))
        if number < documents // 2 - 1:
            make.payment(customer_id=who, amount=Decimal("20.00"), received_on=on)


@pytest.mark.parametrize("documents", [2, 200])
def test_a_customers_money_asks_as_often_with_ten_years_of_history(
    door: Door, wisp: Tenant, documents: int
) -> None:
    with in_tenant(wisp.pk, actor="test"):
        who = make.customer_id()
        make.invoice(who, make.line(100), on=date(2026, 3, 1), due=date(2026, 3, 20))
        ten_years(who, documents)
    shown, asked = money_of(door, who)
    assert asked == 14
    assert "$20.00" in shown
    assert shown.count("INV-2026-") > 0
    assert ("Older" in shown) == (documents == 200)


def test_a_customers_timeline_goes_back_page_by_page_without_a_gap(
    door: Door, wisp: Tenant
) -> None:
    with in_tenant(wisp.pk, actor="test"):
        who = make.customer_id()
        ten_years(who, 60)
        numbers = {
            *Invoice.objects.values_list("number", flat=True),
            *Payment.objects.values_list("number", flat=True),
        }
    seen: list[str] = []
    cursor = ""
    for _ in range(4):
        answer: Any = door.get(f"/billing/customers/{who}/", {"before": cursor} if cursor else {})
        seen += [line.number for line in answer.context["story"].lines]
        cursor = answer.context["story"].next
        if not cursor:
            break
    assert (len(seen), set(seen)) == (59, numbers)
    assert door.get(f"/billing/customers/{who}/?before=soon~INV").status_code == 422


def test_invoices_and_payments_are_found_by_number_from_every_page(
    door: Door, wisp: Tenant
) -> None:
    with in_tenant(wisp.pk, actor="test"):
        payment = make.payment()
    for number in ("INV-2026-000001", payment.number):
        assert number in text(door.get("/shell/search/", {"q": number})), number
