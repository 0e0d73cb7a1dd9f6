"""Receipts: what was paid, how, and what it settled."""

from collections import defaultdict
from uuid import UUID

from ...models import Allocation, Invoice, Payment
from .sheets import Content, Section, Sheet, cell, letterhead, section, total
from .words import Words, words_of

State = Payment.State


def name_of_method(method: str, words: Words) -> str:
    """How it was paid."""
    return {
        Payment.Method.CASH: words("cash"),
        Payment.Method.CHEQUE: words("cheque"),
        Payment.Method.BANK: words("bank transfer"),
        Payment.Method.CARD: words("card"),
        Payment.Method.DIRECT_DEBIT: words("direct debit"),
        Payment.Method.PAYPAL: "PayPal",
        Payment.Method.OTHER: words("payment"),
    }[Payment.Method(method)]


def receipt_sheet(
    payment: Payment, settled: list[Allocation], issuer: Content, payer: Content
) -> Sheet:
    """The receipt of a payment, with what it settles now."""
    words = words_of(payer.get("language", ""), issuer.get("locale", ""))
    sheet = letterhead(words, issuer, payer, words("Receipt"))
    sheet["name"] = [payment.number]
    stands = payment.state in {State.SETTLED, State.PENDING}
    sheet["stamp"] = "" if stands else words("VOID")
    facts = [
        (words("Number"), payment.number),
        (words("Date"), words.day(payment.received_on)),
        (words("Paid by"), name_of_method(payment.method, words)),
        (words("Reference"), payment.reference),
        (words("Customer number"), payer.get("number", "")),
    ]
    sheet["facts"] = [(name, value) for name, value in facts if value]
    if payment.state == State.PENDING:
        sheet["notices"] = [words("This payment is on its way and not certain yet.")]
    sheet["sections"] = [made] if (made := _settled(settled, payment.currency, words)) else []
    money = words.money
    sheet["sums"] = [
        total(words("Received"), money(payment.amount_minor, payment.currency), strong=True)
    ]
    if payment.refunded_minor:
        refunded = money(-payment.refunded_minor, payment.currency)
        sheet["sums"].append(total(words("Refunded"), refunded))
    if payment.unapplied_minor:
        left = money(payment.unapplied_minor, payment.currency)
        sheet["sums"].append(total(words("To your credit"), left))
    return sheet


def _settled(rows: list[Allocation], currency: str, words: Words) -> Section | None:
    parts: dict[UUID, int] = defaultdict(int)
    invoices: dict[UUID, Invoice] = {}
    for row in rows:
        parts[row.invoice_id] += row.amount_minor
        invoices[row.invoice_id] = row.invoice
    cells = [
        [
            cell(invoices[key].number),
            cell(words.day(issued) if (issued := invoices[key].issued_on) else ""),
            cell(words.money(minor, currency)),
        ]
        for key, minor in parts.items()
        if minor
    ]
    if not cells:
        return None
    columns = [(words("Paid invoice"), False), (words("Date"), False), (words("Amount"), True)]
    return section(columns, cells)
