import uuid

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

import guywire.kit.tenancy.models
import guywire.kit.tenancy.rules


class Migration(migrations.Migration):
    dependencies = [
        ("network", "0004_patches"),
        ("tenants", "0005_own_search_path"),
    ]

    operations = [
        migrations.CreateModel(
            name="AntennaPattern",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("name", models.CharField(max_length=120)),
                ("manufacturer", models.CharField(blank=True, default="", max_length=80)),
                ("model", models.CharField(blank=True, default="", max_length=80)),
                ("gain_dbi", models.FloatField(blank=True, null=True, verbose_name="Gain")),
                (
                    "low_mhz",
                    models.FloatField(blank=True, null=True, verbose_name="Lowest frequency"),
                ),
                (
                    "high_mhz",
                    models.FloatField(blank=True, null=True, verbose_name="Highest frequency"),
                ),
                ("polarization", models.CharField(blank=True, default="", max_length=20)),
                (
                    "horizontal_beamwidth_deg",
                    models.FloatField(verbose_name="Horizontal beamwidth"),
                ),
                ("vertical_beamwidth_deg", models.FloatField(verbose_name="Vertical beamwidth")),
                ("front_to_back_db", models.FloatField(verbose_name="Front to back")),
                (
                    "side_lobe_db",
                    models.FloatField(blank=True, null=True, verbose_name="Side lobes"),
                ),
                ("electrical_tilt_deg", models.FloatField(default=0.0)),
                (
                    "combination",
                    models.CharField(
                        choices=[
                            ("sum", "Sum of both losses"),
                            ("cross-weighted", "Cross-weighted"),
                        ],
                        default="sum",
                        max_length=14,
                        verbose_name="Between the cuts",
                    ),
                ),
                ("notes", models.TextField(blank=True, default="")),
                (
                    "origin",
                    models.CharField(
                        choices=[("formula", "3GPP formula"), ("file", "File")],
                        default="formula",
                        max_length=7,
                    ),
                ),
                (
                    "source_name",
                    models.CharField(blank=True, default="", max_length=200, verbose_name="File"),
                ),
                (
                    "assumed",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.TextField(), blank=True, default=list, size=None
                    ),
                ),
                (
                    "horizontal_db",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.FloatField(), size=360
                    ),
                ),
                (
                    "vertical_db",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.FloatField(), size=360
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("updated_at", models.DateTimeField(auto_now=True)),
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
                "verbose_name": "antenna pattern",
                "verbose_name_plural": "antenna patterns",
                "ordering": ("name",),
            },
        ),
        migrations.AddField(
            model_name="sector",
            name="antenna_pattern",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="sectors",
                to="network.antennapattern",
            ),
        ),
        migrations.AddConstraint(
            model_name="sector",
            constraint=guywire.kit.tenancy.rules.SameTenant(
                field="antenna_pattern", name="network_sector_antenna_pattern_id_same_tenant"
            ),
        ),
        migrations.AddConstraint(
            model_name="antennapattern",
            constraint=models.UniqueConstraint(
                fields=("tenant", "name"), name="network_antenna_name"
            ),
        ),
        migrations.AddConstraint(
            model_name="antennapattern",
            constraint=models.CheckConstraint(
                condition=models.Q(("horizontal_db__len", 360), ("vertical_db__len", 360)),
                name="network_antenna_cuts",
            ),
        ),
        migrations.AddConstraint(
            model_name="antennapattern",
            constraint=guywire.kit.tenancy.rules.TenantRows(
                column="tenant_id", name="network_antennapattern_tenant_rows"
            ),
        ),
        migrations.AddConstraint(
            model_name="antennapattern",
            constraint=models.UniqueConstraint(
                fields=("tenant", "id"), name="network_antennapattern_tenant_id_uniq"
            ),
        ),
        migrations.AddConstraint(
            model_name="antennapattern",
            constraint=guywire.kit.tenancy.rules.AuditTrail(
                hidden=(), name="network_antennapattern_audit"
            ),
        ),
    ]
