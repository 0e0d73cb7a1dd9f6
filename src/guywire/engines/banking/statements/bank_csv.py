"""Bank statements as CSV, read by a stated mapping; nothing is guessed but encoding and delimiter.

The heading may stand below other lines (name of the account, period). A file is taken whole or not
at all: every line that cannot be read is named.
"""

import csv
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from guywire.engines.banking.amounts import money_of
from guywire.engines.banking.errors import BankFileInvalid, Fault
from guywire.engines.banking.statements.line import Statement, StatementLine, keyed
from guywire.engines.banking.statements.mapping import CsvMapping
from guywire.engines.money import MoneyError

LARGEST_BYTES = 50_000_000
DEEPEST_HEADING = 60
"""Lines among which the heading is looked for."""
DELIMITERS = (";", ",", "\t", "|")
MARKS = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
AMOUNT = re.compile(r"[+-]?\d+(\.\d+)?", re.ASCII)

Row = tuple[int, list[str]]


class _Unreadable(Exception):
    """A cell that cannot be read; carries its column and the reason."""

    def __init__(self, column: str, reason: str) -> None:
        super().__init__(reason)
        self.column = column
        self.reason = reason


@dataclass(frozen=True)
class _Cells:
    """The cells of one line by what they are."""

    places: dict[str, int]
    row: Sequence[str]

    def text(self, what: str) -> str:
        """A cell's text, empty if the mapping names no such column or the line ends before it."""
        place = self.places.get(what)
        if place is None or place >= len(self.row):
            return ""
        return " ".join(self.row[place].split())


def read_csv(content: bytes, mapping: CsvMapping, *, own_account: str = "") -> Statement:
    """The statement; BankFileInvalid names each line and column that cannot be read."""
    faults = [Fault("mapping", reason) for reason in mapping.faults()]
    if len(content) > LARGEST_BYTES:
        faults.append(Fault("file", f"it is larger than {LARGEST_BYTES // 10**6} MB"))
    if faults:
        raise BankFileInvalid(faults)
    heading = _heading(decoded(content, mapping.encoding), mapping)
    rows = list(heading.rows)
    lines: list[StatementLine] = []
    for number, row in rows[: len(rows) - mapping.last_lines]:
        try:
            if any(cell.strip() for cell in row[heading.width :]):
                raise _Unreadable("booked_on", "the line has more cells than the heading")
            lines.append(_line(number, _Cells(heading.places, row), mapping))
        except _Unreadable as error:
            column = mapping.columns().get(error.column, error.column)
            faults.append(Fault(f"line {number}, column {column}", error.reason))
    if faults:
        raise BankFileInvalid(faults)
    currencies = list(dict.fromkeys(line.currency for line in lines))
    currency = currencies[0] if len(currencies) == 1 else mapping.default_currency
    return Statement("", own_account, currency, tuple(keyed(lines, own_account)))


def decoded(content: bytes, encoding: str = "") -> str:
    """The text: by its mark, the encoding given, UTF-8, else Windows-1252."""
    found = next((name for mark, name in MARKS.items() if content.startswith(mark)), encoding)
    for name in [found] if found else ["utf-8", "cp1252"]:
        try:
            return content.decode(name)
        except LookupError as error:
            raise BankFileInvalid.at("mapping", f"there is no encoding {name!r}") from error
        except UnicodeDecodeError:
            continue
    tried = found or "UTF-8 or Windows-1252"
    raise BankFileInvalid.at("file", f"it is no text in {tried}")


@dataclass(frozen=True)
class _Heading:
    """Where each column stands, how many there are, and the lines below."""

    places: dict[str, int]
    width: int
    rows: Iterator[Row]


def _heading(text: str, mapping: CsvMapping) -> _Heading:
    """The first line that has all the columns, with whichever delimiter."""
    wanted = {what: _plain(column) for what, column in mapping.columns().items()}
    best: set[str] = set(wanted.values())
    for delimiter in [mapping.delimiter] if mapping.delimiter else DELIMITERS:
        rows = _rows(text, delimiter)
        for number, row in rows:
            names = [_plain(cell) for cell in row]
            missing = set(wanted.values()) - set(names)
            if not missing:
                places = {what: names.index(name) for what, name in wanted.items()}
                return _Heading(places, len(names), rows)
            best = min(best, missing, key=len)
            if number > DEEPEST_HEADING:
                break
    columns = [column for column in mapping.columns().values() if _plain(column) in best]
    raise BankFileInvalid.at("heading", f"no line has the column {', '.join(columns)}")


def _plain(name: str) -> str:
    return " ".join(name.split()).casefold()


def _rows(text: str, delimiter: str) -> Iterator[Row]:
    """Lines that hold anything, with their numbers in the file."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    first = 1
    while True:
        try:
            row = next(reader, None)
        except csv.Error as error:
            raise BankFileInvalid.at(f"line {first}", f"no CSV: {error}") from error
        if row is None:
            return
        if any(cell.strip() for cell in row):
            yield first, row
        first = reader.line_num + 1


def _line(number: int, cells: _Cells, mapping: CsvMapping) -> StatementLine:
    currency = (cells.text("currency") or mapping.default_currency).upper()
    value_on = cells.text("value_on")
    texts = [cells.text(f"text {place}") for place in range(1, len(mapping.text) + 1)]
    return StatementLine(
        booked_on=_date("booked_on", cells.text("booked_on"), mapping.date_format),
        value_on=_date("value_on", value_on, mapping.date_format) if value_on else None,
        amount_minor=_amount(cells, mapping, currency),
        currency=currency,
        counterparty=cells.text("counterparty"),
        account=cells.text("account").replace(" ", ""),
        reference=cells.text("reference"),
        text=" ".join(filter(None, texts)),
        bank_id=cells.text("bank_id"),
        where=f"line {number}",
    )


def _date(column: str, text: str, form: str) -> date:
    try:
        return datetime.strptime(text, form).date()
    except ValueError as error:
        raise _Unreadable(column, f"{text!r} is no date of the form {form}") from error


def _amount(cells: _Cells, mapping: CsvMapping, currency: str) -> int:
    if mapping.amount:
        minor = _minor("amount", cells.text("amount"), mapping, currency)
        return minor * _sign(cells.text("direction"), mapping) if mapping.direction else minor
    credit, debit = cells.text("credit"), cells.text("debit")
    money_in = _minor("credit", credit, mapping, currency) if credit else 0
    money_out = abs(_minor("debit", debit, mapping, currency)) if debit else 0
    if bool(money_in) is bool(money_out):
        raise _Unreadable("credit", "there must be money in or money out, and not both")
    return money_in - money_out


def _sign(word: str, mapping: CsvMapping) -> int:
    if word.upper() in mapping.debit_words:
        return -1
    if word.upper() in mapping.credit_words:
        return 1
    raise _Unreadable("direction", f"{word!r} says neither money in nor money out")


def _minor(column: str, text: str, mapping: CsvMapping, currency: str) -> int:
    """An amount such as 1.234,56 or 1'234.56 or (12.00) or 12.00-, in minor units."""
    grouping = "." if mapping.decimal_sign == "," else ","
    plain = re.sub(rf"[\s'’{re.escape(grouping)}]", "", text).replace(mapping.decimal_sign, ".")
    plain = plain.replace("\u2212", "-")
    if plain.startswith("(") and plain.endswith(")"):
        plain = f"-{plain[1:-1]}"
    if plain.endswith(("-", "+")):
        plain = plain[-1] + plain[:-1]
    if AMOUNT.fullmatch(plain) is None or _is_grouped_wrongly(text, grouping):
        raise _Unreadable(column, f"{text!r} is no amount with {mapping.decimal_sign!r}")
    try:
        return money_of(plain, currency).minor
    except MoneyError as error:
        raise _Unreadable(column, str(error)) from error


def _is_grouped_wrongly(text: str, grouping: str) -> bool:
    """12.34 read with a decimal comma would be 1234: grouping stands before three digits only."""
    return re.search(rf"{re.escape(grouping)}(?!\d{{3}}(?!\d))", text) is not None
