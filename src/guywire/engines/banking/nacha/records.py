"""Records of 94 characters: their fields by place, width and kind (NACHA Operating Rules, App. 3).

A record is described once and both written and read by that description.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from guywire.engines.banking.errors import BankingError
from guywire.engines.text import ascii_of

WIDTH = 94
BLOCKING = 10
"""Records a block; a file is filled to whole blocks with lines of nines."""
FILLER = "9" * WIDTH


class Align(StrEnum):
    """TEXT is left justified and padded with blanks, NUMBER right justified with zeros."""

    TEXT = "text"
    NUMBER = "number"
    RIGHT = "right"
    """Right justified with blanks: routing numbers in the file header."""


@dataclass(frozen=True, slots=True)
class Field:
    """One field: its width and how it is filled. `may_be_cut` text loses its end if too long."""

    name: str
    width: int
    align: Align = Align.TEXT
    may_be_cut: bool = False

    def written(self, value: object) -> str:
        """The value in exactly the field's width; BankingError if it does not fit."""
        if self.align is Align.NUMBER:
            return self._number(value)
        text = ascii_of(str(value))
        if self.may_be_cut:
            text = text[: self.width].rstrip()
        if len(text) > self.width:
            raise BankingError(f"{self.name} {text!r} is longer than {self.width} characters")
        return text.ljust(self.width) if self.align is Align.TEXT else text.rjust(self.width)

    def _number(self, value: object) -> str:
        digits = str(value)
        if not (digits.isascii() and digits.isdigit()):
            raise BankingError(f"{self.name} {digits!r} is not a whole number")
        if len(digits) > self.width:
            raise BankingError(f"{self.name} {digits} has more than {self.width} digits")
        return digits.zfill(self.width)


@dataclass(frozen=True)
class Record:
    """A kind of record: what it is called and its fields in order."""

    name: str
    fields: tuple[Field, ...]

    def __post_init__(self) -> None:
        total = sum(field.width for field in self.fields)
        if total != WIDTH:
            raise ValueError(f"the fields of {self.name} fill {total} characters, not {WIDTH}")

    def written(self, values: Mapping[str, object]) -> str:
        """The record's line; a field without a value is blank (zeros if it is a number)."""
        empty = {Align.TEXT: "", Align.NUMBER: 0, Align.RIGHT: ""}
        return "".join(
            field.written(values.get(field.name, empty[field.align])) for field in self.fields
        )

    def read(self, line: str) -> dict[str, str]:
        """The fields of a line by name, without their padding blanks."""
        values: dict[str, str] = {}
        start = 0
        for field in self.fields:
            values[field.name] = line[start : start + field.width].strip()
            start += field.width
        return values


def _number(name: str, width: int) -> Field:
    return Field(name, width, Align.NUMBER)


TYPE = Field("record_type", 1)

FILE_HEADER = Record(
    "file header",
    (
        TYPE,
        _number("priority", 2),
        Field("immediate_destination", 10, Align.RIGHT),
        Field("immediate_origin", 10, Align.RIGHT),
        Field("created_on", 6),
        Field("created_at", 4),
        Field("file_id_modifier", 1),
        _number("record_size", 3),
        _number("blocking_factor", 2),
        Field("format_code", 1),
        Field("immediate_destination_name", 23, may_be_cut=True),
        Field("immediate_origin_name", 23, may_be_cut=True),
        Field("reference_code", 8),
    ),
)
BATCH_HEADER = Record(
    "batch header",
    (
        TYPE,
        _number("service_class", 3),
        Field("company_name", 16, may_be_cut=True),
        Field("company_discretionary", 20),
        Field("company_id", 10),
        Field("sec", 3),
        Field("description", 10),
        Field("descriptive_date", 6),
        Field("effective_on", 6),
        Field("settlement_day", 3),
        Field("originator_status", 1),
        _number("odfi", 8),
        _number("batch_number", 7),
    ),
)
ENTRY = Record(
    "entry",
    (
        TYPE,
        _number("transaction_code", 2),
        _number("rdfi", 8),
        _number("check_digit", 1),
        Field("account", 17),
        _number("amount", 10),
        Field("individual_id", 15),
        Field("name", 22, may_be_cut=True),
        Field("discretionary", 2),
        _number("addenda_indicator", 1),
        _number("trace", 15),
    ),
)
PAYMENT_ADDENDA = Record(
    "addenda 05",
    (
        TYPE,
        _number("addenda_type", 2),
        Field("text", 80),
        _number("sequence", 4),
        _number("entry_sequence", 7),
    ),
)
RETURN_ADDENDA = Record(
    "addenda 99",
    (
        TYPE,
        _number("addenda_type", 2),
        Field("code", 3),
        Field("original_trace", 15),
        Field("died_on", 6),
        Field("original_rdfi", 8),
        Field("text", 44),
        Field("trace", 15),
    ),
)
CHANGE_ADDENDA = Record(
    "addenda 98",
    (
        TYPE,
        _number("addenda_type", 2),
        Field("code", 3),
        Field("original_trace", 15),
        Field("reserved_1", 6),
        Field("original_rdfi", 8),
        Field("corrected", 29),
        Field("reserved_2", 15),
        Field("trace", 15),
    ),
)
BATCH_CONTROL = Record(
    "batch control",
    (
        TYPE,
        _number("service_class", 3),
        _number("entry_count", 6),
        _number("entry_hash", 10),
        _number("debit_total", 12),
        _number("credit_total", 12),
        Field("company_id", 10),
        Field("authentication", 19),
        Field("reserved", 6),
        _number("odfi", 8),
        _number("batch_number", 7),
    ),
)
FILE_CONTROL = Record(
    "file control",
    (
        TYPE,
        _number("batch_count", 6),
        _number("block_count", 6),
        _number("entry_count", 8),
        _number("entry_hash", 10),
        _number("debit_total", 12),
        _number("credit_total", 12),
        Field("reserved", 39),
    ),
)
HASH_MODULUS = 10**10
