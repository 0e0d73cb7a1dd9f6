"""Bulk qualification: a file of places in, for each the best sector or the reason there is none.

The file is looked at when it comes and kept as parts. Each part is a slice of work: a killed worker
loses one part at most, and the job goes on with those that are left.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
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
from ..models import QualificationPart, QualificationRun
from ..queries.bulk import Manner, points_of, qualify_rows
from ..queries.results import answers_of, lines_of, written
from ..queries.rows import QualificationRow

MOST_ROWS = 1_000_000
CHUNK = 4000
"""Points to a part: a few seconds of work at most, so that tenants take turns."""
PARTS_AT_ONCE = 4
MOST_LINES = 2 * CHUNK
"""Lines to a part, where most of them cannot be used."""
LANES = 2
"""Parts that are answered at a time, where there are workers for them."""
MOST_BAD_SHOWN = 50
"""Of a part; the file tells of all."""
QUEUED_BEFORE = (
    "It was queued by an earlier version, which kept its lines elsewhere; upload the file again."
    " The answers it has are kept."
)
State = QualificationRun.State
RowState = QualificationRow.State


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
        )
        parts = _keep_parts(run, columns, lines)
    run.done_count = run.bad_count
    run.save(update_fields=["row_count", "bad_count", "done_count"])
    runs.start(run, lanes=min(parts, LANES))
    return run


def answer_some(run: QualificationRun, lane: Lane) -> Slice:
    """Answer the lane's next part of the file; lanes take turns with the parts."""
    number = lane.number if lane.after is None else int(lane.after)
    part = QualificationPart.objects.filter(run=run, number=number).first()
    if part is None:
        return Slice(more=False)
    columns = columns_of(run.columns)
    rows = [_row(line, cells, place_in(cells, columns)) for line, cells in lines_of(part)]
    was_bad = len(rows) - part.row_count
    manner = Manner(
        receive_height_m=run.receive_height_m,
        patch_radius_m=run.patch_radius_m,
        units=this_tenant().units,
    )
    qualify_rows([row for row in rows if row.state == RowState.WAITING], manner)
    lane.look()
    part.answers, part.lines = answers_of(rows, len(run.columns)), ""
    bad = [row for row in rows if row.state == RowState.BAD]
    part.bad_lines = [[row.line, row.reason] for row in bad[:MOST_BAD_SHOWN]]
    part.save(update_fields=["answers", "lines", "bad_lines"])
    states = Counter(row.state for row in rows)
    return Slice(
        rows=part.row_count,
        after=number + lane.count,
        more=QualificationPart.objects.filter(run=run, number=number + lane.count).exists(),
        counts={
            "served_count": states[RowState.SERVED],
            "bad_count": len(bad) - was_bad,
            "unknown_count": states[RowState.UNKNOWN],
        },
    )


def require_all(run: QualificationRun) -> None:
    """When no part is left: raise PartsAreGone unless every row has its answer."""
    if run.done_count < run.row_count:
        raise PartsAreGone(QUEUED_BEFORE)


def tell(run: QualificationRun) -> None:
    """Publish what became of a run."""
    if run.state == State.QUEUED:
        publish(QualificationRequested(run_id=run.pk))
    elif run.state == State.FINISHED:
        publish(QualificationFinished(run_id=run.pk))


def remove_run(run: QualificationRun) -> None:
    """Forget a run and its rows."""
    run.delete()


def _keep_parts(run: QualificationRun, columns: Columns, lines: Iterator[Line]) -> int:
    """Store the lines as parts, a few at a time, and count the lines; how many parts."""
    count = 0
    parts = (
        _part(run, number, chunk, columns)
        for number, chunk in enumerate(_chunks(lines, columns, points_of(run.patch_radius_m)))
    )
    while kept := list(islice(parts, PARTS_AT_ONCE)):
        QualificationPart.objects.bulk_create(kept)
        count += len(kept)
    return count


Placed = tuple[int, list[str], str]
"""A line's number and its cells, and why it cannot be used ("" where it can)."""


def _chunks(lines: Iterator[Line], columns: Columns, points: int) -> Iterator[list[Placed]]:
    """Lines with as many usable ones as make a slice."""
    size = CHUNK // points or 1
    chunk: list[Placed] = []
    usable = 0
    for number, line in lines:
        problem = place_in(line, columns).problem
        chunk.append((number, line, problem))
        usable += not problem
        if usable == size or len(chunk) == MOST_LINES:
            yield chunk
            chunk, usable = [], 0
    if chunk:
        yield chunk


def _part(
    run: QualificationRun, number: int, chunk: Sequence[Placed], columns: Columns
) -> QualificationPart:
    bad = [[line, problem] for line, _cells, problem in chunk if problem]
    run.row_count += len(chunk)
    run.bad_count += len(bad)
    return QualificationPart(
        run=run,
        number=number,
        row_count=len(chunk) - len(bad),
        lines=written([line, *cells] for line, cells, _problem in chunk),
        bad_lines=bad[:MOST_BAD_SHOWN],
    )


def _row(number: int, line: Sequence[str], place: PlaceInLine) -> QualificationRow:
    return QualificationRow(
        line=number,
        given=line,
        address=place.address,
        latitude=place.latitude,
        longitude=place.longitude,
        height_m=place.height_m,
        state=RowState.BAD if place.problem else RowState.WAITING,
        reason=place.problem,
    )
