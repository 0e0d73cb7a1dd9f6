"""Heavy work shared fairly between tenants: start-time fair queueing over procrastinate's table.

A heavy job does one slice, a few seconds, and queues itself again. Each slice gets a tag; the
lowest tag runs first. A tenant's slices are numbered on from its own last one that waits, or from
what is being served now where that is further: so tenants take turns however much each has queued,
and nobody gains by having been silent. A tag is a priority below zero: every ordinary job (letters,
events, work by the clock) goes before heavy ones and waits for the slice that runs at most.

A step of a tag stands for ``STEP_S`` seconds. What a slice takes is known when it ends, or queues
the next one: then all that waits of its tenant moves back by as much. So turns are of time: a
tenant whose slices take thrice as long gets a third as many of them.

Jobs are not under row-level security, and this is the one question that looks at all tenants' jobs.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from time import monotonic
from uuid import UUID

from django.db import connection

STEP_S = 0.1

TAG = """
select greatest(
  coalesce(
    (select -priority from procrastinate_jobs
      where not %s and status = 'todo' and priority < 0 and attempts = 0
        and (scheduled_at is null or scheduled_at <= now())
      order by priority desc, id limit 1),
    (select -min(priority) from procrastinate_jobs
      where status = 'doing' and worker_id is not null and priority < 0),
    (select -min(priority) from procrastinate_jobs where status = 'todo' and priority < 0),
    1),
  (select 1 - min(priority) from procrastinate_jobs
    where status = 'todo' and priority < 0 and args ->> 'tenant_id' = %s),
  %s)
"""
"""Served now: the lowest tag that waits, else the highest that runs. A job that waits to be tried
again keeps an old tag: it tells nothing as long as others wait, else numbers go on from it. For a
slice that queues the next one, it is the highest that runs: its own at least, however far away the
lowest is that waits."""

MOVE_BACK = """
update procrastinate_jobs set priority = priority - %s
 where id in (
   select id from procrastinate_jobs
    where status = 'todo' and priority < 0 and args ->> 'tenant_id' = %s order by id for update)
"""

ORDINARY = 0


@dataclass(slots=True)
class Served:
    """The slice that runs here: whose, its tag, since when, and whether its time is counted."""

    tenant_id: UUID
    tag: int
    since: float
    is_counted: bool = False

    @property
    def steps(self) -> int:
        """What it has taken so far; a slice counts as one at least."""
        return max(1, round((monotonic() - self.since) / STEP_S))


_served: ContextVar[Served | None] = ContextVar("guywire_served", default=None)


@contextmanager
def served(tenant_id: UUID, priority: int) -> Iterator[None]:
    """Count the time of a heavy job that runs within."""
    slice_ = Served(tenant_id, -priority, monotonic())
    token = _served.set(slice_)
    try:
        yield
    finally:
        _served.reset(token)
        _count(slice_)


def next_priority(tenant_id: UUID) -> int:
    """The priority of a tenant's next heavy job, as this transaction sees the queue."""
    own, behind = _served.get(), 1
    goes_on = own is not None and own.tenant_id == tenant_id
    if own is not None and goes_on:
        behind = own.tag + own.steps
        _count(own)
    with connection.cursor() as cursor:
        cursor.execute(TAG, [goes_on, str(tenant_id), behind])
        return -int(cursor.fetchone()[0])


def _count(slice_: Served) -> None:
    """Move back what waits of the slice's tenant by what it took, once; one step is in the tags."""
    if slice_.is_counted:
        return
    slice_.is_counted = True
    beyond = slice_.steps - 1
    if beyond:
        with connection.cursor() as cursor:
            cursor.execute(MOVE_BACK, [beyond, str(slice_.tenant_id)])
