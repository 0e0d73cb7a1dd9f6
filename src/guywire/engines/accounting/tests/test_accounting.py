"""Journals for bookkeeping programs: exact, balanced, and harmless in a spreadsheet."""

import csv
import io
from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guywire.engines.accounting import (
    JournalEntry,
    JournalInvalid,
    JournalLine,
    write_csv,
    write_iif,
    write_xero,
)
from guywire.engines.money import Money

SALE = JournalEntry(
    date(2026, 11, 5),
    "J-2026-000123",
    "Invoice INV-1",
    (
        JournalLine("1400", "Accounts Receivable", debit_minor=4990, contact="Zoë Łuczak"),
        JournalLine("8400", "Revenue", credit_minor=4193, tax_code="19% VAT", text="=Internet"),
        JournalLine("1776", "", credit_minor=797),
    ),
)


def test_plain_csv_says_everything_and_runs_no_formula() -> None:
    assert write_csv([SALE], currency="EUR").decode("utf-8-sig").splitlines() == [
        "date,number,memo,account_code,account_name,contact,text,debit,credit,currency,tax_code",
        "2026-11-05,J-2026-000123,Invoice INV-1,1400,Accounts Receivable,Zoë Łuczak,,49.90,,EUR,",
        "2026-11-05,J-2026-000123,Invoice INV-1,8400,Revenue,,'=Internet,,41.93,EUR,19% VAT",
        "2026-11-05,J-2026-000123,Invoice INV-1,1776,,,,,7.97,EUR,",
    ]


def test_xero_gets_signed_amounts_days_in_words_and_a_narration_an_entry() -> None:
    (content,) = write_xero([SALE], currency="EUR")
    assert content.decode().splitlines() == [
        "*Narration,*Date,Description,*AccountCode,*TaxRate,*Amount,TrackingName1,"
        "TrackingOption1,TrackingName2,TrackingOption2",
        "J-2026-000123 Invoice INV-1,05 Nov 2026,Zoë Łuczak,1400,Tax Exempt,49.90,,,,",
        "J-2026-000123 Invoice INV-1,05 Nov 2026,'=Internet,8400,19% VAT,-41.93,,,,",
        "J-2026-000123 Invoice INV-1,05 Nov 2026,,1776,Tax Exempt,-7.97,,,,",
    ]


def test_xero_files_hold_whole_entries_of_at_most_300_lines() -> None:
    entries = [replace(SALE, number=str(number)) for number in range(250)]
    files = write_xero(entries, currency="EUR")
    counts = [len(content.decode().splitlines()) - 1 for content in files]
    assert counts == [300, 300, 150]
    with pytest.raises(JournalInvalid, match="entry J-1: Xero takes no more than 300 lines"):
        write_xero([replace(SALE, number="J-1", lines=SALE.lines * 101)], currency="EUR")


def test_quickbooks_gets_transactions_that_add_up_to_nothing() -> None:
    content = write_iif([SALE], currency="USD")
    kind = "GENERAL JOURNAL\t11/05/2026"
    assert content.decode("cp1252").splitlines() == [
        "!TRNS\tTRNSID\tTRNSTYPE\tDATE\tACCNT\tNAME\tAMOUNT\tDOCNUM\tMEMO",
        "!SPL\tSPLID\tTRNSTYPE\tDATE\tACCNT\tNAME\tAMOUNT\tDOCNUM\tMEMO",
        "!ENDTRNS",
        f"TRNS\t\t{kind}\tAccounts Receivable\tZoë Luczak\t49.90\t2026-000123\t"
        "J-2026-000123 Invoice INV-1",
        f"SPL\t\t{kind}\tRevenue\t\t-41.93\t2026-000123\tJ-2026-000123 Invoice INV-1 =Internet",
        f"SPL\t\t{kind}\t1776\t\t-7.97\t2026-000123\tJ-2026-000123 Invoice INV-1",
        "ENDTRNS",
    ]


ONE, *REST = SALE.lines


@pytest.mark.parametrize("write", [write_csv, write_iif, write_xero])
@pytest.mark.parametrize(
    ("entries", "currency", "fault"),
    [
        (
            [replace(SALE, lines=(replace(ONE, debit_minor=4991), *REST))],
            "EUR",
            "entry J-2026-000123: debits and credits differ by 1 (minor units)",
        ),
        ([replace(SALE, lines=())], "EUR", "entry J-2026-000123: there is no line"),
        ([SALE, SALE], "EUR", "entry J-2026-000123: the number is used twice"),
        (
            [replace(SALE, lines=(replace(ONE, account_code=" "), *REST))],
            "EUR",
            "entry J-2026-000123, line 1: the account is missing",
        ),
        (
            [replace(SALE, lines=(JournalLine("1", "", 5, 5),))],
            "EUR",
            "entry J-2026-000123, line 1: it has a debit and a credit",
        ),
        (
            [replace(SALE, lines=(JournalLine("1", "", -5), JournalLine("2", "", 5)))],
            "EUR",
            "entry J-2026-000123, line 1: debit and credit are not below zero",
        ),
        ([SALE], "euro", "a currency is three capital letters, not 'euro'"),
    ],
)
def test_journal_that_is_wrong_is_not_written(
    write: Callable[..., object], entries: list[JournalEntry], currency: str, fault: str
) -> None:
    with pytest.raises(JournalInvalid) as refusal:
        write(entries, currency=currency)
    assert refusal.value.faults == (fault,)


@given(
    st.text(),
    st.text(),
    st.integers(1, 10**12),
    st.sampled_from(["EUR", "JPY", "KWD"]),
)
def test_any_text_stays_in_its_cell_and_no_amount_changes(
    memo: str, contact: str, minor: int, currency: str
) -> None:
    lines = (JournalLine("1", memo, minor, contact=contact), JournalLine("2", "b", 0, minor))
    entry = JournalEntry(date(2026, 1, 2), "J-1", memo, lines)
    content = write_csv([entry], currency=currency).decode("utf-8-sig")
    heading, debit, credit = list(csv.reader(io.StringIO(content, newline="")))
    assert len(heading) == len(debit) == len(credit) == 11
    assert (debit[7], credit[8]) == (Money(minor, currency).format(),) * 2
    assert not any(cell.startswith(("=", "+", "-", "@")) for cell in debit)
    iif = write_iif([entry], currency=currency).decode("cp1252").split("\r\n")
    assert [line.count("\t") for line in iif] == [8, 8, 0, 8, 8, 0, 0]
    assert iif[3].split("\t")[6] == Money(minor, currency).format()
