"""A tenant's own settings, and its life: suspended, lifted, deleted, restored."""

from datetime import timedelta

from guywire.kit import clock
from guywire.kit.errors import DomainError

from ..inputs import TenantSettingsInput
from ..models import Tenant
from .locking import lock_tenant

RESTORABLE = timedelta(days=30)


class WrongState(DomainError):
    code = "wrong_state"


class NotConfirmed(DomainError):
    code = "not_confirmed"


def change_settings(data: TenantSettingsInput) -> Tenant:
    """Change what an owner may change of the tenant."""
    tenant = lock_tenant()
    for name, value in data.model_dump().items():
        setattr(tenant, name, value)
    tenant.save(update_fields=list(data.model_dump()))
    return tenant


def suspend_tenant(*, reason: str) -> Tenant:
    """Close every door of the tenant but the operator's; nothing is lost."""
    return _move(Tenant.State.SUSPENDED, reason, allowed=(Tenant.State.ACTIVE,))


def lift_tenant() -> Tenant:
    """Open a suspended tenant again."""
    return _move(Tenant.State.ACTIVE, "", allowed=(Tenant.State.SUSPENDED,))


def delete_tenant(*, reason: str, confirm_slug: str) -> Tenant:
    """Close the tenant for good; it can be restored for 30 days, then everything is erased."""
    if confirm_slug != Tenant.objects.get().slug:
        raise NotConfirmed("Write the organization's address to confirm.", field="confirm_slug")
    return _move(
        Tenant.State.DELETED, reason, allowed=(Tenant.State.ACTIVE, Tenant.State.SUSPENDED)
    )


def restore_tenant() -> Tenant:
    """Bring a deleted tenant back, as long as its 30 days are not over."""
    tenant = lock_tenant()
    if tenant.deleted_at is not None and tenant.deleted_at <= clock.now() - RESTORABLE:
        raise WrongState("The 30 days are over; this organization is being erased.")
    return _move(Tenant.State.ACTIVE, "", allowed=(Tenant.State.DELETED,))


def _move(state: str, reason: str, *, allowed: tuple[str, ...]) -> Tenant:
    tenant = lock_tenant()
    if tenant.state == state:
        return tenant
    if tenant.state not in allowed:
        raise WrongState(f"{tenant.name} is {tenant.state}; this is not possible.")
    tenant.state, tenant.state_reason = state, reason
    tenant.deleted_at = clock.now() if state == Tenant.State.DELETED else None
    tenant.save(update_fields=["state", "state_reason", "deleted_at"])
    return tenant
