"""Journals for QuickBooks Desktop: IIF, Intuit's tab-separated interchange format.

Each entry is a transaction of type GENERAL JOURNAL: its first line is TRNS, the others are SPL,
debits above zero and credits below (Intuit, IIF Import Kit).
"""

from collections.abc import Iterator, Sequence

from guywire.engines.accounting.journal import JournalEntry, JournalLine, require
from guywire.engines.money import Money
from guywire.engines.text import encodable

COLUMNS = ("TRNSID", "TRNSTYPE", "DATE", "ACCNT", "NAME", "AMOUNT", "DOCNUM", "MEMO")
KIND = "GENERAL JOURNAL"
DOCUMENT_NUMBER = 11
"""Characters that QuickBooks keeps of a number; the last ones tell entries apart."""
NAME = 41
ENCODING = "cp1252"
"""QuickBooks Desktop reads the code page of Windows in western countries."""


def write_iif(entries: Sequence[JournalEntry], *, currency: str) -> bytes:
    """The file; JournalInvalid lists entries that do not balance.

    QuickBooks finds accounts by name: a line's `name`, or its code where it has no name.
    """
    require(entries, currency)
    lines = ["\t".join(("!TRNS", *COLUMNS)), "\t".join(("!SPL", "SPLID", *COLUMNS[1:])), "!ENDTRNS"]
    for entry in entries:
        lines += _transaction(entry, currency)
    return "".join(f"{line}\r\n" for line in lines).encode(ENCODING)


def _transaction(entry: JournalEntry, currency: str) -> Iterator[str]:
    for number, line in enumerate(entry.lines):
        keyword = "SPL" if number else "TRNS"
        yield "\t".join((keyword, "", KIND, *_fields(entry, line, currency)))
    yield "ENDTRNS"


def _fields(entry: JournalEntry, line: JournalLine, currency: str) -> tuple[str, ...]:
    said = " ".join(filter(None, [entry.number, entry.memo, line.text]))
    return (
        f"{entry.on:%m/%d/%Y}",
        _plain(line.name or line.account_code),
        _plain(line.contact)[:NAME],
        Money(line.signed_minor, currency).format(),
        _plain(entry.number)[-DOCUMENT_NUMBER:],
        _plain(said),
    )


def _plain(text: str) -> str:
    """One field of one line: no tabs, breaks or quotes, and only what the code page has."""
    return " ".join(encodable(text, ENCODING).replace('"', "'").split())
