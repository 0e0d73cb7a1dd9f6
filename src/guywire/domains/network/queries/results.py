"""The answer file of a bulk qualification."""

import csv
import io
from collections.abc import Iterator
from contextlib import ExitStack
from heapq import merge
from tempfile import SpooledTemporaryFile
from typing import BinaryIO, cast
from uuid import UUID

from guywire.kit.errors import NotFound

from ..models import QualificationPart, QualificationRow, QualificationRun

ANSWER = (
    "served", "best_sector", "signal_dbm", "margin_db", "line_of_sight", "distance_m",
    "azimuth_deg", "latitude", "longitude", "reason", "next_sectors", "spot_latitude",
    "spot_longitude", "corrected_signal_dbm", "probability",
)  # fmt: skip
IN_MEMORY = 2**20
FORMULA = ("=", "+", "-", "@", "\t", "\r")
ANSWERED = {
    QualificationRow.State.SERVED: "yes",
    QualificationRow.State.UNSERVED: "no",
    QualificationRow.State.UNKNOWN: "unknown",
    QualificationRow.State.BAD: "unusable",
    QualificationRow.State.WAITING: "waiting",
}


def result_file(run: QualificationRun) -> BinaryIO:
    """The uploaded table with the answer's columns behind its own, as a CSV file at its beginning.

    A text that a spreadsheet would take for a formula gets an apostrophe (OWASP: CSV injection);
    numbers are left as they are. A large one lies on disk: it is not held in memory.
    """
    with ExitStack() as unless_written:
        spooled = unless_written.enter_context(SpooledTemporaryFile(max_size=IN_MEMORY))
        file = cast(BinaryIO, spooled)
        out = io.TextIOWrapper(file, encoding="utf-8", newline="", write_through=True)
        writer = csv.writer(out)
        writer.writerow([*(_safe(name) for name in run.columns), *ANSWER])
        width = len(run.columns)
        for row in merge(rows_of(run), _waiting(run), key=lambda one: one.line):
            given = [*row.given[:width], *[""] * (width - len(row.given))]
            writer.writerow([*(_safe(cell) for cell in given), *_answer(row)])
        out.detach()
        file.seek(0)
        unless_written.pop_all()
    return file


def newest_runs(limit: int) -> list[QualificationRun]:
    return list(QualificationRun.objects.order_by("-created_at", "-id")[:limit])


def run_of(run_id: UUID) -> QualificationRun:
    """One run. Raises NotFound."""
    run = QualificationRun.objects.filter(pk=run_id).first()
    if run is None:
        raise NotFound("There is no such qualification.")
    return run


def rows_of(run: QualificationRun) -> Iterator[QualificationRow]:
    return QualificationRow.objects.filter(run=run).order_by("line").iterator(chunk_size=5000)


def _waiting(run: QualificationRun) -> Iterator[QualificationRow]:
    """The lines without an answer yet, as rows that are not saved."""
    parts = QualificationPart.objects.filter(run=run).order_by("first_line")
    for part in parts.iterator(chunk_size=10):
        for number, line in part.lines:
            yield QualificationRow(run=run, line=number, given=line)


def bad_rows(run: QualificationRun, limit: int = 50) -> list[QualificationRow]:
    """The first unusable lines, with their reasons."""
    bad = QualificationRow.objects.filter(run=run, state=QualificationRow.State.BAD)
    return list(bad.order_by("line")[:limit])


def unknown_count(run: QualificationRun) -> int:
    """Rows of which neither yes nor no can be said."""
    return QualificationRow.objects.filter(run=run, state=QualificationRow.State.UNKNOWN).count()


def _answer(row: QualificationRow) -> list[object]:
    sight = row.has_line_of_sight
    values = (
        ANSWERED[QualificationRow.State(row.state)],
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
