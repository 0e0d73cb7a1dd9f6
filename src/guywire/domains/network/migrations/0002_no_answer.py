from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("network", "0001_initial"),
    ]

    operations = [
        migrations.AlterField(
            model_name="qualificationrow",
            name="state",
            field=models.CharField(
                choices=[
                    ("waiting", "Waiting"),
                    ("served", "Served"),
                    ("unserved", "Not served"),
                    ("unknown", "No answer"),
                    ("bad", "Unusable"),
                ],
                default="waiting",
                max_length=8,
            ),
        ),
    ]
