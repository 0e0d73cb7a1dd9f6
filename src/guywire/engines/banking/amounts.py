"""Amounts as banks write them: sometimes with more decimals than the currency has."""

from guywire.engines.money import Money, exponent_of


def money_of(text: str, currency: str) -> Money:
    """A plain decimal; zeros behind the currency's decimals are no fault, anything else is.

    Raises MoneyError.
    """
    exponent = exponent_of(currency)
    whole, dot, part = text.partition(".")
    part = part[:exponent] + part[exponent:].rstrip("0")
    return Money.parse(f"{whole}{dot if part else ''}{part}", currency)
