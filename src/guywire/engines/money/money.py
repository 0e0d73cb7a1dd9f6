"""The value type `Money`."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Self

from guywire.engines.money.errors import CurrencyMismatch, MoneyError
from guywire.engines.money.rounding import half_up, shares

CURRENCY = re.compile(r"[A-Z]{3}")
AMOUNT = re.compile(r"([+-]?)(\d+)(?:\.(\d+))?", re.ASCII)
DEFAULT_EXPONENT = 2
WITHOUT_DECIMALS = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF"
EXPONENTS = {
    **dict.fromkeys(WITHOUT_DECIMALS.split(), 0),
    **dict.fromkeys(("BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"), 3),
    **dict.fromkeys(("CLF", "UYW"), 4),
}
"""Minor-unit digits of the currencies that have not 2; ISO 4217 list one."""


def exponent_of(currency: str) -> int:
    """Digits after the decimal point; MoneyError unless the code is three capital letters."""
    if CURRENCY.fullmatch(currency) is None:
        raise MoneyError(f"a currency is three capital letters, not {currency!r}")
    return EXPONENTS.get(currency, DEFAULT_EXPONENT)


@dataclass(frozen=True, slots=True)
class Money:
    """An amount in whole minor units (cents, yen, fils) of an ISO 4217 currency."""

    minor: int
    currency: str

    def __post_init__(self) -> None:
        if type(self.minor) is not int:
            raise MoneyError(f"minor units are a whole number, not {self.minor!r}")
        exponent_of(self.currency)

    @classmethod
    def zero(cls, currency: str) -> Self:
        """Nothing, in a currency."""
        return cls(0, currency)

    @classmethod
    def parse(cls, text: str, currency: str) -> Self:
        """From a plain decimal such as "-12.50"; no exponent, no grouping.

        Raises MoneyError for anything else, and for more decimals than the currency has.
        """
        exponent = exponent_of(currency)
        match = AMOUNT.fullmatch(text.strip())
        if match is None:
            raise MoneyError(f"{text!r} is not an amount such as 12.50")
        sign, whole, part = match[1], match[2], match[3] or ""
        if len(part) > exponent:
            raise MoneyError(f"{text!r} has {len(part)} decimals, {currency} has {exponent}")
        minor = int(whole + part.ljust(exponent, "0"))
        return cls(-minor if sign == "-" else minor, currency)

    @classmethod
    def from_decimal(cls, amount: Decimal, currency: str) -> Self:
        """From a decimal in major units, rounded half up (away from zero) to the minor unit."""
        return cls(_times(10 ** exponent_of(currency), amount), currency)

    @property
    def decimal(self) -> Decimal:
        """The amount in major units, exactly, with the currency's decimals."""
        digits = tuple(int(digit) for digit in str(abs(self.minor)))
        return Decimal((int(self.minor < 0), digits, -exponent_of(self.currency)))

    def format(self) -> str:
        """Plain decimal that `parse` reads back, e.g. "-12.50"."""
        return f"{self.decimal:f}"

    def allocate(self, weights: Sequence[int]) -> list["Money"]:
        """Parts in proportion to whole weights (>= 0, not all 0) that add up to the amount.

        By largest remainder; of equal remainders the first gets the odd unit.
        """
        if any(type(weight) is not int for weight in weights):
            raise MoneyError(f"weights are whole numbers, not negative, not all 0: {weights!r}")
        return [Money(part, self.currency) for part in shares(self.minor, weights)]

    def __str__(self) -> str:
        return f"{self.currency} {self.format()}"

    def __bool__(self) -> bool:
        return self.minor != 0

    def __add__(self, other: "Money") -> "Money":
        return Money(self.minor + self._same(other), self.currency)

    def __sub__(self, other: "Money") -> "Money":
        return Money(self.minor - self._same(other), self.currency)

    def __neg__(self) -> "Money":
        return Money(-self.minor, self.currency)

    def __abs__(self) -> "Money":
        return Money(abs(self.minor), self.currency)

    def __mul__(self, factor: int | Decimal) -> "Money":
        """Times a whole number, or a decimal rounded half up (away from zero); not a float."""
        if type(factor) is int:
            return Money(self.minor * factor, self.currency)
        if isinstance(factor, Decimal):
            return Money(_times(self.minor, factor), self.currency)
        raise TypeError(f"money times {type(factor).__name__} is not exact; use int or Decimal")

    __rmul__ = __mul__

    def __lt__(self, other: "Money") -> bool:
        return self.minor < self._same(other)

    def __le__(self, other: "Money") -> bool:
        return self.minor <= self._same(other)

    def __gt__(self, other: "Money") -> bool:
        return self.minor > self._same(other)

    def __ge__(self, other: "Money") -> bool:
        return self.minor >= self._same(other)

    def _same(self, other: object) -> int:
        if not isinstance(other, Money):
            raise TypeError(f"{type(other).__name__} is not money")
        if other.currency != self.currency:
            raise CurrencyMismatch(self.currency, other.currency)
        return other.minor


def _times(minor: int, factor: Decimal) -> int:
    if not factor.is_finite():
        raise MoneyError(f"{factor} is not an amount")
    numerator, denominator = factor.as_integer_ratio()
    return half_up(minor * numerator, denominator)
