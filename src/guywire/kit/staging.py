"""Many rows of a table written at once: gathered as text, copied, inserted.

COPY into a table under row-level security is refused, so rows go by COPY into a temporary table of
the same columns and from there by one INSERT, in the caller's transaction. What the model gives by
itself (defaults) is the caller's to give here.
"""

import re
from collections.abc import Callable, Iterable
from datetime import date, datetime
from decimal import Decimal
from itertools import islice
from json import dumps
from typing import Any, LiteralString
from uuid import UUID

from django.db import connection
from django.db.models import BooleanField, F, Func, Model, Value
from psycopg import sql

BLOCK = 2_000
STAGE = sql.SQL(
    "create temporary table if not exists {stage} on commit drop"
    " as select {columns} from {table} with no data"
)
COPY = sql.SQL("copy {stage} ({columns}) from stdin")
INSERT = sql.SQL(
    "insert into {table} ({filled}, {columns}) select {filling}, {columns} from {stage} {after}"
)
EMPTY = sql.SQL("truncate {stage}")
NOTHING = "\\N"
_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})
_ESCAPED = re.compile(r"[\\\t\n\r]").search


def _text(value: str) -> str:
    return value.translate(_ESCAPES) if _ESCAPED(value) else value


def _json(value: Any) -> str:
    return _text(dumps(value, sort_keys=True, ensure_ascii=False)) if value else repr(value)


class _Writers(dict[type, Callable[[Any], str]]):
    """How a value of a type is written in COPY's text; enumerations are written as texts."""

    def __missing__(self, kind: type) -> Callable[[Any], str]:
        if issubclass(kind, str):
            return lambda value: _text(str(value))
        raise TypeError(f"{kind.__name__} cannot be copied into a column")


_WRITERS = _Writers(
    {
        str: _text,
        int: str,
        bool: lambda value: "t" if value else "f",
        UUID: lambda value: f"{value.int:032x}",
        date: date.isoformat,
        datetime: datetime.isoformat,
        Decimal: str,
        dict: _json,
        list: _json,
        type(None): lambda value: NOTHING,
    }
)


def among(column: str, ids: Iterable[UUID]) -> Func:
    """The condition that a column is one of many ids: one parameter, however many there are."""
    listed = "{" + ",".join([f"{one.int:032x}" for one in ids]) + "}"
    return Func(
        F(column),
        Value(listed),
        template="%(expressions)s::uuid[])",
        arg_joiner=" = any(",
        output_field=BooleanField(),
    )


def insert_rows(
    model: type[Model],
    columns: Iterable[str],
    rows: Iterable[Iterable[Any]],
    *,
    after: LiteralString = "",
) -> int:
    """Insert rows, given as values in the order of the database columns; how many there were.

    The tenant's column is filled in, and the id where it is not given. The columns of a table are
    the same all through a transaction. ``after`` ends the INSERT: an ``on conflict`` clause.
    """
    table, names = model._meta.db_table, list(columns)
    made = () if "id" in names else ("id",)
    words = {
        "table": sql.Identifier(table),
        "stage": sql.Identifier(f"staged_{table}"),
        "columns": sql.SQL(", ").join(map(sql.Identifier, names)),
        "filled": sql.SQL(", ").join(map(sql.Identifier, ("tenant_id", *made))),
        "filling": sql.SQL("guywire_tenant(), gen_random_uuid()" if made else "guywire_tenant()"),
        "after": sql.SQL(after),
    }
    count, given, write = 0, iter(rows), _WRITERS
    first = list(islice(given, BLOCK))
    if not first:
        return 0
    with connection.cursor() as cursor:
        cursor.execute(STAGE.format(**words))
        with cursor.copy(COPY.format(**words)) as copy:
            block = first
            while block:
                count += len(block)
                copy.write(
                    "".join(["\t".join([write[type(v)](v) for v in row]) + "\n" for row in block])
                )
                block = list(islice(given, BLOCK))
        cursor.execute(INSERT.format(**words))
        cursor.execute(EMPTY.format(**words))
    return count
