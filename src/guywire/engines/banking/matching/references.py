"""Numbers that name what is paid: structured references, and document numbers inside a text.

Structured are ISO 11649 (RF and two check digits) and the Swiss QR/ESR reference (27 or 13 digits,
the last by modulo 10 recursive; Swiss Implementation Guidelines QR-bill, annex B).
"""

import re
from collections.abc import Iterator

from stdnum import iso11649

from guywire.engines.text import ascii_of

RUN = re.compile(r"[0-9A-Z]+", re.ASCII)
RF = re.compile(r"RF\d{2}[0-9A-Z]{1,21}", re.ASCII)
DIGITS = re.compile(r"\d+", re.ASCII)
ESR_LENGTHS = frozenset({13, 16, 27})
"""16 and 13 stood on the old orange slips, 27 stands on the QR-bill."""
CARRY = (0, 9, 4, 6, 8, 2, 7, 1, 3, 5)
MOST_RUNS = 8
"""So many pieces may a number fall into: groups of four or five, blanks at a bank's line ends."""


def rf_reference(text: str) -> str:
    """The creditor reference with its check digits for one's own number of up to 21 characters."""
    number = "".join(RUN.findall(text.upper()))
    check = 98 - int("".join(str(int(char, 36)) for char in f"{number}RF00")) % 97
    return iso11649.validate(f"RF{check:02}{number}")


def qr_reference(digits: str) -> str:
    """The Swiss QR reference of 27 digits for one's own number of up to 26."""
    number = digits.zfill(26)
    if DIGITS.fullmatch(number) is None or len(number) != 26:
        raise ValueError(f"{digits!r} is not a number of up to 26 digits")
    return number + _check_digit(number)


def _check_digit(digits: str) -> str:
    carry = 0
    for digit in digits:
        carry = CARRY[(carry + int(digit)) % 10]
    return str((10 - carry) % 10)


def structured(text: str) -> str:
    """The text as a structured reference in one form, empty if it is none.

    Leading zeros of an RF reference's own number do not count, nor those of a QR reference.
    """
    plain = "".join(RUN.findall(text.upper()))
    if RF.fullmatch(plain) and iso11649.is_valid(plain):
        return "RF" + plain[4:].lstrip("0")
    if plain.isdigit() and len(plain) in ESR_LENGTHS and _check_digit(plain[:-1]) == plain[-1]:
        return "QR" + plain.lstrip("0")
    return ""


def squeezed(number: str) -> str:
    """A document or customer number without its signs: INV-2026/0012 is INV20260012."""
    return "".join(RUN.findall(ascii_of(number).upper()))


def stands_in(number: str, text: str) -> bool:
    """Whether a text has the number with all its own signs, and nothing grown to its ends."""
    plain = re.escape(ascii_of(number).upper())
    return re.search(rf"(?<![0-9A-Z]){plain}(?![0-9A-Z])", ascii_of(text).upper()) is not None


def numbers_in(text: str) -> Iterator[tuple[str, int]]:
    """Everything in a text that may be a number, squeezed, and of how many pieces it was made.

    A number begins and ends where letters and digits do: 1001 is not found in 21001 or A1001.
    """
    runs = RUN.findall(ascii_of(text).upper())
    for first in range(len(runs)):
        joined = ""
        for count, run in enumerate(runs[first : first + MOST_RUNS], 1):
            joined += run
            yield joined, count
