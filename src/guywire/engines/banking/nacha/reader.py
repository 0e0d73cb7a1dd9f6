"""Reads what the bank sends back: returns (addenda 99) and notifications of change (addenda 98).

Sums and order of records are checked before anything is believed: a file that was cut or edited on
the way is refused with the line that does not fit.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime

from guywire.engines.banking.errors import BankFileInvalid, Fault
from guywire.engines.banking.nacha.codes import CHANGES, ReturnMeaning, meaning_of
from guywire.engines.banking.nacha.corrections import Correction, correction_of
from guywire.engines.banking.nacha.orders import AccountKind, Direction
from guywire.engines.banking.nacha.records import (
    BATCH_CONTROL,
    BATCH_HEADER,
    CHANGE_ADDENDA,
    ENTRY,
    FILE_CONTROL,
    FILE_HEADER,
    FILLER,
    HASH_MODULUS,
    RETURN_ADDENDA,
    WIDTH,
    Record,
)

LARGEST_FILE_BYTES = 50_000_000
ENCODINGS = ("utf-8", "latin-1")
KINDS = {"2": AccountKind.CHECKING, "3": AccountKind.SAVINGS}
RECORDS = {
    "1": FILE_HEADER,
    "5": BATCH_HEADER,
    "6": ENTRY,
    "8": BATCH_CONTROL,
    "9": FILE_CONTROL,
}


@dataclass(frozen=True, slots=True)
class AchReturn:
    """An entry that came back. `original_trace` is the trace number of the entry we sent."""

    line: int
    code: ReturnMeaning
    original_trace: str
    amount_minor: int
    direction: Direction
    individual_id: str
    name: str
    routing: str
    account: str
    account_kind: AccountKind | None
    company_id: str
    trace: str
    text: str = ""
    died_on: date | None = None


@dataclass(frozen=True, slots=True)
class AchChange:
    """Account data that the receiver's bank corrects; mind it before the next entry, six banking
    days at most. The entry itself was paid."""

    line: int
    code: str
    meaning: str
    original_trace: str
    correction: Correction
    individual_id: str
    name: str
    company_id: str
    trace: str


@dataclass(frozen=True, slots=True)
class AchReply:
    """A file of the bank in our terms; `other_count` are entries that are neither."""

    created_on: date | None
    file_id_modifier: str
    returns: tuple[AchReturn, ...]
    changes: tuple[AchChange, ...]
    other_count: int = 0


@dataclass
class _Batch:
    line: int
    header: dict[str, str]
    entry: dict[str, str] = field(default_factory=dict[str, str])
    is_entry_told: bool = False
    """Whether an addenda has said what became of the entry (a dispute has several)."""
    count: int = 0
    hash: int = 0
    totals: dict[Direction, int] = field(default_factory=lambda: dict.fromkeys(Direction, 0))


@dataclass
class _Reading:
    header: dict[str, str] = field(default_factory=dict[str, str])
    batch: _Batch | None = None
    batch_count: int = 0
    count: int = 0
    hash: int = 0
    totals: dict[Direction, int] = field(default_factory=lambda: dict.fromkeys(Direction, 0))
    has_control: bool = False
    returns: list[AchReturn] = field(default_factory=list[AchReturn])
    changes: list[AchChange] = field(default_factory=list[AchChange])
    other: int = 0
    faults: list[Fault] = field(default_factory=list[Fault])

    def fault(self, line: int, reason: str) -> None:
        """Note what is wrong with a line."""
        self.faults.append(Fault(f"line {line}", reason))


def read_ach(content: bytes) -> AchReply:
    """Returns and changes of a file; BankFileInvalid names the lines that do not fit."""
    reading = _Reading()
    for number, line in _lines(content):
        _read_line(reading, number, line)
    if not reading.header:
        reading.faults.append(Fault("file", "it does not begin with a file header"))
    if not reading.has_control:
        reading.faults.append(Fault("file", "it ends without a file control: it may be cut"))
    if reading.faults:
        raise BankFileInvalid(reading.faults)
    return AchReply(
        created_on=_date(reading.header.get("created_on", "")),
        file_id_modifier=reading.header.get("file_id_modifier", ""),
        returns=tuple(reading.returns),
        changes=tuple(reading.changes),
        other_count=reading.other,
    )


def _lines(content: bytes) -> Iterator[tuple[int, str]]:
    if len(content) > LARGEST_FILE_BYTES:
        raise BankFileInvalid.at("file", f"it is larger than {LARGEST_FILE_BYTES // 10**6} MB")
    text = _decoded(content)
    lines = text.splitlines()
    if len(lines) == 1 and len(text) > WIDTH:
        lines = [text[start : start + WIDTH] for start in range(0, len(text), WIDTH)]
    for number, line in enumerate(lines, 1):
        if line.strip():
            yield number, line


def _decoded(content: bytes) -> str:
    """ACH is ASCII; a name with another letter is taken in the encoding that keeps the width."""
    for encoding in ENCODINGS:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if text.isascii() or all(len(line.rstrip()) <= WIDTH for line in text.splitlines()):
            return text
    raise BankFileInvalid.at("file", "it is no text of lines of 94 characters")


def _read_line(reading: _Reading, number: int, line: str) -> None:
    if len(line.rstrip()) > WIDTH:
        reading.fault(number, f"is longer than {WIDTH} characters")
        return
    line = line[:WIDTH].ljust(WIDTH)
    kind = line[0]
    if line == FILLER and reading.has_control:
        return
    if kind == "7":
        _read_addenda(reading, number, line)
        return
    record = RECORDS.get(kind)
    if record is None:
        reading.fault(number, f"begins with {kind!r}, which is no record of ACH")
        return
    values = record.read(line)
    if _is_numeric(reading, number, record, values):
        {"1": _header, "5": _open, "6": _entry, "8": _close, "9": _control}[kind](
            reading, number, values
        )


NUMBERS = {
    "transaction_code", "rdfi", "check_digit", "amount", "entry_count", "entry_hash",
    "debit_total", "credit_total", "batch_count",
}  # fmt: skip


def _is_numeric(reading: _Reading, number: int, record: Record, values: dict[str, str]) -> bool:
    wrong = [name for name in values if name in NUMBERS and not (values[name].isdecimal())]
    for name in wrong:
        reading.fault(number, f"{record.name}: {name} is {values[name]!r}, no number")
    return not wrong


def _header(reading: _Reading, number: int, values: dict[str, str]) -> None:
    if reading.header:
        reading.fault(number, "is a second file header")
    reading.header = values


def _open(reading: _Reading, number: int, values: dict[str, str]) -> None:
    if reading.batch is not None:
        reading.fault(number, f"begins a batch before that of line {reading.batch.line} ends")
    reading.batch = _Batch(number, values)


def _entry(reading: _Reading, number: int, values: dict[str, str]) -> None:
    batch = reading.batch
    if batch is None:
        reading.fault(number, "is an entry outside a batch")
        return
    batch.entry = values
    batch.is_entry_told = False
    batch.count += 1
    batch.hash += int(values["rdfi"])
    batch.totals[_direction(values)] += int(values["amount"])
    reading.other += 1


def _direction(entry: dict[str, str]) -> Direction:
    """The second digit: 1-4 are credits, 5-9 debits (21 and 26 their returns and changes)."""
    return Direction.CREDIT if entry["transaction_code"][-1] in "1234" else Direction.DEBIT


def _read_addenda(reading: _Reading, number: int, line: str) -> None:
    batch = reading.batch
    if batch is None or not batch.entry:
        reading.fault(number, "is an addenda without an entry")
        return
    batch.count += 1
    if line[1:3] in ("98", "99") and not batch.is_entry_told:
        batch.is_entry_told = True
        reading.other -= 1
    if line[1:3] == "99":
        reading.returns.append(_returned(reading, number, RETURN_ADDENDA.read(line), batch))
    elif line[1:3] == "98":
        reading.changes.append(_changed(number, CHANGE_ADDENDA.read(line), batch))


def _returned(reading: _Reading, number: int, values: dict[str, str], batch: _Batch) -> AchReturn:
    entry = batch.entry
    if len(values["code"]) != 3 or values["code"][0] != "R":
        reading.fault(number, f"return code {values['code']!r} is none")
    return AchReturn(
        line=number,
        code=meaning_of(values["code"]),
        original_trace=values["original_trace"],
        amount_minor=int(entry["amount"]),
        direction=_direction(entry),
        individual_id=entry["individual_id"],
        name=entry["name"],
        # In a return the entry is addressed to our bank; the receiver's stands in the addenda.
        routing=values["original_rdfi"],
        account=entry["account"],
        account_kind=KINDS.get(entry["transaction_code"][0]),
        company_id=batch.header["company_id"],
        trace=values["trace"],
        text=values["text"],
        died_on=_date(values["died_on"]),
    )


def _changed(number: int, values: dict[str, str], batch: _Batch) -> AchChange:
    return AchChange(
        line=number,
        code=values["code"],
        meaning=CHANGES.get(values["code"], "a change code that is not known"),
        original_trace=values["original_trace"],
        correction=correction_of(values["code"], values["corrected"]),
        individual_id=batch.entry["individual_id"],
        name=batch.entry["name"],
        company_id=batch.header["company_id"],
        trace=values["trace"],
    )


def _close(reading: _Reading, number: int, values: dict[str, str]) -> None:
    batch, reading.batch = reading.batch, None
    if batch is None:
        reading.fault(number, "ends a batch that did not begin")
        return
    _compare(reading, number, values, batch.count, batch.hash, batch.totals)
    reading.batch_count += 1
    reading.count += batch.count
    reading.hash += batch.hash
    for direction, amount in batch.totals.items():
        reading.totals[direction] += amount


def _control(reading: _Reading, number: int, values: dict[str, str]) -> None:
    if reading.batch is not None:
        reading.fault(number, f"the batch of line {reading.batch.line} does not end")
    reading.has_control = True
    _compare(reading, number, values, reading.count, reading.hash, reading.totals)
    if int(values["batch_count"]) != reading.batch_count:
        reading.fault(
            number, f"says {values['batch_count']} batches, there are {reading.batch_count}"
        )


def _compare(
    reading: _Reading,
    number: int,
    values: dict[str, str],
    count: int,
    total_hash: int,
    totals: dict[Direction, int],
) -> None:
    found = {
        "entry_count": count,
        "entry_hash": total_hash % HASH_MODULUS,
        "debit_total": totals[Direction.DEBIT],
        "credit_total": totals[Direction.CREDIT],
    }
    for name, value in found.items():
        if int(values[name]) != value:
            what = name.replace("_", " ")
            reading.fault(number, f"says {what} {int(values[name])}, the entries make {value}")


def _date(text: str) -> date | None:
    """A date of six digits, None if there is none or it cannot be."""
    try:
        return datetime.strptime(text, "%y%m%d").date() if text.strip("0 ") else None
    except ValueError:
        return None
