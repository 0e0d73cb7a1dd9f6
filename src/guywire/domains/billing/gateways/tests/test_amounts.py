"""Amounts as the gateways write them."""

from typing import Any

import pytest

from guywire.domains.billing.gateways.amounts import (
    PAYPAL_DECIMALS,
    Unreadable,
    from_paypal,
    from_stripe,
    to_paypal,
    to_stripe,
)
from guywire.domains.billing.gateways.errors import UnsupportedAmount
from guywire.engines.money import Money


@pytest.mark.parametrize(
    ("text", "currency", "units"),
    [
        ("12.34", "USD", 1234),
        ("1200", "JPY", 1200),
        ("1200", "CLP", 1200),
        ("5", "ISK", 500),
        ("5", "UGX", 500),
        ("300.00", "MGA", 300),
        ("1.230", "KWD", 1230),
        ("1.230", "TND", 1230),
        ("19.90", "HUF", 1990),
    ],
)
def test_b_pay_4_stripe_counts_smallest_units_of_its_own(
    text: str, currency: str, units: int
) -> None:
    amount = Money.parse(text, currency)
    assert to_stripe(amount) == units
    assert from_stripe(units, currency.lower()) == amount


@pytest.mark.parametrize(
    ("text", "currency", "told"),
    [
        ("1.234", "KWD", "to two decimals only"),
        ("300.50", "MGA", "whole MGA only"),
        ("1.000", "IQD", "does not take IQD"),
    ],
)
def test_stripe_is_not_asked_for_what_it_does_not_take(text: str, currency: str, told: str) -> None:
    with pytest.raises(UnsupportedAmount, match=told):
        to_stripe(Money.parse(text, currency))


def test_an_amount_of_stripe_that_is_not_whole_is_not_rounded() -> None:
    with pytest.raises(UnsupportedAmount, match="not whole"):
        from_stripe(550, "isk")


@pytest.mark.parametrize(
    ("text", "currency", "value"),
    [("12.34", "USD", "12.34"), ("1200", "JPY", "1200"), ("300.00", "HUF", "300")],
)
def test_b_pay_4_paypal_writes_decimals_of_its_own(text: str, currency: str, value: str) -> None:
    amount = Money.parse(text, currency)
    assert to_paypal(amount) == {"currency_code": currency, "value": value}
    assert from_paypal({"currency_code": currency, "value": value}) == amount


@pytest.mark.parametrize(
    ("text", "currency", "told"),
    [("300.50", "HUF", "whole HUF only"), ("1.000", "KWD", "does not take KWD")],
)
def test_paypal_is_not_asked_for_what_it_does_not_take(text: str, currency: str, told: str) -> None:
    with pytest.raises(UnsupportedAmount, match=told):
        to_paypal(Money.parse(text, currency))


def test_paypal_may_show_zeros_but_not_parts_of_a_cent() -> None:
    assert from_paypal({"currency_code": "JPY", "value": "1200.00"}) == Money(1200, "JPY")
    wrong: list[dict[str, Any]] = [
        {"value": "1.005"},
        {"value": "NaN"},
        {"value": "x"},
        {"value": None},
        {},
    ]
    for told in wrong:
        with pytest.raises(Unreadable):
            from_paypal({"currency_code": "USD", **told})


def test_paypals_currencies_are_those_of_its_list() -> None:
    assert len(PAYPAL_DECIMALS) == 24
