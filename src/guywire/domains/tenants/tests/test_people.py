"""People come by invitation, hold roles within reach, and an organization keeps an owner."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client

from guywire.domains.tenants import queries
from guywire.domains.tenants.events import InvitationIssued
from guywire.domains.tenants.handlers import send_invitation
from guywire.domains.tenants.inputs import ApiKeyInput, InvitationInput, LimitsInput
from guywire.domains.tenants.models import ApiKey, Invitation, Membership, Role, Tenant
from guywire.domains.tenants.services import founding, invitations, keys, limits, people
from guywire.domains.tenants.services.people import LastOwner, NotYourself, RoleBeyondReach
from guywire.domains.tenants.tests import make
from guywire.kit import clock
from guywire.kit.access import Actor
from guywire.kit.errors import LimitReached
from guywire.kit.tenancy import in_tenant

pytestmark = pytest.mark.django_db


def actor_of(membership: Membership) -> Actor:
    assert membership.tenant_id is not None
    with in_tenant(membership.tenant_id, actor="test"):
        return queries.actor_of_membership(membership)


def post_letter(tenant: Tenant, invitation: Invitation) -> str:
    """Deliver the letter; the path of its link."""
    with in_tenant(tenant.pk, actor="test"):
        send_invitation(InvitationIssued(invitation_id=invitation.pk, serial=invitation.serial))
    found = re.search(r"/invitations/\w+/", str(mail.outbox[-1].body))
    assert found is not None
    return found.group()


def invite(tenant: Tenant, inviter: Membership, email: str, role: Role) -> Invitation:
    actor = actor_of(inviter)
    with in_tenant(tenant.pk, actor="test"):
        return invitations.invite(InvitationInput(email=email, role=role), inviter=actor)


def test_an_invited_person_joins_by_the_letters_link(wisp: Tenant) -> None:
    owner = make.member(wisp, Role.OWNER)
    invitation = invite(wisp, owner, "new@example.com", Role.ENGINEER)
    link = post_letter(wisp, invitation)
    assert link.split("/")[2] not in invitation.digest
    browser = Client()
    assert b"Make an account" in browser.get(link).content
    browser.force_login(make.person("New@Example.com"))
    answer = browser.post(link)
    assert (answer.status_code, answer["Location"]) == (302, "/t/kinsman/")
    assert browser.get("/t/kinsman/").status_code == 200
    assert browser.post(link).status_code == 422  # used
    with in_tenant(wisp.pk, actor="test"):
        assert Membership.objects.get(person__email="New@example.com").role == Role.ENGINEER


def test_a_letter_to_another_address_does_not_fit(wisp: Tenant) -> None:
    invitation = invite(wisp, make.member(wisp), "one@example.com", Role.VIEWER)
    link = post_letter(wisp, invitation)
    browser = Client()
    browser.force_login(make.person("other@example.com"))
    assert b"Accept" not in browser.get(link).content
    assert browser.post(link).status_code == 422
    with in_tenant(wisp.pk, actor="test"):
        assert Invitation.objects.get().state == Invitation.State.PENDING
        assert Membership.objects.count() == 1


def test_revoked_expired_and_replaced_letters_open_nothing(wisp: Tenant) -> None:
    owner = make.member(wisp)
    person = make.person("late@example.com")
    browser = Client()
    browser.force_login(person)
    revoked = invite(wisp, owner, person.email, Role.VIEWER)
    link = post_letter(wisp, revoked)
    with in_tenant(wisp.pk, actor="test"):
        invitations.revoke(revoked)
    assert browser.post(link).status_code == 422
    expired = invite(wisp, owner, person.email, Role.VIEWER)
    link = post_letter(wisp, expired)
    with clock.frozen(clock.now() + timedelta(days=7, minutes=1)):
        assert browser.post(link).status_code == 422
    with in_tenant(wisp.pk, actor="test"):
        invitations.resend(expired, inviter=actor_of(owner))
    assert browser.post(link).status_code == 404
    with in_tenant(wisp.pk, actor="test"):
        assert Membership.objects.filter(person=person).count() == 0


def test_a_closed_or_older_letter_is_not_sent(wisp: Tenant) -> None:
    invitation = invite(wisp, make.member(wisp), "x@example.com", Role.VIEWER)
    with in_tenant(wisp.pk, actor="test"):
        send_invitation(InvitationIssued(invitation_id=invitation.pk, serial=0))
        invitations.revoke(invitation)
        send_invitation(InvitationIssued(invitation_id=invitation.pk, serial=1))
    assert mail.outbox == []


@pytest.mark.parametrize(("inviter", "role"), [
    (Role.ADMIN, Role.OWNER), (Role.ADMIN, Role.ADMIN), (Role.ADMIN, Role.BILLING),
    (Role.ENGINEER, Role.HELPDESK), (Role.VIEWER, Role.VIEWER),
])  # fmt: skip
def test_nobody_invites_beyond_their_reach(wisp: Tenant, inviter: Role, role: Role) -> None:
    with pytest.raises(RoleBeyondReach):
        invite(wisp, make.member(wisp, inviter), "x@example.com", role)


def test_the_last_owner_stays(wisp: Tenant) -> None:
    owner = make.member(wisp)
    actor = actor_of(owner)
    with in_tenant(wisp.pk, actor="test"):
        with pytest.raises(LastOwner):
            people.leave(owner)
        with pytest.raises(LastOwner):
            people.change_role(owner, Role.ADMIN, actor=actor)
        with pytest.raises(NotYourself):
            people.suspend_member(owner, actor=actor)
    second = make.member(wisp)
    with in_tenant(wisp.pk, actor="test"):
        people.suspend_member(second, actor=actor)
        with pytest.raises(LastOwner):
            people.leave(owner)
        people.activate_member(second, actor=actor)
        people.leave(owner)
        assert Membership.objects.get(pk=owner.pk).state == Membership.State.REMOVED


def test_a_suspended_person_is_shut_out_at_once_with_session_and_key(wisp: Tenant) -> None:
    owner, member = make.member(wisp), make.member(wisp, Role.ADMIN)
    browser = make.Door(wisp, member)
    assert browser.get("/").status_code == 200
    maker = actor_of(member)
    with in_tenant(wisp.pk, actor="test"):
        data = ApiKeyInput(name="k", codes=["tenants.membership.view"])
        key, token = keys.make_key(data, maker=maker)
    program = Client(headers={"authorization": f"Bearer {token}"})
    assert program.get("/api/v1/tenants/me").status_code == 200
    with in_tenant(wisp.pk, actor="test"):
        people.suspend_member(member, actor=actor_of(owner))
    assert browser.get("/").status_code == 403
    answer = program.get("/api/v1/tenants/me")
    assert (answer.status_code, answer["Content-Type"]) == (401, "application/problem+json")
    with in_tenant(wisp.pk, actor="test"):
        people.activate_member(member, actor=actor_of(owner))
        assert ApiKey.objects.get(pk=key.pk).revoked_at is not None
    assert browser.get("/").status_code == 200
    assert program.get("/api/v1/tenants/me").status_code == 401


def test_the_limit_of_members_holds_at_every_door(wisp: Tenant) -> None:
    owner = make.member(wisp)
    with in_tenant(wisp.pk, actor="test"):
        limits.set_limits(LimitsInput(members=2))
    invite(wisp, owner, "second@example.com", Role.VIEWER)
    invite(wisp, owner, "second@example.com", Role.VIEWER)  # replaces its own letter
    with pytest.raises(LimitReached, match="2 members"):
        invite(wisp, owner, "third@example.com", Role.VIEWER)
    answer = make.Door(wisp, owner).post(
        "/tenants/people/invite/", {"email": "third@example.com", "role": "viewer"}
    )
    assert answer.status_code == 422
    assert b"The limit of 2 members is reached" in answer.content


def test_an_expired_letter_that_is_sent_again_needs_a_free_seat(wisp: Tenant) -> None:
    owner = make.member(wisp)
    late = invite(wisp, owner, "late@example.com", Role.VIEWER)
    with in_tenant(wisp.pk, actor="test"):
        limits.set_limits(LimitsInput(members=2))
    with clock.frozen(clock.now() + timedelta(days=8)):
        invite(wisp, owner, "quick@example.com", Role.VIEWER)
        place = f"/tenants/invitations/{late.pk}/resend/"
        answer = make.Door(wisp, owner).post(place)
        assert answer.status_code == 402
        assert b"The limit of 2 members is reached" in answer.content
    with in_tenant(wisp.pk, actor="test"):
        assert Invitation.objects.get(pk=late.pk).serial == 1


def test_an_invitation_is_not_accepted_beyond_the_limit(wisp: Tenant) -> None:
    link = post_letter(wisp, invite(wisp, make.member(wisp), "new@example.com", Role.VIEWER))
    with in_tenant(wisp.pk, actor="test"):
        limits.set_limits(LimitsInput(members=1))
    browser = Client()
    browser.force_login(make.person("new@example.com"))
    answer = browser.post(link)
    assert answer.status_code == 402
    assert b"The limit of 1 members is reached" in answer.content
    with in_tenant(wisp.pk, actor="test"):
        assert Membership.objects.count() == 1
        assert Invitation.objects.get().state == Invitation.State.PENDING


def test_people_pages_invite_change_and_remove(wisp: Tenant) -> None:
    owner, member = make.member(wisp), make.member(wisp, Role.VIEWER)
    door = make.Door(wisp, owner)
    sent = door.post("/tenants/people/invite/", {"email": "x@example.com", "role": "sales"})
    assert sent.status_code == 302
    assert b"x@example.com" in door.get("/tenants/people/").content
    base = f"/tenants/people/{member.pk}"
    assert door.post(f"{base}/role/", {"role": "engineer"}).status_code == 302
    assert door.post(f"{base}/role/", {"role": "emperor"}).status_code == 422
    assert door.post(f"{base}/remove/").status_code == 302
    assert door.post(f"{base}/remove/").status_code == 404
    with in_tenant(wisp.pk, actor="test"):
        left = Membership.objects.get(pk=member.pk)
        assert (left.role, left.state) == (Role.ENGINEER, Membership.State.REMOVED)
    gone = make.Door(wisp, member)
    assert gone.get("/").status_code == 404


def test_one_founds_one_and_the_operator_founds_for_an_owner(db: None) -> None:
    browser = Client()
    person = make.person()
    browser.force_login(person)
    assert browser.get("/")["Location"] == "/found/"
    form = {"name": "Ridge", "slug": "ridge", "time_zone": "America/Denver", "currency": "USD",
            "locale": "en-US", "units": "imperial"}  # fmt: skip
    assert browser.post("/found/", {**form, "slug": "api"}).status_code == 422
    answer = browser.post("/found/", form)
    assert (answer.status_code, answer["Location"]) == (302, "/t/ridge/")
    assert browser.get("/")["Location"] == "/t/ridge/"
    assert browser.post("/found/", {**form, "slug": "second"}).status_code == 422
    other = Client()
    other.force_login(make.person())
    assert b"is taken" in other.post("/found/", form).content
    with pytest.raises(founding.OwnsOneAlready):
        founding.require_may_found(person)


def test_an_invitation_asks_for_a_role_and_takes_none_for_granted(wisp: Tenant) -> None:
    door = make.door(wisp, Role.OWNER)
    answer = door.post("/tenants/people/invite/", {"email": "new@example.com", "role": ""})
    assert answer.status_code == 422
    with in_tenant(wisp.pk, actor="test"):
        assert queries.pending_invitations().count() == 0
