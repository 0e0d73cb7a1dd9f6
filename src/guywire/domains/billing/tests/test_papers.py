"""Documents on paper: what stands there, that it stays, and who may have it (B-DOC, B-TAX)."""

import ast
import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings
from django.db.models import Model

from guywire.domains.billing.models import Invoice, Payment
from guywire.domains.billing.queries.papers import documents, references, words
from guywire.domains.billing.queries.papers.sheets import Sheet
from guywire.domains.billing.queries.statements import statement
from guywire.domains.billing.services import accounts, credits, papers, payments
from guywire.domains.billing.services.issuing import TaxDraft
from guywire.domains.customers.models import Customer
from guywire.domains.customers.tests import make as people
from guywire.domains.tenants.models import Tenant
from guywire.engines.money import Money
from guywire.kit.tenancy import in_tenant

from . import make
from .make import usd

pytestmark = pytest.mark.usefixtures("noon")
DAY = date(2026, 3, 1)
IBAN = "DE89370400440532013000"


@pytest.fixture(autouse=True)
def inside(wisp: Tenant, settings: LazySettings, tmp_path: Path) -> Iterator[None]:
    settings.MEDIA_ROOT = tmp_path
    with in_tenant(wisp.pk, actor="test"):
        yield


def changed(row: Model, **fields: Any) -> None:
    type(row)._default_manager.filter(pk=row.pk).update(**fields)


def terms(**fields: Any) -> None:
    changed(accounts.settings(), **fields)


def account(who: Customer, **fields: Any) -> None:
    changed(accounts.lock_account(who.pk), **fields)


def sheet(invoice: Invoice) -> Sheet:
    return papers.sheet_of(documents.with_everything(Invoice.objects.filter(pk=invoice.pk)).get())


def sums(told: Sheet) -> list[tuple[str, str]]:
    return [(one["label"], one["value"]) for one in told["sums"]]


def taxed(amount: int, *rates: tuple[Any, ...], **fields: Any) -> Any:
    return make.line(amount, taxes=[TaxDraft(rate.pk, *tax) for rate, *tax in rates], **fields)


def test_B_DOC_9_a_paper_is_the_same_years_later_though_names_and_template_change() -> None:
    who = people.customer()
    invoice = make.invoice(who.pk, make.line(4_990), on=DAY)
    first = papers.paper(invoice)
    assert first.startswith(b"%PDF-1.7")
    changed(who, name="Somebody Else")
    terms(legal_name="Another LLC")
    kept = papers.kept_at(documents.with_everything(Invoice.objects.all()).get())
    assert papers.paper(invoice) == first == kept.read_bytes()
    assert papers.paper(invoice, anew=True) == first, "what is frozen gives the same bytes anew"
    kept.write_bytes(b"as it was made years ago")
    assert papers.paper(invoice) == b"as it was made years ago"
    assert papers.paper(invoice, anew=True) == first == kept.read_bytes()


def test_B_DOC_9_what_settles_a_document_makes_another_paper_and_the_old_one_stays() -> None:
    who = people.customer()
    line = make.line(4_990)
    invoice = make.invoice(who.pk, line, on=DAY, due=date(2026, 3, 15))
    before = papers.paper(invoice)
    first = papers.kept_at(documents.with_everything(Invoice.objects.all()).get())
    payments.record_payment(who.pk, amount=usd(1_000), method=Payment.Method.CARD)
    credits.credit_invoice(invoice, reason="slow", amounts={line.line_id: 490}, on=date(2026, 3, 4))
    told = sheet(invoice)
    assert sums(told) == [
        ("Total", "$49.90"),
        ("Mar 4, 2026, card", "-$10.00"),
        ("Mar 4, 2026, credit note CRN-2026-000001", "-$4.90"),
        ("Open", "$35.00"),
    ]
    assert told["payment"] is not None
    assert told["payment"]["title"] == "Please pay by Mar 15, 2026"
    assert told["payment"]["rows"][0] == ("Amount", "$35.00")
    assert papers.paper(invoice) != before == first.read_bytes()


def test_B_TAX_taxes_stand_by_rate_with_what_they_are_taken_from() -> None:
    state = make.tax_rate()
    usf = make.tax_rate(code="usf", name="Universal Service Fund", percent=Decimal("37.6"), step=1)
    invoice = make.invoice(
        people.customer().pk,
        taxed(4_990, (state, 4_990, 299)),
        taxed(3_000, (state, 3_000, 180), (usf, 1_947, 732), quantity=Decimal(2), unit_minor=1_500),
        make.line(500),
        on=DAY,
    )
    told = sheet(invoice)
    assert sums(told) == [
        ("Subtotal", "$84.90"),
        ("State tax 6% of $79.90", "$4.79"),
        ("Universal Service Fund 37.6% of $19.47", "$7.32"),
        ("Total", "$97.01"),
    ]
    [table] = told["sections"]
    assert [column["title"] for column in table["columns"]] == [
        "Description", "Quantity", "Price", "Tax", "Amount",
    ]  # fmt: skip
    assert [[part["text"] for part in row[1:]] for row in table["rows"]] == [
        ["", "", "6%", "$49.90"],
        ["2", "$15.00", "37.6% + 6%", "$30.00"],
        ["", "", "", "$5.00"],
    ]


def test_B_TAX_4_reverse_charge_is_said_with_both_tax_numbers_and_only_without_tax() -> None:
    who = people.customer(language="de")
    terms(tax_number="DE123456789")
    account(who, tax_number="ATU12345678")
    vat = make.tax_rate(name="USt", percent=19)
    line = taxed(4_990, (vat, 4_990, 0, "reverse_charge"))
    told = sheet(make.invoice(who.pk, line, on=DAY))
    assert sums(told) == [("Gesamtbetrag", "49,90\xa0$")]
    assert told["notices"] == ["Steuerschuldnerschaft des Leistungsempfängers (Reverse Charge)."]
    assert told["recipient"][-1] == "Steuernummer ATU12345678"
    assert "Steuernummer DE123456789" in told["footer"][0]
    with_tax = make.invoice(who.pk, taxed(1_000, (vat, 1_000, 190)), on=DAY)
    assert sheet(with_tax)["notices"] == []
    exempt = make.invoice(who.pk, taxed(1_000, (vat, 1_000, 0, "exempt")), on=DAY)
    assert sheet(exempt)["notices"] == ["Befreit von: USt"]


def test_B_DOC_4_a_credit_note_names_its_invoice_and_asks_for_no_money() -> None:
    terms(payment_terms="Pay in time.")
    invoice = make.invoice(people.customer().pk, make.line(4_990), on=DAY)
    note = credits.credit_invoice(invoice, reason="slow", on=date(2026, 3, 4))
    told = sheet(note)
    assert ("Credit for", "INV-2026-000001 of Mar 1, 2026") in told["facts"]
    assert (told["notices"], told["payment"], told["closing"]) == (["Reason: slow"], None, [])
    assert sums(told)[0] == ("Credit", "$49.90")


def test_B_DOC_3_a_proforma_says_that_it_is_no_invoice() -> None:
    told = sheet(make.invoice(people.customer().pk, make.line(4_990), on=DAY, kind="proforma"))
    assert told["title"] == "Proforma invoice"
    assert told["notices"][0].startswith("This is not an invoice.")


def test_B_DOC_2_a_void_invoice_says_so_and_asks_for_no_money() -> None:
    invoice = make.invoice(people.customer().pk, make.line(4_990), on=DAY)
    credits.void_invoice(invoice, reason="twice")
    told = sheet(invoice)
    assert (told["stamp"], told["payment"]) == ("VOID", None)


@pytest.mark.parametrize(
    ("language", "home", "expected"),
    [
        ("", "en-US", ("Invoice", "Mar 1, 2026", "$1,234.50", "us-letter")),
        ("es", "en-US", ("Factura", "1 mar 2026", "$1,234.50", "us-letter")),
        ("de", "de-CH", ("Rechnung", "01.03.2026", "$\xa01’234.50", "a4")),
        ("tlh", "fr-FR", ("Facture", "1 mars 2026", "1\u202f234,50\xa0$US", "a4")),
        ("zh-CN", "en-GB", ("Invoice", "1 Mar 2026", "US$1,234.50", "a4")),
        ("ca", "ca", ("Invoice", "Mar 1, 2026", "$1,234.50", "a4")),
    ],
)
def test_B_DOC_9_a_paper_speaks_the_customers_language_as_the_wisps_country_writes_it(
    wisp: Tenant, language: str, home: str, expected: tuple[str, ...]
) -> None:
    changed(wisp, locale=home)
    who = people.customer(language=language)
    told = sheet(make.invoice(who.pk, make.line(123_450), on=DAY))
    said = (told["title"], told["facts"][1][1], told["sums"][-1]["value"], told["size"])
    assert said == expected


def test_B_TAX_1_amounts_have_the_decimals_of_their_currency() -> None:
    say = words.words_of("en", "en-US")
    shown = [say.money(49_900, currency) for currency in ("JPY", "RSD", "KWD")]
    assert shown == ["¥49,900", "RSD499.00", "KWD49.900"]


def said_on_papers() -> set[str]:
    """What the code asks ``words`` to say."""
    domain = words.CATALOGUES.parents[1]
    modules = [*domain.glob("queries/papers/*.py"), *domain.glob("services/letters.py")]
    calls = (node for module in modules for node in ast.walk(ast.parse(module.read_text())))
    return {
        str(call.args[0].value)
        for call in calls
        if isinstance(call, ast.Call)
        and isinstance(call.func, ast.Name)
        and call.func.id == "words"
        and isinstance(call.args[0], ast.Constant)
    }


def test_every_catalogue_says_every_word_and_keeps_its_places() -> None:
    for path in sorted(words.CATALOGUES.glob("*.po")):
        catalogue = words._catalogue(path.stem)
        assert catalogue is not None
        assert set(catalogue) == said_on_papers(), path.name
        for text, translated in catalogue.items():
            assert sorted(re.findall(r"{\w+}", text)) == sorted(re.findall(r"{\w+}", translated))


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        ("539007547034", "RF18 5390 0754 7034"),  # the example of ISO 11649
        ("INV-2026-000001", "RF94 INV2 0260 0000 1"),
        ("ФАК-1", ""),
        ("INV-2026-000000000000001", ""),
    ],
)
def test_B_PAY_11_the_printed_reference_has_its_check_digits(number: str, expected: str) -> None:
    assert references.grouped(references.creditor_reference(number)) == expected


def test_a_code_to_scan_stands_only_where_a_sepa_transfer_can_be_made() -> None:
    def code(amount: Money, iban: str = IBAN) -> str:
        return references.transfer_code(
            name="Bergnetz GmbH", iban=iban, bic="", amount=amount, reference="RF18539007547034"
        )

    assert code(Money(4_990, "EUR")).startswith("<svg")
    assert [code(usd(4_990)), code(Money(0, "EUR")), code(Money(1, "EUR"), "DE00" + IBAN[4:])] == [
        "", "", "",
    ]  # fmt: skip


def test_a_name_in_any_script_is_printed() -> None:
    who = people.customer()
    scripts = "Ünïcode Παπαδόπουλος Пётр محمد רות संजय สมชาย 株式会社𠮷野 김철수 ギター ქეთი Ոսկի 🎣"
    changed(who, name=scripts + " \U00010fff\ufe0f")
    made = papers.paper(make.invoice(who.pk, make.line(4_990), on=DAY))
    assert b"pdfaid:part" in made, "it is archival still"
    changed(who, name="\u0644\u0650\u0301\u05b0 x\u0591\u064b")  # marks of strangers on one letter
    assert papers.paper(make.invoice(who.pk, make.line(4_990), on=DAY)).startswith(b"%PDF")


def test_B_DOC_7_a_statement_balances_to_the_cent_for_any_span_today_included() -> None:
    who = people.customer()
    make.invoice(who.pk, make.line(3_000), on=date(2026, 1, 31))
    make.invoice(who.pk, make.line(4_990), on=DAY, due=date(2026, 3, 15))
    make.invoice(who.pk, make.line(9_999), on=DAY, kind="proforma")
    payments.record_payment(who.pk, amount=usd(10_000), method=Payment.Method.CASH)  # today
    told = statement(who, from_on=date(2026, 2, 1), last_on=date(2026, 3, 4))
    assert (told.opening_minor, told.closing_minor) == (3_000, -2_010)
    assert [(one.number, one.amount_minor, one.balance_minor) for one in told.movements] == [
        ("INV-2026-000002", 4_990, 7_990),
        ("RCT-2026-000001", -10_000, -2_010),
    ]
    assert [row.number for row in told.proformas] == ["PRO-2026-000001"]
    halves = [
        statement(who, from_on=first, last_on=last)
        for first, last in ((date(2026, 1, 1), DAY), (date(2026, 3, 2), date(2026, 3, 4)))
    ]
    assert [half.closing_minor for half in halves] == [7_990, -2_010]
    assert halves[1].opening_minor == 7_990
    assert papers.statement_paper(told) == papers.statement_paper(told)
