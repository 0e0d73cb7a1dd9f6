"""Refusals as RFC 9457 has them, in answers and in the OpenAPI document."""

from http import HTTPStatus
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError

from ..errors import DomainError, Invalid, TooMany

MEDIA_TYPE = "application/problem+json"
SCHEMA: dict[str, Any] = {
    "title": "Problem",
    "description": "Why a request was refused (RFC 9457).",
    "type": "object",
    "required": ["type", "title", "status"],
    "properties": {
        "type": {"type": "string", "examples": ["urn:guywire:problem:invalid"]},
        "title": {"type": "string", "description": "A sentence for people."},
        "status": {"type": "integer"},
        "errors": {
            "type": "object",
            "description": "What is wrong with each field.",
            "additionalProperties": {"type": "array", "items": {"type": "string"}},
        },
    },
}
RESPONSE = {
    "description": "Refused",
    "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
}


def _answer(code: str, title: str, status: int, errors: dict[str, list[str]]) -> HttpResponse:
    body: dict[str, Any] = {
        "type": f"urn:guywire:problem:{code}",
        "title": title,
        "status": status,
    }
    if errors:
        body["errors"] = errors
    return JsonResponse(body, status=status, content_type=MEDIA_TYPE)


def problem(request: HttpRequest, error: Any) -> HttpResponse:
    """The answer to a program whose request a domain refused."""
    errors = {error.field: [error.message]} if error.field else {}
    if isinstance(error, Invalid):
        errors = {name: [text] for name, text in error.fields.items()}
    answer = _answer(error.code, error.message, error.status, errors)
    if isinstance(error, TooMany):
        answer["Retry-After"] = str(error.retry_after_s)
    return answer


def _invalid(request: HttpRequest, error: Any) -> HttpResponse:
    errors: dict[str, list[str]] = {}
    for line in error.errors:
        place = ".".join(str(part) for part in line["loc"][2:]) or str(line["loc"][-1])
        errors.setdefault(place, []).append(str(line["msg"]).removeprefix("Value error, "))
    return _answer("invalid", "Some fields are wrong.", HTTPStatus.UNPROCESSABLE_ENTITY, errors)


def _refused(request: HttpRequest, error: Any) -> HttpResponse:
    return _answer("bad_request", str(error), error.status_code, {})


def _missing(request: HttpRequest, error: Any) -> HttpResponse:
    return _answer("not_found", "There is no such thing.", HTTPStatus.NOT_FOUND, {})


class Api(NinjaAPI):
    """The API whose every operation says that it may answer with a problem."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings)
        self.add_exception_handler(DomainError, problem)
        self.add_exception_handler(ValidationError, _invalid)
        self.add_exception_handler(HttpError, _refused)
        self.add_exception_handler(Http404, _missing)

    def get_openapi_schema(self, **settings: Any) -> Any:
        schema = super().get_openapi_schema(**settings)
        schema["components"]["schemas"]["Problem"] = SCHEMA
        for operations in schema["paths"].values():
            for operation in operations.values():
                operation["responses"].setdefault("4XX", RESPONSE)
        return schema
