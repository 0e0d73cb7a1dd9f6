"""The scheduler's step, and the job that runs one slot of periodic work."""

from uuid import UUID

from .. import clock
from ..tenancy import in_tenant
from ..tenancy.platform import TenantLine, active_tenants
from .models import PeriodicRun
from .periodic import periodic_job, periodic_jobs
from .queue import background, defer

RUN = "guywire.kit.jobs.run_periodic"


def tick() -> int:
    """Queue every slot that is due for every active tenant; the number queued."""
    return sum(_tick_tenant(tenant) for tenant in active_tenants())


def _tick_tenant(tenant: TenantLine) -> int:
    queued = 0
    now = clock.now()
    with in_tenant(tenant.id, actor="job:scheduler", door="scheduler"):
        last = {
            run.name: run.due_at
            for run in PeriodicRun.objects.order_by("tenant", "name", "-due_at").distinct(
                "tenant", "name"
            )
        }
        for job in periodic_jobs():
            for due_at in job.slots_since(last.get(job.name), now, tenant.time_zone):
                run, is_new = PeriodicRun.objects.get_or_create(name=job.name, due_at=due_at)
                if is_new:
                    defer(RUN, queue="periodic", run_id=str(run.pk))
                    queued += 1
    return queued


@background(RUN, queue="periodic", attempts=3)
def run_periodic(tenant_id: UUID, *, run_id: str) -> None:
    """Run one slot: its work and its mark of being done commit together."""
    with in_tenant(tenant_id, actor="job:periodic", request_id=run_id, door="job"):
        run = PeriodicRun.objects.select_for_update().get(pk=run_id)
        if run.state == PeriodicRun.State.DONE:
            return
        periodic_job(run.name).work()
        run.state = PeriodicRun.State.DONE
        run.finished_at = clock.now()
        run.save(update_fields=["state", "finished_at"])
