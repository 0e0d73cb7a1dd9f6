import uuid

import django.db.models.deletion
from django.db import migrations, models

import guywire.kit.clock
import guywire.kit.tenancy.models
import guywire.kit.tenancy.rules


class Migration(migrations.Migration):
    dependencies = [
        ("network", "0006_coverage"),
        ("tenants", "0005_own_search_path"),
    ]

    operations = [
        migrations.AddField(
            model_name="qualificationrow",
            name="corrected_dbm",
            field=models.FloatField(null=True),
        ),
        migrations.AddField(
            model_name="qualificationrow",
            name="probability",
            field=models.FloatField(null=True),
        ),
        migrations.CreateModel(
            name="Calibration",
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
                ("in_use", models.BooleanField(default=False)),
                ("row_count", models.PositiveIntegerField()),
                ("done_count", models.PositiveIntegerField(default=0)),
                ("skipped_count", models.PositiveIntegerField(default=0)),
                ("misaligned_count", models.PositiveIntegerField(default=0)),
                ("after", models.JSONField(null=True)),
                ("result", models.JSONField(default=dict)),
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
                "verbose_name": "calibration",
                "verbose_name_plural": "calibrations",
                "ordering": ("-created_at", "-id"),
            },
        ),
        migrations.CreateModel(
            name="CalibrationPoint",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("number", models.PositiveIntegerField()),
                ("sector_name", models.CharField(max_length=220)),
                ("reference", models.CharField(max_length=80)),
                ("latitude", models.FloatField()),
                ("longitude", models.FloatField()),
                ("height_m", models.FloatField()),
                ("measured_dbm", models.FloatField()),
                ("predicted_dbm", models.FloatField(null=True)),
                ("clutter_class", models.CharField(blank=True, default="", max_length=40)),
                ("azimuth_deg", models.FloatField(null=True)),
                ("expected_dbm", models.FloatField(null=True)),
                ("short_db", models.FloatField(null=True)),
                ("sigmas", models.FloatField(null=True)),
                ("probability", models.FloatField(null=True)),
                ("problem", models.TextField(blank=True, default="")),
                (
                    "calibration",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="points",
                        to="network.calibration",
                    ),
                ),
                (
                    "sector",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="calibration_points",
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
            ],
            options={
                "ordering": ("number",),
            },
        ),
        migrations.CreateModel(
            name="SignalMeasurement",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("reference", models.CharField(max_length=80)),
                ("latitude", models.FloatField()),
                ("longitude", models.FloatField()),
                ("height_m", models.FloatField(default=5.0)),
                ("measured_dbm", models.FloatField(verbose_name="Measured")),
                ("measured_at", models.DateTimeField(default=guywire.kit.clock.now)),
                (
                    "source",
                    models.CharField(
                        choices=[
                            ("install", "At the install"),
                            ("survey", "Survey"),
                            ("monitoring", "Monitoring"),
                        ],
                        default="install",
                        max_length=10,
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("updated_at", models.DateTimeField(auto_now=True)),
                (
                    "sector",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="measurements",
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
            ],
            options={
                "verbose_name": "measured signal",
                "verbose_name_plural": "measured signals",
                "ordering": ("reference", "pk"),
            },
        ),
        migrations.AddIndex(
            model_name="calibration",
            index=models.Index(fields=["tenant", "-created_at"], name="network_calibration_recent"),
        ),
        migrations.AddConstraint(
            model_name="calibration",
            constraint=models.UniqueConstraint(
                condition=models.Q(("in_use", True)),
                fields=("tenant",),
                name="network_calibration_in_use",
            ),
        ),
        migrations.AddConstraint(
            model_name="calibration",
            constraint=models.CheckConstraint(
                condition=models.Q(("in_use", False), ("state", "finished"), _connector="OR"),
                name="network_calibration_usable",
            ),
        ),
        migrations.AddConstraint(
            model_name="calibration",
            constraint=models.CheckConstraint(
                condition=models.Q(("skipped_count__lte", models.F("done_count"))),
                name="network_calibration_counts",
            ),
        ),
        migrations.AddConstraint(
            model_name="calibration",
            constraint=guywire.kit.tenancy.rules.TenantRows(
                column="tenant_id", name="network_calibration_tenant_rows"
            ),
        ),
        migrations.AddConstraint(
            model_name="calibration",
            constraint=models.UniqueConstraint(
                fields=("tenant", "id"), name="network_calibration_tenant_id_uniq"
            ),
        ),
        migrations.AddConstraint(
            model_name="calibration",
            constraint=guywire.kit.tenancy.rules.AuditTrail(
                hidden=(), name="network_calibration_audit"
            ),
        ),
        migrations.AddIndex(
            model_name="calibrationpoint",
            index=models.Index(
                condition=models.Q(("probability__isnull", False)),
                fields=["tenant", "calibration", "-probability"],
                name="network_calibration_misaligned",
            ),
        ),
        migrations.AddConstraint(
            model_name="calibrationpoint",
            constraint=models.UniqueConstraint(
                fields=("tenant", "calibration", "number"), name="network_calibration_number"
            ),
        ),
        migrations.AddConstraint(
            model_name="calibrationpoint",
            constraint=guywire.kit.tenancy.rules.TenantRows(
                column="tenant_id", name="network_calibrationpoint_tenant_rows"
            ),
        ),
        migrations.AddConstraint(
            model_name="calibrationpoint",
            constraint=models.UniqueConstraint(
                fields=("tenant", "id"), name="network_calibrationpoint_tenant_id_uniq"
            ),
        ),
        migrations.AddConstraint(
            model_name="calibrationpoint",
            constraint=guywire.kit.tenancy.rules.SameTenant(
                field="calibration", name="network_calibrationpoint_calibration_id_same_tenant"
            ),
        ),
        migrations.AddConstraint(
            model_name="calibrationpoint",
            constraint=guywire.kit.tenancy.rules.SameTenant(
                field="sector", name="network_calibrationpoint_sector_id_same_tenant"
            ),
        ),
        migrations.AddIndex(
            model_name="signalmeasurement",
            index=models.Index(
                fields=["tenant", "reference"], name="network_measurement_reference"
            ),
        ),
        migrations.AddIndex(
            model_name="signalmeasurement",
            index=models.Index(
                fields=["tenant", "-measured_at"], name="network_measurement_newest"
            ),
        ),
        migrations.AddConstraint(
            model_name="signalmeasurement",
            constraint=models.UniqueConstraint(
                fields=("tenant", "sector", "reference"), name="network_measurement_install"
            ),
        ),
        migrations.AddConstraint(
            model_name="signalmeasurement",
            constraint=guywire.kit.tenancy.rules.TenantRows(
                column="tenant_id", name="network_signalmeasurement_tenant_rows"
            ),
        ),
        migrations.AddConstraint(
            model_name="signalmeasurement",
            constraint=models.UniqueConstraint(
                fields=("tenant", "id"), name="network_signalmeasurement_tenant_id_uniq"
            ),
        ),
        migrations.AddConstraint(
            model_name="signalmeasurement",
            constraint=guywire.kit.tenancy.rules.AuditTrail(
                hidden=(), name="network_signalmeasurement_audit"
            ),
        ),
        migrations.AddConstraint(
            model_name="signalmeasurement",
            constraint=guywire.kit.tenancy.rules.SameTenant(
                field="sector", name="network_signalmeasurement_sector_id_same_tenant"
            ),
        ),
    ]
