from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("customers", "0004_address_checks"),
        ("network", "0011_coverage_models"),
        ("tenants", "0005_own_search_path"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="serviceperiod",
            index=models.Index(
                fields=["tenant", "customer", "service"], name="service_period_of_customer"
            ),
        ),
    ]
