import uuid

import django.db.models.deletion
from django.db import migrations, models

import guywire.kit.tenancy.models
import guywire.kit.tenancy.rules


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("tenants", "0002_platform_functions"),
    ]

    operations = [
        migrations.CreateModel(
            name="SavedView",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("list_key", models.TextField()),
                ("name", models.CharField(max_length=60)),
                ("query", models.CharField(blank=True, max_length=2000)),
                ("is_default", models.BooleanField(default=False, verbose_name="opens first")),
                (
                    "owner",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="tenants.membership",
                    ),
                ),
                (
                    "tenant",
                    models.ForeignKey(
                        db_index=False,
                        default=guywire.kit.tenancy.models.active_tenant_id,
                        editable=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="tenants.tenant",
                    ),
                ),
            ],
            options={
                "verbose_name": "saved view",
                "ordering": ("name",),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("tenant", "list_key", "owner", "name"),
                        name="saved_view_name",
                        nulls_distinct=False,
                        violation_error_message="There is already a view of this name.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("is_default", True)),
                        fields=("tenant", "list_key", "owner"),
                        name="saved_view_default",
                        nulls_distinct=False,
                        violation_error_message="Another view opens first already.",
                    ),
                    guywire.kit.tenancy.rules.TenantRows(
                        column="tenant_id", name="tables_savedview_tenant_rows"
                    ),
                    models.UniqueConstraint(
                        fields=("tenant", "id"), name="tables_savedview_tenant_id_uniq"
                    ),
                    guywire.kit.tenancy.rules.AuditTrail(hidden=(), name="tables_savedview_audit"),
                    guywire.kit.tenancy.rules.SameTenant(
                        field="owner", name="tables_savedview_owner_id_same_tenant"
                    ),
                ],
            },
        ),
    ]
