"""The way in: which tenant, founding one, an invitation, one's own profile."""

from django.conf import settings
from django.contrib import messages
from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from guywire.kit.access import ActorRequest, public, signed_in
from guywire.kit.pages.home import cards, steps
from guywire.kit.tenancy import in_tenant

from .. import queries
from ..forms import ProfileForm, TenantForm
from ..models import Person
from ..requests import PersonRequest
from ..services import founding, invitations, people, visits
from ..services import settings as tenant_settings


@public("the way in; inside a tenant, its home page")
def front(request: ActorRequest) -> HttpResponse:
    if hasattr(request, "tenant"):
        return home(request)
    person = request.user
    if not isinstance(person, Person):
        return redirect("account_login")
    places = queries.places_of(person)
    if len(places) == 1 and places[0].is_open:
        return redirect(places[0].url)
    if places:
        return render(request, "tenants/choose.html", {"places": places})
    if person.is_operator:
        return redirect("platform:tenants")
    if settings.GUYWIRE_SIGNUP_OPEN:
        return redirect("found")
    return render(request, "tenants/nowhere.html", {})


@signed_in("every member sees the home page; each card asks for its own code")
def home(request: ActorRequest) -> HttpResponse:
    actor = request.actor
    context = {
        "cards": cards(actor),
        "steps": steps(actor),
        "changes": queries.recent_changes(actor) if actor.may("tenants.audit.view") else None,
    }
    return render(request, "tenants/home.html", context)


@signed_in("founds the person's own organization, where sign-up is open")
def found(request: PersonRequest) -> HttpResponse:
    if not (settings.GUYWIRE_SIGNUP_OPEN or request.user.is_operator):
        return render(request, "tenants/nowhere.html", {}, status=403)
    form = TenantForm(request.POST or None)
    if form.carries_out(lambda data: founding.found_tenant(data, request.user)):
        return redirect(f"/t/{form.written.slug}/")
    return render(request, "tenants/found.html", {"form": form}, status=form.status)


@signed_in("brings back an organization that the person owns and has deleted")
@require_POST
def restore(request: PersonRequest, slug: str) -> HttpResponse:
    place = queries.owned(request.user, slug)
    with in_tenant(place.tenant_id, actor=f"person:{request.user.email}", door="page"):
        tenant = tenant_settings.restore_tenant()
    messages.success(request, _("%(name)s is back.") % {"name": tenant.name})
    return redirect(f"/t/{tenant.slug}/")


@public("shows only what the letter itself says, to who holds its link")
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    letter = queries.letter(token)
    person = request.user
    if not isinstance(person, Person):
        request.session["invitation"] = token
        return render(request, "tenants/invitation.html", {"letter": letter})
    if request.method == "POST":
        with in_tenant(letter.tenant_id, actor=f"person:{person.email}", door="page"):
            invitations.accept(letter.invitation, person)
        request.session.pop("invitation", None)
        return redirect(f"/t/{letter.slug}/")
    fits = invitations.owns_address(person, letter.invitation.email)
    return render(request, "tenants/invitation.html", {"letter": letter, "fits": fits})


@signed_in("the person's own name and look")
def profile(request: PersonRequest) -> HttpResponse:
    person = request.user
    given = {"name": person.name, "theme": person.theme, "locale": person.locale}
    form = ProfileForm(request.POST or None, initial=given)
    if form.carries_out(lambda data: people.change_profile(person, data)):
        messages.success(request, _("Saved."))
        return redirect("profile")
    return render(request, "tenants/profile.html", {"form": form}, status=form.status)


@signed_in("ends the operator's own visit")
@require_POST
def leave_visit(request: PersonRequest) -> HttpResponse:
    if hasattr(request, "visit"):
        visits.leave(request.user.pk)
    return redirect("/platform/")


@public("says only whether the process and its database answer")
def health(request: HttpRequest) -> HttpResponse:
    with connection.cursor() as cursor:
        cursor.execute("select 1")
    return JsonResponse({"status": "ok"})
