"""Inviting people: a letter with a link, good for 7 days, whose token is never stored."""

from datetime import timedelta

from allauth.account.models import EmailAddress
from django.utils.crypto import salted_hmac

from guywire.kit import clock
from guywire.kit.access import Actor
from guywire.kit.errors import Conflict, DomainError
from guywire.kit.events import publish

from .. import queries
from ..digests import digest_of
from ..events import InvitationIssued, PersonJoined
from ..inputs import InvitationInput
from ..models import Invitation, Membership, Person
from .limits import require_room
from .locking import lock_tenant
from .people import RoleBeyondReach

LIFETIME = timedelta(days=Invitation.LIFETIME_DAYS)


class AlreadyMember(Conflict):
    code = "already_member"


class InvitationClosed(DomainError):
    """Expired, revoked or used; the message says which."""

    code = "invitation_closed"


class OtherAddress(DomainError):
    code = "other_address"


def token_of(invitation: Invitation) -> str:
    """The token of the invitation's newest letter, made from the secret key, kept nowhere."""
    text = f"{invitation.pk}:{invitation.serial}"
    return salted_hmac("guywire.invitation", text, algorithm="sha256").hexdigest()


def issue(email: str, role: str, *, invited_by: str) -> Invitation:
    """Write the invitation and have its letter sent; an open one to the same address ends."""
    queries.pending_invitations().filter(email__iexact=email).update(state=Invitation.State.REVOKED)
    invitation = Invitation(
        email=email, role=role, invited_by=invited_by, expires_at=clock.now() + LIFETIME
    )
    invitation.digest = digest_of(token_of(invitation))
    invitation.save()
    publish(InvitationIssued(invitation_id=invitation.pk, serial=invitation.serial))
    return invitation


def invite(data: InvitationInput, *, inviter: Actor) -> Invitation:
    """Ask a person in. RoleBeyondReach, AlreadyMember, LimitReached."""
    if not queries.may_assign(inviter, data.role):
        raise RoleBeyondReach(data.role)
    lock_tenant()
    if queries.memberships().filter(person__email__iexact=data.email).exists():
        raise AlreadyMember(f"{data.email} is a member already.", field="email")
    standing = queries.pending_invitations().filter(email__iexact=data.email)
    require_room("members", lambda: queries.member_count() - standing.count())
    return issue(data.email, data.role, invited_by=inviter.name)


def resend(invitation: Invitation, *, inviter: Actor) -> Invitation:
    """A new letter with a new link and 7 more days; the old link stops working.

    An expired invitation has given up its seat and needs a free one again. LimitReached.
    """
    invitation = _lock(invitation)
    if not queries.may_assign(inviter, invitation.role):
        raise RoleBeyondReach(invitation.role)
    if invitation.state != Invitation.State.PENDING:
        raise InvitationClosed("This invitation is closed. Write a new one.")
    if invitation.expires_at <= clock.now():
        require_room("members", queries.member_count)
    invitation.serial += 1
    invitation.digest = digest_of(token_of(invitation))
    invitation.expires_at = clock.now() + LIFETIME
    invitation.save(update_fields=["serial", "digest", "expires_at"])
    publish(InvitationIssued(invitation_id=invitation.pk, serial=invitation.serial))
    return invitation


def revoke(invitation: Invitation) -> Invitation:
    """The link stops working; asking twice is harmless."""
    invitation = _lock(invitation)
    if invitation.state == Invitation.State.PENDING:
        invitation.state = Invitation.State.REVOKED
        invitation.save(update_fields=["state"])
    return invitation


def accept(invitation: Invitation, person: Person) -> Membership:
    """The person joins in the invited role. InvitationClosed, OtherAddress, AlreadyMember.

    The letter went to one address: the person must be known by it, or have confirmed it as one of
    their own. Who holds the link has shown to read that address, so it counts as confirmed.
    """
    invitation = _lock(invitation)
    _require_open(invitation)
    if not owns_address(person, invitation.email):
        raise OtherAddress(
            f"This invitation was sent to {invitation.email}, and you are signed in as"
            f" {person.email}. Sign in with that address, or add it to your account and confirm it."
        )
    membership = _join(invitation, person)
    invitation.state = Invitation.State.ACCEPTED
    invitation.save(update_fields=["state"])
    EmailAddress.objects.filter(user=person, email__iexact=invitation.email).update(verified=True)
    publish(PersonJoined(membership_id=membership.pk, role=membership.role))
    return membership


def owns_address(person: Person, email: str) -> bool:
    """Whether the address is the person's own, or one that they have confirmed."""
    if person.email.lower() == email.lower():
        return True
    own = EmailAddress.objects.filter(user=person, email__iexact=email, verified=True)
    return bool(own.exists())


def _join(invitation: Invitation, person: Person) -> Membership:
    existing = Membership.objects.select_for_update().filter(person=person).first()
    if existing is not None and existing.state != Membership.State.REMOVED:
        raise AlreadyMember("You belong to this organization already.")
    # The open invitation holds the seat that the person takes.
    require_room("members", lambda: queries.member_count() - 1)
    if existing is None:
        return Membership.objects.create(person=person, role=invitation.role)
    existing.state, existing.role = Membership.State.ACTIVE, invitation.role
    existing.save(update_fields=["state", "role"])
    return existing


def _require_open(invitation: Invitation) -> None:
    if invitation.state == Invitation.State.ACCEPTED:
        raise InvitationClosed("This invitation has been used.")
    if invitation.state == Invitation.State.REVOKED:
        raise InvitationClosed("This invitation has been withdrawn.")
    if invitation.expires_at <= clock.now():
        raise InvitationClosed("This invitation has expired. Ask for a new one.")


def _lock(invitation: Invitation) -> Invitation:
    """The tenant's row first: two letters to one person, opened at once, make one membership."""
    lock_tenant()
    return Invitation.objects.select_for_update().get(pk=invitation.pk)
