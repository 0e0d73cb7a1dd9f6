import uuid

import django.db.models.deletion
from django.db import migrations, models

import guywire.kit.tenancy.models
import guywire.kit.tenancy.rules


class Migration(migrations.Migration):
    dependencies = [
        ("network", "0007_measurements"),
        ("tenants", "0005_own_search_path"),
    ]

    operations = [
        migrations.CreateModel(
            name="TerrainFetch",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("running", "Running"),
                            ("finished", "Finished"),
                            ("cancelled", "Cancelled"),
                            ("failed", "Failed"),
                        ],
                        default="running",
                        max_length=9,
                    ),
                ),
                ("waiting", models.JSONField(default=list)),
                ("stored", models.JSONField(default=list)),
                ("absent", models.JSONField(default=list)),
                ("refused", models.JSONField(default=list)),
                ("error", models.TextField(blank=True, default="")),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("finished_at", models.DateTimeField(null=True)),
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
                "verbose_name": "terrain fetch",
                "verbose_name_plural": "terrain fetches",
                "ordering": ("-created_at", "-id"),
                "indexes": [
                    models.Index(
                        fields=["tenant", "-created_at"], name="network_terrain_fetch_recent"
                    )
                ],
                "constraints": [
                    guywire.kit.tenancy.rules.TenantRows(
                        column="tenant_id", name="network_terrainfetch_tenant_rows"
                    ),
                    models.UniqueConstraint(
                        fields=("tenant", "id"), name="network_terrainfetch_tenant_id_uniq"
                    ),
                    guywire.kit.tenancy.rules.AuditTrail(
                        hidden=(), name="network_terrainfetch_audit"
                    ),
                ],
            },
        ),
    ]
