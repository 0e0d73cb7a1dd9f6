"""Writes an ACH file: PPD, CCD and WEB debits, credits and prenotes.

Layout and sums by NACHA Operating Rules, Appendix Three (ACH record format specifications).
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from guywire.engines.banking.accounts import routing_number
from guywire.engines.banking.calendars import BankingCalendar
from guywire.engines.banking.errors import BankingError, Fault, OrderInvalid
from guywire.engines.banking.nacha.checks import faults_of
from guywire.engines.banking.nacha.orders import (
    AccountKind,
    AchBatch,
    AchEntry,
    AchFile,
    AchOriginator,
    Direction,
    OffsetAccount,
    Sec,
    ServiceClass,
    TransactionCode,
    WrittenEntry,
)
from guywire.engines.banking.nacha.records import (
    BATCH_CONTROL,
    BATCH_HEADER,
    BLOCKING,
    ENTRY,
    FILE_CONTROL,
    FILE_HEADER,
    FILLER,
    HASH_MODULUS,
    PAYMENT_ADDENDA,
    WIDTH,
)

LAST_SEQUENCE = 9_999_999
CODES = {
    (AccountKind.CHECKING, Direction.CREDIT, False): TransactionCode.CHECKING_CREDIT,
    (AccountKind.CHECKING, Direction.CREDIT, True): TransactionCode.CHECKING_CREDIT_PRENOTE,
    (AccountKind.CHECKING, Direction.DEBIT, False): TransactionCode.CHECKING_DEBIT,
    (AccountKind.CHECKING, Direction.DEBIT, True): TransactionCode.CHECKING_DEBIT_PRENOTE,
    (AccountKind.SAVINGS, Direction.CREDIT, False): TransactionCode.SAVINGS_CREDIT,
    (AccountKind.SAVINGS, Direction.CREDIT, True): TransactionCode.SAVINGS_CREDIT_PRENOTE,
    (AccountKind.SAVINGS, Direction.DEBIT, False): TransactionCode.SAVINGS_DEBIT,
    (AccountKind.SAVINGS, Direction.DEBIT, True): TransactionCode.SAVINGS_DEBIT_PRENOTE,
}
OPPOSITE = {Direction.DEBIT: Direction.CREDIT, Direction.CREDIT: Direction.DEBIT}


@dataclass
class Sums:
    """What a control record totals."""

    entries: int = 0
    hash: int = 0
    amounts: dict[Direction, int] = field(default_factory=lambda: dict.fromkeys(Direction, 0))

    def add(self, other: "Sums") -> None:
        """Count another part in."""
        self.entries += other.entries
        self.hash += other.hash
        for direction, amount in other.amounts.items():
            self.amounts[direction] += amount

    def values(self) -> dict[str, object]:
        """As fields of a control record; the hash keeps its last ten digits."""
        return {
            "entry_count": self.entries,
            "entry_hash": self.hash % HASH_MODULUS,
            "debit_total": self.amounts[Direction.DEBIT],
            "credit_total": self.amounts[Direction.CREDIT],
        }


@dataclass
class _Writing:
    originator: AchOriginator
    next_trace: int
    lines: list[str] = field(default_factory=list[str])
    entries: list[WrittenEntry] = field(default_factory=list[WrittenEntry])

    @property
    def odfi(self) -> str:
        return routing_number(self.originator.odfi_routing)[:8]


def write_ach(
    originator: AchOriginator,
    batches: Sequence[AchBatch],
    *,
    created_at: datetime,
    calendar: BankingCalendar,
    file_id_modifier: str = "A",
    first_trace: int = 1,
    first_batch: int = 1,
    newline: str = "\n",
) -> AchFile:
    """The file of these batches; OrderInvalid names every entry and field that cannot go.

    `created_at` is local time at the bank; `file_id_modifier` tells files of one day apart (A-Z,
    0-9); trace and batch numbers run on from the first ones given.
    """
    faults = faults_of(originator, batches, created_at.date(), calendar, file_id_modifier)
    if faults:
        raise OrderInvalid(faults)
    writing = _Writing(originator, first_trace)
    writing.lines.append(_file_header(originator, created_at, file_id_modifier))
    total = Sums()
    for number, batch in enumerate(batches, first_batch):
        total.add(_write_batch(writing, batch, number))
    blocks = -(-(len(writing.lines) + 1) // BLOCKING)
    control = {"record_type": 9, "batch_count": len(batches), "block_count": blocks}
    writing.lines.append(_written("the file", FILE_CONTROL.written, control | total.values()))
    writing.lines += [FILLER] * (blocks * BLOCKING - len(writing.lines))
    return AchFile(
        content="".join(line + newline for line in writing.lines).encode("ascii"),
        entries=tuple(writing.entries),
        debit_minor=total.amounts[Direction.DEBIT],
        credit_minor=total.amounts[Direction.CREDIT],
        next_trace=writing.next_trace,
        batch_numbers=tuple(range(first_batch, first_batch + len(batches))),
    )


def _file_header(originator: AchOriginator, created_at: datetime, modifier: str) -> str:
    origin = originator.immediate_origin.strip()
    values = {
        "record_type": 1,
        "priority": 1,
        "immediate_destination": routing_number(originator.immediate_destination),
        "immediate_origin": origin,
        "created_on": created_at.strftime("%y%m%d"),
        "created_at": created_at.strftime("%H%M"),
        "file_id_modifier": modifier,
        "record_size": WIDTH,
        "blocking_factor": BLOCKING,
        "format_code": 1,
        "immediate_destination_name": originator.immediate_destination_name,
        "immediate_origin_name": originator.immediate_origin_name,
    }
    return _written("the originator", FILE_HEADER.written, values)


def _write_batch(writing: _Writing, batch: AchBatch, number: int) -> Sums:
    originator = writing.originator
    entries = list(batch.entries)
    offsets = list(_offsets(originator.offset, batch)) if originator.offset else []
    service_class = _service_class([*entries, *offsets])
    shared: dict[str, object] = {
        "service_class": service_class.value,
        "company_id": originator.company_id,
        "odfi": writing.odfi,
        "batch_number": number,
    }
    header = shared | {
        "record_type": 5,
        "company_name": originator.company_name,
        "company_discretionary": batch.company_discretionary,
        "sec": batch.sec.value,
        "description": batch.marked,
        "descriptive_date": batch.descriptive_date,
        "effective_on": batch.effective_on.strftime("%y%m%d"),
        "originator_status": 1,
    }
    where = f"batch {number}"
    writing.lines.append(_written(where, BATCH_HEADER.written, header))
    sums = Sums()
    for entry in entries:
        trace = _write_entry(writing, batch.sec, entry, sums)
        writing.entries.append(WrittenEntry(entry.id, trace, number))
    for entry in offsets:
        _write_entry(writing, batch.sec, entry, sums)
    control = shared | {"record_type": 8} | sums.values()
    writing.lines.append(_written(where, BATCH_CONTROL.written, control))
    return sums


def _write_entry(writing: _Writing, sec: Sec, entry: AchEntry, sums: Sums) -> str:
    if writing.next_trace > LAST_SEQUENCE:
        raise OrderInvalid([Fault(f"entry {entry.id}", "trace numbers of the day are used up")])
    routing = routing_number(entry.routing)
    trace = f"{writing.odfi}{writing.next_trace:07}"
    values = {
        "record_type": 6,
        "transaction_code": CODES[entry.account_kind, entry.direction, entry.is_prenote].value,
        "rdfi": routing[:8],
        "check_digit": routing[8],
        "account": entry.account.replace(" ", ""),
        "amount": entry.amount_minor,
        "individual_id": entry.id,
        "name": entry.name,
        "discretionary": _discretionary(sec, entry),
        "addenda_indicator": int(bool(entry.text)),
        "trace": trace,
    }
    writing.lines.append(_written(f"entry {entry.id}", ENTRY.written, values))
    if entry.text:
        addenda = {"record_type": 7, "addenda_type": 5, "text": entry.text, "sequence": 1}
        addenda |= {"entry_sequence": trace[-7:]}
        writing.lines.append(_written(f"entry {entry.id}", PAYMENT_ADDENDA.written, addenda))
    writing.next_trace += 1
    sums.entries += 1 + bool(entry.text)
    sums.hash += int(routing[:8])
    sums.amounts[entry.direction] += entry.amount_minor
    return trace


def _discretionary(sec: Sec, entry: AchEntry) -> str:
    """WEB debits say there whether they recur (R) or not (S)."""
    if sec is not Sec.WEB or entry.direction is not Direction.DEBIT:
        return ""
    return "R" if entry.is_recurring else "S"


def _service_class(entries: Sequence[AchEntry]) -> ServiceClass:
    directions = {entry.direction for entry in entries}
    if len(directions) > 1:
        return ServiceClass.MIXED
    return ServiceClass.DEBITS if Direction.DEBIT in directions else ServiceClass.CREDITS


def _offsets(account: OffsetAccount, batch: AchBatch) -> Iterator[AchEntry]:
    """Entries to our own account that make the batch balance."""
    for direction in Direction:
        total = sum(e.amount_minor for e in batch.entries if e.direction is direction)
        if total:
            yield AchEntry(
                id="OFFSET",
                name="OFFSET",
                routing=account.routing,
                account=account.account,
                account_kind=account.account_kind,
                amount_minor=total,
                direction=OPPOSITE[direction],
            )


def _written(
    where: str, write: Callable[[Mapping[str, object]], str], values: Mapping[str, object]
) -> str:
    try:
        return write(values)
    except BankingError as error:
        raise OrderInvalid([Fault(where, str(error))]) from error


def effective_date(on: date, calendar: BankingCalendar, *, banking_days: int = 1) -> date:
    """Settlement day of a file handed in on a day; debits settle a banking day later, credits two.

    A prenote asks for three banking days between it and the first entry (NACHA Rules §2.6.2).
    """
    return calendar.after(on, banking_days)
