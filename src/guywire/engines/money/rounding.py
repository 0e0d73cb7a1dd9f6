"""Rounding and sharing out of whole minor units, without a currency: for engines' inner loops."""

from collections.abc import Sequence
from decimal import Decimal, InvalidOperation
from enum import StrEnum

from guywire.engines.money.errors import MoneyError

RATE_ONE = 100_000_000
"""A rate of 1, i.e. 100 %: rates are whole hundred-millionths, so 1 % is 1,000,000."""

QUANTITY_ONE = 1_000_000
"""A quantity of 1: quantities are whole millionths, six decimals."""


class Direction(StrEnum):
    """Where a fraction of a minor unit goes; `up` is away from zero, `down` towards it."""

    HALF_UP = "half_up"
    UP = "up"
    DOWN = "down"


def half_up(numerator: int, denominator: int) -> int:
    """The quotient rounded half away from zero; the denominator is > 0.

    The rounding of ROUND_HALF_UP of `decimal`, and of PostgreSQL's `round(numeric)`.
    """
    if numerator >= 0:
        return (2 * numerator + denominator) // (2 * denominator)
    return -((denominator - 2 * numerator) // (2 * denominator))


def rounded(numerator: int, denominator: int, direction: Direction) -> int:
    """The quotient rounded as said; the denominator is > 0."""
    if direction is Direction.HALF_UP:
        return half_up(numerator, denominator)
    whole, rest = divmod(abs(numerator), denominator)
    if rest and direction is Direction.UP:
        whole += 1
    return whole if numerator >= 0 else -whole


def shares(amount: int, weights: Sequence[int]) -> list[int]:
    """Parts of a signed amount in proportion to weights (>= 0, not all 0); they add up to it.

    By largest remainder; of equal remainders the first gets the odd unit.
    Raises MoneyError for other weights.
    """
    total = sum(weights)
    if not total or min(weights) < 0:
        raise MoneyError(f"weights are whole numbers, not negative, not all 0: {weights!r}")
    if len(weights) == 1:
        return [amount]
    size = abs(amount)
    parts = [divmod(size * weight, total) for weight in weights]
    odd = size - sum(part for part, _ in parts)
    lucky = set(sorted(range(len(parts)), key=lambda i: -parts[i][1])[:odd])
    sign = -1 if amount < 0 else 1
    return [sign * (part + (i in lucky)) for i, (part, _) in enumerate(parts)]


def rate_of(percent: str | Decimal) -> int:
    """A rate from a percentage: rate_of("37.6") is 37,600,000 hundred-millionths.

    Raises MoneyError for what is no finite number and for more than six decimals.
    """
    return _scaled(percent, 6, "a percentage")


def quantity_of(number: str | Decimal) -> int:
    """Millionths from a number with up to six decimals; MoneyError for anything else."""
    return _scaled(number, 6, "a quantity")


def _scaled(number: str | Decimal, places: int, what: str) -> int:
    try:
        scaled = Decimal(number).scaleb(places)
    except InvalidOperation:
        raise MoneyError(f"{number!r} is not {what} such as 12.5") from None
    if not scaled.is_finite() or scaled != scaled.to_integral_value():
        raise MoneyError(f"{what} has up to {places} decimals, not {number}")
    return int(scaled)


def cash_rounded(amount: int, step: int) -> int:
    """The amount payable in coins: the nearest multiple of a step of minor units, half up.

    Swiss francs and Canadian dollars have a step of 5, Swedish kronor of 100. What is owed stays;
    the difference is a posting of its own. Raises MoneyError unless the step is > 0.
    """
    if step <= 0:
        raise MoneyError(f"a step of cash is at least one minor unit, not {step}")
    return step * half_up(amount, step)


def converted(amount: int, rate: Decimal, exponent: int, other_exponent: int) -> int:
    """Minor units of another currency at `rate` units of it for one of ours, half up.

    Raises MoneyError unless the rate is a finite number > 0.
    """
    if not rate.is_finite() or rate <= 0:
        raise MoneyError(f"an exchange rate is above 0, not {rate}")
    above, below = rate.as_integer_ratio()
    above *= 10 ** max(0, other_exponent - exponent)
    below *= 10 ** max(0, exponent - other_exponent)
    return half_up(amount * above, below)


def exchange_difference(
    amount: int, booked: Decimal, settled: Decimal, exponent: int, other_exponent: int
) -> int:
    """Gain (> 0) or loss (< 0) in the reporting currency when what was booked at one rate is paid
    at another (IAS 21.28): the amount at the settlement rate less the amount as booked.
    """
    then = converted(amount, booked, exponent, other_exponent)
    return converted(amount, settled, exponent, other_exponent) - then
