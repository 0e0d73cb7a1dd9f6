from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("imports", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="importfile",
            name="actor_facts",
            field=models.JSONField(default=dict),
        ),
        migrations.AddField(
            model_name="importfile",
            name="faults",
            field=models.JSONField(default=list),
        ),
        migrations.AddField(
            model_name="importfile",
            name="finished_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="importfile",
            name="row_count",
            field=models.IntegerField(default=0),
        ),
        migrations.AddField(
            model_name="importfile",
            name="state",
            field=models.CharField(
                choices=[
                    ("staged", "Staged"),
                    ("waiting", "Waiting"),
                    ("done", "Done"),
                    ("refused", "Refused"),
                ],
                default="staged",
                max_length=8,
            ),
        ),
    ]
