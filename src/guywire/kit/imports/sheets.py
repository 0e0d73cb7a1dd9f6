"""A CSV file read into rows, whatever program wrote it; what cannot be read is said clearly."""

import csv
import io
from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from dataclasses import dataclass

from django.utils.translation import gettext as _

from ..errors import DomainError

MAX_BYTES = 20 * 1024 * 1024
MAX_ROWS = 100_000
DELIMITERS = ",;\t|"


@dataclass(frozen=True, slots=True)
class Sheet:
    """A file's header and rows; a row carries the number its line has in the file."""

    header: tuple[str, ...]
    rows: list[tuple[int, tuple[str, ...]]]


def decoded(content: bytes) -> str:
    """The text of a file in UTF-8 or, with its mark, UTF-16; DomainError says what is wrong."""
    if len(content) > MAX_BYTES:
        raise _bad(_("The file is larger than %d MB. Split it.") % (MAX_BYTES // 1024 // 1024))
    encoding = "utf-16" if content.startswith((BOM_UTF16_LE, BOM_UTF16_BE)) else "utf-8-sig"
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise _bad(
            _("Line %d is not UTF-8. Save the file as “CSV UTF-8” and try again.") % line
        ) from None
    if "\0" in text:
        raise _bad(_("This is not a text file."))
    return text


def read_sheet(text: str) -> Sheet:
    """The rows of a CSV text; DomainError for one without a header or with too many rows."""
    lines = _lines(text)
    if not lines:
        raise _bad(_("The file is empty."))
    (_number, header), rows = lines[0], lines[1:]
    if not rows:
        raise _bad(_("The file has a header and no rows."))
    if len(rows) > MAX_ROWS:
        raise _bad(_("The file has more than %d rows. Split it.") % MAX_ROWS)
    for number, row in rows:
        if len(row) > len(header):
            words = _("Line %(line)d has %(cells)d cells, the header %(names)d.")
            raise _bad(words % {"line": number, "cells": len(row), "names": len(header)})
    width = len(header)
    return Sheet(header, [(number, row + ("",) * (width - len(row))) for number, row in rows])


def _lines(text: str) -> list[tuple[int, tuple[str, ...]]]:
    """The lines that are not empty, each with the number it starts at."""
    first = text.lstrip("\r\n").split("\n", 1)[0]
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(first), strict=True)
    lines: list[tuple[int, tuple[str, ...]]] = []
    start = 1
    try:
        for cells in reader:
            row = tuple(cell.strip() for cell in cells)
            if any(row):
                lines.append((start, row))
            start = reader.line_num + 1
    except csv.Error as error:
        words = _("Line %(line)d cannot be read: %(why)s.")
        raise _bad(words % {"line": reader.line_num, "why": error}) from None
    return lines


def _delimiter(header: str) -> str:
    """The likeliest delimiter: the one that stands most often outside quotes in the header."""
    outside = "".join(header.split('"')[::2])
    return max(DELIMITERS, key=outside.count)


def _bad(message: str) -> DomainError:
    return DomainError(message, field="file")
