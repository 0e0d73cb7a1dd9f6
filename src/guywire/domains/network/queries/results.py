"""The answer file of a bulk qualification."""

import csv
import io
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from itertools import chain, islice
from tempfile import SpooledTemporaryFile
from typing import BinaryIO, cast
from uuid import UUID

from guywire.kit.errors import NotFound

from ..models import QualificationPart, QualificationRun
from .rows import QualificationRow

ANSWER = (
    "served", "best_sector", "signal_dbm", "margin_db", "line_of_sight", "distance_m",
    "azimuth_deg", "latitude", "longitude", "reason", "next_sectors", "spot_latitude",
    "spot_longitude", "corrected_signal_dbm", "probability",
)  # fmt: skip
IN_MEMORY = 2**20
FORMULA = ("=", "+", "-", "@", "\t", "\r")
Line = tuple[int, list[str]]


def result_file(run: QualificationRun) -> BinaryIO:
    """The uploaded table with the answer's columns behind its own, as a CSV file at its beginning.

    A text that a spreadsheet would take for a formula gets an apostrophe (OWASP: CSV injection);
    numbers are left as they are. A large one lies on disk: it is not held in memory.
    """
    with ExitStack() as unless_written:
        spooled = unless_written.enter_context(SpooledTemporaryFile(max_size=IN_MEMORY))
        file = cast(BinaryIO, spooled)
        file.write(written([[*(_safe(name) for name in run.columns), *ANSWER]]).encode())
        parts = QualificationPart.objects.filter(run=run).order_by("number")
        for part in parts.iterator(chunk_size=4):
            text = part.answers or answers_of(_waiting(part), len(run.columns))
            file.write(text.encode())
        file.seek(0)
        unless_written.pop_all()
    return file


def answers_of(rows: Iterable[QualificationRow], width: int) -> str:
    """The lines of the file that tell of some rows; width: how many columns it came with."""
    return written(
        [
            *(_safe(cell) for cell in row.given[:width]),
            *[""] * (width - len(row.given)),
            *_answer(row),
        ]
        for row in rows
    )


def written(lines: Iterable[Iterable[object]]) -> str:
    """Lines as CSV."""
    out = io.StringIO(newline="")
    csv.writer(out).writerows(lines)
    return out.getvalue()


def lines_of(part: QualificationPart) -> Iterator[Line]:
    """The lines of a part as they came, each with its number."""
    for number, *cells in csv.reader(io.StringIO(part.lines, newline="")):
        yield int(number), cells


def _waiting(part: QualificationPart) -> Iterator[QualificationRow]:
    """The lines without an answer yet; those that cannot be used are known already."""
    bad = {int(number): str(reason) for number, reason in part.bad_lines}
    for number, cells in lines_of(part):
        row = QualificationRow(line=number, given=cells)
        if number in bad:
            row.state, row.reason = QualificationRow.State.BAD, bad[number]
        yield row


def newest_runs(limit: int) -> list[QualificationRun]:
    return list(QualificationRun.objects.order_by("-created_at", "-id")[:limit])


def run_of(run_id: UUID) -> QualificationRun:
    """One run. Raises NotFound."""
    run = QualificationRun.objects.filter(pk=run_id).first()
    if run is None:
        raise NotFound("There is no such qualification.")
    return run


def bad_rows(run: QualificationRun, limit: int = 50) -> list[QualificationRow]:
    """The first unusable lines, with their reasons."""
    parts = QualificationPart.objects.filter(run=run).exclude(bad_lines=[]).order_by("number")
    told = chain.from_iterable(parts.values_list("bad_lines", flat=True)[:limit])
    bad = QualificationRow.State.BAD
    return [
        QualificationRow(line=number, reason=reason, state=bad)
        for number, reason in islice(told, limit)
    ]


def _answer(row: QualificationRow) -> list[object]:
    sight = row.has_line_of_sight
    values = (
        row.state.value,
        _safe(row.sector_name),
        row.signal_dbm,
        row.margin_db,
        None if sight is None else ("yes" if sight else "no"),
        row.distance_m,
        row.azimuth_deg,
        row.latitude,
        row.longitude,
        row.reason,
        _safe(row.next_sectors),
        row.spot_latitude,
        row.spot_longitude,
        row.corrected_dbm,
        row.probability,
    )
    return ["" if value is None else value for value in values]


def _safe(cell: str) -> str:
    if not cell.startswith(FORMULA):
        return cell
    try:
        float(cell)
    except ValueError:
        return f"'{cell}"
    return cell
