"""E-invoices pass the published schemas and rules; what would not is told before, in words."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from guywire.engines.einvoice import (
    Address,
    AllowanceCharge,
    Invoice,
    InvoiceInvalid,
    InvoiceKind,
    Line,
    PaymentCode,
    PaymentMeans,
    Period,
    Reference,
    Tax,
    TaxTotal,
    VatCategory,
    broken_rules,
    write_cii,
    write_ubl,
)

from .make import (
    BUYER,
    NINETEEN,
    SELLER,
    SEVEN,
    TRANSFER,
    credit_note,
    invoice,
    line,
    untaxed,
)
from .official import check

NS = {
    "cac": "urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2",
    "cbc": "urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2",
    "ram": "urn:un:unece:uncefact:data:standard:ReusableAggregateBusinessInformationEntity:100",
}
DISCOUNT = AllowanceCharge(200, NINETEEN, "Loyalty")
SURCHARGE = AllowanceCharge(150, SEVEN, "Paper invoice", is_charge=True)
EVERYTHING = invoice(
    line(4193, period=Period(date(2026, 11, 1), date(2026, 11, 9)), description="100 Mbit/s"),
    line(1001, SEVEN, id="2", quantity=Decimal("1.5"), unit_price=Decimal("6.67"), note="hired"),
    line(-500, id="3", quantity=Decimal(-1), unit_price=Decimal(5), seller_item_id="C-1"),
    taxes=(TaxTotal(NINETEEN, 3493, 664), TaxTotal(SEVEN, 1151, 81)),
    allowances=(DISCOUNT, SURCHARGE),
    prepaid_minor=1000,
    payment=PaymentMeans(PaymentCode.CARD, card_last_digits="4242", card_holder="Z. Muñoz"),
    payment_terms="14 days net",
    order_reference="O-1",
    contract_reference="V-1",
    tax_point_on=date(2026, 11, 30),
    credited=(Reference("INV-2026/0001"),),
    notes=("Danke\nfür Ihre Treue",),
    delivered_on=date(2026, 11, 30),
    delivery_address=Address("AT", "Wien"),
)
DEBIT = PaymentMeans(
    PaymentCode.SEPA_DIRECT_DEBIT,
    reference="INV-2026/1001",
    mandate_id="M-1001",
    creditor_id="DE98ZZZ09999999999",
    debtor_iban="DE89370400440532013000",
)
AUSTRIA = Address("AT", "Wien")
GOOD = {
    "standard": invoice(),
    "everything": EVERYTHING,
    "direct debit": invoice(payment=DEBIT),
    "zero": untaxed(VatCategory.ZERO),
    "exempt": untaxed(VatCategory.EXEMPT),
    "reverse charge": untaxed(VatCategory.REVERSE_CHARGE),
    "intra-community": untaxed(VatCategory.INTRA_COMMUNITY, delivery_address=AUSTRIA),
    "export": untaxed(VatCategory.EXPORT),
    "outside": untaxed(VatCategory.OUTSIDE),
    "credit note": credit_note(),
    "credit note of two": credit_note(credited=(Reference("INV-1"), Reference("INV-2"))),
    "credit note of everything": replace(EVERYTHING, kind=InvoiceKind.CREDIT_NOTE, payment=DEBIT),
    "small business": invoice(
        seller=replace(SELLER, vat_id="", tax_number="12/345/67890", id="70123"),
        buyer=replace(BUYER, id="K-2001"),
    ),
    "no tax id of the buyer": invoice(buyer=replace(BUYER, vat_id="")),
    "rounded line by line": invoice(
        *(line(5, id=str(number)) for number in range(1, 11)),
        taxes=(TaxTotal(NINETEEN, 50, 10),),
    ),
}


@pytest.mark.slow
@pytest.mark.parametrize("write", [write_ubl, write_cii])
@pytest.mark.parametrize("name", GOOD)
def test_b_tax_4_every_kind_of_invoice_passes_the_official_rules(
    name: str, write: Callable[[Invoice], bytes]
) -> None:
    assert broken_rules(GOOD[name], is_peppol=True) == []
    assert check(write(GOOD[name])) == []


def texts(content: bytes, path: str) -> list[str | None]:
    return [found.text for found in etree.fromstring(content).iterfind(f".//{path}", NS)]


def test_ubl_says_what_the_invoice_says() -> None:
    content = write_ubl(EVERYTHING)
    assert texts(content, "cac:InvoiceLine/cbc:LineExtensionAmount") == ["41.93", "10.01", "-5.00"]
    assert texts(content, "cac:LegalMonetaryTotal/cbc:PayableAmount") == ["43.89"]
    assert texts(content, "cac:LegalMonetaryTotal/cbc:PrepaidAmount") == ["10.00"]
    assert texts(content, "cac:TaxSubtotal/cbc:TaxAmount") == ["6.64", "0.81"]
    assert texts(content, "cac:TaxSubtotal/cac:TaxCategory/cbc:Percent") == ["19", "7"]
    assert texts(content, "cac:PaymentMeans/cbc:PaymentMeansCode") == ["48"]
    assert texts(content, "cac:PartyLegalEntity/cbc:RegistrationName") == [SELLER.name, BUYER.name]
    assert texts(content, "cac:BillingReference//cbc:ID") == ["INV-2026/0001"]
    assert texts(content, "cbc:ProfileID") == ["urn:fdc:peppol.eu:2017:poacc:billing:01:1.0"]
    assert texts(write_ubl(EVERYTHING, is_peppol=False), "cbc:ProfileID") == []


def test_cii_says_the_same() -> None:
    content = write_cii(EVERYTHING)
    assert texts(content, "ram:LineTotalAmount") == ["41.93", "10.01", "-5.00", "46.94"]
    assert texts(content, "ram:DuePayableAmount") == ["43.89"]
    assert texts(content, "ram:CalculatedAmount") == ["6.64", "0.81"]
    assert texts(content, "ram:SellerTradeParty/ram:Name") == [SELLER.name]
    assert texts(content, "ram:InvoiceReferencedDocument/ram:IssuerAssignedID") == ["INV-2026/0001"]


def test_b_tax_4_reverse_charge_shows_both_vat_ids_and_no_tax() -> None:
    content = write_ubl(untaxed(VatCategory.REVERSE_CHARGE))
    assert texts(content, "cac:PartyTaxScheme/cbc:CompanyID") == [SELLER.vat_id, BUYER.vat_id]
    assert texts(content, "cac:TaxTotal/cbc:TaxAmount") == ["0.00"]
    assert texts(content, "cbc:TaxExemptionReason") == ["Reverse charge"]


def test_b_tax_4_credit_note_meets_the_same_content_rules() -> None:
    content = write_ubl(credit_note())
    assert texts(content, "cbc:CreditNoteTypeCode") == ["381"]
    assert texts(content, "cac:BillingReference//cbc:ID") == ["INV-2026/0900"]
    assert texts(content, "cac:BillingReference//cbc:IssueDate") == ["2026-10-25"]
    assert texts(content, "cac:PartyTaxScheme/cbc:CompanyID") == [SELLER.vat_id, BUYER.vat_id]
    assert texts(content, "cac:CreditNoteLine/cbc:CreditedQuantity") == ["1"]
    assert texts(content, "cac:LegalMonetaryTotal/cbc:PayableAmount") == ["49.90"]


TOTALS = invoice().totals
REVERSED = untaxed(VatCategory.REVERSE_CHARGE)
WITHIN = GOOD["intra-community"]
OUTSIDE = untaxed(VatCategory.OUTSIDE)
WRONG = {
    "BR-02": invoice(number=" "),
    "BR-05": replace(invoice(), currency="euro"),
    "BR-DEC-14": invoice(line(4193, unit_price=Decimal("4.193")), currency="KWD"),
    "BR-06": invoice(seller=replace(SELLER, name="")),
    "BR-07": invoice(buyer=replace(BUYER, name=" ")),
    "BR-09": invoice(seller=replace(SELLER, address=Address("Germany"))),
    "BR-11": invoice(buyer=replace(BUYER, address=Address(""))),
    "BR-CO-09": invoice(buyer=replace(BUYER, vat_id="12345675")),
    "BR-62": invoice(seller=replace(SELLER, electronic_scheme="")),
    "BR-63": invoice(buyer=replace(BUYER, electronic_scheme="")),
    "BR-29": invoice(period=Period(date(2026, 12, 1), date(2026, 11, 1))),
    "BR-30": invoice(line(4193, period=Period(date(2026, 11, 9), date(2026, 11, 1))), period=None),
    "BR-25": invoice(line(4193, name="")),
    "BR-27": invoice(line(4193, quantity=Decimal(-1), unit_price=Decimal("-41.93"))),
    "BR-CL-23": invoice(line(4193, unit_code="month")),
    "BR-55": credit_note(credited=(Reference(""),)),
    "Art. 219": replace(credit_note(), credited=()),
    "BR-CO-10": replace(invoice(), totals=replace(TOTALS, lines_minor=4192)),
    "BR-CO-11": replace(invoice(), totals=replace(TOTALS, allowances_minor=1)),
    "BR-CO-12": replace(invoice(), totals=replace(TOTALS, charges_minor=1)),
    "BR-CO-13": replace(invoice(), totals=replace(TOTALS, net_minor=4194)),
    "BR-CO-14": replace(invoice(), totals=replace(TOTALS, tax_minor=796)),
    "BR-CO-15": replace(invoice(), totals=replace(TOTALS, gross_minor=4989)),
    "BR-CO-16": replace(invoice(), totals=replace(TOTALS, due_minor=4991)),
    "PEPPOL-EN16931-R120": invoice(line(4193, unit_price=Decimal(41))),
    "BR-CO-17": invoice(taxes=(TaxTotal(NINETEEN, 4193, 795),)),
    "BR-S-08": invoice(taxes=(TaxTotal(NINETEEN, 4192, 797),)),
    "BR-S-02": invoice(seller=replace(SELLER, vat_id="", legal_id="HRB 1")),
    "BR-S-10": invoice(
        line(4193, replace(NINETEEN, reason="why")),
        taxes=(TaxTotal(replace(NINETEEN, reason="why"), 4193, 797),),
    ),
    "BR-AE-02": replace(REVERSED, buyer=replace(BUYER, vat_id="")),
    "BR-AE-10": replace(REVERSED, taxes=(TaxTotal(Tax(VatCategory.REVERSE_CHARGE), 4193, 0),)),
    "BR-IC-02": replace(WITHIN, buyer=replace(BUYER, vat_id="")),
    "BR-IC-11": replace(WITHIN, period=None),
    "BR-IC-12": replace(WITHIN, delivery_address=None),
    "BR-O-02": replace(OUTSIDE, buyer=BUYER),
    "BR-CO-25": invoice(due_on=None),
    "BR-61": invoice(payment=replace(TRANSFER, iban="")),
    "BR-51": invoice(payment=PaymentMeans(PaymentCode.CARD, card_last_digits="4" * 16)),
    "PEPPOL-EN16931-R061": invoice(payment=replace(DEBIT, mandate_id="")),
    "PEPPOL-EN16931-R003": invoice(buyer_reference=""),
    "PEPPOL-EN16931-R010": invoice(buyer=replace(BUYER, electronic_address="")),
    "PEPPOL-EN16931-R020": invoice(seller=replace(SELLER, electronic_address="")),
    "PEPPOL-EN16931-CL008": invoice(buyer=replace(BUYER, electronic_scheme="VAT")),
    "PEPPOL-EN16931-R002": invoice(notes=("one", "two")),
    "PEPPOL-EN16931-R110": invoice(line(4193, period=Period(date(2026, 10, 1), date(2026, 11, 2)))),
}


@pytest.mark.parametrize("rule", WRONG)
def test_b_tax_4_broken_rule_is_named_and_nothing_is_written(rule: str) -> None:
    assert [broken.id for broken in broken_rules(WRONG[rule], is_peppol=True)] == [rule]
    with pytest.raises(InvoiceInvalid) as refusal:
        write_ubl(WRONG[rule])
    assert f"({rule})" in str(refusal.value)


def test_all_broken_rules_are_told_at_once_and_where() -> None:
    bad = invoice(line(4193, name="", id="7"), number="", buyer=replace(BUYER, name=""))
    with pytest.raises(InvoiceInvalid) as refusal:
        write_cii(bad)
    assert str(refusal.value) == (
        "the invoice has no number (BR-02); buyer: the name is missing (BR-07); "
        "line 7: what is billed has no name (BR-25)"
    )


@pytest.mark.parametrize(
    ("bad", "rules"),
    [
        (
            replace(invoice(), lines=(), taxes=()),
            [
                "BR-16",
                "BR-CO-10",
                "BR-CO-13",
                "BR-CO-14",
                "BR-CO-15",
                "BR-CO-16",
                "BR-CO-18",
            ],
        ),
        (invoice(line(4193), line(0)), ["BR-21"]),
        (invoice(line(4193, Tax(VatCategory.STANDARD))), ["BR-S-01", "BR-S-01", "BR-S-05"]),
        (invoice(taxes=(TaxTotal(NINETEEN, 4193, 797), TaxTotal(SEVEN, 0, 0))), ["BR-S-01"]),
        (
            invoice(
                line(4193, Tax(VatCategory.ZERO, Decimal(5))),
                taxes=(TaxTotal(Tax(VatCategory.ZERO, Decimal(5)), 4193, 210),),
            ),
            ["BR-Z-09", "BR-Z-05"],
        ),
        (
            invoice(
                line(4193),
                line(100, Tax(VatCategory.OUTSIDE, reason="no"), id="2"),
                taxes=(
                    TaxTotal(NINETEEN, 4193, 797),
                    TaxTotal(Tax(VatCategory.OUTSIDE, reason="no"), 100, 0),
                ),
            ),
            ["BR-O-02", "BR-O-12"],
        ),
        (
            invoice(allowances=(AllowanceCharge(-1, NINETEEN, ""),)),
            ["BR-33", "BR-31", "BR-S-08"],
        ),
    ],
)
def test_rules_that_break_together_are_told_together(bad: Invoice, rules: list[str]) -> None:
    assert sorted(broken.id for broken in broken_rules(bad)) == sorted(rules)


prices = st.decimals(0, 10_000, places=2)


@pytest.mark.slow
@settings(max_examples=25)
@given(
    st.lists(st.tuples(prices, st.integers(1, 24), st.sampled_from([NINETEEN, SEVEN])), min_size=1),
    st.text(min_size=1),
)
def test_whatever_our_rules_let_pass_the_official_ones_do(
    bought: list[tuple[Decimal, int, Tax]], name: str
) -> None:
    lines: tuple[Line, ...] = tuple(
        line(
            int(price * 100) * quantity,
            tax,
            id=str(number),
            name=f"A{name}",
            quantity=Decimal(quantity),
            unit_price=price,
        )
        for number, (price, quantity, tax) in enumerate(bought, 1)
    )
    taxes: list[TaxTotal] = []
    for tax in dict.fromkeys(each.tax for each in lines):
        taxable = sum(each.net_minor for each in lines if each.tax == tax)
        taxes.append(TaxTotal(tax, taxable, (taxable * int(tax.percent) + 50) // 100))
    one = invoice(*lines, taxes=tuple(taxes))
    assert broken_rules(one, is_peppol=True) == []
    assert check(write_ubl(one)) == []
    assert check(write_cii(one)) == []
