"""Addresses of our pages as the world outside reaches them."""

from django.conf import settings
from django.urls import reverse

from guywire.domains.tenants.queries import this_tenant


def page_of(name: str, **keys: object) -> str:
    """The whole address of one of billing's pages, whether asked in a request or in a job."""
    prefix = f"/t/{this_tenant().slug}"
    path = reverse(f"billing:{name}", kwargs=keys)
    whole = path if path.startswith(f"{prefix}/") else prefix + path
    return f"{settings.GUYWIRE_BASE_URL}{whole}"
