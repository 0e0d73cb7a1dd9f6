import uuid

import django.db.models.deletion
from django.db import migrations, models

import guywire.kit.tenancy.models
import guywire.kit.tenancy.rules


class Migration(migrations.Migration):
    dependencies = [
        ("billing", "0002_initial"),
        ("customers", "0005_periods_of_customers"),
        ("tenants", "0005_own_search_path"),
    ]

    operations = [
        migrations.CreateModel(
            name="PrintBatch",
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
                ("row_count", models.PositiveIntegerField(default=0)),
                ("done_count", models.PositiveIntegerField(default=0)),
                ("lanes", models.JSONField(default=list)),
                ("error", models.TextField(blank=True, default="")),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("started_at", models.DateTimeField(null=True)),
                ("finished_at", models.DateTimeField(null=True)),
                ("name", models.CharField(editable=False, max_length=80)),
                ("started_by", models.CharField(editable=False, max_length=160)),
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
                "verbose_name": "print batch",
                "verbose_name_plural": "print batches",
                "ordering": ("-created_at", "id"),
            },
        ),
        migrations.CreateModel(
            name="Sending",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "channel",
                    models.CharField(
                        choices=[("email", "e-mail"), ("print", "on paper")], max_length=5
                    ),
                ),
                ("turn", models.PositiveSmallIntegerField(default=1)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "Waiting"),
                            ("sending", "being sent"),
                            ("sent", "Sent"),
                            ("refused", "Refused"),
                            ("bounced", "came back"),
                            ("doubtful", "Doubtful"),
                        ],
                        default="waiting",
                        max_length=8,
                    ),
                ),
                ("address", models.CharField(blank=True, default="", max_length=254)),
                ("paper", models.CharField(blank=True, default="", max_length=64)),
                ("reason", models.CharField(blank=True, default="", max_length=300)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("taken_at", models.DateTimeField(null=True)),
                ("sent_at", models.DateTimeField(null=True)),
                (
                    "batch",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="sendings",
                        to="billing.printbatch",
                    ),
                ),
                (
                    "invoice",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="sendings",
                        to="billing.invoice",
                    ),
                ),
                (
                    "tenant",
                    models.ForeignKey(
                        db_constraint=False,
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
        migrations.AddField(
            model_name="billingsettings",
            name="bic",
            field=models.CharField(blank=True, default="", max_length=11, verbose_name="BIC"),
        ),
        migrations.AddField(
            model_name="billingsettings",
            name="iban",
            field=models.CharField(blank=True, default="", max_length=34, verbose_name="IBAN"),
        ),
        migrations.AddField(
            model_name="billingsettings",
            name="paper_fee_minor",
            field=models.BigIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="billingsettings",
            name="sends_documents",
            field=models.BooleanField(default=False),
        ),
        migrations.AddConstraint(
            model_name="billingsettings",
            constraint=models.CheckConstraint(
                condition=models.Q(("paper_fee_minor__gte", 0)), name="billing_settings_paper_fee"
            ),
        ),
        migrations.AddConstraint(
            model_name="printbatch",
            constraint=guywire.kit.tenancy.rules.TenantRows(
                column="tenant_id", name="billing_printbatch_tenant_rows"
            ),
        ),
        migrations.AddConstraint(
            model_name="printbatch",
            constraint=models.UniqueConstraint(
                fields=("tenant", "id"), name="billing_printbatch_tenant_id_uniq"
            ),
        ),
        migrations.AddConstraint(
            model_name="printbatch",
            constraint=guywire.kit.tenancy.rules.AuditTrail(
                hidden=(), name="billing_printbatch_audit", silent=("done_count", "lanes")
            ),
        ),
        migrations.AddIndex(
            model_name="sending",
            index=models.Index(
                condition=models.Q(("state__in", ("waiting", "sending"))),
                fields=["tenant", "channel", "created_at"],
                name="sending_waiting",
            ),
        ),
        migrations.AddIndex(
            model_name="sending",
            index=models.Index(fields=["tenant", "-created_at", "id"], name="sending_newest"),
        ),
        migrations.AddIndex(
            model_name="sending",
            index=models.Index(
                condition=models.Q(("batch__isnull", False)),
                fields=["tenant", "batch"],
                name="sending_of_batch",
            ),
        ),
        migrations.AddConstraint(
            model_name="sending",
            constraint=models.UniqueConstraint(
                fields=("tenant", "invoice", "channel", "turn"), name="sending_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="sending",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("channel", "email"), _negated=True),
                    models.Q(("address", ""), _negated=True),
                    _connector="OR",
                ),
                name="sending_has_address",
            ),
        ),
        migrations.AddConstraint(
            model_name="sending",
            constraint=guywire.kit.tenancy.rules.TenantRows(
                column="tenant_id", name="billing_sending_tenant_rows"
            ),
        ),
        migrations.AddConstraint(
            model_name="sending",
            constraint=models.UniqueConstraint(
                fields=("tenant", "id"), name="billing_sending_tenant_id_uniq"
            ),
        ),
        migrations.AddConstraint(
            model_name="sending",
            constraint=guywire.kit.tenancy.rules.SameTenant(
                field="invoice", name="billing_sending_invoice_id_same_tenant"
            ),
        ),
        migrations.AddConstraint(
            model_name="sending",
            constraint=guywire.kit.tenancy.rules.SameTenant(
                field="batch", name="billing_sending_batch_id_same_tenant"
            ),
        ),
        migrations.AddField(
            model_name="invoice",
            name="made_from",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="became",
                to="billing.invoice",
            ),
        ),
        migrations.AlterField(
            model_name="invoice",
            name="kind",
            field=models.CharField(
                choices=[
                    ("invoice", "Invoice"),
                    ("credit_note", "credit note"),
                    ("proforma", "Proforma"),
                    ("quote", "Quote"),
                ],
                default="invoice",
                max_length=11,
            ),
        ),
        migrations.AlterField(
            model_name="invoice",
            name="state",
            field=models.CharField(
                choices=[
                    ("draft", "Draft"),
                    ("issued", "Issued"),
                    ("part_paid", "partly paid"),
                    ("paid", "Paid"),
                    ("void", "Void"),
                    ("written_off", "written off"),
                    ("accepted", "Accepted"),
                    ("declined", "Declined"),
                ],
                default="draft",
                editable=False,
                max_length=11,
            ),
        ),
        migrations.AddIndex(
            model_name="invoice",
            index=models.Index(
                condition=models.Q(("made_from__isnull", False)),
                fields=["tenant", "made_from"],
                name="invoice_made_from",
            ),
        ),
        migrations.AddConstraint(
            model_name="invoice",
            constraint=guywire.kit.tenancy.rules.SameTenant(
                field="made_from", name="billing_invoice_made_from_id_same_tenant"
            ),
        ),
    ]
