import django.db.models.expressions
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("billing", "0004_collecting"),
        ("customers", "0005_periods_of_customers"),
        ("tenants", "0005_own_search_path"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="payment",
            name="payment_parts",
        ),
        migrations.AddField(
            model_name="payment",
            name="disputed_minor",
            field=models.BigIntegerField(default=0, editable=False),
        ),
        migrations.AlterField(
            model_name="journal",
            name="kind",
            field=models.CharField(
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
                    ("refund_back", "refund that failed"),
                    ("dispute", "Dispute"),
                    ("dispute_won", "dispute won"),
                    ("dispute_fee", "fee of a dispute"),
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
        migrations.AddConstraint(
            model_name="payment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("disputed_minor__gte", 0),
                    ("refunded_minor__gte", 0),
                    ("unapplied_minor__gte", 0),
                    (
                        "unapplied_minor__lte",
                        django.db.models.expressions.CombinedExpression(
                            django.db.models.expressions.CombinedExpression(
                                models.F("amount_minor"), "-", models.F("refunded_minor")
                            ),
                            "-",
                            models.F("disputed_minor"),
                        ),
                    ),
                ),
                name="payment_parts",
            ),
        ),
    ]
