"""What each role may do in this tenant, kept as the difference from the default matrix."""

from collections.abc import Iterable

from guywire.kit.access import Actor, codes
from guywire.kit.errors import DomainError

from .. import queries
from ..models import Role, RoleCodes
from ..roles import assignable, default_codes
from .people import RoleBeyondReach


class RoleFixed(DomainError):
    code = "role_fixed"

    def __init__(self) -> None:
        super().__init__("An owner may do everything; that cannot be reduced.")


class CodesBeyondReach(DomainError):
    code = "codes_beyond_reach"


def set_role_codes(role: Role, wanted: Iterable[str], *, actor: Actor) -> frozenset[str]:
    """Make the role hold exactly these codes; the actor may turn only codes it holds itself."""
    _require_reach(role, actor)
    known = codes()
    chosen = frozenset(wanted)
    if unknown := chosen - known.keys():
        raise CodesBeyondReach(f"Unknown permissions: {', '.join(sorted(unknown))}.")
    RoleCodes.objects.bulk_create([RoleCodes(role=role)], ignore_conflicts=True)
    own = RoleCodes.objects.select_for_update().get(role=role)
    if beyond := (chosen ^ queries.codes_of_role(role)) - actor.codes:
        raise CodesBeyondReach(f"You do not hold these yourself: {', '.join(sorted(beyond))}.")
    default = default_codes(role, known)
    own.given, own.taken = sorted(chosen - default), sorted(default - chosen)
    if own.given or own.taken:
        own.save(update_fields=["given", "taken"])
    else:
        own.delete()
    return chosen


def reset_role(role: Role, *, actor: Actor) -> None:
    """Back to the default matrix."""
    set_role_codes(role, default_codes(role, codes()), actor=actor)


def _require_reach(role: Role, actor: Actor) -> None:
    if role == Role.OWNER:
        raise RoleFixed
    if role not in assignable(actor.role):
        raise RoleBeyondReach(role)
