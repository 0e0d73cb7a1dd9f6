"""Who comes from the street: which doors are open to them, and how often they may come."""

from typing import Any

from allauth.core.internal.ratelimit import consume
from django.http import HttpRequest
from django.urls import Resolver404, resolve

from guywire.kit.access import Access
from guywire.kit.errors import TooMany

WAIT_S = 60


def access_of(path: str) -> Access | None:
    """What the view at an address inside a tenant asks of who comes; None where there is none."""
    try:
        view: Any = resolve(path).func
    except Resolver404:
        return None
    access: Access | None = getattr(view, "guywire_access", None)
    return access


def limit_visitors(request: HttpRequest, page: str, limits: str) -> None:
    """Count a visit, by the sender's address and by the page. Raises TooMany.

    The counters are those of signing in: on the shared cache, by the address that the settings for
    proxies believe.
    """
    action = "visit"
    counted = consume(
        request, app="guywire", action=action, config={action: limits}, key=page, limit_get=True
    )
    if counted is None:
        raise TooMany(
            "That was very often. Please wait a minute and try again.", retry_after_s=WAIT_S
        )
