"""The tenant's own settings, numbers and end; what the operator did here; the audit trail; jobs."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from guywire.kit.access import needs
from guywire.kit.errors import DomainError
from guywire.kit.jobs import status

from .. import queries
from ..forms import HTTP_REFUSED, RemovalForm, SettingsForm
from ..requests import MemberRequest
from ..services import numbers
from ..services import settings as services


@needs("tenants.tenant.change", "Change the organization's settings and numbers")
def settings(request: MemberRequest) -> HttpResponse:
    tenant = request.tenant
    form = SettingsForm(request.POST or None, initial=queries.settings_of(tenant))
    if form.carries_out(services.change_settings):
        messages.success(request, _("Saved."))
        return redirect("tenants:settings")
    return _settings(request, form, form.status)


def _settings(request: MemberRequest, form: SettingsForm, status: int) -> HttpResponse:
    context = {
        "form": form,
        "numbers": queries.number_lines(request.tenant),
        "removal": RemovalForm(),
        "may_remove": request.actor.may("tenants.tenant.remove"),
    }
    return render(request, "tenants/settings.html", context, status=status)


@needs("tenants.tenant.change")
@require_POST
def pattern(request: MemberRequest, key: str) -> HttpResponse:
    try:
        numbers.set_pattern(queries.series_named(key), request.POST.get("pattern", "").strip())
    except DomainError as error:
        messages.error(request, error.message)
        form = SettingsForm(initial=queries.settings_of(request.tenant))
        return _settings(request, form, HTTP_REFUSED)
    messages.success(request, _("Numbers are written that way from now on."))
    return redirect("tenants:settings")


@needs("tenants.tenant.remove", "Delete the organization")
@require_POST
def remove(request: MemberRequest) -> HttpResponse:
    form = RemovalForm(request.POST)
    if form.carries_out(
        lambda data: services.delete_tenant(reason=data.reason, confirm_slug=data.confirm_slug)
    ):
        return redirect("/")
    return render(request, "tenants/remove.html", {"form": form}, status=form.status)


@needs("tenants.audit.view", "Read the audit trail")
def trail(request: MemberRequest) -> HttpResponse:
    zone = request.tenant.time_zone
    page = queries.trail_page(request.GET, request.actor, zone=zone)
    context = {"page": page, "changes": queries.named(page.lines, request.actor)}
    return render(request, "tenants/trail.html", context)


@needs("tenants.visit.view", "See when the platform's operator was here, and why")
def visits(request: MemberRequest) -> HttpResponse:
    return render(request, "tenants/visits.html", {"visits": queries.visits()})


@needs("tenants.job.view", "See what ran, what is late and what failed")
def jobs(request: MemberRequest) -> HttpResponse:
    group = request.GET.get("group", "")
    group = group if group in status.STATES else "failed"
    context = {
        "group": group,
        "groups": tuple(status.STATES),
        "jobs": status.jobs(group),
        "periodic": status.periodic_lines(),
        "may_retry": request.actor.may("tenants.job.retry"),
    }
    return render(request, "tenants/jobs.html", context)


@needs("tenants.job.retry", "Run a failed job again")
@require_POST
def retry(request: MemberRequest, job_id: int) -> HttpResponse:
    status.retry_job(job_id)
    messages.success(request, _("The job is queued again."))
    return redirect("tenants:jobs")
