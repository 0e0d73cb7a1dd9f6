"""Invoices for the tests: a provider in Berlin and its customers."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from guywire.engines.einvoice import (
    Address,
    AllowanceCharge,
    Invoice,
    InvoiceKind,
    Line,
    Party,
    PaymentCode,
    PaymentMeans,
    Period,
    Reference,
    Tax,
    TaxTotal,
    VatCategory,
    totals_of,
)

NOVEMBER = Period(date(2026, 11, 1), date(2026, 11, 30))
SELLER = Party(
    name="Guywire Funknetze GmbH",
    address=Address("DE", "Berlin", "10115", "Straße des Turmes 1"),
    vat_id="DE123456789",
    electronic_address="DE123456789",
    electronic_scheme="9930",
    contact_name="Ann Muster",
    phone="+49 30 1",
    email="rechnung@example.org",
)
BUYER = Party(
    name="Müller & Söhne <KG>",
    address=Address("AT", "Wien", "1010", "Ring 1", "Stiege 2", "Tür 3", "Wien"),
    vat_id="ATU12345675",
    electronic_address="ATU12345675",
    electronic_scheme="9914",
)
NINETEEN = Tax(VatCategory.STANDARD, Decimal(19))
SEVEN = Tax(VatCategory.STANDARD, Decimal("7.00"))
TRANSFER = PaymentMeans(
    PaymentCode.SEPA_CREDIT_TRANSFER,
    reference="RF18539007547034",
    iban="DE89370400440532013000",
    account_name="Guywire",
    bic="COBADEFFXXX",
)


def line(minor: int, tax: Tax = NINETEEN, **changes: Any) -> Line:
    one = Line(
        id="1",
        name="Internet 100",
        quantity=Decimal(1),
        unit_price=Decimal(minor) / 100,
        net_minor=minor,
        tax=tax,
        unit_code="MON",
    )
    return replace(one, **changes)


def invoice(
    *lines: Line,
    taxes: tuple[TaxTotal, ...] = (TaxTotal(NINETEEN, 4193, 797),),
    allowances: tuple[AllowanceCharge, ...] = (),
    prepaid_minor: int = 0,
    **changes: Any,
) -> Invoice:
    lines = lines or (line(4193),)
    one = Invoice(
        kind=InvoiceKind.INVOICE,
        number="INV-2026/1001",
        issued_on=date(2026, 11, 25),
        currency="EUR",
        seller=SELLER,
        buyer=BUYER,
        lines=lines,
        taxes=taxes,
        totals=totals_of(lines, allowances, taxes, prepaid_minor=prepaid_minor),
        due_on=date(2026, 12, 9),
        period=NOVEMBER,
        allowances=allowances,
        payment=TRANSFER,
        buyer_reference="K-2001",
    )
    return replace(one, **changes)


def untaxed(category: VatCategory, **changes: Any) -> Invoice:
    """An invoice of 41.93 on which nothing is charged, for the reason of its category."""
    reasons = {
        VatCategory.EXEMPT: "Exempt under Article 132",
        VatCategory.REVERSE_CHARGE: "Reverse charge",
        VatCategory.INTRA_COMMUNITY: "Intra-community supply",
        VatCategory.EXPORT: "Export outside the EU",
        VatCategory.OUTSIDE: "Not subject to VAT",
    }
    tax = Tax(category, reason=reasons.get(category, ""))
    if category is VatCategory.OUTSIDE:
        parties = {
            "seller": replace(SELLER, vat_id="", legal_id="HRB 1", legal_id_scheme=""),
            "buyer": replace(BUYER, vat_id=""),
        }
        changes = parties | changes
    return invoice(line(4193, tax), taxes=(TaxTotal(tax, 4193, 0),), **changes)


def credit_note(**changes: Any) -> Invoice:
    credited = (Reference("INV-2026/0900", date(2026, 10, 25)),)
    shared = {"kind": InvoiceKind.CREDIT_NOTE, "number": "CN-7", "credited": credited}
    return invoice(**shared | changes)
