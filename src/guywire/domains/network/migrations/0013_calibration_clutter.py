from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("network", "0012_answers_by_part"),
    ]

    operations = [
        migrations.AddField(
            model_name="calibration",
            name="counts_clutter",
            field=models.BooleanField(default=False),
        ),
    ]
