"""What settles what, where several documents and payments meet (B-PAY, B-DOC)."""

from collections.abc import Iterator
from datetime import date

import pytest

from guywire.domains.billing.inputs.desk import ApplyInput, TakeOffInput
from guywire.domains.billing.models import Invoice, Journal, Payment
from guywire.domains.billing.queries.laws import broken_laws
from guywire.domains.billing.services import applying, credits, payments, settling
from guywire.domains.tenants.models import Tenant
from guywire.kit.tenancy import in_tenant

from . import make
from .make import usd

pytestmark = pytest.mark.usefixtures("noon")
State = Invoice.State
DAY = date(2026, 3, 1)
CASH = Payment.Method.CASH


@pytest.fixture(autouse=True)
def inside(wisp: Tenant) -> Iterator[None]:
    with in_tenant(wisp.pk, actor="test"):
        yield


def test_B_DOC_2_a_void_leaves_what_its_payment_settled_elsewhere() -> None:
    who = make.customer_id()
    wrong = make.invoice(who, make.line(2_000), on=DAY)
    right = make.invoice(who, make.line(3_000), on=DAY, due=date(2026, 3, 20))
    payment = payments.record_payment(who, amount=usd(5_000), method=CASH)
    credits.void_invoice(wrong, reason="billed twice")
    right.refresh_from_db()
    payment.refresh_from_db()
    assert (right.state, right.balance_minor) == (State.PAID, 0)
    assert payment.unapplied_minor == 2_000
    assert broken_laws() == []


def test_B_DUN_12_what_is_taken_off_a_write_off_is_bad_debt_too() -> None:
    who = make.customer_id()
    invoice = make.invoice(who, make.line(2_000), on=DAY)
    payment = payments.record_payment(who, amount=usd(500), method=CASH)
    credits.write_off(invoice, reason="moved away")
    payments.take_back(payment, reason="false note")
    invoice.refresh_from_db()
    assert (invoice.state, invoice.balance_minor) == (State.WRITTEN_OFF, 0)
    amounts = Journal.objects.filter(kind="write_off").values_list(
        "postings__account__role", "postings__amount_minor"
    )
    assert sorted(amounts) == [
        ("bad_debt", 500), ("bad_debt", 1_500), ("receivable", -1_500), ("receivable", -500),
    ]  # fmt: skip
    assert broken_laws() == []
    with pytest.raises(credits.NotCreditable, match="is written off"):
        credits.credit_invoice(invoice, reason="no")


def test_a_payment_settles_no_credit_note() -> None:
    who = make.customer_id()
    note = credits.give_credit(who, amount=usd(500), reason="storm")
    payment = payments.record_payment(who, amount=usd(500), method=CASH)
    with pytest.raises(settling.NotSettling, match="is no invoice"):
        settling.apply(payment, [settling.Part(note.pk, 500)])
    payment.refresh_from_db()
    assert payment.unapplied_minor == 500
    assert broken_laws() == []


def test_B_PAY_3_what_is_taken_off_one_invoice_is_credit_that_settles_another() -> None:
    who = make.customer_id()
    one = make.invoice(who, make.line(2_000), on=DAY)
    payment = payments.record_payment(who, amount=usd(2_000), method=CASH)
    other = make.invoice(who, make.line(3_000), on=DAY)
    applying.take_off_invoice(payment, TakeOffInput(invoice_id=one.pk, reason="other bill"))
    with pytest.raises(settling.NotSettling, match="settles nothing of INV-2026-000001"):
        applying.take_off_invoice(payment, TakeOffInput(invoice_id=one.pk, reason="again"))
    applying.apply_to_invoice(payment, ApplyInput(invoice_id=other.pk))
    for row in (one, other, payment):
        row.refresh_from_db()
    assert (one.state, one.balance_minor) == (State.ISSUED, 2_000)
    assert (other.state, other.balance_minor) == (State.PART_PAID, 1_000)
    assert payment.unapplied_minor == 0
    assert broken_laws() == []


def test_B_PAY_1_a_payment_for_one_invoice_goes_on_with_the_oldest_due() -> None:
    who = make.customer_id()
    early = make.invoice(who, make.line(2_000), on=DAY, due=date(2026, 3, 10))
    late = make.invoice(who, make.line(3_000), on=DAY, due=date(2026, 3, 20))
    given = make.payment_input(customer_id=who, amount="35.00", invoice_id=late.pk)
    payment = applying.take_payment(given)
    early.refresh_from_db()
    late.refresh_from_db()
    assert (late.balance_minor, early.balance_minor, payment.unapplied_minor) == (0, 1_500, 0)
