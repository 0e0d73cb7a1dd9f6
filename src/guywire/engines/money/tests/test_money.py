"""Money is exact: nothing is lost, nothing appears, nothing mixes."""

from decimal import ROUND_HALF_UP, Context, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guywire.engines.money import CurrencyMismatch, Money, MoneyError, exponent_of

minors = st.integers(-(10**15), 10**15)
currencies = st.sampled_from(["USD", "EUR", "JPY", "KWD", "CLF"])
WIDE = Context(prec=60, rounding=ROUND_HALF_UP)


@given(minors, currencies)
def test_format_and_parse_are_inverse(minor: int, currency: str) -> None:
    money = Money(minor, currency)
    assert Money.parse(money.format(), currency) == money
    assert Money.from_decimal(money.decimal, currency) == money


@given(minors, minors, minors)
def test_sums_are_a_group(a: int, b: int, c: int) -> None:
    x, y, z = Money(a, "USD"), Money(b, "USD"), Money(c, "USD")
    assert (x + y) + z == x + (y + z)
    assert x - y == -(y - x)
    assert x + -x == Money.zero("USD")


@given(minors, st.lists(st.integers(0, 10**6), min_size=1, max_size=20).filter(any))
def test_allocation_adds_up_and_is_fair_to_a_unit(minor: int, weights: list[int]) -> None:
    parts = Money(minor, "EUR").allocate(weights)
    assert sum(part.minor for part in parts) == minor
    for part, weight in zip(parts, weights, strict=True):
        assert abs(part.minor * sum(weights) - minor * weight) < sum(weights)
        assert weight or not part


@given(minors, st.decimals(-1000, 1000, places=6))
def test_product_rounds_half_up_as_decimal_does(minor: int, factor: Decimal) -> None:
    exact = WIDE.multiply(Decimal(minor), factor)
    assert (Money(minor, "USD") * factor).minor == int(exact.to_integral_value(ROUND_HALF_UP))


def test_half_a_cent_rounds_away_from_zero() -> None:
    assert Money(5, "USD") * Decimal("0.1") == Money(1, "USD")
    assert Money(-5, "USD") * Decimal("0.1") == Money(-1, "USD")
    assert Decimal("0.19") * Money(4990, "EUR") == Money(948, "EUR")
    assert 3 * Money(4990, "EUR") == Money(14970, "EUR")


def test_decimals_follow_the_currency() -> None:
    assert [exponent_of(code) for code in ("JPY", "USD", "KWD", "CLF")] == [0, 2, 3, 4]
    assert Money.parse("12.5", "USD") == Money(1250, "USD")
    assert Money.parse("-0.05", "USD").format() == "-0.05"
    assert Money.parse("1.234", "KWD") == Money(1234, "KWD")
    assert str(Money(1250, "JPY")) == "JPY 1250"


def test_odd_units_go_to_the_first_of_equal_remainders() -> None:
    assert [part.minor for part in Money(100, "USD").allocate([1, 1, 1])] == [34, 33, 33]
    assert [part.minor for part in Money(-100, "USD").allocate([1, 1, 1])] == [-34, -33, -33]
    assert [part.minor for part in Money(5, "USD").allocate([3, 7])] == [2, 3]


@pytest.mark.parametrize("text", ["", "12,50", "1e3", "1.", ".5", "$5", "--1", "1 000", "٣", "nan"])
def test_what_is_no_amount_is_refused(text: str) -> None:
    with pytest.raises(MoneyError, match="is not an amount"):
        Money.parse(text, "USD")


def test_more_decimals_than_the_currency_has_are_refused() -> None:
    with pytest.raises(MoneyError, match="has 3 decimals, USD has 2"):
        Money.parse("1.005", "USD")
    with pytest.raises(MoneyError, match="has 1 decimals, JPY has 0"):
        Money.parse("1.0", "JPY")


def test_currencies_do_not_mix() -> None:
    one, other = Money(1, "USD"), Money(1, "EUR")
    assert one != other
    for act in (one.__add__, one.__sub__, one.__lt__, one.__ge__):
        with pytest.raises(CurrencyMismatch, match="USD and EUR"):
            act(other)
    assert Money(1, "USD") < Money(2, "USD") <= Money(2, "USD")


def test_inexact_input_is_refused() -> None:
    with pytest.raises(TypeError, match="money times float"):
        Money(1, "USD") * 0.5  # type: ignore[operator]
    with pytest.raises(TypeError, match="money times bool"):
        Money(1, "USD") * True
    with pytest.raises(TypeError, match="int is not money"):
        Money(1, "USD") + 1  # type: ignore[operator]
    with pytest.raises(MoneyError, match="whole number"):
        Money(1.5, "USD")  # type: ignore[arg-type]
    with pytest.raises(MoneyError, match="three capital letters"):
        Money(1, "usd")
    with pytest.raises(MoneyError, match="NaN is not an amount"):
        Money(1, "USD") * Decimal("nan")
    for weights in ([], [0], [-1, 2]):
        with pytest.raises(MoneyError, match="weights are whole numbers"):
            Money(1, "USD").allocate(weights)
