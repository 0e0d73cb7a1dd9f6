"""Account numbers and banks as a WISP types them for its papers."""

import re
from typing import Annotated

from pydantic import AfterValidator, Field

_IBAN = re.compile(r"[A-Z]{2}\d{2}[A-Z0-9]{11,30}")
_BIC = re.compile(r"[A-Z]{4}[A-Z]{2}[A-Z0-9]{2}(?:[A-Z0-9]{3})?")


def compact(code: str) -> str:
    """Without the spaces it is printed with."""
    return re.sub(r"\s", "", code).upper()


def mod97(code: str) -> int:
    """ISO 7064 MOD 97-10 of digits and letters (A is 10, Z is 35)."""
    return int("".join(str(int(one, 36)) for one in code)) % 97


def is_iban(code: str) -> bool:
    """Whether a code without spaces is an account number by form and check digits (ISO 13616)."""
    return bool(_IBAN.fullmatch(code)) and mod97(code[4:] + code[:4]) == 1


def is_bic(code: str) -> bool:
    """Whether a code has the form of ISO 9362."""
    return bool(_BIC.fullmatch(code))


def _iban(value: str) -> str:
    code = compact(value)
    if code and not is_iban(code):
        raise ValueError("this is no IBAN: a letter or digit is wrong or missing")
    return code


def _bic(value: str) -> str:
    code = compact(value)
    if code and not is_bic(code):
        raise ValueError("write the 8 or 11 letters and digits of the bank's BIC")
    return code


Iban = Annotated[str, Field(max_length=42), AfterValidator(_iban)]
Bic = Annotated[str, Field(max_length=14), AfterValidator(_bic)]
