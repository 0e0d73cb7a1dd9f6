"""JSON with exact decimals: systems that want amounts as numbers get every digit, and no float."""

import json
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from guywire.engines.money import Money, MoneyError


def written(value: Any) -> str:
    """JSON text; a Decimal becomes the number that it is."""
    if isinstance(value, Decimal):
        if not value.is_finite():
            raise ValueError(f"{value} is not a number for JSON")
        return f"{value:f}"
    if isinstance(value, Mapping):
        fields = (f"{json.dumps(str(name))}:{written(item)}" for name, item in value.items())
        return "{" + ",".join(fields) + "}"
    if isinstance(value, list | tuple):
        return "[" + ",".join(written(item) for item in value) + "]"
    return json.dumps(value)


def money_of(told: Any, currency: str) -> Money:
    """An amount that came as a JSON number or text; ValueError where it is no whole minor unit."""
    try:
        value = Decimal(told) if isinstance(told, str | int) else told
        amount = Money.from_decimal(value, currency)
    except (ArithmeticError, MoneyError, AttributeError, TypeError) as error:
        raise ValueError(f"not an amount of {currency}: {told!r}") from error
    if amount.decimal != value:
        raise ValueError(f"{told} has more decimals than {currency}")
    return amount
