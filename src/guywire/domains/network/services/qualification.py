"""Bulk qualification: a file of places in, for each the best sector or the reason there is none.

A run works through its waiting rows by chunks, each chunk a transaction: a killed worker loses one
chunk at most, and the next run of the job goes on where rows still wait.
"""

import csv
import io
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice
from uuid import UUID

from guywire.kit import clock
from guywire.kit.errors import Conflict, DomainError
from guywire.kit.events import publish

from ..events import QualificationFinished, QualificationRequested
from ..inputs import QualificationInput
from ..inputs.geofiles import off_the_earth
from ..models import QualificationRow, QualificationRun
from ..queries.bulk import qualify_rows

QUALIFY = "guywire.network.qualify"
LARGEST_FILE = 50 * 1024 * 1024
MOST_ROWS = 100_000
MOST_COLUMNS = 60
CHUNK = 1000
BATCH = 5000
LATITUDES = ("latitude", "lat", "y")
LONGITUDES = ("longitude", "lon", "lng", "long", "x")
ADDRESSES = ("address", "full_address", "street_address")
PARTS = ("number", "street", "unit", "city", "region", "state", "postcode", "zip")


class UnreadableFile(DomainError):
    """The file is not a table of places."""

    code = "unreadable_file"

    def __init__(self, message: str) -> None:
        super().__init__(message, field="file")


class RunIsOver(Conflict):
    code = "run_is_over"


@dataclass(frozen=True, slots=True)
class Columns:
    """Where in a line the place stands."""

    names: list[str]
    latitude: int | None
    longitude: int | None
    address: tuple[int, ...]


def start_run(given: QualificationInput, content: bytes, file_name: str) -> QualificationRun:
    """Read a CSV file (UTF-8) whose columns are lat and lon, or an address, and queue the work.

    Lines without a usable place are kept and marked unusable, with the reason. Raises
    UnreadableFile when the file as a whole cannot be read; nothing is saved then.
    """
    columns, lines = _read(content)
    run = QualificationRun.objects.create(
        name=given.name or file_name[:200] or "places.csv",
        receive_height_m=given.receive_height_m,
        columns=columns.names,
        row_count=len(lines),
    )
    rows = (_row(run, number, line, columns) for number, line in lines)
    bad = 0
    for batch in _batches(rows, BATCH):
        bad += sum(row.state == QualificationRow.State.BAD for row in batch)
        QualificationRow.objects.bulk_create(batch)
    run.bad_count = run.done_count = bad
    run.save(update_fields=["bad_count", "done_count"])
    publish(QualificationRequested(run_id=run.pk))
    return run


def work_on(run_id: UUID) -> bool:
    """Answer the next chunk of waiting rows; whether there may be more."""
    run = QualificationRun.objects.select_for_update().filter(pk=run_id).first()
    if run is None or run.is_over:
        return False
    waiting = QualificationRow.objects.filter(run=run, state=QualificationRow.State.WAITING)
    rows = list(waiting.order_by("line")[:CHUNK])
    if run.state == QualificationRun.State.QUEUED:
        run.state, run.started_at = QualificationRun.State.RUNNING, clock.now()
    if not rows:
        return _finish(run)
    qualify_rows(rows, run.receive_height_m)
    # An upsert: bulk_update would send, for each column, a CASE with an arm for every row.
    QualificationRow.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["pk"], update_fields=ANSWERED
    )
    run.done_count += len(rows)
    run.served_count += sum(row.state == QualificationRow.State.SERVED for row in rows)
    run.bad_count += sum(row.state == QualificationRow.State.BAD for row in rows)
    run.save(update_fields=["state", "started_at", "done_count", "served_count", "bad_count"])
    return True


ANSWERED = (
    "state", "latitude", "longitude", "sector", "sector_name", "distance_m", "azimuth_deg",
    "signal_dbm", "margin_db", "has_line_of_sight", "reason",
)  # fmt: skip


def cancel_run(run: QualificationRun) -> QualificationRun:
    """Stop a run; what is answered stays. Raises RunIsOver."""
    run = QualificationRun.objects.select_for_update().get(pk=run.pk)
    if run.state == QualificationRun.State.CANCELLED:
        return run
    if run.is_over:
        raise RunIsOver(f"{run} is {run.get_state_display().lower()} already.")
    run.state, run.finished_at = QualificationRun.State.CANCELLED, clock.now()
    run.save(update_fields=["state", "finished_at"])
    return run


def fail_run(run_id: UUID, reason: str) -> None:
    """Mark a run that cannot go on, with the reason."""
    QualificationRun.objects.filter(pk=run_id).exclude(
        state__in=(QualificationRun.State.FINISHED, QualificationRun.State.CANCELLED)
    ).update(state=QualificationRun.State.FAILED, error=reason[:2000], finished_at=clock.now())


def remove_run(run: QualificationRun) -> None:
    """Forget a run and its rows."""
    run.delete()


def _finish(run: QualificationRun) -> bool:
    run.state, run.finished_at = QualificationRun.State.FINISHED, clock.now()
    run.save(update_fields=["state", "started_at", "finished_at"])
    publish(QualificationFinished(run_id=run.pk))
    return False


def _read(content: bytes) -> tuple[Columns, list[tuple[int, list[str]]]]:
    reader = csv.reader(io.StringIO(_text(content), newline=""))
    lines: list[tuple[int, list[str]]] = []
    try:
        columns = _columns(next(reader, []))
        for line in reader:
            if any(cell.strip() for cell in line):
                lines.append((reader.line_num, line))
            if len(lines) > MOST_ROWS:
                raise UnreadableFile(f"The file has more than {MOST_ROWS:,} rows; split it.")
    except csv.Error as error:
        raise UnreadableFile(f"Line {reader.line_num}: {error}.") from error
    if not lines:
        raise UnreadableFile("The file has no rows under its header.")
    return columns, lines


def _text(content: bytes) -> str:
    if len(content) > LARGEST_FILE:
        raise UnreadableFile(f"The file is larger than {LARGEST_FILE // 2**20} MB; split it.")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UnreadableFile(f"The file is not UTF-8 text (byte {error.start}).") from error
    if "\0" in text:
        raise UnreadableFile("The file is not text: it holds NUL characters.")
    return text


def _columns(header: Sequence[str]) -> Columns:
    names = [name.strip().lower().replace(" ", "_") for name in header]
    if not any(names) or len(names) > MOST_COLUMNS:
        raise UnreadableFile(f"The first line must name 1 to {MOST_COLUMNS} columns.")

    def first(wanted: Iterable[str]) -> int | None:
        return next((names.index(name) for name in wanted if name in names), None)

    latitude, longitude, address = first(LATITUDES), first(LONGITUDES), first(ADDRESSES)
    parts = tuple(names.index(name) for name in PARTS if name in names)
    words = (address,) if address is not None else parts
    if (latitude is None or longitude is None) and not words:
        raise UnreadableFile(
            "No columns lat and lon, and none address (or number, street, city, postcode)."
        )
    return Columns([name.strip()[:80] for name in header], latitude, longitude, words)


def _row(
    run: QualificationRun, number: int, line: Sequence[str], columns: Columns
) -> QualificationRow:
    row = QualificationRow(run=run, line=number, given=list(line))
    cells = [cell.strip() for cell in line]
    row.address = " ".join(cells[at] for at in columns.address if at < len(cells) and cells[at])[
        :300
    ]
    problem = _place(row, cells, columns)
    if len(line) > len(columns.names):
        problem = (
            f"{len(line)} cells under {len(columns.names)} columns:"
            " put a text with commas into quotation marks"
        )
    if problem:
        row.state, row.reason = QualificationRow.State.BAD, problem
    return row


def _place(row: QualificationRow, cells: Sequence[str], columns: Columns) -> str:
    """Put the coordinates into the row; "" or what is wrong with the line."""
    texts = [
        cells[at] if at is not None and at < len(cells) else ""
        for at in (columns.latitude, columns.longitude)
    ]
    if not any(texts):
        return "" if row.address else "neither coordinates nor an address"
    values = []
    for name, text in zip(("latitude", "longitude"), texts, strict=True):
        try:
            values.append(float(text))
        except ValueError:
            return f"{name} is {text[:20]!r}, not a number"
        if not math.isfinite(values[-1]):
            return f"{name} is {text[:20]!r}, not a number"
    problem = off_the_earth(*values)
    if not problem:
        row.latitude, row.longitude = values
    return problem


def _batches(rows: Iterable[QualificationRow], size: int) -> Iterable[list[QualificationRow]]:
    source = iter(rows)
    while batch := list(islice(source, size)):
        yield batch
