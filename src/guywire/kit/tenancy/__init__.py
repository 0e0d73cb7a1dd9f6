"""Which tenant a unit of work belongs to, and the table rules that keep tenants apart.

``in_tenant`` opens a transaction that sees one tenant's rows; ``TenantModel`` is the base of every
row a tenant owns. Row-level security, same-tenant references and the audit triggers are declared
in ``rules`` and carried by migrations (ADR 0001).
"""

from .scope import NoTenantError, Scope, current, in_tenant, maybe_current, told

__all__ = ["NoTenantError", "Scope", "current", "in_tenant", "maybe_current", "told"]
