"""Pages of a long list by the last row's sort key: page 2,000 costs what page 2 costs.

PostgreSQL sorts empty values last when ascending and first when descending; the comparisons below
follow it, so that a plain index on (tenant, key) serves both directions.
"""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as Base64Error
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.core.exceptions import FieldError, ValidationError
from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext as _

from ..errors import DomainError

COUNT_LIMIT = 10_000
KEY = "page_key"


@dataclass(frozen=True, slots=True)
class Order:
    """A sort: the column's name in the address, the path it orders by, the direction."""

    name: str
    path: str
    descending: bool = False

    @property
    def parameter(self) -> str:
        return f"-{self.name}" if self.descending else self.name


@dataclass(frozen=True, slots=True)
class Slice:
    """One page's rows, the number of the first, and the cursors of the neighbours ("" if none)."""

    rows: list[Any]
    first: int
    next: str
    previous: str


@dataclass(frozen=True, slots=True)
class _Cursor:
    backward: bool
    position: int
    key: Any
    pk: str

    def text(self) -> str:
        parts = [int(self.backward), self.position, _storable(self.key), self.pk]
        return urlsafe_b64encode(json.dumps(parts).encode()).decode().rstrip("=")


def _storable(value: Any) -> Any:
    if value is None or isinstance(value, bool | int | float | str):
        return value
    return value.isoformat() if isinstance(value, date | datetime | time) else str(value)


def _read(text: str) -> _Cursor:
    try:
        raw = json.loads(urlsafe_b64decode(text + "=" * (-len(text) % 4)))
        backward, position, key, pk = raw
        if not isinstance(position, int) or not isinstance(pk, str) or "\0" in f"{key}{pk}":
            raise ValueError(text)
        return _Cursor(bool(backward), max(1, min(position, 2**40)), key, pk)
    except (ValueError, TypeError, Base64Error, UnicodeError, RecursionError):
        raise _lost() from None


def _lost() -> DomainError:
    return DomainError(_("This page of the list is not known. Start at its beginning."),
                       field="cursor")  # fmt: skip


def counted(rows: QuerySet[Any]) -> int:
    """How many rows there are, at most COUNT_LIMIT + 1: more than that is not counted."""
    return rows.order_by().values("pk")[: COUNT_LIMIT + 1].count()


def ordered(rows: QuerySet[Any], order: Order, *, backward: bool = False) -> QuerySet[Any]:
    """The rows in order, rows with the same key by their id."""
    sign = "-" if order.descending != backward else ""
    if order.path == "pk":
        return rows.order_by(f"{sign}pk")
    return rows.order_by(f"{sign}{order.path}", f"{sign}pk")


def _beyond(order: Order, cursor: _Cursor, *, falling: bool) -> Q:
    """The rows that come after the cursor's, in a rising or a falling order."""
    later = Q(pk__lt=cursor.pk) if falling else Q(pk__gt=cursor.pk)
    if order.path == "pk":
        return later
    empty = Q(**{f"{order.path}__isnull": True})
    if cursor.key is None:
        return (empty & later) | ~empty if falling else empty & later
    if falling:
        reached = Q(**{f"{order.path}__lte": cursor.key})
        return reached & (Q(**{f"{order.path}__lt": cursor.key}) | later)
    reached = Q(**{f"{order.path}__gte": cursor.key})
    return (reached & (Q(**{f"{order.path}__gt": cursor.key}) | later)) | empty


def page(
    rows: QuerySet[Any],
    order: Order,
    *,
    size: int,
    cursor: str = "",
    names: tuple[str, ...] = (),
) -> Slice:
    """The page of ``size`` rows at a cursor, the first one without; DomainError for a bad cursor.

    With ``names`` the rows are dicts of these columns, which costs a fraction of row objects.
    """
    at = _read(cursor) if cursor else None
    backward = at is not None and at.backward
    wanted = ordered(rows, order, backward=backward).annotate(**{KEY: F(order.path)})
    try:
        if at is not None:
            wanted = wanted.filter(_beyond(order, at, falling=order.descending != backward))
        asked = wanted.values(*dict.fromkeys((*names, KEY, "pk"))) if names else wanted
        found = list(asked[: size + 1])
    except (ValueError, TypeError, ValidationError, FieldError, OverflowError):
        if at is None:
            raise
        raise _lost() from None
    more, found = len(found) > size, found[:size]
    if backward:
        found.reverse()
    first = 1 if at is None else at.position
    if backward and not more:
        first = 1
    before = at is not None and (more if backward else True)
    after = True if backward else more
    return Slice(
        found,
        first,
        _cursor(found[-1], first + len(found), backward=False) if after and found else "",
        _cursor(found[0], first - size, backward=True) if before and found else "",
    )


def _cursor(row: Any, position: int, *, backward: bool) -> str:
    key, pk = (row[KEY], row["pk"]) if isinstance(row, dict) else (getattr(row, KEY), row.pk)
    return _Cursor(backward, position, key, str(pk)).text()
