"""Long work of the network."""

from uuid import UUID

from guywire.engines.geo import EngineError
from guywire.kit.errors import DomainError
from guywire.kit.jobs import background
from guywire.kit.tenancy import in_tenant

from .services import qualification


@background(qualification.QUALIFY, attempts=10)
def qualify(tenant_id: UUID, *, run_id: str) -> None:
    """Work through a bulk qualification, a transaction for each chunk, until nothing waits."""
    more = True
    while more:
        with in_tenant(tenant_id, actor="job:qualification", request_id=run_id, door="job"):
            try:
                more = qualification.work_on(UUID(run_id))
            except (DomainError, EngineError) as error:
                qualification.fail_run(UUID(run_id), str(error))
                more = False
