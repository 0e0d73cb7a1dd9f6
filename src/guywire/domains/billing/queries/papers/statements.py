"""Statements as papers and as lines of a file."""

from collections.abc import Iterator

from guywire.engines.money import Money
from guywire.kit.shapes.formulas import harmless

from ...models import Journal
from ..statements import Movement, Statement
from .receipts import name_of_method
from .sheets import Cell, Content, Section, Sheet, Sum, cell, letterhead, section, total
from .words import Words, words_of


def _kind_names(words: Words) -> dict[Journal.Kind, str]:
    kind = Journal.Kind
    return {
        kind.INVOICE: words("Invoice"),
        kind.CREDIT_NOTE: words("Credit note"),
        kind.VOID: words("Invoice voided"),
        kind.WRITE_OFF: words("Written off"),
        kind.RECOVERY: words("Write-off taken back"),
        kind.PAYMENT: words("Payment"),
        kind.PAYMENT_BACK: words("Payment taken back"),
        kind.REFUND: words("Refund"),
        kind.DISPUTE: words("Payment disputed"),
        kind.DISPUTE_WON: words("Dispute settled"),
        kind.DEPOSIT_USED: words("Deposit applied"),
        kind.TRANSFER: words("Transfer"),
    }


def statement_sheet(told: Statement, issuer: Content, payer: Content) -> Sheet:
    """The statement with opening and closing balance."""
    words = words_of(payer.get("language", ""), issuer.get("locale", ""))
    sheet = letterhead(words, issuer, payer, words("Statement"))
    span = f"{words.day(told.from_on)} – {words.day(told.last_on)}"
    sheet["name"] = [span]
    facts = [
        (words("Period"), span),
        (words("Customer number"), payer.get("number", "")),
        (words("Balance"), words.money(told.closing_minor, told.currency)),
    ]
    sheet["facts"] = [(name, value) for name, value in facts if value]
    sheet["sections"] = [_movements(told, words)]
    if told.proformas:
        sheet["sections"].append(_proformas(told, words))
    sheet["sums"] = [_closing(told, words)]
    return sheet


def _closing(told: Statement, words: Words) -> Sum:
    label = words("You owe") if told.closing_minor >= 0 else words("To your credit")
    return total(label, words.money(abs(told.closing_minor), told.currency), strong=True)


def _movements(told: Statement, words: Words) -> Section:
    def money(minor: int) -> Cell:
        return cell(words.money(minor, told.currency))

    names = _kind_names(words)
    blank = cell("")
    opening = [
        blank, cell(words("Opening balance")), blank, blank, money(told.opening_minor),
    ]  # fmt: skip
    rows = [
        [
            cell(words.day(one.on)),
            cell(_what(one, names, words), _more(one, words)),
            money(one.amount_minor) if one.amount_minor > 0 else blank,
            money(-one.amount_minor) if one.amount_minor < 0 else blank,
            money(one.balance_minor),
        ]
        for one in told.movements
    ]
    columns = [
        (words("Date"), False), (words("What"), False), (words("Charge"), True),
        (words("Credit"), True), (words("Balance"), True),
    ]  # fmt: skip
    return section(columns, [opening, *rows], rest=1)


def _what(one: Movement, names: dict[Journal.Kind, str], words: Words) -> str:
    return f"{names.get(one.kind, words('Entry'))} {one.number}".strip()


def _more(one: Movement, words: Words) -> str:
    if one.due_on:
        return words("due {day}", day=words.day(one.due_on))
    return name_of_method(one.method, words) if one.method else ""


def _proformas(told: Statement, words: Words) -> Section:
    rows = [
        [
            cell(row.number),
            cell(words.day(row.issued_on) if row.issued_on else ""),
            cell(words.money(row.total_minor, told.currency)),
        ]
        for row in told.proformas
    ]
    columns = [(words("Number"), False), (words("Date"), False), (words("Amount"), True)]
    return section(columns, rows, title=words("Proforma invoices (not owed)"))


def statement_lines(told: Statement) -> Iterator[list[str]]:
    """For a spreadsheet: ISO dates, amounts with a point."""

    def plain(minor: int) -> str:
        return Money(minor, told.currency).format()

    yield ["date", "kind", "number", "due", "method", "charge", "credit", "balance", "currency"]
    opening = plain(told.opening_minor)
    yield [str(told.from_on), "opening_balance", "", "", "", "", "", opening, told.currency]
    for one in told.movements:
        yield [
            str(one.on),
            one.kind.value,
            harmless(one.number),
            str(one.due_on or ""),
            one.method.value if one.method else "",
            plain(one.amount_minor) if one.amount_minor > 0 else "",
            plain(-one.amount_minor) if one.amount_minor < 0 else "",
            plain(one.balance_minor),
            told.currency,
        ]
    for row in told.proformas:
        yield [
            str(row.issued_on), "proforma", harmless(row.number), "", "", "", "", "", told.currency,
        ]  # fmt: skip
    closing = plain(told.closing_minor)
    yield [str(told.last_on), "closing_balance", "", "", "", "", "", closing, told.currency]
