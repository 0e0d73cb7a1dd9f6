"""What the platform must know across tenants, each question a function of the database.

The application's role sees one tenant's rows; these SECURITY DEFINER functions, owned by the
owner, answer the few questions that come before a tenant is known. Only ``domains.tenants`` and
``kit.jobs`` may import this module.
"""

import json
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection
from psycopg import sql


@dataclass(frozen=True, slots=True)
class TenantLine:
    """A tenant as the platform sees it."""

    id: UUID
    slug: str
    name: str
    state: str
    time_zone: str


@dataclass(frozen=True, slots=True)
class MembershipLine:
    """One of a person's memberships, with the tenant's name for the switcher."""

    tenant_id: UUID
    slug: str
    tenant_name: str
    tenant_state: str
    tenant_deleted_by: str
    membership_state: str
    role: str


@dataclass(frozen=True, slots=True)
class InvitationLine:
    tenant_id: UUID
    invitation_id: UUID


@dataclass(frozen=True, slots=True)
class TenantCounts:
    """The operator's list: one tenant and how much it holds."""

    id: UUID
    slug: str
    name: str
    state: str
    state_reason: str
    created_at: datetime
    deleted_at: datetime | None
    deleted_by: str
    state_before: str
    limits: dict[str, int]
    member_count: int
    last_seen_at: datetime | None


def _rows(function: str, *arguments: Any) -> list[tuple[Any, ...]]:
    marks = sql.SQL(", ").join([sql.Placeholder()] * len(arguments))
    question = sql.SQL("select * from {}({})").format(sql.Identifier(function), marks)
    with connection.cursor() as cursor:
        cursor.execute(question, arguments)
        return list(cursor.fetchall())


def tenant_by_slug(slug: str) -> TenantLine | None:
    rows = _rows("platform_tenant_by_slug", slug)
    return TenantLine(*rows[0]) if rows else None


def tenants_in(*states: str) -> list[TenantLine]:
    """Every tenant in one of the states (``active``, ``suspended``, ``deleted``)."""
    return [TenantLine(*row) for row in _rows("platform_tenants_in", list(states))]


def memberships_of(person_id: int) -> list[MembershipLine]:
    return [MembershipLine(*row) for row in _rows("platform_memberships_of", person_id)]


def invitation_by_digest(digest: str) -> InvitationLine | None:
    rows = _rows("platform_invitation_by_digest", digest)
    return InvitationLine(*rows[0]) if rows else None


def tenant_counts() -> list[TenantCounts]:
    counts = [TenantCounts(*row) for row in _rows("platform_tenant_counts")]
    return [replace(line, limits=_limits(line.limits)) for line in counts]


def _limits(stored: Any) -> dict[str, int]:
    """Django's connections leave jsonb as text, for the fields to read."""
    return dict(json.loads(stored) if isinstance(stored, str) else stored)


def erase_tenant(tenant_id: UUID) -> int:
    """Take away the tenant's own row and its audit trail; the number of audit rows erased.

    The database refuses (IntegrityError) unless the tenant has been deleted for 30 days.
    """
    return int(_rows("platform_erase_tenant", tenant_id)[0][0])
