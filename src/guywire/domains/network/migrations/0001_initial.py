import uuid

import django.contrib.postgres.fields
import django.contrib.postgres.search
import django.core.serializers.json
import django.db.models.deletion
from django.db import migrations, models

import guywire.kit.clock
import guywire.kit.secrets.fields
import guywire.kit.tenancy.models
import guywire.kit.tenancy.rules


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("tenants", "0002_platform_functions"),
    ]

    operations = [
        migrations.CreateModel(
            name="QualificationRun",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("name", models.CharField(max_length=200)),
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
                ("receive_height_m", models.FloatField(default=5.0)),
                ("columns", models.JSONField(default=list)),
                ("row_count", models.PositiveIntegerField()),
                ("done_count", models.PositiveIntegerField(default=0)),
                ("served_count", models.PositiveIntegerField(default=0)),
                ("bad_count", models.PositiveIntegerField(default=0)),
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
                "verbose_name": "qualification",
                "verbose_name_plural": "qualifications",
                "ordering": ("-created_at", "-id"),
            },
        ),
        migrations.CreateModel(
            name="Sector",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("valid_from", models.DateTimeField(default=guywire.kit.clock.now)),
                ("valid_to", models.DateTimeField(blank=True, null=True)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("updated_at", models.DateTimeField(auto_now=True)),
                ("name", models.CharField(max_length=80)),
                (
                    "technology",
                    models.CharField(
                        choices=[
                            ("lte", "LTE"),
                            ("nr", "5G NR"),
                            ("cbrs", "CBRS LTE"),
                            ("wifi", "Wi-Fi"),
                            ("fwa", "Other fixed wireless"),
                        ],
                        max_length=4,
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("planned", "Planned"),
                            ("on-air", "On air"),
                            ("maintenance", "Maintenance"),
                            ("off-air", "Off air"),
                            ("retired", "Retired"),
                        ],
                        default="planned",
                        max_length=11,
                    ),
                ),
                ("band", models.CharField(blank=True, default="", max_length=20)),
                (
                    "earfcn",
                    models.PositiveIntegerField(blank=True, null=True, verbose_name="EARFCN"),
                ),
                (
                    "nr_arfcn",
                    models.PositiveIntegerField(blank=True, null=True, verbose_name="NR-ARFCN"),
                ),
                (
                    "wifi_channel",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="Wi-Fi channel"
                    ),
                ),
                ("center_frequency_mhz", models.FloatField()),
                ("bandwidth_mhz", models.FloatField()),
                ("azimuth_deg", models.FloatField()),
                ("beamwidth_deg", models.FloatField()),
                ("vertical_beamwidth_deg", models.FloatField(default=7.0)),
                ("mechanical_tilt_deg", models.FloatField(default=0.0)),
                ("electrical_tilt_deg", models.FloatField(default=0.0)),
                ("height_m", models.FloatField()),
                ("eirp_dbm", models.FloatField(verbose_name="EIRP")),
                ("antenna_model", models.CharField(blank=True, default="", max_length=80)),
                ("antenna_gain_dbi", models.FloatField(blank=True, null=True)),
                ("front_to_back_db", models.FloatField(default=25.0)),
                ("receiver_gain_dbi", models.FloatField(default=0.0)),
                ("receive_threshold_dbm", models.FloatField(default=-90.0)),
                ("max_range_m", models.FloatField(default=15000.0)),
                (
                    "pci",
                    models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="PCI"),
                ),
                ("tac", models.PositiveIntegerField(blank=True, null=True, verbose_name="TAC")),
                (
                    "eci",
                    models.BigIntegerField(blank=True, null=True, verbose_name="Cell identity"),
                ),
                ("notes", models.TextField(blank=True, default="")),
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
                "verbose_name": "sector",
                "verbose_name_plural": "sectors",
                "ordering": ("site__name", "name"),
            },
        ),
        migrations.CreateModel(
            name="QualificationRow",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("line", models.PositiveIntegerField()),
                ("given", models.JSONField(default=list)),
                ("address", models.CharField(blank=True, default="", max_length=300)),
                ("latitude", models.FloatField(null=True)),
                ("longitude", models.FloatField(null=True)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "Waiting"),
                            ("served", "Served"),
                            ("unserved", "Not served"),
                            ("bad", "Unusable"),
                        ],
                        default="waiting",
                        max_length=8,
                    ),
                ),
                ("sector_name", models.CharField(blank=True, default="", max_length=220)),
                ("distance_m", models.FloatField(null=True)),
                ("azimuth_deg", models.FloatField(null=True)),
                ("signal_dbm", models.FloatField(null=True)),
                ("margin_db", models.FloatField(null=True)),
                ("has_line_of_sight", models.BooleanField(null=True)),
                ("reason", models.TextField(blank=True, default="")),
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
                    "run",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="rows",
                        to="network.qualificationrun",
                    ),
                ),
                (
                    "sector",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="qualification_rows",
                        to="network.sector",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="SectorVersion",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("valid_from", models.DateTimeField()),
                ("valid_to", models.DateTimeField(null=True)),
                ("facts", models.JSONField(encoder=django.core.serializers.json.DjangoJSONEncoder)),
                (
                    "subject",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="versions",
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
        ),
        migrations.CreateModel(
            name="Site",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("valid_from", models.DateTimeField(default=guywire.kit.clock.now)),
                ("valid_to", models.DateTimeField(blank=True, null=True)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("updated_at", models.DateTimeField(auto_now=True)),
                ("name", models.CharField(max_length=120)),
                (
                    "types",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(
                            choices=[
                                ("tower", "Tower"),
                                ("noc", "NOC"),
                                ("warehouse", "Warehouse"),
                                ("building", "Building"),
                                ("pole", "Pole"),
                                ("internet-access", "Internet access"),
                                ("hq", "Headquarters"),
                                ("other", "Other"),
                            ],
                            max_length=16,
                        ),
                        default=list,
                        size=None,
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("planned", "Planned"),
                            ("active", "Active"),
                            ("maintenance", "Maintenance"),
                            ("inactive", "Inactive"),
                        ],
                        default="planned",
                        max_length=12,
                    ),
                ),
                ("latitude", models.FloatField()),
                ("longitude", models.FloatField()),
                ("address", models.CharField(blank=True, default="", max_length=300)),
                ("ground_elevation_m", models.FloatField(blank=True, null=True)),
                ("height_m", models.FloatField(blank=True, null=True)),
                (
                    "structure",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("guyed", "Guyed tower"),
                            ("self-supporting", "Self-supporting tower"),
                            ("monopole", "Monopole"),
                            ("pole", "Pole"),
                            ("rooftop", "Rooftop"),
                            ("water-tank", "Water tank"),
                            ("silo", "Silo"),
                            ("building", "Building"),
                            ("other", "Other"),
                        ],
                        default="",
                        max_length=16,
                    ),
                ),
                ("owner", models.CharField(blank=True, default="", max_length=120)),
                (
                    "asr_number",
                    models.CharField(
                        blank=True, default="", max_length=7, verbose_name="ASR number"
                    ),
                ),
                (
                    "fcc_id",
                    models.CharField(
                        blank=True, default="", max_length=20, verbose_name="FCC site id"
                    ),
                ),
                ("access_instructions", models.TextField(blank=True, default="")),
                ("access_hours", models.CharField(blank=True, default="", max_length=120)),
                ("gate_code", guywire.kit.secrets.fields.SecretField(blank=True, default="")),
                ("safety_notes", models.TextField(blank=True, default="")),
                (
                    "tags",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=40),
                        blank=True,
                        default=list,
                        size=None,
                    ),
                ),
                ("notes", models.TextField(blank=True, default="")),
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
                "verbose_name": "site",
                "verbose_name_plural": "sites",
                "ordering": ("name",),
            },
        ),
        migrations.AddField(
            model_name="sector",
            name="site",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="sectors",
                to="network.site",
            ),
        ),
        migrations.CreateModel(
            name="Equipment",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("valid_from", models.DateTimeField(default=guywire.kit.clock.now)),
                ("valid_to", models.DateTimeField(blank=True, null=True)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("updated_at", models.DateTimeField(auto_now=True)),
                ("name", models.CharField(max_length=80)),
                (
                    "type",
                    models.CharField(
                        choices=[
                            ("router", "Router"),
                            ("switch", "Switch"),
                            ("radio", "Radio"),
                            ("antenna", "Antenna"),
                            ("backhaul", "Backhaul radio"),
                            ("power", "Power supply"),
                            ("ups", "UPS"),
                            ("generator", "Generator"),
                            ("battery", "Battery"),
                            ("server", "Server"),
                            ("core", "Core node (EPC)"),
                            ("other", "Other"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("planned", "Planned"),
                            ("deployed", "Deployed"),
                            ("maintenance", "Maintenance"),
                            ("failed", "Failed"),
                            ("removed", "Removed"),
                        ],
                        default="deployed",
                        max_length=12,
                    ),
                ),
                ("manufacturer", models.CharField(blank=True, default="", max_length=80)),
                ("model", models.CharField(blank=True, default="", max_length=80)),
                ("serial_number", models.CharField(blank=True, default="", max_length=80)),
                (
                    "ip_address",
                    models.GenericIPAddressField(blank=True, null=True, verbose_name="IP address"),
                ),
                (
                    "mac_address",
                    models.CharField(
                        blank=True, default="", max_length=17, verbose_name="MAC address"
                    ),
                ),
                ("management_username", models.CharField(blank=True, default="", max_length=80)),
                (
                    "management_password",
                    guywire.kit.secrets.fields.SecretField(blank=True, default=""),
                ),
                ("firmware", models.CharField(blank=True, default="", max_length=80)),
                ("installed_on", models.DateField(blank=True, null=True)),
                ("notes", models.TextField(blank=True, default="")),
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
                    "sector",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="equipment",
                        to="network.sector",
                    ),
                ),
                (
                    "site",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="equipment",
                        to="network.site",
                    ),
                ),
            ],
            options={
                "verbose_name": "equipment",
                "verbose_name_plural": "equipment",
                "ordering": ("site__name", "name"),
            },
        ),
        migrations.CreateModel(
            name="BackhaulLink",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("valid_from", models.DateTimeField(default=guywire.kit.clock.now)),
                ("valid_to", models.DateTimeField(blank=True, null=True)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("updated_at", models.DateTimeField(auto_now=True)),
                ("name", models.CharField(max_length=120)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("fiber", "Fiber"),
                            ("licensed", "Licensed radio"),
                            ("unlicensed", "Unlicensed radio"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("planned", "Planned"),
                            ("active", "Active"),
                            ("maintenance", "Maintenance"),
                            ("inactive", "Inactive"),
                        ],
                        default="planned",
                        max_length=12,
                    ),
                ),
                (
                    "a_height_m",
                    models.FloatField(blank=True, null=True, verbose_name="Height at A"),
                ),
                (
                    "a_azimuth_deg",
                    models.FloatField(blank=True, null=True, verbose_name="Azimuth at A"),
                ),
                (
                    "a_gain_dbi",
                    models.FloatField(blank=True, null=True, verbose_name="Antenna gain at A"),
                ),
                (
                    "a_tx_power_dbm",
                    models.FloatField(blank=True, null=True, verbose_name="Transmit power at A"),
                ),
                (
                    "b_height_m",
                    models.FloatField(blank=True, null=True, verbose_name="Height at B"),
                ),
                (
                    "b_azimuth_deg",
                    models.FloatField(blank=True, null=True, verbose_name="Azimuth at B"),
                ),
                (
                    "b_gain_dbi",
                    models.FloatField(blank=True, null=True, verbose_name="Antenna gain at B"),
                ),
                (
                    "b_tx_power_dbm",
                    models.FloatField(blank=True, null=True, verbose_name="Transmit power at B"),
                ),
                ("frequency_mhz", models.FloatField(blank=True, null=True)),
                ("bandwidth_mhz", models.FloatField(blank=True, null=True)),
                ("capacity_mbps", models.FloatField(blank=True, null=True)),
                ("is_upstream", models.BooleanField(default=False, verbose_name="Upstream")),
                (
                    "call_sign",
                    models.CharField(
                        blank=True, default="", max_length=10, verbose_name="FCC call sign"
                    ),
                ),
                ("licence_holder", models.CharField(blank=True, default="", max_length=120)),
                (
                    "licence_status",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("pending", "Pending"),
                            ("active", "Active"),
                            ("expired", "Expired"),
                            ("suspended", "Suspended"),
                            ("revoked", "Revoked"),
                        ],
                        default="",
                        max_length=9,
                    ),
                ),
                ("licence_expires_on", models.DateField(blank=True, null=True)),
                ("licence_file_number", models.CharField(blank=True, default="", max_length=20)),
                ("emission_designator", models.CharField(blank=True, default="", max_length=20)),
                ("provider", models.CharField(blank=True, default="", max_length=120)),
                (
                    "circuit_id",
                    models.CharField(
                        blank=True, default="", max_length=80, verbose_name="Circuit id"
                    ),
                ),
                ("handoff", models.CharField(blank=True, default="", max_length=80)),
                ("connector", models.CharField(blank=True, default="", max_length=40)),
                ("strand_count", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("demarcation", models.CharField(blank=True, default="", max_length=120)),
                (
                    "monthly_cost",
                    models.DecimalField(blank=True, decimal_places=2, max_digits=12, null=True),
                ),
                ("contract_ends_on", models.DateField(blank=True, null=True)),
                ("notes", models.TextField(blank=True, default="")),
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
                    "site_a",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="links_a",
                        to="network.site",
                    ),
                ),
                (
                    "site_b",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="links_b",
                        to="network.site",
                    ),
                ),
            ],
            options={
                "verbose_name": "backhaul link",
                "verbose_name_plural": "backhaul links",
                "ordering": ("name",),
            },
        ),
        migrations.CreateModel(
            name="SiteContact",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("landlord", "Landlord"),
                            ("access", "Access"),
                            ("power", "Power company"),
                            ("tower-owner", "Tower owner"),
                            ("emergency", "Emergency"),
                            ("other", "Other"),
                        ],
                        default="access",
                        max_length=12,
                    ),
                ),
                ("name", models.CharField(max_length=120)),
                ("phone", models.CharField(blank=True, default="", max_length=40)),
                ("email", models.EmailField(blank=True, default="", max_length=254)),
                ("notes", models.TextField(blank=True, default="")),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("updated_at", models.DateTimeField(auto_now=True)),
                (
                    "site",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="contacts",
                        to="network.site",
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
                "verbose_name": "site contact",
                "verbose_name_plural": "site contacts",
                "ordering": ("role", "name"),
            },
        ),
        migrations.CreateModel(
            name="SiteVersion",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("valid_from", models.DateTimeField()),
                ("valid_to", models.DateTimeField(null=True)),
                ("facts", models.JSONField(encoder=django.core.serializers.json.DjangoJSONEncoder)),
                (
                    "subject",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="versions",
                        to="network.site",
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
        ),
        migrations.CreateModel(
            name="AddressPoint",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "number",
                    models.CharField(
                        blank=True, default="", max_length=20, verbose_name="House number"
                    ),
                ),
                ("street", models.CharField(max_length=120)),
                ("unit", models.CharField(blank=True, default="", max_length=20)),
                ("city", models.CharField(blank=True, default="", max_length=80)),
                ("region", models.CharField(blank=True, default="", max_length=40)),
                ("postcode", models.CharField(blank=True, default="", max_length=12)),
                ("latitude", models.FloatField()),
                ("longitude", models.FloatField()),
                ("words", models.CharField(max_length=320)),
                (
                    "search",
                    models.GeneratedField(
                        db_persist=True,
                        expression=django.contrib.postgres.search.SearchVector(
                            "words", config="simple"
                        ),
                        output_field=django.contrib.postgres.search.SearchVectorField(),
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
                "verbose_name": "address",
                "verbose_name_plural": "addresses",
                "ordering": ("street", "number", "unit"),
                "indexes": [
                    models.Index(fields=["tenant", "number"], name="network_address_number"),
                    models.Index(
                        fields=["tenant", "street", "number"], name="network_address_street"
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("tenant", "words"), name="network_address_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("latitude__range", (-90, 90)), ("longitude__range", (-180, 180))
                        ),
                        name="network_address_on_earth",
                    ),
                    guywire.kit.tenancy.rules.TenantRows(
                        column="tenant_id", name="network_addresspoint_tenant_rows"
                    ),
                    models.UniqueConstraint(
                        fields=("tenant", "id"), name="network_addresspoint_tenant_id_uniq"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="EquipmentVersion",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("valid_from", models.DateTimeField()),
                ("valid_to", models.DateTimeField(null=True)),
                ("facts", models.JSONField(encoder=django.core.serializers.json.DjangoJSONEncoder)),
                (
                    "subject",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="versions",
                        to="network.equipment",
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
                        fields=("tenant", "subject", "valid_from"),
                        name="network_equipment_version_start",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("valid_to", None)),
                        fields=("tenant", "subject"),
                        name="network_equipment_version_open",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_to", None),
                            ("valid_to__gt", models.F("valid_from")),
                            _connector="OR",
                        ),
                        name="network_equipment_version_period",
                    ),
                    guywire.kit.tenancy.rules.TenantRows(
                        column="tenant_id", name="network_equipmentversion_tenant_rows"
                    ),
                    models.UniqueConstraint(
                        fields=("tenant", "id"), name="network_equipmentversion_tenant_id_uniq"
                    ),
                    guywire.kit.tenancy.rules.SameTenant(
                        field="subject", name="network_equipmentversion_subject_id_same_tenant"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="LinkVersion",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("valid_from", models.DateTimeField()),
                ("valid_to", models.DateTimeField(null=True)),
                ("facts", models.JSONField(encoder=django.core.serializers.json.DjangoJSONEncoder)),
                (
                    "subject",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="versions",
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
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("tenant", "subject", "valid_from"),
                        name="network_link_version_start",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("valid_to", None)),
                        fields=("tenant", "subject"),
                        name="network_link_version_open",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_to", None),
                            ("valid_to__gt", models.F("valid_from")),
                            _connector="OR",
                        ),
                        name="network_link_version_period",
                    ),
                    guywire.kit.tenancy.rules.TenantRows(
                        column="tenant_id", name="network_linkversion_tenant_rows"
                    ),
                    models.UniqueConstraint(
                        fields=("tenant", "id"), name="network_linkversion_tenant_id_uniq"
                    ),
                    guywire.kit.tenancy.rules.SameTenant(
                        field="subject", name="network_linkversion_subject_id_same_tenant"
                    ),
                ],
            },
        ),
        migrations.AddIndex(
            model_name="qualificationrun",
            index=models.Index(fields=["tenant", "-created_at"], name="network_run_recent"),
        ),
        migrations.AddConstraint(
            model_name="qualificationrun",
            constraint=models.CheckConstraint(
                condition=models.Q(("done_count__lte", models.F("row_count"))),
                name="network_run_counts",
            ),
        ),
        migrations.AddConstraint(
            model_name="qualificationrun",
            constraint=guywire.kit.tenancy.rules.TenantRows(
                column="tenant_id", name="network_qualificationrun_tenant_rows"
            ),
        ),
        migrations.AddConstraint(
            model_name="qualificationrun",
            constraint=models.UniqueConstraint(
                fields=("tenant", "id"), name="network_qualificationrun_tenant_id_uniq"
            ),
        ),
        migrations.AddConstraint(
            model_name="qualificationrun",
            constraint=guywire.kit.tenancy.rules.AuditTrail(
                hidden=(), name="network_qualificationrun_audit"
            ),
        ),
        migrations.AddIndex(
            model_name="qualificationrow",
            index=models.Index(
                fields=["tenant", "run", "state", "line"], name="network_qualification_state"
            ),
        ),
        migrations.AddConstraint(
            model_name="qualificationrow",
            constraint=models.UniqueConstraint(
                fields=("tenant", "run", "line"), name="network_qualification_line"
            ),
        ),
        migrations.AddConstraint(
            model_name="qualificationrow",
            constraint=guywire.kit.tenancy.rules.TenantRows(
                column="tenant_id", name="network_qualificationrow_tenant_rows"
            ),
        ),
        migrations.AddConstraint(
            model_name="qualificationrow",
            constraint=models.UniqueConstraint(
                fields=("tenant", "id"), name="network_qualificationrow_tenant_id_uniq"
            ),
        ),
        migrations.AddConstraint(
            model_name="sectorversion",
            constraint=models.UniqueConstraint(
                fields=("tenant", "subject", "valid_from"), name="network_sector_version_start"
            ),
        ),
        migrations.AddConstraint(
            model_name="sectorversion",
            constraint=models.UniqueConstraint(
                condition=models.Q(("valid_to", None)),
                fields=("tenant", "subject"),
                name="network_sector_version_open",
            ),
        ),
        migrations.AddConstraint(
            model_name="sectorversion",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("valid_to", None), ("valid_to__gt", models.F("valid_from")), _connector="OR"
                ),
                name="network_sector_version_period",
            ),
        ),
        migrations.AddConstraint(
            model_name="sectorversion",
            constraint=guywire.kit.tenancy.rules.TenantRows(
                column="tenant_id", name="network_sectorversion_tenant_rows"
            ),
        ),
        migrations.AddConstraint(
            model_name="sectorversion",
            constraint=models.UniqueConstraint(
                fields=("tenant", "id"), name="network_sectorversion_tenant_id_uniq"
            ),
        ),
        migrations.AddIndex(
            model_name="site",
            index=models.Index(
                fields=["tenant", "latitude", "longitude"], name="network_site_place"
            ),
        ),
        migrations.AddIndex(
            model_name="site",
            index=models.Index(fields=["tenant", "status", "name"], name="network_site_status"),
        ),
        migrations.AddConstraint(
            model_name="site",
            constraint=models.UniqueConstraint(fields=("tenant", "name"), name="network_site_name"),
        ),
        migrations.AddConstraint(
            model_name="site",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("latitude__range", (-90, 90)), ("longitude__range", (-180, 180))
                ),
                name="network_site_on_earth",
            ),
        ),
        migrations.AddConstraint(
            model_name="site",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("valid_to", None), ("valid_to__gte", models.F("valid_from")), _connector="OR"
                ),
                name="network_site_period",
            ),
        ),
        migrations.AddConstraint(
            model_name="site",
            constraint=guywire.kit.tenancy.rules.TenantRows(
                column="tenant_id", name="network_site_tenant_rows"
            ),
        ),
        migrations.AddConstraint(
            model_name="site",
            constraint=models.UniqueConstraint(
                fields=("tenant", "id"), name="network_site_tenant_id_uniq"
            ),
        ),
        migrations.AddConstraint(
            model_name="site",
            constraint=guywire.kit.tenancy.rules.AuditTrail(
                hidden=("gate_code",), name="network_site_audit"
            ),
        ),
        migrations.AddIndex(
            model_name="sector",
            index=models.Index(fields=["tenant", "status", "name"], name="network_sector_status"),
        ),
        migrations.AddConstraint(
            model_name="sector",
            constraint=models.UniqueConstraint(
                fields=("tenant", "site", "name"), name="network_sector_name"
            ),
        ),
        migrations.AddConstraint(
            model_name="sector",
            constraint=models.UniqueConstraint(
                condition=models.Q(("eci__isnull", False)),
                fields=("tenant", "technology", "eci"),
                name="network_sector_eci",
            ),
        ),
        migrations.AddConstraint(
            model_name="sector",
            constraint=guywire.kit.tenancy.rules.TenantRows(
                column="tenant_id", name="network_sector_tenant_rows"
            ),
        ),
        migrations.AddConstraint(
            model_name="sector",
            constraint=models.UniqueConstraint(
                fields=("tenant", "id"), name="network_sector_tenant_id_uniq"
            ),
        ),
        migrations.AddConstraint(
            model_name="sector",
            constraint=guywire.kit.tenancy.rules.AuditTrail(hidden=(), name="network_sector_audit"),
        ),
        migrations.AddIndex(
            model_name="equipment",
            index=models.Index(
                fields=["tenant", "status", "name"], name="network_equipment_status"
            ),
        ),
        migrations.AddConstraint(
            model_name="equipment",
            constraint=models.UniqueConstraint(
                fields=("tenant", "site", "name"), name="network_equipment_name"
            ),
        ),
        migrations.AddConstraint(
            model_name="equipment",
            constraint=models.UniqueConstraint(
                condition=models.Q(("serial_number", ""), _negated=True),
                fields=("tenant", "manufacturer", "serial_number"),
                name="network_equipment_serial",
            ),
        ),
        migrations.AddConstraint(
            model_name="equipment",
            constraint=models.UniqueConstraint(
                condition=models.Q(("mac_address", ""), _negated=True),
                fields=("tenant", "mac_address"),
                name="network_equipment_mac",
            ),
        ),
        migrations.AddConstraint(
            model_name="equipment",
            constraint=guywire.kit.tenancy.rules.TenantRows(
                column="tenant_id", name="network_equipment_tenant_rows"
            ),
        ),
        migrations.AddConstraint(
            model_name="equipment",
            constraint=models.UniqueConstraint(
                fields=("tenant", "id"), name="network_equipment_tenant_id_uniq"
            ),
        ),
        migrations.AddConstraint(
            model_name="equipment",
            constraint=guywire.kit.tenancy.rules.AuditTrail(
                hidden=("management_password",), name="network_equipment_audit"
            ),
        ),
        migrations.AddIndex(
            model_name="backhaullink",
            index=models.Index(fields=["tenant", "status", "name"], name="network_link_status"),
        ),
        migrations.AddIndex(
            model_name="backhaullink",
            index=models.Index(
                fields=["tenant", "licence_expires_on"], name="network_link_licence_expiry"
            ),
        ),
        migrations.AddConstraint(
            model_name="backhaullink",
            constraint=models.UniqueConstraint(fields=("tenant", "name"), name="network_link_name"),
        ),
        migrations.AddConstraint(
            model_name="backhaullink",
            constraint=models.CheckConstraint(
                condition=models.Q(("site_a", models.F("site_b")), _negated=True),
                name="network_link_has_two_ends",
            ),
        ),
        migrations.AddConstraint(
            model_name="backhaullink",
            constraint=guywire.kit.tenancy.rules.TenantRows(
                column="tenant_id", name="network_backhaullink_tenant_rows"
            ),
        ),
        migrations.AddConstraint(
            model_name="backhaullink",
            constraint=models.UniqueConstraint(
                fields=("tenant", "id"), name="network_backhaullink_tenant_id_uniq"
            ),
        ),
        migrations.AddConstraint(
            model_name="backhaullink",
            constraint=guywire.kit.tenancy.rules.AuditTrail(
                hidden=(), name="network_backhaullink_audit"
            ),
        ),
        migrations.AddConstraint(
            model_name="sitecontact",
            constraint=models.UniqueConstraint(
                fields=("tenant", "site", "role", "name"), name="network_contact_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="sitecontact",
            constraint=guywire.kit.tenancy.rules.TenantRows(
                column="tenant_id", name="network_sitecontact_tenant_rows"
            ),
        ),
        migrations.AddConstraint(
            model_name="sitecontact",
            constraint=models.UniqueConstraint(
                fields=("tenant", "id"), name="network_sitecontact_tenant_id_uniq"
            ),
        ),
        migrations.AddConstraint(
            model_name="sitecontact",
            constraint=guywire.kit.tenancy.rules.AuditTrail(
                hidden=(), name="network_sitecontact_audit"
            ),
        ),
        migrations.AddConstraint(
            model_name="siteversion",
            constraint=models.UniqueConstraint(
                fields=("tenant", "subject", "valid_from"), name="network_site_version_start"
            ),
        ),
        migrations.AddConstraint(
            model_name="siteversion",
            constraint=models.UniqueConstraint(
                condition=models.Q(("valid_to", None)),
                fields=("tenant", "subject"),
                name="network_site_version_open",
            ),
        ),
        migrations.AddConstraint(
            model_name="siteversion",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("valid_to", None), ("valid_to__gt", models.F("valid_from")), _connector="OR"
                ),
                name="network_site_version_period",
            ),
        ),
        migrations.AddConstraint(
            model_name="siteversion",
            constraint=guywire.kit.tenancy.rules.TenantRows(
                column="tenant_id", name="network_siteversion_tenant_rows"
            ),
        ),
        migrations.AddConstraint(
            model_name="siteversion",
            constraint=models.UniqueConstraint(
                fields=("tenant", "id"), name="network_siteversion_tenant_id_uniq"
            ),
        ),
        migrations.AddConstraint(
            model_name="qualificationrow",
            constraint=guywire.kit.tenancy.rules.SameTenant(
                field="run", name="network_qualificationrow_run_id_same_tenant"
            ),
        ),
        migrations.AddConstraint(
            model_name="qualificationrow",
            constraint=guywire.kit.tenancy.rules.SameTenant(
                field="sector", name="network_qualificationrow_sector_id_same_tenant"
            ),
        ),
        migrations.AddConstraint(
            model_name="sectorversion",
            constraint=guywire.kit.tenancy.rules.SameTenant(
                field="subject", name="network_sectorversion_subject_id_same_tenant"
            ),
        ),
        migrations.AddConstraint(
            model_name="sector",
            constraint=guywire.kit.tenancy.rules.SameTenant(
                field="site", name="network_sector_site_id_same_tenant"
            ),
        ),
        migrations.AddConstraint(
            model_name="equipment",
            constraint=guywire.kit.tenancy.rules.SameTenant(
                field="site", name="network_equipment_site_id_same_tenant"
            ),
        ),
        migrations.AddConstraint(
            model_name="equipment",
            constraint=guywire.kit.tenancy.rules.SameTenant(
                field="sector", name="network_equipment_sector_id_same_tenant"
            ),
        ),
        migrations.AddConstraint(
            model_name="backhaullink",
            constraint=guywire.kit.tenancy.rules.SameTenant(
                field="site_a", name="network_backhaullink_site_a_id_same_tenant"
            ),
        ),
        migrations.AddConstraint(
            model_name="backhaullink",
            constraint=guywire.kit.tenancy.rules.SameTenant(
                field="site_b", name="network_backhaullink_site_b_id_same_tenant"
            ),
        ),
        migrations.AddConstraint(
            model_name="sitecontact",
            constraint=guywire.kit.tenancy.rules.SameTenant(
                field="site", name="network_sitecontact_site_id_same_tenant"
            ),
        ),
        migrations.AddConstraint(
            model_name="siteversion",
            constraint=guywire.kit.tenancy.rules.SameTenant(
                field="subject", name="network_siteversion_subject_id_same_tenant"
            ),
        ),
    ]
