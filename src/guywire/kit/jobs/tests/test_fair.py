"""Heavy jobs: tenants take turns by the slice, and everything else goes before them."""

from collections.abc import Callable, Iterator
from typing import LiteralString
from uuid import UUID

import pytest
from django.db import connection
from procrastinate.contrib.django import app

from guywire.domains.tenants.models import Tenant
from guywire.domains.tenants.tests import make
from guywire.kit.errors import NotFound
from guywire.kit.jobs import background, defer, defer_for, fair, queue, status
from guywire.kit.jobs.worker import work
from guywire.kit.tenancy import in_tenant

SLICE, LETTER, LONG = "test.slice", "test.letter", "test.long"

Ran = list[tuple[str, str]]


@pytest.fixture
def ran(monkeypatch: pytest.MonkeyPatch) -> Iterator[Ran]:
    """What the jobs of this test did, in order; each run may be told to do something more."""
    lines: Ran = []
    seconds[:] = [0.0]
    monkeypatch.setattr(fair, "monotonic", lambda: seconds[0])
    monkeypatch.setattr(queue, "_works", dict(queue.works()))
    monkeypatch.setattr(queue, "_fair", set())

    @background(SLICE, fair=True)
    def run_slice(tenant_id: UUID, *, what: str) -> None:
        lines.append((str(tenant_id), what))
        arrivals.get(len(lines), lambda: None)()

    @background(LETTER)
    def send_letter(tenant_id: UUID, *, what: str) -> None:
        lines.append((str(tenant_id), what))

    @background(LONG, fair=True)
    def run_long(tenant_id: UUID, *, left: int, takes_s: float = 0.0) -> None:
        lines.append((str(tenant_id), str(left)))
        seconds[0] += takes_s
        if left:
            with in_tenant(tenant_id, actor="test"):
                defer(LONG, left=left - 1, takes_s=takes_s)

    yield lines
    arrivals.clear()
    for name in (SLICE, LETTER, LONG):
        del app.tasks[name]


arrivals: dict[int, Callable[[], None]] = {}
"""What happens while the n-th run works."""

seconds = [0.0]
"""What a clock shows that goes on only where a slice says so."""


def slices(tenant: Tenant, count: int) -> None:
    for number in range(count):
        defer_for(tenant.pk, SLICE, what=str(number))


def tags() -> list[tuple[str, int]]:
    """Tenant and tag of what waits, in the order in which a worker takes it."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select args ->> 'tenant_id', -priority from procrastinate_jobs"
            " where status = 'todo' order by priority desc, id"
        )
        return [(str(tenant), int(tag)) for tenant, tag in cursor.fetchall()]


def run_sql(statement: LiteralString, *values: str | int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


@pytest.fixture
def pair(own_database: str) -> tuple[Tenant, Tenant]:
    return make.tenant("first"), make.tenant("second")


@pytest.mark.slow
def test_who_comes_later_with_little_is_done_soon_and_the_first_goes_on(
    pair: tuple[Tenant, Tenant], ran: Ran
) -> None:
    first, second = pair
    slices(first, 40)
    arrivals[3] = lambda: slices(second, 5)
    work(concurrency=1, wait=False)
    names = ["first" if tenant == str(first.pk) else "second" for tenant, _ in ran]
    assert names[:13] == ["first"] * 3 + ["first", "second"] * 5
    assert names[13:] == ["first"] * 32
    for tenant, count in ((first, 40), (second, 5)):
        assert [what for one, what in ran if one == str(tenant.pk)] == [*map(str, range(count))]


@pytest.mark.slow
def test_jobs_that_queue_themselves_again_take_turns(pair: tuple[Tenant, Tenant], ran: Ran) -> None:
    first, second = pair
    slices(first, 8)
    defer_for(second.pk, LONG, left=5)
    work(concurrency=1, wait=False)
    names = ["first" if tenant == str(first.pk) else "second" for tenant, _ in ran]
    assert names == ["first", "second"] * 6 + ["first"] * 2


@pytest.mark.slow
def test_turns_are_of_time_whatever_a_slice_takes(pair: tuple[Tenant, Tenant], ran: Ran) -> None:
    """Three seconds against one, and three lanes against one: as much time for each."""
    first, second = pair
    defer_for(first.pk, LONG, left=3, takes_s=3.0)
    defer_for(second.pk, LONG, left=9, takes_s=1.0)
    work(concurrency=1, wait=False)
    names = ["first" if tenant == str(first.pk) else "second" for tenant, _ in ran]
    assert names == (["first"] + ["second"] * 3) * 3 + ["first", "second"]
    ran.clear()
    for _ in range(3):
        defer_for(first.pk, LONG, left=2, takes_s=2.0)
    defer_for(second.pk, LONG, left=8, takes_s=2.0)
    work(concurrency=1, wait=False)
    names = ["first" if tenant == str(first.pk) else "second" for tenant, _ in ran]
    assert names.count("first") == names.count("second") == 9
    ahead = [names[:n].count("first") - names[:n].count("second") for n in range(19)]
    assert (min(ahead), max(ahead)) == (0, 1)


@pytest.mark.slow
def test_slices_that_were_queued_together_move_back_by_what_each_took(
    pair: tuple[Tenant, Tenant], ran: Ran
) -> None:
    first, second = pair
    slices(first, 6)
    defer_for(second.pk, LONG, left=5, takes_s=5.0)
    for number in range(1, 13):
        arrivals[number] = lambda: seconds.__setitem__(0, seconds[0] + 5.0)
    work(concurrency=1, wait=False)
    names = ["first" if tenant == str(first.pk) else "second" for tenant, _ in ran]
    assert names == ["first", "second"] * 6


@pytest.mark.slow
def test_letters_go_before_heavy_work_and_one_tenant_s_flood_holds_up_no_other(
    pair: tuple[Tenant, Tenant], ran: Ran
) -> None:
    first, second = pair
    slices(first, 20)

    def letters() -> None:
        for tenant in pair:
            defer_for(tenant.pk, LETTER, what="letter")

    arrivals[2] = letters
    work(concurrency=1, wait=False)
    assert len(ran) == 22
    assert ran[2:4] == [(str(first.pk), "letter"), (str(second.pk), "letter")]


@pytest.mark.slow
def test_two_slots_serve_two_tenants(pair: tuple[Tenant, Tenant], ran: Ran) -> None:
    first, second = pair
    slices(first, 30)
    there: list[int] = []

    def arrive() -> None:
        slices(second, 5)
        there.append(len(ran))  # the other slot has gone on while they came, one by one

    arrivals[4] = arrive
    work(concurrency=2, wait=False)
    last = max(place for place, (tenant, _) in enumerate(ran) if tenant == str(second.pk))
    assert len(ran) == 35
    assert last < there[0] + 12


def test_tags_start_at_one_and_a_newcomer_is_numbered_from_what_is_served(
    wisp: Tenant, other_wisp: Tenant, ran: Ran
) -> None:
    slices(wisp, 1000)
    assert [tag for _, tag in tags()] == list(range(1, 1001))
    slices(other_wisp, 2)
    assert [tag for tenant, tag in tags() if tenant == str(other_wisp.pk)] == [1, 2]
    slices(wisp, 1)
    assert tags()[-1] == (str(wisp.pk), 1001)


def test_an_ordinary_job_has_no_tag(wisp: Tenant, ran: Ran) -> None:
    slices(wisp, 3)
    defer_for(wisp.pk, LETTER, what="letter")
    assert [tag for _, tag in tags()] == [0, 1, 2, 3]


def test_a_job_that_waits_to_be_tried_again_holds_no_numbers_back(
    wisp: Tenant, other_wisp: Tenant, ran: Ran
) -> None:
    """Were its old tag what is served, the next newcomer would run before all the others."""
    slices(wisp, 1)
    run_sql("update procrastinate_jobs set attempts = 1, scheduled_at = now() + interval '1 hour'")
    slices(other_wisp, 50)
    assert [tag for _, tag in tags()] == [1, *range(1, 51)]
    run_sql("update procrastinate_jobs set status = 'doing' where attempts = 0 and -priority <= 40")
    run_sql("update procrastinate_jobs set status = 'succeeded' where status = 'doing'")
    slices(wisp, 1)
    ours, theirs = str(wisp.pk), str(other_wisp.pk)
    assert tags()[:4] == [(ours, 1), (theirs, 41), (ours, 41), (theirs, 42)]


def test_numbers_go_on_behind_what_runs_when_nothing_waits(
    wisp: Tenant, other_wisp: Tenant, ran: Ran
) -> None:
    slices(wisp, 7)
    with connection.cursor() as cursor:
        cursor.execute("insert into procrastinate_workers default values returning id")
        worker = cursor.fetchone()[0]
    run_sql("update procrastinate_jobs set status = 'doing', worker_id = %s", worker)
    slices(other_wisp, 2)
    slices(wisp, 1)
    assert [tag for _, tag in tags()] == [7, 7, 8]


def test_a_job_that_a_person_retries_queues_up_anew(
    wisp: Tenant, other_wisp: Tenant, ran: Ran
) -> None:
    failed = defer_for(wisp.pk, SLICE, what="broken")
    letter = defer_for(wisp.pk, LETTER, what="letter")
    for state in ("doing", "failed"):
        run_sql("update procrastinate_jobs set status = %s::procrastinate_job_status", state)
    slices(other_wisp, 30)
    run_sql("update procrastinate_jobs set priority = priority - 500 where status = 'todo'")
    with in_tenant(other_wisp.pk, actor="test"), pytest.raises(NotFound):
        status.retry_job(failed)
    with in_tenant(wisp.pk, actor="test"):
        status.retry_job(failed)
        status.retry_job(letter)
    ours = [line for line in tags() if line[0] == str(wisp.pk)]
    assert ours == [(str(wisp.pk), 0), (str(wisp.pk), 501)]


def test_heavy_work_that_waits_for_its_turn_is_not_late_before_an_hour(
    wisp: Tenant, ran: Ran
) -> None:
    slices(wisp, 1)
    defer_for(wisp.pk, LETTER, what="letter")

    def states() -> dict[str, str]:
        with in_tenant(wisp.pk, actor="test"):
            return {line.task: line.state for line in status.jobs("waiting")}

    assert states() == {SLICE: "queued", LETTER: "queued"}
    run_sql("update procrastinate_events set at = now() - interval '6 minutes'")
    assert states() == {SLICE: "queued", LETTER: "late"}
    run_sql("update procrastinate_events set at = now() - interval '61 minutes'")
    assert states() == {SLICE: "late", LETTER: "late"}
