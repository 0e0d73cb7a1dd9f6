"""What the command line asks: which tenant, which person, every tenant."""

from uuid import UUID

from guywire.kit.errors import NotFound
from guywire.kit.tenancy.platform import tenant_by_slug, tenant_counts

from ..models import Person


def has_tenant(slug: str) -> bool:
    return tenant_by_slug(slug) is not None


def tenant_id_of(slug: str) -> UUID:
    """NotFound for a slug that no tenant has."""
    line = tenant_by_slug(slug)
    if line is None:
        raise NotFound(f"There is no tenant “{slug}”.")
    return line.id


def person_by_email(email: str) -> Person:
    """NotFound for an address that no account has."""
    person = Person.objects.filter(email__iexact=email).first()
    if person is None:
        raise NotFound(f"There is no account {email}: make one with `guywire user create`.")
    return person


def every_tenant_id() -> list[UUID]:
    """All tenants, the suspended and deleted ones too: their secrets rotate with the rest."""
    return [line.id for line in tenant_counts()]
