"""A list as a CSV file: the rows and columns that the list shows."""

import csv
import io
from collections.abc import Iterable

from django.http import HttpResponse
from django.utils.translation import gettext as _

from ..errors import LimitReached
from ..shapes.formulas import harmless
from .cells import plain
from .paging import ordered
from .selection import Selection

ROW_LIMIT = 100_000
CHUNK = 2_000
BOM = "\ufeff"  # without it spreadsheets take UTF-8 for something else


def csv_of(asked: Selection) -> Iterable[list[str]]:
    """The whole list, all pages, as lines; LimitReached above ROW_LIMIT rows."""
    if asked.rows.order_by().values("pk")[: ROW_LIMIT + 1].count() > ROW_LIMIT:
        raise LimitReached(_("rows in one file; filter the list first"), ROW_LIMIT)
    yield [harmless(str(column.title)) for column in asked.columns]
    for row in ordered(asked.joined, asked.order).iterator(chunk_size=CHUNK):
        yield [plain(row, column) for column in asked.columns]


def csv_answer(lines: Iterable[list[str]], name: str) -> HttpResponse:
    """The lines as a file to download."""
    text = io.StringIO()
    csv.writer(text).writerows(lines)
    answer = HttpResponse(BOM + text.getvalue(), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return answer
