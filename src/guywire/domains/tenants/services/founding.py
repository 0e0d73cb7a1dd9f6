"""Founding a tenant: by oneself, or by the platform's operator for an owner."""

import uuid

from django.db import IntegrityError, transaction

from guywire.kit.access import Actor
from guywire.kit.errors import Conflict, DomainError
from guywire.kit.events import publish
from guywire.kit.tenancy import in_tenant
from guywire.kit.tenancy.platform import memberships_of

from ..events import PersonJoined, TenantFounded
from ..inputs import OwnedTenantInput, TenantInput
from ..models import Invitation, Membership, Person, Role, Tenant
from .invitations import issue


class SlugTaken(Conflict):
    code = "slug_taken"

    def __init__(self, slug: str) -> None:
        super().__init__(f"The address “{slug}” is taken. Choose another.", field="slug")


class OwnsOneAlready(DomainError):
    code = "owns_one_already"

    def __init__(self) -> None:
        super().__init__("You own an organization already. Ask the operator to found another.")


def require_may_found(person: Person) -> None:
    """One tenant a founder; the platform's operator has no such bound.

    The person's row stays locked, so that founding twice at once founds one.
    """
    Person.objects.select_for_update(no_key=True).get(pk=person.pk)
    if person.is_operator:
        return
    for line in memberships_of(person.pk):
        if line.role == Role.OWNER and line.tenant_state != Tenant.State.DELETED:
            raise OwnsOneAlready


def found_tenant(data: TenantInput, owner: Person) -> Tenant:
    """A new tenant with the person as its owner, both or neither. SlugTaken, OwnsOneAlready."""
    tenant_id = uuid.uuid4()
    with in_tenant(tenant_id, actor=f"person:{owner.email}", door="founding"):
        require_may_found(owner)
        tenant = _create(tenant_id, data)
        membership = Membership.objects.create(person=owner, role=Role.OWNER)
        publish(PersonJoined(membership_id=membership.pk, role=membership.role))
    return tenant


def found_for(data: OwnedTenantInput, *, operator: Actor) -> tuple[Tenant, Invitation]:
    """A new tenant by the operator; the owner gets a letter and joins by it."""
    tenant_id = uuid.uuid4()
    with in_tenant(tenant_id, actor=f"operator:{operator.name}", door="platform"):
        tenant = _create(tenant_id, data)
        invitation = issue(data.owner_email, Role.OWNER, invited_by=f"operator {operator.name}")
    return tenant, invitation


def _create(tenant_id: uuid.UUID, data: TenantInput) -> Tenant:
    try:
        with transaction.atomic():
            tenant = Tenant.objects.create(id=tenant_id, **data.model_dump(exclude={"owner_email"}))
    except IntegrityError:
        raise SlugTaken(data.slug) from None
    publish(TenantFounded(slug=tenant.slug))
    return tenant
