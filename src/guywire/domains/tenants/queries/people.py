"""The people of the tenant and the letters that invite more."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet

from guywire.kit import clock
from guywire.kit.access import Actor
from guywire.kit.errors import NotFound
from guywire.kit.tenancy import in_tenant
from guywire.kit.tenancy.platform import invitation_by_digest

from ..digests import digest_of
from ..models import Invitation, Membership, Tenant
from .actors import may_assign, this_tenant


@dataclass(frozen=True, slots=True)
class PersonLine:
    """A member as the people page shows it, with what this actor may do about it."""

    membership: Membership
    is_self: bool
    may_change: bool


@dataclass(frozen=True, slots=True)
class InvitationLine:
    invitation: Invitation
    state: str


@dataclass(frozen=True, slots=True)
class Letter:
    """What an invitation says to who holds its link."""

    tenant_id: UUID
    tenant_name: str
    slug: str
    invitation: Invitation
    state: str


@dataclass(frozen=True, slots=True)
class LimitLine:
    """How much of a limit is used; ``allowed`` None: no limit."""

    used: int
    allowed: int | None


def memberships() -> QuerySet[Membership]:
    """The people of the tenant, those who left not among them."""
    present = Membership.objects.exclude(state=Membership.State.REMOVED)
    return present.select_related("person").order_by("person__name", "person__email")


def membership(pk: UUID) -> Membership:
    found = memberships().filter(pk=pk).first()
    if found is None:
        raise NotFound("There is no such person here.")
    return found


def own_membership(actor: Actor) -> Membership:
    """The actor's own place in the tenant; the visiting operator has none."""
    found = None
    if actor.membership_id is not None and actor.person_id is not None:
        mine = memberships().filter(pk=actor.membership_id)
        found = mine.filter(person_id=actor.person_id).first()
    if found is None:
        raise NotFound("You are no member here.")
    return found


def people_lines(actor: Actor) -> list[PersonLine]:
    changes = actor.may("tenants.membership.change")
    return [
        PersonLine(line, line.pk == actor.membership_id, changes and may_assign(actor, line.role))
        for line in memberships()
    ]


def pending_invitations() -> QuerySet[Invitation]:
    return Invitation.objects.filter(state=Invitation.State.PENDING)


def invitation(pk: UUID) -> Invitation:
    found = Invitation.objects.filter(pk=pk).first()
    if found is None:
        raise NotFound("There is no such invitation.")
    return found


def invitation_state(letter: Invitation) -> str:
    """pending, expired, accepted or revoked."""
    is_open = letter.state == Invitation.State.PENDING
    return "expired" if is_open and letter.expires_at <= clock.now() else str(letter.state)


def invitation_lines() -> list[InvitationLine]:
    """Open and expired letters; what was used or withdrawn stands in the audit trail."""
    return [InvitationLine(letter, invitation_state(letter)) for letter in pending_invitations()]


def letter(token: str) -> Letter:
    """The invitation that a link belongs to; NotFound when there is none."""
    line = invitation_by_digest(digest_of(token))
    if line is None:
        raise NotFound("This invitation does not exist, or a newer letter has replaced it.")
    with in_tenant(line.tenant_id, actor="letter", door="page"):
        tenant: Tenant = this_tenant()
        found = Invitation.objects.get(pk=line.invitation_id)
        return Letter(tenant.pk, tenant.name, tenant.slug, found, invitation_state(found))


def member_count() -> int:
    """The seats in use: the people here and the open invitations."""
    open_letters = pending_invitations().filter(expires_at__gt=clock.now()).count()
    return memberships().count() + open_letters


def limit_line(name: str, used: int) -> LimitLine:
    return LimitLine(used, this_tenant().limits.get(name))
