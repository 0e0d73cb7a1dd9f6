"""Reads of the tenants domain."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from guywire.kit.access import NOBODY, Actor, codes
from guywire.kit.tenancy.platform import memberships_of

from .models import ApiKey, Membership, OperatorVisit, Person, Role, RoleCodes, Tenant
from .roles import default_codes

VISIT_ADDRESS = "/platform/visits/leave/"


@dataclass(frozen=True, slots=True)
class PersonCard:
    """Who is signed in, as the shell shows it."""

    name: str
    email: str
    theme: str
    url: str


@dataclass(frozen=True, slots=True)
class VisitCard:
    """The operator's visit, as the banner shows it."""

    reason: str
    until: datetime
    leave_url: str


@dataclass(frozen=True, slots=True)
class SwitcherLine:
    name: str
    url: str
    active: bool


def person_card(person: Person) -> PersonCard:
    return PersonCard(str(person), person.email, person.theme, "/accounts/")


def visit_card(visit: OperatorVisit) -> VisitCard:
    return VisitCard(visit.reason, visit.until, VISIT_ADDRESS)


def switcher(person: Person, active_slug: str) -> list[SwitcherLine]:
    """The tenants a person may change to."""
    return [
        SwitcherLine(line.tenant_name, f"/t/{line.slug}/", line.slug == active_slug)
        for line in memberships_of(person.pk)
        if line.membership_state == Membership.State.ACTIVE
        and line.tenant_state == Tenant.State.ACTIVE
    ]


def this_tenant() -> Tenant:
    """The active tenant."""
    return Tenant.objects.get()


def codes_of_role(role: str) -> frozenset[str]:
    """What a role may do in the active tenant: its own choice, or the default matrix."""
    own = RoleCodes.objects.filter(role=role).first()
    known = codes()
    if own is not None:
        return frozenset(own.codes) & known.keys()
    return default_codes(role, known)


def membership_of(person_id: int) -> Membership | None:
    return Membership.objects.select_related("person").filter(person_id=person_id).first()


def actor_of_membership(membership: Membership) -> Actor:
    """The person at the door, with the codes of the role."""
    return Actor(
        "person",
        membership.person.email,
        codes_of_role(membership.role),
        person_id=membership.person_id,
        membership_id=membership.pk,
        role=membership.role,
    )


def actor_of_key(key: ApiKey) -> Actor:
    """A program at the door: never more than its maker may do now."""
    allowed = frozenset(key.codes) & codes().keys()
    maker = key.made_by
    if maker is not None:
        if maker.state != Membership.State.ACTIVE:
            return NOBODY
        allowed &= codes_of_role(maker.role)
    return Actor("key", f"{key.prefix}… {key.name}", allowed, membership_id=key.made_by_id)


def memberships() -> QuerySet[Membership]:
    return Membership.objects.select_related("person").order_by("person__name", "person__email")


def open_visit(person_id: int) -> OperatorVisit | None:
    return OperatorVisit.objects.filter(person_id=person_id, left_at=None).first()


def actor_of_visit(visit: OperatorVisit) -> Actor:
    """The operator inside a tenant: an owner's view, named as the operator in the audit trail."""
    return Actor(
        "person",
        f"operator {visit.person.email}",
        codes_of_role(Role.OWNER),
        person_id=visit.person_id,
        role=Role.OWNER,
        is_operator=True,
    )
