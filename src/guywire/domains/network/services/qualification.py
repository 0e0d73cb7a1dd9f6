"""Bulk qualification: a file of places in, for each the best sector or the reason there is none.

The file is looked at when it comes and kept as parts. Each part is a slice of work and a
transaction: a killed worker loses one part at most, and the job goes on with those that are left.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import IO
from uuid import UUID

from django.db import transaction

from guywire.domains.tenants.queries import this_tenant
from guywire.kit import clock
from guywire.kit.errors import Conflict
from guywire.kit.events import publish

from ..events import QualificationFinished, QualificationRequested
from ..inputs import QualificationInput
from ..inputs.places_file import Columns, Line, PlaceInLine, columns_of, open_table, place_in
from ..models import QualificationPart, QualificationRow, QualificationRun
from ..queries.bulk import Manner, points_of, qualify_rows
from ..queries.results import abandoned_runs

QUALIFY = "guywire.network.qualify"
MOST_ROWS = 1_000_000
CHUNK = 4000
"""Points to a part: a few seconds of work at most, so that tenants take turns."""
PARTS_AT_ONCE = 4
MOST_BAD_AT_ONCE = 1000
"""Unusable lines that are told as soon as the file has come; more of them wait for the job."""
LONGEST_ERROR = 2000
GIVEN_UP = "The work broke off again and again and was given up."
QUEUED_BEFORE = (
    "It was queued by an earlier version, which kept its lines elsewhere; upload the file again."
    " The answers it has are kept."
)
State = QualificationRun.State


class RunIsOver(Conflict):
    code = "run_is_over"


class RunIsNotOver(Conflict):
    code = "run_is_not_over"


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
    publish(QualificationRequested(run_id=run.pk))
    return run


def work_on(run_id: UUID) -> bool:
    """Answer the next part of the file; whether there may be more."""
    run = QualificationRun.objects.select_for_update().filter(pk=run_id).first()
    if run is None or run.is_over:
        return False
    if run.state == State.QUEUED:
        run.state, run.started_at = State.RUNNING, run.started_at or clock.now()
    part = QualificationPart.objects.filter(run=run).order_by("first_line").first()
    if part is None:
        if run.done_count < run.row_count:
            raise PartsAreGone(QUEUED_BEFORE)
        return _finish(run)
    columns = columns_of(run.columns)
    rows = [_row(run, number, line, place_in(line, columns)) for number, line in part.lines]
    waiting = [row for row in rows if row.state == QualificationRow.State.WAITING]
    manner = Manner(
        receive_height_m=run.receive_height_m,
        patch_radius_m=run.patch_radius_m,
        units=this_tenant().units,
    )
    qualify_rows(waiting, manner)
    QualificationRow.objects.bulk_create(rows)
    part.delete()
    run.done_count += len(rows)
    run.served_count += sum(row.state == QualificationRow.State.SERVED for row in rows)
    run.bad_count += sum(row.state == QualificationRow.State.BAD for row in rows)
    run.error = ""
    run.save(
        update_fields=["state", "started_at", "done_count", "served_count", "bad_count", "error"]
    )
    return QualificationPart.objects.filter(run=run).exists() or _finish(run)


def cancel_run(run: QualificationRun) -> QualificationRun:
    """Stop a run; what is answered stays. Raises RunIsOver."""
    run = QualificationRun.objects.select_for_update().get(pk=run.pk)
    if run.state == State.CANCELLED:
        return run
    if run.is_over:
        raise RunIsOver(f"{run} is {run.get_state_display().lower()} already.")
    run.state, run.finished_at = State.CANCELLED, clock.now()
    run.save(update_fields=["state", "finished_at"])
    return run


def restart_run(run: QualificationRun) -> QualificationRun:
    """Go on with a run that failed or was stopped; what is answered stays.

    Raises RunIsOver for a finished one, RunIsNotOver for one that works or waits.
    """
    run = QualificationRun.objects.select_for_update().get(pk=run.pk)
    if run.state == State.FINISHED:
        raise RunIsOver(f"{run} is finished: every row has its answer.")
    if not run.can_go_on:
        raise RunIsNotOver(f"{run} is {run.get_state_display().lower()}.")
    run.state, run.error, run.finished_at = State.QUEUED, "", None
    run.save(update_fields=["state", "error", "finished_at"])
    publish(QualificationRequested(run_id=run.pk))
    return run


def note_trouble(run_id: UUID, reason: str) -> None:
    """Say what went wrong with a run that will be tried again."""
    QualificationRun.objects.filter(pk=run_id, state__in=(State.QUEUED, State.RUNNING)).update(
        error=reason[:LONGEST_ERROR]
    )


def fail_run(run_id: UUID, reason: str) -> None:
    """Mark a run that cannot go on, with the reason."""
    QualificationRun.objects.filter(pk=run_id).exclude(
        state__in=(State.FINISHED, State.CANCELLED)
    ).update(state=State.FAILED, error=reason[:LONGEST_ERROR], finished_at=clock.now())


def give_up_abandoned() -> int:
    """Fail the runs that no job works on any more: theirs has failed for good. How many."""
    abandoned = abandoned_runs()
    for run in abandoned:
        fail_run(run.pk, run.error or GIVEN_UP)
    return len(abandoned)


def remove_run(run: QualificationRun) -> None:
    """Forget a run and its rows."""
    run.delete()


def _finish(run: QualificationRun) -> bool:
    run.state, run.finished_at, run.error = State.FINISHED, clock.now(), ""
    run.save(update_fields=["state", "started_at", "finished_at", "error"])
    publish(QualificationFinished(run_id=run.pk))
    return False


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
