"""Late fees, payments, credits, deposits, the prepaid wallet (B-DUN, B-PAY, B-MISC)."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guywire.engines.money import rate_of
from guywire.engines.rating import (
    Basis,
    Fund,
    Inside,
    LateFeeTerms,
    Oldest,
    OpenItem,
    Overdue,
    PaymentInvalid,
    RatingError,
    TermsInvalid,
    allocate,
    deposit_interest,
    draw,
    late_fees,
    refund,
    settle_deposit,
    wallet_draw,
)
from guywire.engines.rating.tests.make import day

DUE = day("03-10")
FIVE = LateFeeTerms(rate=rate_of("5"))


def fees(terms: LateFeeTerms, on: str, **item: Any) -> list[tuple[int, str, int]]:
    """Number, day and amount of the fees of an invoice of 100.00 due on 10 March."""
    invoice = Overdue("i", DUE, 10000)._replace(**item)
    return [
        (f.number, str(f.since)[5:], f.amount_minor) for f in late_fees([invoice], terms, day(on))
    ]


def test_b_dun_1_the_due_date_itself_is_not_late() -> None:
    assert fees(FIVE, "03-10") == []
    assert fees(FIVE, "03-11") == [(0, "03-11", 500)]
    with pytest.raises(TermsInvalid, match="not late"):
        LateFeeTerms(fixed_minor=500, after_days=0)


@pytest.mark.parametrize(
    ("terms", "on", "item", "expected"),
    [
        (LateFeeTerms(750), "03-11", {}, [(0, "03-11", 750)]),
        (LateFeeTerms(750, after_days=10), "03-19", {}, []),
        (LateFeeTerms(750, after_days=10), "03-20", {}, [(0, "03-20", 750)]),
        (FIVE, "05-01", {"next_number": 1}, []),  # once an invoice
        (LateFeeTerms(750, every_days=30), "03-31", {"next_number": 1}, []),
        (LateFeeTerms(750, every_days=30), "04-10", {"next_number": 1}, [(1, "04-10", 750)]),
        (LateFeeTerms(750, every_days=30), "07-30", {"next_number": 1}, [(4, "07-09", 750)]),
        (FIVE, "04-01", {"tax_minor": 1900, "fees_minor": 100}, [(0, "03-11", 400)]),
        (FIVE, "04-01", {"disputed_minor": 10000}, []),
        (FIVE, "04-01", {"is_pending": True}, []),
        (LateFeeTerms(750, minimum_minor=10001), "04-01", {}, []),
        (LateFeeTerms(750, minimum_minor=10000), "04-01", {}, [(0, "03-11", 750)]),
        (LateFeeTerms(750, cap_minor=1000), "04-01", {"charged_minor": 400}, [(0, "03-11", 600)]),
        (LateFeeTerms(750, cap_minor=1000), "04-01", {"charged_minor": 1000}, []),
        (FIVE, "04-01", {"open_minor": 0}, []),
    ],
)
def test_b_dun_2_late_fee(
    terms: LateFeeTerms, on: str, item: dict[str, object], expected: list[tuple[int, str, int]]
) -> None:
    assert fees(terms, on, **item) == expected


@pytest.mark.parametrize(
    "terms", [{}, {"fixed_minor": 1, "rate": 1}, {"fixed_minor": -1}, {"rate": 1, "every_days": -1}]
)
def test_b_dun_2_terms_that_cannot_be_are_refused(terms: dict[str, int]) -> None:
    with pytest.raises(TermsInvalid):
        LateFeeTerms(**terms)


ITEMS = [
    OpenItem("b", day("03-20"), day("03-01"), 5000, 950, 0),
    OpenItem("a", day("03-10"), day("03-05"), 3000, 570, 500),
    OpenItem("c", day("03-01"), day("02-01"), 2000, is_disputed=True),
]


@pytest.mark.parametrize(
    ("amount", "how", "expected", "rest"),
    [
        (4070, {}, [("a", 4070)], 0),
        (6000, {}, [("a", 4070), ("b", 1930)], 0),
        (20000, {}, [("a", 4070), ("b", 5950)], 9980),
        (6000, {"oldest": Oldest.ISSUED}, [("b", 5950), ("a", 50)], 0),
        (6000, {"chosen": ["b"]}, [("b", 5950), ("a", 50)], 0),
        (6000, {"chosen": ["b"], "only_chosen": True}, [("b", 5950)], 50),
        (1000, {"chosen": ["c", "a"]}, [("c", 1000)], 0),
    ],
)
def test_b_pay_1_explicit_choice_then_oldest_then_credit(
    amount: int, how: dict[str, Any], expected: list[tuple[str, int]], rest: int
) -> None:
    found = allocate(amount, ITEMS, **how)
    assert [(a.invoice_id, a.amount_minor) for a in found.applied] == expected
    assert found.unapplied_minor == rest


@pytest.mark.parametrize(
    ("inside", "expected"),
    [
        (Inside.PRO_RATA, (1474, 280, 246)),
        (Inside.PRINCIPAL_FIRST, (1681, 319, 0)),
        (Inside.FEES_FIRST, (1261, 239, 500)),
    ],
)
def test_b_pay_1_inside_an_invoice_by_setting(
    inside: Inside, expected: tuple[int, int, int]
) -> None:
    (part,) = allocate(2000, ITEMS[1:2], inside=inside).applied
    assert (part.principal_minor, part.tax_minor, part.fees_minor) == expected


@given(
    st.lists(st.tuples(st.integers(0, 9999), st.integers(0, 999), st.integers(0, 999)), max_size=6),
    st.integers(1, 40000),
    st.sampled_from(Inside),
)
def test_b_pay_1_nothing_is_lost_and_no_part_is_overpaid(
    opens: list[tuple[int, int, int]], amount: int, inside: Inside
) -> None:
    items = [OpenItem(n, DUE, DUE, *parts) for n, parts in enumerate(opens)]
    found = allocate(amount, items, inside=inside)
    assert sum(a.amount_minor for a in found.applied) + found.unapplied_minor == amount
    for part in found.applied:
        item = items[int(str(part.invoice_id))]
        assert part.principal_minor + part.tax_minor + part.fees_minor == part.amount_minor
        assert 0 <= part.principal_minor <= item.principal_minor
        assert 0 <= part.tax_minor <= item.tax_minor
        assert 0 <= part.fees_minor <= item.fees_minor


FUNDS = [
    Fund("paid", 1000, day("01-01")),
    Fund("courtesy", 500, day("02-01"), is_refundable=False),
    Fund("promo", 300, day("02-15"), day("04-01"), is_refundable=False),
    Fund("gone", 900, day("01-01"), day("03-01")),
    Fund("later", 700, day("02-20")),
]


def test_b_pay_2_credit_is_used_once_the_expiring_first() -> None:
    used, short = draw(1500, FUNDS, day("03-01"))
    assert (used, short) == ([("promo", 300), ("courtesy", 500), ("paid", 700)], 0)
    assert draw(9999, FUNDS, day("04-01")) == (
        [("courtesy", 500), ("paid", 1000), ("later", 700)], 7799,
    )  # fmt: skip


def test_b_pay_5_only_unapplied_money_is_refunded_courtesy_never() -> None:
    assert refund(1200, FUNDS[:3] + FUNDS[4:]) == [("later", 700), ("paid", 500)]
    for amount in (1701, 0, -5):
        with pytest.raises(PaymentInvalid, match="1700 is unapplied"):
            refund(amount, FUNDS[:3] + FUNDS[4:])


def test_b_pay_13_wallet_pays_days_of_the_real_month_and_keeps_its_minimum() -> None:
    march = Basis(day("03-01"), 31)
    found = wallet_draw(3100, 0, 3100, march, day("03-01"), day("04-01"))
    assert (str(found.to_on), found.amount_minor) == ("2026-04-01", 3100)
    found = wallet_draw(1099, 100, 3100, march, day("03-01"), day("04-01"))
    assert (str(found.to_on), found.amount_minor) == ("2026-03-10", 900)
    empty = wallet_draw(100, 100, 3100, march, day("03-05"), day("03-06"))
    assert (empty.from_on == empty.to_on, empty.amount_minor) == (True, 0)
    with pytest.raises(PaymentInvalid, match="not within"):
        wallet_draw(100, 100, 3100, march, day("02-28"), day("03-06"))


@given(st.integers(0, 10**6), st.integers(28, 31))
def test_b_pay_13_daily_draws_of_a_month_add_up_to_its_price(price: int, length: int) -> None:
    basis = Basis(day("03-01"), length)
    days = [day("03-01").fromordinal(basis.from_on.toordinal() + n) for n in range(length + 1)]
    drawn = [
        wallet_draw(10**7, 0, price, basis, a, b).amount_minor
        for a, b in zip(days, days[1:], strict=False)
    ]
    assert sum(drawn) == price


def test_b_misc_deposit_bears_simple_interest_at_dated_rates_rounded_once() -> None:
    rates = [(day("2024-01-01"), rate_of("2")), (day("2025-01-01"), rate_of("3.65"))]
    # 366 days at 2 % and 100 days at 3.65 %
    found = deposit_interest(20000, rates, day("2024-01-01"), day("2025-04-11"))
    assert found == round(20000 * (0.02 * 366 + 0.0365 * 100) / 365)
    assert deposit_interest(20000, rates, day("2023-01-01"), day("2024-01-01")) == 0
    with pytest.raises(TermsInvalid, match="follow one another"):
        deposit_interest(1, rates[::-1], day("2024-01-01"), day("2025-01-01"))
    with pytest.raises(TermsInvalid, match="bears interest"):
        deposit_interest(1, rates, day("2025-01-01"), day("2024-01-01"))


@pytest.mark.parametrize(
    ("owed", "expected"), [(5000, (5000, 5100, 0)), (12000, (10100, 0, 1900)), (0, (0, 10100, 0))]
)
def test_b_misc_deposit_pays_the_final_bill_and_the_rest_is_paid_back(
    owed: int, expected: tuple[int, int, int]
) -> None:
    assert settle_deposit(10000, 100, owed) == expected


@pytest.mark.parametrize(
    "make",
    [
        lambda: allocate(0, ITEMS),
        lambda: allocate(100, ITEMS, chosen=["x"]),
        lambda: allocate(100, [OpenItem("a", DUE, DUE, -1)]),
        lambda: settle_deposit(-1, 0, 0),
    ],
)
def test_b_pay_payments_that_cannot_be_are_refused(make: Callable[[], object]) -> None:
    with pytest.raises(PaymentInvalid) as refused:
        make()
    assert isinstance(refused.value, RatingError)
