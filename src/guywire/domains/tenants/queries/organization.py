"""The tenant itself: its settings and numbers, where a person belongs, what the operator sees."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from guywire.kit import clock
from guywire.kit.errors import NotFound
from guywire.kit.tenancy.platform import (
    MembershipLine,
    TenantCounts,
    memberships_of,
    tenant_counts,
)

from ..models import Membership, NumberCounter, NumberSeries, OperatorVisit, Person, Role, Tenant
from ..patterns import DEFAULT_PATTERNS, render_number

SETTINGS = ("name", "time_zone", "currency", "locale", "units", "accent", "support_email",
            "support_phone")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Place:
    """One of the tenants a person belongs to."""

    tenant_id: UUID
    name: str
    slug: str
    url: str
    state: str
    role: str
    is_open: bool
    is_owned: bool
    may_restore: bool


@dataclass(frozen=True, slots=True)
class NumberLine:
    """A series of numbers, how it is written and what the next one would be."""

    key: str
    pattern: str
    upcoming: str


def _place(line: MembershipLine) -> Place:
    is_active = line.membership_state == Membership.State.ACTIVE
    is_owned = is_active and line.role == Role.OWNER
    return Place(
        line.tenant_id,
        line.tenant_name,
        line.slug,
        f"/t/{line.slug}/",
        line.tenant_state if is_active else line.membership_state,
        Role(line.role).label,
        is_active and line.tenant_state == Tenant.State.ACTIVE,
        is_owned,
        is_owned and line.tenant_deleted_by == Tenant.DeletedBy.ORGANIZATION,
    )


def places_of(person: Person) -> list[Place]:
    """Where the person may go; a deleted tenant only shows to its owners."""
    places = (_place(line) for line in memberships_of(person.pk))
    return [p for p in places if p.state != Tenant.State.DELETED or p.is_owned]


def owned(person: Person, slug: str) -> Place:
    """One of the tenants that the person owns, deleted or not."""
    found = [place for place in places_of(person) if place.slug == slug and place.is_owned]
    if not found:
        raise NotFound("There is nothing of yours to bring back.")
    return found[0]


def settings_of(tenant: Tenant) -> dict[str, Any]:
    return {name: getattr(tenant, name) for name in SETTINGS}


def number_lines(tenant: Tenant) -> list[NumberLine]:
    year = clock.today(tenant.time_zone).year
    counters = NumberCounter.objects.select_related("series")
    upcoming = {(one.series.key, one.year): one.next_value for one in counters}
    return [
        NumberLine(
            key,
            pattern,
            render_number(
                pattern, upcoming.get((key, year if "{year}" in pattern else 0), 1), year
            ),
        )
        for key, pattern in sorted(number_patterns().items())
    ]


def number_patterns() -> Mapping[str, str]:
    """Every series of the tenant with its pattern: the usual ones and those in use."""
    return {**DEFAULT_PATTERNS, **dict(NumberSeries.objects.values_list("key", "pattern"))}


def series_named(key: str) -> str:
    if key not in number_patterns():
        raise NotFound("There is no such series of numbers.")
    return key


def visits() -> QuerySet[OperatorVisit]:
    return OperatorVisit.objects.select_related("person")


@dataclass(frozen=True, slots=True)
class PlatformLine:
    """A tenant in the operator's list."""

    id: UUID
    slug: str
    name: str
    state: str
    state_reason: str
    created_at: datetime
    limits: dict[str, int]
    member_count: int
    last_seen_at: datetime | None
    erased_at: datetime | None
    deleted_by: str
    state_before: str


def _platform_line(line: TenantCounts) -> PlatformLine:
    erased_at = line.deleted_at + timedelta(days=30) if line.deleted_at else None
    return PlatformLine(
        line.id, line.slug, line.name, line.state, line.state_reason, line.created_at,
        line.limits, line.member_count, line.last_seen_at, erased_at,
        Tenant.DeletedBy(line.deleted_by).label if line.deleted_by else "", line.state_before,
    )  # fmt: skip


def all_tenants() -> list[PlatformLine]:
    return [_platform_line(line) for line in tenant_counts()]


def tenant_count(tenant_id: UUID) -> PlatformLine:
    for line in all_tenants():
        if line.id == tenant_id:
            return line
    raise NotFound("There is no such organization.")
