"""What the views of this domain are given, once the tenant door has let somebody in."""

from django.contrib.auth.models import AnonymousUser

from guywire.kit.access import ActorRequest

from .models import Person, Tenant
from .queries.actors import PersonCard, SwitcherLine, VisitCard


class DoorRequest(ActorRequest):
    """What the tenant door itself fills in, as far as somebody has come in."""

    user: Person | AnonymousUser
    tenant: Tenant
    person: PersonCard
    visit: VisitCard
    is_visitor: bool
    memberships: list[SwitcherLine]


class PersonRequest(ActorRequest):
    """Somebody is signed in: every door but the public ones and the API sees to that."""

    user: Person


class MemberRequest(PersonRequest):
    """Somebody is inside a tenant, with the whole of its row at hand."""

    tenant: Tenant
