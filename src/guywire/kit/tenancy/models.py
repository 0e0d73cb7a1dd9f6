"""The base of every row that belongs to one tenant."""

import uuid
from typing import Any, ClassVar

from django.apps.registry import Apps
from django.db import models

from .rules import AuditTrail, SameTenant, TenantRows
from .scope import current

NAME_LIMIT = 63


def active_tenant_id() -> uuid.UUID:
    return current().tenant_id


class TenantModel(models.Model):
    """A row that belongs to one tenant.

    Added to every concrete subclass, and written into its migration: the row-level security
    policy, unique (tenant, id), same-tenant foreign keys and, unless ``audited`` is false, the
    audit triggers, which log the columns of ``audit_hidden`` as ``***`` and pass over those of
    ``audit_silent``.
    """

    audited: ClassVar[bool] = True
    audit_hidden: ClassVar[tuple[str, ...]] = ()
    audit_silent: ClassVar[tuple[str, ...]] = ()

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    tenant = models.ForeignKey(
        "tenants.Tenant",
        models.CASCADE,
        default=active_tenant_id,
        editable=False,
        related_name="+",
        db_index=False,
    )

    class Meta:
        abstract = True


def rule_name(*parts: str) -> str:
    """A database name of at most 63 characters, told apart by its end when it is cut."""
    name = "_".join(parts)
    if len(name) <= NAME_LIMIT:
        return name
    tail = uuid.uuid5(uuid.NAMESPACE_OID, name).hex[:8]
    return f"{name[: NAME_LIMIT - 9]}_{tail}"


def add_tenant_rules(sender: type[models.Model], **kwargs: Any) -> None:
    """class_prepared: give each concrete TenantModel its table rules."""
    meta = sender._meta
    if not issubclass(sender, TenantModel) or meta.abstract or meta.proxy or not meta.managed:
        return
    prefix = meta.db_table
    rules: list[models.BaseConstraint] = [
        TenantRows(name=rule_name(prefix, "tenant_rows")),
        models.UniqueConstraint(fields=["tenant", "id"], name=rule_name(prefix, "tenant_id_uniq")),
    ]
    if sender.audited:
        name = rule_name(prefix, "audit")[:56]
        rules.append(AuditTrail(name=name, hidden=sender.audit_hidden, silent=sender.audit_silent))
    meta.constraints = [*meta.constraints, *rules]
    meta.original_attrs["constraints"] = meta.constraints


def add_same_tenant_references(registry: Apps) -> None:
    """Once every model is known: a composite key for each reference between tenants' rows."""
    for model in registry.get_models():
        if not issubclass(model, TenantModel) or not model._meta.managed:
            continue
        meta = model._meta
        for field in meta.local_fields:
            if not isinstance(field, models.ForeignKey):
                continue
            if issubclass(field.related_model, TenantModel):
                name = rule_name(meta.db_table, field.attname, "same_tenant")
                # The composite key proves the reference too; one check is enough.
                vars(field)["db_constraint"] = False  # unknown to the stubs
                meta.constraints = [*meta.constraints, SameTenant(field=field.name, name=name)]
        meta.original_attrs["constraints"] = meta.constraints
