import uuid

import django.db.models.deletion
from django.db import migrations, models

import guywire.kit.tenancy.models
import guywire.kit.tenancy.rules


class Migration(migrations.Migration):
    dependencies = [
        ("network", "0005_antennas"),
        ("tenants", "0005_own_search_path"),
    ]

    operations = [
        migrations.CreateModel(
            name="CoverageStudy",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("name", models.CharField(max_length=120)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("queued", "Queued"),
                            ("running", "Running"),
                            ("finished", "Finished"),
                            ("cancelled", "Cancelled"),
                            ("failed", "Failed"),
                        ],
                        default="queued",
                        max_length=9,
                    ),
                ),
                (
                    "model",
                    models.CharField(
                        choices=[
                            ("itm", "ITM (Longley-Rice)"),
                            ("itm-exact", "ITM, every path by itself"),
                            ("p1812", "ITU-R P.1812"),
                            ("free-space", "Free space"),
                            ("line-of-sight", "Line of sight"),
                        ],
                        default="itm",
                        max_length=13,
                    ),
                ),
                ("receiver_height_m", models.FloatField(default=5.0)),
                ("radius_m", models.FloatField()),
                ("resolution_m", models.FloatField()),
                ("reliability_percent", models.FloatField(default=50.0)),
                ("confidence_percent", models.FloatField(default=50.0)),
                ("use_clutter", models.BooleanField(default=False)),
                ("thresholds_dbm", models.JSONField(default=list)),
                ("grid", models.JSONField(default=dict)),
                ("cell_count", models.PositiveIntegerField()),
                ("done_count", models.PositiveIntegerField(default=0)),
                ("share", models.FloatField(default=0.0)),
                ("turn", models.PositiveIntegerField(default=1)),
                ("result", models.JSONField(default=dict)),
                ("disk_bytes", models.BigIntegerField(default=0)),
                ("error", models.TextField(blank=True, default="")),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("started_at", models.DateTimeField(null=True)),
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
                "verbose_name": "coverage study",
                "verbose_name_plural": "coverage studies",
                "ordering": ("-created_at", "-id"),
            },
        ),
        migrations.CreateModel(
            name="CoverageCell",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("number", models.PositiveIntegerField()),
                ("sector_name", models.CharField(max_length=220)),
                ("parameters", models.JSONField()),
                (
                    "state",
                    models.CharField(
                        choices=[("waiting", "Waiting"), ("done", "Done"), ("failed", "Failed")],
                        default="waiting",
                        max_length=7,
                    ),
                ),
                ("reached", models.JSONField(default=list)),
                ("served_km2", models.FloatField(null=True)),
                ("gaps", models.JSONField(default=list)),
                ("error", models.TextField(blank=True, default="")),
                (
                    "sector",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="coverage_cells",
                        to="network.sector",
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
                (
                    "study",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="cells",
                        to="network.coveragestudy",
                    ),
                ),
            ],
            options={
                "ordering": ("study", "number"),
            },
        ),
        migrations.AddIndex(
            model_name="coveragestudy",
            index=models.Index(fields=["tenant", "-created_at"], name="network_study_recent"),
        ),
        migrations.AddConstraint(
            model_name="coveragestudy",
            constraint=models.CheckConstraint(
                condition=models.Q(("done_count__lte", models.F("cell_count"))),
                name="network_study_counts",
            ),
        ),
        migrations.AddConstraint(
            model_name="coveragestudy",
            constraint=guywire.kit.tenancy.rules.TenantRows(
                column="tenant_id", name="network_coveragestudy_tenant_rows"
            ),
        ),
        migrations.AddConstraint(
            model_name="coveragestudy",
            constraint=models.UniqueConstraint(
                fields=("tenant", "id"), name="network_coveragestudy_tenant_id_uniq"
            ),
        ),
        migrations.AddConstraint(
            model_name="coveragestudy",
            constraint=guywire.kit.tenancy.rules.AuditTrail(
                hidden=(),
                name="network_coveragestudy_audit",
                silent=("share", "turn", "disk_bytes"),
            ),
        ),
        migrations.AddIndex(
            model_name="coveragecell",
            index=models.Index(
                fields=["tenant", "study", "state", "number"], name="network_cell_state"
            ),
        ),
        migrations.AddConstraint(
            model_name="coveragecell",
            constraint=models.UniqueConstraint(
                fields=("tenant", "study", "number"), name="network_coverage_cell"
            ),
        ),
        migrations.AddConstraint(
            model_name="coveragecell",
            constraint=guywire.kit.tenancy.rules.TenantRows(
                column="tenant_id", name="network_coveragecell_tenant_rows"
            ),
        ),
        migrations.AddConstraint(
            model_name="coveragecell",
            constraint=models.UniqueConstraint(
                fields=("tenant", "id"), name="network_coveragecell_tenant_id_uniq"
            ),
        ),
        migrations.AddConstraint(
            model_name="coveragecell",
            constraint=guywire.kit.tenancy.rules.SameTenant(
                field="study", name="network_coveragecell_study_id_same_tenant"
            ),
        ),
        migrations.AddConstraint(
            model_name="coveragecell",
            constraint=guywire.kit.tenancy.rules.SameTenant(
                field="sector", name="network_coveragecell_sector_id_same_tenant"
            ),
        ),
    ]
