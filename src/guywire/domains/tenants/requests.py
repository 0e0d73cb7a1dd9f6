"""What the views of this domain are given, once the tenant door has let somebody in."""

from guywire.kit.access import ActorRequest

from .models import Person, Tenant


class PersonRequest(ActorRequest):
    """Somebody is signed in: every door but the public ones and the API sees to that."""

    user: Person


class MemberRequest(PersonRequest):
    """Somebody is inside a tenant, with the whole of its row at hand."""

    tenant: Tenant
