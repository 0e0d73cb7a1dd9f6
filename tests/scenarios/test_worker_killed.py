"""1,000 events, workers killed (SIGKILL) 50 times while they deliver: none lost, none doubled."""

import multiprocessing
import os
import random
import signal
from collections.abc import Iterator
from multiprocessing.process import BaseProcess

import pytest
from django.db import connection, connections

from guywire.domains.tenants.models import NumberSeries, Tenant
from guywire.domains.tenants.services.numbers import next_number
from guywire.domains.tenants.tests import make
from guywire.kit.events import Event, publish
from guywire.kit.events.log import _listeners, listen
from guywire.kit.events.models import LoggedEvent, Receipt
from guywire.kit.jobs.rescue import rescue
from guywire.kit.jobs.worker import work
from guywire.kit.tenancy import in_tenant

EVENTS, KILLS, WORKERS = 1000, 50, 2
SILENT_S = 1.0

pytestmark = pytest.mark.slow


class StoneThrown(Event, name="test.stone_thrown"):
    """Something happened; only this scenario says so."""

    stone: int


def count_stone(fact: StoneThrown) -> None:
    """An effect that shows a second delivery: a number is taken and a row is written."""
    NumberSeries.objects.create(key=f"stone{fact.stone}", pattern=next_number("throws"))


@pytest.fixture
def listening() -> Iterator[None]:
    before = dict(_listeners)
    listen(StoneThrown, [f"{__name__}.count_stone"])
    yield
    _listeners.clear()
    _listeners.update(before)


def run_worker() -> None:
    """The child: a worker as its process runs it, with a quick heartbeat."""
    connections["default"].connection = None  # the parent's socket is not ours to use or close
    work(concurrency=2, polling_s=0.2, heartbeat_s=0.2, silent_after_s=SILENT_S)


def start() -> BaseProcess:
    child = multiprocessing.get_context("fork").Process(target=run_worker, daemon=True)
    child.start()
    return child


def kill(child: BaseProcess) -> None:
    assert child.pid is not None
    os.kill(child.pid, signal.SIGKILL)
    child.join()


def delivered(tenant: Tenant) -> int:
    with in_tenant(tenant.pk, actor="test"):
        return Receipt.objects.count()


def wait(seconds: float) -> None:
    """Let the workers work; the database keeps the time."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_sleep(%s)", [seconds])


def test_no_event_is_lost_and_none_is_delivered_twice(own_database: str, listening: None) -> None:
    tenant = make.tenant("stones")
    with in_tenant(tenant.pk, actor="test"):
        for stone in range(EVENTS):
            publish(StoneThrown(stone=stone))
    dice = random.Random(7)
    workers = [start() for _ in range(WORKERS)]
    kills = killed_at_work = 0
    try:
        while kills < KILLS:
            wait(dice.uniform(0.05, 0.4))
            place = dice.randrange(WORKERS)
            kill(workers[place])
            kills += 1
            killed_at_work += delivered(tenant) < EVENTS
            workers[place] = start()
            rescue(silent_after_s=SILENT_S)
        for _ in range(300):
            if delivered(tenant) == EVENTS:
                break
            rescue(silent_after_s=SILENT_S)
            wait(0.2)
    finally:
        for child in workers:
            kill(child)
    assert killed_at_work > 0
    with in_tenant(tenant.pk, actor="test"):
        assert LoggedEvent.objects.count() == Receipt.objects.count() == EVENTS
        stones = NumberSeries.objects.filter(key__startswith="stone")
        assert set(stones.values_list("key", flat=True)) == {f"stone{n}" for n in range(EVENTS)}
        numbers = sorted(stones.values_list("pattern", flat=True))
        assert numbers == sorted(f"THROWS-{n:04}" for n in range(1, EVENTS + 1))
