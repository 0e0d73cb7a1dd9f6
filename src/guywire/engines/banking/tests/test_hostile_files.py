"""Files come from outside: whatever is in them, they are read or refused, never anything else."""

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guywire.engines.banking.errors import BankFileInvalid
from guywire.engines.banking.nacha import read_ach
from guywire.engines.banking.sepa import read_pain002
from guywire.engines.banking.statements import CsvMapping, read_camt, read_csv

from .test_sepa import REPORT
from .test_statements import GERMAN, GERMAN_FILE, camt, entry, part

RETURNED = (Path(__file__).parent / "vectors" / "returned.ach").read_bytes()
DETAILS = part(8, amount="49.90", name="Zoë", text="<Ustrd>INV-1</Ustrd>")
STATEMENT = camt(8, entry(8, more=f"<NtryDtls>{DETAILS}</NtryDtls>"))
TWO_COLUMNS = CsvMapping("Buchungstag", "%d.%m.%Y", credit="Betrag", debit="Text", currency="Name")


def read_german(content: bytes) -> object:
    return read_csv(content, GERMAN)


def read_two_columns(content: bytes) -> object:
    return read_csv(content, TWO_COLUMNS)


FILES: dict[str, tuple[Callable[[bytes], object], bytes]] = {
    "ach": (read_ach, RETURNED),
    "camt": (read_camt, STATEMENT),
    "pain.002": (read_pain002, REPORT.format(version="03").encode()),
    "csv": (read_german, GERMAN_FILE.encode()),
    "csv of two columns": (read_two_columns, GERMAN_FILE.encode()),
}
edits = st.lists(st.tuples(st.integers(0, 5_000), st.integers(0, 30), st.binary(max_size=12)))


@pytest.mark.slow
@pytest.mark.parametrize("kind", FILES)
@given(edits)
def test_edited_file_is_read_or_refused(kind: str, changes: list[tuple[int, int, bytes]]) -> None:
    read, content = FILES[kind]
    for place, length, put in changes:
        start = place % (len(content) + 1)
        content = content[:start] + put + content[start + length :]
    with suppress(BankFileInvalid):
        read(content)


@pytest.mark.slow
@pytest.mark.parametrize("kind", FILES)
@given(st.binary() | st.text().map(str.encode))
def test_anything_at_all_is_read_or_refused(kind: str, content: bytes) -> None:
    with suppress(BankFileInvalid):
        FILES[kind][0](content)
