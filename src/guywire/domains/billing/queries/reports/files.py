"""A report as a CSV file and as a workbook. Amounts are numbers, their currency stands beside."""

import csv
import io
import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import xlsxwriter
from django.utils.translation import gettext as _

from guywire.engines.money import Money
from guywire.kit.shapes.formulas import harmless

from .sheet import Cell, Row, Sheet

BOM = "\ufeff"  # without it spreadsheets take UTF-8 for something else
WIDTHS = {"text": 28, "money": 14, "number": 10, "day": 12, "month": 12}


def as_csv(sheet: Sheet) -> bytes:
    """The table without its totals, which a reader of rows would count twice."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow([harmless(title) for title in _titles(sheet)])
    for row in sheet.rows:
        if not row.is_total:
            writer.writerow([_plain(cell) for cell in _cells(row)])
    return (BOM + text.getvalue()).encode()


def as_workbook(sheet: Sheet, title: str) -> bytes:
    """The table with its totals, the sentence above it and the notes below; written row by row."""
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"constant_memory": True, "strings_to_formulas": False,
                                      "strings_to_urls": False})  # fmt: skip
    looks = {name: book.add_format(given) for name, given in LOOKS.items()}
    page = book.add_worksheet(_name(title))
    for place, column in enumerate(sheet.columns):
        page.set_column(place, place, WIDTHS[column.kind])
    page.write_string(0, 0, f"{title}. {sheet.says}", looks["bold"])
    for place, name in enumerate(_titles(sheet)):
        page.write_string(2, place, name, looks["bold"])
    line = 3
    for row in sheet.rows:
        for place, cell in enumerate(_cells(row)):
            _write(page, looks, (line, place), cell, is_total=row.is_total)
        line += 1
    for note in sheet.notes:
        line += 1
        page.write_string(line, 0, note)
    book.close()
    return file.getvalue()


LOOKS = {
    "bold": {"bold": True},
    "text": {},
    "text_total": {"bold": True},
    "day": {"num_format": "yyyy-mm-dd"},
    "day_total": {"num_format": "yyyy-mm-dd", "bold": True},
    **{f"money{places}": {"num_format": "#,##0" + ("." + "0" * places if places else "")}
       for places in range(5)},
    **{f"money{places}_total": {"num_format": "#,##0" + ("." + "0" * places if places else ""),
                                "bold": True} for places in range(5)},
}  # fmt: skip


def _name(title: str) -> str:
    """A title as the name of a worksheet: at most 31 characters, and some may not stand in it."""
    return re.sub(r"[\[\]:*?/\\]", "", title)[:31].strip("' ")


def _titles(sheet: Sheet) -> list[str]:
    return [*(str(column.title) for column in sheet.columns), _("Currency")]


def _cells(row: Row) -> Iterator[Cell | Decimal]:
    """The cells with amounts as numbers, and the currency at the end."""
    code = ""
    for cell in row.cells:
        if isinstance(cell, Money):
            code = cell.currency
            yield cell.decimal
        else:
            yield cell
    yield code


def _plain(cell: Cell | Decimal) -> str:
    if cell is None:
        return ""
    if isinstance(cell, date):
        return cell.isoformat()
    return str(cell) if isinstance(cell, Decimal | int) else harmless(str(cell))


def _write(
    page: "xlsxwriter.worksheet.Worksheet",
    looks: "dict[str, xlsxwriter.format.Format]",
    place: tuple[int, int],
    cell: Cell | Decimal,
    *,
    is_total: bool,
) -> None:
    end = "_total" if is_total else ""
    if cell is None or cell == "":
        return
    if isinstance(cell, Decimal):
        exponent = cell.as_tuple().exponent
        places = -exponent if isinstance(exponent, int) else 0
        page.write_number(*place, cell, looks[f"money{places}{end}"])
    elif isinstance(cell, int):
        page.write_number(*place, cell, looks[f"text{end}"])
    elif isinstance(cell, date):
        page.write_datetime(*place, cell, looks[f"day{end}"])
    else:
        page.write_string(*place, str(cell), looks[f"text{end}"])
