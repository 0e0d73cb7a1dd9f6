"""Every job of tenant A, by the clock, by an event or queued, given B's ids: nothing of B."""

import inspect
from collections.abc import Callable, Iterator
from dataclasses import fields
from datetime import date, datetime
from decimal import Decimal
from typing import Any, get_type_hints
from uuid import UUID

import pytest
from django.core import mail
from django.core.exceptions import ObjectDoesNotExist
from django.db import DatabaseError, connection
from psycopg import sql

from guywire.kit import clock
from guywire.kit.errors import DomainError
from guywire.kit.events import Event, event_types, listeners, publish
from guywire.kit.events.log import DELIVER
from guywire.kit.events.models import LoggedEvent
from guywire.kit.events.tasks import deliver
from guywire.kit.jobs import periodic_jobs, works
from guywire.kit.jobs.models import PeriodicRun
from guywire.kit.jobs.tasks import RUN, run_periodic
from guywire.kit.tenancy import in_tenant

from .rival import MARKER, Pair, digest
from .rows import tenant_models

pytestmark = pytest.mark.slow

REFUSALS = (DomainError, DatabaseError, ObjectDoesNotExist)
"""How a job says that there is no such row: B's is none for A."""


@pytest.fixture(autouse=True)
def untouched(pair: Pair) -> Iterator[None]:
    """Whatever a job of A does: B's rows stay, and nothing of B is in A's rows and letters."""
    mail.outbox.clear()
    before = digest(pair.rival)
    yield
    assert digest(pair.rival) == before
    assert tables_that_hold(pair, MARKER) == []
    assert [letter for letter in mail.outbox if MARKER in str(letter.message())] == []


def tables_that_hold(pair: Pair, text: str) -> list[str]:
    """A's tables in which a text stands."""
    found = []
    with in_tenant(pair.ours.pk, actor="test"), connection.cursor() as cursor:
        for table in [model._meta.db_table for model in tenant_models()] + ["audit_change"]:
            query = sql.SQL("select exists (select 1 from {} t where t::text ilike %s)")
            cursor.execute(query.format(sql.Identifier(table)), [f"%{text}%"])
            found += [table] if cursor.fetchone()[0] else []
    return found


def tried(work: Callable[[], None]) -> bool:
    """Whether the work was done; False where it found no such row."""
    try:
        work()
    except REFUSALS:
        return False
    return True


@pytest.mark.parametrize("name", [job.name for job in periodic_jobs()])
def test_work_by_the_clock_stays_in_its_tenant(pair: Pair, name: str) -> None:
    with in_tenant(pair.ours.pk, actor="test"):
        run = PeriodicRun.objects.create(name=name, due_at=clock.now())
    run_periodic(pair.ours.pk, run_id=str(run.pk))
    with in_tenant(pair.ours.pk, actor="test"):
        run.refresh_from_db()
        assert run.state == PeriodicRun.State.DONE, run.error


def heard() -> list[tuple[type[Event], str]]:
    return [(kind, path) for name, kind in event_types().items() for path in listeners(name)
            if path.startswith("guywire.domains.")]  # fmt: skip


@pytest.mark.parametrize(("kind", "handler"), heard(), ids=lambda one: getattr(one, "name", one))
def test_a_handler_finds_no_row_of_another_tenant(
    pair: Pair, kind: type[Event], handler: str
) -> None:
    """Each id of B's in the fact, published in A."""
    for theirs in sorted(pair.rival.every_id):
        with in_tenant(pair.ours.pk, actor="test"):
            publish(fact_about(kind, UUID(theirs)))
            event_id = str(LoggedEvent.objects.filter(name=kind.name).latest("happened_at").pk)
        tried(lambda event_id=event_id: deliver(pair.ours.pk, event_id=event_id, handler=handler))


def fact_about(kind: type[Event], theirs: UUID) -> Event:
    values: dict[Any, Any] = {UUID: theirs, str: "x", int: 1, float: 1.0, bool: True,
                              date: clock.today("UTC"), datetime: clock.now(),
                              Decimal: Decimal(1)}  # fmt: skip
    hints = get_type_hints(kind)
    given = {}
    for field in fields(kind):
        options = [
            one for one in getattr(hints[field.name], "__args__", ()) or (hints[field.name],)
        ]
        given[field.name] = next((values[one] for one in options if one in values), ())
    return kind(**given)


def test_an_event_of_another_tenant_is_not_delivered(pair: Pair) -> None:
    for theirs in pair.rival.ids["events.loggedevent"]:
        for _kind, handler in heard():
            assert not tried(
                lambda theirs=theirs, handler=handler: deliver(
                    pair.ours.pk, event_id=theirs, handler=handler
                )
            )


def test_a_slot_of_another_tenant_is_not_run(pair: Pair) -> None:
    for theirs in pair.rival.ids["jobs.periodicrun"]:
        run_periodic(pair.ours.pk, run_id=theirs)


@pytest.mark.parametrize("name", sorted(works().keys() - {DELIVER, RUN}))
def test_a_queued_job_finds_no_row_of_another_tenant(pair: Pair, name: str) -> None:
    """Each of B's ids in every argument that is one; the first slice where there are slices."""
    work = works()[name]
    names = {one for one in inspect.signature(work).parameters if one != "tenant_id"}
    turns = {one: value for one, value in {"turn": 1, "lane": 0}.items() if one in names}
    ids = names - turns.keys()
    assert [one for one in ids if not one.endswith("_id")] == [], "teach this test the rest"
    for theirs in sorted(pair.rival.every_id):
        given = {**dict.fromkeys(ids, theirs), **turns}
        tried(lambda given=given: work(pair.ours.pk, **given))
