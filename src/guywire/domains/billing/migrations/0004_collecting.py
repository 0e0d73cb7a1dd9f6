import uuid

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

import guywire.domains.billing.models.collecting
import guywire.kit.secrets.fields
import guywire.kit.tenancy.models
import guywire.kit.tenancy.rules


class Migration(migrations.Migration):
    dependencies = [
        ("billing", "0003_papers"),
        ("customers", "0005_periods_of_customers"),
        ("tenants", "0005_own_search_path"),
    ]

    operations = [
        migrations.CreateModel(
            name="GatewayAccount",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("name", models.CharField(max_length=80)),
                (
                    "gateway",
                    models.CharField(
                        choices=[("stripe", "Stripe"), ("paypal", "PayPal")], max_length=8
                    ),
                ),
                ("client_id", models.CharField(blank=True, default="", max_length=200)),
                ("secret", guywire.kit.secrets.fields.SecretField(blank=True, default="")),
                ("is_sandbox", models.BooleanField(default=False)),
                (
                    "base_url",
                    models.CharField(blank=True, default="", editable=False, max_length=200),
                ),
                (
                    "webhook_id",
                    models.CharField(blank=True, default="", editable=False, max_length=120),
                ),
                (
                    "webhook_secret",
                    guywire.kit.secrets.fields.SecretField(blank=True, default="", editable=False),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("testing", "not in use yet"),
                            ("active", "Active"),
                            ("error", "Error"),
                        ],
                        default="testing",
                        editable=False,
                        max_length=7,
                    ),
                ),
                (
                    "problem",
                    models.CharField(blank=True, default="", editable=False, max_length=200),
                ),
                (
                    "external_id",
                    models.CharField(blank=True, default="", editable=False, max_length=120),
                ),
                (
                    "external_name",
                    models.CharField(blank=True, default="", editable=False, max_length=160),
                ),
                ("is_live", models.BooleanField(default=False, editable=False)),
                (
                    "currencies",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=3),
                        blank=True,
                        default=list,
                        size=None,
                    ),
                ),
                ("tested_at", models.DateTimeField(editable=False, null=True)),
                ("told_until", models.DateTimeField(editable=False, null=True)),
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
                "verbose_name": "gateway account",
                "ordering": ("name", "id"),
            },
        ),
        migrations.CreateModel(
            name="Dispute",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("external_id", models.CharField(max_length=120)),
                ("amount_minor", models.BigIntegerField()),
                ("fee_minor", models.BigIntegerField(default=0)),
                ("currency", models.CharField(max_length=3)),
                (
                    "state",
                    models.CharField(
                        choices=[("open", "Open"), ("won", "Won"), ("lost", "Lost")],
                        default="open",
                        max_length=4,
                    ),
                ),
                ("reason", models.CharField(blank=True, default="", max_length=120)),
                ("opened_at", models.DateTimeField()),
                ("closed_at", models.DateTimeField(null=True)),
                (
                    "customer",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="disputes",
                        to="customers.customer",
                    ),
                ),
                (
                    "payment",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="disputes",
                        to="billing.payment",
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
                    "account",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="disputes",
                        to="billing.gatewayaccount",
                    ),
                ),
            ],
            options={
                "ordering": ("-opened_at", "id"),
            },
        ),
        migrations.CreateModel(
            name="GatewayCustomer",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("external_id", models.CharField(blank=True, default="", max_length=120)),
                (
                    "account",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="customers",
                        to="billing.gatewayaccount",
                    ),
                ),
                (
                    "customer",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="customers.customer",
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
                "verbose_name": "customer at a gateway",
                "verbose_name_plural": "customers at gateways",
            },
        ),
        migrations.CreateModel(
            name="PaymentAttempt",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "origin",
                    models.CharField(
                        choices=[("desk", "by staff"), ("autopay", "Autopay"), ("retry", "Retry")],
                        default="desk",
                        max_length=7,
                    ),
                ),
                ("chain", models.UUIDField()),
                ("amount_minor", models.BigIntegerField()),
                ("currency", models.CharField(max_length=3)),
                ("key", models.CharField(max_length=100)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("created", "not sent yet"),
                            ("unknown", "no answer yet"),
                            ("pending", "on its way"),
                            ("requires_action", "waits for the payer"),
                            ("succeeded", "paid"),
                            ("failed", "Failed"),
                            ("canceled", "cancelled"),
                            ("returned", "returned by the bank"),
                        ],
                        default="created",
                        max_length=15,
                    ),
                ),
                ("gateway_id", models.CharField(blank=True, default="", max_length=120)),
                ("transaction_id", models.CharField(blank=True, default="", max_length=120)),
                ("page_url", models.TextField(blank=True, default="")),
                ("decline_code", models.CharField(blank=True, default="", max_length=60)),
                ("decline_category", models.CharField(blank=True, default="", max_length=16)),
                ("network_code", models.CharField(blank=True, default="", max_length=40)),
                ("wait_s", models.PositiveIntegerField(default=0)),
                ("reason", models.CharField(blank=True, default="", max_length=200)),
                ("flag", models.CharField(blank=True, default="", max_length=200)),
                ("arrived_minor", models.BigIntegerField(null=True)),
                ("arrived_currency", models.CharField(blank=True, default="", max_length=3)),
                ("next_try_at", models.DateTimeField(null=True)),
                ("next_try_why", models.CharField(blank=True, default="", max_length=24)),
                ("cancel_asked", models.BooleanField(default=False)),
                ("asked_count", models.PositiveIntegerField(default=0)),
                ("created_at", models.DateTimeField()),
                ("sent_at", models.DateTimeField(null=True)),
                ("finished_at", models.DateTimeField(null=True)),
                (
                    "account",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="attempts",
                        to="billing.gatewayaccount",
                    ),
                ),
                (
                    "customer",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="payment_attempts",
                        to="customers.customer",
                    ),
                ),
                (
                    "payment",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="attempts",
                        to="billing.payment",
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
                "verbose_name": "payment attempt",
                "ordering": ("-created_at", "id"),
            },
        ),
        migrations.CreateModel(
            name="GatewayMessage",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("external_id", models.CharField(max_length=160)),
                ("kind", models.CharField(max_length=24)),
                ("type", models.CharField(max_length=80)),
                ("told", models.JSONField()),
                ("occurred_at", models.DateTimeField()),
                ("received_at", models.DateTimeField()),
                ("processed_at", models.DateTimeField(null=True)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("received", "waits"),
                            ("applied", "Applied"),
                            ("ignored", "nothing to do"),
                            ("parked", "somebody has to look"),
                        ],
                        default="received",
                        max_length=8,
                    ),
                ),
                ("outcome", models.CharField(blank=True, default="", max_length=200)),
                (
                    "account",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="messages",
                        to="billing.gatewayaccount",
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
                (
                    "attempt",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="messages",
                        to="billing.paymentattempt",
                    ),
                ),
            ],
            options={
                "verbose_name": "gateway message",
                "ordering": ("-received_at", "id"),
            },
        ),
        migrations.CreateModel(
            name="AttemptPart",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("amount_minor", models.BigIntegerField()),
                ("is_open", models.BooleanField(default=True)),
                (
                    "invoice",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="attempts",
                        to="billing.invoice",
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
                    "attempt",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="parts",
                        to="billing.paymentattempt",
                    ),
                ),
            ],
            options={
                "verbose_name": "part of an attempt",
                "verbose_name_plural": "parts of attempts",
            },
        ),
        migrations.CreateModel(
            name="PaymentInstrument",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("card", "Card"),
                            ("us_bank_account", "bank account (ACH)"),
                            ("sepa_debit", "bank account (SEPA)"),
                            ("paypal", "PayPal"),
                        ],
                        max_length=15,
                    ),
                ),
                ("token", models.CharField(editable=False, max_length=120)),
                (
                    "gateway_customer",
                    models.CharField(blank=True, default="", editable=False, max_length=120),
                ),
                ("brand", models.CharField(blank=True, default="", max_length=40)),
                ("last4", models.CharField(blank=True, default="", max_length=4)),
                ("label", models.CharField(blank=True, default="", max_length=120)),
                ("mandate", models.CharField(blank=True, default="", max_length=120)),
                (
                    "fingerprint",
                    models.CharField(blank=True, default="", editable=False, max_length=120),
                ),
                ("expires_on", models.DateField(null=True)),
                ("is_default", models.BooleanField(default=False)),
                (
                    "problem",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "none"),
                            ("expired", "Expired"),
                            ("declined", "declined for good"),
                            ("disputed", "Disputed"),
                        ],
                        default="",
                        max_length=8,
                    ),
                ),
                ("corrected_at", models.DateTimeField(editable=False, null=True)),
                ("removed_at", models.DateTimeField(editable=False, null=True)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "account",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="instruments",
                        to="billing.gatewayaccount",
                    ),
                ),
                (
                    "customer",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="payment_instruments",
                        to="customers.customer",
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
                "verbose_name": "payment instrument",
                "ordering": ("-is_default", "-created_at", "id"),
            },
        ),
        migrations.AddField(
            model_name="paymentattempt",
            name="instrument",
            field=models.ForeignKey(
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="attempts",
                to="billing.paymentinstrument",
            ),
        ),
        migrations.CreateModel(
            name="InstrumentSetup",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("card", "Card"),
                            ("us_bank_account", "bank account (ACH)"),
                            ("sepa_debit", "bank account (SEPA)"),
                            ("paypal", "PayPal"),
                        ],
                        max_length=15,
                    ),
                ),
                ("external_id", models.CharField(max_length=160)),
                ("page_url", models.TextField(blank=True, default="")),
                ("makes_default", models.BooleanField(default=False)),
                (
                    "state",
                    models.CharField(
                        choices=[("waiting", "Waiting"), ("saved", "Saved"), ("failed", "Failed")],
                        default="waiting",
                        max_length=7,
                    ),
                ),
                ("reason", models.CharField(blank=True, default="", max_length=200)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "account",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="billing.gatewayaccount",
                    ),
                ),
                (
                    "customer",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="customers.customer",
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
                    "instrument",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="setups",
                        to="billing.paymentinstrument",
                    ),
                ),
            ],
            options={
                "verbose_name": "instrument request",
                "ordering": ("-created_at", "id"),
            },
        ),
        migrations.CreateModel(
            name="Refund",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("number", models.CharField(editable=False, max_length=40)),
                (
                    "way",
                    models.CharField(
                        choices=[
                            ("source", "to where it came from"),
                            ("cash", "Cash"),
                            ("bank", "bank transfer"),
                            ("cheque", "Cheque"),
                        ],
                        default="source",
                        max_length=6,
                    ),
                ),
                ("amount_minor", models.BigIntegerField()),
                ("currency", models.CharField(max_length=3)),
                ("reason", models.CharField(max_length=200)),
                ("key", models.CharField(editable=False, max_length=100)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("created", "not sent yet"),
                            ("pending", "on its way"),
                            ("succeeded", "given back"),
                            ("failed", "Failed"),
                        ],
                        default="created",
                        max_length=9,
                    ),
                ),
                ("gateway_id", models.CharField(blank=True, default="", max_length=120)),
                ("problem", models.CharField(blank=True, default="", max_length=200)),
                ("refunded_on", models.DateField()),
                ("created_at", models.DateTimeField()),
                ("finished_at", models.DateTimeField(null=True)),
                (
                    "attempt",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="refunds",
                        to="billing.paymentattempt",
                    ),
                ),
                (
                    "customer",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="refunds",
                        to="customers.customer",
                    ),
                ),
                (
                    "payment",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="refunds",
                        to="billing.payment",
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
        migrations.CreateModel(
            name="CollectingSettings",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("autopay", models.BooleanField(default=True)),
                (
                    "counts_from",
                    models.CharField(
                        choices=[("issued", "day of the invoice"), ("due", "due day")],
                        default="due",
                        max_length=6,
                    ),
                ),
                ("offset_days", models.SmallIntegerField(default=0)),
                (
                    "pays",
                    models.CharField(
                        choices=[
                            ("due", "the invoices that are due"),
                            ("balance", "everything that is open"),
                        ],
                        default="due",
                        max_length=7,
                    ),
                ),
                ("pays_first", models.BooleanField(default=True)),
                (
                    "ladder_days",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.PositiveSmallIntegerField(),
                        blank=True,
                        default=guywire.domains.billing.models.collecting.default_ladder,
                        size=None,
                    ),
                ),
                ("give_up_days", models.PositiveSmallIntegerField(default=60)),
                ("return_fee_minor", models.BigIntegerField(default=0)),
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
                "verbose_name": "collecting settings",
                "verbose_name_plural": "collecting settings",
                "constraints": [
                    models.UniqueConstraint(fields=("tenant",), name="collecting_settings_once"),
                    models.CheckConstraint(
                        condition=models.Q(("give_up_days__gte", 1), ("return_fee_minor__gte", 0)),
                        name="collecting_settings_bounds",
                    ),
                    guywire.kit.tenancy.rules.TenantRows(
                        column="tenant_id", name="billing_collectingsettings_tenant_rows"
                    ),
                    models.UniqueConstraint(
                        fields=("tenant", "id"), name="billing_collectingsettings_tenant_id_uniq"
                    ),
                    guywire.kit.tenancy.rules.AuditTrail(
                        hidden=(), name="billing_collectingsettings_audit"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="DisputedInvoice",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("amount_minor", models.BigIntegerField()),
                (
                    "dispute",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="invoices",
                        to="billing.dispute",
                    ),
                ),
                (
                    "invoice",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="disputes",
                        to="billing.invoice",
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
                "verbose_name": "disputed invoice",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("tenant", "dispute", "invoice"), name="disputed_invoice_once"
                    ),
                    guywire.kit.tenancy.rules.TenantRows(
                        column="tenant_id", name="billing_disputedinvoice_tenant_rows"
                    ),
                    models.UniqueConstraint(
                        fields=("tenant", "id"), name="billing_disputedinvoice_tenant_id_uniq"
                    ),
                    guywire.kit.tenancy.rules.AuditTrail(
                        hidden=(), name="billing_disputedinvoice_audit"
                    ),
                    guywire.kit.tenancy.rules.SameTenant(
                        field="dispute", name="billing_disputedinvoice_dispute_id_same_tenant"
                    ),
                    guywire.kit.tenancy.rules.SameTenant(
                        field="invoice", name="billing_disputedinvoice_invoice_id_same_tenant"
                    ),
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="gatewayaccount",
            constraint=models.UniqueConstraint(
                fields=("tenant", "name"), name="gateway_account_name_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="gatewayaccount",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "active"), _negated=True),
                    ("tested_at__isnull", False),
                    _connector="OR",
                ),
                name="gateway_account_tested_first",
            ),
        ),
        migrations.AddConstraint(
            model_name="gatewayaccount",
            constraint=guywire.kit.tenancy.rules.TenantRows(
                column="tenant_id", name="billing_gatewayaccount_tenant_rows"
            ),
        ),
        migrations.AddConstraint(
            model_name="gatewayaccount",
            constraint=models.UniqueConstraint(
                fields=("tenant", "id"), name="billing_gatewayaccount_tenant_id_uniq"
            ),
        ),
        migrations.AddConstraint(
            model_name="gatewayaccount",
            constraint=guywire.kit.tenancy.rules.AuditTrail(
                hidden=(), name="billing_gatewayaccount_audit", silent=("told_until", "updated_at")
            ),
        ),
        migrations.AddIndex(
            model_name="dispute",
            index=models.Index(
                condition=models.Q(("state", "open")),
                fields=["tenant", "customer"],
                name="dispute_open_of",
            ),
        ),
        migrations.AddConstraint(
            model_name="dispute",
            constraint=models.UniqueConstraint(
                fields=("tenant", "account", "external_id"), name="dispute_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="dispute",
            constraint=models.CheckConstraint(
                condition=models.Q(("amount_minor__gt", 0), ("fee_minor__gte", 0)),
                name="dispute_of_something",
            ),
        ),
        migrations.AddConstraint(
            model_name="dispute",
            constraint=guywire.kit.tenancy.rules.TenantRows(
                column="tenant_id", name="billing_dispute_tenant_rows"
            ),
        ),
        migrations.AddConstraint(
            model_name="dispute",
            constraint=models.UniqueConstraint(
                fields=("tenant", "id"), name="billing_dispute_tenant_id_uniq"
            ),
        ),
        migrations.AddConstraint(
            model_name="dispute",
            constraint=guywire.kit.tenancy.rules.AuditTrail(
                hidden=(), name="billing_dispute_audit"
            ),
        ),
        migrations.AddConstraint(
            model_name="dispute",
            constraint=guywire.kit.tenancy.rules.SameTenant(
                field="customer", name="billing_dispute_customer_id_same_tenant"
            ),
        ),
        migrations.AddConstraint(
            model_name="dispute",
            constraint=guywire.kit.tenancy.rules.SameTenant(
                field="account", name="billing_dispute_account_id_same_tenant"
            ),
        ),
        migrations.AddConstraint(
            model_name="dispute",
            constraint=guywire.kit.tenancy.rules.SameTenant(
                field="payment", name="billing_dispute_payment_id_same_tenant"
            ),
        ),
        migrations.AddConstraint(
            model_name="gatewaycustomer",
            constraint=models.UniqueConstraint(
                fields=("tenant", "account", "customer"), name="gateway_customer_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="gatewaycustomer",
            constraint=guywire.kit.tenancy.rules.TenantRows(
                column="tenant_id", name="billing_gatewaycustomer_tenant_rows"
            ),
        ),
        migrations.AddConstraint(
            model_name="gatewaycustomer",
            constraint=models.UniqueConstraint(
                fields=("tenant", "id"), name="billing_gatewaycustomer_tenant_id_uniq"
            ),
        ),
        migrations.AddConstraint(
            model_name="gatewaycustomer",
            constraint=guywire.kit.tenancy.rules.AuditTrail(
                hidden=(), name="billing_gatewaycustomer_audit"
            ),
        ),
        migrations.AddConstraint(
            model_name="gatewaycustomer",
            constraint=guywire.kit.tenancy.rules.SameTenant(
                field="account", name="billing_gatewaycustomer_account_id_same_tenant"
            ),
        ),
        migrations.AddConstraint(
            model_name="gatewaycustomer",
            constraint=guywire.kit.tenancy.rules.SameTenant(
                field="customer", name="billing_gatewaycustomer_customer_id_same_tenant"
            ),
        ),
        migrations.AddIndex(
            model_name="gatewaymessage",
            index=models.Index(
                fields=["tenant", "-received_at", "id"], name="gateway_message_newest"
            ),
        ),
        migrations.AddIndex(
            model_name="gatewaymessage",
            index=models.Index(
                condition=models.Q(("state", "received")),
                fields=["tenant", "received_at"],
                name="gateway_message_waiting",
            ),
        ),
        migrations.AddIndex(
            model_name="gatewaymessage",
            index=models.Index(
                condition=models.Q(("attempt__isnull", False)),
                fields=["tenant", "attempt"],
                name="gateway_message_of_attempt",
            ),
        ),
        migrations.AddConstraint(
            model_name="gatewaymessage",
            constraint=models.UniqueConstraint(
                fields=("tenant", "account", "external_id"), name="gateway_message_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="gatewaymessage",
            constraint=guywire.kit.tenancy.rules.TenantRows(
                column="tenant_id", name="billing_gatewaymessage_tenant_rows"
            ),
        ),
        migrations.AddConstraint(
            model_name="gatewaymessage",
            constraint=models.UniqueConstraint(
                fields=("tenant", "id"), name="billing_gatewaymessage_tenant_id_uniq"
            ),
        ),
        migrations.AddConstraint(
            model_name="gatewaymessage",
            constraint=guywire.kit.tenancy.rules.SameTenant(
                field="account", name="billing_gatewaymessage_account_id_same_tenant"
            ),
        ),
        migrations.AddConstraint(
            model_name="gatewaymessage",
            constraint=guywire.kit.tenancy.rules.SameTenant(
                field="attempt", name="billing_gatewaymessage_attempt_id_same_tenant"
            ),
        ),
        migrations.AddConstraint(
            model_name="attemptpart",
            constraint=models.UniqueConstraint(
                condition=models.Q(("is_open", True)),
                fields=("tenant", "invoice"),
                name="attempt_part_one_at_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="attemptpart",
            constraint=guywire.kit.tenancy.rules.TenantRows(
                column="tenant_id", name="billing_attemptpart_tenant_rows"
            ),
        ),
        migrations.AddConstraint(
            model_name="attemptpart",
            constraint=models.UniqueConstraint(
                fields=("tenant", "id"), name="billing_attemptpart_tenant_id_uniq"
            ),
        ),
        migrations.AddConstraint(
            model_name="attemptpart",
            constraint=guywire.kit.tenancy.rules.AuditTrail(
                hidden=(), name="billing_attemptpart_audit"
            ),
        ),
        migrations.AddConstraint(
            model_name="attemptpart",
            constraint=guywire.kit.tenancy.rules.SameTenant(
                field="attempt", name="billing_attemptpart_attempt_id_same_tenant"
            ),
        ),
        migrations.AddConstraint(
            model_name="attemptpart",
            constraint=guywire.kit.tenancy.rules.SameTenant(
                field="invoice", name="billing_attemptpart_invoice_id_same_tenant"
            ),
        ),
        migrations.AddIndex(
            model_name="paymentinstrument",
            index=models.Index(fields=["tenant", "customer"], name="payment_instrument_of"),
        ),
        migrations.AddConstraint(
            model_name="paymentinstrument",
            constraint=models.UniqueConstraint(
                fields=("tenant", "account", "token"), name="payment_instrument_token_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="paymentinstrument",
            constraint=models.UniqueConstraint(
                condition=models.Q(("is_default", True), ("removed_at", None)),
                fields=("tenant", "customer"),
                name="payment_instrument_one_default",
            ),
        ),
        migrations.AddConstraint(
            model_name="paymentinstrument",
            constraint=guywire.kit.tenancy.rules.TenantRows(
                column="tenant_id", name="billing_paymentinstrument_tenant_rows"
            ),
        ),
        migrations.AddConstraint(
            model_name="paymentinstrument",
            constraint=models.UniqueConstraint(
                fields=("tenant", "id"), name="billing_paymentinstrument_tenant_id_uniq"
            ),
        ),
        migrations.AddConstraint(
            model_name="paymentinstrument",
            constraint=guywire.kit.tenancy.rules.AuditTrail(
                hidden=(), name="billing_paymentinstrument_audit"
            ),
        ),
        migrations.AddConstraint(
            model_name="paymentinstrument",
            constraint=guywire.kit.tenancy.rules.SameTenant(
                field="customer", name="billing_paymentinstrument_customer_id_same_tenant"
            ),
        ),
        migrations.AddConstraint(
            model_name="paymentinstrument",
            constraint=guywire.kit.tenancy.rules.SameTenant(
                field="account", name="billing_paymentinstrument_account_id_same_tenant"
            ),
        ),
        migrations.AddIndex(
            model_name="paymentattempt",
            index=models.Index(
                fields=["tenant", "-created_at", "id"], name="payment_attempt_newest"
            ),
        ),
        migrations.AddIndex(
            model_name="paymentattempt",
            index=models.Index(
                fields=["tenant", "account", "gateway_id"], name="payment_attempt_gateway_id"
            ),
        ),
        migrations.AddIndex(
            model_name="paymentattempt",
            index=models.Index(
                condition=models.Q(("next_try_at__isnull", False)),
                fields=["tenant", "next_try_at"],
                name="payment_attempt_next",
            ),
        ),
        migrations.AddConstraint(
            model_name="paymentattempt",
            constraint=models.UniqueConstraint(
                fields=("tenant", "key"), name="payment_attempt_key_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="paymentattempt",
            constraint=models.CheckConstraint(
                condition=models.Q(("amount_minor__gt", 0)), name="payment_attempt_of_something"
            ),
        ),
        migrations.AddConstraint(
            model_name="paymentattempt",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "succeeded"), _negated=True),
                    ("payment__isnull", False),
                    _connector="OR",
                ),
                name="payment_attempt_paid",
            ),
        ),
        migrations.AddConstraint(
            model_name="paymentattempt",
            constraint=guywire.kit.tenancy.rules.TenantRows(
                column="tenant_id", name="billing_paymentattempt_tenant_rows"
            ),
        ),
        migrations.AddConstraint(
            model_name="paymentattempt",
            constraint=models.UniqueConstraint(
                fields=("tenant", "id"), name="billing_paymentattempt_tenant_id_uniq"
            ),
        ),
        migrations.AddConstraint(
            model_name="paymentattempt",
            constraint=guywire.kit.tenancy.rules.AuditTrail(
                hidden=(), name="billing_paymentattempt_audit", silent=("asked_count", "sent_at")
            ),
        ),
        migrations.AddConstraint(
            model_name="paymentattempt",
            constraint=guywire.kit.tenancy.rules.SameTenant(
                field="customer", name="billing_paymentattempt_customer_id_same_tenant"
            ),
        ),
        migrations.AddConstraint(
            model_name="paymentattempt",
            constraint=guywire.kit.tenancy.rules.SameTenant(
                field="account", name="billing_paymentattempt_account_id_same_tenant"
            ),
        ),
        migrations.AddConstraint(
            model_name="paymentattempt",
            constraint=guywire.kit.tenancy.rules.SameTenant(
                field="instrument", name="billing_paymentattempt_instrument_id_same_tenant"
            ),
        ),
        migrations.AddConstraint(
            model_name="paymentattempt",
            constraint=guywire.kit.tenancy.rules.SameTenant(
                field="payment", name="billing_paymentattempt_payment_id_same_tenant"
            ),
        ),
        migrations.AddConstraint(
            model_name="instrumentsetup",
            constraint=models.UniqueConstraint(
                fields=("tenant", "account", "external_id"), name="instrument_setup_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="instrumentsetup",
            constraint=guywire.kit.tenancy.rules.TenantRows(
                column="tenant_id", name="billing_instrumentsetup_tenant_rows"
            ),
        ),
        migrations.AddConstraint(
            model_name="instrumentsetup",
            constraint=models.UniqueConstraint(
                fields=("tenant", "id"), name="billing_instrumentsetup_tenant_id_uniq"
            ),
        ),
        migrations.AddConstraint(
            model_name="instrumentsetup",
            constraint=guywire.kit.tenancy.rules.AuditTrail(
                hidden=(), name="billing_instrumentsetup_audit"
            ),
        ),
        migrations.AddConstraint(
            model_name="instrumentsetup",
            constraint=guywire.kit.tenancy.rules.SameTenant(
                field="customer", name="billing_instrumentsetup_customer_id_same_tenant"
            ),
        ),
        migrations.AddConstraint(
            model_name="instrumentsetup",
            constraint=guywire.kit.tenancy.rules.SameTenant(
                field="account", name="billing_instrumentsetup_account_id_same_tenant"
            ),
        ),
        migrations.AddConstraint(
            model_name="instrumentsetup",
            constraint=guywire.kit.tenancy.rules.SameTenant(
                field="instrument", name="billing_instrumentsetup_instrument_id_same_tenant"
            ),
        ),
        migrations.AddIndex(
            model_name="refund",
            index=models.Index(fields=["tenant", "-created_at", "id"], name="refund_newest"),
        ),
        migrations.AddConstraint(
            model_name="refund",
            constraint=models.UniqueConstraint(
                fields=("tenant", "number"), name="refund_number_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="refund",
            constraint=models.UniqueConstraint(fields=("tenant", "key"), name="refund_key_once"),
        ),
        migrations.AddConstraint(
            model_name="refund",
            constraint=models.CheckConstraint(
                condition=models.Q(("amount_minor__gt", 0)), name="refund_of_something"
            ),
        ),
        migrations.AddConstraint(
            model_name="refund",
            constraint=guywire.kit.tenancy.rules.TenantRows(
                column="tenant_id", name="billing_refund_tenant_rows"
            ),
        ),
        migrations.AddConstraint(
            model_name="refund",
            constraint=models.UniqueConstraint(
                fields=("tenant", "id"), name="billing_refund_tenant_id_uniq"
            ),
        ),
        migrations.AddConstraint(
            model_name="refund",
            constraint=guywire.kit.tenancy.rules.AuditTrail(hidden=(), name="billing_refund_audit"),
        ),
        migrations.AddConstraint(
            model_name="refund",
            constraint=guywire.kit.tenancy.rules.SameTenant(
                field="customer", name="billing_refund_customer_id_same_tenant"
            ),
        ),
        migrations.AddConstraint(
            model_name="refund",
            constraint=guywire.kit.tenancy.rules.SameTenant(
                field="payment", name="billing_refund_payment_id_same_tenant"
            ),
        ),
        migrations.AddConstraint(
            model_name="refund",
            constraint=guywire.kit.tenancy.rules.SameTenant(
                field="attempt", name="billing_refund_attempt_id_same_tenant"
            ),
        ),
    ]
