"""What must hold before an ACH file is written; all that does not is found at once."""

import re
from collections.abc import Iterator, Sequence
from datetime import date

from guywire.engines.banking.accounts import ach_account, refusals, routing_number
from guywire.engines.banking.calendars import BankingCalendar
from guywire.engines.banking.errors import Fault
from guywire.engines.banking.nacha.orders import (
    RETRY,
    REVERSAL,
    AchBatch,
    AchEntry,
    AchOriginator,
    Direction,
    Sec,
)
from guywire.engines.text import ascii_of

MODIFIER = re.compile(r"[A-Z0-9]", re.ASCII)
COMPANY_ID = re.compile(r"[A-Z0-9 ]{1,10}", re.ASCII)
ORIGIN = re.compile(r"[A-Z0-9]{9,10}", re.ASCII)
DESCRIPTION_WIDTH = 10
ID_WIDTH = 15
TEXT_WIDTH = 80
LARGEST_ENTRY_MINOR = 10**10 - 1
LARGEST_SAME_DAY_MINOR = 100_000_000
"""A million dollars an entry settles on the day of the file (Nacha, since 2022)."""
LARGEST_TOTAL_MINOR = 10**12 - 1


def faults_of(
    originator: AchOriginator,
    batches: Sequence[AchBatch],
    created_on: date,
    calendar: BankingCalendar,
    file_id_modifier: str,
) -> list[Fault]:
    """Every reason why the file cannot be written."""
    faults = list(_of_originator(originator))
    if MODIFIER.fullmatch(file_id_modifier) is None:
        faults.append(Fault("file", f"the modifier is one of A-Z and 0-9, not {file_id_modifier}"))
    if not batches:
        faults.append(Fault("file", "there is no batch"))
    for number, batch in enumerate(batches, 1):
        where = f"batch {number}"
        faults += [Fault(where, reason) for reason in _of_batch(batch, created_on, calendar)]
        for entry in batch.entries:
            place = f"entry {entry.id}"
            faults += [Fault(place, reason) for reason in _of_entry(entry, batch)]
            if batch.effective_on == created_on and entry.amount_minor > LARGEST_SAME_DAY_MINOR:
                faults.append(Fault(place, "more than 1,000,000.00 do not settle on the same day"))
    return faults + list(_of_totals(batches))


def _of_originator(originator: AchOriginator) -> Iterator[Fault]:
    where = "the originator"
    numbers = [originator.immediate_destination, originator.odfi_routing]
    if originator.offset is not None:
        numbers.append(originator.offset.routing)
        yield from (Fault(where, r) for r in refusals(ach_account, originator.offset.account))
    for number in numbers:
        yield from (Fault(where, reason) for reason in refusals(routing_number, number))
    if COMPANY_ID.fullmatch(originator.company_id) is None or not originator.company_id.strip():
        yield Fault(where, "the company id has 1 to 10 capital letters and digits")
    if ORIGIN.fullmatch(originator.immediate_origin.strip()) is None:
        yield Fault(where, "the immediate origin has 9 or 10 capital letters and digits")
    if not ascii_of(originator.company_name):
        yield Fault(where, "the company name is missing")


def _of_batch(batch: AchBatch, created_on: date, calendar: BankingCalendar) -> Iterator[str]:
    if not batch.entries:
        yield "there is no entry in it"
    if batch.is_retry and batch.is_reversal:
        yield "it cannot both present entries again and reverse them"
    yield from _of_description(batch)
    if batch.is_retry and any(entry.is_prenote for entry in batch.entries):
        yield "a prenote is not presented again"
    if batch.effective_on < created_on:
        yield f"the effective date {batch.effective_on} is before the day of the file"
    if not calendar.is_banking_day(batch.effective_on):
        after = calendar.on_or_after(batch.effective_on)
        yield (
            f"the effective date {batch.effective_on} is no banking day of {calendar.name}; "
            f"the next is {after}"
        )


def _of_description(batch: AchBatch) -> Iterator[str]:
    written = ascii_of(batch.marked)
    if not written:
        yield "the description that receivers see is missing"
    if len(written) > DESCRIPTION_WIDTH:
        yield f"the description {batch.marked!r} is longer than {DESCRIPTION_WIDTH} characters"
    if batch.marked == batch.description and written.upper() in (RETRY, REVERSAL):
        yield f"the description {batch.description} is set by marking the batch as such"


def _of_entry(entry: AchEntry, batch: AchBatch) -> Iterator[str]:
    yield from refusals(routing_number, entry.routing)
    yield from refusals(ach_account, entry.account)
    if not ascii_of(entry.name):
        yield "the name of the receiver is missing"
    if len(ascii_of(entry.id)) > ID_WIDTH:
        yield f"the id is longer than {ID_WIDTH} characters"
    if len(ascii_of(entry.text)) > TEXT_WIDTH:
        yield f"the text is longer than {TEXT_WIDTH} characters"
    yield from _of_amount(entry)
    if batch.sec is Sec.WEB and entry.direction is Direction.CREDIT:
        yield "WEB credits are between persons: pay a consumer by PPD"


def _of_amount(entry: AchEntry) -> Iterator[str]:
    if entry.is_prenote and entry.amount_minor:
        yield "a prenote has no amount"
    if not entry.is_prenote and not 0 < entry.amount_minor <= LARGEST_ENTRY_MINOR:
        yield f"the amount {entry.amount_minor} is not 0.01 to 99,999,999.99 in cents"


def _of_totals(batches: Sequence[AchBatch]) -> Iterator[Fault]:
    for direction in Direction:
        total = sum(
            entry.amount_minor
            for batch in batches
            for entry in batch.entries
            if entry.direction is direction
        )
        if total > LARGEST_TOTAL_MINOR:
            yield Fault("file", f"the {direction}s add up to more than a control record holds")
