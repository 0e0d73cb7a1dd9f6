"""The scheduler's step, the job that runs one slot of periodic work, and the kit's own of it."""

import logging
from datetime import datetime, timedelta
from uuid import UUID

from django.db import DatabaseError

from .. import clock
from ..tenancy import in_tenant
from ..tenancy.platform import TenantLine, tenants_in
from .models import PeriodicRun
from .periodic import Periodic, periodic_job, periodic_jobs
from .queue import background, defer
from .runs import give_up_abandoned

RUN = "guywire.kit.jobs.run_periodic"
KEPT = timedelta(days=30)
LONGEST_ERROR = 2000

logger = logging.getLogger(__name__)


def tick() -> int:
    """Queue every slot that is due for every tenant; the number queued.

    A tenant whose slots cannot be queued is logged and does not hold up the others.
    """
    queued = 0
    states = {state for job in periodic_jobs() for state in job.states}
    for tenant in tenants_in(*sorted(states)):
        try:
            queued += _tick_tenant(tenant)
        except DatabaseError:
            logger.exception("periodic work of tenant %s is not queued", tenant.slug)
    return queued


def _tick_tenant(tenant: TenantLine) -> int:
    now = clock.now()
    with in_tenant(tenant.id, actor="job:scheduler", door="scheduler"):
        newest = PeriodicRun.objects.order_by("tenant", "name", "-due_at")
        last = {run.name: run.due_at for run in newest.distinct("tenant", "name")}
        return sum(
            _take_slots(job, last.get(job.name), tenant)
            for job in periodic_jobs()
            if tenant.state in job.states
            and job.slots_since(last.get(job.name), now, tenant.time_zone)
        )


def _take_slots(job: Periodic, last: datetime | None, tenant: TenantLine) -> int:
    queued = 0
    now = clock.now()
    for due_at in job.slots_since(last, now, tenant.time_zone):
        run, is_new = PeriodicRun.objects.get_or_create(name=job.name, due_at=due_at)
        if is_new:
            defer(RUN, queue="periodic", run_id=str(run.pk))
            queued += 1
    PeriodicRun.objects.filter(
        name=job.name, due_at__lt=now - KEPT, state=PeriodicRun.State.DONE
    ).delete()
    return queued


@background(RUN, queue="periodic", attempts=3)
def run_periodic(tenant_id: UUID, *, run_id: str) -> None:
    """Run one slot: its work and its mark of being done commit together."""
    try:
        with in_tenant(tenant_id, actor="job:periodic", request_id=run_id, door="job"):
            _run(run_id)
    except Exception as error:
        with in_tenant(tenant_id, actor="job:periodic", request_id=run_id, door="job"):
            PeriodicRun.objects.filter(pk=run_id).exclude(state=PeriodicRun.State.DONE).update(
                state=PeriodicRun.State.FAILED,
                finished_at=clock.now(),
                error=f"{type(error).__name__}: {error}"[:LONGEST_ERROR],
            )
        raise


def _run(run_id: str) -> None:
    run = PeriodicRun.objects.select_for_update().filter(pk=run_id).first()
    if run is None or run.state == PeriodicRun.State.DONE:
        return
    periodic_job(run.name).work()
    # The work may have erased the tenant and this row with it.
    PeriodicRun.objects.filter(pk=run_id).update(
        state=PeriodicRun.State.DONE, finished_at=clock.now(), error=""
    )


PERIODIC = (
    Periodic(
        name="jobs.give_up_abandoned_runs",
        work=give_up_abandoned,
        description="Fails long runs of which a job has failed for good; they can be gone on with.",
        every=timedelta(minutes=5),
    ),
)
