"""Which tenant, and who, the current unit of work belongs to."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from uuid import UUID

from django.db import connection, transaction


class NoTenantError(RuntimeError):
    """Rows owned by a tenant were asked for outside ``in_tenant``."""


@dataclass(frozen=True, slots=True)
class Scope:
    """One unit of work: whose rows it sees and what the audit trail says of it."""

    tenant_id: UUID
    actor: str
    request_id: str = ""
    door: str = ""


_scope: ContextVar[Scope | None] = ContextVar("guywire_scope", default=None)


def maybe_current() -> Scope | None:
    return _scope.get()


def current() -> Scope:
    scope = _scope.get()
    if scope is None:
        raise NoTenantError("no tenant is active; wrap this in in_tenant(...)")
    return scope


def _tell_database(scope: Scope | None) -> None:
    settings = (
        (str(scope.tenant_id), scope.actor, scope.request_id, scope.door)
        if scope
        else ("", "", "", "")
    )
    with connection.cursor() as cursor:
        cursor.execute(
            "select set_config('guywire.tenant', %s, true), set_config('guywire.actor', %s, true),"
            " set_config('guywire.request', %s, true), set_config('guywire.door', %s, true)",
            settings,
        )


@contextmanager
def in_tenant(
    tenant_id: UUID, *, actor: str, request_id: str = "", door: str = ""
) -> Iterator[Scope]:
    """Open a transaction whose queries see only this tenant's rows.

    The setting is local to the transaction, so a crash, a rollback or a pooled connection never
    carries it on. Scopes nest; the outer one is restored on the way out, since RELEASE SAVEPOINT
    keeps a local setting while ROLLBACK TO restores it.
    """
    before, is_outermost = _scope.get(), not connection.in_atomic_block
    scope = Scope(tenant_id, actor, request_id, door)
    with transaction.atomic():
        token = _scope.set(scope)
        try:
            _tell_database(scope)
            yield scope
            # At the end of the whole transaction the local setting ends by itself.
            if not is_outermost and not connection.needs_rollback:
                _tell_database(before)
        finally:
            _scope.reset(token)


@contextmanager
def told(scope: Scope) -> Iterator[Scope]:
    """The scope of a transaction to whose database ``platform_enter_by_key`` has named it."""
    token = _scope.set(scope)
    try:
        yield scope
    finally:
        _scope.reset(token)
