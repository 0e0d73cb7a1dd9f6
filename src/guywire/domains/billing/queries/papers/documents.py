"""Invoices, credit notes, proformas and quotes as papers: what was frozen when they were issued.

What settled a document since is told too; nothing else of it can change.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.db.models import Prefetch, QuerySet

from guywire.engines.money import Money

from ...inputs.banks import compact, is_bic, is_iban
from ...models import Allocation, Invoice, InvoiceLine, InvoiceTax, TaxRate
from ...models.documents import Relief
from .receipts import name_of_method
from .references import creditor_reference, grouped, transfer_code
from .sheets import Cell, Content, PayBox, Section, Sheet, Sum, cell, letterhead, section, total
from .words import Words, words_of

Kind, State = Invoice.Kind, Invoice.State
UNIT = Decimal(1)
HALF = Decimal("0.5")


def with_everything(rows: QuerySet[Invoice]) -> QuerySet[Invoice]:
    """With all that stands on their papers, in a few questions for any number of them."""
    settled = Allocation.objects.select_related("payment", "credit_note", "invoice")
    lines = InvoiceLine.objects.order_by("position")
    return rows.select_related("payer_party", "issuer_party", "credits").prefetch_related(
        Prefetch("lines", lines),
        Prefetch("taxes", InvoiceTax.objects.select_related("rate")),
        Prefetch("allocations", settled.order_by("applied_on", "created_at", "id")),
        Prefetch("uses", settled.order_by("applied_on", "created_at", "id")),
    )


def document_sheet(invoice: Invoice, issuer: Content, payer: Content) -> Sheet:
    """The paper of a document that was read ``with_everything``."""
    words = words_of(payer.get("language", ""), issuer.get("locale", ""))
    sheet = letterhead(words, issuer, payer, document_title(invoice, words))
    sheet["name"] = [invoice.number] if invoice.number else []
    sheet["stamp"] = _stamp(invoice, words)
    sheet["facts"] = _facts(invoice, payer, words)
    sheet["notices"] = _notices(invoice, words)
    sheet["sections"] = [_lines(invoice, words)]
    sheet["sums"] = [*_totals(invoice, words), *_settled(invoice, words)]
    if _asks_for_money(invoice):
        sheet["payment"] = _how_to_pay(invoice, issuer, words)
    terms = issuer.get("payment_terms", "") if _asks_for_money(invoice) else ""
    sheet["closing"] = [text for text in (invoice.note, terms) if text]
    return sheet


def document_title(invoice: Invoice, words: Words) -> str:
    return {
        Kind.INVOICE: words("Invoice"),
        Kind.CREDIT_NOTE: words("Credit note"),
        Kind.PROFORMA: words("Proforma invoice"),
        Kind.QUOTE: words("Quote"),
    }[Kind(invoice.kind)]


def _asks_for_money(invoice: Invoice) -> bool:
    return _asked(invoice) > 0 and invoice.state not in {State.VOID, State.WRITTEN_OFF}


def _asked(invoice: Invoice) -> int:
    if invoice.kind == Kind.PROFORMA:
        return invoice.total_minor
    if invoice.kind != Kind.INVOICE:
        return 0
    return invoice.total_minor if invoice.state == State.DRAFT else invoice.balance_minor


def _stamp(invoice: Invoice, words: Words) -> str:
    if invoice.state == State.DRAFT:
        return words("DRAFT")
    return words("VOID") if invoice.state == State.VOID else ""


def _facts(invoice: Invoice, payer: Content, words: Words) -> list[tuple[str, str]]:
    days = [day for line in invoice.lines.all() for day in (line.from_on, line.to_on) if day]
    credited = invoice.credits
    due = invoice.due_on if invoice.kind != Kind.CREDIT_NOTE else None
    facts = [
        (words("Number"), invoice.number),
        (words("Date"), words.day(invoice.issued_on) if invoice.issued_on else ""),
        (_due_word(invoice, words), words.day(due) if due else ""),
        (words("Period"), words.days(min(days), max(days)) if days else ""),
        (words("Credit for"), _named(credited, words) if credited else ""),
        (words("Customer number"), payer.get("number", "")),
        (words("Your order"), payer.get("purchase_order", "")),
    ]
    return [(name, value) for name, value in facts if value]


def _due_word(invoice: Invoice, words: Words) -> str:
    return words("Valid until") if invoice.kind == Kind.QUOTE else words("Due")


def _named(invoice: Invoice, words: Words) -> str:
    day = words.day(invoice.issued_on) if invoice.issued_on else ""
    return words("{number} of {day}", number=invoice.number, day=day)


def _notices(invoice: Invoice, words: Words) -> list[str]:
    notices = []
    if invoice.kind == Kind.PROFORMA:
        notices.append(
            words("This is not an invoice. You get one when this amount has been paid in full.")
        )
    if invoice.kind == Kind.QUOTE:
        notices.append(words("This is an offer. Nothing is owed until you order."))
    if invoice.kind == Kind.CREDIT_NOTE and invoice.reason:
        notices.append(words("Reason: {reason}", reason=invoice.reason))
    return [*notices, *_reliefs(invoice, words)]


def _reliefs(invoice: Invoice, words: Words) -> list[str]:
    """Why taxes come to nothing."""
    taxes = list(invoice.taxes.all())
    exempt = sorted({tax.rate.name for tax in taxes if tax.relief == Relief.EXEMPT})
    said = []
    if any(tax.relief == Relief.REVERSE_CHARGE for tax in taxes):
        said.append(words("Reverse charge: the recipient of the service owes the tax."))
    if exempt:
        said.append(words("Exempt from: {taxes}", taxes=", ".join(exempt)))
    return said


def _lines(invoice: Invoice, words: Words) -> Section:
    """Quantity and price stand only where some line has more than one of something."""
    lines = list(invoice.lines.all())
    rates = _rates_of_lines(invoice.taxes.all(), words)
    by_unit = any(_is_by_unit(line) for line in lines)
    by_rate = len({rates.get(line.pk, "") for line in lines}) > 1
    columns = [
        (words("Description"), False),
        *([(words("Quantity"), True), (words("Price"), True)] if by_unit else []),
        *([(words("Tax"), True)] if by_rate else []),
        (words("Amount"), True),
    ]
    rows = []
    for line in lines:
        row = [cell(line.description, _note(line, invoice.currency, words))]
        if by_unit:
            row += _by_unit(line, invoice.currency, words)
        if by_rate:
            row.append(cell(rates.get(line.pk, "")))
        rows.append([*row, cell(words.money(line.amount_minor, invoice.currency))])
    return section(columns, rows)


def _note(line: InvoiceLine, currency: str, words: Words) -> str:
    days = [words.days(line.from_on, line.to_on)] if line.from_on and line.to_on else []
    discounts = [f"{name} {words.money(-abs(minor), currency)}" for name, minor in line.discounts]
    return "\n".join([*days, *discounts])


def _is_by_unit(line: InvoiceLine) -> bool:
    """Whether quantity and price make the amount: not of part of a period, nor with a discount."""
    exact = line.quantity * line.unit_minor
    return line.quantity != UNIT and abs(exact - line.amount_minor) <= HALF


def _by_unit(line: InvoiceLine, currency: str, words: Words) -> list[Cell]:
    if not _is_by_unit(line):
        return [cell(""), cell("")]
    return [cell(words.number(line.quantity)), cell(words.money(line.unit_minor, currency))]


def _rates_of_lines(taxes: Iterable[InvoiceTax], words: Words) -> dict[UUID, str]:
    found: dict[UUID, list[str]] = defaultdict(list)
    for tax in taxes:
        if tax.relief:
            continue
        percent = tax.rate.basis == TaxRate.Basis.PERCENT
        found[tax.line_id].append(words.percent(tax.rate.percent) if percent else tax.rate.code)
    return {line_id: " + ".join(sorted(set(names))) for line_id, names in found.items()}


def _totals(invoice: Invoice, words: Words) -> list[Sum]:
    """Net, each tax with what it is taken from (Directive 2006/112/EC art. 226), total."""
    currency = invoice.currency
    by_rate: dict[UUID, list[InvoiceTax]] = defaultdict(list)
    for tax in invoice.taxes.all():
        if not tax.relief:
            by_rate[tax.rate_id].append(tax)
    groups = sorted(by_rate.values(), key=lambda group: (group[0].rate.step, group[0].rate.code))
    sums = [total(words("Subtotal"), words.money(invoice.net_minor, currency))] if groups else []
    for group in groups:
        tax_minor = sum(tax.tax_minor for tax in group)
        sums.append(total(_tax_label(group, currency, words), words.money(tax_minor, currency)))
    name = words("Credit") if invoice.is_credit_note else words("Total")
    return [*sums, total(name, words.money(invoice.total_minor, currency), strong=True)]


def _tax_label(group: list[InvoiceTax], currency: str, words: Words) -> str:
    rate = group[0].rate
    if rate.basis != TaxRate.Basis.PERCENT:
        return rate.name
    base = words.money(sum(tax.base_minor for tax in group), currency)
    return words("{tax} {percent} of {base}", tax=rate.name, percent=words.percent(rate.percent),
                 base=base)  # fmt: skip


def _settled(invoice: Invoice, words: Words) -> list[Sum]:
    """What has been paid or used of a document, and what is left."""
    rows = invoice.uses.all() if invoice.is_credit_note else invoice.allocations.all()
    by_source: dict[tuple[str, date], int] = defaultdict(int)
    for row in rows:
        by_source[_source(row, invoice, words), row.applied_on] += row.amount_minor
    currency = invoice.currency
    sums = [
        total(words("{day}, {what}", day=words.day(day), what=what), words.money(-minor, currency))
        for (what, day), minor in by_source.items()
        if minor
    ]
    if not sums:
        return []
    left = words("Not used yet") if invoice.is_credit_note else words("Open")
    return [*sums, total(left, words.money(invoice.balance_minor, currency), strong=True)]


def _source(row: Allocation, invoice: Invoice, words: Words) -> str:
    if invoice.is_credit_note:
        return words("used for {number}", number=row.invoice.number)
    if row.payment is not None:
        return name_of_method(row.payment.method, words)
    assert row.credit_note is not None, "one of the two settles"
    return words("credit note {number}", number=row.credit_note.number)


def _how_to_pay(invoice: Invoice, issuer: Content, words: Words) -> PayBox | None:
    asked = Money(_asked(invoice), invoice.currency)
    iban, bic = compact(issuer.get("iban", "")), compact(issuer.get("bic", ""))
    reference = creditor_reference(invoice.number)
    code = transfer_code(
        name=str(issuer["name"]), iban=iban, bic=bic, amount=asked, reference=reference
    )
    rows = [
        (words("Amount"), words.money(asked.minor, asked.currency)),
        (words("Reference"), grouped(reference) or invoice.number),
        (words("Account holder"), str(issuer["name"]) if is_iban(iban) else ""),
        ("IBAN", grouped(iban) if is_iban(iban) else ""),
        ("BIC", bic if is_bic(bic) else ""),
    ]
    title = words("How to pay")
    if invoice.due_on and invoice.kind == Kind.INVOICE:
        title = words("Please pay by {day}", day=words.day(invoice.due_on))
    return {
        "title": title,
        "rows": [(name, value) for name, value in rows if value],
        "text": str(issuer.get("bank_details", "")),
        "qr": code,
        "qr_note": words("Scan to pay") if code else "",
    }
