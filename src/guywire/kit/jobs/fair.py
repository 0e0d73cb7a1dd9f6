"""Heavy work shared fairly between tenants: start-time fair queueing over procrastinate's table.

A heavy job does one slice, a few seconds, and queues itself again. Each slice gets a tag; the
lowest tag runs first. A tenant's slices are numbered on from its own last one that waits, or from
what is being served now where that is further: so tenants take turns however much each has queued,
and nobody gains by having been silent. A tag is a priority below zero: every ordinary job (letters,
events, work by the clock) goes before heavy ones and waits for the slice that runs at most.

Jobs are not under row-level security, and this is the one question that looks at all tenants' jobs.
"""

from uuid import UUID

from django.db import connection

TAG = """
select greatest(
  coalesce(
    (select -priority from procrastinate_jobs
      where status = 'todo' and priority < 0 and attempts = 0
        and (scheduled_at is null or scheduled_at <= now())
      order by priority desc, id limit 1),
    (select -min(priority) from procrastinate_jobs
      where status = 'doing' and worker_id is not null and priority < 0),
    (select -min(priority) from procrastinate_jobs where status = 'todo' and priority < 0),
    1),
  (select 1 - min(priority) from procrastinate_jobs
    where status = 'todo' and priority < 0 and args ->> 'tenant_id' = %s))
"""
"""Served now: the lowest tag that waits, else the highest that runs. A job that waits to be tried
again keeps an old tag: it tells nothing as long as others wait, else numbers go on from it."""

ORDINARY = 0


def next_priority(tenant_id: UUID) -> int:
    """The priority of a tenant's next heavy job, as this transaction sees the queue."""
    with connection.cursor() as cursor:
        cursor.execute(TAG, [str(tenant_id)])
        return -int(cursor.fetchone()[0])
