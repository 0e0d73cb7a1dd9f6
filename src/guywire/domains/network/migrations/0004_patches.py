from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("network", "0003_qualification_parts"),
    ]

    operations = [
        migrations.AddField(
            model_name="qualificationrow",
            name="next_sectors",
            field=models.TextField(blank=True, default=""),
        ),
        migrations.AddField(
            model_name="qualificationrow",
            name="spot_latitude",
            field=models.FloatField(null=True),
        ),
        migrations.AddField(
            model_name="qualificationrow",
            name="spot_longitude",
            field=models.FloatField(null=True),
        ),
        migrations.AddField(
            model_name="qualificationrun",
            name="patch_radius_m",
            field=models.FloatField(default=0.0),
        ),
    ]
