"""Who is at the door and what it may do: actors, permission codes, ``@needs``.

A permission is a code ``<domain>.<noun>.<verb>``; a role and an API key are sets of codes. Every
view and API operation declares what it needs; ``tests/architecture/test_doors.py`` walks all of
them and fails one that does not.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, Literal, Protocol, TypeVar, cast
from uuid import UUID

from django.http import HttpRequest

from ..errors import Forbidden, NotFound

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


class Place(Protocol):
    """What the kit knows of the tenant that a request is about."""

    @property
    def slug(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def time_zone(self) -> str: ...
    @property
    def currency(self) -> str: ...
    @property
    def locale(self) -> str: ...
    @property
    def units(self) -> str: ...
    @property
    def accent(self) -> str: ...


class ActorRequest(HttpRequest):
    """What a view is given: the tenant door wrote on the request who acts, and where.

    Outside every tenant there is no ``tenant``. A view that needs more than a ``Place`` names a
    subclass that narrows it.
    """

    actor: Actor
    request_id: str
    tenant: Place


@dataclass(frozen=True, slots=True)
class Access:
    """What a door asks of who comes: a code, a signed-in person, the operator, or nothing."""

    kind: Literal["code", "signed_in", "operator", "public", "visitor"]
    code: str = ""
    reason: str = ""
    limits: str = ""


_codes: dict[str, str] = {}


def declare(code: str, description: str) -> str:
    """State a permission code and what it allows. Saying it twice must say the same."""
    if code.count(".") != 2:
        raise ValueError(f"a permission code is domain.noun.verb, not {code!r}")
    if _codes.setdefault(code, description) != description:
        raise ValueError(f"permission {code} is declared twice: {_codes[code]!r}, {description!r}")
    return code


def codes() -> dict[str, str]:
    """Every declared permission code with its description."""
    return dict(sorted(_codes.items()))


View = TypeVar("View", bound=Callable[..., Any])


class _Door(Protocol):
    guywire_access: Access


def mark(view: View, access: Access) -> View:
    """Write on a view what it asks of who comes; the walk over all doors reads it."""
    cast(_Door, view).guywire_access = access
    return view


def _guard(access: Access, check: Callable[[ActorRequest], None]) -> Callable[[View], View]:
    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: ActorRequest, *args: Any, **kwargs: Any) -> Any:
            check(request)
            return view(request, *args, **kwargs)

        return cast(View, mark(guarded, access))

    return decorate


def needs(code: str, description: str = "") -> Callable[[View], View]:
    """The view runs only for an actor that holds ``code``; a description declares the code."""
    if description:
        declare(code, description)
    return _guard(Access("code", code), lambda request: request.actor.require(code))


def _require_person(request: ActorRequest) -> None:
    if request.actor.kind == "nobody":
        raise Forbidden("signed in")


def _require_operator(request: ActorRequest) -> None:
    if not request.actor.is_operator or hasattr(request, "tenant"):
        raise Forbidden("platform operator")


def signed_in(reason: str) -> Callable[[View], View]:
    """Any signed-in person may come: the view shows only what is that person's own."""
    return _guard(Access("signed_in", reason=reason), _require_person)


def operator_only(view: View) -> View:
    """Only the platform's operator, outside any tenant."""
    return _guard(Access("operator"), _require_operator)(view)


def visitor(reason: str, *, limits: str = "") -> Callable[[View], View]:
    """Anybody may come into this tenant, as nobody, for the stated reason.

    ``limits``: how often, “30/m/ip,600/m/key” for one address of the internet and for the page;
    none for what costs nothing.
    """

    def check(request: ActorRequest) -> None:
        if not hasattr(request, "tenant"):
            raise NotFound("There is no such page.")

    return _guard(Access("visitor", reason=reason, limits=limits), check)


def public(reason: str) -> Callable[[View], View]:
    """Anybody may come, for the stated reason."""

    def decorate(view: View) -> View:
        return mark(view, Access("public", reason=reason))

    return decorate
