"""Long work of the network, and what it does by the clock."""

from datetime import timedelta
from uuid import UUID

from guywire.engines.geo import EngineError
from guywire.kit.errors import DomainError
from guywire.kit.jobs import Periodic, background, defer
from guywire.kit.tenancy import in_tenant

from .services import qualification


@background(qualification.QUALIFY, attempts=7, fair=True)
def qualify(tenant_id: UUID, *, run_id: str) -> None:
    """Answer one part of a bulk qualification; while parts wait, the job queues itself again.

    What nobody foresaw is told on the run and tried again; `give_up_abandoned` ends a run whose
    job has used up its attempts.
    """
    scope = {"actor": "job:qualification", "request_id": run_id, "door": "job"}
    try:
        with in_tenant(tenant_id, **scope):
            if qualification.work_on(UUID(run_id)):
                defer(qualification.QUALIFY, run_id=run_id)
    except (DomainError, EngineError) as error:
        with in_tenant(tenant_id, **scope):
            qualification.fail_run(UUID(run_id), str(error))
    except Exception as error:
        reason = f"{type(error).__name__}: {error}"
        with in_tenant(tenant_id, **scope):
            qualification.note_trouble(UUID(run_id), reason)
        raise


def give_up_abandoned() -> None:
    qualification.give_up_abandoned()


PERIODIC = (
    Periodic(
        name="network.give_up_abandoned_qualifications",
        work=give_up_abandoned,
        description="Fails bulk qualifications whose job has failed for good.",
        every=timedelta(minutes=5),
    ),
)
