"""A program at the door: everything about its key in one question, at each request."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection
from psycopg import sql

from guywire.kit.access import NOBODY, Actor

from ..models import Membership, Tenant
from .actors import changed_codes

TENANT = tuple(field.attname for field in Tenant._meta.concrete_fields)
LIMITS = TENANT.index("limits")
TENANTS_OWN = [sql.SQL("(tenant).{}").format(sql.Identifier(name)) for name in TENANT]
ENTER_BY_KEY = sql.SQL(
    "select key_id, name, prefix, codes, expires_at, revoked_at, last_used_at,"
    " maker_id, maker_state, role, given, taken, {tenant}"
    " from platform_enter_by_key(%s, %s, %s, %s)"
).format(tenant=sql.SQL(", ").join(TENANTS_OWN))


@dataclass(frozen=True, slots=True)
class KeyEntry:
    """A key as it stands now, who made it, what that member's role differs in, and the tenant."""

    id: UUID
    name: str
    prefix: str
    codes: frozenset[str]
    expires_at: datetime | None
    revoked_at: datetime | None
    last_used_at: datetime | None
    maker_id: UUID | None
    maker_state: str
    role: str
    given: tuple[str, ...]
    taken: tuple[str, ...]
    tenant: Tenant

    def is_usable(self, now: datetime) -> bool:
        """Neither revoked nor expired, and its maker is still a member at work."""
        if self.revoked_at is not None or (self.expires_at is not None and self.expires_at <= now):
            return False
        return self.maker_state == Membership.State.ACTIVE


def enter_by_key(digest: str, *, actor: str, request_id: str, door: str) -> KeyEntry | None:
    """A key, and its tenant named to the database till the transaction ends, by one statement.

    None, and no tenant is active, when there is no such key.
    """
    with connection.cursor() as cursor:
        cursor.execute(ENTER_BY_KEY, [digest, actor, request_id, door])
        row = cursor.fetchone()
    if row is None:
        return None
    own, tenant = row[:12], list(row[12:])
    tenant[LIMITS] = _stored(tenant[LIMITS])
    key, name, prefix, codes, expires_at, revoked_at, last_used_at, *maker = own
    maker_id, maker_state, role, given, taken = maker
    return KeyEntry(
        key, name, prefix, frozenset(_stored(codes)), expires_at, revoked_at, last_used_at,
        maker_id, maker_state or "", role or "",
        tuple(_stored(given) or ()), tuple(_stored(taken) or ()),
        Tenant.from_db(connection.alias, TENANT, tenant),
    )  # fmt: skip


def _stored(value: Any) -> Any:
    """Django's connections leave jsonb as text, for the fields to read."""
    return json.loads(value) if isinstance(value, str) else value


def actor_of_key(entry: KeyEntry) -> Actor:
    """A program at the door: never more than its maker may do now; nothing without a maker."""
    if entry.maker_id is None or entry.maker_state != Membership.State.ACTIVE:
        return NOBODY
    allowed = entry.codes & changed_codes(entry.role, entry.given, entry.taken)
    name = f"{entry.prefix}… {entry.name}"
    return Actor("key", name, allowed, membership_id=entry.maker_id, role=entry.role)
