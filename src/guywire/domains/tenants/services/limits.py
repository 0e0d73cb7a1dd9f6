"""How much a tenant may hold: set by the platform's operator, asked at every door that adds."""

from collections.abc import Callable

from guywire.kit.errors import LimitReached

from ..inputs import LimitsInput
from ..models import Tenant
from .locking import lock_tenant


def limit_of(name: str) -> int | None:
    """The tenant's limit of ``members``, ``customers``, ``sites`` …; None where there is none."""
    limit = Tenant.objects.get().limits.get(name)
    return None if limit is None else int(limit)


def require_room(name: str, current_count: int | Callable[[], int], *, adding: int = 1) -> None:
    """Raise LimitReached unless ``adding`` more fit beside ``current_count``.

    A limited tenant's row stays locked until the transaction ends, so that two writers cannot
    take the last place; give the count as a function to have it taken under that lock.
    """
    limit = limit_of(name)
    if limit is None:
        return
    lock_tenant()
    count = current_count() if callable(current_count) else current_count
    if count + adding > limit:
        raise LimitReached(limit=name, allowed=limit)


def set_limits(data: LimitsInput) -> Tenant:
    """The operator's word on how much the tenant may hold; an empty limit is none."""
    tenant = lock_tenant()
    tenant.limits = data.model_dump(exclude_none=True)
    tenant.save(update_fields=["limits"])
    return tenant
