"""Tenants and people for tests, made by the services that make them in earnest."""

import uuid
from itertools import count
from typing import Any

from django.test import Client

from guywire.domains.tenants.models import Membership, Person, Role, Tenant
from guywire.kit.tenancy import in_tenant

_serial = count(1)
PASSWORD = "mast-guy-turnbuckle-7"


def tenant(slug: str = "", **fields: object) -> Tenant:
    """A tenant; its scope is not open."""
    slug = slug or f"wisp-{next(_serial)}"
    tenant_id = uuid.uuid4()
    with in_tenant(tenant_id, actor="test"):
        given = {"name": slug.title(), "time_zone": "America/New_York", **fields}
        return Tenant.objects.create(id=tenant_id, slug=slug, **given)


def person(email: str = "", **fields: object) -> Person:
    email = email or f"person{next(_serial)}@example.com"
    return Person.objects.create_user(email, PASSWORD, **fields)


def member(of: Tenant, role: str = Role.OWNER, who: Person | None = None) -> Membership:
    """A membership of the given role, of a new person unless one is named."""
    who = who or person()
    with in_tenant(of.pk, actor="test"):
        return Membership.objects.create(person=who, role=role)


class Door(Client):
    """A browser at one tenant's door: paths are given without the tenant's prefix."""

    def __init__(self, of: Tenant, membership: Membership | None) -> None:
        super().__init__()
        self.prefix = f"/t/{of.slug}"
        if membership is not None:
            self.force_login(membership.person)

    def generic(self, method: str, path: Any, *args: Any, **kwargs: Any) -> Any:
        whole = path if path.startswith("/t/") else f"{self.prefix}{path}"
        return super().generic(method, whole, *args, **kwargs)


def door(of: Tenant, role: str | None = Role.OWNER) -> Door:
    """The door as somebody of a role sees it; None: nobody signed in."""
    return Door(of, member(of, role) if role else None)
