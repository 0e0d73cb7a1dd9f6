"""Many rows of a table written at once: gathered as text, copied, inserted.

COPY into a table under row-level security is refused, so rows go by COPY into a temporary table of
the same columns and from there by one INSERT, in the caller's transaction. What the model gives by
itself (defaults) is the caller's to give here.
"""

from collections.abc import Callable, Iterable
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from itertools import islice
from json import dumps
from typing import Any, LiteralString
from uuid import UUID

from django.db import connection
from django.db.models import Model
from psycopg import sql

BLOCK = 2_000
STAGE = sql.SQL(
    "create temporary table if not exists {stage} on commit drop"
    " as select {columns} from {table} with no data"
)
COPY = sql.SQL("copy {stage} ({columns}) from stdin")
INSERT = sql.SQL(
    "insert into {table} (tenant_id, {columns})"
    " select guywire_tenant(), {columns} from {stage} {after}"
)
EMPTY = sql.SQL("truncate {stage}")
NOTHING = "\\N"
_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


def _text(value: str) -> str:
    return value.translate(_ESCAPES)


def _json(value: Any) -> str:
    return _text(dumps(value, sort_keys=True, ensure_ascii=False))


_WRITERS: dict[type, Callable[[Any], str]] = {
    str: _text,
    int: str,
    bool: lambda value: "t" if value else "f",
    UUID: str,
    date: date.isoformat,
    datetime: datetime.isoformat,
    Decimal: str,
    dict: _json,
    list: _json,
    type(None): lambda value: NOTHING,
}


def _field(value: Any) -> str:
    writer = _WRITERS.get(type(value))
    if writer is not None:
        return writer(value)
    if isinstance(value, StrEnum | str):
        return _text(str(value))
    raise TypeError(f"{type(value).__name__} cannot be copied into a column")


def insert_rows(
    model: type[Model],
    columns: Iterable[str],
    rows: Iterable[Iterable[Any]],
    *,
    after: LiteralString = "",
) -> int:
    """Insert rows, given as values in the order of the database columns; how many there were.

    The tenant's column is filled in. The columns of a table are the same all through a transaction.
    ``after`` ends the INSERT: an ``on conflict`` clause.
    """
    table, names = model._meta.db_table, list(columns)
    words = {
        "table": sql.Identifier(table),
        "stage": sql.Identifier(f"staged_{table}"),
        "columns": sql.SQL(", ").join(map(sql.Identifier, names)),
        "after": sql.SQL(after),
    }
    count, given = 0, iter(rows)
    first = list(islice(given, BLOCK))
    if not first:
        return 0
    with connection.cursor() as cursor:
        cursor.execute(STAGE.format(**words))
        with cursor.copy(COPY.format(**words)) as copy:
            block = first
            while block:
                count += len(block)
                copy.write("".join("\t".join(map(_field, row)) + "\n" for row in block))
                block = list(islice(given, BLOCK))
        cursor.execute(INSERT.format(**words))
        cursor.execute(EMPTY.format(**words))
    return count
