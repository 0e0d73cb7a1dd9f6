"""Roles and keys, as their pages show them."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from guywire.kit import clock
from guywire.kit.access import Actor, codes
from guywire.kit.entity.registry import entities
from guywire.kit.errors import NotFound

from ..models import ApiKey, Membership, Role
from ..roles import assignable, default_codes
from .actors import codes_of_role


@dataclass(frozen=True, slots=True)
class MatrixCell:
    role: Role
    holds: bool
    differs: bool


@dataclass(frozen=True, slots=True)
class MatrixRow:
    code: str
    description: str
    cells: list[MatrixCell]


@dataclass(frozen=True, slots=True)
class MatrixGroup:
    """The permissions of one noun, ``network.site``, under its title for people."""

    title: str
    rows: list[MatrixRow]


@dataclass(frozen=True, slots=True)
class RoleColumn:
    role: Role
    may_change: bool


@dataclass(frozen=True, slots=True)
class Matrix:
    columns: list[RoleColumn]
    groups: list[MatrixGroup]


@dataclass(frozen=True, slots=True)
class CodeLine:
    """One permission on the page of a role; ``locked``: the actor does not hold it."""

    code: str
    description: str
    holds: bool
    is_default: bool
    locked: bool


@dataclass(frozen=True, slots=True)
class KeyLine:
    key: ApiKey
    state: str


def _by_noun(known: Iterable[str]) -> dict[str, list[str]]:
    """The codes under the titles of their nouns: “Network · Sites”, “Organization · API keys”."""
    plurals = {entity.key: entity.plural for entity in entities()}
    groups: dict[str, list[str]] = {}
    for code in known:
        noun = code.rpartition(".")[0]
        groups.setdefault(_noun_title(noun, plurals.get(noun, "")), []).append(code)
    return groups


def _noun_title(noun: str, plural: str) -> str:
    domain, _dot, name = noun.partition(".")
    words = plural or {
        "tenants.api_key": _("API keys"),
        "tenants.audit": _("Audit trail"),
        "tenants.invitation": _("Invitations"),
        "tenants.job": _("Jobs"),
        "tenants.membership": _("People"),
        "tenants.role": _("Roles"),
        "tenants.tenant": _("Settings"),
        "tenants.visit": _("Operator visits"),
    }.get(noun, capfirst(name.replace("_", " ")))
    return f"{_('Organization') if domain == 'tenants' else capfirst(domain)} · {words}"


def role_named(name: str) -> Role:
    if name not in Role.values:
        raise NotFound("There is no such role.")
    return Role(name)


def may_change_role(actor: Actor, role: Role) -> bool:
    reach = role != Role.OWNER and role in assignable(actor.role)
    return reach and actor.may("tenants.role.change")


def matrix(actor: Actor) -> Matrix:
    """Every code and every role of the tenant."""
    known = codes()
    held = {role: codes_of_role(role) for role in Role}
    default = {role: default_codes(role, known) for role in Role}
    groups = [
        MatrixGroup(
            noun,
            [
                MatrixRow(code, known[code], [
                    MatrixCell(role, code in held[role],
                               (code in held[role]) != (code in default[role]))
                    for role in Role
                ])
                for code in members
            ],
        )
        for noun, members in _by_noun(known).items()
    ]  # fmt: skip
    return Matrix([RoleColumn(role, may_change_role(actor, role)) for role in Role], groups)


def role_lines(
    role: Role, actor: Actor, wanted: frozenset[str] | None
) -> list[tuple[str, list[CodeLine]]]:
    """The codes of a role, grouped by noun; ``wanted``: what was asked for and refused."""
    known = codes()
    held = codes_of_role(role) if wanted is None else wanted
    default = default_codes(role, known)
    return [
        (
            noun,
            [
                CodeLine(code, known[code], code in held, code in default, not actor.may(code))
                for code in members
            ],
        )
        for noun, members in _by_noun(known).items()
    ]


def grantable_lines(actor: Actor, ticked: frozenset[str]) -> list[tuple[str, list[CodeLine]]]:
    """What the actor holds and so may give to a key, grouped by noun."""
    known = codes()
    own = (code for code in known if actor.may(code))
    return [
        (title, [CodeLine(code, known[code], code in ticked, False, False) for code in members])
        for title, members in _by_noun(own).items()
    ]


def keys() -> QuerySet[ApiKey]:
    return ApiKey.objects.select_related("made_by__person")


def key(pk: UUID) -> ApiKey:
    found = keys().filter(pk=pk).first()
    if found is None:
        raise NotFound("There is no such key.")
    return found


def key_state(line: ApiKey) -> str:
    """active, revoked or expired."""
    if line.revoked_at is not None or line.made_by is None:
        return "revoked"
    if line.expires_at is not None and line.expires_at <= clock.now():
        return "expired"
    return "active" if line.made_by.state == Membership.State.ACTIVE else "disabled"


def key_lines() -> list[KeyLine]:
    return [KeyLine(line, key_state(line)) for line in keys()]


def may_make_keys(actor: Actor) -> bool:
    """Only members make keys: a key must not outlive a visit or beget keys."""
    has_place = actor.kind == "person" and actor.membership_id is not None
    return has_place and actor.may("tenants.api_key.add")
