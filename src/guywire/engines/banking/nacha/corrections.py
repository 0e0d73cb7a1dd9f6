"""What a notification of change says is right (NACHA Operating Rules, Appendix Five).

The field has 29 characters whose parts have fixed places; banks that shift them are understood
where the parts can be told apart, else nothing is guessed and the text is left to a person.
"""

from dataclasses import dataclass

from guywire.engines.banking.accounts import ach_account, routing_number
from guywire.engines.banking.nacha.orders import AccountKind

NAME_WIDTH = 22
ROUTING_WIDTH = 9
PARTS = {"C01": "a", "C02": "r", "C03": "ra", "C05": "k", "C06": "ak", "C07": "rak"}
"""Routing number, account number and kind of account in the order of the field."""
KINDS = {"2": AccountKind.CHECKING, "3": AccountKind.SAVINGS}


@dataclass(frozen=True, slots=True)
class Correction:
    """What to put in place of the old; None: unchanged. `text` is the field as it came."""

    text: str
    routing: str | None = None
    account: str | None = None
    account_kind: AccountKind | None = None
    name: str | None = None
    individual_id: str | None = None

    @property
    def is_understood(self) -> bool:
        """Whether it can be applied without a person."""
        parts = (self.routing, self.account, self.account_kind, self.name, self.individual_id)
        return any(part is not None for part in parts)


def correction_of(code: str, text: str) -> Correction:
    """The parts of the corrected data; none of them if one cannot be right."""
    text = text.rstrip()
    told = text[:NAME_WIDTH].strip() or None
    if code == "C04":
        return Correction(text, name=told)
    if code == "C09":
        return Correction(text, individual_id=told)
    try:
        return _account_data(text, PARTS.get(code, ""))
    except (ValueError, LookupError):
        return Correction(text)


def _account_data(text: str, parts: str) -> Correction:
    """Read the parts in their order; ValueError or LookupError if they are not there."""
    words = text.split()
    if parts.startswith("r"):
        words = [text[:ROUTING_WIDTH], *text[ROUTING_WIDTH:].split()]
    found = dict(zip(parts, words, strict=True))
    return Correction(
        text,
        routing=routing_number(found["r"]) if "r" in found else None,
        account=ach_account(found["a"]) if "a" in found else None,
        account_kind=KINDS[found["k"][0]] if "k" in found else None,
    )
