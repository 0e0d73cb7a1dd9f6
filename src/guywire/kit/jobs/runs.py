"""Long work in slices: queued, running, then finished, cancelled or failed, and gone on with.

A kind of run is a model (a subclass of ``Run``) and a slice function, made known in the domain's
``tasks``: ``bill = runs.job_of(BillingRun, services.bill_some)``. A service makes the row and calls
``start``; the page calls ``cancel`` and ``resume``. All else is here:

- every slice is a transaction of its own, and the next slice's job commits with it;
- a job of a killed worker is queued again (``rescue.py``) and does that slice again, once;
- a run is cancelled at once; a slice under way stops at its next ``look`` or leaves no trace;
- what a slice refuses (``DomainError``, ``refusals``) fails the run with those words, what nobody
  foresaw is told on it and tried again, and a lane whose job has failed for good fails it too;
- a cancelled or failed run goes on where it ended;
- lanes are slices that go on beside each other, each where it ended itself;
- tenants take turns by the slice (``fair.py``).
"""

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import asdict, dataclass, replace
from functools import partial
from typing import Any, Generic, TypeVar
from uuid import UUID

from django.db import connection
from django.utils.translation import gettext as _
from psycopg import sql

from .. import clock
from ..errors import Conflict, DomainError
from ..tenancy import in_tenant
from .models import Run
from .queue import Work, background, defer
from .slices import Apart, Lane, RunStopped, Slice, Told
from .untended import untended

LONGEST_ERROR = 2000
State = Run.State
OPEN = (State.QUEUED, State.RUNNING)
R = TypeVar("R", bound=Run)
W = TypeVar("W")
F = TypeVar("F")
Scoped = Callable[[], AbstractContextManager[Any]]


class RunIsOver(Conflict):
    """It is finished, cancelled or failed already."""

    def __init__(self, run: Run) -> None:
        state = str(run.get_state_display()).lower()
        super().__init__(_("%(run)s is %(state)s already.") % {"run": run, "state": state})
        self.code = f"{run.noun}_is_over"


class RunIsNotOver(Conflict):
    """It waits or works: there is nothing to go on with."""

    def __init__(self, run: Run) -> None:
        state = str(run.get_state_display()).lower()
        super().__init__(_("%(run)s is %(state)s.") % {"run": run, "state": state})
        self.code = f"{run.noun}_is_not_over"


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind(Generic[R]):
    """How the runs of one model are worked on."""

    model: type[R]
    work: "Callable[[R, Lane], Slice] | Apart[R, Any, Any]"
    finish: Callable[[R], None] | None
    tell: Callable[[R], None] | None

    def told(self, run: R) -> None:
        if self.tell is not None:
            self.tell(run)


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Which slice: of a run, a lane and a turn; no turn: whichever it is at."""

    run_id: UUID
    lane: int = 0
    turn: int | None = None


_kinds: dict[type[Run], Kind[Any]] = {}


def job_of(
    model: type[R],
    work: Callable[[R, Lane], Slice] | Apart[R, W, F],
    *,
    finish: Callable[[R], None] | None = None,
    tell: Callable[[R], None] | None = None,
    refusals: tuple[type[Exception], ...] = (),
    attempts: int = 7,
    actor: str = "",
) -> Work:
    """Make a model's runs known, and the job that works on them.

    work: does a slice, inside of its transaction or ``Apart``. finish: in the transaction of the
    last slice of all lanes, with the run locked. tell: in every transaction that queues, finishes,
    cancels or fails a run, to publish it. refusals: errors whose words are meant for people.
    """
    _kinds[model] = Kind(model=model, work=work, finish=finish, tell=tell)
    foreseen: tuple[type[Exception], ...] = (DomainError, *refusals)
    label = actor or f"job:{model._meta.model_name}"

    @background(model.job, attempts=attempts, fair=True)
    def job(tenant_id: UUID, *, run_id: str, lane: int = 0, turn: int | None = None) -> None:
        scope = partial(in_tenant, tenant_id, actor=label, request_id=run_id, door="job")
        place, kind = Place(run_id=UUID(run_id), lane=lane, turn=turn), _kinds[model]
        try:
            _advance(kind, place, scope, _queue)
        except RunStopped:
            return
        except foreseen as error:
            with scope():
                _fail(kind, place.run_id, _sentence(error))
        except Exception as error:
            with scope():
                _note_trouble(kind, place, f"{type(error).__name__}: {error}")
            raise

    return job


def start(run: Run, *, lanes: int = 1) -> None:
    """Queue the slices of a row that was made; its jobs exist when this transaction commits."""
    run.lanes = [asdict(Told())] * lanes
    run.save(update_fields=["lanes"])
    _queue_all(run)


def cancel(run: R) -> R:
    """Stop a run at once; what its slices did stays. Raises RunIsOver, not where it was stopped."""
    run = _locked(run)
    if run.state == State.CANCELLED:
        return run
    if run.is_over:
        raise RunIsOver(run)
    _end(run, State.CANCELLED)
    return run


def resume(run: R) -> R:
    """Go on with a run that failed or was stopped. Raises RunIsOver, RunIsNotOver."""
    run = _locked(run)
    if run.is_finished:
        raise RunIsOver(run)
    if not run.can_go_on:
        raise RunIsNotOver(run)
    run.state, run.error, run.finished_at = State.QUEUED, "", None
    run.lanes = [
        asdict(replace(one, turn=one.turn + 1, share=0.0, error="")) for one in _lanes(run)
    ]
    run.save(update_fields=["state", "error", "finished_at", "lanes"])
    _queue_all(run)
    return run


def fail(run: R, reason: str) -> R:
    """End a run that cannot go on, with the reason; one that is over stays as it is."""
    run = _locked(run)
    if not run.is_over:
        run.error = reason[:LONGEST_ERROR]
        _end(run, State.FAILED)
    return run


def work_on(model: type[R], run_id: UUID) -> bool:
    """Do the next slice now, in this transaction; whether there may be more. Queues nothing.

    What the slice raises is raised.
    """
    rows = model._default_manager.filter(pk=run_id)
    for lane in _open_lanes(rows.first())[:1]:
        place = Place(run_id=run_id, lane=lane)
        _advance(_kinds[model], place, nullcontext, lambda *_following: None)
    return bool(_open_lanes(rows.first()))


def give_up_abandoned() -> int:
    """Fail the runs of which a lane is open and no job works on it or will. How many."""
    abandoned = [(kind, found) for kind in _kinds.values() for found in untended(kind.model)]
    for kind, run_id in abandoned:
        run = kind.model._default_manager.get(pk=run_id)
        given_up = _("The work broke off again and again and was given up.")
        fail(run, run.error or given_up)
    return len(abandoned)


def _advance(
    kind: Kind[R], place: Place, scope: Scoped, follow: Callable[[R, int, int], None]
) -> None:
    """Do one slice and say what follows. A slice that is late, or of no run, does nothing."""
    if isinstance(kind.work, Apart):
        _advance_apart(kind, kind.work, place, scope, follow)
        return
    with scope():
        _hold(kind, place)
        run = kind.model._default_manager.filter(pk=place.run_id).first()
        told = _in_turn(run, place)
        if run is None or told is None:
            return
        began = clock.now()
        lane = _lane(run, place, told, partial(_is_wanted, kind, place, told.turn))
        done = kind.work(run, lane)
        run = _locked(run)  # it is there: it is held
        run.started_at = run.started_at or began
        _take_in(kind, run, lane, done, follow)


def _advance_apart(
    kind: Kind[R],
    work: Apart[R, Any, Any],
    place: Place,
    scope: Scoped,
    follow: Callable[[R, int, int], None],
) -> None:
    with scope():
        run = _maybe_locked(kind, place.run_id)
        told = _in_turn(run, place)
        if run is None or told is None:
            return
        if run.state == State.QUEUED:
            run.state, run.started_at = State.RUNNING, run.started_at or clock.now()
            run.save(update_fields=["state", "started_at"])

        def see(share: float) -> bool:
            with scope():
                return _note_share(kind, place, told.turn, share)

        lane = _lane(run, place, told, see)
        prepared = work.prepare(run, lane)
    if prepared is None:
        return
    found = work.compute(prepared, lane)
    with scope():
        run = _maybe_locked(kind, place.run_id)
        if run is not None and _in_turn(run, replace(place, turn=lane.turn)) is not None:
            _take_in(kind, run, lane, work.keep(run, lane, found), follow)


def _take_in(
    kind: Kind[R], run: R, lane: Lane, done: Slice, follow: Callable[[R, int, int], None]
) -> None:
    """Write what a slice did on its run, which is locked. Raises RunStopped where that is over."""
    lanes = _lanes(run)
    if run.is_over or lanes[lane.number].turn != lane.turn:
        raise RunStopped
    lanes[lane.number] = Told(turn=lane.turn + 1, after=done.after, is_over=not done.more)
    run.state, run.lanes = State.RUNNING, [asdict(one) for one in lanes]
    run.error = next((one.error for one in lanes if one.error), "")
    run.done_count += done.rows
    for name, count in done.counts.items():
        setattr(run, name, getattr(run, name) + count)
    if all(one.is_over for one in lanes):
        if kind.finish is not None:
            kind.finish(run)
        run.state, run.finished_at = State.FINISHED, clock.now()
    run.save()
    if run.is_finished:
        kind.told(run)
    elif done.more:
        follow(run, lane.number, lane.turn + 1)


def _queue(run: Run, lane: int, turn: int) -> None:
    defer(run.job, run_id=str(run.pk), lane=lane, turn=turn)


def _queue_all(run: Run) -> None:
    for number, one in enumerate(_lanes(run)):
        if not one.is_over:
            _queue(run, number, one.turn)
    _kinds[type(run)].told(run)


def _end(run: Run, state: Run.State) -> None:
    run.state, run.finished_at = state, clock.now()
    run.lanes = [asdict(replace(one, share=0.0)) for one in _lanes(run)]
    run.save(update_fields=["state", "finished_at", "lanes", "error"])
    _kinds[type(run)].told(run)


def _fail(kind: Kind[Any], run_id: UUID, reason: str) -> None:
    run = _maybe_locked(kind, run_id)
    if run is not None:
        fail(run, reason)


def _note_trouble(kind: Kind[Any], place: Place, reason: str) -> None:
    """Say what went wrong with a slice that will be tried again."""
    run = _maybe_locked(kind, place.run_id)
    if run is None or _in_turn(run, place) is None:
        return
    lanes = _lanes(run)
    run.error = reason[:LONGEST_ERROR]
    lanes[place.lane] = replace(lanes[place.lane], error=run.error, share=0.0)
    run.lanes = [asdict(one) for one in lanes]
    run.save(update_fields=["error", "lanes"])


def _note_share(kind: Kind[R], place: Place, turn: int, share: float) -> bool:
    """Say how far the slice is; whether it is still wanted."""
    run = _maybe_locked(kind, place.run_id)
    if run is None or _in_turn(run, replace(place, turn=turn)) is None:
        return False
    lanes = _lanes(run)
    lanes[place.lane] = replace(lanes[place.lane], share=min(max(share, 0.0), 1.0), error="")
    run.lanes = [asdict(one) for one in lanes]
    run.error = next((one.error for one in lanes if one.error), "")
    run.save(update_fields=["lanes", "error"])
    return True


def _is_wanted(kind: Kind[R], place: Place, turn: int, share: float) -> bool:
    """Whether the slice is still wanted, as others have committed it; nothing is locked."""
    run = kind.model._default_manager.filter(pk=place.run_id).first()
    return _in_turn(run, replace(place, turn=turn)) is not None


def _in_turn(run: Run | None, place: Place) -> Told | None:
    """The lane, where the run wants work and this is its turn."""
    if run is None or run.is_over:
        return None
    lanes = _lanes(run)
    if place.lane >= len(lanes) or lanes[place.lane].is_over:
        return None
    told = lanes[place.lane]
    return told if place.turn in {None, told.turn} else None


def _open_lanes(run: Run | None) -> list[int]:
    if run is None or run.is_over:
        return []
    return [number for number, one in enumerate(_lanes(run)) if not one.is_over]


def _lanes(run: Run) -> list[Told]:
    return [Told(**one) for one in run.lanes] or [Told()]


def _lane(run: Run, place: Place, told: Told, see: Callable[[float], bool]) -> Lane:
    return Lane(place.lane, len(_lanes(run)), told, see)


def _locked(run: R) -> R:
    return type(run)._default_manager.select_for_update(no_key=True).get(pk=run.pk)


def _maybe_locked(kind: Kind[R], run_id: UUID) -> R | None:
    return kind.model._default_manager.select_for_update(no_key=True).filter(pk=run_id).first()


def _hold(kind: Kind[Any], place: Place) -> None:
    """Wait for whoever does this lane's slice; the run can be changed meanwhile, not removed."""
    table = sql.Identifier(kind.model._meta.db_table)
    held = sql.SQL("select 1 from {} where id = %s for key share").format(table)
    with connection.cursor() as cursor:
        name = f"{place.run_id} {place.lane}"
        cursor.execute("select pg_advisory_xact_lock(hashtextextended(%s, 0))", [name])
        cursor.execute(held, [place.run_id])


def _sentence(error: Exception) -> str:
    return error.message if isinstance(error, DomainError) else str(error)
