"""What several entities' columns and actions share."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from guywire.engines.money import Money
from guywire.kit.audit.lines import who
from guywire.kit.entity import Column


def minor_units(path: str) -> Callable[[Any], int]:
    """The amount of a row's column in minor units of the row's currency."""

    def minor(row: Any) -> int:
        amount: Decimal = getattr(row, path)
        return Money.from_decimal(amount, row.currency).minor

    return minor


def priced(path: str, label: str = "", *, hidden: bool = False) -> Column:
    """A column of money."""
    return Column(path, label, money="currency", value=minor_units(path), sort=path, hidden=hidden)


def said_by(path: str, label: str = "", *, hidden: bool = False) -> Column:
    """A column of who acted, without the kind of actor."""
    return Column(path, label, value=lambda row: who(getattr(row, path)), sort=path, hidden=hidden)


def by_keywords(service: Callable[..., Any]) -> Callable[[Any, Any], Any]:
    """A service whose keywords are the fields of an action's input."""

    def run(row: Any, given: Any) -> Any:
        return service(row, **dict(given))

    return run
