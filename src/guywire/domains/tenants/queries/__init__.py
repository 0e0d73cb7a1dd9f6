"""Reads of the tenants domain, split by noun."""

from .access import (
    grantable_lines,
    key,
    key_lines,
    keys,
    matrix,
    may_change_role,
    may_make_keys,
    role_lines,
    role_named,
)
from .actors import (
    actor_of_membership,
    actor_of_visit,
    assignable_roles,
    codes_of_role,
    may_assign,
    membership_of,
    open_visit,
    person_card,
    switcher,
    this_tenant,
    visit_card,
)
from .organization import (
    all_tenants,
    number_lines,
    number_patterns,
    owned,
    places_of,
    series_named,
    settings_of,
    tenant_count,
    visits,
)
from .people import (
    invitation,
    invitation_lines,
    letter,
    limit_line,
    member_count,
    membership,
    memberships,
    own_membership,
    pending_invitations,
    people_lines,
)
from .programs import KeyEntry, actor_of_key, enter_by_key
from .trail import named, recent_changes, trail_page

__all__ = [
    "KeyEntry", "actor_of_key", "actor_of_membership", "actor_of_visit", "all_tenants",
    "assignable_roles", "codes_of_role", "enter_by_key", "grantable_lines", "invitation",
    "invitation_lines", "key",
    "key_lines", "keys", "letter", "limit_line", "matrix", "may_assign", "may_change_role",
    "may_make_keys", "member_count", "membership", "membership_of", "memberships", "named",
    "number_lines", "number_patterns", "open_visit", "own_membership", "pending_invitations",
    "people_lines", "person_card", "places_of", "recent_changes", "owned", "role_lines",
    "role_named", "series_named", "settings_of", "switcher", "tenant_count", "this_tenant",
    "trail_page", "visit_card", "visits",
]  # fmt: skip
