"""Exact money: whole minor units of a currency, never floating point.

    price = Money.parse("49.90", "EUR")            # Money(minor=4990, currency="EUR")
    price * 3 + Money(100, "EUR")                  # EUR 150.70
    price * Decimal("0.19")                        # rounded half up to the cent: EUR 9.48
    price.allocate([1, 1, 1])                      # 16.64, 16.63, 16.63: nothing lost
    price.format()                                 # "49.90"

Decimals of a currency by ISO 4217; amounts of different currencies neither add nor compare.
Engines that count millions of amounts take bare `int` minor units with the functions of
`rounding`: rates there are whole hundred-millionths, quantities whole millionths.
"""

from guywire.engines.money.errors import CurrencyMismatch, MoneyError
from guywire.engines.money.money import Money, exponent_of
from guywire.engines.money.rounding import (
    QUANTITY_ONE,
    RATE_ONE,
    Direction,
    cash_rounded,
    converted,
    exchange_difference,
    half_up,
    quantity_of,
    rate_of,
    rounded,
    shares,
)

__all__ = [
    "QUANTITY_ONE",
    "RATE_ONE",
    "CurrencyMismatch",
    "Direction",
    "Money",
    "MoneyError",
    "cash_rounded",
    "converted",
    "exchange_difference",
    "exponent_of",
    "half_up",
    "quantity_of",
    "rate_of",
    "rounded",
    "shares",
]
