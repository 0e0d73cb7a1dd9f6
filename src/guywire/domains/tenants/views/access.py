"""Roles and API keys: what people and programs may do."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from guywire.kit.access import codes, needs
from guywire.kit.errors import DomainError

from .. import queries
from ..forms import HTTP_REFUSED, ApiKeyForm
from ..requests import MemberRequest
from ..services import keys as key_services
from ..services import roles as services


@needs("tenants.role.view", "See what each role may do")
def roles(request: MemberRequest) -> HttpResponse:
    context = {"matrix": queries.matrix(request.actor)}
    return render(request, "tenants/roles.html", context)


@needs("tenants.role.change", "Change what each role may do")
def role(request: MemberRequest, role: str) -> HttpResponse:
    actor = request.actor
    known = queries.role_named(role)
    wanted = frozenset(request.POST.getlist("codes"))
    error = None
    if request.method == "POST":
        try:
            services.set_role_codes(known, wanted, actor=actor)
        except DomainError as refusal:
            error = refusal
        else:
            messages.success(request, _("The role is changed."))
            return redirect("tenants:roles")
    lines = queries.role_lines(known, actor, wanted if error else None)
    context = {"role": known, "groups": lines, "error": error}
    status = HTTP_REFUSED if error else 200
    return render(request, "tenants/role.html", context, status=status)


@needs("tenants.role.change")
@require_POST
def reset_role(request: MemberRequest, role: str) -> HttpResponse:
    services.reset_role(queries.role_named(role), actor=request.actor)
    messages.success(request, _("The role is as at first."))
    return redirect("tenants:roles")


@needs("tenants.api_key.view", "See the API keys")
def keys(request: MemberRequest) -> HttpResponse:
    return _keys(request, None, "")


def _keys(request: MemberRequest, form: ApiKeyForm | None, token: str) -> HttpResponse:
    ticked = frozenset(request.POST.getlist("codes")) if form else frozenset[str]()
    context = {
        "keys": queries.key_lines(),
        "form": form or _key_form(request, None),
        "groups": queries.grantable_lines(request.actor, ticked),
        "token": token,
        "may_add": queries.may_make_keys(request.actor),
    }
    status = form.status if form else 200
    return render(request, "tenants/keys.html", context, status=status)


def _key_form(request: MemberRequest, data: object) -> ApiKeyForm:
    own = {code: text for code, text in codes().items() if request.actor.may(code)}
    zone = request.tenant.time_zone
    return ApiKeyForm(data, codes=own, time_zone=zone)


@needs("tenants.api_key.add", "Make API keys")
@require_POST
def add_key(request: MemberRequest) -> HttpResponse:
    form = _key_form(request, request.POST)
    made: list[str] = []
    actor = request.actor
    if form.carries_out(lambda data: made.append(key_services.make_key(data, maker=actor)[1])):
        return _keys(request, None, made[0])
    return _keys(request, form, "")


@needs("tenants.api_key.revoke", "Revoke API keys")
@require_POST
def revoke_key(request: MemberRequest, pk: UUID) -> HttpResponse:
    key = key_services.revoke_key(queries.key(pk))
    messages.success(request, _("The key “%s” works no more.") % key.name)
    return redirect("tenants:keys")
