"""Journal entries on their way into somebody's bookkeeping."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from guywire.engines.money import MoneyError, exponent_of

SHOWN = 20
"""Faults that a message spells out; the rest is counted."""


@dataclass(frozen=True, slots=True)
class JournalLine:
    """One side of an entry: an account, and money either in its debit or in its credit."""

    account_code: str
    name: str
    """Of the account."""
    debit_minor: int = 0
    credit_minor: int = 0
    tax_code: str = ""
    contact: str = ""
    """Customer or supplier whom it concerns."""
    text: str = ""

    @property
    def signed_minor(self) -> int:
        """Debits above zero, credits below."""
        return self.debit_minor - self.credit_minor


@dataclass(frozen=True, slots=True)
class JournalEntry:
    """A dated entry whose debits equal its credits."""

    on: date
    number: str
    memo: str
    lines: tuple[JournalLine, ...]


class JournalInvalid(ValueError):
    """Nothing was written; `faults` say which entry is wrong and why."""

    def __init__(self, faults: Sequence[str]) -> None:
        shown = list(faults[:SHOWN])
        if len(faults) > SHOWN:
            shown.append(f"and {len(faults) - SHOWN} more")
        super().__init__("; ".join(shown))
        self.faults = tuple(faults)


def require(entries: Sequence[JournalEntry], currency: str) -> None:
    """JournalInvalid with all that is wrong."""
    if faults := [*_of_currency(currency), *_of_entries(entries)]:
        raise JournalInvalid(faults)


def _of_currency(currency: str) -> Iterator[str]:
    try:
        exponent_of(currency)
    except MoneyError as error:
        yield str(error)


def _of_entries(entries: Sequence[JournalEntry]) -> Iterator[str]:
    seen: set[str] = set()
    for entry in entries:
        where = f"entry {entry.number}"
        if entry.number in seen:
            yield f"{where}: the number is used twice"
        seen.add(entry.number)
        if not entry.lines:
            yield f"{where}: there is no line"
        difference = sum(line.signed_minor for line in entry.lines)
        if difference:
            yield f"{where}: debits and credits differ by {abs(difference)} (minor units)"
        for number, line in enumerate(entry.lines, 1):
            yield from (f"{where}, line {number}: {reason}" for reason in _of_line(line))


def _of_line(line: JournalLine) -> Iterator[str]:
    if not line.account_code.strip():
        yield "the account is missing"
    if line.debit_minor < 0 or line.credit_minor < 0:
        yield "debit and credit are not below zero"
    if line.debit_minor and line.credit_minor:
        yield "it has a debit and a credit"
