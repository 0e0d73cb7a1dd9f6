"""What was published of a row is found by the row, newest first, through an index."""

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from django.db import connection

from guywire.domains.tenants.models import Tenant
from guywire.kit import clock
from guywire.kit.events import Event, publish
from guywire.kit.events.models import LoggedEvent
from guywire.kit.events.queries import events_about

NOON = datetime(2026, 3, 4, 12, tzinfo=UTC)


class WireStrung(Event, name="test.wire_strung"):
    """A wire runs from one mast to another, or to the ground."""

    from_id: UUID
    to_id: UUID | None = None


def test_a_row_has_the_events_that_name_it_newest_first(
    tenant: Tenant, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = uuid4(), uuid4()
    told = [WireStrung(from_id=first, to_id=second), WireStrung(from_id=second)]
    told.append(WireStrung(from_id=first))
    for minute, fact in enumerate(told):
        monkeypatch.setattr(clock, "now", lambda at=NOON + timedelta(minutes=minute): at)
        publish(fact)
    assert [fact.happened_at.minute for fact in events_about(first)] == [2, 0]
    assert [fact.happened_at.minute for fact in events_about(second)] == [1, 0]
    assert not events_about(uuid4())


def test_an_event_that_names_a_row_twice_is_told_once(tenant: Tenant) -> None:
    mast = uuid4()
    publish(WireStrung(from_id=mast, to_id=mast))
    assert [fact.name for fact in events_about(mast)] == ["test.wire_strung"]


def test_an_event_that_names_no_row_has_no_subject(tenant: Tenant) -> None:
    class AllQuiet(Event, name="test.all_quiet"):
        """Nothing happened."""

    publish(AllQuiet())
    assert LoggedEvent.objects.get().subjects.count() == 0


def test_the_timeline_reads_only_the_row_s_own_events_in_their_order(tenant: Tenant) -> None:
    """Row-level security must not keep the planner from the index, nor make it sort."""
    with connection.cursor() as cursor:
        cursor.execute("set local enable_seqscan = off")
    plan = events_about(uuid4())[:50].explain()
    assert "event_subject_recent" in plan
    assert "row_id =" in plan.split("event_subject_recent", 1)[1].split("->", 1)[0]
    assert "Sort" not in plan
