"""The default matrix: what each role may do until a tenant says otherwise.

Patterns are matched against permission codes ``<domain>.<noun>.<verb>``; a leading ``-`` takes
away. Patterns, not codes: a new noun of a known domain needs no change here. In a new domain owner
and admin may do everything, a viewer sees it; what other roles may do there is added here.
"""

from collections.abc import Iterable
from fnmatch import fnmatchcase
from functools import cache

from .models import Role

OWNER_ONLY = "tenants.tenant.remove"

MONEY_SEEN = (
    "billing.billing_account.view",
    "billing.invoice.view",
    "billing.payment.view",
    "billing.charge.view",
)
"""What who talks with customers sees of their money."""

MATRIX: dict[str, tuple[str, ...]] = {
    Role.OWNER: ("*",),
    Role.ADMIN: ("*", "-billing.*", f"-{OWNER_ONLY}"),
    Role.ENGINEER: (
        "network.*",
        "inventory.*",
        "monitoring.*",
        "cbrs.*",
        "hss.*",
        "cpe.*",
        "epc.*",
        "deployment.*",
        "-deployment.plan.approve",
        "customers.*.view",
        "customers.service.*",
        "customers.service_location.show_gate_code",
        "customers.address_check.*",
        "tenants.job.view",
    ),
    Role.INSTALLER: (
        "network.*.view",
        "network.serviceability.*",
        "network.site.show_gate_code",
        "customers.customer.view",
        "customers.service_location.view",
        "customers.service_location.show_gate_code",
        "customers.service.view",
        "inventory.*.view",
    ),
    Role.HELPDESK: (
        "network.*.view",
        "network.serviceability.*",
        "network.site.show_gate_code",
        "customers.*",
        "-customers.*.remove",
        "-customers.plan.*",
        "-customers.add_on.*",
        "-customers.discount.*",
        "-customers.address_check.*",
        "customers.*.view",
        "helpdesk.*",
        "monitoring.*.view",
        "inventory.*.view",
        *MONEY_SEEN,
    ),
    Role.SUPPORT: ("customers.*.view", "helpdesk.*", "portal.*", *MONEY_SEEN),
    Role.SALES: (
        "network.*.view",
        "network.serviceability.*",
        "customers.lead.*",
        "customers.address_check.*",
        "customers.*.view",
        "customers.customer.add",
        "customers.customer.change",
        "customers.contact.add",
        "customers.contact.change",
        "customers.note.add",
        "customers.note.change",
        "customers.service_location.*",
        "-customers.service_location.show_gate_code",
        "customers.service.add",
        "customers.service.order",
        *MONEY_SEEN,
    ),
    Role.BILLING: (
        "customers.*",
        "-customers.*.remove",
        "-customers.service_location.show_gate_code",
        "-customers.address_check.*",
        "customers.address_check.view",
        "billing.*",
        "-billing.account.*",
        "billing.account.view",
        "-billing.ledger_period.reopen",
        "network.*.view",
    ),
    Role.VIEWER: ("*.view", "-tenants.*", "tenants.membership.view", "-network.site_contact.*"),
}


def matches(patterns: Iterable[str], codes: Iterable[str]) -> frozenset[str]:
    """The codes that the patterns give, read from left to right."""
    given: set[str] = set()
    everything = tuple(codes)
    for pattern in patterns:
        body = pattern.removeprefix("-")
        hit = {code for code in everything if fnmatchcase(code, body)}
        given = given - hit if pattern.startswith("-") else given | hit
    return frozenset(given)


@cache
def _defaults(role: str, codes: tuple[str, ...]) -> frozenset[str]:
    return matches(MATRIX[role], codes)


def default_codes(role: str, codes: Iterable[str]) -> frozenset[str]:
    return _defaults(role, tuple(codes))


_BELOW_ADMIN = frozenset(Role) - {Role.OWNER, Role.ADMIN, Role.BILLING}

ASSIGNABLE: dict[str, frozenset[Role]] = {
    Role.OWNER: frozenset(Role),
    Role.ADMIN: _BELOW_ADMIN,
    Role.ENGINEER: frozenset({Role.INSTALLER, Role.VIEWER}),
}
"""Which roles a role may give and take; no role may give codes beyond its own besides."""


def assignable(role: str) -> frozenset[Role]:
    return ASSIGNABLE.get(role, frozenset())
