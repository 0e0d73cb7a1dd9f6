"""What happens to tenants and people, told to the domains above."""

from uuid import UUID

from guywire.kit.events import Event


class TenantFounded(Event, name="tenants.tenant_founded"):
    """A tenant exists; its owner has joined or is invited."""

    slug: str


class InvitationIssued(Event, name="tenants.invitation_issued"):
    """A letter is to go out. ``serial`` counts the letters of one invitation."""

    invitation_id: UUID
    serial: int


class PersonJoined(Event, name="tenants.person_joined"):
    """A person belongs to the tenant in a role."""

    membership_id: UUID
    role: str


class MembershipChanged(Event, name="tenants.membership_changed"):
    """Another role, suspended, active again or removed."""

    membership_id: UUID
    role: str
    state: str
