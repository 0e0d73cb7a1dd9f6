import uuid

import django.db.models.deletion
from django.db import migrations, models

import guywire.kit.tenancy.models
import guywire.kit.tenancy.rules


class Migration(migrations.Migration):
    dependencies = [
        ("network", "0008_terrain_fetch"),
        ("tenants", "0005_own_search_path"),
    ]

    operations = [
        migrations.AlterField(
            model_name="antennapattern",
            name="high_mhz",
            field=models.FloatField(blank=True, null=True, verbose_name="Highest frequency (MHz)"),
        ),
        migrations.AlterField(
            model_name="antennapattern",
            name="low_mhz",
            field=models.FloatField(blank=True, null=True, verbose_name="Lowest frequency (MHz)"),
        ),
        migrations.AlterField(
            model_name="antennapattern",
            name="side_lobe_db",
            field=models.FloatField(blank=True, null=True, verbose_name="Side lobes (dB)"),
        ),
        migrations.CreateModel(
            name="RadioModel",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("name", models.CharField(max_length=120)),
                ("manufacturer", models.CharField(blank=True, default="", max_length=80)),
                (
                    "low_mhz",
                    models.FloatField(blank=True, null=True, verbose_name="Lowest frequency (MHz)"),
                ),
                (
                    "high_mhz",
                    models.FloatField(
                        blank=True, null=True, verbose_name="Highest frequency (MHz)"
                    ),
                ),
                (
                    "bandwidth_mhz",
                    models.FloatField(blank=True, null=True, verbose_name="Bandwidth"),
                ),
                ("modulations", models.TextField()),
                (
                    "signature_width_mhz",
                    models.FloatField(blank=True, null=True, verbose_name="Signature width (MHz)"),
                ),
                (
                    "signature_depth_db",
                    models.FloatField(blank=True, null=True, verbose_name="Signature depth (dB)"),
                ),
                ("notes", models.TextField(blank=True, default="")),
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
                "verbose_name": "radio model",
                "verbose_name_plural": "radio models",
                "ordering": ("name",),
            },
        ),
        migrations.CreateModel(
            name="LinkPlan",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "polarization",
                    models.CharField(
                        choices=[("vertical", "Vertical"), ("horizontal", "Horizontal")],
                        default="vertical",
                        max_length=10,
                    ),
                ),
                (
                    "return_frequency_mhz",
                    models.FloatField(
                        blank=True, null=True, verbose_name="Frequency from B to A (MHz)"
                    ),
                ),
                (
                    "a_line_loss_db",
                    models.FloatField(default=0.0, verbose_name="Line loss at A (dB)"),
                ),
                (
                    "b_line_loss_db",
                    models.FloatField(default=0.0, verbose_name="Line loss at B (dB)"),
                ),
                ("other_loss_db", models.FloatField(default=0.0, verbose_name="Other loss")),
                (
                    "rain_001_mm_h",
                    models.FloatField(blank=True, null=True, verbose_name="Rain rate (mm/h)"),
                ),
                (
                    "rain_zone",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("A", "A: 8 mm/h"),
                            ("B", "B: 12 mm/h"),
                            ("C", "C: 15 mm/h"),
                            ("D", "D: 19 mm/h"),
                            ("E", "E: 22 mm/h"),
                            ("F", "F: 28 mm/h"),
                            ("G", "G: 30 mm/h"),
                            ("H", "H: 32 mm/h"),
                            ("J", "J: 35 mm/h"),
                            ("K", "K: 42 mm/h"),
                            ("L", "L: 60 mm/h"),
                            ("M", "M: 63 mm/h"),
                            ("N", "N: 95 mm/h"),
                            ("P", "P: 145 mm/h"),
                            ("Q", "Q: 115 mm/h"),
                        ],
                        default="",
                        max_length=1,
                    ),
                ),
                (
                    "dn1_n_km",
                    models.FloatField(blank=True, null=True, verbose_name="Gradient dN1 (N/km)"),
                ),
                (
                    "roughness_m",
                    models.FloatField(
                        blank=True, null=True, verbose_name="Roughness of the terrain (m)"
                    ),
                ),
                (
                    "temperature_c",
                    models.FloatField(default=15.0, verbose_name="Air temperature (°C)"),
                ),
                ("vapour_g_m3", models.FloatField(default=7.5, verbose_name="Water vapour (g/m³)")),
                (
                    "climate",
                    models.CharField(
                        choices=[("temperate", "Temperate"), ("tropical", "Tropical")],
                        default="temperate",
                        max_length=9,
                    ),
                ),
                (
                    "is_obstruction_extended",
                    models.BooleanField(default=True, verbose_name="Extended obstruction"),
                ),
                ("median_k", models.FloatField(default=1.3333, verbose_name="Median k")),
                (
                    "space_diversity_m",
                    models.FloatField(blank=True, null=True, verbose_name="Space diversity"),
                ),
                (
                    "frequency_diversity_mhz",
                    models.FloatField(blank=True, null=True, verbose_name="Frequency diversity"),
                ),
                (
                    "required_mbps",
                    models.FloatField(
                        blank=True, null=True, verbose_name="Required capacity (Mbit/s)"
                    ),
                ),
                (
                    "required_availability_percent",
                    models.FloatField(default=99.99, verbose_name="Required availability"),
                ),
                ("notes", models.TextField(blank=True, default="")),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("updated_at", models.DateTimeField(auto_now=True)),
                (
                    "a_antenna_pattern",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="network.antennapattern",
                        verbose_name="Antenna at A",
                    ),
                ),
                (
                    "b_antenna_pattern",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="network.antennapattern",
                        verbose_name="Antenna at B",
                    ),
                ),
                (
                    "link",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="plans",
                        to="network.backhaullink",
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
                    "radio",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="plans",
                        to="network.radiomodel",
                    ),
                ),
            ],
            options={
                "verbose_name": "link plan",
                "verbose_name_plural": "link plans",
                "ordering": ("link__name",),
            },
        ),
        migrations.CreateModel(
            name="ClimatePoint",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("latitude", models.FloatField()),
                ("longitude", models.FloatField()),
                (
                    "rain_001_mm_h",
                    models.FloatField(blank=True, null=True, verbose_name="Rain rate (mm/h)"),
                ),
                (
                    "dn1_n_km",
                    models.FloatField(blank=True, null=True, verbose_name="Gradient dN1 (N/km)"),
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
                "verbose_name": "climate point",
                "verbose_name_plural": "climate points",
                "ordering": ("latitude", "longitude"),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("tenant", "latitude", "longitude"), name="network_climate_place"
                    ),
                    guywire.kit.tenancy.rules.TenantRows(
                        column="tenant_id", name="network_climatepoint_tenant_rows"
                    ),
                    models.UniqueConstraint(
                        fields=("tenant", "id"), name="network_climatepoint_tenant_id_uniq"
                    ),
                    guywire.kit.tenancy.rules.AuditTrail(
                        hidden=(), name="network_climatepoint_audit"
                    ),
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="radiomodel",
            constraint=models.UniqueConstraint(
                fields=("tenant", "name"), name="network_radio_name"
            ),
        ),
        migrations.AddConstraint(
            model_name="radiomodel",
            constraint=guywire.kit.tenancy.rules.TenantRows(
                column="tenant_id", name="network_radiomodel_tenant_rows"
            ),
        ),
        migrations.AddConstraint(
            model_name="radiomodel",
            constraint=models.UniqueConstraint(
                fields=("tenant", "id"), name="network_radiomodel_tenant_id_uniq"
            ),
        ),
        migrations.AddConstraint(
            model_name="radiomodel",
            constraint=guywire.kit.tenancy.rules.AuditTrail(
                hidden=(), name="network_radiomodel_audit"
            ),
        ),
        migrations.AddConstraint(
            model_name="linkplan",
            constraint=models.UniqueConstraint(fields=("tenant", "link"), name="network_plan_link"),
        ),
        migrations.AddConstraint(
            model_name="linkplan",
            constraint=models.CheckConstraint(
                condition=models.Q(("required_availability_percent__lt", 100)),
                name="network_plan_availability",
            ),
        ),
        migrations.AddConstraint(
            model_name="linkplan",
            constraint=guywire.kit.tenancy.rules.TenantRows(
                column="tenant_id", name="network_linkplan_tenant_rows"
            ),
        ),
        migrations.AddConstraint(
            model_name="linkplan",
            constraint=models.UniqueConstraint(
                fields=("tenant", "id"), name="network_linkplan_tenant_id_uniq"
            ),
        ),
        migrations.AddConstraint(
            model_name="linkplan",
            constraint=guywire.kit.tenancy.rules.AuditTrail(
                hidden=(), name="network_linkplan_audit"
            ),
        ),
        migrations.AddConstraint(
            model_name="linkplan",
            constraint=guywire.kit.tenancy.rules.SameTenant(
                field="link", name="network_linkplan_link_id_same_tenant"
            ),
        ),
        migrations.AddConstraint(
            model_name="linkplan",
            constraint=guywire.kit.tenancy.rules.SameTenant(
                field="radio", name="network_linkplan_radio_id_same_tenant"
            ),
        ),
        migrations.AddConstraint(
            model_name="linkplan",
            constraint=guywire.kit.tenancy.rules.SameTenant(
                field="a_antenna_pattern", name="network_linkplan_a_antenna_pattern_id_same_tenant"
            ),
        ),
        migrations.AddConstraint(
            model_name="linkplan",
            constraint=guywire.kit.tenancy.rules.SameTenant(
                field="b_antenna_pattern", name="network_linkplan_b_antenna_pattern_id_same_tenant"
            ),
        ),
    ]
