"""Facts are told once: with the change that caused them, and to each listener a single time."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from uuid import UUID, uuid4

import pytest
from django.db import connection, transaction

from guywire.domains.tenants.models import Tenant
from guywire.kit.events import Event, publish
from guywire.kit.events.log import _listeners, listen
from guywire.kit.events.models import LoggedEvent, Receipt
from guywire.kit.events.tasks import deliver


class MastRaised(Event, name="test.mast_raised"):
    """A mast stands; only tests say so."""

    mast_id: UUID
    height_m: float
    crew: str = ""


@dataclass
class Ear:
    """Remembers what it heard; may be told to fail."""

    heard: list[MastRaised] = field(default_factory=list)
    fails: bool = False


EAR = Ear()


def hear(fact: MastRaised) -> None:
    if EAR.fails:
        raise RuntimeError("deaf")
    EAR.heard.append(fact)


HANDLER = f"{__name__}.hear"


@pytest.fixture(autouse=True)
def listening() -> Iterator[None]:
    before = dict(_listeners)
    EAR.heard.clear()
    EAR.fails = False
    listen(MastRaised, [HANDLER])
    yield
    _listeners.clear()
    _listeners.update(before)


@transaction.atomic
def publish_and_fail() -> None:
    publish(MastRaised(mast_id=uuid4(), height_m=30))
    raise ZeroDivisionError


def jobs() -> int:
    with connection.cursor() as cursor:
        cursor.execute("select count(*) from procrastinate_jobs where task_name like '%%deliver'")
        return int(cursor.fetchone()[0])


def test_a_fact_is_logged_with_a_job_for_its_listener(tenant: Tenant) -> None:
    mast = uuid4()
    publish(MastRaised(mast_id=mast, height_m=30))
    logged = LoggedEvent.objects.get()
    assert (logged.name, logged.actor) == ("test.mast_raised", "test")
    assert logged.payload == {"mast_id": str(mast), "height_m": 30, "crew": ""}
    assert list(logged.subjects.values_list("row_id", "happened_at")) == [
        (mast, logged.happened_at)
    ]
    assert jobs() == 1


def test_a_rolled_back_change_tells_nobody(tenant: Tenant) -> None:
    with pytest.raises(ZeroDivisionError):
        publish_and_fail()
    assert (LoggedEvent.objects.count(), jobs()) == (0, 0)


def test_delivering_twice_runs_the_handler_once(tenant: Tenant) -> None:
    fact = MastRaised(mast_id=uuid4(), height_m=30, crew="north")
    publish(fact)
    event_id = str(LoggedEvent.objects.get().pk)
    for _ in range(2):
        deliver(tenant.pk, event_id=event_id, handler=HANDLER)
    assert EAR.heard == [fact]
    assert Receipt.objects.count() == 1


def test_a_failing_handler_leaves_no_receipt_and_is_run_again(tenant: Tenant) -> None:
    publish(MastRaised(mast_id=uuid4(), height_m=30))
    event_id = str(LoggedEvent.objects.get().pk)
    EAR.fails = True
    with pytest.raises(RuntimeError, match="deaf"), transaction.atomic():
        deliver(tenant.pk, event_id=event_id, handler=HANDLER)
    assert Receipt.objects.count() == 0
    EAR.fails = False
    deliver(tenant.pk, event_id=event_id, handler=HANDLER)
    assert len(EAR.heard) == 1


def test_two_events_cannot_share_a_name() -> None:
    with pytest.raises(TypeError, match="two events"):

        class MastFell(Event, name="test.mast_raised"):
            """Takes a name that is taken."""

            mast_id: UUID
