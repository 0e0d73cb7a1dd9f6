"""What one column shows of one row, ready for a template or a CSV file."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import Any

from django.db.models import Model
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst

from ..access import Actor
from ..secrets.fields import Secret
from .declaration import Column, Entity, unit_of
from .paths import field_of, value_of
from .registry import detail_url, entity_of
from .tables import FORMULA

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


def cell(entity: Entity, row: Any, column: Column, actor: Actor) -> Cell:
    """The cell of a column (or of a panel's field) for one row."""
    value = column.value(row) if column.value else value_of(row, column.path)
    url = detail_url(entity, row) if column.link else ""
    if value is not None and (column.badge or column.money):
        if column.money:
            return Cell(column, "money", _amount(row, column, value), "", url)
        return Cell(column, "badge", value, label_of(entity, column, value), url)
    if isinstance(value, Model):
        return Cell(column, "reference", value, str(value), url or _visible(value, actor))
    return _by_type(entity, column, value, url)


def _by_type(entity: Entity, column: Column, value: Any, url: str) -> Cell:
    if isinstance(value, bool):
        return Cell(column, "flag", value, "", url)
    if isinstance(value, NUMBER) and not _is_choice(entity, column):
        return Cell(column, "number", value, "", url)
    if isinstance(value, date):
        return Cell(column, "time", value, "", url)
    if isinstance(value, list | tuple | set):
        return Cell(column, "tags", [str(item) for item in value], "", url)
    if isinstance(value, Secret):
        return Cell(column, "text", str(value), str(value), url)
    label = label_of(entity, column, value)
    if _is_choice(entity, column):
        label = capfirst(label)
    return Cell(column, "text", value, label, url)


def label_of(entity: Entity, column: Column, value: Any) -> str:
    """The words for a value: a choice's label, else its text."""
    if value is None or value == "":
        return ""
    field = None if column.value else field_of(entity.model, column.path)
    if field is not None and getattr(field, "choices", None):
        return str(dict(field.flatchoices).get(value, value))
    return str(getattr(value, "label", value))


def _is_choice(entity: Entity, column: Column) -> bool:
    field = None if column.value else field_of(entity.model, column.path)
    return bool(getattr(field, "choices", None))


def _amount(row: Any, column: Column, value: Any) -> Any:
    if not isinstance(value, int):
        return value
    code = column.money
    return Amount(value, code if code.isupper() else str(value_of(row, code)))


def _visible(row: Model, actor: Actor) -> str:
    other = entity_of(type(row))
    return detail_url(other, row) if other and actor.may(other.code("view")) else ""


def plain(entity: Entity, row: Any, column: Column) -> str:
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
    return harmless(label_of(entity, column, value))


def harmless(text: str) -> str:
    """A text that a spreadsheet does not take for a formula (OWASP: CSV injection)."""
    return f"'{text}" if text.startswith(FORMULA) else text


def add_url(entity: Entity) -> str:
    return reverse(entity.url_name("new"))
