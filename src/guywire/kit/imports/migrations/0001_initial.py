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
            name="ImportFile",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("about", models.TextField()),
                ("name", models.TextField()),
                ("text", models.TextField()),
                ("update", models.BooleanField(default=False)),
                ("actor", models.TextField()),
                ("uploaded_at", models.DateTimeField()),
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
                "indexes": [models.Index(fields=["tenant", "uploaded_at"], name="import_file_age")],
                "constraints": [
                    guywire.kit.tenancy.rules.TenantRows(
                        column="tenant_id", name="imports_importfile_tenant_rows"
                    ),
                    models.UniqueConstraint(
                        fields=("tenant", "id"), name="imports_importfile_tenant_id_uniq"
                    ),
                ],
            },
        ),
    ]
