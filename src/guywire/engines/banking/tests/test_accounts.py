"""Numbers of accounts and banks, and banking days."""

from collections.abc import Callable
from datetime import date

import pytest

from guywire.engines.banking.accounts import ach_account, bic, creditor_id, iban, routing_number
from guywire.engines.banking.calendars import (
    FEDERAL_RESERVE,
    TARGET,
    BankingCalendar,
    federal_reserve_holidays,
    target_holidays,
)
from guywire.engines.banking.errors import AccountInvalid


@pytest.mark.parametrize(
    ("check", "text", "plain"),
    [
        (routing_number, " 021-001-208 ", "021001208"),
        (iban, "de89 3704 0044 0532 0130 00", "DE89370400440532013000"),
        (iban, "GB29 NWBK 6016 1331 9268 19", "GB29NWBK60161331926819"),
        (bic, "deutdeff", "DEUTDEFF"),
        (bic, "DEUT DE FF 500", "DEUTDEFF500"),
        (creditor_id, "DE98 ZZZ 0999 9999 999", "DE98ZZZ09999999999"),
        (ach_account, "12 34-A", "1234-A"),
    ],
)
def test_number_is_returned_plain(check: Callable[[str], str], text: str, plain: str) -> None:
    assert check(text) == plain


@pytest.mark.parametrize(
    ("check", "text", "message"),
    [
        (routing_number, "02100120", "routing number '02100120' has the wrong length"),
        (routing_number, "021001209", "routing number '021001209' has wrong check digits"),
        (routing_number, "02100120X", "has a character or a form that it cannot have"),
        (iban, "DE89 3704 0044 0532 0130 01", "has wrong check digits"),
        (iban, "DE89 3704 0044 0532 0130", "IBAN 'DE89 3704 0044 0532 0130' "),
        (iban, "XX89 3704", "names a country or part that there is not"),
        (bic, "DEUT", "BIC 'DEUT' has the wrong length"),
        (bic, "DEUTXXFF", "names a country or part that there is not"),
        (creditor_id, "DE97ZZZ09999999999", "has wrong check digits"),
        (creditor_id, "ZZZ", "creditor identifier 'ZZZ' has a character or a form"),
        (ach_account, "12/34", "is not 1 to 17 letters, digits and hyphens"),
        (ach_account, "", "is not 1 to 17"),
    ],
)
def test_number_that_cannot_be_is_refused_in_words(
    check: Callable[[str], str], text: str, message: str
) -> None:
    with pytest.raises(AccountInvalid) as refusal:
        check(text)
    assert message in str(refusal.value)


def test_federal_reserve_keeps_its_holidays() -> None:
    assert federal_reserve_holidays(2026) == {
        date(2026, 1, 1), date(2026, 1, 19), date(2026, 2, 16), date(2026, 5, 25),
        date(2026, 6, 19), date(2026, 7, 4), date(2026, 9, 7), date(2026, 10, 12),
        date(2026, 11, 11), date(2026, 11, 26), date(2026, 12, 25),
    }  # fmt: skip
    assert FEDERAL_RESERVE.is_banking_day(date(2026, 7, 3))  # a Saturday's holiday is not moved
    assert not FEDERAL_RESERVE.is_banking_day(date(2027, 7, 5))  # a Sunday's is


@pytest.mark.parametrize(
    ("year", "easter_monday"),
    [(2024, date(2024, 4, 1)), (2026, date(2026, 4, 6)), (2038, date(2038, 4, 26))],
)
def test_target_is_closed_around_easter(year: int, easter_monday: date) -> None:
    assert easter_monday in target_holidays(year)
    assert len(target_holidays(year)) == 6
    assert not TARGET.is_banking_day(easter_monday)


def test_calendar_that_never_opens_says_so() -> None:
    every_day = frozenset(date.fromordinal(n) for n in range(739_000, 740_000))
    closed = BankingCalendar("a shut bank", lambda year: every_day)
    with pytest.raises(ValueError, match="a shut bank has no banking day in 60 days"):
        closed.on_or_after(date.fromordinal(739_001))
