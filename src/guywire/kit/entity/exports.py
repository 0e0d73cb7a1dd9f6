"""A list as a CSV file: the rows and columns that the list shows."""

import csv
import io

from django.http import HttpResponse
from django.utils.translation import gettext as _

from .. import clock
from ..access import ActorRequest
from ..errors import LimitReached
from .cells import harmless, plain
from .declaration import Entity
from .paging import ordered
from .selection import select

ROW_LIMIT = 100_000
CHUNK = 2_000
BOM = "\ufeff"  # without it spreadsheets take UTF-8 for something else


def csv_answer(text: str, name: str) -> HttpResponse:
    answer = HttpResponse(BOM + text, content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return answer


def export(request: ActorRequest, *, entity: Entity) -> HttpResponse:
    """The filtered list, all pages. Refused above ROW_LIMIT rows."""
    asked = select(entity, request.actor, request.GET, strict=True)
    if asked.rows.order_by().values("pk")[: ROW_LIMIT + 1].count() > ROW_LIMIT:
        raise LimitReached(_("rows in one file; filter the list first"), ROW_LIMIT)
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow([harmless(str(column.title)) for column in asked.columns])
    for row in ordered(asked.joined(entity), asked.order).iterator(chunk_size=CHUNK):
        writer.writerow([plain(entity, row, column) for column in asked.columns])
    return csv_answer(text.getvalue(), f"{entity.path}-{clock.now():%Y-%m-%d}")
