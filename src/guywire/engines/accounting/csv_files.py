"""Journals as CSV: a plain one for everybody, and the one that Xero imports."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from guywire.engines.accounting.journal import (
    JournalEntry,
    JournalInvalid,
    JournalLine,
    require,
)
from guywire.engines.money import Money

FORMULA = ("=", "+", "-", "@", "\t", "\r")
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
"""Xero reads 25 Nov 2026 in every country, and 11/12/2026 in each its own way."""
HEADING = (
    "date", "number", "memo", "account_code", "account_name", "contact", "text", "debit", "credit",
    "currency", "tax_code",
)  # fmt: skip
XERO_HEADING = (
    "*Narration", "*Date", "Description", "*AccountCode", "*TaxRate", "*Amount", "TrackingName1",
    "TrackingOption1", "TrackingName2", "TrackingOption2",
)  # fmt: skip
XERO_LINES = 300
"""So many lines does Xero take from one file (Xero Central, Import manual journals)."""
XERO_UNTAXED = "Tax Exempt"
BYTE_ORDER_MARK = b"\xef\xbb\xbf"
"""Without it Excel does not read UTF-8."""


def write_csv(entries: Sequence[JournalEntry], *, currency: str) -> bytes:
    """All entries, a line each; JournalInvalid lists those that do not balance."""
    require(entries, currency)
    rows = (_row(entry, line, currency) for entry in entries for line in entry.lines)
    return BYTE_ORDER_MARK + _csv(HEADING, rows)


def _row(entry: JournalEntry, line: JournalLine, currency: str) -> list[str]:
    return [
        entry.on.isoformat(),
        _harmless(entry.number),
        _harmless(entry.memo),
        _harmless(line.account_code),
        _harmless(line.name),
        _harmless(line.contact),
        _harmless(line.text),
        _amount(line.debit_minor, currency),
        _amount(line.credit_minor, currency),
        currency,
        _harmless(line.tax_code),
    ]


def _amount(minor: int, currency: str) -> str:
    return Money(minor, currency).format() if minor else ""


def write_xero(
    entries: Sequence[JournalEntry], *, currency: str, untaxed: str = XERO_UNTAXED
) -> list[bytes]:
    """Files for Xero's import of manual journals, each of at most 300 lines.

    `tax_code` of a line must be the name of a tax rate in Xero; `untaxed` stands where it is empty.
    Xero takes lines of one narration and day for one journal, so the number leads the narration.
    """
    require(entries, currency)
    large = [entry.number for entry in entries if len(entry.lines) > XERO_LINES]
    if large:
        raise JournalInvalid(
            [f"entry {number}: Xero takes no more than {XERO_LINES} lines" for number in large]
        )
    return [
        _csv(XERO_HEADING, (row for entry in group for row in _xero(entry, currency, untaxed)))
        for group in _groups(entries)
    ]


def _groups(entries: Sequence[JournalEntry]) -> Iterator[list[JournalEntry]]:
    """Whole entries, as many as fit into a file."""
    group: list[JournalEntry] = []
    count = 0
    for entry in entries:
        if group and count + len(entry.lines) > XERO_LINES:
            yield group
            group, count = [], 0
        group.append(entry)
        count += len(entry.lines)
    if group:
        yield group


def _xero(entry: JournalEntry, currency: str, untaxed: str) -> Iterator[list[str]]:
    narration = _harmless(f"{entry.number} {entry.memo}".strip())
    for line in entry.lines:
        description = " ".join(filter(None, [line.contact, line.text]))
        yield [
            narration,
            _day(entry.on),
            _harmless(description),
            _harmless(line.account_code),
            _harmless(line.tax_code or untaxed),
            Money(line.signed_minor, currency).format(),
            *[""] * 4,
        ]


def _day(day: date) -> str:
    return f"{day.day:02} {MONTHS[day.month - 1]} {day.year}"


def _harmless(text: str) -> str:
    """No text becomes a formula when a spreadsheet opens the file (OWASP, CSV injection)."""
    return f"'{text}" if text.startswith(FORMULA) else text


def _csv(heading: Iterable[str], rows: Iterable[Iterable[str]]) -> bytes:
    content = io.StringIO(newline="")
    writer = csv.writer(content, lineterminator="\r\n")
    writer.writerow(heading)
    writer.writerows(rows)
    return content.getvalue().encode()
