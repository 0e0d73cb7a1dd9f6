"""Queueing in the caller's transaction, through procrastinate on the same database."""

from collections.abc import Callable
from contextlib import nullcontext
from typing import Any
from uuid import UUID

from django.apps import apps
from procrastinate import JobContext, RetryStrategy
from procrastinate.contrib.django import app
from procrastinate.tasks import configure_task

from .. import clock
from ..tenancy import current, in_tenant
from .fair import ORDINARY, next_priority, served

Work = Callable[..., None]
LONGEST_ERROR = 2000

_works: dict[str, Work] = {}
_fair: set[str] = set()


def works() -> dict[str, Work]:
    """Every job by its name: the function behind it."""
    return dict(sorted(_works.items()))


def background(
    name: str, *, queue: str = "work", attempts: int = 5, fair: bool = False
) -> Callable[[Callable[..., None]], Work]:
    """Make ``function(tenant_id: UUID, **arguments)`` a job. It must be safe to run again.

    An attempt that raises leaves a ``JobFailure`` with the reason; after ``attempts`` the job is
    failed until somebody retries it. ``fair`` is for heavy work: one run is one slice of a few
    seconds that queues itself again, and the tenants take turns by the time (``fair.py``).
    """

    def decorate(function: Callable[..., None]) -> Work:
        def run(context: JobContext, /, *, tenant_id: str, **arguments: Any) -> None:
            turn = served(UUID(tenant_id), context.job.priority) if fair else nullcontext()
            try:
                with turn:
                    function(UUID(tenant_id), **arguments)
            except Exception as error:
                _note_failure(UUID(tenant_id), context, error)
                raise

        retry = RetryStrategy(max_attempts=attempts, exponential_wait=3)
        app.task(name=name, queue=queue, retry=retry, pass_context=True)(run)
        _works[name] = function
        if fair:
            _fair.add(name)
        return function

    return decorate


def _note_failure(tenant_id: UUID, context: JobContext, error: Exception) -> None:
    with in_tenant(tenant_id, actor="job:failure", door="job"):
        apps.get_model("jobs", "JobFailure").objects.create(
            job_id=context.job.id or 0,
            task_name=context.job.task_name,
            attempt=context.job.attempts + 1,
            error=f"{type(error).__name__}: {error}"[:LONGEST_ERROR],
            failed_at=clock.now(),
        )


def defer(name: str, *, queue: str = "work", **arguments: Any) -> int:
    """Queue a job by name for the active tenant; it exists when this transaction commits."""
    return defer_for(current().tenant_id, name, queue=queue, **arguments)


def defer_for(tenant_id: UUID, name: str, *, queue: str = "work", **arguments: Any) -> int:
    """Queue a job for a tenant that need not be active. Arguments are plain JSON values.

    Always through Django's own connection, so that it commits with the caller, in a worker too.
    """
    deferrer = configure_task(
        name=name,
        job_manager=app.job_manager,
        queue=queue,
        priority=next_priority(tenant_id) if name in _fair else ORDINARY,
    )
    return int(deferrer.defer(tenant_id=str(tenant_id), **arguments))
