"""A tenant's own settings, and its life: suspended, lifted, deleted, restored."""

from datetime import timedelta

from guywire.kit import clock
from guywire.kit.errors import DomainError
from guywire.kit.tenancy import current

from ..inputs import TenantSettingsInput
from ..models import Tenant
from .locking import lock_tenant

RESTORABLE = timedelta(days=30)
LIFE = (
    "state", "state_reason", "deleted_at", "deleted_by", "state_before", "reason_before",
)  # fmt: skip


class WrongState(DomainError):
    code = "wrong_state"


class DeletedByOperator(DomainError):
    code, status = "deleted_by_operator", 403

    def __init__(self, tenant: Tenant) -> None:
        super().__init__(
            f"The platform's operator deleted {tenant.name}. Ask them to bring it back."
        )


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
    return _move(Tenant.State.SUSPENDED, reason, allowed=Tenant.State.ACTIVE)


def lift_tenant() -> Tenant:
    """Open a suspended tenant again."""
    return _move(Tenant.State.ACTIVE, "", allowed=Tenant.State.SUSPENDED)


def delete_tenant(*, reason: str, confirm_slug: str) -> Tenant:
    """Close the tenant for good; it can be restored for 30 days, then everything is erased.

    It keeps who deleted it and what it was, for the way back.
    """
    tenant = lock_tenant()
    if confirm_slug != tenant.slug:
        raise NotConfirmed("Write the organization's address to confirm.", field="confirm_slug")
    if tenant.state == Tenant.State.DELETED:
        return tenant
    tenant.state_before, tenant.reason_before = tenant.state, tenant.state_reason
    tenant.state, tenant.state_reason = Tenant.State.DELETED, reason
    tenant.deleted_at = clock.now()
    by = Tenant.DeletedBy
    tenant.deleted_by = by.OPERATOR if _is_operator() else by.ORGANIZATION
    tenant.save(update_fields=LIFE)
    return tenant


def restore_tenant() -> Tenant:
    """Bring a deleted tenant back as it was, as long as its 30 days are not over.

    DeletedByOperator: what the operator deleted, only the operator brings back. Asking twice is
    harmless.
    """
    tenant = lock_tenant()
    if tenant.state != Tenant.State.DELETED:
        return tenant
    if tenant.deleted_by == Tenant.DeletedBy.OPERATOR and not _is_operator():
        raise DeletedByOperator(tenant)
    if tenant.deleted_at is not None and tenant.deleted_at <= clock.now() - RESTORABLE:
        raise WrongState("The 30 days are over; this organization is being erased.")
    tenant.state, tenant.state_reason = tenant.state_before, tenant.reason_before
    tenant.deleted_at = None
    tenant.deleted_by = tenant.state_before = tenant.reason_before = ""
    tenant.save(update_fields=LIFE)
    return tenant


def _is_operator() -> bool:
    """Whether the platform's operator acts, from the platform's pages or on a visit."""
    return current().actor.startswith("operator:")


def _move(state: str, reason: str, *, allowed: str) -> Tenant:
    tenant = lock_tenant()
    if tenant.state == state:
        return tenant
    if tenant.state != allowed:
        raise WrongState(f"{tenant.name} is {tenant.state}; this is not possible.")
    tenant.state, tenant.state_reason = state, reason
    tenant.save(update_fields=["state", "state_reason"])
    return tenant
