"""What billing's tables share."""

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models

from guywire.engines.money import Money
from guywire.kit.tenancy.models import TenantModel, active_tenant_id


class BulkModel(TenantModel):
    """Rows that come by the hundred thousand.

    The policy proves the tenant of what is written, and the composite keys that of what is
    referred to, so the tenant itself is not looked up again; they are written once, or change in
    ways that documents and postings tell, so they leave no audit trail beside those.
    """

    audited = False

    tenant = models.ForeignKey(
        "tenants.Tenant",
        models.CASCADE,
        default=active_tenant_id,
        editable=False,
        related_name="+",
        db_index=False,
        db_constraint=False,
    )

    class Meta:
        abstract = True


def currency() -> "models.CharField[str, str]":
    """An ISO 4217 code."""
    return models.CharField(max_length=3)


def words(length: int) -> "ArrayField[list[str], list[str]]":
    """Short words of which none may be there."""
    return ArrayField(models.CharField(max_length=length), blank=True, default=list)


def money(row: Any, field: str) -> Money:
    """An amount column of a row as money."""
    return Money(getattr(row, field), row.currency)
