import uuid

import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.expressions
import django.db.models.functions.datetime
from django.db import migrations, models

import guywire.domains.billing.models.rules
import guywire.kit.tenancy.models
import guywire.kit.tenancy.rules


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("billing", "0001_functions"),
        ("customers", "0005_periods_of_customers"),
        ("tenants", "0005_own_search_path"),
    ]

    operations = [
        migrations.CreateModel(
            name="Account",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("code", models.CharField(max_length=20)),
                ("name", models.CharField(max_length=80)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("asset", "Asset"),
                            ("liability", "Liability"),
                            ("equity", "Equity"),
                            ("income", "Income"),
                            ("expense", "Expense"),
                        ],
                        max_length=9,
                    ),
                ),
                (
                    "role",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("receivable", "accounts receivable"),
                            ("cash", "cash in the till"),
                            ("cheques", "cheques not yet deposited"),
                            ("bank", "Bank"),
                            ("clearing", "payments on their way"),
                            ("tax", "taxes collected"),
                            ("deposits", "customers' deposits"),
                            ("deferred", "deferred revenue"),
                            ("internet", "revenue: internet"),
                            ("voice", "revenue: voice"),
                            ("equipment", "revenue: equipment"),
                            ("labour", "revenue: labour"),
                            ("exempt", "revenue: other"),
                            ("late_fees", "revenue: late fees"),
                            ("credits", "credits given"),
                            ("bad_debt", "bad debt"),
                            ("gateway_fees", "fees of payment providers"),
                            ("till_differences", "till differences"),
                            ("interest", "interest on deposits"),
                            ("exchange", "exchange differences"),
                            ("opening", "opening balances"),
                        ],
                        default="",
                        max_length=16,
                    ),
                ),
                ("is_open", models.BooleanField(default=True)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
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
                "ordering": ("code",),
            },
        ),
        migrations.CreateModel(
            name="BillingAccount",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("currency", models.CharField(max_length=3)),
                ("due_days", models.PositiveSmallIntegerField(blank=True, null=True)),
                (
                    "delivery",
                    models.CharField(
                        choices=[("email", "Email"), ("print", "Print"), ("none", "portal only")],
                        default="email",
                        max_length=5,
                    ),
                ),
                ("separate_services", models.BooleanField(default=False)),
                ("use_credit", models.BooleanField(default=True)),
                ("address", models.TextField(blank=True, default="")),
                ("tax_number", models.CharField(blank=True, default="", max_length=40)),
                ("purchase_order", models.CharField(blank=True, default="", max_length=60)),
                ("reverse_charge", models.BooleanField(default=False)),
                ("on_hold", models.BooleanField(default=False)),
                ("hold_reason", models.CharField(blank=True, default="", max_length=200)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("updated_at", models.DateTimeField(auto_now=True)),
                (
                    "bills_to",
                    models.ForeignKey(
                        db_constraint=False,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="customers.customer",
                    ),
                ),
                (
                    "customer",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="billing_accounts",
                        to="customers.customer",
                    ),
                ),
                (
                    "payer",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="pays_for",
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
                "verbose_name": "billing account",
                "ordering": ("customer__name", "id"),
            },
        ),
        migrations.CreateModel(
            name="BillingRun",
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
                ("number", models.CharField(editable=False, max_length=40)),
                ("for_on", models.DateField()),
                ("started_by", models.CharField(editable=False, max_length=160)),
                ("invoices", models.PositiveIntegerField(default=0, editable=False)),
                ("credit_notes", models.PositiveIntegerField(default=0, editable=False)),
                ("currency", models.CharField(max_length=3)),
                ("net_minor", models.BigIntegerField(default=0, editable=False)),
                ("tax_minor", models.BigIntegerField(default=0, editable=False)),
                ("credited_minor", models.BigIntegerField(default=0, editable=False)),
                ("left_out", models.PositiveIntegerField(default=0, editable=False)),
                ("digest", models.CharField(blank=True, default="", editable=False, max_length=64)),
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
                "verbose_name": "billing run",
                "ordering": ("-created_at", "id"),
            },
        ),
        migrations.CreateModel(
            name="BillingSettings",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "mode",
                    models.CharField(
                        choices=[
                            ("fixed", "a fixed day of the month"),
                            ("anniversary", "the day the service began"),
                        ],
                        default="fixed",
                        max_length=11,
                    ),
                ),
                ("bill_day", models.PositiveSmallIntegerField(default=1)),
                ("start_day", models.PositiveSmallIntegerField(default=0)),
                (
                    "timing",
                    models.CharField(
                        choices=[("prepay", "in advance"), ("postpay", "in arrears")],
                        default="prepay",
                        max_length=7,
                    ),
                ),
                ("advance_days", models.SmallIntegerField(default=0)),
                ("due_days", models.PositiveSmallIntegerField(default=14)),
                (
                    "document_date",
                    models.CharField(
                        choices=[
                            ("bill_day", "the day it was due to be billed"),
                            ("run", "the day of the run"),
                        ],
                        default="bill_day",
                        max_length=8,
                    ),
                ),
                (
                    "first_term",
                    models.CharField(
                        choices=[
                            ("alone", "billed at once, the whole period on its day"),
                            ("with_next", "billed at once with the whole period, one invoice"),
                            ("apart", "billed at once with the whole period, two invoices"),
                            ("at_next", "billed on the day of the whole period, one invoice"),
                            ("included", "part of a longer first period"),
                        ],
                        default="alone",
                        max_length=9,
                    ),
                ),
                (
                    "day_count",
                    models.CharField(
                        choices=[
                            ("actual", "days of the period"),
                            ("thirty", "thirtieths of a month"),
                        ],
                        default="actual",
                        max_length=6,
                    ),
                ),
                ("whole_units", models.BooleanField(default=False)),
                (
                    "start_part",
                    models.CharField(
                        choices=[
                            ("days", "its days"),
                            ("whole", "the whole period"),
                            ("none", "nothing"),
                        ],
                        default="days",
                        max_length=5,
                    ),
                ),
                (
                    "end_part",
                    models.CharField(
                        choices=[
                            ("days", "its days"),
                            ("whole", "the whole period"),
                            ("none", "nothing"),
                        ],
                        default="days",
                        max_length=5,
                    ),
                ),
                (
                    "bridge_part",
                    models.CharField(
                        choices=[
                            ("days", "its days"),
                            ("whole", "the whole period"),
                            ("none", "nothing"),
                        ],
                        default="days",
                        max_length=5,
                    ),
                ),
                ("bridge_long", models.BooleanField(default=False)),
                (
                    "pause_part",
                    models.CharField(
                        choices=[
                            ("days", "its days"),
                            ("whole", "the whole period"),
                            ("none", "nothing"),
                        ],
                        default="days",
                        max_length=5,
                    ),
                ),
                (
                    "add_on_part",
                    models.CharField(
                        choices=[
                            ("days", "its days"),
                            ("whole", "the whole period"),
                            ("none", "nothing"),
                        ],
                        default="days",
                        max_length=5,
                    ),
                ),
                (
                    "upgrade",
                    models.CharField(
                        choices=[
                            ("now", "their day"),
                            ("period_end", "the end of the period"),
                            ("next_period", "the end of the next period"),
                        ],
                        default="now",
                        max_length=11,
                    ),
                ),
                (
                    "downgrade",
                    models.CharField(
                        choices=[
                            ("now", "their day"),
                            ("period_end", "the end of the period"),
                            ("next_period", "the end of the next period"),
                        ],
                        default="period_end",
                        max_length=11,
                    ),
                ),
                (
                    "price_list",
                    models.CharField(
                        choices=[
                            ("now", "their day"),
                            ("period_end", "the end of the period"),
                            ("next_period", "the end of the next period"),
                        ],
                        default="period_end",
                        max_length=11,
                    ),
                ),
                ("restart_terms", models.BooleanField(default=False)),
                ("credit_changes", models.BooleanField(default=True)),
                ("credit_unpaid", models.BooleanField(default=True)),
                (
                    "mid_period",
                    models.CharField(
                        choices=[
                            ("at_once", "at once"),
                            ("next_bill", "with the next bill"),
                            ("with_next", "at once, the next period with them"),
                        ],
                        default="at_once",
                        max_length=9,
                    ),
                ),
                (
                    "discount_order",
                    models.CharField(
                        choices=[
                            ("fixed_first", "amounts first"),
                            ("percent_first", "percentages first"),
                            ("as_listed", "as they were given"),
                        ],
                        default="fixed_first",
                        max_length=13,
                    ),
                ),
                ("minimum_minor", models.BigIntegerField(default=0)),
                ("prices_include_tax", models.BooleanField(default=False)),
                (
                    "tax_rounding",
                    models.CharField(
                        choices=[
                            ("line", "each line"),
                            ("document", "the document's sum of a rate"),
                        ],
                        default="line",
                        max_length=8,
                    ),
                ),
                (
                    "tax_direction",
                    models.CharField(
                        choices=[("half_up", "half up"), ("up", "always up")],
                        default="half_up",
                        max_length=7,
                    ),
                ),
                (
                    "tax_point",
                    models.CharField(
                        choices=[
                            ("supply", "the first day that is billed"),
                            ("invoice", "the day of the invoice"),
                        ],
                        default="supply",
                        max_length=7,
                    ),
                ),
                ("send_zero", models.BooleanField(default=False)),
                ("automatic_runs", models.BooleanField(default=False)),
                ("decided_on", models.DateField(editable=False, null=True)),
                ("legal_name", models.CharField(blank=True, default="", max_length=160)),
                ("address", models.TextField(blank=True, default="")),
                ("tax_number", models.CharField(blank=True, default="", max_length=40)),
                ("bank_details", models.TextField(blank=True, default="")),
                ("payment_terms", models.TextField(blank=True, default="")),
                ("footer", models.TextField(blank=True, default="")),
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
                "verbose_name": "billing settings",
                "verbose_name_plural": "billing settings",
            },
        ),
        migrations.CreateModel(
            name="BillingTerms",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("from_on", models.DateField()),
                (
                    "mode",
                    models.CharField(
                        choices=[
                            ("fixed", "a fixed day of the month"),
                            ("anniversary", "the day the service began"),
                        ],
                        max_length=11,
                    ),
                ),
                ("bill_day", models.PositiveSmallIntegerField()),
                ("start_day", models.PositiveSmallIntegerField(default=0)),
                (
                    "timing",
                    models.CharField(
                        choices=[("prepay", "in advance"), ("postpay", "in arrears")], max_length=7
                    ),
                ),
                ("advance_days", models.SmallIntegerField(default=0)),
                (
                    "account",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="terms",
                        to="billing.billingaccount",
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
                "verbose_name": "billing terms",
                "verbose_name_plural": "billing terms",
                "ordering": ("from_on",),
            },
        ),
        migrations.CreateModel(
            name="Charge",
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
                            ("one_off", "one-off"),
                            ("usage", "Usage"),
                            ("late_fee", "late fee"),
                            ("reconnection", "reconnection fee"),
                            ("termination", "early termination fee"),
                            ("paper", "paper invoice fee"),
                            ("returned", "returned payment fee"),
                        ],
                        default="one_off",
                        max_length=12,
                    ),
                ),
                ("description", models.CharField(max_length=200)),
                ("quantity", models.DecimalField(decimal_places=6, default=1, max_digits=14)),
                ("unit_minor", models.BigIntegerField()),
                ("amount_minor", models.BigIntegerField(editable=False)),
                ("currency", models.CharField(max_length=3)),
                (
                    "tax_class",
                    models.CharField(
                        choices=[
                            ("internet", "Internet"),
                            ("voice", "Voice"),
                            ("equipment", "Equipment"),
                            ("labour", "Labour"),
                            ("exempt", "Exempt"),
                        ],
                        default="labour",
                        max_length=9,
                    ),
                ),
                ("bill_on", models.DateField()),
                ("key", models.CharField(blank=True, default="", max_length=80)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "Waiting"),
                            ("billed", "Billed"),
                            ("cancelled", "Cancelled"),
                        ],
                        default="waiting",
                        editable=False,
                        max_length=9,
                    ),
                ),
                (
                    "reason",
                    models.CharField(blank=True, default="", editable=False, max_length=200),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "customer",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="charges",
                        to="customers.customer",
                    ),
                ),
                (
                    "service",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="charges",
                        to="customers.service",
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
                "ordering": ("-bill_on", "-created_at", "id"),
            },
        ),
        migrations.CreateModel(
            name="Invoice",
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
                            ("invoice", "Invoice"),
                            ("credit_note", "credit note"),
                            ("proforma", "Proforma"),
                        ],
                        default="invoice",
                        max_length=11,
                    ),
                ),
                ("number", models.CharField(blank=True, default="", editable=False, max_length=40)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "Draft"),
                            ("issued", "Issued"),
                            ("part_paid", "partly paid"),
                            ("paid", "Paid"),
                            ("void", "Void"),
                            ("written_off", "written off"),
                        ],
                        default="draft",
                        editable=False,
                        max_length=11,
                    ),
                ),
                ("currency", models.CharField(max_length=3)),
                ("issued_on", models.DateField(editable=False, null=True)),
                ("due_on", models.DateField(editable=False, null=True)),
                ("net_minor", models.BigIntegerField(default=0, editable=False)),
                ("tax_minor", models.BigIntegerField(default=0, editable=False)),
                ("total_minor", models.BigIntegerField(default=0, editable=False)),
                ("balance_minor", models.BigIntegerField(default=0, editable=False)),
                ("includes_tax", models.BooleanField(default=False, editable=False)),
                ("tax_rounding", models.CharField(default="line", editable=False, max_length=8)),
                ("is_courtesy", models.BooleanField(default=False)),
                ("note", models.TextField(blank=True, default="")),
                ("reason", models.CharField(blank=True, default="", max_length=200)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("settled_on", models.DateField(editable=False, null=True)),
                ("sent_at", models.DateTimeField(editable=False, null=True)),
                (
                    "credits",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="credit_notes",
                        to="billing.invoice",
                    ),
                ),
                (
                    "customer",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="invoices",
                        to="customers.customer",
                    ),
                ),
                (
                    "run",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="documents",
                        to="billing.billingrun",
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
                "ordering": ("-issued_on", "-number", "id"),
            },
        ),
        migrations.CreateModel(
            name="InvoiceLine",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("position", models.PositiveSmallIntegerField()),
                (
                    "source_kind",
                    models.CharField(
                        choices=[
                            ("plan", "Plan"),
                            ("add_on", "add-on"),
                            ("setup", "set-up fee"),
                            ("charge", "Charge"),
                            ("credit", "Credit"),
                            ("typed", "typed in"),
                        ],
                        max_length=8,
                    ),
                ),
                ("source_id", models.UUIDField()),
                ("instalment", models.PositiveSmallIntegerField(default=0)),
                ("revision", models.PositiveSmallIntegerField(default=0)),
                ("description", models.CharField(max_length=300)),
                ("from_on", models.DateField(null=True)),
                ("to_on", models.DateField(null=True)),
                ("period_from", models.DateField(null=True)),
                ("period_to", models.DateField(null=True)),
                ("rate_minor", models.BigIntegerField(default=0)),
                ("basis", models.CharField(blank=True, default="", max_length=40)),
                ("quantity", models.DecimalField(decimal_places=6, default=1, max_digits=14)),
                ("discounts", models.JSONField(default=list)),
                ("unit_minor", models.BigIntegerField()),
                ("price_minor", models.BigIntegerField()),
                ("amount_minor", models.BigIntegerField()),
                (
                    "tax_class",
                    models.CharField(
                        choices=[
                            ("internet", "Internet"),
                            ("voice", "Voice"),
                            ("equipment", "Equipment"),
                            ("labour", "Labour"),
                            ("exempt", "Exempt"),
                        ],
                        default="exempt",
                        max_length=9,
                    ),
                ),
                (
                    "income",
                    models.CharField(
                        choices=[
                            ("receivable", "accounts receivable"),
                            ("cash", "cash in the till"),
                            ("cheques", "cheques not yet deposited"),
                            ("bank", "Bank"),
                            ("clearing", "payments on their way"),
                            ("tax", "taxes collected"),
                            ("deposits", "customers' deposits"),
                            ("deferred", "deferred revenue"),
                            ("internet", "revenue: internet"),
                            ("voice", "revenue: voice"),
                            ("equipment", "revenue: equipment"),
                            ("labour", "revenue: labour"),
                            ("exempt", "revenue: other"),
                            ("late_fees", "revenue: late fees"),
                            ("credits", "credits given"),
                            ("bad_debt", "bad debt"),
                            ("gateway_fees", "fees of payment providers"),
                            ("till_differences", "till differences"),
                            ("interest", "interest on deposits"),
                            ("exchange", "exchange differences"),
                            ("opening", "opening balances"),
                        ],
                        default="exempt",
                        max_length=16,
                    ),
                ),
                (
                    "credits_line",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="credited_by",
                        to="billing.invoiceline",
                    ),
                ),
                (
                    "customer",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="customers.customer",
                    ),
                ),
                (
                    "invoice",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="lines",
                        to="billing.invoice",
                    ),
                ),
                (
                    "location",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="customers.servicelocation",
                    ),
                ),
                (
                    "service",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="customers.service",
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
                "verbose_name": "invoice line",
                "ordering": ("position",),
            },
        ),
        migrations.CreateModel(
            name="Journal",
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
                            ("invoice", "Invoice"),
                            ("credit_note", "credit note"),
                            ("void", "invoice voided"),
                            ("write_off", "write-off"),
                            ("recovery", "write-off recovered"),
                            ("payment", "Payment"),
                            ("payment_back", "payment taken back"),
                            ("fee", "provider's fee"),
                            ("refund", "Refund"),
                            ("dispute", "Dispute"),
                            ("dispute_won", "dispute won"),
                            ("deposit", "deposit received"),
                            ("deposit_used", "deposit applied"),
                            ("deposit_back", "deposit given back"),
                            ("interest", "interest on a deposit"),
                            ("banked", "paid into the bank"),
                            ("till", "till difference"),
                            ("deferral", "Deferral"),
                            ("exchange", "exchange difference"),
                            ("transfer", "moved to another customer"),
                            ("manual", "Manual"),
                        ],
                        max_length=12,
                    ),
                ),
                ("source_id", models.UUIDField()),
                ("posted_on", models.DateField()),
                ("memo", models.CharField(blank=True, default="", max_length=200)),
                (
                    "tx",
                    models.BigIntegerField(
                        db_default=models.Func(
                            function="txid_current", output_field=models.BigIntegerField()
                        ),
                        editable=False,
                    ),
                ),
                (
                    "created_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
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
                "ordering": ("-posted_on", "-created_at", "id"),
            },
        ),
        migrations.CreateModel(
            name="LedgerPeriod",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("from_on", models.DateField()),
                ("to_on", models.DateField()),
                (
                    "state",
                    models.CharField(
                        choices=[("open", "Open"), ("closed", "Closed")],
                        default="open",
                        max_length=6,
                    ),
                ),
                ("closed_at", models.DateTimeField(blank=True, null=True)),
                ("closed_by", models.CharField(blank=True, default="", max_length=160)),
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
                "verbose_name": "ledger period",
                "ordering": ("-from_on",),
            },
        ),
        migrations.CreateModel(
            name="Party",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("digest", models.CharField(max_length=32)),
                ("content", models.JSONField()),
                (
                    "customer",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="customers.customer",
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
                "verbose_name_plural": "parties",
            },
        ),
        migrations.AddField(
            model_name="invoice",
            name="issuer_party",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="billing.party",
            ),
        ),
        migrations.AddField(
            model_name="invoice",
            name="payer_party",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="billing.party",
            ),
        ),
        migrations.CreateModel(
            name="Payment",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("number", models.CharField(editable=False, max_length=40)),
                (
                    "method",
                    models.CharField(
                        choices=[
                            ("cash", "Cash"),
                            ("cheque", "Cheque"),
                            ("bank", "bank transfer"),
                            ("card", "Card"),
                            ("direct_debit", "direct debit"),
                            ("paypal", "PayPal"),
                            ("other", "Other"),
                        ],
                        max_length=12,
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("pending", "Pending"),
                            ("settled", "Settled"),
                            ("failed", "Failed"),
                            ("returned", "Returned"),
                            ("reversed", "taken back"),
                        ],
                        default="settled",
                        editable=False,
                        max_length=8,
                    ),
                ),
                ("currency", models.CharField(max_length=3)),
                ("amount_minor", models.BigIntegerField()),
                ("unapplied_minor", models.BigIntegerField(default=0, editable=False)),
                ("refunded_minor", models.BigIntegerField(default=0, editable=False)),
                ("received_on", models.DateField()),
                ("reference", models.CharField(blank=True, default="", max_length=80)),
                ("note", models.CharField(blank=True, default="", max_length=200)),
                (
                    "reason",
                    models.CharField(blank=True, default="", editable=False, max_length=200),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "customer",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="payments",
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
                "ordering": ("-received_on", "-created_at", "id"),
            },
        ),
        migrations.CreateModel(
            name="Allocation",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("amount_minor", models.BigIntegerField()),
                ("applied_on", models.DateField()),
                ("reason", models.CharField(blank=True, default="", max_length=80)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
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
                    "credit_note",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="uses",
                        to="billing.invoice",
                    ),
                ),
                (
                    "invoice",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="allocations",
                        to="billing.invoice",
                    ),
                ),
                (
                    "payment",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="allocations",
                        to="billing.payment",
                    ),
                ),
            ],
            options={
                "ordering": ("applied_on", "created_at", "id"),
            },
        ),
        migrations.CreateModel(
            name="Posting",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("amount_minor", models.BigIntegerField()),
                ("currency", models.CharField(max_length=3)),
                ("posted_on", models.DateField()),
                (
                    "account",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="postings",
                        to="billing.account",
                    ),
                ),
                (
                    "customer",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="customers.customer",
                    ),
                ),
                (
                    "journal",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="postings",
                        to="billing.journal",
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
                "ordering": ("posted_on", "id"),
            },
        ),
        migrations.CreateModel(
            name="RatedService",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("rated_to", models.DateField()),
                ("next_bill_on", models.DateField(null=True)),
                ("is_settled", models.BooleanField(default=True)),
                ("terms_digest", models.CharField(max_length=32)),
                ("touched", models.PositiveIntegerField(db_default=0)),
                ("rated_at_touch", models.PositiveIntegerField(default=0)),
                (
                    "customer",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="customers.customer",
                    ),
                ),
                (
                    "service",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="rated",
                        to="customers.service",
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
                "verbose_name": "rated service",
            },
        ),
        migrations.CreateModel(
            name="Rehearsal",
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
                ("number", models.CharField(editable=False, max_length=40)),
                ("for_on", models.DateField()),
                ("started_by", models.CharField(editable=False, max_length=160)),
                ("invoices", models.PositiveIntegerField(default=0, editable=False)),
                ("credit_notes", models.PositiveIntegerField(default=0, editable=False)),
                ("currency", models.CharField(max_length=3)),
                ("net_minor", models.BigIntegerField(default=0, editable=False)),
                ("tax_minor", models.BigIntegerField(default=0, editable=False)),
                ("credited_minor", models.BigIntegerField(default=0, editable=False)),
                ("left_out", models.PositiveIntegerField(default=0, editable=False)),
                ("digest", models.CharField(blank=True, default="", editable=False, max_length=64)),
                ("inputs", models.JSONField(default=dict, editable=False)),
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
        migrations.AddField(
            model_name="billingrun",
            name="rehearsal",
            field=models.ForeignKey(
                db_constraint=False,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="runs",
                to="billing.rehearsal",
            ),
        ),
        migrations.CreateModel(
            name="RehearsalItem",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("invoices", models.PositiveSmallIntegerField(default=0)),
                ("credit_notes", models.PositiveSmallIntegerField(default=0)),
                ("currency", models.CharField(max_length=3)),
                ("net_minor", models.BigIntegerField(default=0)),
                ("tax_minor", models.BigIntegerField(default=0)),
                ("credited_minor", models.BigIntegerField(default=0)),
                ("digest", models.CharField(blank=True, default="", max_length=64)),
                ("fault", models.CharField(blank=True, default="", max_length=300)),
                (
                    "payer",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="customers.customer",
                    ),
                ),
                (
                    "rehearsal",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="items",
                        to="billing.rehearsal",
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
                "verbose_name": "rehearsed customer",
            },
        ),
        migrations.CreateModel(
            name="RunException",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("reason", models.CharField(max_length=300)),
                (
                    "payer",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="customers.customer",
                    ),
                ),
                (
                    "run",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="exceptions",
                        to="billing.billingrun",
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
                "verbose_name": "customer left out",
                "verbose_name_plural": "customers left out",
            },
        ),
        migrations.CreateModel(
            name="TaxExemption",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("code", models.CharField(blank=True, default="", max_length=24)),
                ("certificate", models.CharField(max_length=80)),
                ("from_on", models.DateField()),
                ("to_on", models.DateField(blank=True, null=True)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "customer",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="tax_exemptions",
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
                "verbose_name": "tax exemption",
                "ordering": ("-from_on", "id"),
            },
        ),
        migrations.CreateModel(
            name="TaxRate",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("code", models.CharField(max_length=24)),
                ("name", models.CharField(max_length=80)),
                (
                    "basis",
                    models.CharField(
                        choices=[("percent", "Percent"), ("flat", "an amount a unit")],
                        default="percent",
                        max_length=7,
                    ),
                ),
                ("percent", models.DecimalField(decimal_places=6, default=0, max_digits=9)),
                ("flat_minor", models.BigIntegerField(default=0)),
                (
                    "assessable_percent",
                    models.DecimalField(decimal_places=6, default=100, max_digits=9),
                ),
                (
                    "classes",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=9),
                        blank=True,
                        default=list,
                        size=None,
                    ),
                ),
                ("country", models.CharField(blank=True, default="", max_length=2)),
                ("region", models.CharField(blank=True, default="", max_length=80)),
                ("city", models.CharField(blank=True, default="", max_length=80)),
                ("postcode", models.CharField(blank=True, default="", max_length=20)),
                ("step", models.PositiveSmallIntegerField(default=0)),
                ("compounds", models.BooleanField(default=False)),
                ("is_surcharge", models.BooleanField(default=False)),
                ("reverses", models.BooleanField(default=False)),
                ("from_on", models.DateField()),
                ("to_on", models.DateField(blank=True, null=True)),
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
                "verbose_name": "tax rate",
                "ordering": ("code", "-from_on", "id"),
            },
        ),
        migrations.CreateModel(
            name="InvoiceTax",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("base_minor", models.BigIntegerField()),
                ("tax_minor", models.BigIntegerField()),
                (
                    "relief",
                    models.CharField(
                        blank=True,
                        choices=[("exempt", "Exempt"), ("reverse_charge", "reverse charge")],
                        default="",
                        max_length=14,
                    ),
                ),
                (
                    "invoice",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="taxes",
                        to="billing.invoice",
                    ),
                ),
                (
                    "line",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="taxes",
                        to="billing.invoiceline",
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
                    "rate",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="billing.taxrate",
                    ),
                ),
            ],
            options={
                "verbose_name": "invoice tax",
                "verbose_name_plural": "invoice taxes",
            },
        ),
        migrations.AddConstraint(
            model_name="account",
            constraint=models.UniqueConstraint(
                fields=("tenant", "code"), name="ledger_account_code_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="account",
            constraint=models.UniqueConstraint(
                condition=models.Q(("role", ""), _negated=True),
                fields=("tenant", "role"),
                name="ledger_account_role_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="account",
            constraint=guywire.kit.tenancy.rules.TenantRows(
                column="tenant_id", name="billing_account_tenant_rows"
            ),
        ),
        migrations.AddConstraint(
            model_name="account",
            constraint=models.UniqueConstraint(
                fields=("tenant", "id"), name="billing_account_tenant_id_uniq"
            ),
        ),
        migrations.AddConstraint(
            model_name="account",
            constraint=guywire.kit.tenancy.rules.AuditTrail(
                hidden=(), name="billing_account_audit"
            ),
        ),
        migrations.AddIndex(
            model_name="billingaccount",
            index=models.Index(fields=["tenant", "bills_to"], name="billing_account_of_payer"),
        ),
        migrations.AddConstraint(
            model_name="billingaccount",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("payer", None),
                    models.Q(("payer", models.F("customer")), _negated=True),
                    _connector="OR",
                ),
                name="billing_account_payer",
            ),
        ),
        migrations.AddConstraint(
            model_name="billingaccount",
            constraint=models.UniqueConstraint(
                fields=("tenant", "customer"), name="billing_account_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="billingaccount",
            constraint=guywire.kit.tenancy.rules.TenantRows(
                column="tenant_id", name="billing_billingaccount_tenant_rows"
            ),
        ),
        migrations.AddConstraint(
            model_name="billingaccount",
            constraint=models.UniqueConstraint(
                fields=("tenant", "id"), name="billing_billingaccount_tenant_id_uniq"
            ),
        ),
        migrations.AddConstraint(
            model_name="billingaccount",
            constraint=guywire.kit.tenancy.rules.AuditTrail(
                hidden=(), name="billing_billingaccount_audit", silent=("updated_at",)
            ),
        ),
        migrations.AddConstraint(
            model_name="billingaccount",
            constraint=guywire.kit.tenancy.rules.SameTenant(
                field="customer", name="billing_billingaccount_customer_id_same_tenant"
            ),
        ),
        migrations.AddConstraint(
            model_name="billingaccount",
            constraint=guywire.kit.tenancy.rules.SameTenant(
                field="payer", name="billing_billingaccount_payer_id_same_tenant"
            ),
        ),
        migrations.AddConstraint(
            model_name="billingaccount",
            constraint=guywire.kit.tenancy.rules.SameTenant(
                field="bills_to", name="billing_billingaccount_bills_to_id_same_tenant"
            ),
        ),
        migrations.AddConstraint(
            model_name="billingsettings",
            constraint=models.UniqueConstraint(fields=("tenant",), name="billing_settings_once"),
        ),
        migrations.AddConstraint(
            model_name="billingsettings",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("bill_day__gte", 1), ("bill_day__lte", 31), ("start_day__lte", 31)
                ),
                name="billing_settings_bill_day",
            ),
        ),
        migrations.AddConstraint(
            model_name="billingsettings",
            constraint=models.CheckConstraint(
                condition=models.Q(("minimum_minor__gte", 0)), name="billing_settings_minimum"
            ),
        ),
        migrations.AddConstraint(
            model_name="billingsettings",
            constraint=guywire.kit.tenancy.rules.TenantRows(
                column="tenant_id", name="billing_billingsettings_tenant_rows"
            ),
        ),
        migrations.AddConstraint(
            model_name="billingsettings",
            constraint=models.UniqueConstraint(
                fields=("tenant", "id"), name="billing_billingsettings_tenant_id_uniq"
            ),
        ),
        migrations.AddConstraint(
            model_name="billingsettings",
            constraint=guywire.kit.tenancy.rules.AuditTrail(
                hidden=(), name="billing_billingsettings_audit"
            ),
        ),
        migrations.AddConstraint(
            model_name="billingterms",
            constraint=models.UniqueConstraint(
                fields=("tenant", "account", "from_on"), name="billing_terms_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="billingterms",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("bill_day__gte", 1), ("bill_day__lte", 31), ("start_day__lte", 31)
                ),
                name="billing_terms_bill_day",
            ),
        ),
        migrations.AddConstraint(
            model_name="billingterms",
            constraint=guywire.kit.tenancy.rules.TenantRows(
                column="tenant_id", name="billing_billingterms_tenant_rows"
            ),
        ),
        migrations.AddConstraint(
            model_name="billingterms",
            constraint=models.UniqueConstraint(
                fields=("tenant", "id"), name="billing_billingterms_tenant_id_uniq"
            ),
        ),
        migrations.AddConstraint(
            model_name="billingterms",
            constraint=guywire.kit.tenancy.rules.AuditTrail(
                hidden=(), name="billing_billingterms_audit"
            ),
        ),
        migrations.AddConstraint(
            model_name="billingterms",
            constraint=guywire.kit.tenancy.rules.SameTenant(
                field="account", name="billing_billingterms_account_id_same_tenant"
            ),
        ),
        migrations.AddIndex(
            model_name="charge",
            index=models.Index(
                fields=["tenant", "customer", "-bill_on"], name="charge_of_customer"
            ),
        ),
        migrations.AddIndex(
            model_name="charge",
            index=models.Index(
                condition=models.Q(("state", "waiting")),
                fields=["tenant", "bill_on"],
                name="charge_waiting",
            ),
        ),
        migrations.AddConstraint(
            model_name="charge",
            constraint=models.UniqueConstraint(
                condition=models.Q(("key", ""), _negated=True),
                fields=("tenant", "key"),
                name="charge_key_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="charge",
            constraint=models.CheckConstraint(
                condition=models.Q(("amount_minor__gte", 0), ("quantity__gt", 0)),
                name="charge_not_negative",
            ),
        ),
        migrations.AddConstraint(
            model_name="charge",
            constraint=guywire.kit.tenancy.rules.TenantRows(
                column="tenant_id", name="billing_charge_tenant_rows"
            ),
        ),
        migrations.AddConstraint(
            model_name="charge",
            constraint=models.UniqueConstraint(
                fields=("tenant", "id"), name="billing_charge_tenant_id_uniq"
            ),
        ),
        migrations.AddConstraint(
            model_name="charge",
            constraint=guywire.kit.tenancy.rules.AuditTrail(hidden=(), name="billing_charge_audit"),
        ),
        migrations.AddConstraint(
            model_name="charge",
            constraint=guywire.kit.tenancy.rules.SameTenant(
                field="customer", name="billing_charge_customer_id_same_tenant"
            ),
        ),
        migrations.AddConstraint(
            model_name="charge",
            constraint=guywire.kit.tenancy.rules.SameTenant(
                field="service", name="billing_charge_service_id_same_tenant"
            ),
        ),
        migrations.AddIndex(
            model_name="invoiceline",
            index=models.Index(fields=["invoice"], name="invoice_line_of"),
        ),
        migrations.AddIndex(
            model_name="invoiceline",
            index=models.Index(
                condition=models.Q(("service__isnull", False)),
                fields=["tenant", "service", "period_to"],
                name="invoice_line_of_service",
            ),
        ),
        migrations.AddIndex(
            model_name="invoiceline",
            index=models.Index(
                condition=models.Q(("credits_line__isnull", False)),
                fields=["tenant", "credits_line"],
                name="invoice_line_credited",
            ),
        ),
        migrations.AddConstraint(
            model_name="invoiceline",
            constraint=models.UniqueConstraint(
                fields=(
                    "tenant",
                    "source_id",
                    "service",
                    "customer",
                    "from_on",
                    "source_kind",
                    "instalment",
                    "revision",
                ),
                name="invoice_line_billed_once",
                nulls_distinct=False,
            ),
        ),
        migrations.AddConstraint(
            model_name="invoiceline",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("from_on", None), ("to_on__gt", models.F("from_on")), _connector="OR"
                ),
                name="invoice_line_days",
            ),
        ),
        migrations.AddConstraint(
            model_name="invoiceline",
            constraint=guywire.domains.billing.models.rules.PartOfDraft(
                name="invoice_line_as_issued"
            ),
        ),
        migrations.AddConstraint(
            model_name="invoiceline",
            constraint=guywire.kit.tenancy.rules.TenantRows(
                column="tenant_id", name="billing_invoiceline_tenant_rows"
            ),
        ),
        migrations.AddConstraint(
            model_name="invoiceline",
            constraint=models.UniqueConstraint(
                fields=("tenant", "id"), name="billing_invoiceline_tenant_id_uniq"
            ),
        ),
        migrations.AddConstraint(
            model_name="invoiceline",
            constraint=guywire.kit.tenancy.rules.SameTenant(
                field="invoice", name="billing_invoiceline_invoice_id_same_tenant"
            ),
        ),
        migrations.AddConstraint(
            model_name="invoiceline",
            constraint=guywire.kit.tenancy.rules.SameTenant(
                field="customer", name="billing_invoiceline_customer_id_same_tenant"
            ),
        ),
        migrations.AddConstraint(
            model_name="invoiceline",
            constraint=guywire.kit.tenancy.rules.SameTenant(
                field="location", name="billing_invoiceline_location_id_same_tenant"
            ),
        ),
        migrations.AddConstraint(
            model_name="invoiceline",
            constraint=guywire.kit.tenancy.rules.SameTenant(
                field="service", name="billing_invoiceline_service_id_same_tenant"
            ),
        ),
        migrations.AddConstraint(
            model_name="invoiceline",
            constraint=guywire.kit.tenancy.rules.SameTenant(
                field="credits_line", name="billing_invoiceline_credits_line_id_same_tenant"
            ),
        ),
        migrations.AddIndex(
            model_name="journal",
            index=models.Index(fields=["tenant", "-posted_on", "id"], name="journal_newest"),
        ),
        migrations.AddConstraint(
            model_name="journal",
            constraint=models.UniqueConstraint(
                fields=("tenant", "kind", "source_id"), name="journal_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="journal",
            constraint=guywire.kit.tenancy.rules.AppendOnly(name="journal_as_posted"),
        ),
        migrations.AddConstraint(
            model_name="journal",
            constraint=guywire.domains.billing.models.rules.Balanced(name="journal_balanced"),
        ),
        migrations.AddConstraint(
            model_name="journal",
            constraint=guywire.domains.billing.models.rules.InOpenPeriod(
                name="journal_in_open_period"
            ),
        ),
        migrations.AddConstraint(
            model_name="journal",
            constraint=guywire.kit.tenancy.rules.TenantRows(
                column="tenant_id", name="billing_journal_tenant_rows"
            ),
        ),
        migrations.AddConstraint(
            model_name="journal",
            constraint=models.UniqueConstraint(
                fields=("tenant", "id"), name="billing_journal_tenant_id_uniq"
            ),
        ),
        migrations.AddConstraint(
            model_name="ledgerperiod",
            constraint=models.UniqueConstraint(
                fields=("tenant", "from_on"), name="ledger_period_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="ledgerperiod",
            constraint=models.CheckConstraint(
                condition=models.Q(("to_on__gt", models.F("from_on"))),
                name="ledger_period_has_days",
            ),
        ),
        migrations.AddConstraint(
            model_name="ledgerperiod",
            constraint=guywire.kit.tenancy.rules.TenantRows(
                column="tenant_id", name="billing_ledgerperiod_tenant_rows"
            ),
        ),
        migrations.AddConstraint(
            model_name="ledgerperiod",
            constraint=models.UniqueConstraint(
                fields=("tenant", "id"), name="billing_ledgerperiod_tenant_id_uniq"
            ),
        ),
        migrations.AddConstraint(
            model_name="ledgerperiod",
            constraint=guywire.kit.tenancy.rules.AuditTrail(
                hidden=(), name="billing_ledgerperiod_audit"
            ),
        ),
        migrations.AddConstraint(
            model_name="party",
            constraint=models.UniqueConstraint(
                fields=("tenant", "customer", "digest"), name="party_once", nulls_distinct=False
            ),
        ),
        migrations.AddConstraint(
            model_name="party",
            constraint=guywire.kit.tenancy.rules.AppendOnly(name="party_as_it_was"),
        ),
        migrations.AddConstraint(
            model_name="party",
            constraint=guywire.kit.tenancy.rules.TenantRows(
                column="tenant_id", name="billing_party_tenant_rows"
            ),
        ),
        migrations.AddConstraint(
            model_name="party",
            constraint=models.UniqueConstraint(
                fields=("tenant", "id"), name="billing_party_tenant_id_uniq"
            ),
        ),
        migrations.AddConstraint(
            model_name="party",
            constraint=guywire.kit.tenancy.rules.SameTenant(
                field="customer", name="billing_party_customer_id_same_tenant"
            ),
        ),
        migrations.AddIndex(
            model_name="invoice",
            index=models.Index(fields=["tenant", "-issued_on", "id"], name="invoice_newest"),
        ),
        migrations.AddIndex(
            model_name="invoice",
            index=models.Index(
                fields=["tenant", "customer", "-issued_on"], name="invoice_of_customer"
            ),
        ),
        migrations.AddIndex(
            model_name="invoice",
            index=models.Index(
                condition=models.Q(("balance_minor__gt", 0)),
                fields=["tenant", "customer", "due_on"],
                name="invoice_open_of",
            ),
        ),
        migrations.AddIndex(
            model_name="invoice",
            index=models.Index(
                condition=models.Q(("balance_minor__gt", 0)),
                fields=["tenant", "due_on"],
                name="invoice_open_by_day",
            ),
        ),
        migrations.AddIndex(
            model_name="invoice",
            index=models.Index(
                condition=models.Q(("credits__isnull", False)),
                fields=["tenant", "credits"],
                name="invoice_credited",
            ),
        ),
        migrations.AddIndex(
            model_name="invoice",
            index=models.Index(
                condition=models.Q(("run__isnull", False)),
                fields=["tenant", "run"],
                name="invoice_of_run",
            ),
        ),
        migrations.AddConstraint(
            model_name="invoice",
            constraint=models.UniqueConstraint(
                condition=models.Q(("number", ""), _negated=True),
                fields=("tenant", "kind", "number"),
                name="invoice_number_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="invoice",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("issued_on", None), ("number", ""), ("state", "draft")),
                    models.Q(
                        models.Q(("state", "draft"), _negated=True),
                        models.Q(("number", ""), _negated=True),
                        ("issued_on__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="invoice_number_at_issue",
            ),
        ),
        migrations.AddConstraint(
            model_name="invoice",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "total_minor",
                        django.db.models.expressions.CombinedExpression(
                            models.F("net_minor"), "+", models.F("tax_minor")
                        ),
                    )
                ),
                name="invoice_sum",
            ),
        ),
        migrations.AddConstraint(
            model_name="invoice",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("balance_minor__gte", 0), ("balance_minor__lte", models.F("total_minor"))
                ),
                name="invoice_balance",
            ),
        ),
        migrations.AddConstraint(
            model_name="invoice",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind", "credit_note"), ("credits", None), _connector="OR"),
                name="invoice_credits",
            ),
        ),
        migrations.AddConstraint(
            model_name="invoice",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state__in", ("paid", "void", "written_off")), _negated=True),
                    ("balance_minor", 0),
                    _connector="OR",
                ),
                name="invoice_settled",
            ),
        ),
        migrations.AddConstraint(
            model_name="invoice",
            constraint=guywire.domains.billing.models.rules.Frozen(
                mutable=("state", "balance_minor", "settled_on", "sent_at", "reason"),
                name="invoice_as_issued",
            ),
        ),
        migrations.AddConstraint(
            model_name="invoice",
            constraint=guywire.kit.tenancy.rules.TenantRows(
                column="tenant_id", name="billing_invoice_tenant_rows"
            ),
        ),
        migrations.AddConstraint(
            model_name="invoice",
            constraint=models.UniqueConstraint(
                fields=("tenant", "id"), name="billing_invoice_tenant_id_uniq"
            ),
        ),
        migrations.AddConstraint(
            model_name="invoice",
            constraint=guywire.kit.tenancy.rules.SameTenant(
                field="customer", name="billing_invoice_customer_id_same_tenant"
            ),
        ),
        migrations.AddConstraint(
            model_name="invoice",
            constraint=guywire.kit.tenancy.rules.SameTenant(
                field="payer_party", name="billing_invoice_payer_party_id_same_tenant"
            ),
        ),
        migrations.AddConstraint(
            model_name="invoice",
            constraint=guywire.kit.tenancy.rules.SameTenant(
                field="issuer_party", name="billing_invoice_issuer_party_id_same_tenant"
            ),
        ),
        migrations.AddConstraint(
            model_name="invoice",
            constraint=guywire.kit.tenancy.rules.SameTenant(
                field="credits", name="billing_invoice_credits_id_same_tenant"
            ),
        ),
        migrations.AddConstraint(
            model_name="invoice",
            constraint=guywire.kit.tenancy.rules.SameTenant(
                field="run", name="billing_invoice_run_id_same_tenant"
            ),
        ),
        migrations.AddIndex(
            model_name="payment",
            index=models.Index(fields=["tenant", "-received_on", "id"], name="payment_newest"),
        ),
        migrations.AddIndex(
            model_name="payment",
            index=models.Index(fields=["tenant", "customer", "-received_on"], name="payment_of"),
        ),
        migrations.AddIndex(
            model_name="payment",
            index=models.Index(
                condition=models.Q(("unapplied_minor__gt", 0)),
                fields=["tenant", "customer"],
                name="payment_unapplied",
            ),
        ),
        migrations.AddConstraint(
            model_name="payment",
            constraint=models.UniqueConstraint(
                fields=("tenant", "number"), name="payment_number_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="payment",
            constraint=models.CheckConstraint(
                condition=models.Q(("amount_minor__gt", 0)), name="payment_of_something"
            ),
        ),
        migrations.AddConstraint(
            model_name="payment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("refunded_minor__gte", 0),
                    ("unapplied_minor__gte", 0),
                    (
                        "unapplied_minor__lte",
                        django.db.models.expressions.CombinedExpression(
                            models.F("amount_minor"), "-", models.F("refunded_minor")
                        ),
                    ),
                ),
                name="payment_parts",
            ),
        ),
        migrations.AddConstraint(
            model_name="payment",
            constraint=guywire.kit.tenancy.rules.TenantRows(
                column="tenant_id", name="billing_payment_tenant_rows"
            ),
        ),
        migrations.AddConstraint(
            model_name="payment",
            constraint=models.UniqueConstraint(
                fields=("tenant", "id"), name="billing_payment_tenant_id_uniq"
            ),
        ),
        migrations.AddConstraint(
            model_name="payment",
            constraint=guywire.kit.tenancy.rules.AuditTrail(
                hidden=(), name="billing_payment_audit"
            ),
        ),
        migrations.AddConstraint(
            model_name="payment",
            constraint=guywire.kit.tenancy.rules.SameTenant(
                field="customer", name="billing_payment_customer_id_same_tenant"
            ),
        ),
        migrations.AddIndex(
            model_name="allocation",
            index=models.Index(fields=["invoice"], name="allocation_of_invoice"),
        ),
        migrations.AddIndex(
            model_name="allocation",
            index=models.Index(
                condition=models.Q(("payment__isnull", False)),
                fields=["payment"],
                name="allocation_of_payment",
            ),
        ),
        migrations.AddIndex(
            model_name="allocation",
            index=models.Index(
                condition=models.Q(("credit_note__isnull", False)),
                fields=["credit_note"],
                name="allocation_of_note",
            ),
        ),
        migrations.AddConstraint(
            model_name="allocation",
            constraint=models.CheckConstraint(
                condition=models.Q(("amount_minor", 0), _negated=True),
                name="allocation_not_nothing",
            ),
        ),
        migrations.AddConstraint(
            model_name="allocation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("credit_note__isnull", False), ("payment", None)),
                    models.Q(("credit_note", None), ("payment__isnull", False)),
                    _connector="OR",
                ),
                name="allocation_of_one",
            ),
        ),
        migrations.AddConstraint(
            model_name="allocation",
            constraint=guywire.kit.tenancy.rules.AppendOnly(name="allocation_as_made"),
        ),
        migrations.AddConstraint(
            model_name="allocation",
            constraint=guywire.kit.tenancy.rules.TenantRows(
                column="tenant_id", name="billing_allocation_tenant_rows"
            ),
        ),
        migrations.AddConstraint(
            model_name="allocation",
            constraint=models.UniqueConstraint(
                fields=("tenant", "id"), name="billing_allocation_tenant_id_uniq"
            ),
        ),
        migrations.AddConstraint(
            model_name="allocation",
            constraint=guywire.kit.tenancy.rules.SameTenant(
                field="invoice", name="billing_allocation_invoice_id_same_tenant"
            ),
        ),
        migrations.AddConstraint(
            model_name="allocation",
            constraint=guywire.kit.tenancy.rules.SameTenant(
                field="payment", name="billing_allocation_payment_id_same_tenant"
            ),
        ),
        migrations.AddConstraint(
            model_name="allocation",
            constraint=guywire.kit.tenancy.rules.SameTenant(
                field="credit_note", name="billing_allocation_credit_note_id_same_tenant"
            ),
        ),
        migrations.AddIndex(
            model_name="posting",
            index=models.Index(fields=["journal"], name="posting_of_journal"),
        ),
        migrations.AddIndex(
            model_name="posting",
            index=models.Index(
                fields=["tenant", "account", "posted_on"], name="posting_by_account"
            ),
        ),
        migrations.AddIndex(
            model_name="posting",
            index=models.Index(
                condition=models.Q(("customer__isnull", False)),
                fields=["tenant", "customer", "account", "posted_on"],
                name="posting_by_customer",
            ),
        ),
        migrations.AddConstraint(
            model_name="posting",
            constraint=models.CheckConstraint(
                condition=models.Q(("amount_minor", 0), _negated=True), name="posting_not_nothing"
            ),
        ),
        migrations.AddConstraint(
            model_name="posting",
            constraint=guywire.kit.tenancy.rules.AppendOnly(name="posting_as_posted"),
        ),
        migrations.AddConstraint(
            model_name="posting",
            constraint=guywire.domains.billing.models.rules.WithJournal(
                name="posting_with_journal"
            ),
        ),
        migrations.AddConstraint(
            model_name="posting",
            constraint=guywire.kit.tenancy.rules.TenantRows(
                column="tenant_id", name="billing_posting_tenant_rows"
            ),
        ),
        migrations.AddConstraint(
            model_name="posting",
            constraint=models.UniqueConstraint(
                fields=("tenant", "id"), name="billing_posting_tenant_id_uniq"
            ),
        ),
        migrations.AddConstraint(
            model_name="posting",
            constraint=guywire.kit.tenancy.rules.SameTenant(
                field="journal", name="billing_posting_journal_id_same_tenant"
            ),
        ),
        migrations.AddConstraint(
            model_name="posting",
            constraint=guywire.kit.tenancy.rules.SameTenant(
                field="account", name="billing_posting_account_id_same_tenant"
            ),
        ),
        migrations.AddConstraint(
            model_name="posting",
            constraint=guywire.kit.tenancy.rules.SameTenant(
                field="customer", name="billing_posting_customer_id_same_tenant"
            ),
        ),
        migrations.AddIndex(
            model_name="ratedservice",
            index=models.Index(fields=["tenant", "next_bill_on"], name="rated_service_due"),
        ),
        migrations.AddIndex(
            model_name="ratedservice",
            index=models.Index(fields=["tenant", "customer"], name="rated_service_of"),
        ),
        migrations.AddIndex(
            model_name="ratedservice",
            index=models.Index(
                condition=models.Q(("touched", models.F("rated_at_touch")), _negated=True),
                fields=["tenant", "service"],
                name="rated_service_touched",
            ),
        ),
        migrations.AddConstraint(
            model_name="ratedservice",
            constraint=models.UniqueConstraint(
                fields=("tenant", "service", "customer"), name="rated_service_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="ratedservice",
            constraint=guywire.kit.tenancy.rules.TenantRows(
                column="tenant_id", name="billing_ratedservice_tenant_rows"
            ),
        ),
        migrations.AddConstraint(
            model_name="ratedservice",
            constraint=models.UniqueConstraint(
                fields=("tenant", "id"), name="billing_ratedservice_tenant_id_uniq"
            ),
        ),
        migrations.AddConstraint(
            model_name="ratedservice",
            constraint=guywire.kit.tenancy.rules.SameTenant(
                field="service", name="billing_ratedservice_service_id_same_tenant"
            ),
        ),
        migrations.AddConstraint(
            model_name="ratedservice",
            constraint=guywire.kit.tenancy.rules.SameTenant(
                field="customer", name="billing_ratedservice_customer_id_same_tenant"
            ),
        ),
        migrations.AddConstraint(
            model_name="rehearsal",
            constraint=models.UniqueConstraint(
                fields=("tenant", "number"), name="rehearsal_number_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="rehearsal",
            constraint=guywire.kit.tenancy.rules.TenantRows(
                column="tenant_id", name="billing_rehearsal_tenant_rows"
            ),
        ),
        migrations.AddConstraint(
            model_name="rehearsal",
            constraint=models.UniqueConstraint(
                fields=("tenant", "id"), name="billing_rehearsal_tenant_id_uniq"
            ),
        ),
        migrations.AddConstraint(
            model_name="rehearsal",
            constraint=guywire.kit.tenancy.rules.AuditTrail(
                hidden=(),
                name="billing_rehearsal_audit",
                silent=(
                    "done_count",
                    "lanes",
                    "invoices",
                    "credit_notes",
                    "net_minor",
                    "tax_minor",
                    "credited_minor",
                    "left_out",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="billingrun",
            constraint=models.UniqueConstraint(
                fields=("tenant", "number"), name="billing_run_number_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="billingrun",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state__in", ("queued", "running"))),
                fields=("tenant",),
                name="billing_run_one_at_a_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="billingrun",
            constraint=guywire.kit.tenancy.rules.TenantRows(
                column="tenant_id", name="billing_billingrun_tenant_rows"
            ),
        ),
        migrations.AddConstraint(
            model_name="billingrun",
            constraint=models.UniqueConstraint(
                fields=("tenant", "id"), name="billing_billingrun_tenant_id_uniq"
            ),
        ),
        migrations.AddConstraint(
            model_name="billingrun",
            constraint=guywire.kit.tenancy.rules.AuditTrail(
                hidden=(),
                name="billing_billingrun_audit",
                silent=(
                    "done_count",
                    "lanes",
                    "invoices",
                    "credit_notes",
                    "net_minor",
                    "tax_minor",
                    "credited_minor",
                    "left_out",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="billingrun",
            constraint=guywire.kit.tenancy.rules.SameTenant(
                field="rehearsal", name="billing_billingrun_rehearsal_id_same_tenant"
            ),
        ),
        migrations.AddConstraint(
            model_name="rehearsalitem",
            constraint=models.UniqueConstraint(
                fields=("tenant", "rehearsal", "payer"), name="rehearsal_item_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="rehearsalitem",
            constraint=guywire.kit.tenancy.rules.TenantRows(
                column="tenant_id", name="billing_rehearsalitem_tenant_rows"
            ),
        ),
        migrations.AddConstraint(
            model_name="rehearsalitem",
            constraint=models.UniqueConstraint(
                fields=("tenant", "id"), name="billing_rehearsalitem_tenant_id_uniq"
            ),
        ),
        migrations.AddConstraint(
            model_name="rehearsalitem",
            constraint=guywire.kit.tenancy.rules.SameTenant(
                field="rehearsal", name="billing_rehearsalitem_rehearsal_id_same_tenant"
            ),
        ),
        migrations.AddConstraint(
            model_name="rehearsalitem",
            constraint=guywire.kit.tenancy.rules.SameTenant(
                field="payer", name="billing_rehearsalitem_payer_id_same_tenant"
            ),
        ),
        migrations.AddConstraint(
            model_name="runexception",
            constraint=models.UniqueConstraint(
                fields=("tenant", "run", "payer"), name="run_exception_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="runexception",
            constraint=guywire.kit.tenancy.rules.TenantRows(
                column="tenant_id", name="billing_runexception_tenant_rows"
            ),
        ),
        migrations.AddConstraint(
            model_name="runexception",
            constraint=models.UniqueConstraint(
                fields=("tenant", "id"), name="billing_runexception_tenant_id_uniq"
            ),
        ),
        migrations.AddConstraint(
            model_name="runexception",
            constraint=guywire.kit.tenancy.rules.SameTenant(
                field="run", name="billing_runexception_run_id_same_tenant"
            ),
        ),
        migrations.AddConstraint(
            model_name="runexception",
            constraint=guywire.kit.tenancy.rules.SameTenant(
                field="payer", name="billing_runexception_payer_id_same_tenant"
            ),
        ),
        migrations.AddIndex(
            model_name="taxexemption",
            index=models.Index(fields=["tenant", "customer"], name="tax_exemption_of"),
        ),
        migrations.AddConstraint(
            model_name="taxexemption",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("to_on", None), ("to_on__gt", models.F("from_on")), _connector="OR"
                ),
                name="tax_exemption_has_days",
            ),
        ),
        migrations.AddConstraint(
            model_name="taxexemption",
            constraint=guywire.kit.tenancy.rules.TenantRows(
                column="tenant_id", name="billing_taxexemption_tenant_rows"
            ),
        ),
        migrations.AddConstraint(
            model_name="taxexemption",
            constraint=models.UniqueConstraint(
                fields=("tenant", "id"), name="billing_taxexemption_tenant_id_uniq"
            ),
        ),
        migrations.AddConstraint(
            model_name="taxexemption",
            constraint=guywire.kit.tenancy.rules.AuditTrail(
                hidden=(), name="billing_taxexemption_audit"
            ),
        ),
        migrations.AddConstraint(
            model_name="taxexemption",
            constraint=guywire.kit.tenancy.rules.SameTenant(
                field="customer", name="billing_taxexemption_customer_id_same_tenant"
            ),
        ),
        migrations.AddConstraint(
            model_name="taxrate",
            constraint=models.UniqueConstraint(
                fields=("tenant", "code", "country", "region", "city", "postcode", "from_on"),
                name="tax_rate_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="taxrate",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("to_on", None), ("to_on__gt", models.F("from_on")), _connector="OR"
                ),
                name="tax_rate_has_days",
            ),
        ),
        migrations.AddConstraint(
            model_name="taxrate",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("assessable_percent__gte", 0), ("flat_minor__gte", 0), ("percent__gte", 0)
                ),
                name="tax_rate_not_negative",
            ),
        ),
        migrations.AddConstraint(
            model_name="taxrate",
            constraint=guywire.kit.tenancy.rules.TenantRows(
                column="tenant_id", name="billing_taxrate_tenant_rows"
            ),
        ),
        migrations.AddConstraint(
            model_name="taxrate",
            constraint=models.UniqueConstraint(
                fields=("tenant", "id"), name="billing_taxrate_tenant_id_uniq"
            ),
        ),
        migrations.AddConstraint(
            model_name="taxrate",
            constraint=guywire.kit.tenancy.rules.AuditTrail(
                hidden=(), name="billing_taxrate_audit"
            ),
        ),
        migrations.AddIndex(
            model_name="invoicetax",
            index=models.Index(fields=["invoice"], name="invoice_tax_of"),
        ),
        migrations.AddIndex(
            model_name="invoicetax",
            index=models.Index(fields=["line"], name="invoice_tax_of_line"),
        ),
        migrations.AddConstraint(
            model_name="invoicetax",
            constraint=guywire.domains.billing.models.rules.PartOfDraft(
                name="invoice_tax_as_issued"
            ),
        ),
        migrations.AddConstraint(
            model_name="invoicetax",
            constraint=guywire.kit.tenancy.rules.TenantRows(
                column="tenant_id", name="billing_invoicetax_tenant_rows"
            ),
        ),
        migrations.AddConstraint(
            model_name="invoicetax",
            constraint=models.UniqueConstraint(
                fields=("tenant", "id"), name="billing_invoicetax_tenant_id_uniq"
            ),
        ),
        migrations.AddConstraint(
            model_name="invoicetax",
            constraint=guywire.kit.tenancy.rules.SameTenant(
                field="invoice", name="billing_invoicetax_invoice_id_same_tenant"
            ),
        ),
        migrations.AddConstraint(
            model_name="invoicetax",
            constraint=guywire.kit.tenancy.rules.SameTenant(
                field="line", name="billing_invoicetax_line_id_same_tenant"
            ),
        ),
        migrations.AddConstraint(
            model_name="invoicetax",
            constraint=guywire.kit.tenancy.rules.SameTenant(
                field="rate", name="billing_invoicetax_rate_id_same_tenant"
            ),
        ),
    ]
