"""What the banking engine raises.

BankingError          any refusal; the message says what is wrong and where
  AccountInvalid      a routing number, IBAN, BIC or creditor identifier that cannot be
  OrderInvalid        an order to a bank that its format or rules refuse; every fault at once
  BankFileInvalid     a file from a bank that cannot be read; every fault at once, each with a place
"""

from collections.abc import Sequence
from dataclasses import dataclass

SHOWN = 20
"""Faults that a message spells out; the rest is counted."""


class BankingError(ValueError):
    """The engine refuses its input."""


class AccountInvalid(BankingError):
    """`what` names the kind of number, `reason` what is wrong with it."""

    def __init__(self, what: str, number: str, reason: str) -> None:
        super().__init__(f"{what} {number!r} {reason}")
        self.what = what
        self.number = number
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong: `where` is a line, an element or the name of an entry."""

    where: str
    reason: str

    def __str__(self) -> str:
        return f"{self.where}: {self.reason}" if self.where else self.reason


class _Faulty(BankingError):
    """A refusal that lists its faults."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        shown = [str(fault) for fault in faults[:SHOWN]]
        if len(faults) > SHOWN:
            shown.append(f"and {len(faults) - SHOWN} more")
        super().__init__("; ".join(shown))
        self.faults = tuple(faults)


class OrderInvalid(_Faulty):
    """Nothing was written: the order breaks the format or the rules of the scheme."""


class BankFileInvalid(_Faulty):
    """Nothing was read: the file is not what it should be."""

    @classmethod
    def at(cls, where: str, reason: str) -> "BankFileInvalid":
        """The refusal with a single fault."""
        return cls([Fault(where, reason)])
