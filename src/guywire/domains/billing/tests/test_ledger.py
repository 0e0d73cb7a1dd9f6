"""The ledger's laws, kept by the database whatever program writes (B-MISC, B-DOC-8)."""

import uuid
from collections.abc import Callable, Iterator
from datetime import date

import pytest
from django.db import DatabaseError, connection, transaction

from guywire.domains.billing.models import (
    Account,
    Allocation,
    Invoice,
    InvoiceLine,
    Journal,
    LedgerPeriod,
    Payment,
    Posting,
)
from guywire.domains.billing.queries.laws import broken_laws, check_now
from guywire.domains.billing.queries.periods import closed_before
from guywire.domains.billing.services import credits, issuing, payments, periods, settling
from guywire.domains.billing.services.chart import account_ids
from guywire.domains.billing.services.posting import BooksClosed, Leg, Unbalanced, post
from guywire.domains.tenants.models import Tenant
from guywire.kit.tenancy import in_tenant

from . import make
from .make import usd

pytestmark = pytest.mark.usefixtures("noon")
Role, State = Account.Role, Invoice.State
DAY = date(2026, 3, 1)


@pytest.fixture(autouse=True)
def inside(wisp: Tenant) -> Iterator[None]:
    with in_tenant(wisp.pk, actor="test"):
        yield


def refused(words: str, change: Callable[[], object]) -> None:
    """The change raises with these words, and nothing of it stays."""

    def wholly() -> None:
        with transaction.atomic():
            change()
            check_now()

    with pytest.raises(DatabaseError, match=words):
        wholly()


def sums() -> dict[str, int]:
    found: dict[str, int] = {}
    for role, minor in Posting.objects.values_list("account__role", "amount_minor"):
        found[role] = found.get(role, 0) + minor
    return {role: minor for role, minor in found.items() if minor}


def test_B_MISC_every_journal_balances_or_the_database_refuses_it() -> None:
    ids = account_ids()

    def one_sided() -> None:
        journal = Journal.objects.create(kind="manual", source_id=uuid.uuid4(), posted_on=DAY)
        for role, minor in (("cash", 100), ("internet", -99)):
            Posting.objects.create(
                journal=journal, account_id=ids[role], amount_minor=minor, currency="USD",
                posted_on=DAY,
            )  # fmt: skip

    def empty() -> None:
        Journal.objects.create(kind="manual", source_id=uuid.uuid4(), posted_on=DAY)

    refused("is off by 1 USD", one_sided)
    refused("has 0 postings", empty)
    with pytest.raises(Unbalanced, match=r"USD 0\.01"):
        post(
            Journal.Kind.MANUAL, uuid.uuid4(), on=DAY,
            legs=[Leg(Role.CASH, usd(100)), Leg(Role.INTERNET, usd(-99))],
        )  # fmt: skip
    assert Journal.objects.count() == 0


def test_B_MISC_what_is_posted_is_never_changed_nor_added_to() -> None:
    legs = [Leg(Role.CASH, usd(100)), Leg(Role.INTERNET, usd(-100))]
    journal = post(Journal.Kind.MANUAL, uuid.uuid4(), on=DAY, legs=legs)
    assert journal is not None
    refused("append-only", lambda: Posting.objects.update(amount_minor=5))
    refused("append-only", lambda: Posting.objects.all().delete())
    refused("append-only", lambda: Journal.objects.update(memo="other"))
    with connection.cursor() as cursor:
        cursor.execute("select txid_current()")
    assert sums() == {"cash": 100, "internet": -100}


def test_B_DOC_2_an_issued_invoice_stays_as_it_was_issued() -> None:
    invoice = make.invoice(make.customer_id(), make.line(4_990), on=DAY)
    assert (invoice.number, invoice.state) == ("INV-2026-000001", State.ISSUED)
    refused("was issued and stays", lambda: Invoice.objects.update(total_minor=1, net_minor=1))
    refused("was issued and stays", lambda: Invoice.objects.update(due_on=date(2027, 1, 1)))
    refused("document that was issued", lambda: Invoice.objects.all().delete())
    refused("document that was issued", lambda: InvoiceLine.objects.update(amount_minor=1))
    refused("document that was issued", lambda: InvoiceLine.objects.all().delete())
    assert sums() == {"receivable": 4_990, "internet": -4_990}


def test_B_DOC_8_a_closed_period_takes_no_posting_and_corrections_go_to_the_open_one() -> None:
    who = make.customer_id()
    earlier = make.invoice(who, make.line(1_000), on=date(2026, 2, 3))
    period = periods.close_period(date(2026, 2, 28))
    assert (period.from_on, period.to_on) == (date(2026, 2, 3), DAY)
    with pytest.raises(BooksClosed, match="closed before 2026-03-01"):
        make.invoice(who, make.line(1_000), on=date(2026, 2, 27))
    refused(
        "books are closed before",
        lambda: Journal.objects.create(
            kind="manual", source_id=uuid.uuid4(), posted_on=date(2026, 2, 28)
        ),
    )
    note = credits.credit_invoice(earlier, reason="wrong", on=date(2026, 2, 27))
    assert note.issued_on == DAY
    with pytest.raises(periods.PeriodRefused, match="closed before 2026-03-01 already"):
        periods.close_period(date(2026, 2, 15))
    with pytest.raises(periods.PeriodRefused, match="is not over yet"):
        periods.close_period(date(2027, 1, 1))
    periods.reopen_period(period, reason="a bill came late")
    assert [row.state for row in LedgerPeriod.objects.all()] == ["open"]
    assert closed_before() is None
    assert make.invoice(who, make.line(1_000), on=date(2026, 2, 27)).number == "INV-2026-000002"


def test_B_PAY_1_partial_over_and_exact_payments_settle_the_oldest_due_first() -> None:
    who = make.customer_id()
    late = make.invoice(who, make.line(3_000), on=DAY, due=date(2026, 3, 20))
    early = make.invoice(who, make.line(2_000), on=DAY, due=date(2026, 3, 10))
    first = payments.record_payment(who, amount=usd(2_500), method=Payment.Method.CASH)
    early.refresh_from_db()
    late.refresh_from_db()
    assert (early.state, early.balance_minor) == (State.PAID, 0)
    assert (late.state, late.balance_minor) == (State.PART_PAID, 2_500)
    assert (first.number, first.unapplied_minor) == ("RCT-2026-000001", 0)
    second = payments.record_payment(who, amount=usd(4_000), method=Payment.Method.CHEQUE)
    late.refresh_from_db()
    assert (late.state, second.unapplied_minor) == (State.PAID, 1_500)
    assert sums() == {"cash": 2_500, "cheques": 4_000, "receivable": -1_500, "internet": -5_000}
    assert broken_laws() == []


def test_B_PAY_1_the_payers_own_choice_comes_first_and_too_much_is_refused() -> None:
    who = make.customer_id()
    early = make.invoice(who, make.line(2_000), on=DAY, due=date(2026, 3, 10))
    late = make.invoice(who, make.line(3_000), on=DAY, due=date(2026, 3, 20))
    with pytest.raises(settling.TooMuch, match=r"USD 30\.00 of INV-2026-000002 are open"):
        payments.record_payment(
            who, amount=usd(5_000), method=Payment.Method.CASH,
            parts=[settling.Part(late.pk, 3_001)],
        )  # fmt: skip
    payments.record_payment(
        who, amount=usd(3_500), method=Payment.Method.CASH, parts=[settling.Part(late.pk, 3_000)]
    )
    early.refresh_from_db()
    late.refresh_from_db()
    assert (early.balance_minor, late.state) == (2_000, State.PAID)


def test_B_PAY_3_a_payment_taken_back_reopens_what_it_settled() -> None:
    who = make.customer_id()
    invoice = make.invoice(who, make.line(2_000), on=DAY)
    payment = payments.record_payment(who, amount=usd(2_500), method=Payment.Method.BANK)
    payments.take_back(payment, reason="typed twice")
    invoice.refresh_from_db()
    payment.refresh_from_db()
    assert (invoice.state, invoice.balance_minor) == (State.ISSUED, 2_000)
    assert (payment.state, payment.unapplied_minor) == (Payment.State.REVERSED, 0)
    assert sums() == {"receivable": 2_000, "internet": -2_000}
    with pytest.raises(payments.NotStanding, match="taken back"):
        payments.take_back(payment, reason="again")
    assert broken_laws() == []


def test_B_DOC_4_credit_notes_add_up_to_the_invoice_to_the_cent_with_its_tax() -> None:
    who, rate = make.customer_id(), make.tax_rate()
    line = make.line(1_000, taxes=[issuing.TaxDraft(rate.pk, 1_000, 77)])
    invoice = make.invoice(who, line, on=DAY)
    totals = []
    for part in (333, 333, 334):
        note = credits.credit_invoice(invoice, reason="slow", amounts={line.line_id: part})
        totals.append((note.net_minor, note.tax_minor))
    assert totals == [(333, 26), (333, 25), (334, 26)]
    invoice.refresh_from_db()
    assert (invoice.state, invoice.balance_minor) == (State.PAID, 0)
    assert sums() == {}
    with pytest.raises(credits.NotCreditable, match="Nothing of this invoice is left"):
        credits.credit_invoice(invoice, reason="once more")
    assert Invoice.objects.filter(kind="credit_note").count() == 3
    assert broken_laws() == []


def test_B_PAY_2_credit_pays_the_next_invoice_once_and_a_courtesy_has_its_account() -> None:
    who = make.customer_id()
    note = credits.give_credit(who, amount=usd(500), reason="storm")
    invoice = make.invoice(who, make.line(2_000), on=DAY)
    assert settling.use_credit(who, "USD") == 500
    assert settling.use_credit(who, "USD") == 0
    invoice.refresh_from_db()
    note.refresh_from_db()
    assert (invoice.balance_minor, note.state) == (1_500, State.PAID)
    assert sums() == {"receivable": 1_500, "internet": -2_000, "credits": 500}
    assert broken_laws() == []


def test_B_DOC_2_a_void_keeps_the_number_and_gives_payments_back_as_credit() -> None:
    who = make.customer_id()
    invoice = make.invoice(who, make.line(2_000), on=DAY)
    payment = payments.record_payment(who, amount=usd(2_000), method=Payment.Method.CASH)
    credits.void_invoice(invoice, reason="billed twice")
    invoice.refresh_from_db()
    payment.refresh_from_db()
    assert (invoice.number, invoice.state) == ("INV-2026-000001", State.VOID)
    assert (invoice.balance_minor, payment.unapplied_minor) == (0, 2_000)
    assert sums() == {"cash": 2_000, "receivable": -2_000}
    assert make.invoice(who, make.line(1), on=DAY).number == "INV-2026-000002"
    with pytest.raises(credits.NotVoidable, match="void"):
        credits.void_invoice(invoice, reason="again")
    assert broken_laws() == []


def test_B_DUN_12_a_write_off_is_bad_debt_and_only_of_what_is_open() -> None:
    who = make.customer_id()
    invoice = make.invoice(who, make.line(2_000), on=DAY)
    payments.record_payment(who, amount=usd(500), method=Payment.Method.CASH)
    credits.write_off(invoice, reason="moved away")
    invoice.refresh_from_db()
    assert (invoice.state, invoice.balance_minor) == (State.WRITTEN_OFF, 0)
    assert sums() == {"cash": 500, "bad_debt": 1_500, "internet": -2_000}
    assert broken_laws() == []


def test_B_DOC_1_numbers_have_no_gap_and_a_refused_issue_gives_its_number_back() -> None:
    who = make.customer_id()
    make.invoice(who, make.line(100), on=DAY)
    twice = make.line(100)

    def same_source_twice() -> None:
        make.invoice(who, twice, on=DAY)
        make.invoice(who, make.line(100, source_id=twice.source_id), on=DAY)

    refused("invoice_line_billed_once", same_source_twice)
    assert make.invoice(who, make.line(100), on=DAY).number == "INV-2026-000002"
    other_year = make.invoice(who, make.line(100), on=date(2025, 12, 31))
    assert other_year.number == "INV-2025-000001"


def test_B_DOC_3_a_proforma_is_neither_owed_nor_posted() -> None:
    invoice = make.invoice(make.customer_id(), make.line(2_000), on=DAY, kind="proforma")
    assert (invoice.number, invoice.balance_minor) == ("PRO-2026-000001", 0)
    assert (sums(), Allocation.objects.count()) == ({}, 0)
    assert issuing.JOURNAL_OF.keys() == {Invoice.Kind.INVOICE, Invoice.Kind.CREDIT_NOTE}
