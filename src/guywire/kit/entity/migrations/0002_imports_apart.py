from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("entity", "0001_initial"),
    ]

    operations = [
        migrations.DeleteModel(
            name="ImportFile",
        ),
    ]
