"""The tenant's own settings, numbers and end; what the operator did here; the audit trail; jobs."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from guywire.kit.access import needs
from guywire.kit.errors import DomainError
from guywire.kit.jobs import status

from .. import queries
from ..forms import HTTP_REFUSED, RemovalForm, SettingsForm
from ..services import numbers
from ..services import settings as services


@needs("tenants.tenant.change", "Change the organization's settings and numbers")
def settings(request: HttpRequest) -> HttpResponse:
    tenant = request.tenant  # type: ignore[attr-defined]
    form = SettingsForm(request.POST or None, initial=queries.settings_of(tenant))
    if form.carries_out(services.change_settings):
        messages.success(request, _("Saved."))
        return redirect("tenants:settings")
    return _settings(request, form, form.status)


def _settings(request: HttpRequest, form: SettingsForm, status: int) -> HttpResponse:
    context = {
        "form": form,
        "numbers": queries.number_lines(request.tenant),  # type: ignore[attr-defined]
        "removal": RemovalForm(),
        "may_remove": request.actor.may("tenants.tenant.remove"),  # type: ignore[attr-defined]
    }
    return render(request, "tenants/settings.html", context, status=status)


@needs("tenants.tenant.change")
@require_POST
def pattern(request: HttpRequest, key: str) -> HttpResponse:
    try:
        numbers.set_pattern(queries.series_named(key), request.POST.get("pattern", "").strip())
    except DomainError as error:
        messages.error(request, error.message)
        form = SettingsForm(initial=queries.settings_of(request.tenant))  # type: ignore[attr-defined]
        return _settings(request, form, HTTP_REFUSED)
    messages.success(request, _("Numbers are written that way from now on."))
    return redirect("tenants:settings")


@needs("tenants.tenant.remove", "Delete the organization")
@require_POST
def remove(request: HttpRequest) -> HttpResponse:
    form = RemovalForm(request.POST)
    if form.carries_out(
        lambda data: services.delete_tenant(reason=data.reason, confirm_slug=data.confirm_slug)
    ):
        return redirect("/")
    return render(request, "tenants/remove.html", {"form": form}, status=form.status)


@needs("tenants.audit.view", "Read the audit trail")
def trail(request: HttpRequest) -> HttpResponse:
    zone = request.tenant.time_zone  # type: ignore[attr-defined]
    page = queries.trail_page(request.GET, request.actor, zone=zone)  # type: ignore[attr-defined]
    context = {"page": page, "changes": queries.named(page.lines, request.actor)}  # type: ignore[attr-defined]
    return render(request, "tenants/trail.html", context)


@needs("tenants.visit.view", "See when the platform's operator was here, and why")
def visits(request: HttpRequest) -> HttpResponse:
    return render(request, "tenants/visits.html", {"visits": queries.visits()})


@needs("tenants.job.view", "See what ran, what is late and what failed")
def jobs(request: HttpRequest) -> HttpResponse:
    group = request.GET.get("group", "")
    group = group if group in status.STATES else "failed"
    context = {
        "group": group,
        "groups": tuple(status.STATES),
        "jobs": status.jobs(group),
        "periodic": status.periodic_lines(),
        "may_retry": request.actor.may("tenants.job.retry"),  # type: ignore[attr-defined]
    }
    return render(request, "tenants/jobs.html", context)


@needs("tenants.job.retry", "Run a failed job again")
@require_POST
def retry(request: HttpRequest, job_id: int) -> HttpResponse:
    status.retry_job(job_id)
    messages.success(request, _("The job is queued again."))
    return redirect("tenants:jobs")
