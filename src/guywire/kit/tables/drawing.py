"""What a list's template shows of a selection: heads, rows, filters in force, neighbours."""

from collections.abc import Callable
from typing import Any

from django.db.models import Model
from django.http import QueryDict

from .cells import cell
from .declaration import Column
from .paging import COUNT_LIMIT, counted, page
from .selection import Selection

PAGE_SIZE = 50

Url = Callable[[Model], str]


def drawn(asked: Selection, params: QueryDict, own_url: Url, url_of: Url) -> dict[str, Any]:
    """One page of the list, ready for its template; DomainError for a bad cursor.

    ``own_url`` gives the page of a row of the list, ``url_of`` of a row that it names.
    """
    found = page(asked.joined, asked.order, size=PAGE_SIZE, cursor=params.get("cursor", ""))
    is_whole = not found.next and not found.previous
    total = len(found.rows) if is_whole else counted(asked.rows)
    return {
        "asked": asked, "page": found, "total": min(total, COUNT_LIMIT),
        "more": total > COUNT_LIMIT, "last": found.first + len(found.rows) - 1,
        "rows": [_row(asked, row, own_url(row), url_of) for row in found.rows],
        "heads": [_head(asked, column, params) for column in asked.columns],
        "query": params.urlencode(),
        "next_query": _with(params, cursor=found.next),
        "previous_query": _with(params, cursor=found.previous),
    }  # fmt: skip


def _row(asked: Selection, row: Any, own: str, url_of: Url) -> dict[str, Any]:
    return {"pk": row.pk, "cells": [cell(row, column, own, url_of) for column in asked.columns]}


def _with(params: QueryDict, **changes: str) -> str:
    """The address' parameters with some of them set, or left out when empty."""
    query = params.copy()
    for name, value in changes.items():
        query.pop(name, None)
        if value:
            query[name] = value
    return query.urlencode()


def _head(asked: Selection, column: Column, params: QueryDict) -> dict[str, Any]:
    mine = asked.order.name == column.path
    falls = mine and asked.order.descending
    to = column.path if falls or not mine else f"-{column.path}"
    return {
        "column": column, "sort": ("descending" if falls else "ascending") if mine else "",
        "query": _with(params, sort=to, cursor="") if column.sort_path else "",
    }  # fmt: skip


def chips(asked: Selection, params: QueryDict) -> list[dict[str, str]]:
    """The filters in force, each with the address without it."""
    shown = []
    for one in asked.filters:
        for name, value, words in one.chips:
            query = params.copy()
            query.pop("cursor", None)
            query.setlist(name, [other for other in query.getlist(name) if other != value])
            shown.append({"label": one.label, "words": words, "query": query.urlencode(),
                          "error": one.error})  # fmt: skip
    return shown
