"""What every page knows of who looks, where they are and where they can go.

Domains state their navigation as data in ``entities`` (through ``Entity.group``) or with
``NavigationItem`` in their ``urls`` module's ``NAVIGATION``; the tenant door fills the request.
"""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _

from ..access import NOBODY, Actor

GROUPS = (
    ("plan", _("Plan"), "map-2"),
    ("deploy", _("Deploy"), "rocket"),
    ("monitor", _("Monitor"), "activity"),
    ("maintain", _("Maintain"), "tool"),
    ("customers", _("Customers"), "users"),
    ("hardware", _("Hardware"), "router"),
    ("money", _("Money"), "coins"),
    ("reports", _("Reports"), "chart-bar"),
    ("admin", _("Admin"), "settings"),
)


@dataclass(frozen=True, slots=True)
class NavigationItem:
    """A link of the left navigation; shown to who holds ``code`` ("" = every member)."""

    group: str
    label: str
    url_name: str
    code: str
    icon: str = "circle-dot"
    shortcut: str = ""
    order: int = 50


_items: dict[str, NavigationItem] = {}


def add_navigation(item: NavigationItem) -> None:
    _items[item.url_name] = item


def navigation_group(actor: Actor, path: str) -> list[dict[str, Any]]:
    """The navigation this actor may use, grouped by job, the place of ``path`` marked."""
    groups = []
    for key, label, icon in GROUPS:
        items = []
        for item in sorted(_items.values(), key=lambda i: (i.order, str(i.label))):
            if item.group != key or (item.code and not actor.may(item.code)):
                continue
            url = reverse(item.url_name)
            items.append(
                {
                    "label": item.label,
                    "url": url,
                    "icon": item.icon,
                    "active": path.startswith(url),
                    "shortcut": item.shortcut,
                }
            )
        if items:
            groups.append({"label": label, "icon": icon, "items": items})
    return groups


def outside(request: HttpRequest, actor: Actor) -> list[dict[str, Any]]:
    """The navigation outside any tenant: where the person belongs, and the operator's list."""
    items = [
        {"label": one.name, "url": one.url, "icon": "building"}
        for one in getattr(request, "memberships", ())
    ]
    if actor.is_operator:
        url = _url("platform:tenants")
        active = request.path.startswith(url)
        items.insert(
            0, {"label": _("Organizations"), "url": url, "icon": "building-community",
                "active": active},
        )  # fmt: skip
    return [{"label": "", "icon": "", "items": items}] if items else []


def _url(name: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


def shell(request: HttpRequest) -> dict[str, Any]:
    """The context processor behind ``shell.*`` in templates."""
    actor: Actor = getattr(request, "actor", NOBODY)
    tenant = getattr(request, "tenant", None)
    match = request.resolver_match
    topic = ":".join(match.app_names + [match.url_name or ""]) if match else ""
    person = getattr(request, "person", None)
    return {
        "shell": {
            "navigation": (
                navigation_group(actor, request.path) if tenant else outside(request, actor)
            ),
            "tenant": tenant,
            "units": getattr(tenant, "units", "metric"),
            "memberships": getattr(request, "memberships", ()),
            "person": person,
            "entering": getattr(request, "visit", None),
            "is_operator": actor.is_operator,
            "search_url": _url("shell:search") if tenant else "",
            "help_url": f"{_url('shell:help')}?{urlencode({'topic': topic})}",
            "sign_out_url": _url("account_logout"),
        }
    }
