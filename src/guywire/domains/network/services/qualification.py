"""Bulk qualification: a file of places in, for each the best sector or the reason there is none.

The file is looked at when it comes and kept as parts. Each part is a slice of work: a killed worker
loses one part at most, and the job goes on with those that are left.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import IO

from django.db import transaction

from guywire.domains.tenants.queries import this_tenant
from guywire.kit.errors import Conflict
from guywire.kit.events import publish
from guywire.kit.jobs import runs
from guywire.kit.jobs.slices import Lane, Slice

from ..events import QualificationFinished, QualificationRequested
from ..inputs import QualificationInput
from ..inputs.places_file import Columns, Line, PlaceInLine, columns_of, open_table, place_in
from ..models import QualificationPart, QualificationRow, QualificationRun
from ..queries.bulk import Manner, points_of, qualify_rows

MOST_ROWS = 1_000_000
CHUNK = 4000
"""Points to a part: a few seconds of work at most, so that tenants take turns."""
PARTS_AT_ONCE = 4
MOST_BAD_AT_ONCE = 1000
"""Unusable lines that are told as soon as the file has come; more of them wait for the job."""
QUEUED_BEFORE = (
    "It was queued by an earlier version, which kept its lines elsewhere; upload the file again."
    " The answers it has are kept."
)
State = QualificationRun.State


class PartsAreGone(Conflict):
    """The lines that a run has not answered are not to be found."""

    code = "parts_are_gone"


@transaction.atomic
def start_run(given: QualificationInput, file: IO[bytes], file_name: str) -> QualificationRun:
    """Look through a CSV file (UTF-8) whose columns are lat and lon, or an address; queue the work.

    Lines without a usable place are kept and marked unusable, with the reason. Raises
    UnreadableFile when the file as a whole cannot be read; nothing is saved then.
    """
    with open_table(file, MOST_ROWS) as (columns, lines):
        run = QualificationRun.objects.create(
            name=given.name or file_name[:200] or "places.csv",
            receive_height_m=given.receive_height_m,
            patch_radius_m=given.patch_radius_m,
            columns=columns.names,
            row_count=0,
        )
        bad: list[QualificationRow] = []
        waiting = _usable(run, columns, lines, bad)
        kept = _keep_parts(run, waiting)
    QualificationRow.objects.bulk_create(bad)
    run.row_count = kept + len(bad)
    run.bad_count = run.done_count = len(bad)
    run.save(update_fields=["row_count", "bad_count", "done_count"])
    runs.start(run)
    return run


def answer_some(run: QualificationRun, lane: Lane) -> Slice:
    """Answer the next part of the file."""
    part = QualificationPart.objects.filter(run=run).order_by("first_line").first()
    if part is None:
        if run.done_count < run.row_count:
            raise PartsAreGone(QUEUED_BEFORE)
        return Slice(more=False)
    columns = columns_of(run.columns)
    rows = [_row(run, number, line, place_in(line, columns)) for number, line in part.lines]
    waiting = [row for row in rows if row.state == QualificationRow.State.WAITING]
    manner = Manner(
        receive_height_m=run.receive_height_m,
        patch_radius_m=run.patch_radius_m,
        units=this_tenant().units,
    )
    qualify_rows(waiting, manner)
    lane.look()
    QualificationRow.objects.bulk_create(rows)
    part.delete()
    return Slice(
        rows=len(rows),
        more=QualificationPart.objects.filter(run=run).exists(),
        counts={
            "served_count": sum(row.state == QualificationRow.State.SERVED for row in rows),
            "bad_count": sum(row.state == QualificationRow.State.BAD for row in rows),
        },
    )


def tell(run: QualificationRun) -> None:
    """Publish what became of a run."""
    if run.state == State.QUEUED:
        publish(QualificationRequested(run_id=run.pk))
    elif run.state == State.FINISHED:
        publish(QualificationFinished(run_id=run.pk))


def remove_run(run: QualificationRun) -> None:
    """Forget a run and its rows."""
    run.delete()


def _usable(
    run: QualificationRun,
    columns: Columns,
    lines: Iterable[Line],
    bad: list[QualificationRow],
) -> Iterator[Line]:
    """The lines that wait; the first unusable ones become rows of ``bad``."""
    for number, line in lines:
        place = place_in(line, columns)
        if place.problem and len(bad) < MOST_BAD_AT_ONCE:
            bad.append(_row(run, number, line, place))
        else:
            yield number, line


def _keep_parts(run: QualificationRun, lines: Iterator[Line]) -> int:
    """Store the lines as parts, a few at a time; how many lines there were."""
    size = CHUNK // points_of(run.patch_radius_m) or 1
    count = 0
    while parts := [part for _ in range(PARTS_AT_ONCE) if (part := list(islice(lines, size)))]:
        QualificationPart.objects.bulk_create(
            QualificationPart(run=run, first_line=part[0][0], lines=part) for part in parts
        )
        count += sum(len(part) for part in parts)
    return count


def _row(
    run: QualificationRun, number: int, line: Sequence[str], place: PlaceInLine
) -> QualificationRow:
    waits = not place.problem
    return QualificationRow(
        run=run,
        line=number,
        given=list(line),
        address=place.address,
        latitude=place.latitude,
        longitude=place.longitude,
        state=QualificationRow.State.WAITING if waits else QualificationRow.State.BAD,
        reason=place.problem,
    )
