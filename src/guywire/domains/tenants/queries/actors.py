"""Who comes in, and what they may do."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from guywire.kit import clock
from guywire.kit.access import Actor, codes
from guywire.kit.tenancy.platform import memberships_of

from ..models import Membership, OperatorVisit, Person, Role, RoleCodes, Tenant
from ..roles import assignable, default_codes


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
    return PersonCard(str(person), person.email, person.theme, reverse("profile"))


def visit_card(visit: OperatorVisit) -> VisitCard:
    return VisitCard(visit.reason, visit.until, reverse("leave-visit"))


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
    """What a role may do in the active tenant: the default matrix with the tenant's changes."""
    own = RoleCodes.objects.filter(role=role).first() if role != Role.OWNER else None
    return changed_codes(role, own.given, own.taken) if own else changed_codes(role, (), ())


def changed_codes(role: str, given: Iterable[str], taken: Iterable[str]) -> frozenset[str]:
    """What a role may do with these changes of the default matrix; an owner's never change."""
    known = codes()
    default = default_codes(role, known)
    if role == Role.OWNER:
        return default
    return (default | frozenset(given) & known.keys()) - frozenset(taken)


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


def open_visit(person_id: int) -> OperatorVisit | None:
    """The operator's visit that still runs."""
    visits = OperatorVisit.objects.select_related("person")
    return visits.filter(person_id=person_id, left_at=None, until__gt=clock.now()).first()


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


def may_assign(actor: Actor, role: str) -> bool:
    """Whether the actor may give or take a role: named for its own role, no code beyond its own."""
    return role in assignable(actor.role) and codes_of_role(role) <= actor.codes


def assignable_roles(actor: Actor) -> list[Role]:
    return [role for role in Role if may_assign(actor, role)]
