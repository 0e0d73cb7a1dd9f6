"""What is wrong with a table's declaration: what it names must be there."""

from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet

from ..shapes.paths import field_of, reads
from .declaration import Column, Filter, Table

# What an address of a list or of the API says beside the filters.
RESERVED = {"q", "sort", "columns", "cursor", "view", "limit"}


def faults(table: Table, rows: QuerySet[Any] | None) -> Iterator[str]:
    """The faults, in sentences; ``rows`` is None when they cannot be built yet."""
    yield from _columns(table, rows)
    for path in table.search:
        if field_of(table.model, path) is None:
            yield f"search path {path} is no field"
    for declared in table.filters:
        name = declared.name if isinstance(declared, Filter) else declared
        if name in RESERVED:
            yield f"filter {name} has a name that every list keeps for itself"
        if not isinstance(declared, Filter) and field_of(table.model, declared) is None:
            yield f"filter {declared} is no field; give a Filter"
    if table.default_sort and not _sortable(table, rows, table.default_sort):
        yield f"default sort {table.default_sort} is no field"


def _columns(table: Table, rows: QuerySet[Any] | None) -> Iterator[str]:
    seen = set()
    for column in table.columns:
        if column.path in seen:
            yield f"column {column.path} stands there twice"
        seen.add(column.path)
        if not readable(table, rows, column):
            yield f"column {column.path} is no field, property or annotation"
        if column.sort_path and not _sortable(table, rows, column.sort_path):
            yield f'column {column.path} cannot be sorted by {column.sort_path}; say sort=""'
    if table.columns and not any(column.link for column in table.columns):
        yield "no column links to the row: give one link=True"


def readable(table: Table, rows: QuerySet[Any] | None, column: Column) -> bool:
    """Whether every row has what the column shows."""
    if column.value is not None or rows is None or reads(table.model, column.path):
        return True
    return column.path in rows.query.annotations


def _sortable(table: Table, rows: QuerySet[Any] | None, path: str) -> bool:
    head = path.removeprefix("-")
    if rows is None or field_of(table.model, head) is not None:
        return True
    return head.split("__")[0] in rows.query.annotations
