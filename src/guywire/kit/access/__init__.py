"""Who is at the door and what it may do: actors, permission codes, ``@needs``.

A permission is a code ``<domain>.<noun>.<verb>``; a role and an API key are sets of codes. Every
view and API operation declares what it needs; ``tests/architecture/test_doors.py`` walks all of
them and fails one that does not.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, Literal
from uuid import UUID

from django.http import HttpRequest

from ..errors import Forbidden

Kind = Literal["person", "key", "job", "nobody"]


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts in this unit of work."""

    kind: Kind
    name: str
    codes: frozenset[str] = frozenset()
    person_id: int | None = None
    membership_id: UUID | None = None
    role: str = ""
    is_operator: bool = False

    def may(self, code: str) -> bool:
        return code in self.codes

    def require(self, code: str) -> None:
        """Raise Forbidden unless the actor holds the code."""
        if code not in self.codes:
            raise Forbidden(code)

    @property
    def label(self) -> str:
        """How the audit trail names the actor."""
        return f"{self.kind}:{self.name}"


NOBODY = Actor("nobody", "")


class ActorRequest(HttpRequest):
    """A request after the tenant door: it knows who acts."""

    actor: Actor
    request_id: str


@dataclass(frozen=True, slots=True)
class Access:
    """What a door asks of who comes: a code, a signed-in person, the operator, or nothing."""

    kind: Literal["code", "signed_in", "operator", "public"]
    code: str = ""
    reason: str = ""


_codes: dict[str, str] = {}


def declare(code: str, description: str) -> str:
    """State a permission code and what it allows. Saying it twice must say the same."""
    if code.count(".") != 2:  # noqa: PLR2004
        raise ValueError(f"a permission code is domain.noun.verb, not {code!r}")
    if _codes.setdefault(code, description) != description:
        raise ValueError(f"permission {code} is declared twice: {_codes[code]!r}, {description!r}")
    return code


def codes() -> dict[str, str]:
    """Every declared permission code with its description."""
    return dict(sorted(_codes.items()))


View = Callable[..., Any]


def mark(view: View, access: Access) -> View:
    view.guywire_access = access  # type: ignore[attr-defined]
    return view


def _guard(access: Access, check: Callable[[Any], None]) -> Callable[[View], View]:
    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: Any, *args: Any, **kwargs: Any) -> Any:
            check(request)
            return view(request, *args, **kwargs)

        return mark(guarded, access)

    return decorate


def needs(code: str, description: str = "") -> Callable[[View], View]:
    """The view runs only for an actor that holds ``code``; a description declares the code."""
    if description:
        declare(code, description)
    return _guard(Access("code", code), lambda request: request.actor.require(code))


def _require_person(request: Any) -> None:
    if request.actor.kind == "nobody":
        raise Forbidden("signed in")


def _require_operator(request: Any) -> None:
    if not request.actor.is_operator or getattr(request, "tenant", None) is not None:
        raise Forbidden("platform operator")


def signed_in(reason: str) -> Callable[[View], View]:
    """Any signed-in person may come: the view shows only what is that person's own."""
    return _guard(Access("signed_in", reason=reason), _require_person)


def operator_only(view: View) -> View:
    """Only the platform's operator, outside any tenant."""
    return _guard(Access("operator"), _require_operator)(view)


def public(reason: str) -> Callable[[View], View]:
    """Anybody may come, for the stated reason."""

    def decorate(view: View) -> View:
        return mark(view, Access("public", reason=reason))

    return decorate
