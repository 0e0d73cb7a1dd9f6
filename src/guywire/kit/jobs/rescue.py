"""Putting back what a killed worker held: procrastinate leaves such jobs marked as running.

A worker sends a heartbeat; a running job whose worker is silent for too long is queued again.
Jobs are safe to run again, so a worker that was only slow does no harm. A job that keeps killing
its worker is given up in the end.
"""

from dataclasses import dataclass

from django.db import connection

HEARTBEAT_S = 5.0
SILENT_AFTER_S = 30.0
MOST_STARTS = 20
KEPT_DAYS = 14

PUT_BACK = """
with held as (
  select job.id,
         (select count(*) from procrastinate_events e
           where e.job_id = job.id and e.type = 'started') as starts
    from procrastinate_jobs job left join procrastinate_workers w on w.id = job.worker_id
   where job.status = 'doing'
     and (w.id is null or w.last_heartbeat < now() - make_interval(secs => %s))
     for update of job skip locked
)
update procrastinate_jobs job
   set status = (case when starts < %s then 'todo' else 'failed' end)::procrastinate_job_status,
       worker_id = null, abort_requested = false, queueing_lock = null
  from held where held.id = job.id
returning job.status::text
"""

PRUNE = """
delete from procrastinate_jobs where id in (
  select e.job_id from procrastinate_events e join procrastinate_jobs j on j.id = e.job_id
   where e.type = 'succeeded' and j.status = 'succeeded'
     and e.at < now() - make_interval(days => %s) limit 5000)
"""

PRUNE_ERASED = """
delete from procrastinate_jobs where status not in ('todo', 'doing')
   and args ->> 'tenant_id' not in (
  select id::text from platform_tenants_in(array['active', 'suspended', 'deleted']))
"""


@dataclass(frozen=True, slots=True)
class Rescued:
    """How many jobs run again, and how many are given up."""

    put_back: int
    given_up: int


def rescue(*, silent_after_s: float = SILENT_AFTER_S) -> Rescued:
    """Queue again the jobs of workers that have been silent for so many seconds."""
    with connection.cursor() as cursor:
        cursor.execute(PUT_BACK, [silent_after_s, MOST_STARTS])
        states = [row[0] for row in cursor.fetchall()]
    return Rescued(states.count("todo"), states.count("failed"))


def prune() -> int:
    """Forget jobs that succeeded two weeks ago, at most 5,000, and those of erased tenants.

    The job that erases a tenant is running while it does, so it cannot take itself away.
    """
    with connection.cursor() as cursor:
        cursor.execute(PRUNE, [KEPT_DAYS])
        forgotten = int(cursor.rowcount)
        cursor.execute(PRUNE_ERASED)
        return forgotten + int(cursor.rowcount)
