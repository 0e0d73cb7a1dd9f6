"""Work by the clock: each slot runs once for each tenant, however often the scheduler asks."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

EPOCH = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, kw_only=True)
class Periodic:
    """A job by the clock: every ``every``, or daily at a local time ``at`` of the tenant's zone.

    After downtime the newest missed slot runs once; with ``each_missed`` every missed slot does.
    ``states``: it runs for tenants in these states.
    """

    name: str
    work: Callable[[], object]
    description: str
    every: timedelta | None = None
    at: time | None = None
    each_missed: bool = False
    states: tuple[str, ...] = ("active",)

    def __post_init__(self) -> None:
        if (self.every is None) == (self.at is None):
            raise ValueError(f"periodic job {self.name}: say every or at, one of them")

    def latest_slot(self, now: datetime, zone: str) -> datetime:
        """The newest moment at or before ``now`` at which this is due."""
        if self.every is not None:
            return now - (now - EPOCH) % self.every
        assert self.at is not None
        local = now.astimezone(ZoneInfo(zone))
        due = datetime.combine(local.date(), self.at, ZoneInfo(zone))
        if due.astimezone(UTC) > now:
            due = datetime.combine(local.date() - timedelta(days=1), self.at, ZoneInfo(zone))
        return due.astimezone(UTC)

    def slots_since(self, last: datetime | None, now: datetime, zone: str) -> list[datetime]:
        """What is due now, oldest first: nothing when the newest slot has been taken."""
        slot = self.latest_slot(now, zone)
        if last is not None and slot <= last:
            return []
        if last is None or not self.each_missed:
            return [slot]
        slots = []
        while slot > last:
            slots.append(slot)
            slot = self.latest_slot(slot - timedelta(seconds=1), zone)
        return slots[::-1]


_jobs: dict[str, Periodic] = {}


def schedule(job: Periodic) -> None:
    _jobs[job.name] = job


def periodic_jobs() -> tuple[Periodic, ...]:
    return tuple(sorted(_jobs.values(), key=lambda job: job.name))


def periodic_job(name: str) -> Periodic:
    return _jobs[name]
