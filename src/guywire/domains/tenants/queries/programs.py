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
KEY_AND_TENANT = sql.SQL(
    "select k.id, k.name, k.prefix, k.codes, k.expires_at, k.revoked_at, k.last_used_at,"
    " m.id, m.state, m.role, r.given, r.taken, {tenant}"
    " from tenants_apikey k join tenants_tenant t on t.id = k.tenant_id"
    " left join tenants_membership m on m.id = k.made_by_id"
    " left join tenants_rolecodes r on r.role = m.role"
    " where k.id = %s"
).format(tenant=sql.SQL(", ").join(sql.Identifier("t", name) for name in TENANT))


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


def key_entry(key_id: UUID) -> KeyEntry | None:
    """A key of the active tenant, by one statement; None when there is no such key."""
    with connection.cursor() as cursor:
        cursor.execute(KEY_AND_TENANT, [key_id])
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
