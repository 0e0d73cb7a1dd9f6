"""The door every request comes through: which tenant, who, in one transaction.

``/t/<slug>/…`` names the tenant; the prefix becomes the script name, so every address that a page
reverses keeps it. An API key names its tenant by itself. A response of 400 or more rolls the
transaction back, so that a refused request leaves nothing behind.
"""

import re
import uuid
from collections.abc import Callable
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

from django.contrib.auth.models import AnonymousUser
from django.contrib.auth.views import redirect_to_login
from django.db import transaction
from django.http import (
    FileResponse,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    JsonResponse,
    StreamingHttpResponse,
)
from django.middleware.csrf import CsrfViewMiddleware
from django.shortcuts import render
from django.urls import set_script_prefix
from django.utils import timezone, translation

from guywire.kit import clock
from guywire.kit.access import NOBODY, Access, Actor
from guywire.kit.errors import DomainError, Forbidden, Invalid, NotFound, TooMany
from guywire.kit.tenancy import Scope, in_tenant, told
from guywire.kit.tenancy.outside import Errand
from guywire.kit.tenancy.platform import tenant_by_slug

from . import queries
from .digests import digest_of
from .models import Membership, Person, Tenant
from .requests import DoorRequest
from .services import presence as services
from .services.keys import KEY_PREFIX_LENGTH
from .services.presence import SEEN_RESOLUTION_S
from .visitors import access_of, limit_visitors

PREFIX = re.compile(r"^/t/([a-z0-9-]{1,40})(/.*)$")
LOGIN = "/accounts/login/"
API_DOCS = ("/api/v1/docs", "/api/v1/openapi.json")


class UnknownKey(DomainError):
    code, status = "unknown_key", 401

    def __init__(self) -> None:
        super().__init__("This API key is unknown, expired or revoked.")


class KeyOutOfPlace(DomainError):
    code, status = "key_out_of_place", 401

    def __init__(self) -> None:
        super().__init__("Send an API key as Authorization: Bearer gw_…, to /api/ only.")


class NoTenantNamed(DomainError):
    code, status = "no_tenant_named", 400

    def __init__(self) -> None:
        super().__init__("Name the organization: /t/<name>/api/v1/…")


class SignInFirst(DomainError):
    code, status = "sign_in_first", 401

    def __init__(self) -> None:
        super().__init__("Sign in, or send an API key: Authorization: Bearer gw_….")


class MembershipSuspended(DomainError):
    code, status = "membership_suspended", 403

    def __init__(self) -> None:
        super().__init__("Your membership here is suspended. Ask an owner to lift it.")


class TenantClosed(DomainError):
    code, status = "tenant_closed", 403

    def __init__(self, tenant: Tenant) -> None:
        reason = f": {tenant.state_reason}" if tenant.state_reason else ""
        super().__init__(f"{tenant.name} is {tenant.state}{reason}.")


class Away(HttpResponse):
    """The view is left for an errand; as a refusal would, it rolls the transaction back."""

    status_code = HTTPStatus.CONFLICT

    def __init__(self, errand: Errand) -> None:
        super().__init__()
        self.errand = errand


class TenantDoor:
    """Finds the tenant and the actor, opens the scope, and closes it clean."""

    def __init__(self, get_response: Callable[[DoorRequest], HttpResponseBase]) -> None:
        self.get_response = get_response
        self.csrf = CsrfViewMiddleware(_checked)

    def __call__(self, request: DoorRequest) -> HttpResponseBase:
        request.request_id = uuid.uuid4().hex
        request.actor = NOBODY
        named = PREFIX.match(request.path_info)
        slug = named.group(1) if named else ""
        if named:
            request.path_info = named.group(2)
            request.META["SCRIPT_NAME"] = f"/t/{slug}"
            set_script_prefix(f"/t/{slug}/")
        try:
            response = self._find_door(request, slug)
            while isinstance(response, Away):
                response.errand.run(request)  # between two transactions
                response = self._find_door(request, slug)
            return response
        except DomainError as error:
            if not hasattr(request, "tenant"):  # nobody came in: the page's links lead outside
                set_script_prefix("/")
            return refusal(request, error)
        finally:
            set_script_prefix("/")

    def _find_door(self, request: DoorRequest, slug: str) -> HttpResponseBase:
        scheme, _, token = request.headers.get("Authorization", "").partition(" ")
        if scheme:
            if scheme.lower() != "bearer" or not _is_api(request):
                raise KeyOutOfPlace
            return self._by_key(request, token.strip(), slug)
        return self._by_session(request, slug) if slug else self._outside(request)

    def _by_key(self, request: DoorRequest, token: str, slug: str) -> HttpResponseBase:
        now: dict[str, str] = {
            "actor": f"key:{token[:KEY_PREFIX_LENGTH]}",
            "request_id": request.request_id,
            "door": "api",
        }
        with transaction.atomic():
            entry = queries.enter_by_key(digest_of(token), **now)
            if entry is None or (slug and slug != entry.tenant.slug):
                raise UnknownKey
            with told(Scope(entry.tenant.pk, **now)):
                _use(entry)
                request.actor = queries.actor_of_key(entry)
                return self._inside(request, entry.tenant)

    def _by_visitor(self, request: DoorRequest, slug: str, access: Access) -> HttpResponseBase:
        """Somebody from the street, whoever may be signed in; of a shut place nothing is told.

        What is counted against the limits is so outside the transaction: refusals count too.
        """
        request.user, request.is_visitor = AnonymousUser(), True
        limit_visitors(request, f"{slug}{request.path_info}", access.limits)
        line = tenant_by_slug(slug)
        if line is None or line.state != Tenant.State.ACTIVE:
            raise NotFound("There is no such page, or it is not open.")
        scope = {"actor": "visitor:", "request_id": request.request_id, "door": "page"}
        with in_tenant(line.id, **scope):
            return self._inside(request, queries.this_tenant())

    def _by_session(self, request: DoorRequest, slug: str) -> HttpResponseBase:
        access = access_of(request.path_info)
        if access is not None and access.kind == "visitor":
            return self._by_visitor(request, slug, access)
        if not request.user.is_authenticated:
            if _is_api(request):
                raise SignInFirst
            return to_sign_in(request)
        line = tenant_by_slug(slug)
        if line is None:
            raise NotFound("There is no such place, or it is not open to you.")
        scope: dict[str, Any] = {
            "request_id": request.request_id,
            "door": "api" if _is_api(request) else "page",
        }
        with in_tenant(line.id, actor=f"person:{request.user.email}", **scope):
            request.actor = self._person_at_the_door(request)
            if not hasattr(request, "visit"):
                return self._inside(request, queries.this_tenant())
            with in_tenant(line.id, actor=f"operator:{request.user.email}", **scope):
                return self._inside(request, queries.this_tenant())

    def _person_at_the_door(self, request: DoorRequest) -> Actor:
        person = request.user
        assert isinstance(person, Person)
        request.person = queries.person_card(person)
        membership = queries.membership_of(person.pk)
        if membership is not None and membership.state == Membership.State.ACTIVE:
            services.note_seen(membership)
            return queries.actor_of_membership(membership)
        visit = queries.open_visit(person.pk) if person.is_operator else None
        if visit is None:
            if membership is not None and membership.state == Membership.State.SUSPENDED:
                raise MembershipSuspended
            raise NotFound("There is no such place, or it is not open to you.")
        request.visit = queries.visit_card(visit)
        return queries.actor_of_visit(visit)

    def _inside(self, request: DoorRequest, tenant: Tenant) -> HttpResponseBase:
        if tenant.state != Tenant.State.ACTIVE and not hasattr(request, "visit"):
            raise TenantClosed(tenant)
        request.tenant = tenant
        if request.actor.kind == "person":
            assert isinstance(request.user, Person)
            request.memberships = queries.switcher(request.user, tenant.slug)
        with translation.override(tenant.locale.lower()), timezone.override(tenant.time_zone):
            response = self.get_response(request)
            is_streamed = isinstance(response, StreamingHttpResponse)
            if is_streamed and not isinstance(response, FileResponse):
                raise TypeError("a streamed response outlives its tenant's scope")
            if response.status_code >= HTTPStatus.BAD_REQUEST:
                transaction.set_rollback(True)
            return response

    def _outside(self, request: DoorRequest) -> HttpResponseBase:
        """No tenant: sign-in, the choice of a tenant, the operator's pages."""
        person = request.user
        if isinstance(person, Person):
            request.person = queries.person_card(person)
            request.actor = Actor(
                "person", person.email, person_id=person.pk, is_operator=person.is_operator
            )
            request.memberships = queries.switcher(person, "")
        if _is_api(request) and not request.path_info.startswith(API_DOCS):
            raise NoTenantNamed if isinstance(person, Person) else SignInFirst
        return self.get_response(request)

    def process_view(
        self, request: DoorRequest, view: Callable[..., Any], args: Any, kwargs: Any
    ) -> HttpResponseBase | None:
        """Nobody is asked to sign in first, where the page is not for everybody.

        The API is exempt from Django's check: a session must still prove it is no forgery.
        """
        if not _is_api(request):
            access: Access | None = getattr(view, "guywire_access", None)
            is_shut = access is not None and access.kind not in {"public", "visitor"}
            return to_sign_in(request) if is_shut and request.actor.kind == "nobody" else None
        if request.actor.kind == "person":
            return self.csrf.process_view(request, _checked, args, kwargs)
        return None

    def process_exception(self, request: DoorRequest, error: Exception) -> HttpResponseBase | None:
        if isinstance(error, Errand):
            return Away(error)
        return refusal(request, error) if isinstance(error, DomainError) else None


def _checked(request: HttpRequest) -> HttpResponse:
    """Stands for an API view in the forgery check: not exempt, and never called."""
    return HttpResponse(status=HTTPStatus.NO_CONTENT)


def _is_api(request: HttpRequest) -> bool:
    return request.path_info.startswith("/api/")


def to_sign_in(request: HttpRequest) -> HttpResponse:
    """The sign-in page, and from there back to the page that was asked for or looked at.

    A part of a page that htmx asks for must not become a sign-in form: the whole page goes there.
    """
    if request.headers.get("HX-Request") == "true":
        page = urlsplit(request.headers.get("HX-Current-URL", ""))
        back = redirect_to_login(page._replace(scheme="", netloc="").geturl() or "/", LOGIN)
        return HttpResponse(status=HTTPStatus.NO_CONTENT, headers={"HX-Redirect": back.url})
    asked = request.get_full_path() if request.method in {"GET", "HEAD"} else "/"
    return redirect_to_login(asked, LOGIN)


def _use(entry: queries.KeyEntry) -> None:
    """Note that the key is used. Raises UnknownKey unless it may be."""
    now = clock.now()
    if not entry.is_usable(now):
        raise UnknownKey
    seen = entry.last_used_at
    if seen is None or (now - seen).total_seconds() > SEEN_RESOLUTION_S:
        services.note_key_used(entry.id)


def refusal(request: HttpRequest, error: DomainError) -> HttpResponse:
    """A refusal as the door speaks: problem+json (RFC 9457) to programs, a page to people."""
    if _is_api(request):
        body: dict[str, Any] = {
            "type": f"urn:guywire:problem:{error.code}",
            "title": error.message,
            "status": error.status,
        }
        if error.field:
            body["errors"] = {error.field: [error.message]}
        if isinstance(error, Invalid):
            body["errors"] = {name: [text] for name, text in error.fields.items()}
        answer = JsonResponse(body, status=error.status, content_type="application/problem+json")
        if isinstance(error, TooMany):
            answer.headers["Retry-After"] = str(error.retry_after_s)
        return answer
    template = "404.html" if error.status == HTTPStatus.NOT_FOUND else "refused.html"
    if isinstance(error, Forbidden):  # the role's bounds; other refusals say why themselves
        template = "403.html"
    context = {"error": error, "is_public": getattr(request, "is_visitor", False)}
    page = render(request, template, context, status=error.status)
    if isinstance(error, TooMany):
        page.headers["Retry-After"] = str(error.retry_after_s)
    return page
