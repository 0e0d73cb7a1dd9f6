"""What must hold before direct debits are written; all that does not is found at once.

EPC130-08 (SEPA Core Direct Debit, customer-to-bank implementation guidelines).
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date

from stdnum import iso11649

from guywire.engines.banking.accounts import bic, creditor_id, iban, refusals
from guywire.engines.banking.calendars import BankingCalendar
from guywire.engines.banking.errors import Fault
from guywire.engines.banking.sepa.characters import SEPA, sepa_of
from guywire.engines.banking.sepa.orders import Amendment, Collection, Creditor, DebitGroup, Mandate

LARGEST_MINOR = 99_999_999_999
ID_LENGTH = 35
GROUP_SUFFIX_LENGTH = 5
TEXT_LENGTH = 140
LAPSES_AFTER_MONTHS = 36
EUROPEAN_ECONOMIC_AREA = frozenset(
    re.findall(
        r"\w+",
        "AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IS IT LI LT LU LV MT NL NO PL PT RO SE SI SK",
    )
)


def faults_of(
    creditor: Creditor,
    groups: Iterable[DebitGroup],
    message_id: str,
    created_on: date,
    calendar: BankingCalendar,
) -> list[Fault]:
    """Every reason why the file cannot be written."""
    groups = list(groups)
    faults = [Fault("creditor", reason) for reason in _of_creditor(creditor)]
    longest = ID_LENGTH - GROUP_SUFFIX_LENGTH
    faults += [Fault("message id", reason) for reason in _of_id(message_id, longest)]
    if not groups:
        faults.append(Fault("file", "there is nothing to collect"))
    for number, group in enumerate(groups, 1):
        where = f"group {number}"
        faults += [Fault(where, reason) for reason in _of_group(group, created_on, calendar)]
        for collection in group.collections:
            place = f"collection {collection.end_to_end_id}"
            faults += [Fault(place, r) for r in _of_collection(collection, group, created_on)]
    ids = Counter(c.end_to_end_id for group in groups for c in group.collections)
    return faults + [
        Fault(f"collection {end_to_end_id}", f"the id is used {count} times")
        for end_to_end_id, count in ids.items()
        if count > 1
    ]


def _of_creditor(creditor: Creditor) -> Iterator[str]:
    yield from refusals(iban, creditor.iban)
    yield from refusals(creditor_id, creditor.creditor_id)
    if creditor.bic:
        yield from refusals(bic, creditor.bic)
    if not sepa_of(creditor.name):
        yield "the name is missing"


def _of_group(group: DebitGroup, created_on: date, calendar: BankingCalendar) -> Iterator[str]:
    if not group.collections:
        yield "there is nothing to collect"
    if group.due_on <= created_on:
        yield f"the due date {group.due_on} must be after the day of the file"
    if not calendar.is_banking_day(group.due_on):
        after = calendar.on_or_after(group.due_on)
        yield f"the due date {group.due_on} is no banking day of {calendar.name}: take {after}"


def _of_collection(collection: Collection, group: DebitGroup, created_on: date) -> Iterator[str]:
    yield from _of_id(collection.end_to_end_id, ID_LENGTH)
    if not 0 < collection.amount_minor <= LARGEST_MINOR:
        yield f"the amount {collection.amount_minor} is not 0.01 to 999,999,999.99 in cents"
    if collection.text and collection.reference:
        yield "it has both a text and a reference: SEPA takes one"
    if len(sepa_of(collection.text)) > TEXT_LENGTH:
        yield f"the text is longer than {TEXT_LENGTH} characters"
    if collection.reference and not iso11649.is_valid(collection.reference):
        yield f"the reference {collection.reference!r} is no creditor reference (RF, ISO 11649)"
    yield from _of_mandate(collection.mandate, group.due_on, created_on)


def _of_mandate(mandate: Mandate, due_on: date, created_on: date) -> Iterator[str]:
    yield from (f"mandate: {reason}" for reason in _of_id(mandate.id, ID_LENGTH))
    yield from refusals(iban, mandate.debtor_iban)
    if mandate.debtor_bic:
        yield from refusals(bic, mandate.debtor_bic)
    if not sepa_of(mandate.debtor_name):
        yield "the debtor's name is missing"
    if mandate.signed_on > created_on:
        yield f"the mandate is signed on {mandate.signed_on}, after the day of the file"
    last = mandate.last_collected_on or mandate.signed_on
    if due_on > _months_later(last, LAPSES_AFTER_MONTHS):
        yield f"the mandate lapsed: it was last used on {last}, more than 36 months before"
    is_outside = mandate.debtor_iban.strip()[:2].upper() not in EUROPEAN_ECONOMIC_AREA
    if is_outside and not (mandate.debtor_bic and mandate.debtor_address):
        yield "an account outside the European Economic Area needs the BIC and the address"
    if mandate.amendment is not None:
        yield from _of_amendment(mandate.amendment)


def _of_amendment(amendment: Amendment) -> Iterator[str]:
    if amendment.former_mandate_id:
        yield from (f"former mandate: {r}" for r in _of_id(amendment.former_mandate_id, ID_LENGTH))
    if amendment.former_creditor_id:
        yield from refusals(creditor_id, amendment.former_creditor_id)
    if amendment.former_debtor_iban:
        yield from refusals(iban, amendment.former_debtor_iban)
    if amendment.former_debtor_iban and amendment.has_another_bank:
        yield "an amendment names the former account or says that the bank is another, not both"
    if amendment == Amendment():
        yield "an amendment says what changed"


def _of_id(text: str, longest: int) -> Iterator[str]:
    """Ids travel unchanged, so nothing is transliterated: EPC130-08 §1.4."""
    if not 0 < len(text) <= longest:
        yield f"the id {text!r} has not 1 to {longest} characters"
    if not all(SEPA.fullmatch(char) for char in text) or text != text.strip():
        yield f"the id {text!r} has characters that SEPA does not take"
    if text.startswith("/") or text.endswith("/") or "//" in text:
        yield f"the id {text!r} may not begin or end with a slash or have two in a row"


def _months_later(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    for last in (day.day, 30, 29, 28):
        try:
            return date(year, month + 1, last)
        except ValueError:
            continue
    raise AssertionError(f"no day in {year}-{month + 1}")
