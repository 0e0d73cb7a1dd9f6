"""The operator's pages, outside any tenant."""

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from guywire.kit.access import operator_only
from guywire.kit.tenancy import in_tenant

from .. import queries
from ..forms import InputForm, LimitsForm, OwnedTenantForm, ReasonForm, RemovalForm, VisitForm
from ..models import Person
from ..services import founding, limits, visits
from ..services import settings as services


@contextmanager
def _inside(request: HttpRequest, tenant_id: UUID) -> Iterator[None]:
    queries.tenant_count(tenant_id)
    actor = f"operator:{request.actor.name}"  # type: ignore[attr-defined]
    request_id: str = request.request_id  # type: ignore[attr-defined]
    with in_tenant(tenant_id, actor=actor, request_id=request_id, door="platform"):
        yield


@operator_only
def tenants(request: HttpRequest) -> HttpResponse:
    return render(request, "platform/tenants.html", {"tenants": queries.all_tenants()})


@operator_only
def add(request: HttpRequest) -> HttpResponse:
    form = OwnedTenantForm(request.POST or None)
    operator = request.actor  # type: ignore[attr-defined]
    if form.carries_out(lambda data: founding.found_for(data, operator=operator)):
        messages.success(request, _("Founded; the owner's invitation is on its way."))
        return redirect("platform:tenants")
    return render(request, "platform/add.html", {"form": form}, status=form.status)


@operator_only
def tenant(request: HttpRequest, tenant_id: UUID) -> HttpResponse:
    return _tenant(request, tenant_id)


def _tenant(
    request: HttpRequest, tenant_id: UUID, name: str = "", form: InputForm | None = None
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
def set_limits(request: HttpRequest, tenant_id: UUID) -> HttpResponse:
    form = LimitsForm(request.POST)
    with _inside(request, tenant_id):
        done = form.carries_out(limits.set_limits)
    if not done:
        return _tenant(request, tenant_id, "limits", form)
    messages.success(request, _("The limits hold from now on."))
    return redirect("platform:tenant", tenant_id)


@operator_only
@require_POST
def suspend(request: HttpRequest, tenant_id: UUID) -> HttpResponse:
    form = ReasonForm(request.POST, prefix="suspend")
    with _inside(request, tenant_id):
        done = form.carries_out(lambda data: services.suspend_tenant(reason=data.reason))
    return redirect("platform:tenant", tenant_id) if done else _tenant(
        request, tenant_id, "suspend", form
    )  # fmt: skip


@operator_only
@require_POST
def lift(request: HttpRequest, tenant_id: UUID) -> HttpResponse:
    with _inside(request, tenant_id):
        services.lift_tenant()
    return redirect("platform:tenant", tenant_id)


@operator_only
@require_POST
def remove(request: HttpRequest, tenant_id: UUID) -> HttpResponse:
    form = RemovalForm(request.POST, prefix="remove")
    with _inside(request, tenant_id):
        done = form.carries_out(
            lambda data: services.delete_tenant(reason=data.reason, confirm_slug=data.confirm_slug)
        )
    return redirect("platform:tenant", tenant_id) if done else _tenant(
        request, tenant_id, "remove", form
    )  # fmt: skip


@operator_only
@require_POST
def restore(request: HttpRequest, tenant_id: UUID) -> HttpResponse:
    with _inside(request, tenant_id):
        services.restore_tenant()
    return redirect("platform:tenant", tenant_id)


@operator_only
@require_POST
def enter(request: HttpRequest, tenant_id: UUID) -> HttpResponse:
    form = VisitForm(request.POST, prefix="enter")
    line = queries.tenant_count(tenant_id)
    person = request.user
    assert isinstance(person, Person)
    with _inside(request, tenant_id):
        done = form.carries_out(lambda data: visits.enter(data, person=person))
    return redirect(f"/t/{line.slug}/") if done else _tenant(request, tenant_id, "enter", form)
