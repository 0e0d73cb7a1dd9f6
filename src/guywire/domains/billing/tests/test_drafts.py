"""Documents written by hand, proformas and quotes (B-DOC-1, B-DOC-3, B-TAX-5, B-TAX-6)."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings

from guywire.domains.billing.inputs.drafts import DraftInput
from guywire.domains.billing.models import Invoice, InvoiceLine, InvoiceTax, Payment, Posting
from guywire.domains.billing.queries.laws import broken_laws
from guywire.domains.billing.queries.papers.documents import with_everything
from guywire.domains.billing.services import drafts, offers, papers, payments
from guywire.domains.customers.tests import make as people
from guywire.domains.tenants.models import Tenant
from guywire.kit.errors import DomainError
from guywire.kit.tenancy import in_tenant

from . import make
from .make import usd

pytestmark = pytest.mark.usefixtures("noon")
TODAY = date(2026, 3, 4)
State = Invoice.State


@pytest.fixture(autouse=True)
def inside(wisp: Tenant, settings: LazySettings, tmp_path: Path) -> Iterator[None]:
    settings.MEDIA_ROOT = tmp_path
    with in_tenant(wisp.pk, actor="test"):
        yield


def typed(who: Any, *lines: dict[str, Any], **fields: Any) -> DraftInput:
    given = lines or ({"description": "Site visit", "unit": "95.00", "quantity": "1.5"},)
    return DraftInput.model_validate({"customer_id": who, "lines": list(given), **fields})


def test_B_DOC_1_a_draft_has_no_number_owes_nothing_and_may_be_thrown_away() -> None:
    who = make.customer_id()
    make.tax_rate(classes=["labour"])
    draft = drafts.write_draft(typed(who))
    assert (draft.number, draft.state, draft.balance_minor) == ("", State.DRAFT, 0)
    assert (draft.net_minor, draft.tax_minor) == (14_250, 855)
    assert papers.paper(draft).startswith(b"%PDF")
    changed = drafts.change_draft(
        draft, typed(who, {"description": "Router", "unit": "60", "tax_class": "equipment"})
    )
    assert (changed.total_minor, changed.lines.get().description) == (6_000, "Router")
    drafts.remove_draft(draft)
    assert not Invoice.objects.exists()
    assert not InvoiceLine.objects.exists()
    assert not InvoiceTax.objects.exists()
    second = drafts.issue_draft(drafts.write_draft(typed(who)))
    assert second.number == "INV-2026-000001", "a draft takes no number"


def test_B_DOC_2_a_draft_that_is_issued_keeps_its_address_and_stays() -> None:
    who = make.customer_id()
    payments.record_payment(who, amount=usd(5_000), method=Payment.Method.CASH)
    draft = drafts.write_draft(typed(who, note="Thank you."))
    invoice = drafts.issue_draft(draft)
    assert (invoice.pk, invoice.number) == (draft.pk, "INV-2026-000001")
    assert (invoice.issued_on, invoice.due_on) == (TODAY, date(2026, 3, 18))
    assert (invoice.total_minor, invoice.balance_minor) == (14_250, 9_250), "credit pays it"
    assert invoice.note == "Thank you."
    for refused in (drafts.issue_draft, drafts.remove_draft):
        with pytest.raises(drafts.NotADraft):
            refused(invoice)
    with pytest.raises(drafts.NotADraft):
        drafts.change_draft(invoice, typed(who))
    assert broken_laws() == []


def test_B_TAX_5_what_is_typed_by_hand_gets_the_tax_in_force_when_it_is_issued() -> None:
    who = make.customer_id()
    draft = drafts.write_draft(typed(who, {"description": "Late fee", "unit": "10.00"}))
    assert draft.tax_minor == 0
    make.tax_rate(classes=["labour"])
    assert drafts.issue_draft(draft).tax_minor == 60


@pytest.mark.parametrize(
    ("fields", "error"),
    [
        ({"unit": "1.005"}, "at most 2 decimals|decimals"),
        ({"from_on": "2026-03-01"}, "both days"),
        ({"from_on": "2026-03-02", "to_on": "2026-03-01"}, "after from_on"),
        ({"quantity": "0"}, "greater than 0"),
        ({"unit": "-1"}, "greater than or equal to 0"),
    ],
)
def test_a_line_that_cannot_be_is_refused_with_its_place(
    fields: dict[str, Any], error: str
) -> None:
    line = {"description": "x", "unit": "1", **fields}
    with pytest.raises((DomainError, ValueError), match=error) as told:
        drafts.write_draft(typed(make.customer_id(), {"description": "y", "unit": "1"}, line))
    assert "lines.1" in str(told.value) or getattr(told.value, "field", "").startswith("lines.1")
    assert not Invoice.objects.exists()


def test_B_DOC_3_a_proforma_becomes_an_invoice_only_when_it_is_paid_in_full() -> None:
    who = make.customer_id()
    make.tax_rate(classes=["labour"])
    proforma = drafts.issue_draft(drafts.write_draft(typed(who, kind="proforma")))
    assert (proforma.number, proforma.balance_minor) == ("PRO-2026-000001", 0)
    assert not Posting.objects.exists()
    payments.record_payment(who, amount=usd(15_000), method=Payment.Method.BANK)
    with pytest.raises(offers.NotPaidInFull, match=r"151\.05 are asked and USD 150\.00"):
        offers.bill_proforma(proforma)
    assert not Invoice.objects.filter(kind="invoice").exists()
    payments.record_payment(who, amount=usd(105), method=Payment.Method.BANK)
    invoice = offers.bill_proforma(proforma)
    proforma.refresh_from_db()
    assert (invoice.number, invoice.state) == ("INV-2026-000001", State.PAID)
    assert (invoice.total_minor, invoice.made_from_id) == (15_105, proforma.pk)
    assert (proforma.state, proforma.settled_on) == (State.PAID, TODAY)
    with pytest.raises(offers.NotStanding):
        offers.bill_proforma(proforma)
    with pytest.raises(offers.NotStanding):
        offers.withdraw(proforma, reason="late")
    assert broken_laws() == []


def test_B_TAX_6_a_quote_shows_the_fees_and_taxes_that_the_invoice_will() -> None:
    make.tax_rate(classes=["internet"])
    plan = people.plan(price=Decimal("49.90"), setup_fee=Decimal("99.00"))
    service = people.service(plan_id=plan.pk)
    quote = drafts.issue_draft(offers.quote_service(service))
    told = papers.sheet_of(with_everything(Invoice.objects.filter(pk=quote.pk)).get())
    assert (quote.number, quote.balance_minor) == ("QUO-2026-000001", 0)
    assert told["title"] == "Quote"
    assert told["payment"] is None
    assert [(one["label"], one["value"]) for one in told["sums"]] == [
        ("Subtotal", "$148.90"),
        ("State tax 6% of $148.90", "$8.93"),
        ("Total", "$157.83"),
    ]
    accepted = offers.accept_quote(quote)
    assert accepted.state == State.ACCEPTED
    assert not Posting.objects.exists()
    assert not Invoice.objects.filter(kind="invoice").exists(), "nothing is billed by itself"
    with pytest.raises(offers.NotStanding, match="accepted"):
        offers.decline_quote(quote)


def test_a_quote_cannot_be_accepted_after_its_last_day() -> None:
    who = make.customer_id()
    old = drafts.issue_draft(
        drafts.write_draft(typed(who, kind="quote", due_on=date(2026, 3, 3))), on=date(2026, 3, 1)
    )
    with pytest.raises(offers.NotStanding, match="valid until 2026-03-03"):
        offers.accept_quote(old)
    assert offers.withdraw(old, reason="too late").state == State.VOID
