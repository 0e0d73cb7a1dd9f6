"""How a payment finds its document: creditor references and the code that banks' apps scan."""

import re
from io import BytesIO

from segno import helpers

from guywire.engines.money import Money

from ...inputs.banks import is_iban, mod97

LONGEST_REFERENCE = 21
LONGEST_NAME = 70
MOST_EPC_MINOR = 99_999_999_999
"""999,999,999.99 (EPC069-12 §2.2, AT-04)."""


def creditor_reference(number: str) -> str:
    """The structured creditor reference of a document's number (ISO 11649): RF, two check digits.

    Empty when the number has letters of other alphabets, or is longer than a reference may be.
    """
    body = re.sub(r"[\s\-_/.]", "", number).upper()
    if not body or len(body) > LONGEST_REFERENCE or not re.fullmatch(r"[A-Z0-9]+", body):
        return ""
    check = 98 - mod97(f"{body}RF00")
    return f"RF{check:02d}{body}"


def grouped(reference: str) -> str:
    """As it is printed: groups of four (ISO 11649 §5, ISO 13616)."""
    return " ".join(reference[at : at + 4] for at in range(0, len(reference), 4))


def transfer_code(*, name: str, iban: str, bic: str, amount: Money, reference: str) -> str:
    """The “Girocode” of a SEPA credit transfer (EPC069-12, version 2) as an SVG picture.

    Empty where none is valid: another currency than the euro, no IBAN, nothing to pay.
    """
    fits = amount.currency == "EUR" and 0 < amount.minor <= MOST_EPC_MINOR
    if not fits or not is_iban(iban) or not name:
        return ""
    code = helpers.make_epc_qr(
        name=name[:LONGEST_NAME],
        iban=iban,
        amount=amount.decimal,
        bic=bic or None,
        reference=reference or None,
        text=None if reference else "-",
        encoding="utf-8",
    )
    drawn = BytesIO()
    code.save(drawn, kind="svg", xmldecl=False, svgns=True, border=0)
    return drawn.getvalue().decode()
