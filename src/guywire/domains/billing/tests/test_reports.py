"""Reports of money: their sums are the ledger's, and every number leads to its rows."""

import csv
import io
import zipfile
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from guywire.domains.billing.models import Account, Invoice, Journal, Payment, Posting
from guywire.domains.billing.queries.home import faults
from guywire.domains.billing.queries.laws import CHECK_BOOKS, BooksUnsound, require_sound_books
from guywire.domains.billing.queries.reports import REPORTS, Question, Sheet
from guywire.domains.billing.services import credits, payments
from guywire.domains.billing.services.issuing import TaxDraft
from guywire.domains.billing.services.posting import Leg, post
from guywire.domains.customers.tests import make as people
from guywire.domains.tenants.models import Role, Tenant
from guywire.domains.tenants.tests import make as members
from guywire.domains.tenants.tests.make import Door
from guywire.engines.money import Money
from guywire.kit.access import NOBODY
from guywire.kit.jobs.models import PeriodicRun
from guywire.kit.tenancy import in_tenant

from . import make
from .make import usd

pytestmark = pytest.mark.usefixtures("noon")
TODAY = date(2026, 3, 4)
MARCH, FEBRUARY, JANUARY = date(2026, 3, 1), date(2026, 2, 1), date(2026, 1, 1)
CASH = Payment.Method.CASH


@pytest.fixture
def inside(wisp: Tenant, other_wisp: Tenant) -> Iterator[Tenant]:
    with in_tenant(other_wisp.pk, actor="test"):
        make.invoice(make.customer_id(), make.line(77_777))
    with in_tenant(wisp.pk, actor="test"):
        yield wisp


@pytest.fixture
def door(wisp: Tenant) -> Door:
    return members.door(wisp)


def ask(name: str, as_of: date = TODAY, since: date = JANUARY, **more: str) -> Sheet:
    return REPORTS[name].answer(Question(TODAY, as_of, since, "USD", more))


def minors(cells: Any) -> list[int]:
    return [cell.minor for cell in cells if isinstance(cell, Money)]


def ledger(as_of: date) -> int:
    rows = Posting.objects.filter(account__role=Account.Role.RECEIVABLE, posted_on__lte=as_of)
    return sum(rows.values_list("amount_minor", flat=True))


def test_B_DUN_1_ageing_counts_from_the_day_after_due_and_sums_to_the_ledger(
    inside: Tenant,
) -> None:
    who, other = make.customer_id(), make.customer_id()
    for due, minor in ((TODAY, 100), (date(2026, 3, 3), 200), (date(2026, 2, 2), 400),
                       (date(2026, 2, 1), 800), (date(2026, 1, 3), 1_600),
                       (date(2026, 1, 2), 3_200), (date(2025, 12, 4), 6_400),
                       (date(2025, 12, 3), 12_800)):  # fmt: skip
        make.invoice(who, make.line(minor), on=date(2025, 11, 1), due=due)
    payments.record_payment(other, amount=usd(5_000), method=CASH)
    sheet = ask("ageing")
    assert [minors(row.cells) for row in sheet.rows] == [
        [100, 600, 2_400, 9_600, 12_800, 0, 25_500],
        [0, 0, 0, 0, 0, -5_000, -5_000],
        [100, 600, 2_400, 9_600, 12_800, -5_000, 20_500],
    ]
    assert sheet.says == "USD 254.00 are overdue."
    assert ledger(TODAY) == 20_500


def test_ageing_of_a_day_before_is_what_it_was_then(inside: Tenant) -> None:
    who = make.customer_id()
    wrong = make.invoice(who, make.line(1_000), on=date(2026, 1, 10), due=date(2026, 1, 20))
    paid = make.invoice(who, make.line(2_000), on=date(2026, 1, 10), due=date(2026, 1, 15))
    lost = make.invoice(who, make.line(4_000), on=date(2026, 1, 10), due=date(2026, 2, 25))
    make.invoice(who, make.line(8_000), on=date(2026, 2, 20), due=date(2026, 3, 6))
    payments.record_payment(who, amount=usd(2_000), method=CASH, received_on=date(2026, 2, 10))
    credits.void_invoice(wrong, reason="twice", on=date(2026, 2, 15))
    credits.write_off(lost, reason="gone", on=date(2026, 3, 2))
    days = {date(2026, 1, 31): 7_000, date(2026, 2, 12): 5_000, date(2026, 2, 28): 12_000,
            TODAY: 8_000}  # fmt: skip
    for day, owed in days.items():
        sheet = ask("ageing", day)
        total = minors(sheet.rows[-1].cells)
        assert (sum(total[:5]), total[5], total[6]) == (owed, 0, ledger(day)), day
    paid.refresh_from_db()
    assert paid.state == Invoice.State.PAID


def test_B_MISC_revenue_is_invoiced_less_deferred_by_the_days_of_its_lines(inside: Tenant) -> None:
    who = make.customer_id()
    quarter = {"from_on": FEBRUARY, "to_on": date(2026, 5, 1), "source_kind": "plan"}
    invoice = make.invoice(
        who,
        make.line(8_900, **quarter),
        make.line(500, income="labour", description="Visit"),
        on=date(2026, 1, 20),
    )
    months = {
        (row.cells[0], row.cells[1]): minors(row.cells)
        for row in ask("revenue").rows
        if not row.is_total
    }
    internet, labour = "Revenue: internet", "Revenue: labour"
    assert months == {
        (JANUARY, internet): [8_900, 0, 8_900],
        (JANUARY, labour): [500, 500, 0],
        (FEBRUARY, internet): [0, 2_800, 6_100],
        (MARCH, internet): [0, 400, 5_700],
    }
    credits.void_invoice(invoice, reason="twice", on=TODAY)
    after = {row.cells[0]: minors(row.cells) for row in ask("revenue").rows
             if not row.is_total and row.cells[1] == internet}  # fmt: skip
    assert after[MARCH] == [-8_900, -2_800, 0]
    assert after[FEBRUARY] == [0, 2_800, 6_100]


def test_B_DOC_4_a_credit_of_a_line_is_earned_back_by_the_days_of_the_line(inside: Tenant) -> None:
    line = make.line(2_800, from_on=FEBRUARY, to_on=MARCH, source_kind="plan")
    invoice = make.invoice(make.customer_id(), line, on=FEBRUARY)
    credits.credit_invoice(invoice, reason="slow", amounts={line.line_id: 1_400}, on=TODAY)
    lines = ask("revenue-lines", month="2026-03-01", income="internet", what="plan").rows
    assert [minors(row.cells) for row in lines] == [[-1_400, -1_400, 0]] * 2
    assert lines[0].cells[0] == "CRN-2026-000001"
    total = ask("revenue").rows[-1]
    assert minors(total.cells) == [1_400, 1_400]


def test_B_TAX_2_taxes_of_a_month_are_base_and_tax_less_what_was_credited(inside: Tenant) -> None:
    rate, who = make.tax_rate(code="state"), make.customer_id()
    line = make.line(10_000, taxes=[TaxDraft(rate.pk, 10_000, 600)])
    invoice = make.invoice(who, line, make.line(300), on=date(2026, 2, 10))
    void = make.invoice(
        who, make.line(5_000, taxes=[TaxDraft(rate.pk, 5_000, 300)]), on=date(2026, 2, 11)
    )
    credits.credit_invoice(invoice, reason="slow", amounts={line.line_id: 2_500}, on=MARCH)
    credits.void_invoice(void, reason="twice", on=TODAY)
    rows = [(row.cells[0], row.cells[1], *minors(row.cells)) for row in ask("taxes").rows[:-1]]
    assert rows == [
        (MARCH, "State tax", -7_500, -450),
        (FEBRUARY, "Without tax", 300, 0),
        (FEBRUARY, "State tax", 15_000, 900),
    ]
    each = ask("tax-lines", month="2026-03-01", rate=str(rate.pk)).rows
    assert [(row.cells[0], *minors(row.cells)) for row in each[:-1]] == [
        ("CRN-2026-000001", -2_500, -150),
        ("INV-2026-000002", -5_000, -300),
    ]
    posted = Posting.objects.filter(account__role=Account.Role.TAX)
    assert -sum(posted.values_list("amount_minor", flat=True)) == 450


def test_what_is_not_invoiced_and_what_is_to_come(inside: Tenant) -> None:
    service = people.active_service(on=date(2026, 1, 15))
    charge = make.charge(customer_id=service.customer_id, bill_on=date(2026, 3, 2))
    later = make.charge(customer_id=service.customer_id, bill_on=date(2026, 4, 20))
    sheet = ask("uninvoiced")
    assert [(row.cells[0], row.cells[3]) for row in sheet.rows if not row.is_total] == [
        ("Charge", charge.bill_on),
        ("Service", date(2026, 1, 15)),
    ]
    price = service.agreed.minor
    months = [row for row in ask("forecast").rows if not row.is_total]
    assert [(row.cells[0], row.cells[2], *minors(row.cells)) for row in months] == [
        (date(2026, 4, 1), 2, 16_000),
        (date(2026, 4, 1), 1, price),
        (date(2026, 5, 1), 1, price),
        (date(2026, 6, 1), 1, price),
    ]
    assert later.state == "waiting"


def test_payments_by_day_leave_out_what_was_taken_back(inside: Tenant) -> None:
    who = make.customer_id()
    for day, method in ((1, CASH), (1, CASH), (2, Payment.Method.BANK)):
        on = date(2026, 3, day)
        payments.record_payment(who, amount=usd(1_000), method=method, received_on=on)
    payments.take_back(Payment.objects.order_by("number")[0], reason="typed twice")
    rows = ask("payments").rows
    assert [tuple(row.cells) for row in rows] == [
        (date(2026, 3, 2), "Bank transfer", 1, usd(1_000)),
        (date(2026, 3, 1), "Cash", 1, usd(1_000)),
        ("All", None, None, usd(2_000)),
    ]


def test_reconciliation_names_who_differs(inside: Tenant) -> None:
    who, off = make.customer_id(), make.customer_id()
    make.invoice(who, make.line(2_000))
    assert ask("reconciliation").tone == "ok"
    legs = [Leg(Account.Role.RECEIVABLE, usd(7), off), Leg(Account.Role.OTHER, usd(-7))]
    post(Journal.Kind.MANUAL, off, on=TODAY, legs=legs)
    sheet = ask("reconciliation")
    assert (sheet.tone, minors(sheet.rows[0].cells)) == ("bad", [7, 0, 7])
    with pytest.raises(BooksUnsound, match=r"USD 0\.07 by the ledger, USD 0\.00 by documents"):
        require_sound_books()


@pytest.mark.parametrize(
    ("state", "says"),
    [("failed", "faulty"), ("done", "agree"),
     ("", "not checked yet")],
)  # fmt: skip
def test_the_home_page_says_whether_the_books_were_sound(
    inside: Tenant, state: str, says: str
) -> None:
    if state:
        PeriodicRun.objects.create(name=CHECK_BOOKS, due_at="2026-03-04T02:30Z", state=state)
    assert [figure.value for figure in faults(NOBODY)] == [says]


@pytest.mark.parametrize("report", REPORTS.values(), ids=lambda report: report.name)
def test_every_report_is_a_page_and_two_files(inside: Tenant, door: Door, report: Any) -> None:
    rate = make.tax_rate()
    line = make.line(4_990, taxes=[TaxDraft(rate.pk, 4_990, 299)], description="=cmd()")
    make.invoice(make.customer_id(), line, on=FEBRUARY, due=FEBRUARY)
    make.charge()
    make.payment()
    more = {"month": "2026-02-01", "income": "internet", "what": "typed", "rate": str(rate.pk)}
    asked = more if report.is_detail else {}
    page: Any = door.get(f"/billing/reports/{report.name}/", asked)
    assert (page.status_code, "$777.77" in page.content.decode()) == (200, False)
    file: Any = door.get(f"/billing/reports/{report.name}/", asked | {"format": "csv"})
    rows = list(csv.reader(io.StringIO(file.content.decode("utf-8-sig"))))
    assert rows[0][-1] == "Currency"
    assert not any(cell.startswith("=") for row in rows for cell in row)
    if report.name == "revenue-lines":
        assert rows[1][2:] == ["'=cmd()", "", "", "49.90", "49.90", "0.00", "USD"]
    book: Any = door.get(f"/billing/reports/{report.name}/", asked | {"format": "xlsx"})
    with zipfile.ZipFile(io.BytesIO(book.content)) as parts:
        sheet = parts.read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in sheet
    assert str(report.title) in sheet


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ({"as_of": "soon"}, 422),
        ({"as_of": "2026-03-05"}, 422),
        ({"since": "2026-03-05"}, 422),
        ({"as_of": "2026-03-03", "since": "2025-01-01"}, 200),
    ],
)
def test_a_report_says_what_is_wrong_with_its_question(
    inside: Tenant, door: Door, query: dict[str, str], status: int
) -> None:
    assert door.get("/billing/reports/revenue/", query).status_code == status
    assert door.get("/billing/reports/revenue-lines/").status_code == 422
    assert door.get("/billing/reports/nothing/").status_code == 404
    assert members.door(inside, Role.SUPPORT).get("/billing/reports/").status_code == 403


def test_a_page_of_reports_and_one_of_the_books_open(inside: Tenant, door: Door) -> None:
    assert "Ageing of receivables" in door.get("/billing/reports/").content.decode()
    assert "They are." in door.get("/billing/reports/books/").content.decode()
