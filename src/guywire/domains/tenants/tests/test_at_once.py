"""Two who come at the same moment: each decision is taken as if one had come after the other."""

import multiprocessing
import threading
from collections.abc import Callable

import pytest
from django.core.cache import cache
from django.db import connections
from django.test import Client

from guywire.domains.tenants import queries
from guywire.domains.tenants.inputs import InvitationInput, LimitsInput, TenantInput
from guywire.domains.tenants.models import Invitation, Membership, Person, Role, Tenant
from guywire.domains.tenants.services import founding, invitations, limits, people
from guywire.domains.tenants.services.founding import OwnsOneAlready
from guywire.domains.tenants.services.invitations import AlreadyMember, InvitationClosed
from guywire.domains.tenants.services.people import LastOwner
from guywire.domains.tenants.tests import make
from guywire.kit.errors import LimitReached
from guywire.kit.tenancy import in_tenant
from guywire.kit.tenancy.platform import tenants_in

Work = Callable[[], object]
PATIENCE_S = 20


def at_once(*works: Work) -> list[type[Exception]]:
    """Run each in a thread of its own, all let go at the same moment; what was refused."""
    refused: list[type[Exception]] = []
    barrier = threading.Barrier(len(works))

    def run(work: Work) -> None:
        try:
            barrier.wait(PATIENCE_S)
            work()
        except Exception as error:
            refused.append(type(error))
        finally:
            connections["default"].close()

    threads = [threading.Thread(target=run, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE_S)
    assert not any(thread.is_alive() for thread in threads)
    return refused


def inside(tenant: Tenant, work: Work) -> Work:
    def run() -> None:
        with in_tenant(tenant.pk, actor="test"):
            work()

    return run


def active(tenant: Tenant) -> int:
    with in_tenant(tenant.pk, actor="test"):
        return Membership.objects.filter(state=Membership.State.ACTIVE).count()


def letter(tenant: Tenant, email: str, role: Role = Role.VIEWER) -> Invitation:
    with in_tenant(tenant.pk, actor="test"):
        return invitations.issue(email, role, invited_by="test")


def test_of_two_owners_who_go_at_once_one_stays(own_database: str) -> None:
    tenant = make.tenant("pair")
    one, two = make.member(tenant), make.member(tenant)
    refused = at_once(
        inside(tenant, lambda: people.leave(one)), inside(tenant, lambda: people.leave(two))
    )
    assert refused == [LastOwner]
    assert active(tenant) == 1


def test_an_owner_who_goes_while_the_other_is_made_an_admin_stays(own_database: str) -> None:
    tenant = make.tenant("pair")
    one, two = make.member(tenant), make.member(tenant)
    with in_tenant(tenant.pk, actor="test"):
        actor = queries.actor_of_membership(one)
    refused = at_once(
        inside(tenant, lambda: people.leave(one)),
        inside(tenant, lambda: people.change_role(two, Role.ADMIN, actor=actor)),
    )
    assert refused == [LastOwner]
    with in_tenant(tenant.pk, actor="test"):
        owners = Membership.objects.filter(state=Membership.State.ACTIVE, role=Role.OWNER)
        assert owners.count() == 1


def test_a_letter_opened_twice_at_once_is_used_once(own_database: str) -> None:
    tenant, person = make.tenant("twice"), make.person("new@example.com")
    invitation = letter(tenant, person.email)
    accept = inside(tenant, lambda: invitations.accept(invitation, person))
    assert at_once(accept, accept) == [InvitationClosed]
    assert active(tenant) == 1


def test_two_letters_to_one_person_opened_at_once_make_one_membership(own_database: str) -> None:
    tenant, person = make.tenant("letters"), make.person("new@example.com")
    first = letter(tenant, person.email)
    second = letter(tenant, person.email, Role.SALES)
    with in_tenant(tenant.pk, actor="test"):
        Invitation.objects.update(state=Invitation.State.PENDING)
    refused = at_once(
        inside(tenant, lambda: invitations.accept(first, person)),
        inside(tenant, lambda: invitations.accept(second, person)),
    )
    assert refused == [AlreadyMember]
    assert active(tenant) == 1


def test_the_last_seat_is_given_once_while_a_letter_is_opened(own_database: str) -> None:
    """Inviting and accepting take their locks in one order: nobody is refused by a deadlock."""
    tenant = make.tenant("seats")
    owner, person = make.member(tenant), make.person("new@example.com")
    invitation = letter(tenant, person.email)
    with in_tenant(tenant.pk, actor="test"):
        limits.set_limits(LimitsInput(members=3))
        actor = queries.actor_of_membership(owner)

    def invite(email: str) -> Work:
        data = InvitationInput(email=email, role=Role.VIEWER)
        return inside(tenant, lambda: invitations.invite(data, inviter=actor))

    accept = inside(tenant, lambda: invitations.accept(invitation, person))
    assert at_once(invite("a@example.com"), accept, invite("b@example.com")) == [LimitReached]
    assert active(tenant) == 2


def test_founding_twice_at_once_founds_one(own_database: str) -> None:
    person = make.person()

    def found(slug: str) -> Work:
        data = TenantInput(name=slug, slug=slug)
        return lambda: founding.found_tenant(data, person)

    assert at_once(found("left"), found("right")) == [OwnsOneAlready]
    assert len(tenants_in("active")) == 1


def guess(email: str, times: int) -> None:
    """The child: another web process, whose visitor tries passwords."""
    connections["default"].connection = None  # the parent's socket is not ours to use or close
    browser = Client()
    for _ in range(times):
        browser.post("/accounts/login/", {"login": email, "password": "wrong"})


def signs_in(person: Person) -> bool:
    browser = Client()
    browser.post("/accounts/login/", {"login": person.email, "password": make.PASSWORD})
    return "_auth_user_id" in browser.session


@pytest.mark.slow
def test_wrong_passwords_are_counted_across_processes(own_database: str) -> None:
    cache.clear()
    locked, other = make.person(), make.person()
    for times in (2, 3):
        connections["default"].close()
        child = multiprocessing.get_context("fork").Process(
            target=guess, args=(locked.email, times)
        )
        child.start()
        child.join()
        assert child.exitcode == 0
        assert signs_in(locked) == (times == 2)
    assert signs_in(other)
