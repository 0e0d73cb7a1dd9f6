"""The people of a tenant: another role, suspended, removed; never without an owner."""

from guywire.kit import clock
from guywire.kit.access import Actor
from guywire.kit.errors import DomainError, Forbidden
from guywire.kit.events import publish

from .. import queries
from ..events import MembershipChanged
from ..inputs import ProfileInput
from ..models import ApiKey, Membership, Person, Role
from .locking import lock_tenant


class LastOwner(DomainError):
    code = "last_owner"

    def __init__(self) -> None:
        super().__init__("An organization keeps at least one active owner. Name another one first.")


class RoleBeyondReach(Forbidden):
    """The role is not the actor's to give or take, or holds codes that the actor does not."""

    code = "role_beyond_reach"

    def __init__(self, role: str) -> None:
        super().__init__(f"assign {role}")
        self.message = f"You may not give or take the role “{Role(role).label}”."


class NotYourself(DomainError):
    code = "not_yourself"

    def __init__(self) -> None:
        super().__init__("You cannot do this to yourself. To go, leave the organization.")


def change_role(membership: Membership, role: str, *, actor: Actor) -> Membership:
    """Give another role; what the person's keys may do follows at once."""
    membership = _lock(membership)
    for touched in {membership.role, role}:
        if not queries.may_assign(actor, touched):
            raise RoleBeyondReach(touched)
    if membership.role == role:
        return membership
    if role != Role.OWNER:
        _require_other_owner(membership)
    membership.role = role
    return _saved(membership)


def suspend_member(membership: Membership, *, actor: Actor) -> Membership:
    """Shut the person out at once: every request asks the membership; their keys are revoked."""
    membership = _take(membership, actor)
    if membership.state == Membership.State.ACTIVE:
        _require_other_owner(membership)
        membership.state = Membership.State.SUSPENDED
        _revoke_keys(membership)
        _saved(membership)
    return membership


def activate_member(membership: Membership, *, actor: Actor) -> Membership:
    """Let a suspended person in again; revoked keys stay revoked."""
    membership = _take(membership, actor)
    if membership.state == Membership.State.SUSPENDED:
        membership.state = Membership.State.ACTIVE
        _saved(membership)
    return membership


def remove_member(membership: Membership, *, actor: Actor) -> Membership:
    """The person belongs here no more; what they did stays under their name."""
    membership = _take(membership, actor)
    return _end(membership)


def leave(membership: Membership) -> Membership:
    """The person goes by their own will."""
    return _end(_lock(membership))


def change_profile(person: Person, data: ProfileInput) -> Person:
    """A person's own name and look."""
    person.name, person.theme, person.locale = data.name, data.theme, data.locale
    person.save(update_fields=["name", "theme", "locale"])
    return person


def _end(membership: Membership) -> Membership:
    if membership.state != Membership.State.REMOVED:
        _require_other_owner(membership)
        membership.state = Membership.State.REMOVED
        _revoke_keys(membership)
        _saved(membership)
    return membership


def _lock(membership: Membership) -> Membership:
    """The tenant's row first: of two owners who go at the same moment, the second is refused."""
    lock_tenant()
    return Membership.objects.select_for_update(of=("self",)).get(pk=membership.pk)


def _take(membership: Membership, actor: Actor) -> Membership:
    membership = _lock(membership)
    if membership.pk == actor.membership_id:
        raise NotYourself
    if not queries.may_assign(actor, membership.role):
        raise RoleBeyondReach(membership.role)
    return membership


def _require_other_owner(membership: Membership) -> None:
    if membership.role != Role.OWNER or membership.state != Membership.State.ACTIVE:
        return
    owners = Membership.objects.filter(role=Role.OWNER, state=Membership.State.ACTIVE)
    if not owners.exclude(pk=membership.pk).filter(person__is_active=True).exists():
        raise LastOwner


def _revoke_keys(membership: Membership) -> None:
    keys = ApiKey.objects.filter(made_by=membership, revoked_at=None)
    keys.update(revoked_at=clock.now())


def _saved(membership: Membership) -> Membership:
    membership.save(update_fields=["role", "state"])
    publish(
        MembershipChanged(membership_id=membership.pk, role=membership.role, state=membership.state)
    )
    return membership
