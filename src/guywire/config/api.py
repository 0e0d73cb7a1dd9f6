"""The API: one router for each domain's entities and operations, problems as RFC 9457."""

from importlib import import_module
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError

from .domains import DOMAINS

api = NinjaAPI(title="Guywire", version="1", docs_url="/docs", urls_namespace="api")
for domain in DOMAINS:
    for router in import_module(f"guywire.domains.{domain}.api").routers:
        api.add_router(f"/{domain}", router)


def _problem(code: str, title: str, status: int, **more: Any) -> HttpResponse:
    body = {"type": f"urn:guywire:problem:{code}", "title": title, "status": status, **more}
    return JsonResponse(body, status=status, content_type="application/problem+json")


@api.exception_handler(ValidationError)
def invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    errors: dict[str, list[str]] = {}
    for line in error.errors:
        place = ".".join(str(part) for part in line["loc"][2:]) or str(line["loc"][-1])
        errors.setdefault(place, []).append(str(line["msg"]))
    return _problem("invalid", "Some fields are wrong.", 422, errors=errors)


@api.exception_handler(HttpError)
def refused(request: HttpRequest, error: HttpError) -> HttpResponse:
    return _problem("bad_request", str(error), error.status_code)
