"""The people of the tenant and the invitations under way."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from guywire.kit.access import needs, signed_in

from .. import queries
from ..forms import InvitationForm, RoleForm
from ..requests import MemberRequest
from ..services import invitations
from ..services import people as services


@needs("tenants.membership.view", "See the people of the organization")
def people(request: MemberRequest) -> HttpResponse:
    return _people(request, None)


def _people(request: MemberRequest, form: InvitationForm | None) -> HttpResponse:
    actor = request.actor
    roles = queries.assignable_roles(actor)
    context = {
        "lines": queries.people_lines(actor),
        "invitations": queries.invitation_lines(),
        "form": form or InvitationForm(roles=roles),
        "roles": roles,
        "may_invite": actor.may("tenants.invitation.add") and roles,
        "limit": queries.limit_line("members", queries.member_count()),
    }
    status = form.status if form else 200
    return render(request, "tenants/people.html", context, status=status)


@needs("tenants.invitation.add", "Invite people")
@require_POST
def invite(request: MemberRequest) -> HttpResponse:
    actor = request.actor
    form = InvitationForm(request.POST, roles=queries.assignable_roles(actor))
    if form.carries_out(lambda data: invitations.invite(data, inviter=actor)):
        messages.success(request, _("A letter is on its way to %s.") % form.written.email)
        return redirect("tenants:people")
    return _people(request, form)


@needs("tenants.invitation.add")
@require_POST
def resend(request: MemberRequest, pk: UUID) -> HttpResponse:
    letter = invitations.resend(queries.invitation(pk), inviter=request.actor)
    messages.success(request, _("A new letter is on its way to %s.") % letter.email)
    return redirect("tenants:people")


@needs("tenants.invitation.revoke", "Withdraw invitations")
@require_POST
def revoke(request: MemberRequest, pk: UUID) -> HttpResponse:
    letter = invitations.revoke(queries.invitation(pk))
    messages.success(request, _("The invitation of %s is withdrawn.") % letter.email)
    return redirect("tenants:people")


@needs("tenants.membership.change", "Change people's roles, suspend and activate them")
@require_POST
def change_role(request: MemberRequest, pk: UUID) -> HttpResponse:
    form = RoleForm(request.POST)
    membership = queries.membership(pk)
    actor = request.actor
    if form.carries_out(lambda data: services.change_role(membership, data.role, actor=actor)):
        messages.success(request, _("%s has another role.") % membership.person)
        return redirect("tenants:people")
    return _refused(request, form)


@needs("tenants.membership.change")
@require_POST
def suspend(request: MemberRequest, pk: UUID) -> HttpResponse:
    member = services.suspend_member(queries.membership(pk), actor=request.actor)
    messages.success(request, _("%s is suspended.") % member.person)
    return redirect("tenants:people")


@needs("tenants.membership.change")
@require_POST
def activate(request: MemberRequest, pk: UUID) -> HttpResponse:
    member = services.activate_member(queries.membership(pk), actor=request.actor)
    messages.success(request, _("%s may come in again.") % member.person)
    return redirect("tenants:people")


@needs("tenants.membership.remove", "Remove people from the organization")
@require_POST
def remove(request: MemberRequest, pk: UUID) -> HttpResponse:
    member = services.remove_member(queries.membership(pk), actor=request.actor)
    messages.success(request, _("%s belongs here no more.") % member.person)
    return redirect("tenants:people")


@signed_in("a member goes by their own will")
@require_POST
def leave(request: MemberRequest) -> HttpResponse:
    services.leave(queries.own_membership(request.actor))
    return redirect("/")


def _refused(request: MemberRequest, form: RoleForm) -> HttpResponse:
    for errors in form.errors.values():
        for text in errors:
            messages.error(request, str(text))
    answer = _people(request, None)
    answer.status_code = form.status
    return answer
