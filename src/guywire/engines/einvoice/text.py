"""How numbers and days are written in both syntaxes."""

from datetime import date
from decimal import Decimal

from guywire.engines.markup import Tag, tag
from guywire.engines.money import Money


def amount(minor: int, currency: str) -> str:
    """An amount in major units with the currency's decimals."""
    return Money(minor, currency).format()


def number(value: Decimal) -> str:
    """A plain decimal without needless zeros and exponents."""
    plain = f"{value:f}"
    return plain.rstrip("0").rstrip(".") if "." in plain else plain


def dashed(day: date | None) -> str:
    """2026-11-25, empty if there is none."""
    return "" if day is None else day.isoformat()


def dense(name: str, inner: str, day: date | None) -> Tag | None:
    """20261125 in the nest that CII wants (format 102 of UNTDID 2379)."""
    if day is None:
        return None
    return tag(name, tag(inner, f"{day:%Y%m%d}", format="102"))
