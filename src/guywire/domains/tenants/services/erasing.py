"""Erasing a tenant whose 30 days after deletion are over: rows, audit trail, letters, files."""

import logging

from django.apps import apps
from django.db import connection
from psycopg import sql

from guywire.kit import clock
from guywire.kit.tenancy.files import forget_files
from guywire.kit.tenancy.models import TenantModel
from guywire.kit.tenancy.platform import erase_tenant

from ..letters import forget_letters
from ..models import Tenant
from .settings import RESTORABLE

logger = logging.getLogger(__name__)


def erase_if_due() -> bool:
    """Erase the active tenant if it is due; whether it was. One transaction: all rows or none.

    References are checked when the transaction commits, so the order of tables does not matter.
    The application may delete rows of its own tenant; the tenant's row and the audit trail go by
    a function of the database that looks at the 30 days again by its own clock. Letters
    and files go first: if the transaction fails after that, the tenant is still there, and due,
    for the next try.
    """
    tenant = Tenant.objects.select_for_update().get()
    if tenant.state != Tenant.State.DELETED or tenant.deleted_at is None:
        return False
    if tenant.deleted_at > clock.now() - RESTORABLE:
        return False
    forget_letters(tenant.pk)
    forget_files(tenant.pk)
    rows = sum(_delete_all(table) for table in tenant_tables())
    changes = erase_tenant(tenant.pk)
    logger.warning("tenant %s erased: %s rows, %s changes", tenant.slug, rows, changes)
    return True


def tenant_tables() -> list[str]:
    """Every table whose rows belong to tenants."""
    models = (model for model in apps.get_models() if issubclass(model, TenantModel))
    return sorted({model._meta.db_table for model in models})


def _delete_all(table: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL("delete from {}").format(sql.Identifier(table)))
        return int(cursor.rowcount)
