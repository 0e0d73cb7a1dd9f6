"""Exact money: whole minor units of a currency, never floating point.

    price = Money.parse("49.90", "EUR")            # Money(minor=4990, currency="EUR")
    price * 3 + Money(100, "EUR")                  # EUR 150.70
    price * Decimal("0.19")                        # rounded half up to the cent: EUR 9.48
    price.allocate([1, 1, 1])                      # 16.64, 16.63, 16.63: nothing lost
    price.format()                                 # "49.90"

Decimals of a currency by ISO 4217; amounts of different currencies neither add nor compare.
"""

from guywire.engines.money.money import CurrencyMismatch, Money, MoneyError, exponent_of, share

__all__ = ["CurrencyMismatch", "Money", "MoneyError", "exponent_of", "share"]
