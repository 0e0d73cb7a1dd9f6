"""What ran, what is late, what failed and why, of the active tenant; and trying again.

Procrastinate's tables are not under row-level security: every statement here names the tenant.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from ..errors import NotFound
from ..tenancy import current
from .fair import next_priority
from .models import JobFailure, PeriodicRun
from .periodic import Periodic, periodic_jobs

LATE_AFTER_S, HEAVY_LATE_AFTER_S = 300, 3600
"""Heavy jobs wait for their turn (``fair.py``): that alone does not make them late."""
MOST_LINES = 200

JOBS = """
select j.id, j.task_name, j.queue_name,
       case when j.status = 'todo'
             and coalesce(j.scheduled_at, first.at) < now() - make_interval(
                   secs => case when j.priority < 0 then %s else %s end)
            then 'late' when j.status = 'todo' and j.attempts > 0 then 'retrying'
            when j.status = 'todo' then 'queued' when j.status = 'doing' then 'running'
            else j.status::text end,
       j.attempts, coalesce(j.args ->> 'handler', ''), first.at, last.at
  from procrastinate_jobs j
  left join lateral
       (select min(at) as at from procrastinate_events e where e.job_id = j.id) first on true
  left join lateral
       (select max(at) as at from procrastinate_events e where e.job_id = j.id) last on true
 where j.args ->> 'tenant_id' = %s and j.status::text = any(%s)
 order by j.id desc limit %s
"""

RETRY = """
update procrastinate_jobs set status = 'todo', attempts = 0, scheduled_at = null, worker_id = null,
       priority = case when priority < 0 then %s else priority end
 where id = %s and status = 'failed' and args ->> 'tenant_id' = %s returning id
"""

STATES = {
    "failed": ("failed", "aborted"),
    "waiting": ("todo", "doing"),
    "done": ("succeeded", "cancelled"),
}


@dataclass(frozen=True, slots=True)
class JobLine:
    """One job: ``state`` is late, retrying, queued, running, failed, aborted or succeeded."""

    id: int
    task: str
    queue: str
    state: str
    attempts: int
    handler: str
    queued_at: datetime | None
    changed_at: datetime | None
    error: str = ""

    @property
    def title(self) -> str:
        """What a person reads: the handler of an event, or the task."""
        return self.handler.removeprefix("guywire.domains.") or self.task

    @property
    def can_retry(self) -> bool:
        return self.state == "failed"


@dataclass(frozen=True, slots=True)
class PeriodicLine:
    """Work by the clock, and how its last slot went."""

    job: Periodic
    last: PeriodicRun | None


def jobs(group: str) -> list[JobLine]:
    """The tenant's newest jobs of a group (failed, waiting, done), each with its last error."""
    tenant = str(current().tenant_id)
    with connection.cursor() as cursor:
        lateness = [HEAVY_LATE_AFTER_S, LATE_AFTER_S]
        cursor.execute(JOBS, [*lateness, tenant, list(STATES[group]), MOST_LINES])
        rows = cursor.fetchall()
    errors = _errors([row[0] for row in rows])
    return [replace(JobLine(*row), error=errors.get(row[0], "")) for row in rows]


def _errors(job_ids: list[int]) -> dict[int, str]:
    failures = JobFailure.objects.filter(job_id__in=job_ids).order_by("failed_at")
    return dict(failures.values_list("job_id", "error"))


def periodic_lines() -> list[PeriodicLine]:
    newest = PeriodicRun.objects.order_by("tenant", "name", "-due_at").distinct("tenant", "name")
    last = {run.name: run for run in newest}
    return [PeriodicLine(job, last.get(job.name)) for job in periodic_jobs()]


def last_run(name: str) -> PeriodicRun | None:
    """How the last slot of work by the clock went; None: it never ran."""
    return PeriodicRun.objects.filter(name=name).order_by("-due_at").first()


def failures() -> QuerySet[JobFailure]:
    return JobFailure.objects.all()


def retry_job(job_id: int) -> None:
    """Queue a failed job of the active tenant again, with all its attempts; NotFound for others."""
    tenant_id = current().tenant_id
    arguments: list[Any] = [next_priority(tenant_id), job_id, str(tenant_id)]
    with connection.cursor() as cursor:
        cursor.execute(RETRY, arguments)
        if cursor.fetchone() is None:
            raise NotFound("There is no such failed job; somebody may have retried it already.")
