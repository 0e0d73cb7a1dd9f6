"""Two schedulers that look at the same moment: each slot is queued once, and its work done once."""

import multiprocessing
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from multiprocessing.synchronize import Barrier

import pytest
from django.db import connection, connections

from guywire.domains.tenants.models import NumberSeries, Tenant
from guywire.domains.tenants.tests import make
from guywire.kit import clock
from guywire.kit.jobs import Periodic, periodic, schedule
from guywire.kit.jobs.models import PeriodicRun
from guywire.kit.jobs.scheduler import LEADER_KEY, take_turn
from guywire.kit.jobs.tasks import RUN, tick
from guywire.kit.jobs.worker import work
from guywire.kit.tenancy import in_tenant

pytestmark = pytest.mark.slow

START = datetime(2026, 3, 4, 12, 0, tzinfo=UTC)
HOURS = 20
PATIENCE_S = 30


def note() -> None:
    """Work whose doing twice would show."""
    NumberSeries.objects.create(key=f"n{NumberSeries.objects.count()}", pattern="{number}")


@pytest.fixture
def tenant(own_database: str, monkeypatch: pytest.MonkeyPatch) -> Tenant:
    monkeypatch.setattr(periodic, "_jobs", {})
    hour = timedelta(hours=1)
    schedule(Periodic(name="newest", work=note, description="", every=hour))
    schedule(Periodic(name="each", work=note, description="", every=hour, each_missed=True))
    return make.tenant("clock")


def child(look: Callable[[], int], moments: list[datetime], together: Barrier) -> None:
    """A scheduler's process: it looks once at each moment."""
    connections["default"].connection = None  # the parent's socket is not ours to use or close
    for moment in moments:
        together.wait(PATIENCE_S)
        with clock.frozen(moment):
            look()


def both_look(look: Callable[[], int], *moments: datetime) -> None:
    """Two processes, let go together at each moment."""
    context = multiprocessing.get_context("fork")
    together = context.Barrier(2)
    connections["default"].close()
    children = [
        context.Process(target=child, args=(look, list(moments), together)) for _ in range(2)
    ]
    for one in children:
        one.start()
    for one in children:
        one.join(PATIENCE_S)
    assert [one.exitcode for one in children] == [0, 0]


def slots(tenant: Tenant, name: str) -> list[datetime]:
    with in_tenant(tenant.pk, actor="test"):
        return list(
            PeriodicRun.objects.filter(name=name)
            .order_by("due_at")
            .values_list("due_at", flat=True)
        )


def queued() -> int:
    with connection.cursor() as cursor:
        cursor.execute("select count(*) from procrastinate_jobs where task_name = %s", [RUN])
        return int(cursor.fetchone()[0])


def hours(*numbers: int) -> list[datetime]:
    return [START + timedelta(hours=number) for number in numbers]


@pytest.mark.parametrize("look", [tick, lambda: take_turn(1)], ids=["tick", "turn"])
def test_two_processes_take_each_slot_once(tenant: Tenant, look: Callable[[], int]) -> None:
    both_look(look, *hours(*range(HOURS)))
    assert slots(tenant, "newest") == slots(tenant, "each") == hours(*range(HOURS))
    assert queued() == 2 * HOURS


def test_after_downtime_both_catch_up_once_and_the_work_is_done_once(tenant: Tenant) -> None:
    both_look(tick, START, START + timedelta(hours=26, minutes=5))
    assert slots(tenant, "newest") == hours(0, 26)
    assert slots(tenant, "each") == hours(*range(27))
    for _ in range(2):
        work(concurrency=1, wait=False)
    both_look(tick, START + timedelta(hours=26, minutes=59))
    assert queued() == 2 + 27
    with in_tenant(tenant.pk, actor="test"):
        states = PeriodicRun.objects.order_by().values_list("state", flat=True).distinct()
        assert list(states) == [PeriodicRun.State.DONE]
        assert NumberSeries.objects.count() == 2 + 27


def test_while_one_leads_the_other_stands_by(tenant: Tenant) -> None:
    """The leader is a session of its own; once it has let go the next turn leads."""
    leader = connection.copy()
    with leader.cursor() as cursor:
        cursor.execute("select pg_advisory_lock(%s)", [LEADER_KEY])
    with clock.frozen(START):
        assert take_turn(0) == 0
        assert slots(tenant, "newest") == []
        with leader.cursor() as cursor:
            cursor.execute("select pg_advisory_unlock(%s)", [LEADER_KEY])
        leader.close()
        assert take_turn(0) == 2
