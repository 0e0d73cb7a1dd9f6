import uuid

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

import guywire.domains.customers.models.checks
import guywire.kit.tenancy.models
import guywire.kit.tenancy.rules


class Migration(migrations.Migration):
    dependencies = [
        ("customers", "0003_cycle_units"),
        ("tenants", "0005_own_search_path"),
    ]

    operations = [
        migrations.CreateModel(
            name="AddressCheck",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("name", models.CharField(max_length=80)),
                (
                    "key",
                    models.CharField(
                        default=guywire.domains.customers.models.checks.new_key,
                        editable=False,
                        max_length=40,
                    ),
                ),
                ("is_active", models.BooleanField(default=True, verbose_name="open to visitors")),
                (
                    "origins",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=255),
                        blank=True,
                        default=list,
                        size=None,
                    ),
                ),
                ("likely_margin_db", models.FloatField(default=10.0)),
                ("maybe_margin_db", models.FloatField(default=0.0)),
                ("receive_height_m", models.FloatField(default=5.0)),
                ("patch_radius_m", models.FloatField(default=20.0)),
                (
                    "technologies",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=5),
                        blank=True,
                        default=list,
                        size=None,
                    ),
                ),
                (
                    "plan_codes",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=40),
                        blank=True,
                        default=list,
                        size=None,
                    ),
                ),
                (
                    "takes_leads",
                    models.BooleanField(default=True, verbose_name="asks for contact details"),
                ),
                ("title", models.CharField(blank=True, default="", max_length=120)),
                ("intro", models.TextField(blank=True, default="")),
                ("yes_text", models.TextField(blank=True, default="")),
                ("maybe_text", models.TextField(blank=True, default="")),
                ("no_text", models.TextField(blank=True, default="")),
                ("thanks_text", models.TextField(blank=True, default="")),
                ("consent_text", models.TextField(blank=True, default="")),
                ("map_latitude", models.FloatField(blank=True, null=True)),
                ("map_longitude", models.FloatField(blank=True, null=True)),
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
                "verbose_name": "address check",
                "verbose_name_plural": "address checks",
                "ordering": ("name", "id"),
            },
        ),
        migrations.CreateModel(
            name="AddressCheckDay",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("day", models.DateField()),
                ("yes", models.PositiveIntegerField(default=0)),
                ("maybe", models.PositiveIntegerField(default=0)),
                ("no", models.PositiveIntegerField(default=0)),
                ("leads", models.PositiveIntegerField(default=0)),
                (
                    "address_check",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="days",
                        to="customers.addresscheck",
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
                "ordering": ("-day",),
            },
        ),
        migrations.CreateModel(
            name="AddressEnquiry",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("check_name", models.CharField(max_length=80)),
                (
                    "verdict",
                    models.CharField(
                        choices=[("yes", "Yes"), ("maybe", "Maybe"), ("no", "No")], max_length=5
                    ),
                ),
                ("asked", models.CharField(blank=True, default="", max_length=300)),
                ("latitude", models.FloatField()),
                ("longitude", models.FloatField()),
                ("margin_db", models.FloatField(null=True)),
                ("spot_latitude", models.FloatField(null=True)),
                ("spot_longitude", models.FloatField(null=True)),
                (
                    "plans",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=200), default=list, size=None
                    ),
                ),
                ("consent_text", models.TextField()),
                ("created_at", models.DateTimeField()),
                (
                    "address_check",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="enquiries",
                        to="customers.addresscheck",
                    ),
                ),
                (
                    "lead",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="enquiries",
                        to="customers.lead",
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
                "ordering": ("-created_at", "id"),
            },
        ),
        migrations.AddConstraint(
            model_name="addresscheck",
            constraint=models.UniqueConstraint(
                fields=("tenant", "name"), name="address_check_name_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="addresscheck",
            constraint=models.UniqueConstraint(
                fields=("tenant", "key"), name="address_check_key_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="addresscheck",
            constraint=models.CheckConstraint(
                condition=models.Q(("maybe_margin_db__lte", models.F("likely_margin_db"))),
                name="address_check_margins",
            ),
        ),
        migrations.AddConstraint(
            model_name="addresscheck",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("map_latitude", None), ("map_longitude", None)),
                    models.Q(
                        ("map_latitude__range", (-90, 90)), ("map_longitude__range", (-180, 180))
                    ),
                    _connector="OR",
                ),
                name="address_check_map_on_earth",
            ),
        ),
        migrations.AddConstraint(
            model_name="addresscheck",
            constraint=guywire.kit.tenancy.rules.TenantRows(
                column="tenant_id", name="customers_addresscheck_tenant_rows"
            ),
        ),
        migrations.AddConstraint(
            model_name="addresscheck",
            constraint=models.UniqueConstraint(
                fields=("tenant", "id"), name="customers_addresscheck_tenant_id_uniq"
            ),
        ),
        migrations.AddConstraint(
            model_name="addresscheck",
            constraint=guywire.kit.tenancy.rules.AuditTrail(
                hidden=(), name="customers_addresscheck_audit"
            ),
        ),
        migrations.AddConstraint(
            model_name="addresscheckday",
            constraint=models.UniqueConstraint(
                fields=("tenant", "address_check", "day"), name="address_check_day_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="addresscheckday",
            constraint=guywire.kit.tenancy.rules.TenantRows(
                column="tenant_id", name="customers_addresscheckday_tenant_rows"
            ),
        ),
        migrations.AddConstraint(
            model_name="addresscheckday",
            constraint=models.UniqueConstraint(
                fields=("tenant", "id"), name="customers_addresscheckday_tenant_id_uniq"
            ),
        ),
        migrations.AddConstraint(
            model_name="addresscheckday",
            constraint=guywire.kit.tenancy.rules.SameTenant(
                field="address_check", name="customers_addresscheckday_address_check_id_same_tenant"
            ),
        ),
        migrations.AddIndex(
            model_name="addressenquiry",
            index=models.Index(
                fields=["tenant", "address_check", "-created_at"], name="address_enquiry_newest"
            ),
        ),
        migrations.AddConstraint(
            model_name="addressenquiry",
            constraint=models.UniqueConstraint(
                fields=("tenant", "lead"), name="address_enquiry_of_lead"
            ),
        ),
        migrations.AddConstraint(
            model_name="addressenquiry",
            constraint=guywire.kit.tenancy.rules.TenantRows(
                column="tenant_id", name="customers_addressenquiry_tenant_rows"
            ),
        ),
        migrations.AddConstraint(
            model_name="addressenquiry",
            constraint=models.UniqueConstraint(
                fields=("tenant", "id"), name="customers_addressenquiry_tenant_id_uniq"
            ),
        ),
        migrations.AddConstraint(
            model_name="addressenquiry",
            constraint=guywire.kit.tenancy.rules.AuditTrail(
                hidden=(), name="customers_addressenquiry_audit"
            ),
        ),
        migrations.AddConstraint(
            model_name="addressenquiry",
            constraint=guywire.kit.tenancy.rules.SameTenant(
                field="address_check", name="customers_addressenquiry_address_check_id_same_tenant"
            ),
        ),
        migrations.AddConstraint(
            model_name="addressenquiry",
            constraint=guywire.kit.tenancy.rules.SameTenant(
                field="lead", name="customers_addressenquiry_lead_id_same_tenant"
            ),
        ),
    ]
