"""Long runs: what the kit promises of every kind, tried on one whose slices this file gives.

A run of 12 rows, written as addresses three at a time, in lanes: each takes every n-th row.
"""

import threading
from collections.abc import Callable
from uuid import UUID

import pytest
from django.db import connection

from guywire.domains.network.models import AddressPoint, TerrainFetch
from guywire.domains.network.tests import make
from guywire.domains.tenants.models import Tenant
from guywire.domains.tenants.tests import make as people
from guywire.kit.errors import DomainError
from guywire.kit.jobs import queue, runs, slices
from guywire.kit.jobs.models import JobFailure
from guywire.kit.jobs.rescue import rescue
from guywire.kit.jobs.runs import RunIsNotOver, RunIsOver
from guywire.kit.jobs.slices import Lane, Slice
from guywire.kit.jobs.worker import work
from guywire.kit.tenancy import in_tenant

ROWS, AT_ONCE = 12, 3
Hook = Callable[[Lane, int], None]


class Kind:
    """The slices of the runs here; ``hook`` is called in the middle of each, with its number."""

    def __init__(self) -> None:
        self.told: list[str] = []
        self.finished = self.slices = 0
        self.hook: Hook = lambda lane, number: None

    def write_some(self, run: TerrainFetch, lane: Lane) -> Slice:
        self.slices += 1
        first = lane.number if lane.after is None else int(lane.after)
        mine = list(range(first, ROWS, lane.count))
        for number in mine[:AT_ONCE]:
            make.address(number=str(number))
        self.hook(lane, self.slices)
        rest = mine[AT_ONCE:]
        return Slice(rows=len(mine[:AT_ONCE]), more=bool(rest), after=rest[0] if rest else None)

    def finish(self, run: TerrainFetch) -> None:
        self.finished += 1

    def tell(self, run: TerrainFetch) -> None:
        self.told.append(str(run.state))


@pytest.fixture
def kind(monkeypatch: pytest.MonkeyPatch) -> Kind:
    made = Kind()
    own = runs.Kind(model=TerrainFetch, work=made.write_some, finish=made.finish, tell=made.tell)
    monkeypatch.setattr(runs, "_kinds", {TerrainFetch: own})
    return made


def started(tenant: Tenant, lanes: int = 1) -> TerrainFetch:
    with in_tenant(tenant.pk, actor="test"):
        run = TerrainFetch.objects.create(row_count=ROWS)
        runs.start(run, lanes=lanes)
    return run


def owner(run: TerrainFetch) -> UUID:
    assert run.tenant_id is not None
    return run.tenant_id


def do(run: TerrainFetch, lane: int = 0, turn: int | None = None) -> None:
    """As the job of this slice does."""
    queue.works()[TerrainFetch.job](owner(run), run_id=str(run.pk), lane=lane, turn=turn)


def seen(run: TerrainFetch) -> tuple[str, int, int, list[int]]:
    """State, rows that are said to be done, rows that are there, and each lane's turn."""
    with in_tenant(owner(run), actor="test"):
        run.refresh_from_db()
        turns = [int(lane["turn"]) for lane in run.lanes]
        return run.state, run.done_count, AddressPoint.objects.count(), turns


def waiting() -> list[tuple[int, int]]:
    """Lane and turn of the slices that are queued."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select (args ->> 'lane')::int, (args ->> 'turn')::int from procrastinate_jobs"
            " where task_name = %s and status = 'todo' order by id",
            [TerrainFetch.job],
        )
        return [(int(lane), int(turn)) for lane, turn in cursor.fetchall()]


def test_lanes_go_on_beside_each_other_and_the_last_one_finishes(wisp: Tenant, kind: Kind) -> None:
    run = started(wisp, lanes=2)
    assert waiting() == [(0, 1), (1, 1)]
    do(run, 1, 1)
    assert seen(run) == ("running", 3, 3, [1, 2])
    do(run, 1, 2)
    assert (seen(run), run.percent, kind.finished) == (("running", 6, 6, [1, 3]), 50, 0)
    do(run, 1, 3)  # its lane is over
    do(run, 0, 1)
    do(run, 0, 1)  # a job that comes twice
    do(run, 0, 2)
    assert seen(run) == ("finished", 12, 12, [3, 3])
    assert (kind.finished, kind.slices, kind.told) == (1, 4, ["queued", "finished"])
    assert waiting() == [(0, 1), (1, 1), (1, 2), (0, 2)]  # each slice queued the next, once
    with in_tenant(wisp.pk, actor="test"):
        numbers = AddressPoint.objects.values_list("number", flat=True)
        assert sorted(map(int, numbers)) == list(range(ROWS))


def elsewhere(act: Callable[[TerrainFetch], object], run: TerrainFetch) -> None:
    """By a connection of its own, as the page does while a slice works."""

    def acting() -> None:
        with in_tenant(owner(run), actor="test"):
            act(run)
        connection.close()

    thread = threading.Thread(target=acting)
    thread.start()
    thread.join(timeout=20)
    assert not thread.is_alive(), "the slice holds the run"


@pytest.mark.slow
@pytest.mark.parametrize("is_looked_for", [True, False])
def test_a_slice_that_is_cancelled_leaves_nothing_and_is_done_again_later(
    own_database: str, kind: Kind, monkeypatch: pytest.MonkeyPatch, is_looked_for: bool
) -> None:
    monkeypatch.setattr(slices, "LOOK_EVERY_S", 0.0)
    wisp = people.tenant("wisp")
    run = started(wisp)
    do(run, 0, 1)
    beyond: list[int] = []

    def cancelled(lane: Lane, number: int) -> None:
        if number == 2:
            elsewhere(runs.cancel, run)
            if is_looked_for:
                lane.look()
            beyond.append(number)

    kind.hook = cancelled
    do(run, 0, 2)
    assert beyond == ([] if is_looked_for else [2])
    assert seen(run) == ("cancelled", 3, 3, [2])
    with in_tenant(wisp.pk, actor="test"):
        assert JobFailure.objects.count() == 0
        assert runs.cancel(run).state == "cancelled"
    do(run, 0, 2)
    assert (seen(run), kind.slices) == (("cancelled", 3, 3, [2]), 2)
    with in_tenant(wisp.pk, actor="test"):
        runs.resume(run)
        with pytest.raises(RunIsNotOver, match="12 tiles is queued"):
            runs.resume(run)
    assert waiting()[-1] == (0, 3)
    do(run, 0, 2)  # the one of before comes late
    assert seen(run) == ("queued", 3, 3, [3])
    for turn in (3, 4, 5):
        do(run, 0, turn)
    assert seen(run) == ("finished", 12, 12, [6])
    with in_tenant(wisp.pk, actor="test"):
        for act in (runs.cancel, runs.resume):
            with pytest.raises(RunIsOver) as caught:
                act(run)
            assert caught.value.code == "terrain_fetch_is_over"


def test_words_of_a_refusal_end_a_run_that_can_be_gone_on_with(wisp: Tenant, kind: Kind) -> None:
    run = started(wisp, lanes=2)

    def refuse(lane: Lane, number: int) -> None:
        if number == 2:
            raise DomainError("Row 3 has no currency.")

    kind.hook = refuse
    do(run, 0, 1)
    do(run, 1, 1)
    assert (seen(run), run.error) == (("failed", 3, 3, [2, 1]), "Row 3 has no currency.")
    do(run, 0, 2)  # the other lane stops
    assert seen(run) == ("failed", 3, 3, [2, 1])
    assert kind.told == ["queued", "failed"]
    with in_tenant(wisp.pk, actor="test"):
        runs.resume(run)
    for lane, turn in ((0, 3), (1, 2), (1, 3)):
        do(run, lane, turn)
    assert (seen(run), run.error) == (("finished", 12, 12, [4, 4]), "")


def test_a_lane_nobody_works_on_fails_the_run_with_what_broke_it_off(
    wisp: Tenant, kind: Kind
) -> None:
    run = started(wisp, lanes=2)

    def burst(lane: Lane, number: int) -> None:
        if lane.number == 1:
            raise ZeroDivisionError("by nought")

    kind.hook = burst
    with pytest.raises(ZeroDivisionError):
        do(run, 1, 1)
    do(run, 0, 1)
    assert (seen(run), run.error) == (("running", 3, 3, [2, 1]), "ZeroDivisionError: by nought")
    with in_tenant(wisp.pk, actor="test"):
        assert runs.give_up_abandoned() == 0
    with connection.cursor() as cursor:
        cursor.execute(
            "update procrastinate_jobs set status = 'failed' where args ->> 'lane' = '1'"
        )
    with in_tenant(wisp.pk, actor="test"):
        assert runs.give_up_abandoned() == 1
    assert (seen(run)[0], run.error) == ("failed", "ZeroDivisionError: by nought")
    assert kind.told == ["queued", "failed"]


def work_off() -> None:
    """A worker that does not wait ends while a slice runs; the next one takes the rest."""
    while waiting():
        work(concurrency=3, wait=False)


@pytest.mark.slow
def test_workers_share_lanes_and_what_a_killed_one_held_is_taken_up(
    own_database: str, kind: Kind
) -> None:
    wisp = people.tenant("wisp")
    run = started(wisp, lanes=3)
    with connection.cursor() as cursor:
        cursor.execute("insert into procrastinate_workers default values returning id")
        cursor.execute(
            "update procrastinate_jobs set status = 'doing', worker_id = %s"
            " where args ->> 'lane' = '1'",
            [cursor.fetchone()[0]],
        )
    work_off()
    assert seen(run) == ("running", 8, 8, [3, 1, 3])
    assert rescue(silent_after_s=0.0).put_back == 1
    work_off()
    assert seen(run) == ("finished", 12, 12, [3, 3, 3])
    assert (kind.finished, kind.told) == (1, ["queued", "finished"])
    with in_tenant(wisp.pk, actor="test"):
        assert JobFailure.objects.count() == 0


def test_a_run_of_another_tenant_is_not_found(wisp: Tenant, other_wisp: Tenant, kind: Kind) -> None:
    run = started(wisp)
    queue.works()[TerrainFetch.job](other_wisp.pk, run_id=str(run.pk))
    assert (seen(run), kind.slices) == (("queued", 0, 0, [1]), 0)
