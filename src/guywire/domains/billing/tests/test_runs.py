"""Runs bill what is due, once, however often and late they are made (B-CYC)."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from guywire.domains.billing.inputs import BillingTermsInput
from guywire.domains.billing.models import (
    BillingAccount,
    BillingRun,
    Invoice,
    InvoiceLine,
    Journal,
    RatedService,
    Rehearsal,
)
from guywire.domains.billing.queries.laws import broken_laws, check_now
from guywire.domains.billing.services import accounts, credits, runs
from guywire.domains.billing.services.accounts import touch_services
from guywire.domains.customers.models import Service
from guywire.domains.customers.services import delivery
from guywire.domains.customers.tests import make as people
from guywire.domains.tenants.models import Tenant
from guywire.kit import clock
from guywire.kit.jobs import runs as kit_runs
from guywire.kit.tenancy import in_tenant

from . import make

pytestmark = pytest.mark.usefixtures("noon")


@pytest.fixture(autouse=True)
def inside(wisp: Tenant) -> Iterator[None]:
    with in_tenant(wisp.pk, actor="test"):
        yield


def on(day: date) -> Any:
    """It is noon of a day."""
    return clock.frozen(datetime(day.year, day.month, day.day, 12, tzinfo=UTC))


def worked(run: Rehearsal | BillingRun) -> Any:
    """Every slice of every lane, now."""
    while kit_runs.work_on(type(run), run.pk):
        pass
    check_now()
    run.refresh_from_db()
    assert (run.state, run.error) == ("finished", "")
    return run


def bill(day: date) -> BillingRun | None:
    with on(day):
        run = runs.bill_now()
        return worked(run) if run is not None else None


def active(price: str, since: date, **fields: Any) -> Service:
    """A service that is active since a day."""
    plan = people.plan(price=Decimal(price), setup_fee=fields.pop("setup_fee", Decimal(0)))
    with on(since):
        return people.active_service(plan_id=plan.pk, **fields)


def told() -> list[tuple[str, date, list[tuple[str, date | None, date | None, int]]]]:
    """Every document: kind, day, and its lines as (source, from, to, amount)."""
    found = []
    for row in Invoice.objects.order_by("issued_on", "number"):
        lines = row.lines.order_by("position").values_list(
            "source_kind", "from_on", "to_on", "amount_minor"
        )
        assert row.issued_on is not None
        found.append((row.kind, row.issued_on, list(lines)))
    return found


JAN, FEB, MAR, APR = (date(2026, month, 1) for month in (1, 2, 3, 4))


def test_B_CYC_4_a_run_made_again_adds_nothing() -> None:
    active("49.90", date(2026, 1, 11), setup_fee=Decimal("99.00"))
    first = bill(date(2026, 1, 11))
    assert first is not None
    assert (first.invoices, first.net_minor, first.left_out) == (1, 13_280, 0)
    assert told() == [
        ("invoice", date(2026, 1, 11), [
            ("plan", date(2026, 1, 11), FEB, 3_380),
            ("setup", date(2026, 1, 11), date(2026, 1, 12), 9_900),
        ]),
    ]  # fmt: skip
    assert bill(date(2026, 1, 11)) is None
    assert bill(date(2026, 1, 31)) is None
    second = bill(FEB)
    assert second is not None
    assert told()[1:] == [("invoice", FEB, [("plan", FEB, MAR, 4_990)])]
    touch_services([Service.objects.get().pk])
    third = bill(FEB)
    assert third is not None
    assert (third.invoices, third.credit_notes, Invoice.objects.count()) == (0, 0, 2)
    assert bill(FEB) is None
    assert broken_laws() == []


def test_B_CYC_6_missed_periods_have_an_invoice_each_with_its_own_date() -> None:
    active("49.90", JAN)
    run = bill(date(2026, 3, 4))
    assert run is not None
    assert told() == [
        ("invoice", JAN, [("plan", JAN, FEB, 4_990)]),
        ("invoice", FEB, [("plan", FEB, MAR, 4_990)]),
        ("invoice", MAR, [("plan", MAR, APR, 4_990)]),
    ]
    late = {row.due_on for row in Invoice.objects.all()}
    assert late == {date(2026, 3, 18)}  # nobody is late for a bill that was late itself
    numbers = list(Invoice.objects.order_by("issued_on").values_list("number", flat=True))
    assert numbers == ["INV-2026-000001", "INV-2026-000002", "INV-2026-000003"]


def test_B_PR_2_a_plan_change_credits_the_old_days_and_charges_the_new() -> None:
    service = active("31.00", JAN)
    bill(JAN)
    better = people.plan(price=Decimal("62.00"))
    with on(date(2026, 1, 11)):
        delivery.change_service_plan(service, plan_id=better.pk)
        touch_services([service.pk])
    run = bill(date(2026, 1, 11))
    assert run is not None
    assert (run.invoices, run.credit_notes) == (1, 1)
    day = date(2026, 1, 11)
    assert told()[1:] == [
        ("credit_note", day, [("credit", day, FEB, 2_100)]),
        ("invoice", day, [("plan", day, FEB, 4_200)]),
    ]
    first, second = Invoice.objects.filter(kind="invoice").order_by("number")
    assert (first.balance_minor, second.balance_minor) == (1_000, 4_200)
    assert bill(FEB) is not None
    assert told()[3:] == [("invoice", FEB, [("plan", FEB, MAR, 6_200)])]
    assert bill(FEB) is None
    assert broken_laws() == []


def test_B_PR_3_changes_back_and_forth_on_one_day_come_to_nothing() -> None:
    service = active("31.00", JAN)
    bill(JAN)
    was, better = service.plan_version.plan_id, people.plan(price=Decimal("62.00"))
    with on(date(2026, 1, 11)):
        delivery.change_service_plan(service, plan_id=better.pk)
        delivery.change_service_plan(Service.objects.get(), plan_id=was)
        touch_services([service.pk])
    run = bill(date(2026, 1, 11))
    assert run is not None
    assert (run.invoices, run.credit_notes, Invoice.objects.count()) == (0, 0, 1)


def test_B_PR_10_an_end_gives_back_the_rest_once_and_never_bills_again() -> None:
    service = active("31.00", JAN)
    bill(JAN)
    with on(date(2026, 1, 21)):
        delivery.end_service(service, reason="moved")
        touch_services([service.pk])
    run = bill(date(2026, 1, 21))
    assert run is not None
    day = date(2026, 1, 21)
    assert told()[1:] == [("credit_note", day, [("credit", day, FEB, 1_100)])]
    rated = RatedService.objects.get()
    assert (rated.next_bill_on, rated.is_settled) == (None, True)
    assert bill(date(2026, 5, 1)) is None


def test_M7_what_is_rehearsed_is_what_is_committed_and_a_change_refuses_the_commit() -> None:
    service = active("49.90", JAN)
    active("20.00", date(2026, 1, 15))
    with on(FEB):
        rehearsal = worked(runs.rehearse())
        assert (Invoice.objects.count(), Journal.objects.count()) == (0, 0)
        assert (rehearsal.invoices, rehearsal.net_minor) == (4, 4_990 * 2 + 1_097 + 2_000)
        run = worked(runs.commit(rehearsal))
    assert (run.digest, run.left_out) == (rehearsal.digest, 0)
    assert (run.invoices, run.net_minor, run.tax_minor) == (
        rehearsal.invoices, rehearsal.net_minor, rehearsal.tax_minor,
    )  # fmt: skip
    with on(MAR):
        again = worked(runs.rehearse())
        delivery.end_service(service, reason="moved")
        with pytest.raises(runs.InputsChanged, match="services' changes"):
            runs.commit(again)
        with pytest.raises(runs.RunRefused, match="committed already"):
            runs.commit(rehearsal)
        ahead = worked(runs.rehearse(APR))
        with pytest.raises(runs.RunRefused, match="has not come"):
            runs.commit(ahead)
    assert Invoice.objects.count() == 4


def test_M7_who_changes_while_the_run_goes_on_is_left_out_and_named() -> None:
    active("49.90", JAN)
    other = active("20.00", JAN)
    with on(JAN):
        rehearsal = worked(runs.rehearse())
        run = runs.commit(rehearsal)
        account = BillingAccount.objects.get(customer=other.customer)
        BillingAccount.objects.filter(pk=account.pk).update(purchase_order="PO 7")
        worked(run)
    assert (run.invoices, run.left_out, run.digest) == (1, 1, "")
    [left] = run.exceptions.all()
    assert (left.payer_id, left.reason) == (
        other.customer_id, "What is due is not what was rehearsed.",
    )  # fmt: skip
    assert not Invoice.objects.filter(customer=other.customer_id).exists()


def test_B_PAY_12_a_parent_pays_and_the_line_says_whose_it_is() -> None:
    child, parent = active("49.90", JAN).customer, people.customer()
    accounts.open_accounts([child.pk, parent.pk])
    row = BillingAccount.objects.get(customer=child)
    BillingAccount.objects.filter(pk=row.pk).update(payer=parent, bills_to=parent)
    bill(JAN)
    invoice = Invoice.objects.get()
    assert invoice.customer_id == parent.pk
    assert InvoiceLine.objects.get().customer_id == child.pk
    assert not Invoice.objects.filter(customer=child).exists()


def test_B_CYC_10_another_bill_day_makes_one_bridge() -> None:
    service = active("31.00", JAN)
    bill(JAN)
    account = BillingAccount.objects.get(customer=service.customer_id)
    with on(date(2026, 1, 20)):
        terms = BillingTermsInput(bill_day=15, from_on=FEB)
        accounts.set_terms(account, terms)
        with pytest.raises(accounts.TermsRefused, match="billed up to 2026-02-01"):
            accounts.set_terms(account, BillingTermsInput(bill_day=3, from_on=JAN))
    bill(date(2026, 2, 15))
    mid = date(2026, 2, 15)
    assert told()[1:] == [
        ("invoice", FEB, [("plan", FEB, mid, 1_400)]),
        ("invoice", mid, [("plan", mid, date(2026, 3, 15), 3_100)]),
    ]


def test_B_TAX_taxes_are_those_of_the_place_and_an_invoice_posts_them() -> None:
    make.tax_rate(code="nh", name="NH", percent=Decimal("7.5"), region="NH")
    make.tax_rate(code="vt", name="VT", percent=Decimal(9), region="VT")
    make.tax_rate(code="voice", name="Voice", percent=Decimal(5), classes=["voice"])
    active("49.90", JAN)
    bill(JAN)
    invoice = Invoice.objects.get()
    assert [(t.rate.code, t.base_minor, t.tax_minor) for t in invoice.taxes.all()] == [
        ("nh", 4_990, 374)
    ]
    assert (invoice.net_minor, invoice.tax_minor, invoice.total_minor) == (4_990, 374, 5_364)
    note = credits.credit_invoice(invoice, reason="never worked")
    assert (note.net_minor, note.tax_minor) == (4_990, 374)
    assert broken_laws() == []


def test_B_DOC_2_a_voided_bill_is_billed_anew() -> None:
    active("49.90", JAN)
    bill(JAN)
    with on(JAN):
        credits.void_invoice(Invoice.objects.get(), reason="wrong address")
    run = bill(JAN)
    assert run is not None
    assert run.invoices == 1
    assert list(Invoice.objects.order_by("number").values_list("number", "state")) == [
        ("INV-2026-000001", "void"),
        ("INV-2026-000002", "issued"),
    ]
    assert list(InvoiceLine.objects.order_by("revision").values_list("revision", flat=True)) == [
        0,
        1,
    ]
