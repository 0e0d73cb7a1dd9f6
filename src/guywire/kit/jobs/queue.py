"""Queueing in the caller's transaction, through procrastinate on the same database."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from ..tenancy import current

Work = Callable[..., None]


def background(
    name: str, *, queue: str = "work", attempts: int = 5
) -> Callable[[Callable[..., None]], Work]:
    """Make ``function(tenant_id: UUID, **arguments)`` a job. It must be safe to run again."""

    def decorate(function: Callable[..., None]) -> Work:
        @wraps(function)
        def run(*, tenant_id: str, **arguments: Any) -> None:
            function(UUID(tenant_id), **arguments)

        retry = RetryStrategy(max_attempts=attempts, exponential_wait=3)
        app.task(name=name, queue=queue, retry=retry)(run)
        return function

    return decorate


def defer(name: str, *, queue: str = "work", **arguments: Any) -> int:
    """Queue a job by name for the active tenant; it exists when this transaction commits."""
    return defer_for(current().tenant_id, name, queue=queue, **arguments)


def defer_for(tenant_id: UUID, name: str, *, queue: str = "work", **arguments: Any) -> int:
    """Queue a job for a tenant that need not be active. Arguments are plain JSON values."""
    return int(
        app.configure_task(name, queue=queue, allow_unknown=True).defer(
            tenant_id=str(tenant_id), **arguments
        )
    )
