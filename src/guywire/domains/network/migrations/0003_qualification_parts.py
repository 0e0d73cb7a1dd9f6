import uuid

import django.db.models.deletion
from django.db import migrations, models

import guywire.kit.tenancy.models
import guywire.kit.tenancy.rules


class Migration(migrations.Migration):
    dependencies = [
        ("network", "0002_no_answer"),
        ("tenants", "0003_enter_by_key"),
    ]

    operations = [
        migrations.CreateModel(
            name="QualificationPart",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("first_line", models.PositiveIntegerField()),
                ("lines", models.JSONField()),
                (
                    "run",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="parts",
                        to="network.qualificationrun",
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
                "constraints": [
                    models.UniqueConstraint(
                        fields=("tenant", "run", "first_line"), name="network_qualification_part"
                    ),
                    guywire.kit.tenancy.rules.TenantRows(
                        column="tenant_id", name="network_qualificationpart_tenant_rows"
                    ),
                    models.UniqueConstraint(
                        fields=("tenant", "id"), name="network_qualificationpart_tenant_id_uniq"
                    ),
                    guywire.kit.tenancy.rules.SameTenant(
                        field="run", name="network_qualificationpart_run_id_same_tenant"
                    ),
                ],
            },
        ),
    ]
