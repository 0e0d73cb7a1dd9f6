"""What one column shows of one row, ready for a template or a CSV file."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import Any

from django.db.models import Model
from django.utils import timezone
from django.utils.text import capfirst

from ..secrets.fields import Secret
from ..shapes.formulas import harmless
from ..shapes.paths import field_of, value_of
from ..shapes.words import unit_of
from .declaration import Column

NUMBER = (int, float, Decimal)


@dataclass(frozen=True, slots=True)
class Amount:
    """Minor units of a currency."""

    minor: int
    currency: str


@dataclass(frozen=True, slots=True)
class Cell:
    """``kind``: text, number, money, badge, flag, time, tags or reference."""

    column: Column
    kind: str
    value: Any
    label: str = ""
    url: str = ""

    @property
    def unit(self) -> str:
        return self.column.unit or unit_of(self.column.path)

    @property
    def is_number(self) -> bool:
        return self.kind in {"number", "money"}


def cell(row: Any, column: Column, own_url: str, url_of: Callable[[Model], str]) -> Cell:
    """The cell of a column (or of a panel's field) for one row.

    ``own_url`` is the row's page, for the column that links to it; ``url_of`` gives the page of
    a row that is named, "" when it has none for who looks.
    """
    value = column.value(row) if column.value else value_of(row, column.path)
    url = own_url if column.link else ""
    if value is not None and column.money:
        return Cell(column, "money", _amount(row, column, value), "", url)
    if value is not None and column.badge:
        return Cell(column, "badge", value, _label(row, column, value), url)
    if isinstance(value, Model):
        return Cell(column, "reference", value, str(value), url or url_of(value))
    return _by_type(row, column, value, url)


def _by_type(row: Any, column: Column, value: Any, url: str) -> Cell:
    if isinstance(value, bool):
        return Cell(column, "flag", value, "", url)
    if isinstance(value, NUMBER) and not _is_choice(row, column):
        return Cell(column, "number", value, "", url)
    if isinstance(value, date):
        return Cell(column, "time", value, "", url)
    if isinstance(value, list | tuple | set):
        return Cell(column, "tags", [str(item) for item in value], "", url)
    if isinstance(value, Secret):
        return Cell(column, "text", str(value), str(value), url)
    label = _label(row, column, value)
    if _is_choice(row, column):
        label = capfirst(label)
    return Cell(column, "text", value, label, url)


def _label(row: Any, column: Column, value: Any) -> str:
    """The words for a value: a choice's label, else its text."""
    if value is None or value == "":
        return ""
    field = None if column.value else field_of(type(row), column.path)
    if field is not None and getattr(field, "choices", None):
        return str(dict(field.flatchoices).get(value, value))
    return str(getattr(value, "label", value))


def _is_choice(row: Any, column: Column) -> bool:
    field = None if column.value else field_of(type(row), column.path)
    return bool(getattr(field, "choices", None))


def _amount(row: Any, column: Column, value: Any) -> Any:
    if not isinstance(value, int):
        return value
    code = column.money
    return Amount(value, code if code.isupper() else str(value_of(row, code)))


def plain(row: Any, column: Column) -> str:
    """A cell of a CSV file: numbers with a point, times in ISO 8601, no formula comes to life."""
    value = column.value(row) if column.value else value_of(row, column.path)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, NUMBER) and not isinstance(value, Enum):
        return str(value)
    if isinstance(value, datetime):
        return timezone.localtime(value).isoformat(timespec="seconds")
    if isinstance(value, list | tuple | set):
        return harmless("; ".join(str(item) for item in value))
    return harmless(_label(row, column, value))
