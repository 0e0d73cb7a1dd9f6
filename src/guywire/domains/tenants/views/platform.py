"""The operator's pages, outside any tenant."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from guywire.kit.access import operator_only
from guywire.kit.tenancy import in_tenant

from .. import queries
from ..forms import InputForm, LimitsForm, OwnedTenantForm, ReasonForm, RemovalForm, VisitForm
from ..inputs import ReasonInput, RemovalInput
from ..requests import PersonRequest
from ..services import founding, limits, visits
from ..services import settings as services


@contextmanager
def _inside(request: PersonRequest, tenant_id: UUID) -> Iterator[None]:
    queries.tenant_count(tenant_id)
    actor = f"operator:{request.actor.name}"
    with in_tenant(tenant_id, actor=actor, request_id=request.request_id, door="platform"):
        yield


def _carries_out(
    request: PersonRequest, tenant_id: UUID, form: InputForm, service: Callable[[Any], object]
) -> bool:
    """Whether the service took the form, inside the tenant; refused, it leaves nothing behind."""
    with _inside(request, tenant_id):
        done = form.carries_out(service)
        transaction.set_rollback(not done)
    return done


@operator_only
def tenants(request: PersonRequest) -> HttpResponse:
    return render(request, "platform/tenants.html", {"tenants": queries.all_tenants()})


@operator_only
def add(request: PersonRequest) -> HttpResponse:
    form = OwnedTenantForm(request.POST or None)
    operator = request.actor
    if form.carries_out(lambda data: founding.found_for(data, operator=operator)):
        messages.success(request, _("Founded; the owner's invitation is on its way."))
        return redirect("platform:tenants")
    return render(request, "platform/add.html", {"form": form}, status=form.status)


@operator_only
def tenant(request: PersonRequest, tenant_id: UUID) -> HttpResponse:
    return _tenant(request, tenant_id)


def _tenant(
    request: PersonRequest, tenant_id: UUID, name: str = "", form: InputForm | None = None
) -> HttpResponse:
    line = queries.tenant_count(tenant_id)
    context: dict[str, object] = {
        "line": line,
        "limits_form": LimitsForm(initial=line.limits),
        "suspend_form": ReasonForm(prefix="suspend"),
        "remove_form": RemovalForm(prefix="remove"),
        "enter_form": VisitForm(prefix="enter"),
    }
    if form is not None:
        context[f"{name}_form"] = form
    status = form.status if form else 200
    return render(request, "platform/tenant.html", context, status=status)


@operator_only
@require_POST
def set_limits(request: PersonRequest, tenant_id: UUID) -> HttpResponse:
    form = LimitsForm(request.POST)
    if not _carries_out(request, tenant_id, form, limits.set_limits):
        return _tenant(request, tenant_id, "limits", form)
    messages.success(request, _("The limits hold from now on."))
    return redirect("platform:tenant", tenant_id)


@operator_only
@require_POST
def suspend(request: PersonRequest, tenant_id: UUID) -> HttpResponse:
    form = ReasonForm(request.POST, prefix="suspend")
    if not _carries_out(request, tenant_id, form, _suspend):
        return _tenant(request, tenant_id, "suspend", form)
    return redirect("platform:tenant", tenant_id)


def _suspend(data: ReasonInput) -> object:
    return services.suspend_tenant(reason=data.reason)


@operator_only
@require_POST
def lift(request: PersonRequest, tenant_id: UUID) -> HttpResponse:
    with _inside(request, tenant_id):
        services.lift_tenant()
    return redirect("platform:tenant", tenant_id)


@operator_only
@require_POST
def remove(request: PersonRequest, tenant_id: UUID) -> HttpResponse:
    form = RemovalForm(request.POST, prefix="remove")
    if not _carries_out(request, tenant_id, form, _remove):
        return _tenant(request, tenant_id, "remove", form)
    return redirect("platform:tenant", tenant_id)


def _remove(data: RemovalInput) -> object:
    return services.delete_tenant(reason=data.reason, confirm_slug=data.confirm_slug)


@operator_only
@require_POST
def restore(request: PersonRequest, tenant_id: UUID) -> HttpResponse:
    with _inside(request, tenant_id):
        services.restore_tenant()
    return redirect("platform:tenant", tenant_id)


@operator_only
@require_POST
def enter(request: PersonRequest, tenant_id: UUID) -> HttpResponse:
    form = VisitForm(request.POST, prefix="enter")
    line = queries.tenant_count(tenant_id)
    if not _carries_out(
        request, tenant_id, form, lambda data: visits.enter(data, person=request.user)
    ):
        return _tenant(request, tenant_id, "enter", form)
    return redirect(f"/t/{line.slug}/")
