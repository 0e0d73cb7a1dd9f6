"""Slots of periodic work: none skipped, none twice, over downtime and daylight saving."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from guywire.kit.jobs import Periodic

DENVER = "America/Denver"


def nothing() -> None:
    """Work that does nothing."""


def hourly(*, each_missed: bool = False) -> Periodic:
    every = timedelta(hours=1)
    return Periodic(name="h", work=nothing, description="", every=every, each_missed=each_missed)


def nightly(*, each_missed: bool = False) -> Periodic:
    at = time(0, 5)
    return Periodic(name="n", work=nothing, description="", at=at, each_missed=each_missed)


def test_a_job_says_every_or_at_and_not_both() -> None:
    with pytest.raises(ValueError, match="every or at"):
        Periodic(name="x", work=nothing, description="")


def test_a_taken_slot_is_not_due_again() -> None:
    now = datetime(2026, 3, 4, 12, 30, tzinfo=UTC)
    assert hourly().slots_since(None, now, "UTC") == [datetime(2026, 3, 4, 12, tzinfo=UTC)]
    assert hourly().slots_since(datetime(2026, 3, 4, 12, tzinfo=UTC), now, "UTC") == []


def test_after_downtime_the_newest_slot_runs_once() -> None:
    last, now = datetime(2026, 3, 1, tzinfo=UTC), datetime(2026, 3, 4, 12, 30, tzinfo=UTC)
    assert hourly().slots_since(last, now, "UTC") == [datetime(2026, 3, 4, 12, tzinfo=UTC)]


def test_after_downtime_each_missed_slot_runs_where_that_is_asked() -> None:
    last = datetime(2026, 3, 4, 9, tzinfo=UTC)
    now = datetime(2026, 3, 4, 12, 30, tzinfo=UTC)
    due = hourly(each_missed=True).slots_since(last, now, "UTC")
    assert due == [datetime(2026, 3, 4, hour, tzinfo=UTC) for hour in (10, 11, 12)]


def test_b_cyc_5_a_local_midnight_job_runs_every_day_over_daylight_saving() -> None:
    """Spring forward on 2026-03-08: the day has 23 hours, and is neither skipped nor repeated."""
    last = datetime(2026, 3, 6, 0, 5, tzinfo=ZoneInfo(DENVER)).astimezone(UTC)
    now = datetime(2026, 3, 10, 9, 0, tzinfo=ZoneInfo(DENVER)).astimezone(UTC)
    due = nightly(each_missed=True).slots_since(last, now, DENVER)
    local = [slot.astimezone(ZoneInfo(DENVER)) for slot in due]
    assert [(slot.day, slot.hour, slot.minute) for slot in local] == [
        (7, 0, 5),
        (8, 0, 5),
        (9, 0, 5),
        (10, 0, 5),
    ]


def test_b_cyc_5_tenants_in_other_zones_have_other_slots() -> None:
    now = datetime(2026, 3, 4, 5, 0, tzinfo=UTC)
    assert nightly().latest_slot(now, "UTC") == datetime(2026, 3, 4, 0, 5, tzinfo=UTC)
    assert nightly().latest_slot(now, DENVER) == datetime(2026, 3, 3, 7, 5, tzinfo=UTC)
