from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("network", "0011_coverage_models"),
    ]

    operations = [
        migrations.AddField(
            model_name="calibration",
            name="counts_clutter",
            field=models.BooleanField(default=False),
        ),
    ]
