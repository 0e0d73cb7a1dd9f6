"""What exact money raises.

MoneyError (a ValueError)    an amount, a currency, a rate or weights that cannot be
  CurrencyMismatch           amounts of two currencies were added or compared
"""


class MoneyError(ValueError):
    """An amount or currency that cannot be."""


class CurrencyMismatch(MoneyError):
    """Amounts of two currencies were added or compared."""

    def __init__(self, one: str, other: str) -> None:
        super().__init__(f"{one} and {other} are different currencies")
